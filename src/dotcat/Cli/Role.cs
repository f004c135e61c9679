namespace Dotcat.Cli;

/// <summary>Which end of a connection a run is.</summary>
internal enum Role
{
    Client,
    Listener,
}
