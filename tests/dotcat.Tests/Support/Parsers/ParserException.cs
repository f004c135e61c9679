namespace Dotcat.Tests.Support.Parsers;

/// <summary>A parser did not do what it promises.</summary>
internal sealed class ParserException(string sentence) : Exception(sentence)
{
    public static void ThrowUnless(bool condition, string sentence)
    {
        if (!condition)
        {
            throw new ParserException(sentence);
        }
    }

    /// <param name="one">What was read.</param>
    /// <param name="other">The same, in another way.</param>
    /// <param name="what">What should have made no difference.</param>
    public static void ThrowUnlessSame(string one, string other, string what)
    {
        if (one != other)
        {
            throw new ParserException($"{what} makes a difference: {Shorten(one)}, and {Shorten(other)}");
        }
    }

    private static string Shorten(string text) => text.Length <= 300 ? text : $"{text[..300]}...";
}
