using Dotcat.Benchmarks.Network;

namespace Dotcat.Benchmarks.Contenders;

/// <summary>A tool, and how it is asked for each thing that is measured. A command begins with the program.</summary>
internal abstract class Contender(string name)
{
    public string Name => name;

    /// <summary>Why there is nothing to measure, where that is so.</summary>
    public string? Absence { get; init; }

    /// <summary>As it says itself.</summary>
    public string Version { get; init; } = "";

    /// <summary>Whether it does more than forward connections.</summary>
    public virtual bool IsNetcat => true;

    /// <summary>Starts, says something at the most, and ends. Null where that says nothing of it.</summary>
    public virtual string[]? Help => null;

    /// <summary>Accepts one connection and receives to stdout.</summary>
    public abstract string[] Receive(Endpoint endpoint);

    /// <summary>Connects, sends stdin and ends.</summary>
    public abstract string[] Send(Endpoint endpoint);

    /// <summary>Connects, and moves bytes both ways until the peer ends.</summary>
    public abstract string[] Talk(Endpoint endpoint);

    /// <summary>Receives datagrams to stdout, on a port that the system chooses.</summary>
    public abstract string[] ReceiveDatagrams();

    /// <summary>Serves all that connect: stdin goes to each of them. Null where the tool does no such thing.</summary>
    public virtual string[]? ServeAll => null;

    /// <summary>Sends back what arrives, to all that connect. Null where the tool does no such thing.</summary>
    public virtual string[]? EchoAll => null;

    /// <summary>Sends what one client sends to all the others. Null where the tool does no such thing.</summary>
    public virtual string[]? Broker => null;

    /// <summary>
    /// Accepts one connection, or all that come, and joins each to one at the target. Null where the tool does no such thing.
    /// </summary>
    public virtual string[]? Forward(Endpoint target, bool all) => null;

    /// <summary>
    /// Accepts one connection, speaks TLS over it with the certificate, and joins it to one at the target. Null where the tool
    /// does no such thing.
    /// </summary>
    public virtual string[]? ForwardTls(Endpoint target, string certificate, string key) => null;

    /// <summary>Looks which ports of this machine answer. Null where the tool does no such thing.</summary>
    public virtual string[]? Scan => null;

    /// <summary>
    /// Sends as <see cref="Send"/> does, and something beside; what is recorded goes to the file. Null where the tool
    /// does no such thing.
    /// </summary>
    public virtual (string[] Words, string Needs)? SendWith(Extra extra, Endpoint endpoint, string record) => null;

    /// <summary>Turns away whoever connects from this machine. Null where the tool does no such thing.</summary>
    public virtual string[]? Refuse => null;
}
