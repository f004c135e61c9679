using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat;

/// <summary>Standard input, output and error.</summary>
internal static class StandardStreams
{
    /// <param name="statusBar">Shown on the same terminal as the output; null for none.</param>
    public static StdioChannel OpenChannel(StatusBar? statusBar = null)
    {
        StandardStream input = Open(0);
        InputKind kind =
            Terminal.IsAt(0) ? InputKind.Terminal
            : input.IsNothing ? InputKind.Nothing
            : InputKind.Bytes;
        StandardStream output = Open(1);
        if (statusBar is not null && output is DescriptorStream { Descriptor: var descriptor })
        {
            output = new OutputAboveBar(descriptor, statusBar);
        }

        return new StdioChannel(input, output, kind);
    }

    /// <summary>Says what was written to standard output and is not in its file; the exit code is then about that.</summary>
    public static ExitCode Settle(ExitCode code, Reporter reporter)
    {
        try
        {
            RegularFile.Settle(1);
            return code;
        }
        catch (IOException e)
        {
            reporter.Tell(Event.Error.OfOutput(e));
            return ExitCode.Failed;
        }
    }

    public static StandardStream Open(int descriptor) =>
        OperatingSystem.IsWindows() ? new HandleStream(descriptor) : DescriptorStream.Standard(descriptor);
}
