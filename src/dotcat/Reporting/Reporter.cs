using System.Text;

namespace Dotcat.Reporting;

/// <summary>Says lines on stderr, each under the tool's name, as many as the user asked for.</summary>
internal sealed class Reporter(TextWriter stderr, Verbosity verbosity)
{
    private readonly Lock _gate = new();

    /// <summary>Whether what is said at this level is heard.</summary>
    public bool Says(Verbosity level) => verbosity >= level;

    /// <summary>Says something whatever the verbosity.</summary>
    public void Say(string message) => Say(Verbosity.Quiet, message);

    public void Say(Verbosity level, string message)
    {
        if (!Says(level))
        {
            return;
        }

        var lines = new StringBuilder();
        foreach (ReadOnlySpan<char> line in message.AsSpan().EnumerateLines())
        {
            lines.Append(Messages.Prefix).Append(line).Append('\n');
        }

        lock (_gate)
        {
            try
            {
                stderr.Write(lines); // in one piece, so that it stays one line among those of other programs
                stderr.Flush();
            }
            catch (IOException)
            {
                // stderr is closed or full: there is nobody left to tell
            }
        }
    }

    /// <summary>Says why something failed, with the stack trace at <see cref="Verbosity.Everything"/>.</summary>
    public void SayFailure(string message, Exception? exception) => SayFailure(Verbosity.Quiet, message, exception);

    public void SayFailure(Verbosity level, string message, Exception? exception)
    {
        Say(level, message);
        if (exception is not null)
        {
            Say(Verbosity.Everything, exception.ToString());
        }
    }
}
