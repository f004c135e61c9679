namespace Dotcat.Listening;

/// <summary>Who may connect.</summary>
internal sealed record AccessOptions
{
    /// <summary>Null for everybody; an empty list allows nobody.</summary>
    public IReadOnlyList<HostRule>? Allow { get; init; }

    /// <summary>Who may not, even if allowed.</summary>
    public IReadOnlyList<HostRule> Deny { get; init; } = [];

    /// <summary>No name is looked up.</summary>
    public bool NumericOnly { get; init; }
}
