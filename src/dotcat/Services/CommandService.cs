using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Answers each peer with a program of its own, and ends it with the connection.</summary>
internal sealed class CommandService : Service
{
    private readonly Answer.Command _command;
    private readonly string _path;
    private readonly RelayOptions _rules;
    private readonly TimeProvider _time;
    private readonly ChildWatch? _watch;

    /// <exception cref="DotcatException">There is no such program.</exception>
    public CommandService(Answer.Command command, ServiceOptions options, Reporter reporter, TimeProvider time)
        : base(options, reporter)
    {
        _command = command;
        _rules = options.Relay with { KeepSending = true, LocalIsProgram = true };
        _time = time;
        try
        {
            _path = Executables.Find(_command.Program);
        }
        catch (IOException e)
        {
            string cause = Causes.Of(e);
            string message = Messages.CannotStart(_command.Program, cause);
            throw new DotcatException(message, cause, ExitCode.NothingTried, isTransient: false, e);
        }

        if (!OperatingSystem.IsWindows())
        {
            PosixSpawn.OccupyStandardStreams();
            _watch = new ChildWatch();
        }
    }

    /// <summary>Two pipes, of which the program's ends are closed when it has started.</summary>
    public override int DescriptorsEach => 4;

    public override async Task<ExitCode> ServeAsync(Channel peer, CancellationToken cancellation)
    {
        ChildProcess child;
        try
        {
            child = Start(peer);
        }
        catch (IOException e)
        {
            Reporter.SayFailure(Messages.CannotStart(_command.Program, Causes.Of(e)), e);
            return ExitCode.NothingTried;
        }

        Reporter.Say(Verbosity.Events, Messages.Started(_command.Program, peer.Name, child.Id));
        RelayEnd end = RelayEnd.Failed;
        int exitCode;
        try
        {
            end = await JoinAsync(child, peer, cancellation);
        }
        finally
        {
            TimeSpan patience = end is RelayEnd.Failed ? TimeSpan.Zero : CommandEnding.Patience;
            exitCode = await new CommandEnding(child, _time).EndAsync(patience, cancellation);
        }

        Reporter.Say(Verbosity.Events, Messages.CommandEnded(_command.Program, child.Id, exitCode));
        return end switch
        {
            _ when LineLost => ExitCode.Failed,
            RelayEnd.Failed => ExitCode.Failed,
            RelayEnd.IdleTimeout or RelayEnd.QuitTimeout => ExitCode.Done,
            _ => (ExitCode)exitCode,
        };
    }

    public override async ValueTask DisposeAsync()
    {
        _watch?.Dispose();
        await base.DisposeAsync();
    }

    private ChildProcess Start(Channel peer)
    {
        IReadOnlyDictionary<string, string> variables = CommandEnvironment.Of(peer);
        return OperatingSystem.IsWindows()
            ? ManagedProcess.Start(_path, _command.Arguments, variables)
            : SpawnedProcess.Start(
                _path,
                [_command.Program, .. _command.Arguments],
                [.. variables.Select(static variable => $"{variable.Key}={variable.Value}")],
                _watch!
            );
    }

    /// <summary>Returns when the conversation has ended, and the pipes are closed.</summary>
    private async Task<RelayEnd> JoinAsync(ChildProcess child, Channel peer, CancellationToken cancellation)
    {
        await using var channel = new CommandChannel(child, _command.Program);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var relay = new Relay(channel, Filtered(peer), _rules, _time);
        if (_rules.SendOnly)
        {
            await channel.CompleteWritesAsync(cancellation); // else it would wait for input for ever
        }

        // Else it would wait for ever for somebody to take its output.
        Task discarding = _rules.ReceiveOnly ? child.Output.CopyToAsync(Stream.Null, stop.Token) : Task.CompletedTask;
        RelayResult result = await relay.RunAsync(cancellation);
        await stop.CancelAsync();
        await discarding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Say(peer.Name, result);
        return result.End;
    }

    private void Say(string peer, RelayResult result)
    {
        Reporter.Say(
            Verbosity.Events,
            Options.KeepOpen
                ? Messages.Ended(peer, result.Sent, result.Received, result.Duration)
                : Messages.Moved(result.Sent, result.Received, result.Duration)
        );
        if (result.Error is { } error)
        {
            string cause = Causes.Of(error);
            Reporter.SayFailure(
                FailureLevel,
                result.FailedEnd is FailedEnd.Remote
                    ? Messages.ConnectionFailed(peer, cause)
                    : Messages.CommandFailed(_command.Program, cause),
                error
            );
        }

        if (Reason(peer, result.End) is { } reason)
        {
            Reporter.Say(Verbosity.Events, reason);
        }

        if (result.Unsent > 0)
        {
            Reporter.Say(FailureLevel, Messages.Undelivered(peer, result.Unsent));
        }

        if (result.Unwritten > 0)
        {
            // In order, it is what the command had no wish to read.
            Reporter.Say(
                result.End is RelayEnd.Finished ? Verbosity.Events : FailureLevel,
                Messages.Unwritten(result.Unwritten)
            );
        }
    }

    private string? Reason(string peer, RelayEnd end) =>
        end switch
        {
            RelayEnd.IdleTimeout => Messages.FellSilent(peer, Options.Relay.IdleTimeout!.Value),
            RelayEnd.QuitTimeout => Messages.PeerDidNotEnd(Options.Relay.QuitAfter!.Value),
            _ => null,
        };
}
