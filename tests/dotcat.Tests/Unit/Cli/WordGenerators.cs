using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>Words that are almost right.</summary>
internal static class WordGenerators
{
    private static readonly Gen<string> _piece = Gen.Elements(
        "",
        "-",
        "--",
        ":",
        "[",
        "]",
        "=",
        "%",
        ".",
        "'",
        " ",
        "\0",
        "é",
        "0",
        "1",
        "9",
        "65535",
        "65536",
        "a",
        "f",
        "x",
        "::1",
        "127.0.0.1",
        "localhost",
        "ms",
        "s",
        "m",
        "h",
        "l",
        "p",
        "w",
        "port",
        "wait",
        "listen",
        "e",
        "+"
    );

    /// <summary>Text without any sense in it.</summary>
    public static Arbitrary<string> Text { get; } = _piece.ArrayOf().Select(string.Concat).ToArbitrary();

    public static Arbitrary<string> Host { get; } =
        Gen.Elements(
                "localhost",
                "example.com",
                "127.0.0.1",
                "::1",
                "fe80::1%eth0",
                "::ffff:1.2.3.4",
                "2001:db8::",
                "1"
            )
            .ToArbitrary();
}
