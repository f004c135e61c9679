using System.Text;
using Dotcat.Reporting;

namespace Dotcat.Services.Chat;

/// <summary>What the participants of a chat are called: no two the same, without regard to case.</summary>
internal sealed class Nicknames
{
    public const int MaxLength = 32;

    private const string Prefix = "user";

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name that one has from its arrival; nobody else may ever take it.</summary>
    public string Give(long number)
    {
        string name = $"{Prefix}{number}";
        _taken.Add(name);
        return name;
    }

    /// <summary>Gives another, valid, name in place of the own one; false where it is somebody else's.</summary>
    public bool TryChange(string own, string given, string wanted)
    {
        if (IsReserved(wanted) && !wanted.Equals(given, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        _taken.Remove(own);
        bool isFree = _taken.Add(wanted);
        if (!isFree)
        {
            _taken.Add(own);
        }

        return isFree;
    }

    public void Free(string name) => _taken.Remove(name);

    /// <summary>Whether it is 1 to 32 letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static bool IsValid(string name) =>
        name.EnumerateRunes().Count() is >= 1 and <= MaxLength && name.EnumerateRunes().All(IsAllowed);

    private static bool IsAllowed(Rune rune) =>
        rune.Value switch
        {
            '-' or '_' => true,
            0x115F or 0x1160 or 0x3164 or 0xFFA0 => false, // letters of Hangul that nobody sees
            _ => Rune.IsLetterOrDigit(rune),
        };

    private static bool IsReserved(string name) =>
        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? name.Length > Prefix.Length && name[Prefix.Length..].EnumerateRunes().All(Rune.IsDigit)
            : name.Equals(Messages.Announcer, StringComparison.OrdinalIgnoreCase);
}
