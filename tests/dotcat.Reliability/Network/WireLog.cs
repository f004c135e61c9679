namespace Dotcat.Reliability.Network;

/// <summary>The datagrams that entered a wire, and those that left it whole.</summary>
internal sealed class WireLog
{
    public WireLog(WireDirection direction)
    {
        direction.Taken += Taken.Add;
        direction.Delivering += Delivered.Add;
    }

    public DatagramLog Taken { get; } = new();

    public DatagramLog Delivered { get; } = new();

    public int Port
    {
        set => Taken.Port = Delivered.Port = value;
    }
}
