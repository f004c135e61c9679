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
    private int _once;

    private int Total => _whole + _said + _ofTheRuntime + _problems.Count;

    /// <summary>
    /// Counts a run. One that broke is done once more, since the machine may have had something else to do: what broke once
    /// and held then is counted as such.
    /// </summary>
    /// <param name="what">What was done to it.</param>
    /// <param name="run">Does it: what came of it, and what that contradicts; null for what does not count.</param>
    public async Task AddAsync(string what, Func<Task<(Outcome Outcome, string? Problem)?>> run)
    {
        (Outcome Outcome, string? Problem)? first = await run();
        if (first is not { Problem: not null })
        {
            if (first is { } held)
            {
                Add(what, held.Outcome, null);
            }

            return;
        }

        if (await run() is { } second)
        {
            _once += second.Problem is null ? 1 : 0;
            Add(what, second.Outcome, second.Problem);
        }
    }

    private void Add(string what, Outcome outcome, string? problem)
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
        string once = _once > 0 ? $" ({_once:N0} only when done again)" : "";
        string figures = $"{Total:N0} tried: {_whole:N0} delivered all, {_said:N0} said why not{ofTheRuntime}{once}";
        BrokenException.ThrowUnless(
            _problems.Count == 0,
            $"{figures}, {_problems.Count:N0} broke: {string.Join(" | ", _problems.Take(Shown))}"
        );
        return figures;
    }
}
