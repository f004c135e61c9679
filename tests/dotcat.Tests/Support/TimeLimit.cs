namespace Dotcat.Tests.Support;

/// <summary>How long anything may take at the most. Generous: a limit fails a test that hangs, never a slow one.</summary>
internal static class TimeLimit
{
    /// <summary>For a test that starts no program, in milliseconds.</summary>
    public const int Milliseconds = 30_000;

    /// <summary>For a whole test, in milliseconds.</summary>
    public const int Test = 120_000;

    /// <summary>For a test that moves 64 MiB each way, datagram by datagram where it must, in milliseconds.</summary>
    public const int Transfer = 240_000;

    /// <summary>For one state to come about.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
}
