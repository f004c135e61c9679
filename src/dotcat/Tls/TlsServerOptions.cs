using Dotcat.Channels;

namespace Dotcat.Tls;

/// <summary>TLS towards clients. Without a certificate a temporary one is made.</summary>
internal sealed record TlsServerOptions : TlsOptions
{
    /// <summary>PEM file of the authorities of which each client must have a certificate; null to ask for none.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary>Limit for the handshake of one client, and for its silence where it waits for an end that says nothing.</summary>
    public TimeSpan Wait { get; init; } = Deadline.Default;
}
