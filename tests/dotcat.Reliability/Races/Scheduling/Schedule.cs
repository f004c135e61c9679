using System.Collections.Concurrent;

namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>
/// One order of all that goes on in a race: of the operations only one runs at a time, and at each point where another one
/// could be the faster the next one is drawn. What was drawn follows from the number, so that it can be shown again.
/// </summary>
internal sealed class Schedule
{
    /// <summary>More than any race that ends comes to.</summary>
    private const int MostPoints = 300_000;

    /// <summary>For what the schedule has no hand in.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(60);

    private static readonly ConcurrentBag<Worker> _idle = [];

    private readonly Order _order;
    private readonly ScheduleContext _context;
    private readonly List<Operation> _live = [];
    private readonly List<Operation> _able = [];
    private readonly ConcurrentQueue<Operation> _foreign = new();
    private readonly Turn _finished = new();
    private Task? _race;
    private volatile bool _isOver;
    private string? _broken;

    public Schedule(int number)
    {
        Random = new Random(number);
        _order = new Order(new Random(number));
        _context = new ScheduleContext(this);
    }

    /// <summary>That of the operation which runs in this thread; null for none.</summary>
    public static Schedule? Current =>
        Worker.Current is { Operation: not null, Schedule: var schedule } ? schedule : null;

    /// <summary>What the race itself draws.</summary>
    public Random Random { get; }

    public ScheduleTime Time { get; } = new();

    /// <inheritdoc cref="Order.IsFine"/>
    public bool IsFine => _order.IsFine;

    /// <inheritdoc cref="Order.TimePasses"/>
    public bool TimePasses => _order.TimePasses;

    /// <summary>How often another one could have gone on.</summary>
    public int Points { get; private set; }

    /// <summary>How often another one did.</summary>
    public int Switches { get; private set; }

    /// <summary>Another one may go on here.</summary>
    public static void Point() => Current?.Pass(null);

    /// <summary>The operation of this thread goes on when the condition holds.</summary>
    public static void Block(Func<bool> condition) => Current!.Pass(condition);

    /// <summary>Completes when the condition holds.</summary>
    /// <param name="condition">Looked at whenever somebody is to go on.</param>
    /// <param name="isExternal">Whether nobody here brings it about.</param>
    public Task UntilAsync(Func<bool> condition, bool isExternal = false)
    {
        var met = new TaskCompletionSource();
        Add(new Operation(met.SetResult, isThread: false) { Condition = condition, IsExternal = isExternal });
        return met.Task;
    }

    /// <summary>Does it at some time.</summary>
    public void Post(Action run) => Add(new Operation(run, isThread: false));

    /// <summary>Does it as a thread would.</summary>
    public void Start(Action run) => Add(new Operation(run, isThread: true));

    /// <summary>Something is not as it has to be.</summary>
    public void Break(string sentence) => _broken ??= sentence;

    /// <summary>Runs a race to its end.</summary>
    /// <returns>What broke; null where nothing did.</returns>
    public string? Run(Func<Task> race)
    {
        Add(new Operation(() => _race = race(), isThread: false));
        Hand(Draw(null)!);
        if (!_finished.Await(_longest))
        {
            return "an operation is held by something that the schedule does not know of";
        }

        if (_race is { IsFaulted: true, Exception.InnerException: { } thrown })
        {
            _broken ??= thrown is BrokenException ? thrown.Message : $"{thrown}";
        }
        else if (_broken is null && _race is not { IsCompleted: true })
        {
            Break(
                $"no end is reached: nothing can go on, and {_live.Count(one => one.Worker is not null)} threads wait"
            );
        }

        Unwind();
        return _broken;
    }

