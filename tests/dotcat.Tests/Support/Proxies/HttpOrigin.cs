using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Dotcat.Tests.Support.Proxies;

/// <summary>A web server of the test's: it answers with what it was asked, and the length and SHA-256 of the body.</summary>
internal sealed class HttpOrigin : IDisposable
{
    private readonly Socket _listener;

    public HttpOrigin(IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public EndPoint EndPoint => _listener.LocalEndPoint!;

    public int Port => ((IPEndPoint)EndPoint).Port;

    /// <summary>What it says about a request.</summary>
    public static string Report(string method, string path, ReadOnlySpan<byte> body) =>
        $"{method} {path} {body.Length} {Convert.ToHexString(SHA256.HashData(body))}\n";

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync());
            }
        }
        catch (SocketException)
        {
            // disposed of
        }
        catch (ObjectDisposedException)
        {
            // the same
        }
    }

    private static async Task ServeAsync(Socket client)
    {
        await using var stream = new BufferedStream(new NetworkStream(client, ownsSocket: true));
        string[] request = (await ReadLineAsync(stream)).Split(' ');
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(stream) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            fields.Add(line[..colon], line[(colon + 1)..].Trim());
        }

        if (fields.ContainsKey("Expect"))
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
            await stream.FlushAsync();
        }

        byte[] body = await ReadBodyAsync(stream, fields);
        string answer = Report(request[0], request[1], body);
        string head =
            $"HTTP/1.1 200 OK\r\nContent-Length: {answer.Length}\r\nKeep-Alive: timeout=5\r\n"
            + $"X-Fields: {string.Join(' ', fields.Keys.Order())}\r\nX-Host: {fields["Host"]}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request[0] == "HEAD" ? head : head + answer));
        await stream.FlushAsync();
        client.Shutdown(SocketShutdown.Send);
        await ReadLineAsync(stream); // the other end's close
    }

    private static async Task<byte[]> ReadBodyAsync(Stream stream, Dictionary<string, string> fields)
    {
        using var body = new MemoryStream();
        if (fields.TryGetValue("Content-Length", out string? length))
        {
            await CopyAsync(stream, body, int.Parse(length, CultureInfo.InvariantCulture));
        }
        else if (fields.ContainsKey("Transfer-Encoding"))
        {
            while (Convert.ToInt32(await ReadLineAsync(stream), 16) is > 0 and var chunk)
            {
                await CopyAsync(stream, body, chunk);
                await ReadLineAsync(stream);
            }

            await ReadLineAsync(stream);
        }

        return body.ToArray();
    }

    private static async Task CopyAsync(Stream from, MemoryStream to, int count)
    {
        byte[] bytes = new byte[count];
        await from.ReadExactlyAsync(bytes);
        to.Write(bytes);
    }

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r');
    }
}
