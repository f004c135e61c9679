namespace Dotcat.Reporting;

/// <summary>Says lines on stderr, each under the tool's name, as many as the user asked for.</summary>
internal sealed class Reporter(TextWriter stderr, Verbosity verbosity)
{
    private readonly Lock _gate = new();

    /// <summary>Says something whatever the verbosity.</summary>
    public void Say(string message) => Say(Verbosity.Quiet, message);

    public void Say(Verbosity level, string message)
    {
        if (verbosity < level)
        {
            return;
        }

        lock (_gate)
        {
            foreach (ReadOnlySpan<char> line in message.AsSpan().EnumerateLines())
            {
                stderr.Write(Messages.Prefix);
                stderr.WriteLine(line);
            }
        }
    }

    /// <summary>Says why something failed, with the stack trace at <see cref="Verbosity.Everything"/>.</summary>
    public void SayFailure(string message, Exception? exception)
    {
        Say(message);
        if (exception is not null)
        {
            Say(Verbosity.Everything, exception.ToString());
        }
    }
}
