using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>One read of stdin is one datagram, and every datagram is written whole.</summary>
public sealed class DatagramBoundaries
{
    public static TheoryData<Transport, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<Transport, int>();
            foreach (Transport transport in new[] { Transport.Udp4, Transport.Udp6, Transport.UnixDatagram })
            {
                foreach (int size in new[] { 1, 1500, 9000, 65_507 })
                {
                    sizes.Add(transport, size);
                }
            }

            return sizes;
        }
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Sizes))]
    public async Task TheListenerKeepsThem_BothWays(Transport transport, int size)
    {
        byte[] payload = RandomNumberGenerator.GetBytes(size);
        await using ToolListener listener = await ToolListener.StartAsync(transport);
        using Socket client = listener.ConnectSocket();

        await client.SendBytesAsync(payload);
        Assert.Equal(payload, await listener.Process.ReadAsync(size));
        await listener.Process.WriteAsync(payload);
        Assert.Equal(payload, await client.ReceiveBytesAsync());
        await listener.Process.WriteAsync("next");
        Assert.Equal("next", await client.ReceiveTextAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Sizes))]
    public async Task TheClientKeepsThem_BothWays(Transport transport, int size)
    {
        byte[] payload = RandomNumberGenerator.GetBytes(size);
        using var folder = new TemporaryFolder();
        using Socket server = transport.Bind(folder.UnixAddress(transport));
        await using RunningProcess client = Tool.Connect(transport, server.LocalEndPoint!);

        await client.WriteAsync("hello");
        EndPoint sender = await server.ReceiveFirstAsync("hello");
        await client.WriteAsync(payload);
        Assert.Equal(payload, await server.ReceiveBytesAsync());
        await server.SendToAsync(payload, sender);
        Assert.Equal(payload, await client.ReadAsync(size));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(DatagramTransports))]
    public async Task AnEmptyDatagram_EndsNothing(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-v");
        using Socket client = listener.ConnectSocket();

        await client.SendBytesAsync(ReadOnlyMemory<byte>.Empty);
        await listener.Process.ErrorLineAsync("first datagram from ");
        await client.SendBytesAsync(ReadOnlyMemory<byte>.Empty);
        await client.SendTextAsync("full");
        Assert.Equal("full", await listener.Process.ReadTextAsync(4));
        await listener.Process.WriteAsync("answer");

        Assert.Equal("answer", await client.ReceiveTextAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(DatagramTransports))]
    public async Task NoInput_SendsNoDatagram(Transport transport)
    {
        using var folder = new TemporaryFolder();
        using Socket server = transport.Bind(folder.UnixAddress(transport));

        ProcessEnd end = await Tool.RunAsync("", ["-q", "0", .. transport.ConnectArguments(server.LocalEndPoint!)]);

        Assert.Equal(0, end.ExitCode);
        Assert.False(server.Poll(TimeSpan.Zero, SelectMode.SelectRead), "a datagram arrived");
    }
}
