// Runs a program of which one system call fails: the N-th of its kind gets an error instead of being made
// (seccomp_unotify(2)). All calls count, whoever makes them - libc itself, System.Native, a P/Invoke - which LD_PRELOAD does
// not see, and over all threads, each of which strace(1) counts for itself; from the first line of Main on, so that the
// loader's are none; and in the program alone, not in what it starts.
//
//   failing REPORT CALL KIND COMMAND ERROR N PROGRAM [ARGUMENT...]
//
// CALL is its name; with "all" none fails. KIND is what its first argument is a descriptor of: "standard" (0 to 2), "socket",
// "pipe", "file", "other"; "none" where it is none. COMMAND is that of fcntl(2), else 0. REPORT says which call failed, with
// its first argument, and how many there were: lines of CALL KIND COMMAND COUNT. Its last line is "end".
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 1024, DESCRIPTORS = 1024, LAST_ERROR = 133 };

// By descriptor: its first argument is one.
static const struct call {
    const char *name;
    int number;
    int by_descriptor;
} calls[] = {
#define CALL(name, by_descriptor) { #name, SYS_##name, by_descriptor }
    CALL(read, 1), CALL(write, 1), CALL(close, 1), CALL(ioctl, 1), CALL(pread64, 1), CALL(pwrite64, 1), CALL(sendto, 1),
    CALL(recvfrom, 1), CALL(sendmsg, 1), CALL(recvmsg, 1), CALL(sendmmsg, 1), CALL(shutdown, 1), CALL(splice, 1),
    CALL(sendfile, 1), CALL(fcntl, 1), CALL(flock, 1), CALL(ftruncate, 1), CALL(lseek, 1), CALL(fstat, 1), CALL(connect, 1),
    CALL(dup, 1), CALL(socket, 0), CALL(bind, 0), CALL(listen, 0), CALL(accept4, 0), CALL(setsockopt, 0), CALL(getsockopt, 0),
    CALL(getsockname, 0), CALL(getpeername, 0), CALL(epoll_create1, 0), CALL(epoll_ctl, 0), CALL(epoll_pwait, 0),
    CALL(eventfd2, 0), CALL(pipe2, 0), CALL(openat, 0), CALL(statx, 0), CALL(clone, 0), CALL(clone3, 0), CALL(execve, 0),
    CALL(kill, 0), CALL(waitid, 0), CALL(wait4, 0), CALL(getdents64, 0), CALL(getcwd, 0), CALL(prlimit64, 0), CALL(mmap, 0),
    CALL(munmap, 0), CALL(mprotect, 0), CALL(madvise, 0), CALL(brk, 0), CALL(futex, 0), CALL(setpgid, 0), CALL(getrandom, 0),
#ifdef SYS_open // and others that newer architectures do without
    CALL(open, 0), CALL(stat, 0), CALL(lstat, 0), CALL(access, 0), CALL(unlink, 0), CALL(readlink, 0), CALL(poll, 0),
    CALL(dup2, 1), CALL(epoll_wait, 0), CALL(vfork, 0),
#endif
    { 0 },
};

enum { STANDARD, SOCKET, PIPE, A_FILE, OTHER, NONE, KINDS };
static const char *const kinds[] = { "standard", "socket", "pipe", "file", "other", "none" };

struct shared {
    volatile int listener; // its descriptor, once there is one
    volatile int ready;    // the supervisor has it
};

struct wanted {
    int call, kind, command, error;
    long when;
};

static void fail(const char *what)
{
    perror(what);
    _exit(125);
}

static const struct call *call_of(int number)
{
    const struct call *call = calls;
    while (call->name != 0 && call->number != number)
        call++;
    return call;
}

static int number_of(const char *name)
{
    for (const struct call *call = calls; call->name != 0; call++)
        if (strcmp(call->name, name) == 0)
            return call->number;
    errno = EINVAL;
    fail(name);
    return 0;
}

static int error_of(const char *name)
{
    for (int error = 1; error <= LAST_ERROR; error++)
        if (strerrorname_np(error) != 0 && strcmp(strerrorname_np(error), name) == 0)
            return error;
    return 0;
}

// The descriptor of the listener that is told of the call, or of all, and in any case of fcntl(2, F_GETFD): with that Main
// begins, since Program opens standard error first.
static int listen_to(int call)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fcntl, 0, 5),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 2, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_GETFD, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
        BPF_STMT(BPF_RET | BPF_K, call < 0 ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof code / sizeof *code, code };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        fail("prctl");
    int flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
    int listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    if (listener < 0)
        fail("seccomp");
    return listener;
}

