using Dotcat.Channels;
using Dotcat.Http;
using Dotcat.Reporting;

namespace Dotcat.Services.Proxying;

/// <summary>Reads what a server answers to a request, and changes it for the client that asked.</summary>
internal sealed class ProxyResponse(RequestLine request, string via)
{
    private const int MostInterim = 32;
    private const int SwitchingProtocols = 101; // never asked for
    private const string TransferEncoding = "Transfer-Encoding";
    private const string ContentLength = "Content-Length";
    private const string Chunked = "chunked";

    private int _interim;

    /// <summary>Whether the client knows neither interim answers nor chunks (RFC 9110, section 15.2; RFC 9112, section 6.1).</summary>
    private bool IsForOldClient => request.Minor == 0;

    /// <summary>The next head: of an interim answer (100 to 199), or of the last one, which has a body.</summary>
    /// <exception cref="EndOfStreamException">The server ended within it.</exception>
    /// <exception cref="InvalidDataException">It is no answer of HTTP/1, too long, or not for that client.</exception>
    public async ValueTask<HttpMessage> ReadAsync(Channel server, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var reader = new HttpReader(server, readsAnswer: true);
                string line = await reader.ReadLineAsync(cancellation);
                var status = StatusLine.Parse(line);
                HttpFields fields = await reader.ReadFieldsAsync(cancellation);
                server = reader.Detach();
                if (status.Code >= 200)
                {
                    return new HttpMessage(HeadOf(line, status, fields), BodyOf(status.Code, fields), server);
                }

                if (status.Code == SwitchingProtocols || ++_interim > MostInterim)
                {
                    throw new InvalidDataException();
                }

                if (!IsForOldClient)
                {
                    return new HttpMessage(ForwardedFields.Encode(line, fields, []), Body: null, server);
                }
            }
        }
        catch (EndOfStreamException e)
        {
            throw new EndOfStreamException(Messages.EndedWithinMessage, e);
        }
        catch (Exception e) when (e is InvalidDataException or HttpHeadTooLongException)
        {
            throw new InvalidDataException(Messages.NotAnHttpAnswer, e);
        }
    }

    private byte[] HeadOf(string line, StatusLine status, HttpFields fields)
    {
        string[] replaced =
            !fields.Has(TransferEncoding) ? []
            : IsForOldClient ? [ContentLength, TransferEncoding]
            : [ContentLength];
        return ForwardedFields.Encode(line, fields, replaced, $"Via: 1.{status.Minor} {via}", ForwardedFields.Close);
    }

    private MessageBody BodyOf(int code, HttpFields fields) =>
        fields.Values(TransferEncoding).ToArray() switch
        {
            _ when request.Method == "HEAD" || code is 204 or 304 => new LengthBody(0),
            [] when fields.ContentLength is { } length => new LengthBody(length),
            [] when fields.Has(ContentLength) => throw new InvalidDataException(),
            [] => new EndlessBody(),
            [var coding] when IsForOldClient && IsChunked(coding) => new ChunkedBody(isDecoded: true),
            _ when IsForOldClient => throw new InvalidDataException(),
            [.., var codings] when IsChunked(codings.Split(',', StringSplitOptions.TrimEntries)[^1]) =>
                new ChunkedBody(),
            _ => new EndlessBody(),
        };

    private static bool IsChunked(string coding) => coding.Equals(Chunked, StringComparison.OrdinalIgnoreCase);
}
