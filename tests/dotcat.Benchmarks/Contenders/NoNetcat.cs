using Dotcat.Benchmarks.Network;

namespace Dotcat.Benchmarks.Contenders;

/// <summary>A program that does one thing that a netcat does, too.</summary>
internal abstract class NoNetcat(string name) : Contender(name)
{
    public override bool IsNetcat => false;

    public override string[] Receive(Endpoint endpoint) => throw Nothing();

    public override string[] Send(Endpoint endpoint) => throw Nothing();

    public override string[] Talk(Endpoint endpoint) => throw Nothing();

    public override string[] ReceiveDatagrams() => throw Nothing();

    private MeasurementException Nothing() => new($"{Name} is no netcat");
}
