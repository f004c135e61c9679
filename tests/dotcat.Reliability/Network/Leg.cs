namespace Dotcat.Reliability.Network;

/// <summary>What passes between one listener and its peers on the other host, from now on.</summary>
internal sealed class Leg
{
    public Leg(TwoHosts hosts, int port)
    {
        Out = new WireLog(hosts.Out) { Port = port };
        Back = new WireLog(hosts.Back) { Port = port };
    }

    public WireLog Out { get; }

    public WireLog Back { get; }
}