    /// <summary>Runs what is the worker's, and what begins after that.</summary>
    /// <returns>Whether the worker is wanted again.</returns>
    internal bool RunIn(Worker worker)
    {
        while (true)
        {
            Operation operation = worker.Operation!;
            SynchronizationContext.SetSynchronizationContext(_context);
            try
            {
                operation.Run();
            }
            catch (ScheduleOverException) { }
#pragma warning disable CA1031 // whatever it is, nobody would have caught it
            catch (Exception e)
#pragma warning restore CA1031
            {
                Break($"nobody caught {e}");
            }

            worker.Operation = null;
            _live.Remove(operation);
            Operation? next = Draw(null);
            if (next is not null && next.Worker is null && !operation.IsThread && !next.IsThread)
            {
                Begin(next, worker);
                continue;
            }

            if (!operation.IsThread)
            {
                _idle.Add(worker);
            }

            Hand(next);
            return !operation.IsThread;
        }
    }

    private void Add(Operation operation)
    {
        if (Current == this)
        {
            operation.Priority = _order.DrawPriority();
            _live.Add(operation);
        }
        else
        {
            _foreign.Enqueue(operation);
        }
    }

    private void Pass(Func<bool>? condition)
    {
        Worker worker = Worker.Current!;
        Operation self = worker.Operation!;
        if (_isOver)
        {
            throw new ScheduleOverException();
        }

        if (++Points > MostPoints)
        {
            Break($"no end is reached: after {MostPoints} points it still goes on");
        }

        self.Condition = condition;
        Operation? next = _broken is null ? Draw(self) : null;
        if (next != self)
        {
            Switches++;
            Hand(next);
            worker.AwaitTurn();
        }

        self.Condition = null;
        if (_isOver)
        {
            throw new ScheduleOverException();
        }
    }

    /// <summary>Who goes on; null where nobody can, or the schedule is over.</summary>
    private Operation? Draw(Operation? current)
    {
        if (Time.IsAnySet && _race is { IsCompleted: false } && _order.DrawTime())
        {
            PassTime();
        }

        while (!_isOver)
        {
            TakeForeign();
            _able.Clear();
            foreach (Operation one in _live)
            {
                if (one.CanGoOn)
                {
                    _able.Add(one);
                }
            }

            if (_able.Count > 0)
            {
                return _order.Choose(_able, current);
            }

            if (!WaitForForeign())
            {
                if (_race is { IsCompleted: true } || !Time.IsAnySet)
                {
                    return null;
                }

                PassTime();
            }
        }

        return null;
    }

    private void PassTime()
    {
        foreach (Action goOff in Time.PassNext())
        {
            _live.Add(new Operation(goOff, isThread: false) { Priority = _order.DrawPriority() });
        }
    }

    private void TakeForeign()
    {
        while (_foreign.TryDequeue(out Operation? operation))
        {
            operation.Priority = _order.DrawPriority();
            _live.Add(operation);
        }
    }

    /// <summary>Whether something may come from outside, or has.</summary>
    private bool WaitForForeign()
    {
        if (!_live.Exists(static one => one.IsExternal) && ThreadPool.PendingWorkItemCount == 0)
        {
            return !_foreign.IsEmpty;
        }

        Thread.Sleep(0);
        return true;
    }

    private void Begin(Operation operation, Worker worker)
    {
        (operation.Worker, worker.Operation, worker.Schedule) = (worker, operation, this);
        operation.Condition = null;
    }

    /// <summary>Lets the operation go on, or the race end where there is none.</summary>
    private void Hand(Operation? next)
    {
        if (next is null)
        {
            _finished.Give();
            return;
        }

        if (next.Worker is null)
        {
            Begin(next, !next.IsThread && _idle.TryTake(out Worker? idle) ? idle : new Worker());
        }

        next.Worker!.Go();
    }

    /// <summary>Ends the threads that wait for what will not come.</summary>
    private void Unwind()
    {
        _isOver = true;
        foreach (Operation left in _live.FindAll(static one => one.Worker is not null))
        {
            left.Worker!.Go();
            if (!_finished.Await(_longest))
            {
                Break("a thread cannot be ended");
            }
        }
    }
}
