using System.Text;

namespace Dotcat.Tests.Support.Processes;

/// <summary>What a program left when it ended.</summary>
internal sealed record ProcessEnd(int ExitCode, byte[] Output, IReadOnlyList<string> ErrorLines)
{
    public string Text => Encoding.UTF8.GetString(Output);
}
