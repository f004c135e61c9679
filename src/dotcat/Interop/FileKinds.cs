using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// Tells a socket from a file, and one file from another. statx(2), because the layout of its answer is the same on
/// every Linux; other systems answer <see cref="FileKind.Unknown"/>, and know files by their paths alone.
/// </summary>
internal static partial class FileKinds
{
    private const int AtCurrentDirectory = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const int AtEmptyPath = 0x1000;
    private const uint WantType = 0x1;
    private const uint WantInode = 0x100;
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int DeviceMajorOffset = 128;
    private const int DeviceMinorOffset = 132;
    private const int DeviceOffset = 136;
    private const int AnswerSize = 256;
    private const int TypeMask = 0xF000;
    private const int TypePipe = 0x1000;
    private const int TypeCharacterDevice = 0x2000;
    private const int TypeFile = 0x8000;
    private const int TypeSocket = 0xC000;
    private const int MemoryDeviceMajor = 1; // null(4)
    private const int NullMinor = 3;
    private const int ENOENT = 2;

    /// <summary>What is at the path itself, or where a symbolic link there leads to.</summary>
    public static FileKind Of(string path, bool follow = false) =>
        Ask(AtCurrentDirectory, path, follow ? 0 : AtSymlinkNoFollow);

    public static FileKind Of(int descriptor) => Ask(descriptor, "", AtEmptyPath);

    /// <summary>Which file is at the path, by its device and inode; null where there is none.</summary>
    public static unsafe (ulong Device, ulong Inode)? IdentityOf(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path) ? (0, 0) : null;
        }

        byte* answer = stackalloc byte[AnswerSize];
        return Statx(AtCurrentDirectory, path, AtSymlinkNoFollow, WantInode, answer) == 0
            ? (*(ulong*)(answer + DeviceOffset), *(ulong*)(answer + InodeOffset))
            : null;
    }

    private static unsafe FileKind Ask(int directory, string path, int flags)
    {
        if (!OperatingSystem.IsLinux())
        {
            return FileKind.Unknown;
        }

        byte* answer = stackalloc byte[AnswerSize];
        if (Statx(directory, path, flags, WantType, answer) != 0)
        {
            return Marshal.GetLastPInvokeError() == ENOENT ? FileKind.None : FileKind.Unknown;
        }

        return (*(ushort*)(answer + ModeOffset) & TypeMask) switch
        {
            TypeSocket => FileKind.Socket,
            TypePipe => FileKind.Pipe,
            TypeFile => FileKind.File,
            TypeCharacterDevice when *(uint*)(answer + DeviceMajorOffset) == MemoryDeviceMajor => *(uint*)(
                answer + DeviceMinorOffset
            ) == NullMinor
                ? FileKind.Null
                : FileKind.MemoryDevice,
            _ => FileKind.Other,
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, byte* answer);
}
