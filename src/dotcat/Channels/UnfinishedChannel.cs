namespace Dotcat.Channels;

/// <summary>A channel whose other end is not told that no more will be written: others go on with it.</summary>
internal sealed class UnfinishedChannel(Channel inner) : ChannelWrapper(inner)
{
    public override InputKind Input => Inner.Input;

    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
