namespace Dotcat.Reliability.Network;

/// <summary>Two hosts, and a wire between them that does to packets what a bad network does.</summary>
internal sealed class TwoHosts : IDisposable
{
    public const string NearAddress = "10.83.0.1";
    public const string FarAddress = "10.83.0.2";

    private readonly TunDevice _nearDevice;
    private readonly TunDevice _farDevice;

    public TwoHosts(Impairment impairment, int seed)
    {
        _nearDevice = new TunDevice(Near, NearAddress);
        _farDevice = new TunDevice(Far, FarAddress);
        Out = new WireDirection(_nearDevice, _farDevice, impairment, seed);
        Back = new WireDirection(_farDevice, _nearDevice, impairment, seed + 1);
    }

    public static IReadOnlyList<Requirement> Requirements { get; } =
    [
        Requirement.Root,
        Requirement.Device("/dev/net/tun"),
        Requirement.Program("ip", "iproute2"),
        Requirement.Program("nsenter", "util-linux"),
    ];

    public NetworkNamespace Near { get; } = new();

    public NetworkNamespace Far { get; } = new();

    /// <summary>From the near host to the far one.</summary>
    public WireDirection Out { get; }

    public WireDirection Back { get; }

    /// <summary>Whether nothing gets through either way.</summary>
    public bool IsCut
    {
        set => Out.IsCut = Back.IsCut = value;
    }

    /// <summary>What the wire did to packets, both directions together.</summary>
    /// <exception cref="BrokenException">It did not do what it was to do, so that nothing was tried.</exception>
    public string Account()
    {
        Impairment did = Out.Impairment;
        string[] parts =
        [
            Part("packets", Out.Counts.Taken + Back.Counts.Taken, 1),
            Part("lost", Out.Counts.Lost + Back.Counts.Lost, did.Loss),
            Part("damaged", Out.Counts.Damaged + Back.Counts.Damaged, did.Damage),
            Part("doubled", Out.Counts.Doubled + Back.Counts.Doubled, did.Duplication),
            Part("reordered", Out.Counts.Reordered + Back.Counts.Reordered, did.Reordering),
        ];
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }

    public void Dispose()
    {
        Out.Dispose();
        Back.Dispose();
        _nearDevice.Dispose();
        _farDevice.Dispose();
        Near.Dispose();
        Far.Dispose();
    }

    private static string Part(string what, long count, double share)
    {
        BrokenException.ThrowUnless(count > 0 || share == 0, $"no packet was {what}: the wire did nothing");
        return count > 0 ? $"{count:N0} {what}" : "";
    }
}
