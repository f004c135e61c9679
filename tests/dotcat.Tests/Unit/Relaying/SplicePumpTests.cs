using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Relaying;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using Microsoft.Win32.SafeHandles;
using Libc = Dotcat.Interop.Libc;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>Bytes that are moved within the kernel.</summary>
public sealed class SplicePumpTests : IDisposable
{
    private const string NotLinux = "only Linux moves bytes within the kernel this way";
    private const int F_SETFL = 4;
    private const int O_APPEND = 0x400;

    /// <summary>More than all buffers on the way hold.</summary>
    private static readonly byte[] _payload = RandomNumberGenerator.GetBytes(16 * 1024 * 1024 + 1);

    private readonly TemporaryFolder _folder = new();
    private readonly TcpPair _peer = TcpPair.Connect();
    private readonly SafeFileHandle _nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);
    private readonly CancellationTokenSource _stop = new();

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task APipe_ToASocket()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using var pipe = new PipePair(0);
        var writer = new DescriptorStream(pipe.WriteEnd);
        Pump pump = FromStdio(pipe.ReadEnd);
        Task running = pump.RunAsync(_stop.Token);
        Task feeding = Task.Run(() =>
        {
            writer.Write(_payload);
            writer.Dispose();
        });

        Assert.Equal(_payload, await ReadToEndAsync(_peer.Peer));
        await feeding;
        await running;
        AssertWhole(pump);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task ASocket_ToAPipe()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using var pipe = new PipePair(0);
        Pump pump = ToStdio(pipe.WriteEnd);
        Task running = pump.RunAsync(_stop.Token);
        Task feeding = FeedAsync(_peer.Peer);
        byte[] received = new byte[_payload.Length];
        var reader = new DescriptorStream(pipe.ReadEnd);

        await Task.Run(() => reader.ReadExactly(received));

        Assert.Equal(_payload, received);
        await feeding;
        await running;
        AssertWhole(pump);
        Assert.Equal(0, reader.Read(new byte[1])); // the end was passed on
    }

    /// <summary>What comes of it wakes no other thread. An end that is there before it is waited for is found elsewhere.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task APeer_ToAPeer_EndsInThePollersThread()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        bool isInPoller = false;
        for (int attempt = 0; attempt < 10 && !isInPoller; attempt++)
        {
            using TcpPair one = TcpPair.Connect();
            using TcpPair other = TcpPair.Connect();
            await using var source = new StreamSocketChannel(one.Own, "source");
            await using var destination = new StreamSocketChannel(other.Own, "destination");
            Pump pump = Pump.Between(source, destination, passEndOn: true, TimeProvider.System);
            Task<bool> running = Task.Run(async () =>
            {
                await pump.RunAsync(_stop.Token);
                return Poller.IsCurrentThread;
            });
            await one.Peer.SendTextAsync("all");
            Assert.Equal("all", await other.Peer.ReceiveTextAsync());
            one.Peer.Shutdown(SocketShutdown.Send);

            Assert.Equal("", await other.Peer.ReceiveTextToEndAsync());
            isInPoller = await running;
            Assert.Equal((3, PumpEnd.SourceEnded), (pump.Total, pump.End));
        }

        Assert.True(isInPoller);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task AFile_ToASocket_FromWhereItStands()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using SafeFileHandle file = InputFile([.. "head"u8, .. _payload]);
        var reader = new DescriptorStream(DescriptorOf(file));
        reader.ReadExactly(new byte[4]);
        Pump pump = FromStdio(DescriptorOf(file));
        Task running = pump.RunAsync(_stop.Token);

        Assert.Equal(_payload, await ReadToEndAsync(_peer.Peer));
        await running;
        AssertWhole(pump);
        Assert.Equal(0, reader.Read(new byte[1])); // it stands at its end
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task ASocket_ToAFile_FromWhereItStands()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using SafeFileHandle file = OutputFile();
        var writer = new DescriptorStream(DescriptorOf(file));
        writer.Write("head"u8);
        Pump pump = ToStdio(DescriptorOf(file), passEndOn: false);
        Task running = pump.RunAsync(_stop.Token);
        await FeedAsync(_peer.Peer);
        await running;
        writer.Write("tail"u8);

        AssertWhole(pump);
        byte[] written = await File.ReadAllBytesAsync(_folder.File("output"));
        Assert.Equal([.. "head"u8, .. _payload, .. "tail"u8], written);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task ASocket_ToASocket()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using TcpPair user = TcpPair.Connect();
        Pump pump = FromStdio((int)user.Own.Handle);
        Task running = pump.RunAsync(_stop.Token);
        Task feeding = FeedAsync(user.Peer);

        Assert.Equal(_payload, await ReadToEndAsync(_peer.Peer));
        await feeding;
        await running;
        AssertWhole(pump);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task AFileThatIsAppendedToFromSomePointOn_LosesAndRepeatsNothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using SafeFileHandle file = OutputFile();
        Pump pump = ToStdio(DescriptorOf(file));
        Task running = pump.RunAsync(_stop.Token);
        Task feeding = FeedAsync(_peer.Peer);
        await UntilAsync(() => pump.Total > 0);

        Assert.Equal(0, Libc.Fcntl(DescriptorOf(file), F_SETFL, O_APPEND)); // splice(2) refuses it from here on
        await feeding;
        await running;

        AssertWhole(pump);
        Assert.Equal(_payload, await File.ReadAllBytesAsync(_folder.File("output")));
    }

    /// <summary>Each way of moving bytes: sendfile, splice to and from a pipe, and through a pipe.</summary>
    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(nameof(FileKind.File), true)]
    [InlineData(nameof(FileKind.Pipe), true)]
    [InlineData(nameof(FileKind.Socket), true)]
    [InlineData(nameof(FileKind.Pipe), false)]
    [InlineData(nameof(FileKind.Socket), false)]
    public async Task ALimitedRate_IsKept_HoweverTheBytesMove(string kind, bool outward)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        const int Rate = 1000;
        var time = new ManualTime();
        var limited = new RatedChannel(Remote(), new TokenBucket(Rate, time), new TokenBucket(Rate, time));
        using SafeFileHandle file = InputFile(_payload);
        using var pipe = new PipePair(1024 * 1024);
        using TcpPair user = TcpPair.Connect();
        user.Own.Blocking = false;
        int descriptor =
            kind == nameof(FileKind.File) ? DescriptorOf(file)
            : kind == nameof(FileKind.Socket) ? (int)user.Own.Handle
            : outward ? pipe.ReadEnd
            : pipe.WriteEnd;
        Channel stdio = outward ? Stdio(descriptor, DescriptorOf(_nowhere)) : Stdio(DescriptorOf(_nowhere), descriptor);
        new DescriptorStream(pipe.WriteEnd).Write(outward ? _payload.AsSpan(0, 500_000) : default);
        (outward ? user.Peer : _peer.Peer).Send(_payload.AsSpan(0, 500_000));

        Pump pump = outward
            ? Pump.Between(stdio, limited, passEndOn: true, time)
            : Pump.Between(limited, stdio, passEndOn: true, time);
        Task running = pump.RunAsync(_stop.Token);
        long moved = 0;
        for (int turn = 0; turn < 20; turn++)
        {
            await UntilAsync(() => (limited.Throttles!.Reads.IsWaiting || limited.WritesAreHeld) && pump.Total > moved);
            moved = pump.Total;
            Assert.InRange(moved, 1, (Rate / 10) + (Rate * time.GetTimestamp() / TimeSpan.TicksPerSecond));
            Assert.Equal(time.GetTimestamp(), pump.LastMove);
            TimeSpan wait = await time.NextTimerAsync();
            time.Advance(wait);
        }

        Assert.InRange(moved, 0.95 * Rate * time.GetTimestamp() / TimeSpan.TicksPerSecond, _payload.Length);
        await _stop.CancelAsync();
        await running;
        Assert.IsType<SplicePump>(pump);
        Assert.Equal(PumpEnd.Stopped, pump.End);
    }

    /// <summary>Past reads and writes, directly and through a pipe.</summary>
    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatMoves_IsCounted_WhichSwitchesNothingOff(bool fromFile)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using SafeFileHandle file = InputFile(_payload);
        using TcpPair user = TcpPair.Connect();
        user.Own.Blocking = false;
        (Meter remote, Meter local) = (new Meter(), new Meter());
        StdioChannel stdio = Stdio(fromFile ? DescriptorOf(file) : (int)user.Own.Handle, DescriptorOf(_nowhere));
        Pump pump = Pump.Between(
            new MeteredChannel(stdio, local),
            new MeteredChannel(Remote(), remote),
            passEndOn: true,
            TimeProvider.System
        );
        Task running = pump.RunAsync(_stop.Token);
        Task feeding = fromFile ? Task.CompletedTask : FeedAsync(user.Peer);

        Assert.Equal(_payload, await ReadToEndAsync(_peer.Peer));
        await feeding;
        await running;
        AssertWhole(pump);
        Assert.Equal((_payload.Length, 0), (remote.Sent, remote.Received));
        Assert.Equal((0, _payload.Length), (local.Sent, local.Received));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stop_WhileTheSourceHasNothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using var pipe = new PipePair(0);
        Pump pump = FromStdio(pipe.ReadEnd);
        Task running = pump.RunAsync(_stop.Token);
        await UntilAsync(() => pump.IsReading);

        await _stop.CancelAsync();

        await running;
        Assert.Equal((PumpEnd.Stopped, 0L, 0), (pump.End, pump.Total, pump.InFlight));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stop_WhileTheDestinationTakesNothing_LeavesTheRestInTheFile()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using SafeFileHandle file = InputFile(_payload);
        Pump pump = FromStdio(DescriptorOf(file));
        Task running = pump.RunAsync(_stop.Token);
        await UntilAsync(() => pump.Total > 0 && !pump.IsReading && !_peer.Own.Poll(0, SelectMode.SelectWrite));

        await _stop.CancelAsync();
        await running;

        Assert.Equal((PumpEnd.Stopped, 0), (pump.End, pump.InFlight));
        byte[] rest = new byte[_payload.Length - pump.Total];
        var reader = new DescriptorStream(DescriptorOf(file));
        reader.ReadExactly(rest);
        Assert.Equal(0, reader.Read(new byte[1]));
        Assert.Equal(_payload[(int)pump.Total..], rest);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stop_WhileTheDestinationTakesNothing_CountsWhatIsOnTheWay()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using TcpPair user = TcpPair.Connect();
        user.Own.Blocking = false; // EndKinds wants that
        Pump pump = ToStdio((int)user.Own.Handle);
        Task running = pump.RunAsync(_stop.Token);
        _ = FeedAsync(_peer.Peer);
        // Full for a moment is not enough: the peer's system may still take what is on the way.
        await Support.Eventually.AtRestAsync(() => pump.Total, "a destination that takes nothing");

        await _stop.CancelAsync();
        await running;

        Assert.Equal(PumpEnd.Stopped, pump.End);
        Assert.InRange(pump.InFlight, 1, _payload.Length - pump.Total);
        Assert.Equal(_payload[(int)pump.Total..][..pump.InFlight], pump.Unsent.ToArray());
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatWasReadAlready_GoesFirst_AndTheRestWithinTheKernel()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        const int Ahead = 3 * 1024 * 1024;
        using SafeFileHandle file = InputFile(_payload[Ahead..]);
        var lasting = new LastingChannel(Stdio(DescriptorOf(file), DescriptorOf(_nowhere)), TimeProvider.System);
        lasting.GiveBack(_payload.AsMemory(0, Ahead));
        var pump = Pump.Between(lasting, Remote(), passEndOn: true, TimeProvider.System);
        Task running = pump.RunAsync(_stop.Token);

        Assert.Equal(_payload, await ReadToEndAsync(_peer.Peer));
        await running;
        AssertWhole(pump);
        Assert.Equal((0, 0), (lasting.Ahead, pump.Unsent.Length));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stop_WhileWhatWasReadAlreadyIsWritten_LeavesItsRestUnsent()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using SafeFileHandle file = InputFile([]);
        var lasting = new LastingChannel(Stdio(DescriptorOf(file), DescriptorOf(_nowhere)), TimeProvider.System);
        lasting.GiveBack(_payload);
        var pump = Pump.Between(lasting, Remote(), passEndOn: true, TimeProvider.System);
        Task running = pump.RunAsync(_stop.Token);
        await UntilAsync(() => !pump.IsReading && !_peer.Own.Poll(0, SelectMode.SelectWrite));

        await _stop.CancelAsync();
        await running;
        _peer.Own.Shutdown(SocketShutdown.Send);

        byte[] arrived = await ReadToEndAsync(_peer.Peer);
        Assert.Equal(pump.Total, arrived.Length);
        Assert.Equal(_payload[arrived.Length..], pump.Unsent.ToArray());
        Assert.Equal(pump.InFlight, pump.Unsent.Length);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _nowhere.Dispose();
        _peer.Dispose();
        _folder.Dispose();
    }

    private static int DescriptorOf(SafeHandle handle) => (int)handle.DangerousGetHandle();

    private static async Task UntilAsync(Func<bool> state)
    {
        while (!state())
        {
            await Task.Yield();
        }
    }

    private static async Task FeedAsync(Socket socket)
    {
        for (int done = 0; done < _payload.Length; )
        {
            done += await socket.SendAsync(_payload.AsMemory(done));
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task<byte[]> ReadToEndAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    private SafeFileHandle InputFile(byte[] content)
    {
        File.WriteAllBytes(_folder.File("input"), content);
        return File.OpenHandle(_folder.File("input"));
    }

    private SafeFileHandle OutputFile() =>
        File.OpenHandle(_folder.File("output"), FileMode.Create, FileAccess.Write, FileShare.Read);

    private Pump FromStdio(int descriptor) =>
        Pump.Between(Stdio(descriptor, DescriptorOf(_nowhere)), Remote(), passEndOn: true, TimeProvider.System);

    private Pump ToStdio(int descriptor, bool passEndOn = true) =>
        Pump.Between(Remote(), Stdio(DescriptorOf(_nowhere), descriptor), passEndOn, TimeProvider.System);

    private StreamSocketChannel Remote() => new(_peer.Own, "peer");

    private static StdioChannel Stdio(int read, int write) =>
        new(new DescriptorStream(read), new DescriptorStream(write));

    private static void AssertWhole(Pump pump)
    {
        Assert.IsType<SplicePump>(pump);
        Assert.Null(pump.Error);
        Assert.Equal((PumpEnd.SourceEnded, (long)_payload.Length, 0), (pump.End, pump.Total, pump.InFlight));
    }
}
