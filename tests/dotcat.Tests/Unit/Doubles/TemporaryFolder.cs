namespace Dotcat.Tests.Unit.Doubles;

/// <summary>A folder of a test's own, with a path short enough for Unix sockets in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dotcat");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
