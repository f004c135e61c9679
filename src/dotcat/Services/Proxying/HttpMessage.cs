using Dotcat.Channels;
using Dotcat.Http;

namespace Dotcat.Services.Proxying;

/// <summary>A message as it is forwarded.</summary>
/// <param name="Head">Its bytes.</param>
/// <param name="Body">Where its body ends; null where another head follows.</param>
/// <param name="Rest">What gives the body.</param>
internal sealed record HttpMessage(ReadOnlyMemory<byte> Head, MessageBody? Body, Channel Rest);
