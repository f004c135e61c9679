using System.Net.Sockets;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Reporting;

public sealed class CausesTests
{
    [Theory]
    [InlineData(SocketError.ConnectionRefused, "connection refused")]
    [InlineData(SocketError.ConnectionReset, "connection reset by the peer")]
    [InlineData(SocketError.TimedOut, "timed out")]
    [InlineData(SocketError.AddressAlreadyInUse, "address already in use")]
    [InlineData(SocketError.HostNotFound, "unknown host")]
    public void Of_ASocketError_IsTheUsersWords(SocketError error, string expected) =>
        Assert.Equal(expected, Causes.Of(new SocketException((int)error)));

    [Fact]
    public void Of_AWrappedSocketError_IsThatOf() =>
        Assert.Equal(
            "connection refused",
            Causes.Of(new IOException("outer", new SocketException((int)SocketError.ConnectionRefused)))
        );

    [Theory]
    [InlineData("No space left on device.", "no space left on device")]
    [InlineData("TLS failed", "TLS failed")]
    [InlineData("already low", "already low")]
    public void Of_AnotherException_IsItsMessageWithinASentence(string message, string expected) =>
        Assert.Equal(expected, Causes.Of(new IOException(message)));

    [Fact]
    public void Of_AFile_LeavesItsNameToTheSentence() =>
        Assert.Equal("device or resource busy", Causes.Of(new IOException("Device or resource busy : '/run/sock'")));

    public static TheoryData<Exception, string> LacksOfTheSystem =>
        new()
        {
            { new InsufficientMemoryException(), Messages.NothingLeft },
            { new IOException("no thread", new InsufficientMemoryException()), Messages.NothingLeft },
            { new TypeInitializationException("X", new InsufficientMemoryException()), Messages.NothingLeft },
            { new TypeInitializationException("X", new IOException("Too many open files")), "too many open files" },
            {
                new TypeInitializationException("X", new IOException("used by another process", 11)),
                Messages.NothingLeft
            },
            { new IOException("Too many open files"), "too many open files" },
            { new TaskSchedulerException(new InsufficientMemoryException()), Messages.NothingLeft },
            { new SocketException((int)SocketError.NoBufferSpaceAvailable), Messages.NoMemory },
        };

    [Theory]
    [MemberData(nameof(LacksOfTheSystem))]
    public void Of_WhatTheSystemLacks_SaysSo(Exception exception, string expected)
    {
        Assert.Equal(expected, Causes.Of(exception));
        Assert.True(Causes.IsOfTheSystem(exception));
    }

    [Fact]
    public void IsOfTheSystem_OfAFaultOfOurs_IsFalse() =>
        Assert.False(Causes.IsOfTheSystem(new InvalidOperationException()));

    [Theory]
    [InlineData(SocketError.ConnectionRefused, true)]
    [InlineData(SocketError.ConnectionReset, true)]
    [InlineData(SocketError.TimedOut, true)]
    [InlineData(SocketError.HostUnreachable, true)]
    [InlineData(SocketError.NetworkUnreachable, true)]
    [InlineData(SocketError.AddressAlreadyInUse, true)]
    [InlineData(SocketError.TryAgain, true)]
    [InlineData(SocketError.HostNotFound, false)]
    [InlineData(SocketError.AccessDenied, false)]
    [InlineData(SocketError.AddressNotAvailable, false)]
    [InlineData(SocketError.AddressFamilyNotSupported, false)]
    [InlineData(SocketError.ProtocolType, false)]
    public void IsTransient_OfWhatTimeCanMend_IsTrue(SocketError error, bool expected) =>
        Assert.Equal(expected, Causes.IsTransient(error));
}
