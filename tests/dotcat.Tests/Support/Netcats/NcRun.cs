using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dotcat.Tests.Support.Netcats;

/// <summary>Runs command lines in which <c>nc</c> is one tool or the other.</summary>
/// <param name="nc">The folder in which nc is the tool.</param>
/// <param name="real">The folder in which it is the distribution's.</param>
internal sealed class NcRun(string nc, string real)
{
    private const string Client = "client ";
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    public async Task<NcResult> RunAsync(NcCase one)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("s");
        return one.Peer.StartsWith(Client, StringComparison.Ordinal)
            ? await ListenAsync(one, folder, path)
            : await ConnectAsync(one, folder, path);
    }

    private async Task<NcResult> ConnectAsync(NcCase one, TemporaryFolder folder, string path)
    {
        await using NcPeer peer = await NcPeer.StartAsync(one.Peer, path);
        using Process process = Start(one.Line, nc, peer.Port, folder.Path, path);
        ProcessEnd end = await EndAsync(process);
        return new NcResult(end, await peer.AllReceivedAsync(), peer.Port, folder.Path);
    }

    private async Task<NcResult> ListenAsync(NcCase one, TemporaryFolder folder, string path)
    {
        int port = FreePort();
        using Process process = Start(one.Line, nc, port, folder.Path, path);
        Task<ProcessEnd> ending = EndAsync(process);
        await Eventually.TrueAsync(() => process.HasExited || IsThere(port, path), $"a listener of {one.Name}");
        using Process client = Start(one.Peer[Client.Length..], real, port, folder.Path, path);
        ProcessEnd clients = await EndAsync(client);
        string received = $"{clients.ExitCode}: {Encoding.Latin1.GetString(clients.Output)}";
        return new NcResult(await ending, received, port, folder.Path);
    }

    private static Process Start(string line, string tools, int port, string folder, string path)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", line])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["PORT"] = $"{port}";
        start.Environment["SOCK"] = path;
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private static async Task<ProcessEnd> EndAsync(Process process)
    {
        using var output = new MemoryStream();
        Task copying = process.StandardOutput.BaseStream.CopyToAsync(output);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await Task.WhenAll(process.WaitForExitAsync(), copying, errors).WaitAsync(_limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            await Task.WhenAll(process.WaitForExitAsync(), copying, errors);
            return new ProcessEnd(-1, output.ToArray(), ["it did not end", .. Lines(await errors)]);
        }

        return new ProcessEnd(process.ExitCode, output.ToArray(), Lines(await errors));
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');

    /// <summary>A moment ago; a listener that is told its port cannot be told less.</summary>
    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static bool IsThere(int port, string path) =>
        SocketTable.IsListenedOn(port)
        || SocketTable.IsBound(path, isDatagram: false)
        || SocketTable.IsBound(path, isDatagram: true);
}
