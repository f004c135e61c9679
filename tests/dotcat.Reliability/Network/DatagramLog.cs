using System.Buffers.Binary;
using System.Buffers.Text;

namespace Dotcat.Reliability.Network;

/// <summary>The numbers with which the datagrams that passed a place begin, in their order.</summary>
internal sealed class DatagramLog
{
    private readonly List<int> _numbers = [];
    private int _port;

    public IReadOnlyList<int> Numbers
    {
        get
        {
            lock (_numbers)
            {
                return [.. _numbers];
            }
        }
    }

    /// <summary>Logs the packets of UDP over IPv4 from or to this port, from now on.</summary>
    public int Port
    {
        set => Volatile.Write(ref _port, value);
    }

    public void Add(ReadOnlySpan<byte> packet)
    {
        const int UdpProtocol = 17; // RFC 791 section 3.1, RFC 768
        const int UdpHeader = 8;
        int header = (packet[0] & 15) * 4;
        if (packet[0] >> 4 != 4 || packet[9] != UdpProtocol || packet.Length < header + UdpHeader)
        {
            return;
        }

        int from = BinaryPrimitives.ReadUInt16BigEndian(packet[header..]);
        int to = BinaryPrimitives.ReadUInt16BigEndian(packet[(header + 2)..]);
        int port = Volatile.Read(ref _port);
        if ((from == port || to == port) && Utf8Parser.TryParse(packet[(header + UdpHeader)..], out int number, out _))
        {
            lock (_numbers)
            {
                _numbers.Add(number);
            }
        }
    }
}
