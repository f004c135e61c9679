using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;
using Dotcat.Http;
using Dotcat.Reporting;

namespace Dotcat.Dialing.Proxies;

/// <summary>HTTP's CONNECT (RFC 9110, section 9.3.6), at first without and, where the proxy asks, with a login.</summary>
internal sealed class HttpConnectHandshake(ProxyOptions proxy, string host, int port)
    : ProxyHandshake(proxy, host, port)
{
    /// <summary>A longer answer to a missing login costs more than another connection.</summary>
    private const int LongestBody = 64 * 1024;

    private readonly HttpProxyLogin _login = new(proxy, Addresses.Join(host, port));

    protected override Sentence NotSuchAProxy => Messages.NotAnHttpProxy(Proxy.Address);

    protected override async Task<Channel?> AskAsync(Channel channel, CancellationToken cancellation)
    {
        if (Host.Any(static letter => letter is <= ' ' or > '~'))
        {
            throw NothingTried(Messages.BadHost(Host)); // it would not stay within the request's line
        }

        for (bool isFirst = true; ; isFirst = false)
        {
            var reader = new HttpReader(channel, readsAnswer: true);
            StatusLine status;
            HttpFields fields;
            try
            {
                await channel.WriteAsync(Request(), cancellation);
                do
                {
                    status = StatusLine.Parse(await reader.ReadLineAsync(cancellation));
                    fields = await reader.ReadFieldsAsync(cancellation);
                } while (status.Code < 200); // interim answers
            }
            catch (Exception e) when (!isFirst && e is IOException or SocketException)
            {
                return null; // it did not stay open, though it said so
            }

            switch (status.Code)
            {
                case >= 200 and < 300:
                    return reader.Detach();
                case 407:
                    _login.Answer(fields);
                    break;
                default:
                    throw Refused(status.ToString(), MeaningOf(status), isTransient: status.Code >= 500);
            }

            if (!await StaysOpenAsync(reader, status, fields, cancellation))
            {
                return null;
            }
        }
    }

    private byte[] Request()
    {
        string authorization = _login.Authorization is { } value ? $"Proxy-Authorization: {value}\r\n" : "";
        return Encoding.Latin1.GetBytes($"CONNECT {Target} HTTP/1.1\r\nHost: {Target}\r\n{authorization}\r\n");
    }

    /// <summary>RFC 9110, section 15: what the proxy may not, what answered nobody, and what it could not reach.</summary>
    private static SocketError MeaningOf(StatusLine status) =>
        status.Code switch
        {
            < 500 => SocketError.AccessDenied,
            504 => SocketError.TimedOut,
            _ => SocketError.ConnectionRefused,
        };

    /// <summary>Whether the next request can go over the same connection; what came with this answer is gone then.</summary>
    private static async Task<bool> StaysOpenAsync(
        HttpReader reader,
        StatusLine status,
        HttpFields fields,
        CancellationToken cancellation
    )
    {
        bool isKept =
            status.Minor > 0
                ? !fields.Lists("Connection", "close") && !fields.Lists("Proxy-Connection", "close")
                : fields.Lists("Connection", "keep-alive") || fields.Lists("Proxy-Connection", "keep-alive");
        try
        {
            return isKept
                && fields.ContentLength is <= LongestBody and { } length
                && await reader.DiscardBodyAsync((int)length, cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return false;
        }
    }
}
