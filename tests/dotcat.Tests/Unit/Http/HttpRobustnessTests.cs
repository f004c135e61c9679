using System.Text;
using Dotcat.Http;
using Dotcat.Tests.Unit.Doubles;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Http;

/// <summary>Whatever arrives, it is read or refused, in any pieces the same way, and never more than the limit.</summary>
public sealed class HttpRobustnessTests
{
    private static readonly Config _many = Config.QuickThrowOnFailure.WithMaxTest(25_000).WithEndSize(40);

    [Fact]
    public void Head_OfAnyBytes_IsReadOrRefusedTheSameInPieces() =>
        Prop.ForAll(
                HttpGenerators.Bytes,
                static bytes => Read(new BytesChannel(bytes)) == Read(new BytesChannel(bytes, piece: 1))
            )
            .Check(_many);

    [Fact]
    public void Head_OfAnyBytesForEver_IsReadOrRefusedWithinTheLimit() =>
        Prop.ForAll(
                HttpGenerators.Bytes,
                static bytes =>
                {
                    if (bytes.Length == 0)
                    {
                        return true;
                    }

                    byte[] large = [.. Enumerable.Repeat(bytes, 4096 / bytes.Length + 1).SelectMany(static one => one)];
                    var channel = new BytesChannel(large, isEndless: true);
                    return Read(channel) != nameof(EndOfStreamException) && channel.Taken <= HttpReader.Limit;
                }
            )
            .Check(_many.WithMaxTest(1_000));

    [Fact]
    public void FirstLines_OfAnyText_AreReadOrRefused() =>
        Prop.ForAll(
                HttpGenerators.Text,
                static text =>
                    IsReadOrRefused(() => StatusLine.Parse(text)) && IsReadOrRefused(() => RequestLine.Parse(text))
            )
            .Check(_many);

    [Fact]
    public void Challenges_OfAnyText_AreReadOrRefused() =>
        Prop.ForAll(
                HttpGenerators.Text,
                static text =>
                {
                    IReadOnlyList<Challenge> challenges = Challenge.ParseAll([text]);
                    if (Digest.Strongest(challenges) is { } challenge)
                    {
                        string answer = Digest.Answer(challenge, "u", "p", "CONNECT", "host:443", "c");
                        return Digest.Verify(Challenge.ParseCredentials(answer)!, "u", "p", "CONNECT");
                    }

                    return challenges.All(static one => HttpToken.IsToken(one.Scheme));
                }
            )
            .Check(_many);

    [Fact]
    public void Credentials_OfAnyText_AreReadOrRefusedAndNobodys() =>
        Prop.ForAll(
                HttpGenerators.Text,
                static text =>
                {
                    if (Challenge.ParseCredentials($"Digest {text}") is not { } credentials)
                    {
                        return true;
                    }

                    _ = Basic.Read(credentials with { Scheme = Basic.Scheme });
                    return !Digest.Verify(credentials, "u", "p", "CONNECT");
                }
            )
            .Check(_many);

    [Fact]
    public void QuotedText_OfAnyKind_IsReadAsItWasWritten() =>
        Prop.ForAll(
                HttpGenerators.Text,
                static text =>
                {
                    string quoted = text.Replace("\\", @"\\", StringComparison.Ordinal)
                        .Replace("\"", "\\\"", StringComparison.Ordinal);
                    return Challenge.ParseCredentials($"Digest realm=\"{quoted}\", nonce=n")?["realm"] == text;
                }
            )
            .Check(_many);

    [Fact]
    public void Login_OfAnyText_IsReadAsItWasWritten() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNull<string>>(),
                static password =>
                {
                    string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(password.Get));
                    return Basic.Read(Challenge.ParseCredentials(Basic.Answer("u", valid))!) == ("u", valid);
                }
            )
            .Check(_many);

    /// <summary>What comes of reading a response, and what stays in the channel behind it.</summary>
    private static string Read(BytesChannel channel)
    {
        try
        {
            var reader = new HttpReader(channel);
            string line = Now(reader.ReadLineAsync(CancellationToken.None));
            HttpFields fields = Now(reader.ReadFieldsAsync(CancellationToken.None));
            byte[] rest = new byte[16];
            int count = Now(reader.Detach().ReadAsync(rest.AsMemory(0, 1), CancellationToken.None));
            return $"{line}|{fields.Count}|{fields.ContentLength}|{string.Join('|', fields.Values("Proxy-Authenticate"))}|{count} {rest[0]}";
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or HttpHeadTooLongException)
        {
            return e.GetType().Name;
        }
    }

    /// <summary>Nothing here waits: the bytes are all there.</summary>
    private static T Now<T>(ValueTask<T> task) => task.IsCompleted ? task.Result : throw new TimeoutException();

    private static bool IsReadOrRefused(Func<object> read) => Record.Exception(read) is null or InvalidDataException;
}
