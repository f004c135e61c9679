using System.Net.Sockets;

namespace Dotcat.Reporting;

/// <summary>A call on a socket that failed, in words for the user.</summary>
internal static class SocketFailure
{
    /// <summary>A peer could not be reached.</summary>
    /// <param name="target">Where it is.</param>
    /// <param name="e">What the platform said; no <see cref="SocketException"/> where it has nothing left to connect with.</param>
    /// <param name="hint">What the user may not know of a target that refuses; null for nothing.</param>
    public static DotcatException Connect(string target, Exception e, Sentence? hint = null) =>
        For(
            hint is not null && e is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                ? (name, cause) => Messages.CannotConnect(name, Messages.WithHint(cause, hint))
                : Messages.CannotConnect,
            target,
            ExitCode.Failed,
            FailedStep.Connect,
            e
        );

    /// <summary>A peer could not be reached in time.</summary>
    public static DotcatException ConnectTimedOut(string target) =>
        Connect(target, new SocketException((int)SocketError.TimedOut));

    /// <summary>A local address could not be had, whether to listen on or to connect from.</summary>
    /// <param name="address">Which.</param>
    /// <param name="e">What the platform said.</param>
    /// <param name="meaning">What that means here; null for what it means elsewhere.</param>
    public static DotcatException Bind(string address, SocketException e, Sentence? meaning = null) =>
        For(
            (name, cause) => Messages.CannotBind(name, meaning ?? cause),
            address,
            ExitCode.NothingTried,
            FailedStep.Bind,
            e
        );

    /// <summary>Nobody can be met any more where it was listened.</summary>
    public static DotcatException Listen(IEnumerable<string> addresses, SocketException e) =>
        For((_, cause) => Messages.CannotGoOnListening(addresses, cause), "", ExitCode.Failed, FailedStep.Other, e);

    private static DotcatException For(
        Func<string, Sentence, Sentence> sentence,
        string address,
        ExitCode code,
        FailedStep step,
        Exception e
    )
    {
        string cause = Causes.Of(e);
        bool isTransient = e is SocketException { SocketErrorCode: var error } && Causes.IsTransient(error);
        return new DotcatException(sentence(address, cause), cause, code, isTransient, e) { Step = step };
    }
}
