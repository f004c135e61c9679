using System.Diagnostics;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>--rate: no more bytes a second than that, and about as many.</summary>
public sealed class LimitedRate
{
    private const string Rate = "1M";
    private const int BytesPerSecond = 1024 * 1024;
    private const int Size = BytesPerSecond;

    /// <summary>Less by the burst that it begins with, a tenth of a second, and 5 percent.</summary>
    private static readonly TimeSpan _least = TimeSpan.FromSeconds(0.85);

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task WhatIsSent(Transport transport)
    {
        var payload = new Payload(Size);
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "--rate", Rate);
        var watch = Stopwatch.StartNew();

        Task<byte[]> exchange = client.Process.ExchangeAsync(payload);
        byte[] received = await client.Server.ReceiveToEndAsync();

        Assert.Equal(payload.Hash, Payload.HashOf(received));
        Assert.True(watch.Elapsed > _least, $"it took {watch.Elapsed}");
        client.Server.Dispose();
        await exchange;
        Assert.Equal(0, await client.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("--rate", Rate)]
    [InlineData("--rate", Rate, "-C")]
    [InlineData("--rate", Rate, "--tls")]
    public async Task WhatIsReceived(params string[] options)
    {
        var payload = new Payload(Size);
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, options);
        await using RunningProcess client = listener.Connect(options.Contains("--tls") ? ["--tls", "--insecure"] : []);
        var watch = Stopwatch.StartNew();

        Task<byte[]> exchange = client.ExchangeAsync(payload);
        listener.Process.FinishInput();
        byte[] received = await listener.Process.ReadToEndAsync();

        Assert.Equal(payload.Hash, Payload.HashOf(received));
        Assert.True(watch.Elapsed > _least, $"it took {watch.Elapsed}");
        await exchange;
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(DatagramTransports))]
    public async Task Datagrams_StayWhole(Transport transport)
    {
        using var folder = new TemporaryFolder();
        using Socket server = transport.Bind(folder.UnixAddress(transport));
        await using RunningProcess client = Tool.Connect(
            transport,
            server.LocalEndPoint!,
            ["--rate", "20K", "--lines", "--send-only"] // a burst is less than one of them
        );
        var watch = Stopwatch.StartNew();
        string[] lines = [.. Enumerable.Range(0, 8).Select(static i => new string((char)('a' + i), 3000))];
        await client.FinishInputAsync(string.Join('\n', lines));

        foreach (string line in lines)
        {
            Assert.Equal(line, await server.ReceiveTextAsync());
        }

        Assert.True(watch.Elapsed > _least, $"it took {watch.Elapsed}");
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    /// <summary>Whoever protects a link has that link in mind, and not how many use it.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-k")]
    [InlineData("--broker")]
    public async Task ManyClients_ShareIt(string kind)
    {
        const int Each = Size / 4;
        var payload = new Payload(Each);
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-v", "--rate", Rate, kind);
        Socket[] clients = [.. Enumerable.Range(0, 4).Select(_ => listener.ConnectSocket())];
        await Eventually.TrueAsync(
            () => listener.Process.ErrorLines.Count(line => line.Contains("connection from")) == clients.Length,
            "all clients there"
        );

        var watch = Stopwatch.StartNew();
        await listener.Process.WriteAsync(payload.Bytes);
        byte[][] received = await Task.WhenAll(clients.Select(client => client.ReceiveExactlyAsync(Each)));

        Assert.All(received, bytes => Assert.Equal(payload.Hash, Payload.HashOf(bytes)));
        Assert.True(watch.Elapsed > _least, $"it took {watch.Elapsed}");
        Array.ForEach(clients, static client => client.Dispose());
    }

    /// <summary>A second for each byte, and a limit of silence that is shorter.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task BytesThatWait_AreNoSilence()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "--rate", "1", "-i", "900ms");
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("abc");

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal((0, "abc"), (end.ExitCode, end.Text));
    }
}
