namespace Dotcat.Services.Chat;

/// <summary>Somebody who may say something in a chat.</summary>
/// <param name="given">The name it arrives with.</param>
internal sealed class Participant(string given)
{
    public string GivenName { get; } = given;

    /// <summary>What it is called now.</summary>
    public string Name { get; set; } = given;

    public LineReader Lines { get; } = new();
}
