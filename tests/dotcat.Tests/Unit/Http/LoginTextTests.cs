using System.Text;
using Dotcat.Http;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Http;

/// <summary>Whatever text there is, it is read as it was written.</summary>
public sealed class LoginTextTests
{
    private static readonly Config _many = Config.QuickThrowOnFailure.WithMaxTest(25_000).WithEndSize(40);

    [Fact]
    public void QuotedText_OfAnyKind_IsReadAsItWasWritten() =>
        Prop.ForAll(
                HttpGenerators.Text,
                static text =>
                {
                    string quoted = text.Replace("\\", @"\\", StringComparison.Ordinal)
                        .Replace("\"", "\\\"", StringComparison.Ordinal);
                    return Challenge.ParseCredentials($"Digest realm=\"{quoted}\", nonce=n")?["realm"] == text;
                }
            )
            .Check(_many);

    [Fact]
    public void Login_OfAnyText_IsReadAsItWasWritten() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNull<string>>(),
                static password =>
                {
                    string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(password.Get));
                    return Basic.Read(Challenge.ParseCredentials(Basic.Answer("u", valid))!) == ("u", valid);
                }
            )
            .Check(_many);
}
