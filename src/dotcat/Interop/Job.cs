using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Interop;

/// <summary>
/// A process and what it starts, which end with this process at the latest. Windows only.
/// https://learn.microsoft.com/windows/win32/procthread/job-objects
/// </summary>
internal sealed partial class Job : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int BasicAccounting = 1;
    private const int ExtendedLimits = 9;
    private const uint KillOnJobClose = 0x2000;

    /// <exception cref="Win32Exception">There can be none.</exception>
    public Job()
        : base(ownsHandle: true)
    {
        SetHandle(Create(0, 0));
        var limits = new Limits { Flags = KillOnJobClose };
        if (IsInvalid || !Set(this, ExtendedLimits, in limits, Marshal.SizeOf<Limits>()))
        {
            throw new Win32Exception();
        }
    }

    /// <summary>Whether one of them still runs.</summary>
    public bool IsRunning =>
        Query(this, BasicAccounting, out Accounting now, Marshal.SizeOf<Accounting>(), 0) && now.Active > 0;

    /// <summary>Adds a process, unless it has ended already. What it has started before is left out.</summary>
    public void TryAdd(SafeProcessHandle process) => _ = Assign(this, process);

    /// <summary>Ends them all.</summary>
    public void End() => _ = Terminate(this, 1);

    protected override bool ReleaseHandle() => Close(handle);

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true)]
    private static partial nint Create(nint security, nint name);

    [LibraryImport("kernel32", EntryPoint = "SetInformationJobObject", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Set(Job job, int kind, in Limits limits, int size);

    [LibraryImport("kernel32", EntryPoint = "QueryInformationJobObject")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Query(Job job, int kind, out Accounting answer, int size, nint written);

    [LibraryImport("kernel32", EntryPoint = "AssignProcessToJobObject")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Assign(Job job, SafeProcessHandle process);

    [LibraryImport("kernel32", EntryPoint = "TerminateJobObject")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Terminate(Job job, uint exitCode);

    [LibraryImport("kernel32", EntryPoint = "CloseHandle")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Close(nint handle);

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION of 64-bit systems.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct Limits
    {
        [FieldOffset(16)]
        public uint Flags;
    }

    /// <summary>JOBOBJECT_BASIC_ACCOUNTING_INFORMATION.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 48)]
    private struct Accounting
    {
        [FieldOffset(40)]
        public uint Active;
    }
}
