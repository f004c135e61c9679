using System.Runtime.CompilerServices;
using System.Text;
using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace VerifyXunit;

/// <summary>
/// Snapshots by Verify's conventions (https://github.com/VerifyTests/Verify): what a test produces is compared
/// with <c>Class.Method.verified.txt</c> beside it; where it differs, <c>Class.Method.received.txt</c> is left
/// there to look at, and to rename when it is right.
/// </summary>
public static class Verifier
{
    public static async Task Verify(
        string target,
        [CallerFilePath] string sourceFile = "",
        [CallerMemberName] string method = ""
    )
    {
        string stem = Path.Combine(
            Path.GetDirectoryName(sourceFile)!,
            $"{Path.GetFileNameWithoutExtension(sourceFile)}.{method}"
        );
        string verified = $"{stem}.verified.txt";
        string received = $"{stem}.received.txt";
        string text = target.ReplaceLineEndings("\n");
        string expected = File.Exists(verified) ? (await File.ReadAllTextAsync(verified)).ReplaceLineEndings("\n") : "";
        if (File.Exists(verified) && expected == text)
        {
            File.Delete(received);
            return;
        }

        await File.WriteAllTextAsync(received, text);
        Assert.Fail($"{Path.GetFileName(verified)} differs, see {received}\n{Difference(expected, text)}");
    }

    private static string Difference(string expected, string text)
    {
        var lines = new StringBuilder();
        foreach (DiffPiece piece in new InlineDiffBuilder(new Differ()).BuildDiffModel(expected, text).Lines)
        {
            char mark = piece.Type switch
            {
                ChangeType.Inserted => '+',
                ChangeType.Deleted => '-',
                _ => ' ',
            };
            lines.Append(mark).Append(' ').Append(piece.Text).Append('\n');
        }

        return lines.ToString();
    }
}

/// <summary>Verify.Xunit 19 wants it on every class with snapshots.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UsesVerifyAttribute : Attribute;
