using System.Runtime.InteropServices;

namespace Dotcat.Reliability;

/// <summary>kill(2).</summary>
internal static partial class ProcessSignals
{
    public const int HangUp = 1;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Send(int process, int signal);
}
