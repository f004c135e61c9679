using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Interop;

public sealed class DescriptorStreamTests : IDisposable
{
    private const string NotUnix = "Windows has no descriptors";

    private readonly AnonymousPipeServerStream _writeEnd = new(PipeDirection.Out);

    [SkippableFact]
    public void Write_ToAPipe_IsReadAtItsOtherEnd()
    {
        Skip.If(OperatingSystem.IsWindows(), NotUnix);
        using DescriptorStream output = Output();
        using DescriptorStream input = Input();

        output.Write("abc"u8);

        byte[] buffer = new byte[10];
        Assert.Equal("abc"u8.ToArray(), buffer[..input.Read(buffer)]);
    }

    [SkippableFact]
    public void Read_AfterTheLastWriter_IsTheEnd()
    {
        Skip.If(OperatingSystem.IsWindows(), NotUnix);
        using DescriptorStream input = Input();

        _writeEnd.Dispose();

        Assert.Equal(0, input.Read(new byte[1]));
    }

    [SkippableFact]
    public void Read_OfAClosedDescriptor_IsTheEnd()
    {
        Skip.If(OperatingSystem.IsWindows(), NotUnix);
        using var input = new DescriptorStream(-1);

        Assert.Equal(0, input.Read(new byte[1]));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Write_WithoutAReader_IsABrokenPipe()
    {
        Skip.If(OperatingSystem.IsWindows(), NotUnix);
        using DescriptorStream output = Output();

        _writeEnd.ClientSafePipeHandle.Dispose();
        // A child that another test starts has a copy of the read end from its fork to its exec.
        await Task.Run(() => Libc.Wait(output.Descriptor, events: 0));

        Assert.Throws<BrokenPipeException>(() => output.Write("lost"u8));
    }

    [SkippableFact]
    public void Write_ThatTheSystemRefuses_IsSaidInItsWords()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux has /dev/full");
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite); // no lock: others try it
        using var output = new DescriptorStream(DescriptorOf(full.SafeFileHandle));

        var e = Assert.Throws<IOException>(() => output.Write("lost"u8));
        Assert.Equal("No space left on device", e.Message);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Write_MoreThanThePipeHolds_IsWhole()
    {
        Skip.If(OperatingSystem.IsWindows(), NotUnix);
        byte[] sent = RandomNumberGenerator.GetBytes(1024 * 1024);
        using DescriptorStream output = Output();
        using DescriptorStream input = Input();

        Task writing = Task.Run(() => output.Write(sent));
        byte[] received = new byte[sent.Length];
        await Task.Run(() => input.ReadExactly(received));

        await writing;
        Assert.Equal(sent, received);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReaderWatch_TellsWhenTheReaderCloses()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux kinds of files are told apart");
        using DescriptorStream output = Output();
        using var watch = new ReaderWatch(output.Descriptor);
        output.Write("unread"u8);
        Assert.False(watch.Gone.IsCompleted);

        _writeEnd.ClientSafePipeHandle.Dispose();

        await watch.Gone;
    }

    [SkippableFact]
    public void ReaderWatch_Ended_TellsNothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux kinds of files are told apart");
        using DescriptorStream output = Output();
        var watch = new ReaderWatch(output.Descriptor);

        watch.Dispose();
        _writeEnd.ClientSafePipeHandle.Dispose();

        Assert.False(watch.Gone.IsCompleted);
    }

    [SkippableFact]
    public void Dispose_EndsTheFlowAndKeepsTheNumberTaken()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux kinds of files are told apart");
        DescriptorStream output = Output();
        using DescriptorStream input = Input();

        output.Dispose();

        Assert.Equal(0, input.Read(new byte[1]));
        Assert.Equal(FileKind.Null, FileKinds.Of(DescriptorOf(_writeEnd.SafePipeHandle)));
        output.Write("to nowhere"u8);
    }

    [SkippableFact]
    public void HasReader_OfAPipe_IsTrueAndOfAFileFalse()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux kinds of files are told apart");
        using var folder = new TemporaryFolder();
        using FileStream file = File.Create(folder.File("file"));

        Assert.True(Output().HasReader);
        Assert.False(new DescriptorStream(DescriptorOf(file.SafeFileHandle)).HasReader);
    }

    public void Dispose()
    {
        _writeEnd.ClientSafePipeHandle.Dispose();
        _writeEnd.Dispose();
    }

    private static int DescriptorOf(SafeHandle handle) => (int)handle.DangerousGetHandle();

    private DescriptorStream Output() => new(DescriptorOf(_writeEnd.SafePipeHandle));

    private DescriptorStream Input() => new(DescriptorOf(_writeEnd.ClientSafePipeHandle));
}
