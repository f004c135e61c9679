using Dotcat.Channels;
using Dotcat.Http;
using Dotcat.Reporting;

namespace Dotcat.Services.Proxying;

/// <summary>Reads what a server answers to a request of that method, and changes it for the client.</summary>
internal sealed class ProxyResponse(string method, string via)
{
    private const int MostInterim = 32;
    private const int SwitchingProtocols = 101; // never asked for

    private int _interim;

    /// <summary>The next head: of an interim answer (100 to 199), or of the last one, which has a body.</summary>
    /// <exception cref="EndOfStreamException">The server ended within it.</exception>
    /// <exception cref="InvalidDataException">It is no answer of HTTP/1, or too long.</exception>
    public async ValueTask<HttpMessage> ReadAsync(Channel server, CancellationToken cancellation)
    {
        var reader = new HttpReader(server);
        try
        {
            string line = await reader.ReadLineAsync(cancellation);
            var status = StatusLine.Parse(line);
            HttpFields fields = await reader.ReadFieldsAsync(cancellation);
            bool isInterim = status.Code < 200;
            if (status.Code == SwitchingProtocols || (isInterim && ++_interim > MostInterim))
            {
                throw new InvalidDataException(Messages.NotAnHttpAnswer);
            }

            string[] replaced = fields.Has("Transfer-Encoding") ? ["Content-Length"] : [];
            string[] added = isInterim ? [] : [$"Via: 1.{status.Minor} {via}", ForwardedFields.Close];
            byte[] head = ForwardedFields.Encode(line, fields, replaced, added);
            return new HttpMessage(head, isInterim ? null : BodyOf(status.Code, fields), reader.Detach());
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

    private MessageBody BodyOf(int code, HttpFields fields) =>
        fields.Values("Transfer-Encoding").LastOrDefault() switch
        {
            _ when method == "HEAD" || code is 204 or 304 => new LengthBody(0),
            { } codings when IsLast("chunked", codings) => new ChunkedBody(),
            null when fields.ContentLength is { } length => new LengthBody(length),
            null when fields.Has("Content-Length") => throw new InvalidDataException(),
            _ => new EndlessBody(),
        };

    private static bool IsLast(string coding, string codings) =>
        codings.Split(',', StringSplitOptions.TrimEntries)[^1].Equals(coding, StringComparison.OrdinalIgnoreCase);
}
