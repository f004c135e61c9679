using System.Diagnostics;
using System.Net.Sockets;
using Dotcat.Reliability.Machine.Runs;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Ends;

/// <summary>A reader, or a writer, of one byte a second.</summary>
internal sealed class SlowEnd(bool isReader)
    : Trial("Machine", $"a {(isReader ? "reader" : "writer")} at 1 byte a second")
{
    private const int Bytes = 60;
    private const int ShortBytes = 5;
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    public override async Task<string> RunAsync(Conditions conditions)
    {
        int count = conditions.IsShort ? ShortBytes : Bytes;
        byte[] content = Scene.Question[..count];
        using Socket listener = Talk.Listen();
        await using ToolProcess tool = ToolProcess.Start("127.0.0.1", $"{Talk.PortOf(listener)}");
        using Socket peer = await listener.AcceptAsync(conditions.Limit);
        long start = Stopwatch.GetTimestamp();
        byte[] arrived = isReader
            ? await ReadSlowlyAsync(tool, peer, content, conditions.Limit)
            : await WriteSlowlyAsync(tool, peer, content, conditions.Limit);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        BrokenException.ThrowUnless(
            arrived.AsSpan().SequenceEqual(content),
            $"{arrived.Length} of {count} bytes arrived"
        );
        await tool.ExpectExitAsync(0, conditions.Limit);
        BrokenException.ThrowUnless(tool.Lines.Count == 0, tool.Words);
        return $"{count} bytes in {took.TotalSeconds:0} s, none lost";
    }

    private static async Task<byte[]> ReadSlowlyAsync(
        ToolProcess tool,
        Socket peer,
        byte[] content,
        CancellationToken limit
    )
    {
        _ = await peer.SendAsync(content, limit);
        peer.Shutdown(SocketShutdown.Both);
        await tool.Input.DisposeAsync();
        byte[] arrived = new byte[content.Length];
        for (int i = 0; i < arrived.Length; i++)
        {
            await Task.Delay(_second, limit);
            await tool.Output.ReadExactlyAsync(arrived.AsMemory(i, 1), limit);
        }

        return arrived;
    }

    private static async Task<byte[]> WriteSlowlyAsync(
        ToolProcess tool,
        Socket peer,
        byte[] content,
        CancellationToken limit
    )
    {
        peer.Shutdown(SocketShutdown.Send); // which ends nothing as long as standard input goes on
        Task<byte[]> reading = Talk.ReadAsync(peer, content.Length, limit);
        for (int i = 0; i < content.Length; i++)
        {
            await tool.Input.WriteAsync(content.AsMemory(i, 1), limit);
            await tool.Input.FlushAsync(limit);
            await Task.Delay(i == 0 ? TimeSpan.Zero : _second, limit);
        }

        await tool.Input.DisposeAsync();
        return await reading;
    }
}
