using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Dotcat.Tests.Support.Tools;

/// <summary>
/// The machine that the tool under test runs on, as the tool says itself (<c>-Vv</c>). It is another than the tests' own
/// where DOTCAT_TOOL names a script that starts it in an emulator.
/// </summary>
internal static partial class ToolMachine
{
    private const string NoUnixCommands = "its commands are those of sh";

    /// <summary>Such as <c>Microsoft Windows 10.0.18362, x64</c>, or <c>Debian GNU/Linux 12 (bookworm), arm64</c>.</summary>
    public static string Name { get; } = Ask();

    public static bool IsWindows { get; } = Name.StartsWith("Microsoft Windows", StringComparison.Ordinal);

    public static bool IsLinux { get; } = OperatingSystem.IsLinux() && !IsWindows;

    /// <summary>Windows' calls are answered by Wine, https://www.winehq.org.</summary>
    public static bool IsWine { get; } = IsWindows && !OperatingSystem.IsWindows();

    /// <summary>Its instructions are those of another processor, and read by qemu-user, https://www.qemu.org.</summary>
    public static bool IsQemu { get; } = IsLinux && !Name.EndsWith($", {OwnArchitecture}", StringComparison.Ordinal);

    private static string OwnArchitecture => RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    /// <summary>For what is Linux's own.</summary>
    public static void RequireLinux(string reason) => Skip.IfNot(IsLinux, reason);

    /// <summary>For what there is not on Windows, or is another thing there.</summary>
    public static void SkipOnWindows(string reason) => Skip.If(IsWindows, reason);

    /// <summary>For what Windows does and Wine does not.</summary>
    public static void SkipUnderWine(string reason) => Skip.If(IsWine, $"Wine: {reason}");

    /// <summary>For what the processor's own machine does and qemu does not.</summary>
    public static void SkipUnderQemu(string reason) => Skip.If(IsQemu, $"qemu: {reason}");

    /// <summary>For commands of <c>-e</c> and <c>-c</c> that only Unix has.</summary>
    public static void RequireUnixCommands() => SkipOnWindows(NoUnixCommands);

    /// <summary>For what the tool sees in its output's pipe, or in its peer's socket, without a read or a write.</summary>
    public static void RequireSightOfOtherEnd() =>
        RequireLinux("only Linux tells that the other end is closed before something is written to it");

    /// <summary>For what the tool sees of a peer that has closed its socket, and not only half.</summary>
    public static void RequireSightOfPeer(Transport transport)
    {
        RequireSightOfOtherEnd();
        Skip.If(IsQemu && transport is (Transport.Tcp4 or Transport.Tcp6), "qemu: NETLINK_SOCK_DIAG is not there");
    }

    /// <summary>Skips the test where there is no such transport.</summary>
    public static void Require(Transport transport)
    {
        Skip.If(IsWindows && transport.IsAbstract, "Windows has no abstract names");
        Skip.If(IsWindows && transport is Transport.UnixDatagram, "Windows has no Unix datagrams");
        Skip.If(IsWine && transport is Transport.UnixStream, "Wine 8 has no Unix sockets");
    }

    /// <summary>Skips the test where its words ask for what is missing there, whichever way they reach the tool.</summary>
    public static void Require(params IEnumerable<string> words)
    {
        string[] all = [.. words];
        bool isServer = Array.Exists(all, IsListening);
        Skip.If(IsWine && isServer && Array.Exists(all, IsAboutTls), "Wine 8 has no server's end of TLS");
        Skip.If(IsWine && Array.Exists(all, IsAboutUnixSockets), "Wine 8 has no Unix sockets");
        Skip.If(IsWindows && Array.Exists(all, UnixCommand().IsMatch), NoUnixCommands);

        static bool IsListening(string word) => Letters().IsMatch(word) && word.Contains('l', StringComparison.Ordinal);
        static bool IsAboutTls(string word) =>
            Array.Exists(["--tls", "--ssl", "tls:"], start => word.StartsWith(start, StringComparison.Ordinal));
        static bool IsAboutUnixSockets(string word) =>
            (Letters().IsMatch(word) && word.Contains('U', StringComparison.Ordinal))
            || word.StartsWith("unix:", StringComparison.Ordinal);
    }

    [GeneratedRegex("^-[a-zA-Z]+$")]
    private static partial Regex Letters();

    [GeneratedRegex(@"^(--exec=)?(/bin/|/usr/bin/|(cat|exec|head|read|sleep)\b)")]
    private static partial Regex UnixCommand();

    private static string Ask()
    {
        var start = new ProcessStartInfo(Tool.Path, ["-Vv"]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        return lines[2].Trim();
    }
}
