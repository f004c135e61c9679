using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// Starts programs: posix_spawn(3). The base library's Process has no process groups, and hands on what the
/// runtime does with signals.
/// </summary>
internal static unsafe partial class PosixSpawn
{
    private const short POSIX_SPAWN_SETPGROUP = 0x2;
    private const short POSIX_SPAWN_SETSIGDEF = 0x4;
    private const short POSIX_SPAWN_SETSIGMASK = 0x8;

    /// <summary>Bytes for any of the opaque structures: the largest is glibc's posix_spawnattr_t with 336.</summary>
    private const int Room = 512;

    /// <summary>
    /// Its process id. The child leads a process group of its own and has all signals as they are by default; of
    /// our descriptors it has standard error, and what is not closed on exec.
    /// </summary>
    /// <exception cref="IOException">The system said no.</exception>
    public static int Start(
        string path,
        IReadOnlyList<string> words,
        IReadOnlyList<string> environment,
        int input,
        int output
    )
    {
        byte* actions = stackalloc byte[Room];
        byte* attributes = stackalloc byte[Room];
        byte* none = stackalloc byte[Room];
        byte* all = stackalloc byte[Room];
        Check(InitializeActions(actions));
        Check(InitializeAttributes(attributes));
        try
        {
            Check(AddDuplicate(actions, input, 0));
            Check(AddDuplicate(actions, output, 1));
            Check(SetFlags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
            _ = FillSet(all);
            _ = EmptySet(none);
            Check(SetDefaultSignals(attributes, all));
            Check(SetSignalMask(attributes, none));
            Check(Spawn(out int process, path, actions, attributes, [.. words, null], [.. environment, null]));
            return process;
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    /// <summary>
    /// Sees to it that the numbers of the standard streams are taken, where this process was started with one of
    /// them closed: a pipe with such a number could not be handed on. To be called before anything is opened.
    /// </summary>
    public static void OccupyStandardStreams()
    {
        for (int number = 0; number < 3; number++)
        {
            if (Libc.Fcntl(number, Libc.F_GETFD, 0) < 0)
            {
                _ = Libc.Open("/dev/null", Libc.O_RDWR); // takes the lowest number that is free, this one
            }
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw Libc.Error(error);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(
        out int process,
        string path,
        byte* actions,
        byte* attributes,
        string?[] arguments,
        string?[] environment
    );

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaultSignals(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetSignalMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FillSet(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySet(byte* signals);
}
