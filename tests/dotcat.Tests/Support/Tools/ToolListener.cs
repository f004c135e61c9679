using System.Net;
using System.Net.Sockets;

namespace Dotcat.Tests.Support.Tools;

/// <summary>dotcat -l, ready to be connected to.</summary>
internal sealed class ToolListener : IAsyncDisposable
{
    private readonly Transport _transport;
    private readonly TemporaryFolder _folder;

    private ToolListener(Transport transport, TemporaryFolder folder, RunningProcess process, EndPoint endPoint)
    {
        _transport = transport;
        _folder = folder;
        Process = process;
        EndPoint = endPoint;
    }

    public RunningProcess Process { get; }

    public EndPoint EndPoint { get; }

    public static Task<ToolListener> StartAsync(Transport transport, params IEnumerable<string> options) =>
        StartAsync(transport, arguments => Tool.Start([.. options, .. arguments]));

    /// <param name="transport">What to listen with.</param>
    /// <param name="start">Starts dotcat with these arguments, and more where the test wants more.</param>
    public static async Task<ToolListener> StartAsync(
        Transport transport,
        Func<IEnumerable<string>, RunningProcess> start
    )
    {
        var folder = new TemporaryFolder();
        string address = folder.UnixAddress(transport);
        RunningProcess process = start(transport.ListenArguments(address));
        EndPoint endPoint = await process.UntilAsync(EndPointOfAsync(process, transport, address));
        return new ToolListener(transport, folder, process, endPoint);
    }

    /// <summary>Where a dotcat that was started with <see cref="Transports"/>' arguments listens, once it does.</summary>
    public static async Task<EndPoint> EndPointOfAsync(RunningProcess process, Transport transport, string address)
    {
        if (transport.IsUnix)
        {
            await SocketTable.UntilBoundAsync(address, transport.IsDatagram);
            return UnixAddress.ToEndPoint(address);
        }

        const string Said = "dotcat: listening on ";
        string line = await process.ErrorLineAsync(Said);
        return IPEndPoint.Parse(line[Said.Length..]);
    }

    /// <summary>A dotcat that connects to it.</summary>
    public RunningProcess Connect(params IEnumerable<string> options) => Tool.Connect(_transport, EndPoint, options);

    /// <summary>A socket of the test itself, connected to it.</summary>
    public Socket ConnectSocket()
    {
        Socket socket = _transport.CreateSocket();
        if (_transport.IsUnix && _transport.IsDatagram)
        {
            string name = _folder.UnixAddress(_transport, $"client-{socket.Handle}"); // to be answered at
            socket.Bind(UnixAddress.ToEndPoint(name));
        }

        socket.Connect(EndPoint);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }
}
