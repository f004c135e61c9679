using System.Net;
using Dotcat.Listening;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Listening;

public sealed class AdmissionTests : IDisposable
{
    private static readonly IPEndPoint _friend = IPEndPoint.Parse("10.0.0.1:5000");
    private static readonly IPEndPoint _stranger = IPEndPoint.Parse("10.0.0.2:5000");

    private readonly StringWriter _stderr = new() { NewLine = "\n" };

    [Fact]
    public void Stranger_TakesNoPlaceAndIsTold()
    {
        Admission admission = To(limit: 1, Verbosity.Events);

        Assert.False(admission.TryEnter(_stranger, "10.0.0.2:5000"));
        Assert.True(admission.TryEnter(_friend, "10.0.0.1:5000"));

        Assert.Equal("dotcat: 10.0.0.2:5000 turned away: not allowed\n", _stderr.ToString());
    }

    [Fact]
    public void Friend_OverTheLimit_ComesInWhenOneHasLeft()
    {
        Admission admission = To(limit: 1, Verbosity.Events);
        Assert.True(admission.TryEnter(_friend, "first"));

        Assert.False(admission.TryEnter(_friend, "second"));
        admission.Leave();
        Assert.True(admission.TryEnter(_friend, "third"));

        Assert.Equal("dotcat: second turned away: 1 client at a time\n", _stderr.ToString());
    }

    [Fact]
    public void Stranger_WithoutV_IsNotTold()
    {
        Assert.False(To(limit: 1, Verbosity.Quiet).TryEnter(_stranger, "10.0.0.2:5000"));

        Assert.Equal("", _stderr.ToString());
    }

    public void Dispose() => _stderr.Dispose();

    private Admission To(int limit, Verbosity verbosity) =>
        new(new AccessList([AddressRange.Of(_friend.Address)], []), limit, new Reporter(_stderr, verbosity));
}
