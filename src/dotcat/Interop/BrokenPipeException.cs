namespace Dotcat.Interop;

/// <summary>The reader of what was written has gone (EPIPE).</summary>
internal sealed class BrokenPipeException() : IOException("broken pipe");
