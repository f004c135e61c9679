using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>Strings as execve(2) takes them: an array of pointers that ends with null.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly int _count;

    public NativeStrings(IReadOnlyList<string> strings)
    {
        _count = strings.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)_count + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < _count; i++)
        {
            Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        }
    }

    public byte** Pointer { get; }

    public void Dispose()
    {
        for (int i = 0; i < _count; i++)
        {
            Marshal.FreeCoTaskMem((nint)Pointer[i]);
        }

        NativeMemory.Free(Pointer);
    }
}
