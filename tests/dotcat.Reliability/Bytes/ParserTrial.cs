namespace Dotcat.Reliability.Bytes;

/// <summary>
/// Cases made by chance for one parser, of those before that got further into it than others: each is read or refused as it
/// promises, in time and within bounds of memory, and afterwards no more is kept than before.
/// </summary>
internal sealed class ParserTrial(string parser) : Trial("Bytes", parser)
{
    private const long Cases = 1_000_000;
    private const long ShortCases = 5_000;

    /// <summary>For half an hour on a machine that does other things too.</summary>
    public override TimeSpan Limit(bool isShort) => isShort ? base.Limit(isShort) : TimeSpan.FromHours(2);

    public override Task<string> RunAsync(Conditions conditions)
    {
        long cases = conditions.IsShort ? ShortCases : Cases;
        (bool holds, string words) = Instrumented.Fuzz(Name, conditions.Seed, cases, conditions.Limit);
        BrokenException.ThrowUnless(holds, words);
        return Task.FromResult(words);
    }
}
