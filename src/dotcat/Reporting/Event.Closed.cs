using System.Diagnostics;
using Dotcat.Relaying;

namespace Dotcat.Reporting;

internal abstract partial record Event
{
    /// <summary>A conversation has ended.</summary>
    /// <param name="It">What came of it.</param>
    /// <param name="IsOfMany">Whether peers come and go, so that the failure of one is not the run's end.</param>
    /// <param name="Code">The exit code that it leads to; null for none.</param>
    internal sealed record Closed(Conversation It, bool IsOfMany, ExitCode? Code) : Event
    {
        /// <summary>What went well is no word to whoever has not asked, and many short conversations make none.</summary>
        public override Verbosity Level =>
            It is { Undelivered: 0, Unwritten: 0, Digests: null, Ending: not (Ending.Failed or Ending.Dropped) }
                ? Verbosity.Events
                : Verbosity.Quiet;

        public override IEnumerable<Line> Lines => new ConversationWords(It, IsOfMany).Lines;

        public override void Write(JsonLines json)
        {
            json.Begin("closed")
                .Add("peer", It.Peer)
                .Add("sent", It.Sent)
                .Add("received", It.Received)
                .Add("undelivered", It.Undelivered)
                .Add("unwritten", It.Unwritten)
                .Add("seconds", It.Duration)
                .Add("ending", It.Ending.Name)
                .Add("side", NameOf((It.Ending as Ending.Failed)?.Side))
                .Add("reason", new ConversationWords(It, IsOfMany).Reason)
                .Add("target", (It.Partner as Partner.Target)?.Name)
                .Add("sentSha256", It.Digests?.Sent)
                .Add("receivedSha256", It.Digests?.Received);
            if (It.Partner is Partner.Program program)
            {
                json.Add("program", program.Name).Add("process", program.Process).Add("status", program.ExitCode);
            }

            json.Add("code", Code).AddTrace((It.Ending as Ending.Failed)?.Cause);
        }

        private static string? NameOf(Side? side) =>
            side switch
            {
                null => null,
                Side.Peer => "peer",
                Side.Input => "input",
                Side.Output => "output",
                _ => throw new UnreachableException(),
            };
    }
}
