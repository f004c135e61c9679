namespace Dotcat.Channels;

/// <summary>A flow has ended in a way that does not tell whether all of it has arrived.</summary>
internal sealed class TruncatedException(string message) : IOException(message);
