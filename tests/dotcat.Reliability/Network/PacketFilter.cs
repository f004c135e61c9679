namespace Dotcat.Reliability.Network;

/// <summary>What a host does to packets from and to a port of its own.</summary>
internal static class PacketFilter
{
    extension(NetworkNamespace host)
    {
        /// <summary>Says nothing, over TCP and UDP.</summary>
        public void Drop(int port) => host.Filter($"th dport {port} drop", $"th sport {port} drop");

        /// <summary>Has both ends of each TCP connection believe that the other one has reset it.</summary>
        public void Reset(int port)
        {
            const string Reset = "tcp flags & rst == 0 reject with tcp reset"; // no answer to a reset: RFC 9293 section 3.10.7.1
            host.Filter($"tcp dport {port} {Reset}", $"tcp sport {port} {Reset}");
        }

        public void Unfilter() => host.Command("nft", "flush ruleset");

        private void Filter(string input, string output) =>
            host.Command(
                "nft",
                $$"""
                table inet filter {
                    chain in { type filter hook input priority 0; {{input}}; }
                    chain out { type filter hook output priority 0; {{output}}; }
                }
                """
            );
    }
}
