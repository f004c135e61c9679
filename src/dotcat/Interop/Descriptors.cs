namespace Dotcat.Interop;

/// <summary>Where reads and writes go; both may be the same. To some it is no failure that nobody reads what they write.</summary>
internal readonly record struct Descriptors(int Read, int Write, bool ReaderMayLeave);
