using Dotcat.Reporting;

namespace Dotcat.Services.Proxying;

/// <summary>A request that is answered by the proxy itself, and why: the client and the user are told.</summary>
internal sealed class HttpRefusalException(int code, Sentence reason, Exception? inner = null) : Exception(null, inner)
{
    /// <summary>The status code of the answer.</summary>
    public int Code { get; } = code;

    public Sentence Reason { get; } = reason;

    /// <summary>Header fields of the answer, a line each.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    public override string Message => Reason.ToString();
}
