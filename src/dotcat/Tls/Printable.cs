namespace Dotcat.Tls;

/// <summary>Text from the peer, made harmless to a terminal.</summary>
internal static class Printable
{
    public static string Of(string text) =>
        string.Create(
            text.Length,
            text,
            static (line, text) =>
            {
                for (int i = 0; i < line.Length; i++)
                {
                    line[i] = char.IsControl(text[i]) ? '?' : text[i];
                }
            }
        );
}
