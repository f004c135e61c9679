namespace Dotcat.Benchmarks.Processes;

/// <param name="ExitCode">128+n where signal n ended it.</param>
/// <param name="Ended">When the kernel said so, as Stopwatch counts.</param>
/// <param name="Processor">User and system time together.</param>
internal sealed record ChildOutcome(int ExitCode, long Ended, TimeSpan Processor);
