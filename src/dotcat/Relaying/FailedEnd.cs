namespace Dotcat.Relaying;

/// <summary>Which end of a relay failed.</summary>
internal enum FailedEnd
{
    None,
    LocalInput,
    LocalOutput,
    Remote,
}
