namespace Dotcat.Relaying;

/// <summary>What a peer has its conversation with.</summary>
internal abstract record Partner
{
    private Partner() { }

    /// <summary>Standard input and output, which are this peer's alone.</summary>
    internal sealed record Stdio : Partner;

    /// <summary>All the other peers, standard input and output among them.</summary>
    internal sealed record Hub : Partner;

    /// <summary>Nobody: each message is answered by itself.</summary>
    internal sealed record Nobody : Partner;

    /// <summary>A program of its own, which has ended.</summary>
    internal sealed record Program(string Name, int Process, int ExitCode) : Partner;

    /// <summary>What it asked a proxy for.</summary>
    internal sealed record Target(string Name) : Partner;
}
