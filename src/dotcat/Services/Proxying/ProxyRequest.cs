using System.Globalization;
using Dotcat.Channels;
using Dotcat.Http;
using Dotcat.Reporting;

namespace Dotcat.Services.Proxying;

/// <summary>What a client asks an HTTP proxy for: a head, and the channel with what the client sends behind it.</summary>
internal sealed record ProxyRequest(RequestLine Line, HttpFields Fields, Channel Rest)
{
    public const string Connect = "CONNECT";

    private const string Scheme = "http://";
    private const int HttpPort = 80;
    private const int LongestMethod = 32;
    private const string MaxForwards = "Max-Forwards";
    private const string Allow = "Allow: CONNECT, GET, HEAD, POST, PUT, PATCH, DELETE";

    public bool IsConnect => Line.Method == Connect;

    /// <summary>Reads a head; null where the client leaves without a word.</summary>
    /// <exception cref="HttpRefusalException">It is none, or too long.</exception>
    /// <exception cref="EndOfStreamException">The client ended within it.</exception>
    public static async ValueTask<ProxyRequest> ReadAsync(Channel client, CancellationToken cancellation)
    {
        var reader = new HttpReader(client);
        RequestLine? first = null;
        try
        {
            string line = await reader.ReadLineAsync(cancellation);
            while (line.Length == 0) // RFC 9112, section 2.2
            {
                line = await reader.ReadLineAsync(cancellation);
            }

            first = RequestLine.Parse(line);
            HttpFields fields = await reader.ReadFieldsAsync(cancellation);
            return new ProxyRequest(first, fields, reader.Detach());
        }
        catch (InvalidDataException e)
        {
            throw new HttpRefusalException(400, Messages.NotAnHttpRequest, e);
        }
        catch (HttpHeadTooLongException e)
        {
            throw first is null
                ? new HttpRefusalException(414, Messages.RequestLineTooLong(HttpReader.Limit), e)
                : new HttpRefusalException(413, Messages.HeadTooLong(HttpReader.Limit), e);
        }
    }

    /// <summary>
    /// The target says where to go, and not the Host field; a request in which that is missing, doubled or no host is
    /// refused all the same (RFC 9112, section 3.2).
    /// </summary>
    /// <exception cref="HttpRefusalException">It is one of these.</exception>
    public void CheckHost()
    {
        bool isRight = Fields.Values("Host").ToArray() switch
        {
            [] => Line.Minor == 0,
            [""] => true, // of a target without an authority
            [var host] => Authority.TryParse(host) is not null,
            _ => false,
        };
        if (!isRight)
        {
            throw new HttpRefusalException(400, Messages.HostInDoubt);
        }
    }

    /// <summary>What to connect to, and for all methods but CONNECT what to ask for there.</summary>
    /// <exception cref="HttpRefusalException">Nothing that this proxy can reach.</exception>
    public (string Host, int Port, string Path) ReadTarget()
    {
        if (Line.Method.Length > LongestMethod)
        {
            throw new HttpRefusalException(501, Messages.MethodTooLong(LongestMethod));
        }

        try
        {
            return IsConnect ? ReadAuthority() : ReadUri();
        }
        catch (InvalidDataException e)
        {
            throw new HttpRefusalException(400, IsConnect ? Messages.NotAHostAndPort : Messages.NotAnHttpUri, e);
        }
    }

    /// <summary>The request as the server is to get it, with the path of <see cref="ReadTarget"/>.</summary>
    /// <exception cref="HttpRefusalException">Its body has no end that all would agree on, or it may go no further.</exception>
    public HttpMessage Forward(string path, string via)
    {
        MessageBody body = ReadBody();
        var added = new List<string> { $"Via: 1.{Line.Minor} {via}", ForwardedFields.Close };
        if (Line.Method is "TRACE" or "OPTIONS" && Fields.Has(MaxForwards))
        {
            added.Add($"{MaxForwards}: {ForwardsLeft()}");
        }

        byte[] head = ForwardedFields.Encode(
            $"{Line.Method} {path} HTTP/1.{Math.Min(Line.Minor, 1)}\r\nHost: {HostField()}",
            Fields,
            Line.Method is "TRACE" or "OPTIONS" ? ["Host", MaxForwards] : ["Host"],
            [.. added]
        );
        return new HttpMessage(head, body, Rest);
    }

    private (string Host, int Port, string Path) ReadAuthority()
    {
        Authority authority = Authority.Parse(Line.Target);
        return (authority.Host, authority.Port ?? throw new InvalidDataException(), "");
    }

    private (string Host, int Port, string Path) ReadUri()
    {
        int scheme = Line.Target.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && !Line.Target.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Uri.CheckSchemeName(Line.Target[..scheme])
                ? new HttpRefusalException(501, Messages.SchemeNotForwarded)
                : new InvalidDataException();
        }

        if (scheme <= 0 || Line.Target.Contains('#', StringComparison.Ordinal))
        {
            throw new InvalidDataException();
        }

        string text = AuthorityText();
        Authority authority = Authority.Parse(text);
        string path = Line.Target[(Scheme.Length + text.Length)..];
        return (
            authority.Host,
            authority.Port ?? HttpPort,
            path.StartsWith('/') ? path
            : path.Length == 0 && Line.Method == "OPTIONS" ? "*"
            : $"/{path}"
        );
    }

    private string AuthorityText()
    {
        string rest = Line.Target[Scheme.Length..];
        int end = rest.AsSpan().IndexOfAny('/', '?');
        return end < 0 ? rest : rest[..end];
    }

    private string HostField() => AuthorityText().TrimEnd(':');

    /// <summary>Both ways to say the length, or a doubtful one, are how requests are smuggled (RFC 9112, section 11.2).</summary>
    private MessageBody ReadBody()
    {
        bool hasLength = Fields.Has("Content-Length");
        return Fields.Values("Transfer-Encoding").ToArray() switch
        {
            [] when !hasLength => new LengthBody(0),
            [] when Fields.ContentLength is { } length => new LengthBody(length),
            [] => throw new HttpRefusalException(400, Messages.DoubtfulLength),
            _ when hasLength || Line.Minor == 0 => throw new HttpRefusalException(400, Messages.DoubtfulLength),
            [var coding] when coding.Equals("chunked", StringComparison.OrdinalIgnoreCase) => new ChunkedBody(),
            _ => throw new HttpRefusalException(501, Messages.CodingNotForwarded),
        };
    }

    private long ForwardsLeft() =>
        Fields.Values(MaxForwards).ToArray() is [var text]
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int left)
            ? left > 0
                ? left - 1
                : throw new HttpRefusalException(405, Messages.NotForTheProxy(Line.Method)) { Fields = [Allow] }
            : throw new HttpRefusalException(400, Messages.NotAnHttpRequest);
}
