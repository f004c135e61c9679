using Dotcat.Reliability.Machine.Runs;

namespace Dotcat.Reliability.Machine.Calls;

/// <summary>A call of a kind of run that is to fail.</summary>
/// <param name="Kind">The run.</param>
/// <param name="Call">As <see cref="Tests.Support.Processes.FailingCall"/> has it.</param>
/// <param name="Error">As errno(3) names it.</param>
/// <param name="Number">Which of the calls, from 1 on.</param>
internal sealed record Fault(RunKind Kind, string Call, string Error, int Number)
{
    public override string ToString() => $"{Kind.Name}, {Call} {Number}: {Error}";
}
