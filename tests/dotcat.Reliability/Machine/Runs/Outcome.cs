using System.Text.RegularExpressions;

namespace Dotcat.Reliability.Machine.Runs;

/// <summary>What came of a run.</summary>
/// <param name="Code">The exit code; null where it had not ended when it should have.</param>
/// <param name="IsWhole">Whether all bytes arrived, both ways and of every client.</param>
/// <param name="Lines">What the tool said.</param>
/// <param name="Wrong">What must not be in any case; null where there is nothing.</param>
/// <param name="Lost">Clients of a server that were not served.</param>
internal sealed partial record Outcome(int? Code, bool IsWhole, IReadOnlyList<string> Lines, string? Wrong, int Lost)
{
    private const int Terminated = 143;

    /// <summary>
    /// Whether the runtime has ended the process by itself, where it could not have a thread for its pool or memory for its
    /// heap, which nobody can catch, or what it starts with (255, before any code of dotcat's runs).
    /// </summary>
    public bool IsOfTheRuntime => Code == 134 ? Lines.Any(Runtime().IsMatch) : Code == 255 && Lines.Count == 0;

    /// <summary>Whether it said more than what a run without a failure says.</summary>
    public bool IsSaid => Lines.Any(static line => !Narration().IsMatch(line));

    /// <summary>
    /// What contradicts the promise that every byte arrives, or the exit code and a line say that it did not; null where
    /// nothing does.
    /// </summary>
    /// <param name="isServer">Whether it was ended by SIGTERM, after its last client.</param>
    /// <param name="mayBeSilent">Whether it could not say anything, or was told not to.</param>
    public string? Problem(bool isServer, bool mayBeSilent = false) =>
        Wrong is not null ? Wrong
        : Code is not { } code ? "has not ended"
        : code is not (0 or 1 or 2) && !(isServer && code == Terminated) ? $"exit code {code}"
        : code == Terminated && Lost > 1 ? $"{Lost} clients were lost by one fault"
        : Lines.FirstOrDefault(static line => NotForUsers().IsMatch(line)) is { } odd ? $"it says '{odd}'"
        : mayBeSilent || IsSaid ? null
        : code is 1 or 2 ? $"exit code {code} without a word"
        : !IsWhole ? "bytes were lost without a word"
        : null;

    [GeneratedRegex("^Process terminated|^Unhandled exception\\. (System\\.OutOfMemoryException|$)|^Out of memory")]
    private static partial Regex Runtime();

    [GeneratedRegex("unexpected|^ *at |Unhandled|Exception|System\\.")]
    private static partial Regex NotForUsers();

    [GeneratedRegex(
        ": (listening on|connection from|started |connected to|made a temporary|the certificate of .* is not verified)"
            + "|[Ll]istening on | has gone: | ended, exit code |sha256|^sent |trying "
    )]
    private static partial Regex Narration();
}
