using System.Globalization;
using System.Runtime.CompilerServices;

namespace Dotcat.Interop;

/// <summary>
/// The runtime keeps duplicates of the standard descriptors for itself
/// (https://github.com/dotnet/runtime/blob/v10.0.0/src/coreclr/pal/src/file/file.cpp, FILECreateStdioHandles), and
/// a pipe ends for its reader only when the last of them is closed. The native flavour has none, and does not look.
/// </summary>
internal static class Duplicates
{
    private const string Descriptors = "/proc/self/fd";

    private static readonly HashSet<int> _kept = [];

    /// <summary>Has a descriptor count as no duplicate, whatever it leads to: the pipe ends for its reader with this, too.</summary>
    public static void Keep(int descriptor) => _kept.Add(descriptor);

    /// <summary>Other descriptors of the same pipe's write end; none where stderr is that pipe too.</summary>
    public static IEnumerable<int> OfPipe(int descriptor)
    {
        if (
            !RuntimeFeature.IsDynamicCodeSupported
            || FileKinds.Of(descriptor) != FileKind.Pipe
            || LinkOf(2) == LinkOf(descriptor)
        )
        {
            yield break;
        }

        foreach (string path in OpenDescriptors())
        {
            if (
                int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int other)
                && other != descriptor
                && !_kept.Contains(other)
                && LinkOf(other) == LinkOf(descriptor)
                && (Libc.Fcntl(other, Libc.F_GETFL, 0) & Libc.O_ACCMODE) == Libc.O_WRONLY
            )
            {
                yield return other;
            }
        }
    }

    private static string[] OpenDescriptors()
    {
        try
        {
            return Directory.GetFileSystemEntries(Descriptors);
        }
        catch (IOException)
        {
            return []; // no descriptor is left to look with; the pipe ends with the process then
        }
    }

    private static string? LinkOf(int descriptor) => new FileInfo($"{Descriptors}/{descriptor}").LinkTarget;
}
