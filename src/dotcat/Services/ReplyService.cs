using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Writes each message to standard output, and answers it with the same text.</summary>
internal sealed class ReplyService(
    Channel stdio,
    ReadOnlyMemory<byte> answer,
    ServiceOptions options,
    Reporter reporter,
    TimeProvider time
) : MessageService(options, reporter, time)
{
    private readonly SharedOutput _output = new(stdio, reporter);

    public override Task<ExitCode> Over => _output.Over;

    public override async ValueTask DisposeAsync()
    {
        _output.Dispose();
        await base.DisposeAsync();
    }

    protected override ValueTask<bool> TakeAsync(
        ReadOnlyMemory<byte> message,
        CancellationToken waiting,
        CancellationToken run
    ) => _output.WriteAsync(message, waiting, run);

    protected override ReadOnlyMemory<byte> AnswerTo(ReadOnlyMemory<byte> message) => answer;
}
