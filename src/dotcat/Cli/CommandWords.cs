using System.Text;
using Dotcat.Reporting;
using Dotcat.Services;

namespace Dotcat.Cli;

/// <summary>The program that is to answer each peer, from one word of the command line.</summary>
internal static class CommandWords
{
    /// <summary>
    /// A program and its arguments, divided at blanks. A <c>\</c> takes its meaning from the character after it, a
    /// blank or another <c>\</c> for one; at the very end it stands for itself, as on Windows, whose paths are full of
    /// them, it does before everything but a blank.
    /// </summary>
    /// <exception cref="UsageException">There is no word in it.</exception>
    public static Answer.Command Split(string command) => Split(command, OperatingSystem.IsWindows());

    /// <inheritdoc cref="Split(string)"/>
    internal static Answer.Command Split(string command, bool forWindows)
    {
        List<string> words = [];
        StringBuilder? word = null;
        for (int i = 0; i < command.Length; i++)
        {
            if (IsBlank(command[i]))
            {
                Finish();
                continue;
            }

            bool escapes = command[i] == '\\' && i + 1 < command.Length && (!forWindows || IsBlank(command[i + 1]));
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

    private static bool IsBlank(char letter) => letter is ' ' or '\t' or '\r' or '\n';

    /// <summary>A command line for the shell. <c>/S</c> has cmd.exe take off the outermost quotes, and look at no others.</summary>
    /// <exception cref="UsageException">It is blank.</exception>
    public static Answer.Command ForShell(string command) =>
        string.IsNullOrWhiteSpace(command) ? throw new UsageException(Messages.EmptyCommand())
        : OperatingSystem.IsWindows() ? new Answer.Command("cmd.exe", ["/S", "/C", $"\"{command}\""])
        : new Answer.Command("/bin/sh", ["-c", command]);
}
