namespace Dotcat.Reliability;

/// <summary>A trial did not hold, as its sentence says.</summary>
internal sealed class BrokenException(string sentence) : Exception(sentence)
{
    /// <summary>For what has to be so.</summary>
    public static void ThrowUnless(bool condition, string sentence)
    {
        if (!condition)
        {
            throw new BrokenException(sentence);
        }
    }
}
