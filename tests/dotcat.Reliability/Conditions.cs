namespace Dotcat.Reliability;

/// <summary>Under which a trial is done.</summary>
/// <param name="IsShort">Whether it is to take seconds instead of minutes.</param>
/// <param name="Seed">What all chance in it follows from, so that it can be done again.</param>
/// <param name="Folder">For its files alone; it is gone afterwards.</param>
/// <param name="Limit">When it is to give up.</param>
internal sealed record Conditions(bool IsShort, int Seed, string Folder, CancellationToken Limit);
