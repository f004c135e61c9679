using System.Text;

namespace Dotcat.Services.Proxying;

/// <summary>The proxy's own answers.</summary>
internal static class HttpAnswer
{
    /// <summary>What a client reads before the bytes of its tunnel.</summary>
    public static ReadOnlyMemory<byte> Established { get; } = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();

    /// <summary>The status line and a short text; the text is left out for HEAD, whose answers have none.</summary>
    public static byte[] Encode(HttpRefusalException refusal, bool withBody)
    {
        string body = $"{refusal.Reason}\n";
        string head = string.Concat(
            $"HTTP/1.1 {Status(refusal.Code)}\r\n",
            string.Concat(refusal.Fields.Select(static field => field + "\r\n")),
            "Content-Type: text/plain; charset=utf-8\r\n",
            $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n",
            "Connection: close\r\n\r\n"
        );
        return Encoding.UTF8.GetBytes(withBody ? head + body : head);
    }

    /// <summary>The code and its phrase (RFC 9110, section 15).</summary>
    public static string Status(int code) =>
        code switch
        {
            400 => "400 Bad Request",
            403 => "403 Forbidden",
            405 => "405 Method Not Allowed",
            407 => "407 Proxy Authentication Required",
            408 => "408 Request Timeout",
            413 => "413 Content Too Large",
            414 => "414 URI Too Long",
            501 => "501 Not Implemented",
            502 => "502 Bad Gateway",
            504 => "504 Gateway Timeout",
            _ => throw new ArgumentOutOfRangeException(nameof(code)),
        };
}
