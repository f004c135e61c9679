namespace Dotcat.Services;

/// <summary>A program to start for each peer.</summary>
/// <param name="Program">A path, or a name that is looked for in PATH.</param>
/// <param name="Arguments">What follows it, a word each.</param>
internal sealed record CommandOptions(string Program, IReadOnlyList<string> Arguments);
