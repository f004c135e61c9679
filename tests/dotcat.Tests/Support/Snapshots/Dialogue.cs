namespace Dotcat.Tests.Support.Snapshots;

/// <summary>A question and an answer between two dotcats.</summary>
internal static class Dialogue
{
    /// <summary>What both said about it.</summary>
    public static async Task<string> TranscriptAsync(Transport transport, string verbosity)
    {
        // A datagram listener would go on for ever.
        string[] quit = transport.IsDatagram ? ["-q", "100ms"] : [];
        await using ToolListener listener = await ToolListener.StartAsync(transport, [verbosity, .. quit]);
        await using RunningProcess client = listener.Connect(verbosity);
        return await TranscriptAsync(listener, client);
    }

    /// <inheritdoc cref="TranscriptAsync(Transport, string)"/>
    public static async Task<string> TranscriptAsync(ToolListener listener, RunningProcess client)
    {
        await client.WriteAsync("question\n");
        Assert.Equal("question\n", await listener.Process.ReadTextAsync(9));
        await listener.Process.WriteAsync("answer\n");
        Assert.Equal("answer\n", await client.ReadTextAsync(7));
        client.FinishInput();
        listener.Process.FinishInput();

        return await Transcript.OfAsync(("listener", listener.Process), ("client", client));
    }
}
