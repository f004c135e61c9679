namespace Dotcat.Services.Proxying;

/// <summary>A request that is answered by the proxy itself, and why.</summary>
/// <param name="code">The status code of the answer.</param>
/// <param name="reason">What the client and the user are told.</param>
/// <param name="inner">What the platform said.</param>
internal sealed class HttpRefusalException(int code, string reason, Exception? inner = null) : Exception(reason, inner)
{
    public int Code { get; } = code;

    /// <summary>Header fields of the answer, a line each.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}
