using System.Globalization;

namespace Dotcat.Http;

/// <summary>
/// A body in chunks, each behind its length (RFC 9112, section 7.1). Strict about line ends, so that nobody behind
/// finds another end than is found here.
/// </summary>
/// <param name="isDecoded">Whether only what the chunks hold is passed on.</param>
internal sealed class ChunkedBody(bool isDecoded = false) : MessageBody
{
    private State _state;
    private long _left; // of the chunk, in bytes
    private int _framing; // bytes of the line, or of all trailers

    private enum State
    {
        Length,
        MoreLength,
        Blank,
        Extension,
        LengthFeed,
        Data,
        DataReturn,
        DataFeed,
        Trailer,
        MoreTrailer,
        TrailerFeed,
        LastFeed,
        Complete,
    }

    public override int Take(Span<byte> bytes)
    {
        int done = 0;
        int held = 0;
        while (done < bytes.Length && !IsComplete)
        {
            if (_state == State.Data)
            {
                int part = (int)Math.Min(_left, bytes.Length - done);
                if (isDecoded)
                {
                    bytes.Slice(done, part).CopyTo(bytes[held..]);
                }

                _left -= part;
                done += part;
                held += part;
                _state = _left == 0 ? State.DataReturn : State.Data;
                continue;
            }

            _framing = ++_framing <= HttpReader.Limit ? _framing : throw new InvalidDataException();
            _state = After(bytes[done++]);
            IsComplete = _state == State.Complete;
        }

        return isDecoded ? held : done;
    }

    private State After(byte next) =>
        (_state, next) switch
        {
            (State.Length or State.MoreLength, _) when char.IsAsciiHexDigit((char)next) => Digit(next),
            (State.MoreLength or State.Blank, (byte)' ' or (byte)'\t') => State.Blank,
            (State.MoreLength or State.Blank, (byte)';') => State.Extension,
            (State.MoreLength or State.Blank or State.Extension, (byte)'\r') => State.LengthFeed,
            (State.Extension, _) when IsText(next) => State.Extension,
            (State.LengthFeed, (byte)'\n') => Begin(_left == 0 ? State.Trailer : State.Data),
            (State.DataReturn, (byte)'\r') => State.DataFeed,
            (State.DataFeed, (byte)'\n') => Begin(State.Length),
            (State.Trailer, (byte)'\r') => State.LastFeed,
            (State.MoreTrailer, (byte)'\r') => State.TrailerFeed,
            (State.Trailer or State.MoreTrailer, _) when IsText(next) => State.MoreTrailer,
            (State.TrailerFeed, (byte)'\n') => State.Trailer,
            (State.LastFeed, (byte)'\n') => State.Complete,
            _ => throw new InvalidDataException(),
        };

    private State Digit(byte digit)
    {
        _left =
            _left <= long.MaxValue >> 4
                ? (_left << 4) + byte.Parse([digit], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : throw new InvalidDataException();
        return State.MoreLength;
    }

    private State Begin(State state)
    {
        _framing = 0;
        return state;
    }

    private static bool IsText(byte letter) => letter is (byte)'\t' or (>= (byte)' ' and not 0x7F);
}
