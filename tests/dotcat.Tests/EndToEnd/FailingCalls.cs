using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>System calls that fail now and then, as strace(1) has them fail.</summary>
public sealed class FailingCalls
{
    /// <summary>Linux reports what the new connection has met, or that memory is short: accept(2), "Error handling".</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("ENETDOWN")]
    [InlineData("EPROTO")]
    [InlineData("ENOPROTOOPT")]
    [InlineData("EHOSTDOWN")]
    [InlineData("ENONET")]
    [InlineData("EHOSTUNREACH")]
    [InlineData("EOPNOTSUPP")]
    [InlineData("ENETUNREACH")]
    [InlineData("ECONNABORTED")]
    [InlineData("EPERM")]
    [InlineData("ETIMEDOUT")]
    [InlineData("ENOBUFS")]
    [InlineData("ENOMEM")]
    public async Task Accept_GoesOn(string error)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => StartFailing("accept4", error, ["-k", "--echo", .. arguments])
        );
        using Socket client = listener.ConnectSocket();

        await client.SendTextAsync("still there");

        Assert.Equal("still there", await client.ReceiveTextAsync());
        Assert.Single(listener.Process.ErrorLines);
    }

    /// <summary>What makes a connection better is not what it needs.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Udp4)]
    public async Task Tuning_Refused_DoesNotFailTheConnection(Transport transport)
    {
        using Socket server = transport.Bind("");
        await using RunningProcess client = StartFailing(
            "setsockopt",
            "EPERM",
            transport.ConnectArguments(server.LocalEndPoint!)
        );
        await client.WriteAsync("question");
        using Socket peer = transport.IsDatagram ? server : await server.AcceptOneAsync();

        Assert.Equal("question", await peer.ReceiveTextAsync());

        Assert.Empty(client.ErrorLines);
    }

    /// <summary>The first three of its calls of that kind fail.</summary>
    private static RunningProcess StartFailing(string call, string error, IEnumerable<string> arguments)
    {
        Peers.Require("strace");
        string times = call == "accept4" ? ":when=1..3" : "";
        return RunningProcess.Start(
            "strace",
            ["-qq", "-f", "-o", "/dev/null", "-e", $"inject={call}:error={error}{times}", "--", Tool.Path, .. arguments]
        );
    }
}
