using System.Net;
using System.Net.Sockets;
using Dotcat.Interop;
using Dotcat.Tests.Unit.Doubles;
using Libc = Dotcat.Interop.Libc;

namespace Dotcat.Tests.Unit.Interop;

/// <summary>Connecting by way of the poller.</summary>
public sealed class PromptConnectTests : IDisposable
{
    private const string NotLinux = "epoll is Linux'";

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();

    public PromptConnectTests() => _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    private IPEndPoint Target => (IPEndPoint)_listener.LocalEndPoint!;

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Connect_GoesOnInThePollersThread_ForWhoeverWasThere(bool wasThere, bool isSlow)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        _listener.Listen(0);
        using Socket first = isSlow ? await FillAsync() : _socket;

        var begun = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool> connecting = Task.Run(async () =>
        {
            while (wasThere && !Poller.IsCurrentThread)
            {
                await WaitInPollerAsync();
            }

            Task attempt = PromptConnect.ConnectAsync(_socket, Target, _stop.Token);
            begun.SetResult(attempt);
            await attempt;
            return Poller.IsCurrentThread;
        });
        bool isWaiting = !(await begun.Task).IsCompleted;
        if (isSlow)
        {
            Assert.True(isWaiting);
            (await _listener.AcceptAsync()).Dispose();
        }

        Assert.Equal(wasThere, await connecting);
        using Socket accepted = await _listener.AcceptAsync();
        Assert.Equal((accepted.RemoteEndPoint, true), (_socket.LocalEndPoint, _socket.Connected));
        Assert.Equal(Target, _socket.RemoteEndPoint);
        await accepted.SendAsync("x"u8.ToArray());
        Assert.Equal(1, await _socket.ReceiveAsync(new byte[10]));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Connect_ToNobody_IsRefused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);

        var e = await Assert.ThrowsAsync<SocketException>(() =>
            PromptConnect.ConnectAsync(_socket, Target, _stop.Token)
        );

        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
    }

    /// <summary>Some failures come at once, and need no wait.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Connect_ToWhereNoRouteLeads_SaysSo()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);

        var e = await Assert.ThrowsAsync<SocketException>(() =>
            PromptConnect.ConnectAsync(_socket, new IPEndPoint(IPAddress.Broadcast, 1), _stop.Token)
        );

        Assert.NotEqual(SocketError.WouldBlock, e.SocketErrorCode);
    }

    /// <summary>A listener whose queue is full answers nobody.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Connect_GivenUp_WhileNobodyAnswers()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        _listener.Listen(0);
        using Socket first = await FillAsync();
        Task connecting = PromptConnect.ConnectAsync(_socket, Target, _stop.Token);
        Assert.False(connecting.IsCompleted);

        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _socket.Dispose();
        _stop.Dispose();
    }

    /// <summary>Takes the only place that the listener has for those who wait.</summary>
    private async Task<Socket> FillAsync()
    {
        var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(Target);
        Assert.True(_listener.Poll(TimeLimit.Milliseconds * 1000, SelectMode.SelectRead)); // it is there for the listener, too
        return first;
    }

    /// <summary>Whoever awaits it goes on in the poller's thread, unless it is over before it is awaited.</summary>
    private static async Task WaitInPollerAsync()
    {
        using var pipe = new PipePair(0);
        using PolledDescriptor writer = Poller.Current.Watch(pipe.WriteEnd);
        await new Readiness().WaitAsync(writer, Libc.POLLOUT);
    }
}
