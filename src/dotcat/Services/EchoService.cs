using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Sends back what arrives (RFC 862).</summary>
internal sealed class EchoService(ServiceOptions options, Reporter reporter, TimeProvider time)
    : MessageService(options, reporter, time)
{
    protected override ReadOnlyMemory<byte> AnswerTo(ReadOnlyMemory<byte> message) => message;
}
