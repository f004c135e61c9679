using System.Runtime.InteropServices;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit;

public sealed class SignalsTests
{
    private readonly PosixSignalContext _context = new(PosixSignal.SIGHUP);

    [Fact]
    public void First_CancelsAndGivesTheCode()
    {
        using var signals = new Signals();

        signals.Handle(_context);

        Assert.True(_context.Cancel);
        Assert.True(signals.Token.IsCancellationRequested);
        Assert.Equal(129, signals.ExitCode(ExitCode.Failed));
    }

    [Fact]
    public void Second_IsLeftToTheSystem()
    {
        using var signals = new Signals();
        signals.Handle(new PosixSignalContext(PosixSignal.SIGTERM));

        signals.Handle(_context);

        Assert.False(_context.Cancel);
        Assert.Equal(143, signals.ExitCode(ExitCode.Done));
    }

    [Fact]
    public void AfterTheCode_ItIsLeftToTheSystem()
    {
        using var signals = new Signals();
        Assert.Equal(1, signals.ExitCode(ExitCode.Failed));

        signals.Handle(_context);

        Assert.False(_context.Cancel);
        Assert.False(signals.Token.IsCancellationRequested);
    }

    [Fact]
    public void AfterDispose_ItIsLeftToTheSystem()
    {
        var signals = new Signals();
        signals.Dispose();

        signals.Handle(_context);

        Assert.False(_context.Cancel);
    }
}
