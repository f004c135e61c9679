using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>A host in its ASCII form, and a port where the same word names one: <c>host:80</c>, <c>[::1]:80</c>, <c>::1</c>.</summary>
internal readonly record struct HostAndPort(string Host, string? Port)
{
    /// <exception cref="UsageException">The word is no host.</exception>
    public static HostAndPort Read(string word)
    {
        HostAndPort read = Split(word);
        return read.Host.Length == 0 ? throw new UsageException(Messages.EmptyHost())
            : HostName.ToAscii(read.Host) is { } host ? read with { Host = host }
            : throw NoHost(word);
    }

    public static UsageException NoHost(string word) =>
        new(Messages.BadHost(word), Ascii.IsValid(word) ? null : Messages.AsciiForm);

    /// <summary>A word that may only be a host.</summary>
    /// <exception cref="UsageException">It is none, or names a port too.</exception>
    public static string ReadHost(string word)
    {
        HostAndPort read = Read(word);
        return read.Port is null ? read.Host : throw new UsageException(Messages.BadHost(word));
    }

    private static HostAndPort Split(string word)
    {
        if (word.StartsWith('['))
        {
            return word[1..].Split(']', 2) is [var address, ("" or [':', ..]) and var rest] && IsIPv6(address)
                ? new HostAndPort(address, rest.Length == 0 ? null : rest[1..])
                : throw new UsageException(Messages.BadHost(word));
        }

        return word.Split(':') switch
        {
            [var host] => new HostAndPort(host, null),
            [var host, var port] => new HostAndPort(host, port),
            _ => IsIPv6(word) ? new HostAndPort(word, null) : throw new UsageException(Messages.BadHost(word)),
        };
    }

    private static bool IsIPv6(string text) =>
        !text.StartsWith('[')
        && IPAddress.TryParse(text, out IPAddress? address)
        && address.AddressFamily == AddressFamily.InterNetworkV6;
}
