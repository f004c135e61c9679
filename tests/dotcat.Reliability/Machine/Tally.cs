using Dotcat.Reliability.Machine.Runs;

namespace Dotcat.Reliability.Machine;

/// <summary>What came of many runs to which something was done.</summary>
internal sealed class Tally
{
    /// <summary>As many problems as a sentence has room for.</summary>
    private const int Shown = 10;

    private readonly List<string> _problems = [];
    private int _whole;
    private int _said;
    private int _ofTheRuntime;

    private int Total => _whole + _said + _ofTheRuntime + _problems.Count;

    /// <summary>Counts a run that all is promised of that <see cref="Outcome.Problem"/> knows.</summary>
    public void Add(string what, Outcome outcome, bool isServer, bool mayBeSilent = false) =>
        Add(what, outcome, outcome.IsOfTheRuntime ? null : outcome.Problem(isServer, mayBeSilent));

    /// <param name="what">What was done to it.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="problem">What that contradicts; null for nothing.</param>
    public void Add(string what, Outcome outcome, string? problem)
    {
        if (problem is not null)
        {
            _problems.Add($"{what}: {problem} [{string.Join("; ", outcome.Lines.TakeLast(2))}]");
            Console.Error.WriteLine($"    {_problems[^1]}");
        }
        else if (outcome.IsOfTheRuntime)
        {
            _ofTheRuntime++;
        }
        else if (outcome.IsWhole)
        {
            _whole++;
        }
        else
        {
            _said++;
        }
    }

    /// <summary>The figures.</summary>
    /// <exception cref="BrokenException">Something was contradicted.</exception>
    public string Conclude()
    {
        string ofTheRuntime = _ofTheRuntime > 0 ? $", {_ofTheRuntime:N0} were ended by the runtime" : "";
        string figures = $"{Total:N0} tried: {_whole:N0} delivered all, {_said:N0} said why not{ofTheRuntime}";
        BrokenException.ThrowUnless(
            _problems.Count == 0,
            $"{figures}, {_problems.Count:N0} broke: {string.Join(" | ", _problems.Take(Shown))}"
        );
        return figures;
    }
}
