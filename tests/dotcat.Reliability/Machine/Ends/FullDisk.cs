using System.Diagnostics;
using System.Net.Sockets;
using Dotcat.Reliability.Machine.Runs;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Ends;

/// <summary>A file system of 64 KB fills up: exit 1, a sentence that names it, and in the file the beginning of what arrived.</summary>
/// <param name="name">What is written there.</param>
/// <param name="options">The tool's, with <c>{}</c> for the folder; none for standard output.</param>
internal sealed class FullDisk(string name, string[] options) : Trial("Machine", $"a full disk under {name}")
{
    private const int Size = 64 * 1024;

    public override IReadOnlyList<Requirement> Requirements =>
        [Requirement.Root, Requirement.Program("mount", "mount")];

    public override async Task<string> RunAsync(Conditions conditions)
    {
        string folder = Path.Combine(conditions.Folder, "disk");
        _ = Directory.CreateDirectory(folder);
        await RunAsync("mount", ["-t", "tmpfs", "-o", $"size={Size}", "tmpfs", folder], conditions.Limit);
        try
        {
            return await FillAsync(folder, conditions.Limit);
        }
        finally
        {
            await RunAsync("umount", [folder], CancellationToken.None);
        }
    }

    private async Task<string> FillAsync(string folder, CancellationToken limit)
    {
        using Socket listener = Talk.Listen();
        string[] words = [.. options.Select(word => word.Replace("{}", folder, StringComparison.Ordinal))];
        string redirection = options.Length == 0 ? $">{folder}/file" : "";
        string[] shell = ["/bin/sh", "-c", $"exec \"$@\" {redirection}", "sh"];
        await using ToolProcess tool = ToolProcess.Start(shell, [.. words, "127.0.0.1", $"{Talk.PortOf(listener)}"]);
        using Socket peer = await listener.AcceptAsync(limit);
        Task<byte[]> saying = Talk.SayAsync(peer, Scene.Question, limit);
        var written = new MemoryStream();
        await tool.Output.CopyToAsync(written, limit);
        _ = await saying;
        int code = await tool.ExitCodeAsync(limit);
        bool isSaid = tool.Lines.Any(static line => line.Contains("no space left", StringComparison.Ordinal));
        BrokenException.ThrowUnless(code == 1 && isSaid, $"exit code {code}; {tool.Words}");
        byte[] file = await File.ReadAllBytesAsync(Path.Combine(folder, "file"), limit);
        bool isBeginning = options is ["-x", ..] || Scene.Question.AsSpan().StartsWith(file);
        BrokenException.ThrowUnless(isBeginning, "the file has something else than the beginning of what arrived");
        return $"exit 1 after {file.Length:N0} bytes: {tool.Lines[0]}";
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken limit)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync(limit);
        BrokenException.ThrowUnless(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} failed");
    }
}
