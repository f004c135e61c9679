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

    /// <summary>Gives another name; false where it is somebody else's.</summary>
    /// <param name="own">Free afterwards.</param>
    /// <param name="given">What <see cref="Give"/> gave.</param>
    /// <param name="wanted">A valid name.</param>
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
    public static bool IsValid(string name)
    {
        int length = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            length++;
            if (!IsAllowed(rune))
            {
                return false;
            }
        }

        return length is >= 1 and <= MaxLength;
    }

    private static bool IsAllowed(Rune rune) =>
        rune.Value switch
        {
            '-' or '_' => true,
            0x115F or 0x1160 or 0x3164 or 0xFFA0 => false, // letters of Hangul that nobody sees
            _ => Rune.IsLetterOrDigit(rune),
        };

    private static bool IsReserved(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return name.Equals(Messages.Announcer, StringComparison.OrdinalIgnoreCase);
        }

        foreach (Rune rune in name.AsSpan(Prefix.Length).EnumerateRunes())
        {
            if (!Rune.IsDigit(rune))
            {
                return false;
            }
        }

        return name.Length > Prefix.Length;
    }
}
