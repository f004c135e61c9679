using System.Net.Security;
using System.Security.Authentication;
using Dotcat.Cli;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>What asks for TLS, in dotcat's words and in ncat's, and what is verified then.</summary>
public sealed class TlsOptionTests
{
    private const string Sha256 = "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF";

    /// <summary>They listen without being told to; as a client's, their TLS would be none.</summary>
    [Theory]
    [InlineData("--broker")]
    [InlineData("--chat")]
    public void WhatImpliesListening_GetsAServersTls(string word) =>
        Assert.NotNull(Words.Endpoint<Endpoint.Listening>(word, "--tls").Tls);

    [Fact]
    public void Nothing_IsNoTls()
    {
        Assert.Null(Words.Endpoint<Endpoint.Dialled>("localhost").Tls);
        Assert.Null(Words.Endpoint<Endpoint.Listening>("-l").Tls);
    }

    [Theory]
    [InlineData("--tls")]
    [InlineData("--tls-cert=x")]
    [InlineData("--tls-cert=x", "--tls-key=x")]
    [InlineData("--tls-trust=x")]
    [InlineData("--tls-pin=" + Sha256)]
    [InlineData("--tls-name=x")]
    [InlineData("--tls-alpn=x")]
    [InlineData("--tls-min=1.3")]
    [InlineData("--tls-ciphers=TLS_AES_128_GCM_SHA256")]
    [InlineData("--ssl-verify")]
    [InlineData("--ssl-trustfile=x")]
    [InlineData("--ssl", "--ssl-verify")]
    [InlineData("--ssl", "--tls")]
    [InlineData("--ssl", "--tls-min=1.2")]
    [InlineData("--ssl-cert=x", "--tls-key=x")]
    public void Words_OfWhichOneIsStrict_AskForAServerThatIsVerified(params string[] words) =>
        Assert.True(Client(words).Verify);

    [Theory]
    [InlineData("--ssl")]
    [InlineData("--ssl-cert=x")]
    [InlineData("--ssl-cert=x", "--ssl-key=x")]
    [InlineData("--ssl-servername=x")]
    [InlineData("--ssl-alpn=x")]
    [InlineData("--ssl-ciphers=TLS_AES_128_GCM_SHA256")]
    [InlineData("--ssl", "--insecure")]
    [InlineData("--tls", "--insecure")]
    [InlineData("--tls-name=x", "--insecure")]
    public void Words_OfNcat_OrTheirOpposite_AskForNoVerification(params string[] words) =>
        Assert.False(Client(words).Verify);

    [Theory]
    [InlineData("--tls")]
    [InlineData("--ssl")]
    [InlineData("--tls-client-ca=x")]
    [InlineData("--tls-alpn=x")]
    [InlineData("--ssl-cert=x")]
    public void Listener_IsAskedTheSameWay(string word) =>
        Assert.NotNull(Words.Endpoint<Endpoint.Listening>("-l", word).Tls);

    [Fact]
    public void Unix_IsAskedTheSameWay()
    {
        Assert.NotNull(Words.Endpoint<Endpoint.ListenUnix>("-l", "-U", "--tls", "path").Tls);
        Assert.Equal("x", Client("-U", "--tls-name=x").Name);
        Assert.Equal(Sha256, Client("-U", "--tls-pin", Sha256).Pin);
        Assert.False(Client("-U", "--ssl").Verify);
    }

    [Theory]
    [InlineData("--tls-cert=c", "--tls-key=k", "--tls-trust=t", "--tls-name=n", "--tls-alpn=a,b")]
    [InlineData("--ssl-cert=c", "--ssl-key=k", "--ssl-trustfile=t", "--ssl-servername=n", "--ssl-alpn=a,b")]
    public void Values_OfEitherSpelling_AreSet(params string[] words)
    {
        TlsClientOptions options = Client(words);

        Assert.Equal("c", options.CertificateFile);
        Assert.Equal("k", options.KeyFile);
        Assert.Equal("t", options.TrustFile);
        Assert.Equal("n", options.Name);
        Assert.Equal(["a", "b"], options.Alpn);
    }

    [Fact]
    public void Values_OfAListener_AreSet()
    {
        var options = Server("--tls-client-ca=a", "--tls-cert=c", "-w", "3");

        Assert.Equal("a", options.ClientCaFile);
        Assert.Equal("c", options.CertificateFile);
        Assert.Null(options.KeyFile);
        Assert.Equal(TimeSpan.FromSeconds(3), options.Wait);
        Assert.Equal(TimeSpan.FromSeconds(10), Server("--tls").Wait);
    }

    [Theory]
    [InlineData(Sha256)]
    [InlineData("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    [InlineData("00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF")]
    public void Pin_InAnyForm_IsTheSame(string text) => Assert.Equal(Sha256, Client("--tls-pin", text).Pin);

    [Theory]
    [InlineData("TLS_AES_128_GCM_SHA256,ECDHE-RSA-AES128-GCM-SHA256")]
    [InlineData("TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256")]
    public void Ciphers_ByEitherNames_AreRead(string list) =>
        Assert.Equal(
            [TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256],
            Client("--tls-ciphers", list).Ciphers
        );

#pragma warning disable CA5398 // what is read is what counts
    [Theory]
    [InlineData(SslProtocols.Tls12 | SslProtocols.Tls13, "--tls")]
    [InlineData(SslProtocols.Tls12 | SslProtocols.Tls13, "--tls-min=1.2")]
    [InlineData(SslProtocols.Tls13, "--tls-min=1.3")]
    [InlineData(SslProtocols.Tls12, "--tls-ciphers=ECDHE-RSA-AES128-GCM-SHA256")]
    [InlineData(
        SslProtocols.Tls12 | SslProtocols.Tls13,
        "--tls-ciphers=ECDHE-RSA-AES128-GCM-SHA256,TLS_AES_128_GCM_SHA256"
    )]
    [InlineData(
        SslProtocols.Tls13,
        "--tls-min=1.3",
        "--tls-ciphers=ECDHE-RSA-AES128-GCM-SHA256,TLS_AES_128_GCM_SHA256"
    )]
    public void Versions_AreThoseAskedFor_AndThatTheSuitesAreFor(SslProtocols versions, params string[] words) =>
        Assert.Equal(versions, Client(words).Versions);
#pragma warning restore CA5398

    private static TlsClientOptions Client(params string[] words) =>
        Assert.IsType<TlsClientOptions>(Words.Endpoint<Endpoint.Dialled>([.. words, "localhost"]).Tls);

    private static TlsServerOptions Server(params string[] words) =>
        Assert.IsType<TlsServerOptions>(Words.Endpoint<Endpoint.Listening>(["-l", .. words]).Tls);
}
