namespace Dotcat.Channels;

/// <summary>When bytes are held back because the user wants it, which is no silence.</summary>
internal sealed class Hold(TimeProvider time)
{
    private volatile bool _isOn;
    private long _end;

    public bool IsOn => _isOn;

    /// <summary>The clock's timestamp of its end: that of now while it is on, 0 where there was none.</summary>
    public long Until => _isOn ? time.GetTimestamp() : Volatile.Read(ref _end);

    public void Begin() => _isOn = true;

    public void End()
    {
        Volatile.Write(ref _end, time.GetTimestamp());
        _isOn = false; // after it, so that at no moment it seems not to have been
    }
}
