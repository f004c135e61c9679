using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>Programs that can be started.</summary>
internal static partial class Executables
{
    private const int X_OK = 1;
    private const int ENOENT = 2;
    private const int EACCES = 13;

    /// <summary>
    /// The path of a program: the one given where it has a slash, else the first of that name in PATH
    /// (environ(7)). Windows looks for programs in its own way, and only when they are started.
    /// </summary>
    /// <exception cref="IOException">Nothing of that name can be started.</exception>
    public static string Find(string program)
    {
        if (OperatingSystem.IsWindows())
        {
            return program;
        }

        if (program.Contains('/', StringComparison.Ordinal))
        {
            return Check(program) is var error and not 0 ? throw Libc.Error(error) : program;
        }

        int worst = ENOENT;
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "/bin:/usr/bin").Split(':'))
        {
            string path = Path.Combine(folder.Length == 0 ? "." : folder, program);
            switch (Check(path))
            {
                case 0:
                    return path;
                case EACCES:
                    worst = EACCES;
                    break;
            }
        }

        throw Libc.Error(worst);
    }

    private static int Check(string path) =>
        Access(path, X_OK) != 0 ? Marshal.GetLastPInvokeError()
        : Directory.Exists(path) ? EACCES // a folder may be searched, not started
        : 0;

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
