using System.Text;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>A program to start for each peer.</summary>
/// <param name="Program">A path, or a name that is looked for in PATH.</param>
/// <param name="Arguments">What follows it, a word each.</param>
internal sealed record CommandOptions(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>
    /// A program and its arguments, divided at blanks. A <c>\</c> takes its meaning from the character after it, a
    /// blank or another <c>\</c> for one; at the very end it stands for itself.
    /// </summary>
    /// <exception cref="FormatException">There is no word in it.</exception>
    public static CommandOptions Split(string command)
    {
        List<string> words = [];
        StringBuilder? word = null;
        for (int i = 0; i < command.Length; i++)
        {
            if (command[i] is ' ' or '\t' or '\r' or '\n')
            {
                Finish();
                continue;
            }

            bool escapes = command[i] == '\\' && i + 1 < command.Length;
            (word ??= new StringBuilder()).Append(command[escapes ? ++i : i]);
        }

        Finish();
        return words.Count > 0
            ? new CommandOptions(words[0], words[1..])
            : throw new FormatException(Messages.EmptyCommand());

        void Finish()
        {
            if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }
    }

    /// <summary>A command line for the shell.</summary>
    /// <exception cref="FormatException">It is blank.</exception>
    public static CommandOptions ForShell(string command) =>
        string.IsNullOrWhiteSpace(command) ? throw new FormatException(Messages.EmptyCommand())
        : OperatingSystem.IsWindows() ? new CommandOptions("cmd.exe", ["/C", command])
        : new CommandOptions("/bin/sh", ["-c", command]);
}
