namespace Dotcat.Reliability.Network;

/// <summary>What a host does to TCP from and to a port of its own.</summary>
internal static class PacketFilter
{
    extension(NetworkNamespace host)
    {
        /// <summary>Says nothing.</summary>
        public void Drop(int port) => host.Filter(port, "drop");

        /// <summary>Has both ends of each connection believe that the other one has reset it.</summary>
        public void Reset(int port) => host.Filter(port, "reject with tcp reset");

        public void Unfilter() => host.Command("nft", "flush ruleset");

        private void Filter(int port, string verdict) =>
            host.Command(
                "nft",
                $"""
                table inet filter {"{"}
                    chain in {"{"} type filter hook input priority 0; tcp dport {port} {verdict}; {"}"}
                    chain out {"{"} type filter hook output priority 0; tcp sport {port} {verdict}; {"}"}
                {"}"}
                """
            );
    }
}
