using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// Tells a socket from a file. statx(2), because the layout of its answer is the same on every Linux; other
/// systems answer <see cref="FileKind.Unknown"/>.
/// </summary>
internal static partial class FileKinds
{
    private const int AtCurrentDirectory = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const int AtEmptyPath = 0x1000;
    private const uint WantType = 0x1;
    private const int ModeOffset = 28;
    private const int DeviceMajorOffset = 128;
    private const int DeviceMinorOffset = 132;
    private const int AnswerSize = 256;
    private const int TypeMask = 0xF000;
    private const int TypePipe = 0x1000;
    private const int TypeCharacterDevice = 0x2000;
    private const int TypeFile = 0x8000;
    private const int TypeSocket = 0xC000;
    private const int MemoryDeviceMajor = 1; // null(4)
    private const int NullMinor = 3;
    private const int ENOENT = 2;

    public static FileKind Of(string path) => Ask(AtCurrentDirectory, path, AtSymlinkNoFollow);

    public static FileKind Of(int descriptor) => Ask(descriptor, "", AtEmptyPath);

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
