using System.Net.Sockets;
using Dotcat.Interop;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Interop;

public sealed class SendQueueTests : IDisposable
{
    private readonly TcpPair _pair = TcpPair.Connect();

    [Fact]
    public void Length_OfAFreshConnection_IsZero() => Assert.Equal(0, SendQueue.Length(_pair.Own));

    [SkippableFact]
    public void Length_OfAPeerThatReadsNothing_IsWhatItsSystemDidNotTake()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells what was not acknowledged");
        _pair.Own.Blocking = false;
        byte[] chunk = new byte[1024 * 1024];
        long sent = 0;
        SocketError error;
        do
        {
            sent += _pair.Own.Send(chunk, 0, chunk.Length, SocketFlags.None, out error);
        } while (error == SocketError.Success);

        Assert.Equal(SocketError.WouldBlock, error);
        Assert.InRange(SendQueue.Length(_pair.Own), 1, sent);
    }

    public void Dispose() => _pair.Dispose();
}
