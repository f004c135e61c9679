using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Dotcat.Tests.Unit;

/// <summary>Holds the rooms of src/dotcat to the table in its README.md.</summary>
public sealed partial class RoomsTests
{
    private const string Everything = "everything";

    private static readonly string _source = Path.Combine(RepositoryRoot(), "src", "dotcat");

    /// <summary>From a room to what the table says it may use.</summary>
    private static readonly Dictionary<string, string[]> _mayUse = ReadTable();

    public static TheoryData<string> Rooms => [.. RoomNames()];

    [Fact]
    public void Table_HasEachRoom_AndNoOther() => Assert.Equal(RoomNames().Order(), _mayUse.Keys.Order());

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_UsesOnlyWhatTheTableSays(string room)
    {
        string[] used = [.. FilesOf(room).SelectMany(UsedBy).Where(other => other != room).Distinct().Order()];

        if (_mayUse[room] is not [Everything])
        {
            Assert.Empty(used.Except(_mayUse[room]));
        }
    }

    /// <summary>Else the table would be right about a house that nobody built.</summary>
    [Theory]
    [MemberData(nameof(Rooms))]
    public void Table_SaysNothingThatIsNotUsed(string room) =>
        Assert.Empty(_mayUse[room].Except([Everything, .. FilesOf(room).SelectMany(UsedBy)]));

    [Fact]
    public void Arrows_GoRoundInNoCircle()
    {
        var done = new HashSet<string>();
        while (
            _mayUse.Keys.FirstOrDefault(room => !done.Contains(room) && _mayUse[room].All(done.Contains)) is { } next
        )
        {
            done.Add(next);
        }

        Assert.Empty(_mayUse.Keys.Except(done));
    }

    /// <summary>Rooms know nothing of what puts them together, whose namespace they see without a using.</summary>
    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_NamesNoTypeOfTheRoot(string room)
    {
        IEnumerable<string?> root = Directory
            .GetFiles(_source, "*.cs")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(static name => name != nameof(Program)); // nobody can use that one, and the word is common
        var mention = new Regex($@"\b({string.Join('|', root)})\b");

        Assert.All(FilesOf(room), file => Assert.DoesNotContain(CodeLines(file), line => mention.IsMatch(line)));
    }

    private static IEnumerable<string> RoomNames() =>
        Directory.GetDirectories(_source).Select(static folder => Path.GetFileName(folder));

    private static string[] FilesOf(string room) =>
        Directory.GetFiles(Path.Combine(_source, room), "*.cs", SearchOption.AllDirectories);

    /// <summary>Rooms that a file opens by using, or names in passing.</summary>
    private static IEnumerable<string> UsedBy(string file) =>
        CodeLines(file)
            .SelectMany(static line => Room().Matches(line))
            .Select(static match => match.Groups["room"].Value)
            .Where(_mayUse.ContainsKey);

    private static IEnumerable<string> CodeLines(string file) =>
        File.ReadLines(file).Where(static line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    private static Dictionary<string, string[]> ReadTable() =>
        File.ReadLines(Path.Combine(_source, "README.md"))
            .Select(static line => Row().Match(line))
            .Where(static row => row.Success)
            .ToDictionary(
                static row => row.Groups["room"].Value,
                static row => row.Groups["uses"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries)
            );

    private static string RepositoryRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    /// <summary>A row of the table: <c>| `Cli/` | the words | Dialing, Tls |</c>.</summary>
    [GeneratedRegex(@"^\| `(?<room>\w+)/` \|.*\| (?<uses>[\w, ]*?) ?\|$")]
    private static partial Regex Row();

    /// <summary><c>using Dotcat.Tls;</c>, or <c>Tls.</c> before a type.</summary>
    [GeneratedRegex(@"(?<=^using (static )?Dotcat\.)(?<room>\w+)|(?<![\w.])(Dotcat\.)?(?<room>[A-Z]\w+)(?=\.[A-Z])")]
    private static partial Regex Room();
}
