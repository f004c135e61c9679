namespace Dotcat.Reporting;

/// <summary>
/// Tells what happens on stderr: in sentences, each in a line under the tool's name and as many as the user asked for,
/// or all of it as JSON.
/// </summary>
internal sealed class Reporter(TextWriter stderr, Verbosity verbosity)
{
    private readonly Lock _gate = new();

    /// <summary>What says when something happened, where it is told as JSON; null for sentences.</summary>
    public TimeProvider? JsonTime { get; init; }

    /// <summary>Whether stderr shows colours; asked when there is something to colour.</summary>
    public Func<bool> HasColours { get; init; } = static () => false;

    /// <summary>Says events in another program's lines, each of them whole; null for our own under our own name.</summary>
    public Func<Event, IEnumerable<Line>>? OtherWords { get; init; }

    /// <summary>Whether what is told at this level is heard.</summary>
    public bool Says(Verbosity level) => verbosity >= level || TellsAll;

    /// <summary>Whether everything is heard.</summary>
    public bool TellsAll => JsonTime is not null;

    /// <summary>Tells an event to whoever asked for it.</summary>
    public void Tell(Event happened)
    {
        if (OtherWords is null && !Says(happened.Level))
        {
            return;
        }

        lock (_gate)
        {
            if (JsonTime is not null)
            {
                WriteJson(happened, JsonTime);
                return;
            }

            foreach (Line line in OtherWords?.Invoke(happened) ?? happened.Lines)
            {
                Say(line);
            }
        }
    }

    /// <summary>Says something that is no event of its own, whatever the verbosity.</summary>
    public void Say(Sentence sentence) => Say(Verbosity.Quiet, sentence);

    /// <inheritdoc cref="Say(Sentence)"/>
    public void Say(Verbosity level, Sentence sentence) => Tell(new Event.Note(sentence) { Asked = level });

    private void Say(Line line)
    {
        if (!Says(line.Level))
        {
            return;
        }

        string words = line.Words.ToString();
        string shown = line.IsTrouble && HasColours() ? Colour.Trouble(words) : words;
        Write($"{(OtherWords is null ? Messages.Prefix : "")}{shown}\n"); // in one piece, so that it stays one among other programs'
        if (line.Cause is { } cause && Says(Verbosity.Everything))
        {
            Write($"{Messages.Prefix}{TraceOf(cause).ReplaceLineEndings($"\n{Messages.Prefix}")}\n");
        }
    }

    private void WriteJson(Event happened, TimeProvider time)
    {
        using var lines = new JsonLines(happened, time, withTraces: verbosity >= Verbosity.Everything);
        Write($"{lines}");
    }

    private static string TraceOf(Exception exception)
    {
        Sentence what = $"{exception.GetType().ToString()}: {exception.Message}";
        string trace = exception.StackTrace is { } stack ? $"{what}\n{stack}" : $"{what}";
        return exception.InnerException is { } inner ? $"{trace}\n{TraceOf(inner)}" : trace;
    }

    private void Write(string text)
    {
        try
        {
            stderr.Write(text);
            stderr.Flush();
        }
        catch (IOException)
        {
            // stderr is closed or full: there is nobody left to tell
        }
    }
}
