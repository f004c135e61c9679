namespace Dotcat.Services.Proxying;

/// <summary>A request that is answered by the proxy itself, and why: the client and the user are told.</summary>
internal sealed class HttpRefusalException(int code, string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>The status code of the answer.</summary>
    public int Code { get; } = code;

    /// <summary>Header fields of the answer, a line each.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}
