namespace Dotcat.Interop;

/// <summary>A program that was started, with pipes to its standard input and output.</summary>
internal abstract class ChildProcess(Stream input, Stream output) : IAsyncDisposable
{
    public abstract int Id { get; }

    /// <summary>What it reads. Closing it is the end of its input.</summary>
    public Stream Input { get; } = input;

    /// <summary>What it writes.</summary>
    public Stream Output { get; } = output;

    /// <summary>Completes when it has ended; what it had started may still run.</summary>
    public abstract Task Ended { get; }

    /// <summary>Whether something it started still runs, once it has ended and its code was taken.</summary>
    public abstract bool LeftSomethingBehind { get; }

    /// <summary>Our ends of the pipes; null where they are not plain descriptors.</summary>
    public virtual Descriptors? Descriptors => null;

    /// <summary>Asks it, and what it started, to end.</summary>
    public abstract void Terminate();

    /// <summary>Ends it, and what it started.</summary>
    public abstract void Kill();

    /// <summary>Its exit code, 128 and the signal's number where one ended it. Once, and only when it has ended.</summary>
    public abstract int TakeExitCode();

    /// <summary>Closes the pipes. The program goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        await Input.DisposeAsync();
        await Output.DisposeAsync();
    }
}
