namespace Dotcat.Benchmarks.Contenders;

/// <summary>A native program compiled from empty.cs, beside which what dotcat adds to the start is seen.</summary>
internal sealed class EmptyProgram(string program) : NoNetcat("empty .NET program")
{
    public override string[] Help => [program];
}
