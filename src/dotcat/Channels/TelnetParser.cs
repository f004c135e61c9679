namespace Dotcat.Channels;

/// <summary>
/// Takes the commands of telnet (RFC 854) out of what a peer sends, wherever it is cut, and refuses every option that it
/// offers or asks for.
/// </summary>
internal sealed class TelnetParser
{
    private const byte SubnegotiationBegin = 250;
    private const byte Will = 251;
    private const byte Wont = 252;
    private const byte Do = 253;
    private const byte Dont = 254;
    private const byte Iac = 255;

    private State _state;
    private byte _verb;

    private enum State
    {
        Text,
        Command,
        Option,
        Subnegotiation,
        SubnegotiationCommand,
    }

    /// <summary>Doubles each 255; the bytes themselves where there is none.</summary>
    public static ReadOnlyMemory<byte> Escape(ReadOnlyMemory<byte> bytes)
    {
        int count = bytes.Span.Count(Iac);
        if (count == 0)
        {
            return bytes;
        }

        byte[] escaped = new byte[bytes.Length + count];
        int length = 0;
        foreach (byte value in bytes.Span)
        {
            escaped[length++] = value;
            if (value == Iac)
            {
                escaped[length++] = value;
            }
        }

        return escaped;
    }

    /// <summary>How many of the bytes have become the first so many of what <see cref="Escape"/> made, each of them wholly.</summary>
    public static int CountSource(ReadOnlySpan<byte> bytes, int escaped)
    {
        int count = 0;
        while (count < bytes.Length && (escaped -= bytes[count] == Iac ? 2 : 1) >= 0)
        {
            count++;
        }

        return count;
    }

    /// <summary>Brings the text within the bytes to their beginning, and adds what is to be answered.</summary>
    /// <returns>How many bytes of text there are.</returns>
    public int Parse(Span<byte> bytes, List<byte> answers)
    {
        if (_state == State.Text && !bytes.Contains(Iac))
        {
            return bytes.Length;
        }

        int length = 0;
        foreach (byte value in bytes)
        {
            if (IsText(value, answers))
            {
                bytes[length++] = value;
            }
        }

        return length;
    }

    private bool IsText(byte value, List<byte> answers)
    {
        switch (_state)
        {
            case State.Text when value == Iac:
                _state = State.Command;
                return false;
            case State.Text:
                return true;
            case State.Option:
                Refuse(value, answers);
                _state = State.Text;
                return false;
            case State.Subnegotiation:
                _state = value == Iac ? State.SubnegotiationCommand : State.Subnegotiation;
                return false;
            case State.SubnegotiationCommand when value == Iac:
                _state = State.Subnegotiation;
                return false;
            default: // also a command that breaks off a subnegotiation
                bool isEscaped = value == Iac;
                _verb = value;
                _state = value switch
                {
                    Will or Wont or Do or Dont => State.Option,
                    SubnegotiationBegin => State.Subnegotiation,
                    _ => State.Text, // NOP, go ahead, the end of a subnegotiation, and whatever has no meaning
                };
                return isEscaped;
        }
    }

    /// <summary>What the peer refuses is so already, and is not answered (RFC 854, "General Considerations").</summary>
    private void Refuse(byte option, List<byte> answers)
    {
        if (_verb is Do or Will)
        {
            answers.AddRange([Iac, _verb == Do ? Wont : Dont, option]);
        }
    }
}
