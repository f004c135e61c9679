using System.Text;
using Dotcat.Reporting;
using Dotcat.Services;

namespace Dotcat.Cli;

/// <summary>The program that is to answer each peer, from one word of the command line.</summary>
internal static class CommandWords
{
    /// <summary>
    /// A program and its arguments, divided at blanks. A <c>\</c> takes its meaning from the character after it, a
    /// blank or another <c>\</c> for one; at the very end it stands for itself.
    /// </summary>
    /// <exception cref="UsageException">There is no word in it.</exception>
    public static Answer.Command Split(string command)
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
            ? new Answer.Command(words[0], words[1..])
            : throw new UsageException(Messages.EmptyCommand());

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
    /// <exception cref="UsageException">It is blank.</exception>
    public static Answer.Command ForShell(string command) =>
        string.IsNullOrWhiteSpace(command) ? throw new UsageException(Messages.EmptyCommand())
        : OperatingSystem.IsWindows() ? new Answer.Command("cmd.exe", ["/C", command])
        : new Answer.Command("/bin/sh", ["-c", command]);
}
