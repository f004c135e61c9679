using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>Programs that can be started.</summary>
internal static partial class Executables
{
    /// <summary>The name of Windows' command interpreter.</summary>
    public const string WindowsShell = "cmd.exe";

    private const int X_OK = 1;
    private const int ENOENT = 2;
    private const int EACCES = 13;

    private static readonly string[] _windowsKinds = ["", ".exe", ".com", ".bat", ".cmd"];

    /// <summary>
    /// The path of a program: the one given where it has a slash, else the first of that name in PATH (environ(7)). On
    /// Windows the system's own folder comes before, and the kind of file may be left out; the current folder, where
    /// CreateProcess would look first and find whatever was put there, is none of them.
    /// </summary>
    /// <exception cref="IOException">Nothing of that name can be started.</exception>
    public static string Find(string program)
    {
        if (OperatingSystem.IsWindows())
        {
            return FindOnWindows(program) ?? throw Libc.Error(ENOENT);
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

    private static string? FindOnWindows(string program)
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        string[] folders =
            program.IndexOfAny(['\\', '/', ':']) >= 0 ? [""] : [Environment.SystemDirectory, .. path.Split(';')];
        return folders
            .SelectMany(folder => _windowsKinds.Select(kind => Path.Join(folder, program + kind)))
            .FirstOrDefault(File.Exists);
    }

    private static int Check(string path) =>
        Access(path, X_OK) != 0 ? Marshal.GetLastPInvokeError()
        : Directory.Exists(path) ? EACCES // a folder may be searched, not started
        : 0;

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
