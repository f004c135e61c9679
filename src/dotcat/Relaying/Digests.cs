namespace Dotcat.Relaying;

/// <summary>The SHA-256 of the bytes that went each way, in lower-case hexadecimal.</summary>
internal sealed record Digests(string Sent, string Received);
