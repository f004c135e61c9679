namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>What instrumented code calls instead of a member; what it was called on comes first.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReplacesAttribute(Type type, string member) : Attribute
{
    public Type Type => type;

    public string Member => member;
}
