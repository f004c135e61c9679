namespace Dotcat.Interop;

/// <summary>Where reads and writes go.</summary>
/// <param name="Read">What is read from.</param>
/// <param name="Write">What is written to; may be the same.</param>
/// <param name="ReaderMayLeave">Whether it is no failure that nobody reads any more what is written.</param>
internal readonly record struct Descriptors(int Read, int Write, bool ReaderMayLeave);
