using System.Net.Sockets;
using System.Text;

namespace Dotcat.Tests.Support.Tools;

/// <summary>One who takes part in a chat, by a socket of the test or by a program.</summary>
internal sealed class Chatter : IAsyncDisposable
{
    private readonly StringBuilder _heard = new();
    private readonly IAsyncDisposable _means;
    private readonly Stream _toServer;
    private readonly StreamReader _fromServer;

    private Chatter(IAsyncDisposable means, Stream toServer, Stream fromServer)
    {
        _means = means;
        _toServer = toServer;
        _fromServer = new StreamReader(fromServer, Encoding.UTF8);
    }

    /// <summary>All lines that it has heard so far.</summary>
    public string Heard => _heard.ToString();

    /// <summary>A socket that is connected; disposed with the chatter.</summary>
    public static Chatter By(Socket socket)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        return new Chatter(stream, stream, stream);
    }

    /// <summary>A program; disposed with the chatter.</summary>
    public static Chatter By(RunningProcess program) => new(program, program.Input, program.Output);

    /// <summary>Says it without a line end of its own.</summary>
    public async Task SayAsync(string text)
    {
        await _toServer.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().WaitAsync(TimeLimit.Wait);
        await _toServer.FlushAsync();
    }

    /// <summary>Hears everything up to this line.</summary>
    public async Task HearAsync(string line)
    {
        string? heard;
        do
        {
            heard = await HearLineAsync();
        } while (heard is not null && heard != line);

        if (heard is null)
        {
            Assert.Fail($"no '{line}' in what was heard to the end:\n{Heard}");
        }
    }

    /// <summary>Hears everything up to the last line of its greeting.</summary>
    public Task HearGreetingAsync() => HearAsync("<announce> /who tells who is here, /nick NAME changes your name");

    public async Task HearToEndAsync()
    {
        while (await HearLineAsync() is not null) { }
    }

    /// <summary>Says no more, and goes on hearing.</summary>
    public ValueTask FinishAsync()
    {
        if (_toServer is NetworkStream stream)
        {
            stream.Socket.Shutdown(SocketShutdown.Send);
            return ValueTask.CompletedTask;
        }

        return _toServer.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _means.DisposeAsync();
        await _toServer.DisposeAsync();
        _fromServer.Dispose();
    }

    private async Task<string?> HearLineAsync()
    {
        try
        {
            string? line = await _fromServer.ReadLineAsync().WaitAsync(TimeLimit.Wait);
            _heard.Append(line).Append(line is null ? "" : "\n");
            return line;
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"nothing more after:\n{Heard}", e);
        }
    }
}
