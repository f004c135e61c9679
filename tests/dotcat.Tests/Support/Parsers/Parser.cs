using System.Text;

namespace Dotcat.Tests.Support.Parsers;

/// <summary>What reads a stranger's bytes, and what it is held to whatever they are.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Check">Has it read the bytes; throws where it does anything else than read them or refuse them as it promises.</param>
internal sealed record Parser(string Name, Action<byte[]> Check)
{
    /// <summary>What it reads to the end.</summary>
    public required IReadOnlyList<byte[]> Seeds { get; init; }

    /// <summary>What has a meaning to it.</summary>
    public required IReadOnlyList<byte[]> Words { get; init; }

    /// <summary>Bytes of the longest case.</summary>
    public int Longest { get; init; } = 1024;

    /// <summary>For a theory's row.</summary>
    public override string ToString() => Name;

    /// <summary>Texts as bytes, each character one: <c>é</c> is no UTF-8, and <c>"\u001b"</c> a control.</summary>
    public static IReadOnlyList<byte[]> Bytes(params ReadOnlySpan<string> texts)
    {
        var all = new List<byte[]>();
        foreach (string text in texts)
        {
            all.Add(Encoding.Latin1.GetBytes(text));
        }

        return all;
    }

    /// <summary>Texts in UTF-8.</summary>
    public static IReadOnlyList<byte[]> Utf8(params ReadOnlySpan<string> texts)
    {
        var all = new List<byte[]>();
        foreach (string text in texts)
        {
            all.Add(Encoding.UTF8.GetBytes(text));
        }

        return all;
    }
}
