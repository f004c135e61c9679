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
    private readonly ChildWatch? _watch;

    /// <exception cref="DotcatException">There is no such program.</exception>
    public CommandService(Answer.Command command, ServiceOptions options, Reporter reporter, TimeProvider time)
        : base(options, reporter, time)
    {
        _command = command;
        _rules = options.Relay with { KeepSending = true, EndsWithPeer = false, LocalIsProgram = true };
        _path = Try(() => Executables.Find(command.Program));
        if (!OperatingSystem.IsWindows())
        {
            PosixSpawn.OccupyStandardStreams();
            _watch = new ChildWatch();
        }
    }

    /// <summary>Two pipes, of which the program's ends are closed when it has started.</summary>
    public override int DescriptorsEach => 4;

    protected override async Task<Conversation?> AnswerAsync(Channel peer, Action ended, CancellationToken cancellation)
    {
        ChildProcess child = Try(() => Start(peer));
        Sentence words = Messages.Started(_command.Program, peer.Name, child.Id);
        Reporter.Tell(new Event.Note(words) { Asked = Verbosity.Events, Peer = peer.Name });
        Conversation? conversation = null;
        int exitCode;
        try
        {
            conversation = await JoinAsync(child, peer, cancellation);
        }
        finally
        {
            bool isInOrder = conversation is { Ending: not Ending.Failed };
            TimeSpan wait = isInOrder ? CommandEnding.ExitWait : TimeSpan.Zero;
            exitCode = await new CommandEnding(child, Time).EndAsync(wait, cancellation);
        }

        return conversation with
        {
            Partner = new Partner.Program(_command.Program, child.Id, exitCode),
        };
    }

    public override async ValueTask DisposeAsync()
    {
        _watch?.Dispose();
        await base.DisposeAsync();
    }

    /// <exception cref="DotcatException">The program cannot be found or started.</exception>
    private T Try<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (IOException e)
        {
            string cause = Causes.Of(e);
            throw new DotcatException(
                Messages.CannotStart(_command.Program, cause),
                cause,
                ExitCode.NothingTried,
                inner: e
            );
        }
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
    private async Task<Conversation> JoinAsync(ChildProcess child, Channel peer, CancellationToken cancellation)
    {
        await using var channel = new CommandChannel(child, _command.Program);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var relay = new Relay(channel, peer, _rules, Time); // asks for both descriptors, while both are open
        if (_rules.SendOnly)
        {
            await channel.CompleteWritesAsync(cancellation); // else it would wait for input for ever
        }

        // Else it would wait for ever for somebody to take its output.
        Task discarding = _rules.ReceiveOnly ? DiscardAsync(channel, stop.Token) : Task.CompletedTask;
        Conversation conversation = await relay.RunAsync(cancellation);
        await stop.CancelAsync();
        await discarding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return conversation;
    }

    private static async Task DiscardAsync(CommandChannel channel, CancellationToken stop)
    {
        byte[] buffer = new byte[channel.ReadSize];
        while (await channel.ReadAsync(buffer, stop) > 0) { }
    }
}
