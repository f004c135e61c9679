namespace Dotcat.ProxyProtocol;

/// <summary>How a header is written.</summary>
internal enum ProxyHeaderVersion
{
    /// <summary>A line of text.</summary>
    V1 = 1,

    /// <summary>Binary.</summary>
    V2 = 2,
}
