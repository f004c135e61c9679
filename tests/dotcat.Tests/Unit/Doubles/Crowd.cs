using System.Net;
using System.Net.Sockets;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>Strangers at a listener's door: for each one that is said to be turned away, the next one comes.</summary>
internal sealed class Crowd(bool isDatagram) : StringWriter
{
    private const int Size = 200;

    private readonly TaskCompletionSource _allTurnedAway = new();
    private IPEndPoint? _door;
    private int _came;

    /// <summary>The thread that is not to be kept.</summary>
    public int Caller { get; set; }

    /// <summary>How many were turned away on that thread.</summary>
    public int KeptCallerFor { get; private set; }

    public Task AllTurnedAway => _allTurnedAway.Task;

    public void ComeTo(IPEndPoint door)
    {
        _door = door;
        Come();
    }

    public override void Write(string? value)
    {
        KeptCallerFor += Environment.CurrentManagedThreadId == Caller ? 1 : 0;
        Come();
    }

    private void Come()
    {
        if (++_came > Size)
        {
            _allTurnedAway.TrySetResult();
            return;
        }

        using Socket stranger = isDatagram
            ? new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stranger.Connect(_door!);
        stranger.Send("let me in"u8);
    }
}
