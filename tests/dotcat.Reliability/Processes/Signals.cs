using System.Runtime.InteropServices;

namespace Dotcat.Reliability.Processes;

/// <summary>kill(2).</summary>
internal static partial class Signals
{
    public const int Terminate = 15;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Send(int process, int signal);
}
