using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// Standard input or output of Windows by plain ReadFile and WriteFile. The base library's own streams for them hide a broken
/// pipe and leave it open at the end, and a FileStream writes at an offset of its own, over what others write to the same file.
/// </summary>
/// <param name="number">0 for the input, 1 for the output, 2 for messages.</param>
internal sealed unsafe partial class HandleStream(int number) : StandardStream
{
    private const int ERROR_INVALID_HANDLE = 6;
    private const int ERROR_BROKEN_PIPE = 109;
    private const int ERROR_NO_DATA = 232;
    private const int ERROR_PIPE_NOT_CONNECTED = 233;
    private const int STD_INPUT_HANDLE = -10;
    private const uint FILE_TYPE_CHAR = 2;
    private const nint Closed = 0;
    private const nint Invalid = -1;
    private const int LineSettingsSize = 28; // DCB

    private nint _handle = StandardHandle(number);

    /// <summary>Closed, or NUL, the only device that is neither a console nor a serial line.</summary>
    public override bool IsNothing =>
        _handle is Closed or Invalid || (GetFileType(_handle) == FILE_TYPE_CHAR && !IsLine());

    public override int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            if (ReadFile(_handle, start, buffer.Length, out int count, 0))
            {
                return count; // of a console, 0 where a line begins with Ctrl-Z
            }
        }

        int error = Marshal.GetLastPInvokeError();
        return error is ERROR_BROKEN_PIPE or ERROR_NO_DATA or ERROR_INVALID_HANDLE ? 0 : throw Error(error);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            for (int done = 0; done < buffer.Length; )
            {
                if (!WriteFile(_handle, start + done, buffer.Length - done, out int count, 0))
                {
                    int error = Marshal.GetLastPInvokeError();
                    throw IsBrokenPipe(error) ? new BrokenPipeException() : Error(error);
                }

                done += count;
            }
        }
    }

    /// <param name="error">What a write to a pipe has failed of, or the HRESULT of that.</param>
    public static bool IsBrokenPipe(int error) =>
        (error & 0xFFFF) is ERROR_BROKEN_PIPE or ERROR_NO_DATA or ERROR_PIPE_NOT_CONNECTED;

    /// <summary>What stands behind a standard stream's number; 0 where nothing does.</summary>
    public static nint StandardHandle(int number) => GetStandardHandle(STD_INPUT_HANDLE - number);

    /// <summary>Ends the flow for whoever reads it, unless messages go on in it.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _handle != Closed && _handle != StandardHandle(2))
        {
            _ = SetStandardHandle(STD_INPUT_HANDLE - number, Closed);
            _ = CloseHandle(_handle);
            _handle = Closed;
        }

        base.Dispose(disposing);
    }

    private static IOException Error(int error) => new(new Win32Exception(error).Message);

    private bool IsLine()
    {
        byte* settings = stackalloc byte[LineSettingsSize];
        return GetLineSettings(_handle, settings);
    }

    [LibraryImport("kernel32", EntryPoint = "GetStdHandle")]
    private static partial nint GetStandardHandle(int which);

    [LibraryImport("kernel32", EntryPoint = "SetStdHandle")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetStandardHandle(int which, nint handle);

    [LibraryImport("kernel32")]
    private static partial uint GetFileType(nint handle);

    [LibraryImport("kernel32", EntryPoint = "GetCommState")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetLineSettings(nint handle, byte* settings);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ReadFile(nint handle, byte* buffer, int count, out int read, nint overlapped);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool WriteFile(nint handle, byte* buffer, int count, out int written, nint overlapped);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CloseHandle(nint handle);
}
