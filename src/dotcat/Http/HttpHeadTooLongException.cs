namespace Dotcat.Http;

/// <summary>A head that is longer than <see cref="HttpReader.Limit"/>, or has no end.</summary>
internal sealed class HttpHeadTooLongException : Exception;
