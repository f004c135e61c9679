using System.Net.Sockets;
using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>Standard output and input of a program: what it writes is read, what it reads is written.</summary>
/// <param name="child">The program; its pipes become the channel's own, its end does not.</param>
/// <param name="program">What the user calls it.</param>
internal sealed class CommandChannel(ChildProcess child, string program) : Channel, IDelivery
{
    /// <summary>On Windows a pipe is read and written by calls that wait, and that cannot be relied on to be given up.</summary>
    private readonly StdioChannel? _blocking = OperatingSystem.IsWindows() ? new(child.Output, child.Input) : null;

    public override string Name => program;

    public override IDelivery Delivery => this;

    public override Descriptors? Descriptors => child.Descriptors;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) =>
        _blocking?.ReadAsync(buffer, cancellation) ?? child.Output.ReadAsync(buffer, cancellation);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await (_blocking?.WriteAsync(bytes, cancellation) ?? child.Input.WriteAsync(bytes, cancellation));
        }
        catch (IOException e)
            when (OperatingSystem.IsWindows()
                    ? HandleStream.IsBrokenPipe(e.HResult)
                    : e.InnerException is SocketException { SocketErrorCode: SocketError.Shutdown }
            )
        {
            throw new BrokenPipeException();
        }
    }

    /// <summary>When the program has ended. That it has closed its input shows in a write.</summary>
    public Task WaitUntilGoneAsync(CancellationToken cancellation) => child.Ended.WaitAsync(cancellation);

    /// <summary>The end of the program's input.</summary>
    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) => child.Input.DisposeAsync();

    public override async ValueTask DisposeAsync()
    {
        await (_blocking?.DisposeAsync() ?? default);
        await child.DisposeAsync();
    }
}
