using Dotcat.Services.Proxying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services.Proxying;

internal static class Requests
{
    /// <summary>What a proxy makes of the text. Nothing waits: all of it is there.</summary>
    public static ProxyRequest Read(string text) => Now(ProxyRequest.ReadAsync(BytesChannel.Of(text), default));

    public static T Now<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new TimeoutException();
}
