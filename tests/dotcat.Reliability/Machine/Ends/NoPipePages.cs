using System.Globalization;
using Dotcat.Reliability.Data;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Ends;

/// <summary>
/// A user who has all the pages that pipes may have (fs.pipe-user-pages-soft, pipe(7)): further pipes hold a page or two, and
/// none is enlarged. For root there is no such limit.
/// </summary>
internal sealed class NoPipePages() : Trial("Machine", "no pages left for pipe buffers")
{
    private const string Setting = "/proc/sys/fs/pipe-user-pages-soft";
    private const long Length = 1_000_000_000;
    private const long ShortLength = 100_000_000;
    private static readonly string[] _asNobody = ["setpriv", "--reuid=65534", "--clear-groups"];

    public override IReadOnlyList<Requirement> Requirements =>
        [Requirement.Root, Requirement.Program("setpriv", "util-linux")];

    public override async Task<string> RunAsync(Conditions conditions)
    {
        string before = await File.ReadAllTextAsync(Setting, conditions.Limit);
        await File.WriteAllTextAsync(Setting, 1.ToString(CultureInfo.InvariantCulture), conditions.Limit);
        try
        {
            await using ToolProcess target = ToolProcess.Start("-l", "127.0.0.1", "0");
            string to = $"127.0.0.1:{await target.PortAsync(conditions.Limit)}";
            await using ToolProcess between = ToolProcess.Start(_asNobody, ["-l", "--to", to, "127.0.0.1", "0"]);
            string port = $"{await between.PortAsync(conditions.Limit)}";
            await using ToolProcess client = ToolProcess.Start(_asNobody, ["127.0.0.1", port]);
            long length = conditions.IsShort ? ShortLength : Length;
            return await Exchange.RunAsync(client, target, length, conditions);
        }
        finally
        {
            await File.WriteAllTextAsync(Setting, before, CancellationToken.None);
        }
    }
}
