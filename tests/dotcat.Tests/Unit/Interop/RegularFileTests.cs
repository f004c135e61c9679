using Dotcat.Interop;
using Dotcat.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Tests.Unit.Interop;

public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Left_IsFromWhereItStands_AndLeavesItThere()
    {
        _folder.Write("file", "0123456789");
        using FileStream file = File.OpenRead(_folder.File("file"));
        file.Seek(4, SeekOrigin.Begin);
        _ = file.SafeFileHandle; // which has the descriptor stand there, too

        Assert.Equal(6, RegularFile.Left(DescriptorOf(file.SafeFileHandle)));
        Assert.Equal(6, RegularFile.Left(DescriptorOf(file.SafeFileHandle)));

        file.Seek(0, SeekOrigin.End);
        _ = file.SafeFileHandle;
        Assert.Null(RegularFile.Left(DescriptorOf(file.SafeFileHandle)));
    }

    [SkippableTheory]
    [InlineData("/dev/null")]
    [InlineData("/dev/zero")]
    [InlineData("/dev/ptmx")]
    public void Left_OfWhatIsNoFile_IsUnknown(string path)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such files");
        using SafeFileHandle device = File.OpenHandle(path);

        Assert.Null(RegularFile.Left(DescriptorOf(device)));
    }

    [SkippableFact]
    public void Left_OfAPipe_AndOfNothing_IsUnknown()
    {
        Skip.If(OperatingSystem.IsWindows(), "descriptors are Unix's");
        using var pipe = new PipePair(0);

        Assert.Null(RegularFile.Left(pipe.ReadEnd));
        Assert.Null(RegularFile.Left(9999));
        Assert.Null(RegularFile.Left(-1));
    }

    public void Dispose() => _folder.Dispose();

    private static int DescriptorOf(SafeFileHandle handle) => (int)handle.DangerousGetHandle();
}
