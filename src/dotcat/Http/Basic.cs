using System.Text;

namespace Dotcat.Http;

/// <summary>The user and the password, for everybody to read (RFC 7617).</summary>
internal static class Basic
{
    public const string Scheme = "Basic";

    /// <summary>The value of the field that a client sends.</summary>
    public static string Answer(string user, string password) =>
        $"{Scheme} {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";

    /// <summary>What a client sent; null where it is nothing of this scheme.</summary>
    public static (string User, string Password)? Read(Challenge credentials)
    {
        if (!credentials.IsOf(Scheme) || credentials.Token68 is not { } token)
        {
            return null;
        }

        byte[] bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out int length))
        {
            return null;
        }

        string both = Encoding.UTF8.GetString(bytes, 0, length);
        int colon = both.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (both[..colon], both[(colon + 1)..]);
    }
}
