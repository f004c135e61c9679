namespace Dotcat.Relaying;

/// <summary>What a peer has its conversation with.</summary>
internal abstract record Partner
{
    private Partner() { }

    /// <summary>Standard input and output, which are this peer's alone.</summary>
    public sealed record Stdio : Partner;

    /// <summary>All the other peers, standard input and output among them.</summary>
    public sealed record Hub : Partner;

    /// <summary>Nobody: each message is answered by itself.</summary>
    public sealed record Nobody : Partner;

    /// <summary>A program of its own, which has ended.</summary>
    public sealed record Program(string Name, int Process, int ExitCode) : Partner;

    /// <summary>What it asked a proxy for.</summary>
    public sealed record Target(string Name) : Partner;
}
