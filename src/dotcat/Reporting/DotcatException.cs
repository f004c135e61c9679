namespace Dotcat.Reporting;

/// <summary>A run that cannot go on, in words for the user.</summary>
/// <param name="sentence">The whole of it: the thing, the address and the cause.</param>
/// <param name="cause">The cause alone, for the lines of a retry.</param>
/// <param name="exitCode">What the shell is told.</param>
/// <param name="isTransient">Whether time can mend it.</param>
/// <param name="inner">What the platform said.</param>
internal sealed class DotcatException(
    Sentence sentence,
    Sentence cause,
    ExitCode exitCode,
    bool isTransient = false,
    Exception? inner = null
) : Exception(null, inner)
{
    /// <summary>One that says all in one sentence, the cause included.</summary>
    public DotcatException(Sentence sentence, ExitCode exitCode, Exception? inner = null)
        : this(sentence, sentence, exitCode, inner: inner) { }

    public Sentence Sentence { get; } = sentence;

    public Sentence Cause { get; } = cause;

    public ExitCode ExitCode { get; } = exitCode;

    public bool IsTransient { get; } = isTransient;

    /// <summary>What it came of.</summary>
    public FailedStep Step { get; init; }

    /// <summary>The host that was looked up; null where it came of something else.</summary>
    public string? Host { get; init; }

    public override string Message => Sentence.ToString();
}
