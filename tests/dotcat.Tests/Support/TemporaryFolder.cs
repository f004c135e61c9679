using System.Security.Cryptography;

namespace Dotcat.Tests.Support;

/// <summary>A folder of the test's own, with a path short enough for Unix sockets.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dotcat-");

    public string Path => _folder.FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a file of that text; returns its path.</summary>
    public string Write(string name, string text)
    {
        string file = File(name);
        System.IO.File.WriteAllText(file, text);
        return file;
    }

    /// <summary>A name for a Unix socket: a path in the folder, or an abstract name that nobody else has.</summary>
    public string UnixAddress(Transport transport, string name = "s") =>
        transport.IsAbstract ? $"@dotcat-test-{RandomNumberGenerator.GetHexString(16)}" : File(name);

    public void Dispose() => _folder.Delete(recursive: true);
}
