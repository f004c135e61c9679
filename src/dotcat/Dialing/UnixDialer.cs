using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat.Dialing;

/// <summary>Connects to a Unix socket.</summary>
internal sealed class UnixDialer(UnixDialOptions options, Reporter reporter, TimeProvider time)
{
    /// <summary>One attempt, within <see cref="UnixDialOptions.Wait"/>.</summary>
    /// <exception cref="DotcatException">It failed.</exception>
    public async Task<Channel> DialAsync(CancellationToken cancellation)
    {
        if (!UnixPath.IsAbstract(options.Path))
        {
            Check(FileKinds.Of(options.Path, follow: true)); // as connect(2) does
        }

        reporter.Tell(new Event.Connecting(options.Path, Protocol.OfUnix(options.IsDatagram)));
        return await ConnectAttempt.RunAsync(ConnectAsync, options.Path, options.Wait, time, cancellation);
    }

    private async Task<Channel> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new UnixSocket(options.IsDatagram ? SocketType.Dgram : SocketType.Stream)
        {
            LeftFile = (path, e) => reporter.Tell(Event.Error.OfLeftFile(path, e)),
        };
        try
        {
            Bind(socket);
            await socket.ConnectAsync(UnixPath.ToEndPoint(options.Path), cancellation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return options.IsDatagram
            ? new DatagramSocketChannel(socket, options.Path)
            : new StreamSocketChannel(socket, options.Path);
    }

    private void Check(FileKind kind)
    {
        if (kind is FileKind.Socket or FileKind.Unknown)
        {
            return;
        }

        bool isMissing = kind is FileKind.None; // what listens there may be about to start
        string cause = isMissing ? Messages.NoSuchFile : Messages.NotASocket;
        ExitCode code = isMissing ? ExitCode.Failed : ExitCode.NothingTried;
        throw new DotcatException(Messages.CannotConnect(options.Path, cause), cause, code, isTransient: isMissing)
        {
            Step = FailedStep.Connect,
        };
    }

    /// <summary>
    /// A datagram peer can answer only one that has a name. Linux has names that leave no file behind; elsewhere
    /// it is a temporary file.
    /// </summary>
    private void Bind(UnixSocket socket)
    {
        string? source = options.SourcePath;
        if (source is null && options.IsDatagram)
        {
            string name = $"dotcat-{Environment.ProcessId}-{$"{Guid.NewGuid():N}"[..8]}";
            source = OperatingSystem.IsLinux() ? "@" + name : Path.Combine(Path.GetTempPath(), name);
        }

        if (source is null)
        {
            return;
        }

        try
        {
            socket.BindTo(source);
        }
        catch (SocketException e)
        {
            throw SocketFailure.Bind(source, e);
        }
    }
}
