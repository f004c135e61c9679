namespace Dotcat.Reliability.Races.Kinds;

/// <summary>What comes after the last byte.</summary>
internal enum SourceEnd
{
    Ends,
    Never,
    Fails,
}
