using McMaster.Extensions.CommandLineUtils;

namespace Dotcat.Cli;

/// <summary>
/// A console that keeps McMaster quiet: nothing it says by itself reaches a stream, and with output that is not
/// a terminal it opens no pager for the help.
/// </summary>
internal sealed class NoConsole : IConsole
{
    public event ConsoleCancelEventHandler? CancelKeyPress
    {
        add { }
        remove { }
    }

    public TextWriter Out => TextWriter.Null;

    public TextWriter Error => TextWriter.Null;

    public TextReader In => TextReader.Null;

    public bool IsInputRedirected => true;

    public bool IsOutputRedirected => true;

    public bool IsErrorRedirected => true;

    public ConsoleColor ForegroundColor { get; set; }

    public ConsoleColor BackgroundColor { get; set; }

    public void ResetColor() { }
}
