using System.Text;
using Dotcat.Channels;
using Dotcat.ProxyProtocol;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.ProxyProtocol;

/// <summary>Headers as bytes, and what is read of them.</summary>
internal static class Headers
{
    private const byte Proxy = 0x21;

    public static byte[] Signature => "\r\n\r\n\0\r\nQUIT\n"u8.ToArray();

    public static byte[] Text(string line) => Encoding.Latin1.GetBytes(line);

    /// <summary>Version 2, with a length of its own where that is not the body's.</summary>
    public static byte[] Binary(byte kind, byte[] body, byte command = Proxy, int? length = null)
    {
        int said = length ?? body.Length;
        return [.. Signature, command, kind, (byte)(said >> 8), (byte)said, .. body];
    }

    /// <summary>sun_path.</summary>
    public static byte[] Path(string name) => [.. Encoding.UTF8.GetBytes(name), .. new byte[108 - name.Length]];

    /// <summary>Nothing here waits: the bytes are all there.</summary>
    public static ProxyHeader? Read(Channel channel)
    {
        ValueTask<ProxyHeader?> reading = ProxyHeader.ReadAsync(channel, CancellationToken.None);
        return reading.IsCompleted ? reading.Result : throw new TimeoutException();
    }

    /// <summary>What is read of bytes that come in such pieces, and how many of them were taken; or why it was refused.</summary>
    public static string Outcome(byte[] bytes, int piece = int.MaxValue)
    {
        var channel = new BytesChannel(bytes, piece);
        try
        {
            return $"{Read(channel)?.ToString() ?? "nobody"}, {channel.Taken} bytes";
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return e.GetType().Name;
        }
    }
}
