/*
 * The least that a netcat can do: bare system calls in one thread. What dotcat is measured beside.
 *
 *   reference receive|send tcp PORT | unix PATH     one way, within the kernel
 *   reference talk PORT                             both ways, as few calls as it takes
 *   reference datagrams PORT                        what arrives over UDP, to stdout
 *   reference echo PORT                             sends back what arrives, to all that connect
 *   reference forward PORT TARGET                   one client's bytes to another port, one way, within the kernel
 *   reference help
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { CHUNK = 1024 * 1024 };

static char buffer[CHUNK];

static long check(long result, const char *call)
{
    if (result < 0) {
        perror(call);
        exit(1);
    }

    return result;
}

static int kind(int descriptor)
{
    struct stat status;
    check(fstat(descriptor, &status), "fstat");
    return status.st_mode & S_IFMT;
}

/* A splice that waits for a socket holds the lock of the pipe: its reader could not have what is in it already. */
static void splice_all(int from, int to)
{
    struct pollfd source = {.fd = from, .events = POLLIN};
    if (kind(from) == S_IFSOCK) {
        check(fcntl(from, F_SETFL, O_NONBLOCK), "fcntl");
    }

    for (;;) {
        long count = splice(from, 0, to, 0, CHUNK, SPLICE_F_MOVE);
        if (count == 0) {
            return;
        }

        if (count < 0) {
            check(errno == EAGAIN ? poll(&source, 1, -1) : -1, "splice");
        }
    }
}

static void splice_through_pipe(int from, int to)
{
    int ends[2];
    check(pipe(ends), "pipe");
    fcntl(ends[1], F_SETPIPE_SZ, CHUNK);
    long count;
    while ((count = check(splice(from, 0, ends[1], 0, CHUNK, SPLICE_F_MOVE), "splice")) > 0) {
        while (count > 0) {
            count -= check(splice(ends[0], 0, to, 0, count, SPLICE_F_MOVE), "splice");
        }
    }
}

static void move(int from, int to)
{
    if (kind(from) == S_IFREG) {
        while (check(sendfile(to, from, 0, CHUNK), "sendfile") > 0) {
        }
    } else if (kind(from) == S_IFIFO || kind(to) == S_IFIFO) {
        fcntl(kind(from) == S_IFIFO ? from : to, F_SETPIPE_SZ, CHUNK);
        splice_all(from, to);
    } else {
        splice_through_pipe(from, to);
    }
}

static socklen_t address_of(const char *family, const char *where, struct sockaddr_storage *address)
{
    memset(address, 0, sizeof *address);
    if (strcmp(family, "unix") == 0) {
        struct sockaddr_un *path = (struct sockaddr_un *)address;
        path->sun_family = AF_UNIX;
        strncpy(path->sun_path, where, sizeof path->sun_path - 1);
        return sizeof *path;
    }

    struct sockaddr_in *internet = (struct sockaddr_in *)address;
    internet->sin_family = AF_INET;
    internet->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    internet->sin_port = htons(atoi(where));
    return sizeof *internet;
}

/* BBR paces with timers, for which there is no reason within a machine: tcp(7), TCP_CONGESTION. No other socket knows it. */
static int unpaced(int socket)
{
    setsockopt(socket, IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
    return socket;
}

static int bound(int type, const char *family, const char *where)
{
    struct sockaddr_storage address;
    socklen_t length = address_of(family, where, &address);
    int listener = unpaced(check(socket(address.ss_family, type, 0), "socket"));
    check(bind(listener, (struct sockaddr *)&address, length), "bind");
    return listener;
}

static int connected(const char *family, const char *where)
{
    struct sockaddr_storage address;
    socklen_t length = address_of(family, where, &address);
    int peer = unpaced(check(socket(address.ss_family, SOCK_STREAM, 0), "socket"));
    check(connect(peer, (struct sockaddr *)&address, length), "connect");
    return peer;
}

static void write_all(int to, long count)
{
    for (long done = 0; done < count;) {
        done += check(write(to, buffer + done, count - done), "write");
    }
}

static void talk(int peer)
{
    struct pollfd ends[2] = {{.fd = 0, .events = POLLIN}, {.fd = peer, .events = POLLIN}};
    for (;;) {
        check(poll(ends, 2, -1), "poll");
        if (ends[0].revents) {
            long count = check(read(0, buffer, CHUNK), "read");
            write_all(peer, count);
            if (count == 0) {
                check(shutdown(peer, SHUT_WR), "shutdown");
                ends[0].fd = -1;
            }
        }

        if (ends[1].revents) {
            long count = check(read(peer, buffer, CHUNK), "read");
            if (count == 0) {
                return;
            }

            write_all(1, count);
        }
    }
}

static void wait_for(int set, int descriptor)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    check(epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event), "epoll_ctl");
}

static void echo(int listener)
{
    struct epoll_event events[64];
    int set = check(epoll_create1(0), "epoll_create1");
    wait_for(set, listener);
    for (;;) {
        int ready = check(epoll_wait(set, events, 64, -1), "epoll_wait");
        for (int i = 0; i < ready; i++) {
            int peer = events[i].data.fd;
            if (peer == listener) {
                wait_for(set, check(accept4(listener, 0, 0, SOCK_NONBLOCK), "accept4"));
                continue;
            }

            long count = recv(peer, buffer, CHUNK, 0);
            if (count <= 0 || send(peer, buffer, count, MSG_NOSIGNAL) != count) {
                close(peer);
            }
        }
    }
}

static void forward(const char *port, const char *target)
{
    int listener = bound(SOCK_STREAM, "tcp", port);
    check(listen(listener, 1), "listen");
    int client = check(accept(listener, 0, 0), "accept");
    int peer = connected("tcp", target);
    move(client, peer);
    check(shutdown(peer, SHUT_WR), "shutdown");
}

int main(int count, char **words)
{
    const char *verb = count > 1 ? words[1] : "help";
    if (strcmp(verb, "receive") == 0 && count == 4) {
        int listener = bound(SOCK_STREAM, words[2], words[3]);
        check(listen(listener, 1), "listen");
        move(check(accept(listener, 0, 0), "accept"), 1);
    } else if (strcmp(verb, "send") == 0 && count == 4) {
        move(0, connected(words[2], words[3]));
    } else if (strcmp(verb, "talk") == 0 && count == 3) {
        talk(connected("tcp", words[2]));
    } else if (strcmp(verb, "datagrams") == 0 && count == 3) {
        int receiver = bound(SOCK_DGRAM, "tcp", words[2]);
        for (;;) {
            write_all(1, check(recv(receiver, buffer, CHUNK, 0), "recv"));
        }
    } else if (strcmp(verb, "echo") == 0 && count == 3) {
        int listener = bound(SOCK_STREAM, "tcp", words[2]);
        check(listen(listener, 4096), "listen");
        echo(listener);
    } else if (strcmp(verb, "forward") == 0 && count == 4) {
        forward(words[2], words[3]);
    } else {
        puts("reference receive|send tcp PORT|unix PATH, talk|datagrams|echo PORT, forward PORT TARGET");
    }

    return 0;
}
