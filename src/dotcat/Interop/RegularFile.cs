using Microsoft.Win32.SafeHandles;

namespace Dotcat.Interop;

/// <summary>What only a regular file can tell.</summary>
internal static class RegularFile
{
    /// <summary>Bytes from where a standard descriptor stands to the end of its file; null where it is none, or there are none.</summary>
    public static long? Left(int descriptor)
    {
        try
        {
            nint handle = OperatingSystem.IsWindows() ? HandleStream.StandardHandle(descriptor) : descriptor;
            using var file = new FileStream(
                new SafeFileHandle(handle, ownsHandle: false),
                FileAccess.Read,
                bufferSize: 0
            );
            return file.CanSeek && file.Length > file.Position ? file.Length - file.Position : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // a folder, or not open for reading
        }
    }
}
