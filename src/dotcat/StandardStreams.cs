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
        Stream input = Open(0);
        InputKind kind =
            Terminal.IsAt(0) ? InputKind.Terminal
            : input is DescriptorStream { IsNothing: true } ? InputKind.Nothing
            : InputKind.Bytes;
        Stream output = Open(1);
        if (statusBar is not null && output is DescriptorStream { Descriptor: var descriptor })
        {
            output = new OutputAboveBar(descriptor, statusBar);
        }

        return new StdioChannel(input, output, kind);
    }

    public static Stream Open(int descriptor) =>
        !OperatingSystem.IsWindows() ? DescriptorStream.Standard(descriptor)
        : descriptor == 0 ? Console.OpenStandardInput()
        : descriptor == 1 ? Console.OpenStandardOutput()
        : Console.OpenStandardError();
}
