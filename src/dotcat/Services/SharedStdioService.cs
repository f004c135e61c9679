using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>
/// Answers many peers with the same standard input and output: each gets all of the input that comes while it is
/// there, and what they send is merged, each read in one piece.
/// </summary>
internal sealed class SharedStdioService : HubService
{
    private readonly SharedOutput _output;

    public SharedStdioService(Channel stdio, ServiceOptions options, Reporter reporter, TimeProvider time)
        : base(stdio, options, reporter, time)
    {
        _output = new SharedOutput(stdio, reporter);
        _ = EndWithOutputAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        _output.Dispose();
        await base.DisposeAsync();
    }

    protected override async Task ConverseAsync(Outbox member, CancellationToken cancellation)
    {
        await PassEndOnAsync(member);
        if (Options.Relay.SendOnly)
        {
            await InputEnded.WaitAsync(member.Idle.Token);
        }
        else
        {
            await ReceiveAsync(member, (_, chunk) => _output.WriteAsync(chunk.Bytes, member.Idle.Token, cancellation));
            await LingerAsync(member);
        }

        await PassEndOnAsync(member);
    }

    protected override async Task FinishInputAsync(CancellationToken cancellation)
    {
        Task finished = Task.WhenAll(Hub.Members.Select(FinishAsync)); // which starts them all
        if (Options.Relay.SendOnly || Options.Relay.QuitAfter is not null)
        {
            await finished;
            await Task.Delay(Options.Relay.QuitAfter ?? TimeSpan.Zero, Time, cancellation);
            End(InputFailed ? ExitCode.Failed : ExitCode.Done);
        }
    }

    private async Task FinishAsync(Outbox member)
    {
        try
        {
            await PassEndOnAsync(member);
            await member.EmptiedAsync();
            await (member.Channel.Delivery?.DrainAsync(member.Idle.Token) ?? ValueTask.CompletedTask);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // whoever serves that peer meets it too, and says it
        }
    }

    private Task PassEndOnAsync(Outbox member) =>
        InputEnded.IsCompleted && !Options.Relay.NoShutdown ? member.CompleteAsync() : Task.CompletedTask;

    /// <summary>A peer that has ended still gets what standard input has, until that has had nothing for a moment.</summary>
    private async Task LingerAsync(Outbox member)
    {
        if (Options.Relay.ReceiveOnly)
        {
            return;
        }

        long posted;
        do
        {
            posted = member.Posted;
            await member.EmptiedAsync();
            await Task.WhenAny(InputEnded, Task.Delay(RelayOptions.Grace, Time, member.Idle.Token));
            member.Idle.Token.ThrowIfCancellationRequested();
        } while (!InputEnded.IsCompleted && member.Posted > posted);
    }

    private async Task EndWithOutputAsync() => End(await _output.Over);
}
