using System.Net.Sockets;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Runs;

/// <summary>
/// A client that goes on over one connection after the other: its peer leaves when it has heard half, and comes to the end
/// with the next one. What arrives are pieces of what was sent, in their order, and nothing twice; a piece may be missing
/// between them, which is said.
/// </summary>
internal sealed class ReconnectedRun : IDisposable
{
    private static readonly int _half = Scene.Question.Length / 2;

    private readonly Scene _scene;
    private readonly Socket _listener = Talk.Listen();
    private readonly List<byte[]> _heard = [];
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ReconnectedRun(Scene scene) => _scene = scene;

    public static async Task PlayAsync(Scene scene)
    {
        using var run = new ReconnectedRun(scene);
        await run.PlayAsync();
    }

    public void Dispose() => _listener.Dispose();

    private async Task PlayAsync()
    {
        Task hearing = HearAllAsync();
        string[] rules = ["--reconnect", "--retry", "3", "--retry-delay", "20ms", "-w", "4"];
        ToolProcess tool = _scene.Start([.. rules, "127.0.0.1", $"{Talk.PortOf(_listener)}"]);
        await Scene.FeedAsync(tool, Scene.Question[.._half], end: false);
        await Task.WhenAny(_left.Task, tool.ExitCodeAsync(_scene.Limit));
        await Scene.FeedAsync(tool, Scene.Question[_half..]);
        _scene.Expect(await _scene.OutputToEndAsync(), Scene.Answer);
        _ = await tool.ExitCodeAsync(_scene.Limit);
        _listener.Dispose();
        await hearing;
        ExpectPieces();
    }

    private async Task HearAllAsync()
    {
        try
        {
            while (true)
            {
                using (Socket client = await _listener.AcceptAsync(_scene.Limit))
                {
                    await HearAsync(client);
                }

                _left.TrySetResult(); // what is sent now is the next one's
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // the tool has ended
        }
    }

    private async Task HearAsync(Socket client)
    {
        var piece = new MemoryStream();
        int before = _heard.Sum(static it => it.Length);
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await client.ReceiveAsync(buffer, _scene.Limit) is > 0 and var count)
            {
                piece.Write(buffer.AsSpan(0, count));
                if (!_left.Task.IsCompleted && before + piece.Length >= _half)
                {
                    return;
                }
            }

            if (before + piece.Length >= Scene.Question.Length)
            {
                _ = await client.SendAsync(Scene.Answer, _scene.Limit);
                client.Shutdown(SocketShutdown.Send);
                _ = await client.ReceiveAsync(buffer, _scene.Limit);
            }
        }
        catch (SocketException)
        {
            // as far as it came
        }
        finally
        {
            _heard.Add(piece.ToArray());
        }
    }

    private void ExpectPieces()
    {
        int at = 0;
        foreach (byte[] piece in _heard)
        {
            int start = Scene.Question.AsSpan(at).IndexOf(piece);
            _scene.Refuse(start < 0, $"{piece.Length} bytes arrived that are not those that were sent then");
            at += Math.Max(0, start) + piece.Length;
            at = Math.Min(at, Scene.Question.Length);
        }

        _scene.Expect(_heard.Sum(static it => it.Length) == Scene.Question.Length);
    }
}
