using System.Net.Sockets;

namespace Dotcat.Reporting;

internal abstract partial record Event
{
    /// <summary>Something went wrong.</summary>
    /// <param name="Message">It in words.</param>
    internal sealed record Error(Sentence Message) : Event
    {
        public Error(DotcatException e)
            : this(e.Sentence)
        {
            Reason = e.Cause;
            Cause = e;
        }

        /// <summary>A peer failed.</summary>
        public static Error Of(string peer, Exception e)
        {
            string cause = Causes.Of(e);
            return new(Messages.ConnectionFailed(peer, cause))
            {
                Peer = peer,
                Reason = cause,
                Cause = e,
            };
        }

        /// <summary>One of several addresses, or ways, failed; the next one is tried.</summary>
        public static Error OfAttempt(string peer, Exception e) =>
            Of(peer, e) with
            {
                Asked = Verbosity.Attempts,
                Cause = null,
                Outcome = (e as SocketException)?.SocketErrorCode,
            };

        /// <inheritdoc cref="OfAttempt(string, Exception)"/>
        public static Error OfAttempt(string peer, DotcatException e) =>
            new(e)
            {
                Asked = Verbosity.Attempts,
                Peer = peer,
                Cause = null,
            };

        /// <summary>A socket's file could not be removed.</summary>
        public static Error OfLeftFile(string path, Exception e)
        {
            string cause = e is UnauthorizedAccessException ? Messages.PermissionDenied : Causes.Of(e);
            return new(Messages.CannotRemove(path, cause)) { Reason = cause, Cause = e };
        }

        /// <summary>The run cannot go on, for want of what the system gives, or by a fault of dotcat's.</summary>
        public static Error OfRun(Exception e)
        {
            string cause = Causes.Of(e);
            return new(Causes.IsOfTheSystem(e) ? Messages.CannotGoOn(cause) : Messages.Unexpected(cause))
            {
                Reason = cause,
                Code = ExitCode.Failed,
                Cause = e,
            };
        }

        /// <summary>Standard output failed, and the run with it.</summary>
        public static Error OfOutput(Exception e)
        {
            string cause = Causes.Of(e);
            return new(Messages.CannotWriteOutput(cause))
            {
                Reason = cause,
                Code = ExitCode.Failed,
                Cause = e,
            };
        }

        public Verbosity Asked { get; init; } = Verbosity.Quiet;

        /// <summary>Whose it is; null for nobody's.</summary>
        public string? Peer { get; init; }

        /// <summary>Why it did; null where the message says all.</summary>
        public Sentence? Reason { get; init; }

        /// <summary>Bytes that were read and may not have reached the peer; null for none.</summary>
        public long? Undelivered { get; init; }

        /// <summary>Bytes that came from a peer and may not have been written; null for none.</summary>
        public long? Unwritten { get; init; }

        /// <summary>The exit code that it leads to; null where the run goes on.</summary>
        public ExitCode? Code { get; init; }

        /// <summary>What the platform threw; null for nothing.</summary>
        public Exception? Cause { get; init; }

        public override Verbosity Level => Asked;

        public override IEnumerable<Line> Lines => [new Line(Level, Message) { IsTrouble = true, Cause = Cause }];

        public override void Write(JsonLines json) =>
            json.Begin("error")
                .Add("message", Message)
                .Add("peer", Peer)
                .Add("reason", Reason)
                .Add("undelivered", Undelivered)
                .Add("unwritten", Unwritten)
                .Add("code", Code)
                .AddTrace(Cause);
    }
}
