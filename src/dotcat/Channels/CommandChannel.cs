using System.Net.Sockets;
using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>Standard output and input of a program: what it writes is read, what it reads is written.</summary>
/// <param name="child">The program; its pipes become the channel's own, its end does not.</param>
/// <param name="program">What the user calls it.</param>
internal sealed class CommandChannel(ChildProcess child, string program) : Channel, IDelivery
{
    public override string Name => program;

    public override IDelivery Delivery => this;

    public override Descriptors? Descriptors => child.Descriptors;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) =>
        child.Output.ReadAsync(buffer, cancellation);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await child.Input.WriteAsync(bytes, cancellation);
        }
        catch (IOException e)
            when (e.InnerException is SocketException { SocketErrorCode: SocketError.Shutdown }
                && !OperatingSystem.IsWindows()
            )
        {
            throw new BrokenPipeException();
        }
    }

    /// <summary>When the program has ended. That it has closed its input shows in a write.</summary>
    public Task WaitUntilGoneAsync(CancellationToken cancellation) => child.Ended.WaitAsync(cancellation);

    /// <summary>The end of the program's input.</summary>
    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) => child.Input.DisposeAsync();

    public override ValueTask DisposeAsync() => child.DisposeAsync();
}
