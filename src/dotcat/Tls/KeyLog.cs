using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>
/// The file that <c>SSLKEYLOGFILE</c> names: with the keys in it Wireshark and others decrypt what they recorded
/// (https://www.ietf.org/archive/id/draft-ietf-tls-keylogfile-02.html).
/// </summary>
internal static class KeyLog
{
    /// <summary>Has the keys of all sessions appended to it, which the platform does with OpenSSL only.</summary>
    /// <remarks>A file that cannot be written is said, and no reason not to connect: the variable is everybody's.</remarks>
    public static void Begin(string file, Reporter reporter)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            // Made here, because the platform would let everybody read it.
            using var _ = new FileStream(
                file,
                new FileStreamOptions
                {
                    Mode = FileMode.Append,
                    Access = FileAccess.Write,
                    Share = FileShare.ReadWrite,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Sentence cause = e is DirectoryNotFoundException ? Messages.NoSuchFolder : Causes.Of(e);
            reporter.Tell(new Event.Error(Messages.CannotUseFile(file, cause)) { Reason = cause });
            return;
        }

        AppContext.SetSwitch("System.Net.EnableSslKeyLogging", isEnabled: true);
        reporter.Say(Verbosity.Events, Messages.WritingKeys(file));
    }
}
