using System.Net.Sockets;
using System.Reflection;
using System.Text;
using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Tests.Support.Json;

namespace Dotcat.Tests.Unit.Reporting;

/// <summary>The tool's voice: each sentence once, in the order of the file that holds them.</summary>
[UsesVerify]
public sealed class MessagesTests
{
    /// <summary>What is put into sentences, and what they are not.</summary>
    private static readonly string[] _names =
    [
        nameof(Messages.Through),
        nameof(Messages.HttpProxy),
        nameof(Messages.SocksProxy),
        nameof(Messages.Brief),
        nameof(Messages.Moment),
    ];

    public static TheoryData<string> Sentences =>
        [
            .. typeof(Messages)
                .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Select(static method => method.Name)
                .Except(_names),
        ];

    public static TheoryData<string> Constants =>
        [
            .. typeof(Messages)
                .GetFields(BindingFlags.Public | BindingFlags.Static)
                .Where(static constant =>
                    constant.IsLiteral && !constant.Name.StartsWith("Help", StringComparison.Ordinal)
                )
                .Select(static constant => (string)constant.GetRawConstantValue()!),
        ];

    /// <summary>Whatever a peer calls itself, however long.</summary>
    [Theory]
    [MemberData(nameof(Sentences))]
    public void WhatIsPutIn_IsMadeHarmless_AndTheWordsAroundItStay(string name)
    {
        MethodInfo method = typeof(Messages).GetMethod(name)!;
        ParameterInfo[] parameters = method.GetParameters();
        object?[] plain = Array.ConvertAll(parameters, Sample);
        object?[] hostile = Array.ConvertAll(parameters, Sample);
        var shown = new List<(string Mark, string Text)>();
        for (int i = 0; i < parameters.Length; i++)
        {
            string mark = $"[{i}]";
            string stranger = $"\u001b[{i}m\n\u202e{new string('x', 1000)}";
            string harmless = SafeText.Brief(stranger);
            Type type = parameters[i].ParameterType;
            (plain[i], hostile[i]) =
                type == typeof(string) ? (mark, stranger)
                : type == typeof(Sentence) ? ((Sentence)mark, Whole(stranger))
                : type.IsAssignableFrom(typeof(string[])) ? (new[] { mark }, new[] { stranger })
                : (plain[i], hostile[i]);
            shown.Add((mark, type == typeof(Sentence) ? $"{Whole(stranger)}" : harmless));
        }

        string expected = $"{method.Invoke(null, plain)}";
        foreach ((string mark, string text) in shown)
        {
            expected = expected.Replace(mark, text, StringComparison.Ordinal);
        }

        object said = method.Invoke(null, hostile)!;
        Assert.Equal(expected, $"{said}");
        if (said is Sentence sentence)
        {
            AssertIsAsGivenInJson(sentence, expected);
        }
    }

