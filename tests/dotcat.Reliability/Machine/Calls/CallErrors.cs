namespace Dotcat.Reliability.Machine.Calls;

/// <summary>
/// The errors of each call that can befall dotcat, of those that its man page (section 2, "ERRORS") names. A call is written
/// as <see cref="Tests.Support.Processes.FailingCall"/> has it. Left out is what another answer of the same call contradicts:
/// a socket is not reset for one write alone, and what waits for an edge (EPOLLET) is not told EAGAIN where bytes are there;
/// and calls that fail only for arguments that dotcat does not pass. Of those for memory, the stacks of threads and what OpenSSL
/// is loaded into are dotcat's to answer for; its heap is the runtime's, which may end the process for want of it.
/// </summary>
internal static class CallErrors
{
    private const string NoRoom = "EMFILE ENFILE ENOMEM";

    public static IReadOnlyDictionary<string, string[]> All { get; } =
        new Dictionary<string, string>
        {
            ["accept4"] = "EAGAIN EINTR ECONNABORTED EPERM EPROTO ENETDOWN EHOSTUNREACH ENOBUFS EMFILE ENFILE ENOMEM",
            ["bind"] = "EACCES EADDRINUSE EADDRNOTAVAIL ENOMEM",
            ["close file"] = "EIO ENOSPC EDQUOT EINTR",
            ["clone3"] = "EAGAIN ENOMEM",
            ["connect socket"] =
                "EACCES EPERM EADDRINUSE EADDRNOTAVAIL EAGAIN ECONNREFUSED EINTR ENETUNREACH ETIMEDOUT EHOSTUNREACH ECONNRESET",
            ["dup2 standard"] = "EBUSY EINTR",
            ["epoll_create1"] = NoRoom,
            ["epoll_ctl"] = "ENOMEM ENOSPC",
            ["epoll_wait"] = "EINTR",
            ["eventfd2"] = NoRoom,
            ["execve"] = "E2BIG EACCES EIO ENOENT ENOEXEC ENOMEM ETXTBSY EAGAIN",
            ["fcntl pipe 1031"] = "EBUSY EPERM ENOMEM", // F_SETPIPE_SZ
            ["fcntl standard 1031"] = "EBUSY EPERM ENOMEM",
            ["fcntl standard 1030"] = "EMFILE", // F_DUPFD_CLOEXEC
            ["flock file"] = "EAGAIN ENOLCK",
            ["ftruncate file"] = "EIO EPERM",
            ["getcwd"] = "ENOENT",
            ["getpeername"] = "ENOTCONN ENOBUFS",
            ["getsockname"] = "ENOBUFS",
            ["getsockopt"] = "ENOBUFS",
            ["kill"] = "ESRCH EPERM",
            ["listen"] = "EADDRINUSE",
            ["openat"] = NoRoom,
            ["mmap"] = "ENOMEM",
            ["mprotect"] = "ENOMEM",
            ["open"] = NoRoom,
            ["pipe2"] = "EMFILE ENFILE",
            ["poll"] = "EINTR ENOMEM",
            ["prlimit64"] = "EPERM",
            ["read socket"] = "EAGAIN EINTR ECONNRESET ETIMEDOUT ENOMEM",
            ["read standard"] = "EINTR EIO",
            ["recvfrom socket"] = "EINTR ECONNRESET ETIMEDOUT ENOMEM",
            ["recvmsg socket"] = "EINTR ECONNREFUSED ENOMEM",
            ["sendfile standard"] = "EAGAIN EINVAL EIO ENOMEM",
            ["sendmsg socket"] = "EAGAIN EINTR ENOBUFS ENOMEM EHOSTUNREACH ECONNREFUSED EPERM",
            ["sendto socket"] = "EINTR ENOBUFS ENOMEM EHOSTUNREACH EPERM",
            ["setsockopt"] = "ENOPROTOOPT EINVAL ENOMEM EPERM ENOBUFS",
            ["socket"] = "EACCES EAFNOSUPPORT EMFILE ENFILE ENOBUFS ENOMEM",
            ["splice pipe"] = "EAGAIN EINVAL ENOMEM",
            ["splice socket"] = "EAGAIN EINVAL ENOMEM ECONNRESET ETIMEDOUT",
            ["splice standard"] = "EAGAIN EINVAL ENOMEM",
            ["unlink"] = "EACCES EBUSY EIO EPERM EROFS",
            ["write file"] = "EIO ENOSPC EFBIG EDQUOT",
            ["write socket"] = "EAGAIN EINTR ENOBUFS ENOMEM EHOSTUNREACH ETIMEDOUT",
            ["write standard"] = "EINTR EIO ENOSPC EFBIG EDQUOT",
        }.ToDictionary(static call => call.Key, static call => call.Value.Split(' '));
}
