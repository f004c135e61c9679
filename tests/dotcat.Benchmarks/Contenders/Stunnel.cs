using Dotcat.Benchmarks.Network;

namespace Dotcat.Benchmarks.Contenders;

/// <summary>Puts TLS around somebody else's connections, and does nothing else. It goes by a file, which is made in the folder.</summary>
internal sealed class Stunnel(string program, string folder) : NoNetcat("stunnel")
{
    public override string[] ForwardTls(Endpoint target, string certificate, string key)
    {
        string configuration = Path.Combine(folder, "stunnel.conf");
        File.WriteAllText(
            configuration,
            $"""
            foreground = yes
            debug = 3
            pid =
            [forward]
            accept = {Endpoint.Host}:0
            connect = {Endpoint.Host}:{target.Port}
            cert = {certificate}
            key = {key}

            """
        );
        return [program, configuration];
    }
}
