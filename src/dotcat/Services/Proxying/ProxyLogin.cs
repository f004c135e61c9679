using System.Security.Cryptography;
using System.Text;

namespace Dotcat.Services.Proxying;

/// <summary>A user and a password that clients of a proxy server must give.</summary>
internal sealed record ProxyLogin(string User, string Password)
{
    /// <summary>Takes the same time for a guess that is almost right as for any other.</summary>
    public bool Matches(string user, string password) => AreEqual(User, user) & AreEqual(Password, password);

    /// <summary>Without the password, wherever it is printed.</summary>
    public override string ToString() => User;

    private static bool AreEqual(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Hash(one), Hash(other));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
