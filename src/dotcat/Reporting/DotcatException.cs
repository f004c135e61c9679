namespace Dotcat.Reporting;

/// <summary>A run that cannot go on, in words for the user.</summary>
/// <param name="message">The whole sentence: the thing, the address and the cause.</param>
/// <param name="cause">The cause alone, for the lines of a retry.</param>
/// <param name="exitCode">What the shell is told.</param>
/// <param name="isTransient">Whether time can mend it.</param>
/// <param name="inner">What the platform said.</param>
internal sealed class DotcatException(
    string message,
    string cause,
    ExitCode exitCode,
    bool isTransient = false,
    Exception? inner = null
) : Exception(message, inner)
{
    /// <summary>One that says all in one sentence, the cause included.</summary>
    public DotcatException(string message, ExitCode exitCode, Exception? inner = null)
        : this(message, message, exitCode, inner: inner) { }

    public string Cause { get; } = cause;

    public ExitCode ExitCode { get; } = exitCode;

    public bool IsTransient { get; } = isTransient;
}
