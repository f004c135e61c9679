using System.Security.Cryptography;
using System.Text;
using Dotcat.Channels;
using Dotcat.Recording;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Recording;

public sealed class RecorderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Bytes_AreInTheFile_AsSoonAsTheyHaveMoved()
    {
        string file = _folder.File("bytes");
        await using Recorder recorder = await OpenAsync(new RecordOptions { Output = file });
        var peer = new MemoryChannel();
        using RecordedChannel channel = recorder.Record(peer);

        await channel.WriteAsync("out "u8.ToArray(), CancellationToken.None);
        Assert.Equal("out ", Read(file));
        _ = peer.Arrive("back");
        await channel.ReadAsync(new byte[10], CancellationToken.None);

        Assert.Equal("out back", Read(file));
        Assert.Equal("out ", peer.WrittenText);
        Assert.True(await recorder.CloseAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Pieces_OfSeveralConnections_AreDumpedWhole_EachWithItsOwnOffsets()
    {
        string file = _folder.File("dump");
        await using Recorder recorder = await OpenAsync(new RecordOptions { HexDump = file });
        var datagrams = new MemoryChannel { Datagram = true };
        using RecordedChannel one = recorder.Record(new MemoryChannel());
        using RecordedChannel other = recorder.Record(datagrams);

        await one.WriteAsync("hello"u8.ToArray(), CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(1234));
        await other.WriteAsync("x"u8.ToArray(), CancellationToken.None);
        await one.WriteAsync(" you"u8.ToArray(), CancellationToken.None);
        _ = datagrams.Arrive("");
        await other.ReadAsync(new byte[10], CancellationToken.None);

        Assert.Equal(
            """
            > memory 1970-01-01T00:00:00.000Z 5 bytes
            00000000: 6865 6c6c 6f                             hello
            > memory 1970-01-01T00:00:01.234Z 1 byte
            00000000: 78                                       x
            > memory 1970-01-01T00:00:01.234Z 4 bytes
            00000005: 2079 6f75                                 you
            < memory 1970-01-01T00:00:01.234Z 0 bytes

            """.ReplaceLineEndings("\n"),
            Read(file)
        );
    }

    /// <summary>An answer may be there before the write that it answers has returned.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Answer_IsRecordedAfterWhatItAnswers()
    {
        string file = _folder.File("bytes");
        await using Recorder recorder = await OpenAsync(new RecordOptions { Output = file });
        RecordedChannel? channel = null;
        Task? reading = null;
        var peer = new MemoryChannel();
        var answering = new AnsweringChannel(
            peer,
            () =>
            {
                _ = peer.Arrive("answer");
                reading = Task.Run(async () => await channel!.ReadAsync(new byte[10], CancellationToken.None));
                peer.Reading.Wait();
            }
        );
        using (channel = recorder.Record(answering))
        {
            await channel.WriteAsync("question "u8.ToArray(), CancellationToken.None);
            await reading!;
        }

        Assert.Equal("question answer", Read(file));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Digests_AreOfWhatHasMoved()
    {
        await using Recorder recorder = await OpenAsync(new RecordOptions { Digest = true });
        var peer = new MemoryChannel();
        using RecordedChannel channel = recorder.Record(peer);

        await channel.WriteAsync("a"u8.ToArray(), CancellationToken.None);
        await channel.WriteAsync("bc"u8.ToArray(), CancellationToken.None);
        peer.WriteFailure = new IOException("gone");
        await Assert.ThrowsAsync<IOException>(async () =>
            await channel.WriteAsync("d"u8.ToArray(), CancellationToken.None)
        );

        // FIPS 180-4, "abc", and of nothing.
        Assert.Equal(
            new(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            ),
            channel.TakeDigests()
        );
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task AWriteThatIsCut_IsRecordedAsFarAsItWent()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells how far");
        string file = _folder.File("bytes");
        await using Recorder recorder = await OpenAsync(new RecordOptions { Output = file, Digest = true });
        using TcpPair pair = TcpPair.Connect();
        await using var peer = new StreamSocketChannel(pair.Own, "peer");
        using RecordedChannel channel = recorder.Record(peer);
        byte[] much = RandomNumberGenerator.GetBytes(32 * 1024 * 1024);
        using var giveUp = new CancellationTokenSource();
        Task writing = channel.WriteAsync(much, giveUp.Token).AsTask();
        await Eventually.AtRestAsync(() => much.Length - peer.Unsent!.Value.Length, "what the system takes");

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);

        byte[] taken = much[..^channel.Unsent!.Value.Length];
        Assert.NotEmpty(taken);
        string hash = Convert.ToHexStringLower(SHA256.HashData(taken));
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file))));
        Assert.Equal(hash, channel.TakeDigests()!.Sent);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task NoDigest_WhereNobodyAsksForOne()
    {
        await using Recorder recorder = await OpenAsync(new RecordOptions { Output = _folder.File("bytes") });
        using RecordedChannel channel = recorder.Record(new MemoryChannel());

        Assert.Null(channel.TakeDigests());
    }

    /// <summary>What had moved goes its way; nothing moves from then on that would not be in the record.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Failure_IsSaid_EndsTheRun_AndLosesNothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux has a full device");
        string dump = _folder.File("dump");
        await using Recorder recorder = await OpenAsync(
            new RecordOptions
            {
                Output = "/dev/full",
                HexDump = dump,
                Append = true,
            }
        );
        var peer = new MemoryChannel();
        using RecordedChannel channel = recorder.Record(peer);
        _ = peer.Arrive("moved");

        Assert.Equal(5, await channel.ReadAsync(new byte[10], CancellationToken.None));

        Assert.True(recorder.HasFailed);
        await Eventually.TrueAsync(() => recorder.Stop.IsCancellationRequested, "the run is told");
        using var giveUp = new CancellationTokenSource();
        Task writing = channel.WriteAsync("more"u8.ToArray(), giveUp.Token).AsTask();
        Task reading = channel.ReadAsync(new byte[10], giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Empty(peer.Writes);
        Assert.False(await recorder.CloseAsync());
        Assert.True(Read(dump).Split('\n').Length <= 3); // the other record ends there, too: with the same piece, or before
        Assert.Equal("dotcat: cannot write to /dev/full: no space left on device\n", _stderr.ToString());
    }

    /// <summary>Who waits for a record that is not read gives up without losing the bytes, and what is missing is said.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task ARecordThatIsNotRead_HoldsUp_AndIsSaidAtTheEnd()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "named pipes");
        using var pipe = new NamedPipe(_folder.File("pipe"));
        await using Recorder recorder = await OpenAsync(new RecordOptions { Output = pipe.Path });
        var peer = new MemoryChannel();
        using RecordedChannel channel = recorder.Record(peer);
        using var giveUp = new CancellationTokenSource();
        _ = peer.Arrive(new byte[NamedPipe.Capacity + 1]);
        byte[] buffer = new byte[NamedPipe.Capacity + 1];
        ValueTask<int> reading = channel.ReadAsync(buffer, giveUp.Token);
        await pipe.FullAsync();
        Assert.False(reading.IsCompleted);

        await giveUp.CancelAsync();
        Assert.Equal(buffer.Length, await reading);
        Task<bool> closing = recorder.CloseAsync();
        _time.Advance(await _time.NextTimerAsync());

        Assert.False(await closing);
        Assert.Equal(
            $"dotcat: {pipe.Path}: up to {buffer.Length} bytes were not written to it, which is not read\n",
            _stderr.ToString()
        );
    }

    public void Dispose()
    {
        _stderr.Dispose();
        _folder.Dispose();
    }

    private Task<Recorder> OpenAsync(RecordOptions options) =>
        Recorder.OpenAsync(options, new Reporter(_stderr, Verbosity.Quiet), _time, CancellationToken.None);

    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Does something in each write.</summary>
    private sealed class AnsweringChannel(Channel inner, Action answer) : ChannelWrapper(inner)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            answer();
            return Inner.WriteAsync(bytes, cancellation);
        }
    }
}
