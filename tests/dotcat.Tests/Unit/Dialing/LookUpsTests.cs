using System.Net;
using Dotcat.Dialing;

namespace Dotcat.Tests.Unit.Dialing;

public sealed class LookUpsTests
{
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Name_IsLookedUpOnce_HoweverManyWantIt()
    {
        var asked = new List<string>();
        var answer = new TaskCompletionSource<IReadOnlyList<IPAddress>>();
        var lookUps = new LookUps(
            (host, _) =>
            {
                asked.Add(host);
                return answer.Task;
            }
        );

        Task<IReadOnlyList<IPAddress>>[] wanted =
        [
            lookUps.ResolveAsync("one", CancellationToken.None),
            lookUps.ResolveAsync("one", CancellationToken.None),
            lookUps.ResolveAsync("other", CancellationToken.None),
        ];
        answer.SetResult([IPAddress.Loopback]);

        Assert.All(await Task.WhenAll(wanted), static found => Assert.Equal([IPAddress.Loopback], found));
        Assert.Equal(["one", "other"], asked);
    }

    /// <summary>Others may still want what one no longer waits for.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Cancelling_EndsTheWaitOfOne()
    {
        var answer = new TaskCompletionSource<IReadOnlyList<IPAddress>>();
        var lookUps = new LookUps((_, _) => answer.Task);
        using var stop = new CancellationTokenSource();
        Task<IReadOnlyList<IPAddress>> first = lookUps.ResolveAsync("host", stop.Token);
        Task<IReadOnlyList<IPAddress>> second = lookUps.ResolveAsync("host", CancellationToken.None);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult([IPAddress.Loopback]);
        Assert.Single(await second);
    }
}
