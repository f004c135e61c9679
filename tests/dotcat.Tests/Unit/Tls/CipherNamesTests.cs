using System.Net.Security;
using Dotcat.Tests.Support;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

public sealed class CipherNamesTests
{
    [Theory]
    [InlineData("TLS_AES_128_GCM_SHA256", TlsCipherSuite.TLS_AES_128_GCM_SHA256)]
    [InlineData("tls_aes_128_gcm_sha256", TlsCipherSuite.TLS_AES_128_GCM_SHA256)]
    [InlineData("ECDHE-RSA-AES128-GCM-SHA256", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData("ecdhe-ecdsa-chacha20-poly1305", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256)]
    public void Name_OfEitherKind_IsFound(string name, TlsCipherSuite suite) =>
        Assert.Equal(suite, CipherNames.Find(name));

    [Theory]
    [InlineData("")]
    [InlineData("HIGH")]
    [InlineData("4865")]
    [InlineData("TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384")]
    [InlineData("TLS_NONE_SUCH")]
    public void Name_OfNothing_IsNotFound(string name) => Assert.Null(CipherNames.Find(name));

    /// <summary>OpenSSL writes both names of each suite side by side.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Names_OfOpenSsl_StandForTheSuitesItMeans()
    {
        Peers.Require("openssl");
        await using RunningProcess openssl = RunningProcess.Start("openssl", "ciphers", "-stdname", "ALL:@SECLEVEL=0");
        ProcessEnd end = await openssl.EndAsync();

        int found = 0;
        foreach (string line in end.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries); // TLS_A - B TLSv1.2 ...
            if (CipherNames.Find(words[2]) is { } suite)
            {
                found++;
                Assert.Equal(words[0], suite.ToString());
            }
        }

        Assert.Equal(26, found); // the table's and those of TLS 1.3, which have one name
    }
}
