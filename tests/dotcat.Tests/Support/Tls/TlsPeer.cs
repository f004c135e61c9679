namespace Dotcat.Tests.Support.Tls;

/// <summary>A program that speaks TLS.</summary>
public enum TlsPeer
{
    Dotcat,
    Ncat,
    OpenSsl,
    Socat,
}
