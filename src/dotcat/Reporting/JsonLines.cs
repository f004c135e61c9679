using System.Buffers;
using System.Text;
using System.Text.Json;
using Dotcat.Channels;

namespace Dotcat.Reporting;

/// <summary>
/// An event as JSON, an object a line (https://jsonlines.org). All but ASCII is escaped, so that a terminal shows it and
/// does nothing else. What is null is left out.
/// </summary>
internal sealed class JsonLines : IDisposable
{
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly Utf8JsonWriter _json;
    private readonly TimeProvider _time;
    private readonly bool _withTraces;

    /// <param name="happened">The event.</param>
    /// <param name="time">Says when.</param>
    /// <param name="withTraces">Whether stack traces are wanted, too.</param>
    public JsonLines(Event happened, TimeProvider time, bool withTraces)
    {
        (_time, _withTraces) = (time, withTraces);
        _json = new Utf8JsonWriter(_lines);
        happened.Write(this);
        End();
    }

    /// <summary>Each line with its end.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_lines.WrittenSpan);

    /// <summary>Begins an object, and ends the one before.</summary>
    public JsonLines Begin(string name)
    {
        End();
        _json.WriteStartObject();
        _json.WriteString("time", Messages.Moment(_time.GetUtcNow()));
        _json.WriteString("event", name);
        return this;
    }

    public JsonLines Add(string name, string? text)
    {
        if (text is not null)
        {
            _json.WriteString(name, text);
        }

        return this;
    }

    public JsonLines Add(string name, Sentence? sentence) => Add(name, sentence?.Unescaped);

    public JsonLines Add(string name, long? number)
    {
        if (number is { } it)
        {
            _json.WriteNumber(name, it);
        }

        return this;
    }

    public JsonLines Add(string name, ExitCode? code) => Add(name, (long?)code);

    public JsonLines Add(string name, DateTime date) => Add(name, Messages.Moment(date));

    /// <summary>In seconds, to the millisecond.</summary>
    public JsonLines Add(string name, TimeSpan duration)
    {
        _json.WriteNumber(name, Math.Round((decimal)duration.TotalSeconds, 3));
        return this;
    }

    /// <summary>Whom a channel leads to.</summary>
    public JsonLines Add(Channel peer) =>
        Add("peer", peer.Name).Add("local", Addresses.LocalOf(peer)).Add("protocol", Protocol.Of(peer));

    /// <summary>A stack trace, where those are wanted.</summary>
    public JsonLines AddTrace(Exception? cause) => _withTraces ? Add("trace", cause?.ToString()) : this;

    public void Dispose() => _json.Dispose();

    private void End()
    {
        if (_json.CurrentDepth > 0)
        {
            _json.WriteEndObject();
            _json.Flush();
            _json.Reset();
            _lines.Write("\n"u8);
        }
    }
}
