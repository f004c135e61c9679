using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Network;

/// <summary>
/// A TCP connection to a server, by bare calls: thousands of them at once or in a second are to cost this process
/// next to nothing. No call waits longer than a time limit.
/// </summary>
internal sealed unsafe class Client : IDisposable
{
    private const int IPPROTO_IP = 0;
    private const int IP_BIND_ADDRESS_NO_PORT = 24;
    private const int AddressSize = 16;
    private const long Patience = 10; // seconds

    private int _descriptor;

    private Client(int descriptor) => _descriptor = descriptor;

    public int Descriptor => _descriptor;

    /// <summary>Null where the server does not take it.</summary>
    /// <param name="endpoint">The server's.</param>
    /// <param name="host">
    /// The last part of the local address, 127.0.0.host: each has ports of its own, so that those of closed
    /// connections, which the kernel keeps for a while, are not in the way.
    /// </param>
    public static Client? TryConnect(Endpoint endpoint, byte host = 1)
    {
        var client = new Client(Libc.Socket(Libc.AF_INET, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0));
        if (client._descriptor < 0)
        {
            throw Libc.Error("socket");
        }

        long* time = stackalloc long[] { Patience, 0 };
        _ = Libc.SetOption(client._descriptor, Libc.SOL_SOCKET, Libc.SO_RCVTIMEO, time, 2 * sizeof(long));
        _ = Libc.SetOption(client._descriptor, Libc.SOL_SOCKET, Libc.SO_SNDTIMEO, time, 2 * sizeof(long));
        int later = 1;
        _ = Libc.SetOption(client._descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &later, sizeof(int));
        byte* address = stackalloc byte[AddressSize];
        Fill(new Span<byte>(address, AddressSize), host, 0);
        if (Libc.Bind(client._descriptor, address, AddressSize) == 0)
        {
            Fill(new Span<byte>(address, AddressSize), 1, endpoint.Port);
            if (Libc.Connect(client._descriptor, address, AddressSize) == 0)
            {
                return client;
            }
        }

        client.Dispose();
        return null;
    }

    /// <summary>False where not all of it could be sent.</summary>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (int done = 0; done < bytes.Length; )
            {
                nint count = Libc.Send(_descriptor, start + done, (nuint)(bytes.Length - done), Libc.MSG_NOSIGNAL);
                if (count <= 0)
                {
                    return false;
                }

                done += (int)count;
            }
        }

        return true;
    }

    /// <summary>Tells the server that no more will be sent.</summary>
    public void Finish() => _ = Libc.Shutdown(_descriptor, Libc.SHUT_WR);

    /// <summary>How many bytes there were to read, 0 at the end, -1 where the connection failed or nothing came in time.</summary>
    public int Receive(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return (int)Libc.Receive(_descriptor, start, (nuint)buffer.Length, 0);
        }
    }

    /// <summary>The same for what is there now, without having it copied: tcp(7).</summary>
    public int Discard(int atMost) =>
        (int)Libc.Receive(_descriptor, null, (nuint)atMost, Libc.MSG_TRUNC | Libc.MSG_DONTWAIT);

    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = Libc.Close(_descriptor);
            _descriptor = -1;
        }
    }

    private static void Fill(Span<byte> address, byte host, int port)
    {
        ushort family = Libc.AF_INET;
        MemoryMarshal.Write(address, in family);
        BinaryPrimitives.WriteUInt16BigEndian(address[2..], (ushort)port);
        BinaryPrimitives.WriteUInt32BigEndian(address[4..], 0x7f000000u + host);
        address[8..].Clear();
    }
}
