using System.Net.Sockets;
using Dotcat.Interop;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Interop;

public sealed class FileKindsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FileKindsTests() => _folder.Write("file", "");

    [SkippableFact]
    public void Of_APath_IsWhatIsThere()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux kinds of files are told apart");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File("sock")));

        Assert.Equal(FileKind.None, FileKinds.Of(_folder.File("none")));
        Assert.Equal(FileKind.File, FileKinds.Of(_folder.File("file")));
        Assert.Equal(FileKind.Other, FileKinds.Of(_folder.File(".")));
        Assert.Equal(FileKind.Socket, FileKinds.Of(_folder.File("sock")));
        Assert.Equal(FileKind.Other, FileKinds.Of("/dev/ptmx"));
        Assert.Equal(FileKind.Null, FileKinds.Of("/dev/null"));
        Assert.Equal(FileKind.MemoryDevice, FileKinds.Of("/dev/zero"));
    }

    [SkippableFact]
    public void Of_ALink_IsTheLink()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux kinds of files are told apart");
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("none"));

        Assert.Equal(FileKind.Other, FileKinds.Of(_folder.File("link")));
    }

    [SkippableFact]
    public void Of_WhereALinkLeads_IsWhatIsThere()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux kinds of files are told apart");
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("file"));
        File.CreateSymbolicLink(_folder.File("dangling"), _folder.File("none"));

        Assert.Equal(FileKind.File, FileKinds.Of(_folder.File("link"), follow: true));
        Assert.Equal(FileKind.None, FileKinds.Of(_folder.File("dangling"), follow: true));
    }

    [SkippableFact]
    public void IdentityOf_AFile_IsItsOwn()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux files are told apart");
        _folder.Write("other", "");
        (ulong, ulong)? file = FileKinds.IdentityOf(_folder.File("file"));

        Assert.NotNull(file);
        Assert.NotEqual(file, FileKinds.IdentityOf(_folder.File("other")));
        Assert.Null(FileKinds.IdentityOf(_folder.File("none")));
        File.Move(_folder.File("file"), _folder.File("moved"));
        Assert.Equal(file, FileKinds.IdentityOf(_folder.File("moved")));
    }

    [SkippableFact]
    public void Of_APathThatIsNoFolder_IsUnknown()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux kinds of files are told apart");

        Assert.Equal(FileKind.Unknown, FileKinds.Of(_folder.File("file/below")));
    }

    public void Dispose() => _folder.Dispose();
}
