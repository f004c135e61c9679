using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>Which pump serves which channels.</summary>
public sealed class PumpChoiceTests : IDisposable
{
    private const string NotLinux = "only Linux moves bytes within the kernel this way";

    private readonly TcpPair _pair = TcpPair.Connect();

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task BareDescriptors_AreSplicedBothWays()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using var pipe = new PipePair(0);
        await using StdioChannel stdio = Stdio(pipe.ReadEnd, pipe.WriteEnd);
        await using var socket = new StreamSocketChannel(_pair.Own, "peer");

        Assert.IsType<SplicePump>(Between(stdio, socket));
        Assert.IsType<SplicePump>(Between(socket, stdio));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task ALimitedRate_IsSplicedToo()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using var pipe = new PipePair(0);
        await using StdioChannel stdio = Stdio(pipe.ReadEnd, pipe.WriteEnd);
        await using RatedChannel socket = Rated(new StreamSocketChannel(_pair.Own, "peer"));

        Assert.IsType<SplicePump>(Between(stdio, socket));
        Assert.IsType<SplicePump>(Between(socket, stdio));
        Assert.IsType<SplicePump>(Between(new PrefixedChannel(socket, default), stdio));
        Assert.IsType<CopyPump>(Between(Rated(stdio), socket)); // it asks one limit, not two
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task AWrappedChannel_IsCopied()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using var pipe = new PipePair(0);
        await using StdioChannel stdio = Stdio(pipe.ReadEnd, pipe.WriteEnd);
        await using var socket = new CrlfChannel(new StreamSocketChannel(_pair.Own, "peer"));

        Assert.IsType<CopyPump>(Between(stdio, socket));
        Assert.IsType<CopyPump>(Between(socket, stdio));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task AClosedStandardStream_IsCopied()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using var pipe = new PipePair(0);
        await using StdioChannel stdio = Stdio(-1, pipe.WriteEnd);
        await using var socket = new StreamSocketChannel(_pair.Own, "peer");

        Assert.IsType<CopyPump>(Between(stdio, socket));
        Assert.IsType<CopyPump>(Between(socket, stdio));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task StreamsOfAnyOtherKind_AreCopied()
    {
        await using var stdio = new StdioChannel(new FeedStream(), new MemoryStream());
        await using var socket = new StreamSocketChannel(_pair.Own, "peer");

        Assert.IsType<CopyPump>(Between(stdio, socket));
        Assert.IsType<CopyPump>(Between(socket, stdio));
    }

    public void Dispose() => _pair.Dispose();

    private static StdioChannel Stdio(int read, int write) =>
        new(new DescriptorStream(read), new DescriptorStream(write));

    private static RatedChannel Rated(Channel inner) =>
        new(inner, new TokenBucket(1, TimeProvider.System), new TokenBucket(1, TimeProvider.System));

    private static Pump Between(Channel source, Channel destination) =>
        Pump.Between(source, destination, passEndOn: true, TimeProvider.System);
}
