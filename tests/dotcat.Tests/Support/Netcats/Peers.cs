namespace Dotcat.Tests.Support.Netcats;

/// <summary>Programs of others that the tests talk to.</summary>
internal static class Peers
{
    /// <summary>Skips the test where the program is not installed; on CI, which installs them all, fails it.</summary>
    public static void Require(string program)
    {
        string reason = $"{program} is not installed";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.True(IsInstalled(program), reason);
        }

        Skip.IfNot(IsInstalled(program), reason);
    }

    private static bool IsInstalled(string program)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Array.Exists(folders, folder => File.Exists(Path.Combine(folder, program)));
    }
}
