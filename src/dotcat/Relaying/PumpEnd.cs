namespace Dotcat.Relaying;

/// <summary>Why a pump stopped, and which side is to blame.</summary>
internal enum PumpEnd
{
    Running,
    SourceEnded,
    SourceFailed,
    DestinationFailed,
    Stopped,
}
