using System.Diagnostics;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>A signal ends the run in order, wherever it is.</summary>
public sealed class Interrupted
{
    public static TheoryData<Signal, int> Signals =>
        new()
        {
            { Signal.HangUp, 129 },
            { Signal.Interrupt, 130 },
            { Signal.Terminate, 143 },
        };

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Signals))]
    public async Task WhileListening_TheSocketFileGoes(Signal signal, int exitCode)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("s");
        await using RunningProcess listener = Tool.Start("-lU", path);
        await SocketTable.UntilBoundAsync(path, isDatagram: false);

        listener.Send(signal);

        Assert.Equal(exitCode, await listener.ExitCodeAsync());
        Assert.False(File.Exists(path));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Signals))]
    public async Task WhileADatagramPeerIsServed_TheSocketFileGoes(Signal signal, int exitCode)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.UnixDatagram);
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("x");
        await listener.Process.ReadAsync(1);

        listener.Process.Send(signal);

        Assert.Equal(exitCode, await listener.Process.ExitCodeAsync());
        Assert.False(File.Exists(UnixAddress.Of(listener.EndPoint)));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Signals))]
    public async Task WhileConnected_ThePeerSeesAnEnd(Signal signal, int exitCode)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4);
        await client.Process.WriteAsync("x");
        await client.Server.ReceiveBytesAsync();

        client.Process.Send(signal);

        Assert.Equal(exitCode, await client.Process.ExitCodeAsync());
        Assert.Empty(await client.Server.ReceiveToEndAsync());
        Assert.Empty(client.Process.ErrorLines);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Signals))]
    public async Task BetweenTwoAttempts_NoFurtherOneIsMade(Signal signal, int exitCode)
    {
        using var folder = new TemporaryFolder();
        await using RunningProcess client = Tool.Start("-vU", "--retry", "3", "--retry-delay", "10s", folder.File("s"));
        await client.ErrorLineAsync("attempt 1 of 3");

        client.Send(signal);

        Assert.Equal(exitCode, await client.ExitCodeAsync());
        Assert.Single(client.ErrorLines);
    }

    /// <summary>ssh sends a ProxyCommand SIGHUP just as the connection ends.</summary>
    [SkippableFact(Timeout = TimeLimit.Transfer)]
    public async Task WhileItEndsAnyway_NothingIsSaid()
    {
        ToolMachine.SkipOnWindows("Windows has no such signal");
        ToolMachine.SkipUnderQemu("200 starts take longer than a test may");
        const int Signals = 200;
        ToolClient first = await AllSaidAsync();
        (int exitCode, TimeSpan longest) = await EndAsync(first, signalAfter: null);
        Assert.Equal(0, exitCode);

        const int AtOnce = 8;
        for (int sent = 0; sent < Signals; sent += AtOnce)
        {
            ToolClient[] clients = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(static _ => AllSaidAsync()));
            for (int i = 0; i < AtOnce; i++)
            {
                // Close together where an end has hardly begun: on a busy machine one takes longer than it must.
                (exitCode, _) = await EndAsync(clients[i], longest * Math.Pow((double)(sent + i) / Signals, 3));
                Assert.True(exitCode is 0 or 129, $"exit code {exitCode}");
            }
        }
    }

    /// <summary>A dotcat that has only to be told of its peer's end.</summary>
    private static async Task<ToolClient> AllSaidAsync()
    {
        ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4);
        await client.Process.FinishInputAsync("x");
        Assert.Equal("x", await client.Server.ReceiveTextToEndAsync());
        return client;
    }

    /// <summary>Ends the peer, and signals so much later; dotcat may have ended by then.</summary>
    private static async Task<(int ExitCode, TimeSpan Took)> EndAsync(ToolClient client, TimeSpan? signalAfter)
    {
        await using (client)
        {
            client.Server.Dispose();
            var ending = Stopwatch.StartNew();
            if (signalAfter is { } pause)
            {
                while (ending.Elapsed < pause) { } // no timer is fine enough

                _ = SystemCalls.Kill(client.Process.Id, (int)Signal.HangUp);
            }

            int exitCode = await client.Process.ExitCodeAsync();
            Assert.Empty(client.Process.ErrorLines);
            return (exitCode, ending.Elapsed);
        }
    }
}
