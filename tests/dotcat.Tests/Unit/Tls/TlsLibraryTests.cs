using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

public sealed class TlsLibraryTests
{
    [Theory]
    [InlineData(0x1010117fL, "1.1.1w")]
    [InlineData(0x1010100fL, "1.1.1")]
    [InlineData(0x30000110L, "3.0.17")]
    [InlineData(0x30500000L, "3.5.0")]
    public void Number_OfOpenSsl_IsItsVersion(long number, string version) =>
        Assert.Equal(version, TlsLibrary.Format(number));

    [SkippableFact]
    public async Task Name_OnLinux_IsOpenSslsOwnVersion()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere it is the system's");
        Peers.Require("openssl");
        await using RunningProcess openssl = RunningProcess.Start("openssl", "version");

        string version = await openssl.ReadTextToEndAsync();

        Assert.StartsWith(TlsLibrary.Name, version, StringComparison.Ordinal);
    }
}
