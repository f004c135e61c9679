using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Services;

/// <summary>What a run does with what its service answers.</summary>
internal static class Telling
{
    /// <summary>Says what came of a conversation; how it ended, for the shell.</summary>
    public static async Task<ExitCode> ToldAsync(this Task<Conversation?> serving, Reporter reporter, bool isOfMany) =>
        await serving is { } conversation
            ? new ConversationReport(reporter, isOfMany).Tell(conversation)
            : ExitCode.Failed;
}
