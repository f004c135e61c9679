namespace Dotcat.Relaying;

/// <summary>How a conversation came to its end.</summary>
internal abstract record Ending
{
    private Ending() { }

    /// <summary>The word for it where programs read.</summary>
    public abstract string Name { get; }

    /// <summary>In order: both sides were done.</summary>
    /// <param name="InputIsOpen">Whether local input had not ended, and was not waited for.</param>
    internal sealed record Finished(bool InputIsOpen = false) : Ending
    {
        public override string Name => "finished";
    }

    /// <summary>Nobody reads standard output any more.</summary>
    internal sealed record ReaderGone : Ending
    {
        public override string Name => "reader-gone";
    }

    /// <summary>Nothing moved for as long as the user allows.</summary>
    internal sealed record Idle(TimeSpan Limit) : Ending
    {
        public override string Name => "idle";
    }

    /// <summary>Standard input ended, and the peer did not within the time set.</summary>
    internal sealed record Quit(TimeSpan Limit) : Ending
    {
        public override string Name => "quit";
    }

    /// <summary>A side failed.</summary>
    internal sealed record Failed(Side Side, Exception Cause) : Ending
    {
        public override string Name => "failed";
    }

    /// <summary>The peer was given up because it did not take what was sent to it.</summary>
    internal sealed record Dropped : Ending
    {
        public override string Name => "dropped";
    }

    /// <summary>The run was told to stop.</summary>
    internal sealed record Stopped : Ending
    {
        public override string Name => "stopped";
    }
}
