using Dotcat.Interop;
using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

internal sealed class EventLoopRace : Race
{
    private const int Rounds = 6;

    public override async Task RunAsync(Schedule schedule)
    {
        int count = 1 + schedule.Random.Next(3);
        TaskCompletionSource[][] questions = Make(count);
        TaskCompletionSource[][] answers = Make(count);
        var over = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var pipe = new PipePair(4096);
        Poller? poller = null;
        schedule.Start(() =>
        {
            try
            {
                over.SetResult(
                    EventLoop.Run(() =>
                    {
                        poller = Poller.Current;
                        return LoopAsync(schedule, count, questions, answers, pipe);
                    })
                );
            }
            catch (BrokenException e)
            {
                schedule.Break(e.Message);
            }
        });
        var asking = new List<Task>();
        for (int i = 0; i < count; i++)
        {
            asking.Add(AskAsync(i, questions, answers));
        }

        await Task.WhenAll(asking);
        new DescriptorStream(pipe.WriteEnd).Write([1]);
        RequireSame(count * Rounds, await over.Task, "answers of the loop");
        Pollers.Close(poller!);
    }

    private static TaskCompletionSource[][] Make(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(static _ => new TaskCompletionSource[Rounds])
                .Select(static row =>
                    Array.ConvertAll(
                        row,
                        static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
                    )
                ),
        ];

    private static async Task AskAsync(int number, TaskCompletionSource[][] questions, TaskCompletionSource[][] answers)
    {
        for (int round = 0; round < Rounds; round++)
        {
            await Task.Yield();
            questions[number][round].SetResult();
            await answers[number][round].Task;
        }
    }

    private static async Task<int> LoopAsync(
        Schedule schedule,
        int count,
        TaskCompletionSource[][] questions,
        TaskCompletionSource[][] answers,
        PipePair pipe
    )
    {
        int thread = Environment.CurrentManagedThreadId;
        var answering = new List<Task<int>>();
        for (int i = 0; i < count; i++)
        {
            answering.Add(AnswerAsync(i));
        }

        using PolledDescriptor reader = Poller.Current.Watch(pipe.ReadEnd);
        await new Readiness().WaitAsync(reader, Libc.POLLIN);
        RequireSame(thread, Environment.CurrentManagedThreadId, "the thread after a wait");
        return (await Task.WhenAll(answering)).Sum();

        async Task<int> AnswerAsync(int number)
        {
            for (int round = 0; round < Rounds; round++)
            {
                await questions[number][round].Task;
                RequireSame(thread, Environment.CurrentManagedThreadId, "the thread that goes on");
                if (schedule.Random.Next(2) == 0)
                {
                    await Task.Yield();
                }

                answers[number][round].SetResult();
            }

            return Rounds;
        }
    }
}
