using Dotcat.Cli;
using Dotcat.Services;

namespace Dotcat.Tests.Unit.Cli;

public sealed class ChatOptionTests
{
    [Fact]
    public void Chat_Alone_ListensForAnyNumber()
    {
        SessionOptions options = Words.Read("--chat", "9090");

        Assert.Equal(9090, Assert.IsType<Endpoint.Listen>(options.Endpoint).Place.Port);
        Assert.IsType<Answer.Chat>(options.Answer);
        Assert.True(options.Service.KeepOpen);
    }

    [Fact]
    public void Chat_OnAUnixSocket_ListensThere() =>
        Assert.Equal("path", Words.ListenUnix("--chat", "-U", "path").Path);

    [Theory]
    [InlineData("--chat", "--broker")]
    [InlineData("--broker", "--chat")]
    [InlineData("-lk", "--chat")]
    public void Chat_WithWhatItImplies_IsTheSame(params string[] words) =>
        Assert.Equal(Words.Read("--chat"), Words.Read(words));

    [Fact]
    public void Chat_WithWhatClientsGet_IsRead()
    {
        ServiceOptions service = Words.Read("--chat", "-C", "--recv-only", "-i", "5", "-m", "3").Service;

        Assert.True(service.Crlf);
        Assert.True(service.Relay.ReceiveOnly);
        Assert.Equal(TimeSpan.FromSeconds(5), service.Relay.IdleTimeout);
    }
}
