using System.Runtime.CompilerServices;

namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>Locks whose wait the schedule knows of, and the points where threads meet.</summary>
public static class ControlledLocks
{
    /// <summary>How often each object was pulsed.</summary>
    private static readonly ConditionalWeakTable<object, StrongBox<int>> _pulses = [];

    /// <summary>Before what other threads can see or change.</summary>
    public static void Point() => Schedule.Point();

    /// <summary>Before a field is looked at or changed.</summary>
    public static void Access()
    {
        if (Schedule.Current is { IsFine: true })
        {
            Schedule.Point();
        }
    }

    [Replaces(typeof(Lock), nameof(Lock.EnterScope))]
    public static Lock.Scope EnterScope(Lock gate)
    {
        Schedule.Point();
        while (Schedule.Current is not null && !IsFree(gate))
        {
            Schedule.Block(() => !gate.IsHeldByCurrentThread && IsFree(gate));
        }

        return gate.EnterScope();
    }

    [Replaces(typeof(Monitor), nameof(Monitor.Enter))]
    public static void Enter(object gate, ref bool taken)
    {
        Schedule.Point();
        while (Schedule.Current is not null && !IsFree(gate))
        {
            Schedule.Block(() => !Monitor.IsEntered(gate) && IsFree(gate));
        }

        Monitor.Enter(gate, ref taken);
    }

    [Replaces(typeof(Monitor), nameof(Monitor.Exit))]
    public static void Exit(object gate)
    {
        Monitor.Exit(gate);
        Schedule.Point();
    }

    [Replaces(typeof(Monitor), nameof(Monitor.Wait))]
    public static bool Wait(object gate)
    {
        StrongBox<int> pulses = _pulses.GetOrCreateValue(gate);
        int before = pulses.Value;
        Monitor.Exit(gate);
        try
        {
            Schedule.Block(() => pulses.Value != before);
        }
        finally
        {
            bool taken = false;
            while (!IsFree(gate))
            {
                Schedule.Block(() => !Monitor.IsEntered(gate) && IsFree(gate));
            }

            Monitor.Enter(gate, ref taken);
        }

        return true;
    }

    [Replaces(typeof(Monitor), nameof(Monitor.Pulse))]
    public static void Pulse(object gate) => _pulses.GetOrCreateValue(gate).Value++;

    /// <summary>The value is made under a lock.</summary>
    [Replaces(typeof(Lazy<>), "get_Value")]
    public static T Value<T>(Lazy<T> lazy)
    {
        bool taken = false;
        Enter(lazy, ref taken);
        try
        {
            return lazy.Value;
        }
        finally
        {
            Exit(lazy);
        }
    }

    private static bool IsFree(Lock gate)
    {
        if (!gate.TryEnter())
        {
            return false;
        }

        gate.Exit();
        return true;
    }

    private static bool IsFree(object gate)
    {
        if (!Monitor.TryEnter(gate))
        {
            return false;
        }

        Monitor.Exit(gate);
        return true;
    }
}
