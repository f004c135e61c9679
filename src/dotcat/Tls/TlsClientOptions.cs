namespace Dotcat.Tls;

/// <summary>TLS towards a server, and how far that one is believed.</summary>
internal sealed record TlsClientOptions : TlsOptions
{
    /// <summary>Whether chain and name are verified. A pin is verified instead of both, whatever this says.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>The name the certificate must have, and that the server is told (SNI); null for the host's.</summary>
    public string? Name { get; init; }

    /// <summary>PEM file of the authorities to trust; null for the system's.</summary>
    public string? TrustFile { get; init; }

    /// <summary>SHA-256 of the only certificate to accept, in upper-case hex; null for any.</summary>
    public string? Pin { get; init; }

    /// <summary>Whether the user could give a pin for that server, so that it helps to name one.</summary>
    public bool CanBePinned { get; init; } = true;
}
