namespace Dotcat.Tests.Support.Processes;

/// <summary>Signal numbers, the same on every Unix.</summary>
public enum Signal
{
    None = 0,
    HangUp = 1,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}
