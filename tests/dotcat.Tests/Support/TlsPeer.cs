namespace Dotcat.Tests.Support;

/// <summary>A program that speaks TLS.</summary>
public enum TlsPeer
{
    Dotcat,
    Ncat,
    OpenSsl,
    Socat,
}