static int is_program(int pid, const char *program)
{
    char link[64], file[4096];
    snprintf(link, sizeof link, "/proc/%d/exe", pid);
    ssize_t length = readlink(link, file, sizeof file - 1);
    file[length < 0 ? 0 : length] = 0;
    return strcmp(file, program) == 0;
}

static int kind_of(int pid, const struct seccomp_data *data)
{
    if (!call_of(data->nr)->by_descriptor)
        return NONE;
    int descriptor = (int)(data->nr == SYS_sendfile ? data->args[1] : data->args[0]);
    if (descriptor >= 0 && descriptor <= 2)
        return STANDARD;
    char link[64], file[16] = "";
    snprintf(link, sizeof link, "/proc/%d/fd/%d", pid, descriptor);
    if (readlink(link, file, sizeof file - 1) < 0)
        return OTHER;
    return strncmp(file, "socket:", 7) == 0 ? SOCKET : strncmp(file, "pipe:", 5) == 0 ? PIPE : *file == '/' ? A_FILE : OTHER;
}

// Whether this is the call that fails; counted.
static int is_due(struct wanted wanted, int pid, const struct seccomp_data *data, FILE *report, int last)
{
    static struct count {
        int call, kind, command;
        long count;
    } counts[MOST];
    static int used = 0;
    if (last) {
        for (int i = 0; i < used; i++) {
            struct count *c = &counts[i];
            const char *name = call_of(c->call)->name;
            char number[16];
            snprintf(number, sizeof number, "%d", c->call);
            fprintf(report, "%s %s %d %ld\n", name == 0 ? number : name, kinds[c->kind], c->command, c->count);
        }
        return 0;
    }
    struct count now = { data->nr, kind_of(pid, data), data->nr == SYS_fcntl ? (int)data->args[1] : 0, 0 };
    int i = 0;
    while (i < used && (counts[i].call != now.call || counts[i].kind != now.kind || counts[i].command != now.command))
        i++;
    if (i == MOST)
        return 0;
    if (i == used)
        counts[used++] = now;
    counts[i].count++;
    return now.call == wanted.call && now.kind == wanted.kind && now.command == wanted.command && counts[i].count == wanted.when;
}

static void supervise(struct shared *shared, FILE *report, struct wanted wanted, const char *program)
{
    while (shared->listener == 0)
        sched_yield();
    int listener = shared->listener;
    unshare(CLONE_FILES);
    for (int i = 0; i < DESCRIPTORS; i++) // whoever reads the program's output waits for its end, not for ours
        if (i != listener && i != fileno(report))
            close(i);
    setsid();
    shared->ready = 1;

    int has_begun = 0;
    for (;;) {
        struct pollfd readable = { listener, POLLIN, 0 };
        if (poll(&readable, 1, -1) < 0)
            continue;
        if ((readable.revents & POLLIN) == 0)
            break; // nobody is left
        struct seccomp_notif asked = { 0 };
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0)
            continue;
        struct seccomp_notif_resp answer = { .id = asked.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };
        const struct seccomp_data *data = &asked.data;
        if ((wanted.call < 0 || data->nr == wanted.call || !has_begun) && is_program(asked.pid, program)) {
            has_begun |= data->nr == SYS_fcntl && data->args[0] == 2 && data->args[1] == F_GETFD;
            int counts = has_begun && (wanted.call < 0 || data->nr == wanted.call);
            if (counts && is_due(wanted, asked.pid, data, report, 0)) {
                answer.flags = 0;
                answer.error = -wanted.error;
                fprintf(report, "failed %lld\n", (long long)data->args[0]);
                fflush(report);
            }
        }
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
    }
    is_due(wanted, 0, 0, report, 1);
    fprintf(report, "end\n");
    fclose(report);
    _exit(0);
}

int main(int count, char **words)
{
    if (count < 8)
        return 125;
    struct wanted wanted = { strcmp(words[2], "all") == 0 ? -1 : number_of(words[2]), 0, atoi(words[4]), error_of(words[5]),
        atol(words[6]) };
    while (wanted.kind < KINDS && strcmp(kinds[wanted.kind], words[3]) != 0)
        wanted.kind++;
    FILE *report = fopen(words[1], "we");
    struct shared *shared = mmap(0, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    char *program = realpath(words[7], 0);
    if (report == 0 || shared == MAP_FAILED || program == 0)
        fail(words[1]);

    // With one table of descriptors at first: the listener is had by its number. Twice, so that it is nobody's child.
    int first = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
    if (first < 0)
        fail("clone");
    if (first == 0) {
        if (syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0) == 0)
            supervise(shared, report, wanted, program);
        _exit(0);
    }
    waitpid(first, 0, 0);
    shared->listener = listen_to(wanted.call);
    while (!shared->ready) // without a call, of which the supervisor would be told
        ;
    execv(program, words + 7);
    fail(program);
}