    /// <summary>Without what the sentence made of it.</summary>
    private static void AssertIsAsGivenInJson(Sentence sentence, string shown)
    {
        using var lines = new JsonLines(new Event.Error(sentence), TimeProvider.System, withTraces: false);
        string? message = EventLines.Of(EventLines.Read($"{lines}".TrimEnd('\n')), "message");
        Assert.Equal(
            shown.Contains("\\x1b[", StringComparison.Ordinal),
            message!.Contains("\u001b[", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("\\x1b", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Constants))]
    public void AConstant_FitsIntoASentence(string words) => Assert.Equal(words, SafeText.Brief(words));

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Sentences_AreAsAgreed()
    {
        var said = new StringBuilder();
        foreach (
            MemberInfo member in typeof(Messages)
                .GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .OrderBy(static member => member.MetadataToken)
        )
        {
            if (member is MethodInfo { IsSpecialName: false } method)
            {
                object?[] values = [.. method.GetParameters().Select(Sample)];
                said.Append(method.Name).Append(": ").Append(method.Invoke(null, values)).Append('\n');
            }
            else if (
                member is FieldInfo { IsLiteral: true } constant
                && !constant.Name.StartsWith("Help", StringComparison.Ordinal)
            )
            {
                said.Append(constant.Name).Append(": ").Append(constant.GetRawConstantValue()).Append('\n');
            }
        }

        await Verify(said.ToString().TrimEnd());
    }

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(1, "1 ms")]
    [InlineData(0.4, "0 ms")]
    [InlineData(820, "820 ms")]
    [InlineData(1000, "1 s")]
    [InlineData(1540, "1.5 s")]
    [InlineData(90_000, "90 s")]
    [InlineData(120_000, "2 m")]
    [InlineData(5_400_000, "90 m")]
    [InlineData(7_200_000, "2 h")]
    [InlineData(3_600_000_000, "1000 h")]
    public void Brief_OfATime_IsAsShortAsItCanBeRead(double milliseconds, string expected) =>
        Assert.Equal(expected, Messages.Brief(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(999.6)]
    [InlineData(999.9)]
    public void Brief_JustUnderASecond_IsNotAThousandMilliseconds(double milliseconds) =>
        Assert.Equal("1 s", Messages.Brief(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(0, "sent 0 bytes, received 0 bytes in 0 ms")]
    [InlineData(1, "sent 1 byte, received 1 byte in 0 ms")]
    [InlineData(2_500_000_000_000, "sent 2500000000000 bytes, received 2500000000000 bytes in 0 ms")]
    public void Moved_AnyCount_IsWholeAndInTheRightNumber(long count, string expected) =>
        Assert.Equal(expected, $"{Messages.Moved(count, count, TimeSpan.Zero)}");

    [Fact]
    public void Retrying_Forever_NamesNoLimit() =>
        Assert.Equal(
            "attempt 3 in 820 ms: connection refused",
            $"{Messages.Retrying(3, int.MaxValue, TimeSpan.FromMilliseconds(820), "connection refused")}"
        );

    /// <summary>A sentence within another, longer than a name may be.</summary>
    private static Sentence Whole(string stranger) => $"{stranger}: {stranger}";

    private static object? Sample(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(Sentence) ? (Sentence)(string)SampleOf(parameter)! : SampleOf(parameter);

    private static object? SampleOf(ParameterInfo parameter) =>
        parameter switch
        {
            { Name: "address" or "target" or "peer" } => "127.0.0.1:9090",
            { Name: "host" } => "example.com",
            { Name: "source" } => "::1",
            { Name: "addresses" } => new[] { "0.0.0.0:9090", "[::1]:9090" },
            { Name: "names" } => new[] { "user0", "anna" },
            { Name: "text" } => "text",
            { Name: "sha256" } => "AB54A98CEB1F0AD2",
            { Name: "authority" or "issuer" } => "CN=authority",
            { Name: "subject" } => "CN=server",
            { Name: "version", ParameterType.Name: "String" } => "TLS 1.3",
            { Name: "key" } => "RSA with 1024 bits",
            { Name: "kind" } => "RSA",
            { Name: "bits" } => 1024,
            { Name: "hash" } => "SHA-1",
            { Name: "curve" } => "secP256k1",
            { Name: "cipher" } => "TLS_AES_128_GCM_SHA256",
            { Name: "date" } => new DateTime(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc),
            { Name: "cause" } => "connection refused",
            { Name: "lastFailure" } => "cannot connect to 127.0.0.1:9090: connection refused",
            { Name: "proxy" } => "proxy 127.0.0.1:3128",
            { Name: "values" } => "one, two",
            { Name: "version" } => 5,
            { Name: "path" } => "/run/x.sock",
            { Name: "protocol" } => "tcp",
            { Name: "option" or "first" } => "--wait",
            { Name: "other" or "second" } => "--listen",
            { Name: "word" or "value" or "name" } => "word",
            { Name: "problem" } => "the host is empty",
            { Name: "hint" } => "a hint",
            { Name: "program" } => "/bin/cat",
            { Name: "process" } => 123,
            { Name: "exitCode" } => 143,
            { Name: "method" } => "GET",
            { Name: "status" } => "403 Forbidden",
            { Name: "reason" } => "it would go round in a circle",
            { Name: "attempt" } => 3,
            { Name: "limit" } p when p.ParameterType == typeof(int) => 10,
            { Name: "lowest" } => 1,
            { Name: "port" } => 31337L,
            { Name: "length" } => 120,
            { Name: "place" } => "22/tcp",
            { Name: "state" } => PortState.OpenOrFiltered,
            { Name: "states" } => new Dictionary<PortState, int> { [PortState.Open] = 1, [PortState.Closed] = 1023 },
            { Name: "service" } => "ssh",
            { Name: "ports" } => 1024L,
            { Name: "family" } => AddressFamily.InterNetworkV6,
            { Name: "sent" } => 4096L,
            { Name: "received" } => 1L,
            { Name: "bytes" } => 70_000L,
            { Name: "datagrams" } => 12L,
            { Name: "descriptor" } => 3L,
            { Name: "mark" } => '>',
            _ when parameter.ParameterType == typeof(DateTimeOffset) => new DateTimeOffset(
                2026,
                11,
                25,
                21,
                0,
                0,
                TimeSpan.Zero
            ),
            { Name: "amount" } => "1.20 GiB",
            { Name: "time" } p when p.ParameterType == typeof(string) => "0:59",
            { Name: "clients" } => 12,
            { Name: "count" } => new TrafficCount(4096, 1, Present: 2, Peers: 3, TimeSpan.FromMilliseconds(820)),
            { Name: "isOfMany" } => true,
            _ when parameter.ParameterType == typeof(TimeSpan) => TimeSpan.FromMilliseconds(820),
            _ => throw new InvalidOperationException($"no sample for {parameter.Name} of {parameter.Member.Name}"),
        };
}
