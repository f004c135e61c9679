using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Interop;

/// <summary>What only a regular file can tell.</summary>
internal static partial class RegularFile
{
    /// <summary>
    /// Has the system say what it says when a file is closed: NFS for one writes no sooner, and looks at quotas only then
    /// (close(2), "Dealing with error returns from close()"). The file stays open: what is closed is another descriptor
    /// of it. Linux only.
    /// </summary>
    /// <exception cref="IOException">Something that was written is not in the file.</exception>
    public static void Settle(int descriptor)
    {
        if (FileKinds.Of(descriptor) != FileKind.File)
        {
            return;
        }

        while (CloseAnother(descriptor) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Libc.EINTR)
            {
                throw Libc.Error(error);
            }
        }
    }

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

    private static int CloseAnother(int descriptor)
    {
        int other = Libc.Fcntl(descriptor, Libc.F_DUPFD_CLOEXEC, 0);
        return other < 0 ? Synchronize(descriptor) : Libc.Close(other); // the former needs none, and takes longer
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);
}
