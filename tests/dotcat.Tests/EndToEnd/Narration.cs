using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What <c>-v</c> and <c>-vv</c> say of a conversation.</summary>
[UsesVerify]
public sealed class Narration
{
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverTcp4() => await Verify(await Dialogue.TranscriptAsync(Transport.Tcp4, "-v"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverTcp6() => await Verify(await Dialogue.TranscriptAsync(Transport.Tcp6, "-v"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverUdp4() => await Verify(await Dialogue.TranscriptAsync(Transport.Udp4, "-v"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverUdp6() => await Verify(await Dialogue.TranscriptAsync(Transport.Udp6, "-v"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverUnixStream() => await Verify(await Dialogue.TranscriptAsync(Transport.UnixStream, "-v"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverUnixDatagram() => await Verify(await Dialogue.TranscriptAsync(Transport.UnixDatagram, "-v"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverAbstractStream() =>
        await Verify(await Dialogue.TranscriptAsync(Transport.AbstractStream, "-v"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverAbstractDatagram() =>
        await Verify(await Dialogue.TranscriptAsync(Transport.AbstractDatagram, "-v"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverTcp4_InDetail() => await Verify(await Dialogue.TranscriptAsync(Transport.Tcp4, "-vv"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverUdp4_InDetail() => await Verify(await Dialogue.TranscriptAsync(Transport.Udp4, "-vv"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverUnixStream_InDetail() =>
        await Verify(await Dialogue.TranscriptAsync(Transport.UnixStream, "-vv"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverUnixDatagram_InDetail() =>
        await Verify(await Dialogue.TranscriptAsync(Transport.UnixDatagram, "-vv"));
}
