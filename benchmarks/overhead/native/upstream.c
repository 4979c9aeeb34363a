/* A provider that answers at once: OpenAI's format, one thread, epoll, keep-alive, loopback only.
 *
 *   upstream PORT [CHUNKS=20] [PACE_MS=2] [FAULTS_PER_1000=0]
 *
 * POST: a body with "stream": true is answered with CHUNKS events of text, a usage event and
 * [DONE]: at once, or PACE_MS apart where the path begins with /paced/. Any other body is answered
 * whole. FAULTS_PER_1000 of the requests fail instead, in turn with status 500, with a connection
 * that is closed without a word, and in the middle of an answer. GET /stats tells what was done.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_EVENTS 512
#define FIRST_BUFFER 16384

typedef struct Connection {
    int fd, is_closing;
    char *in;
    size_t in_len, in_size;
    char *out;
    size_t out_len, out_sent, out_size;
    int next_chunk; /* of a paced stream under way; 0 where there is none */
    double next_at_ms;
    struct Connection *next_paced, *previous_paced;
} Connection;

typedef struct {
    char *text;
    size_t len;
} Text;

static int poller, chunk_count = 20, faults_per_1000;
static double pace_ms = 2;
static Text whole, at_once, stream_head, *events;
static int event_count;
static Connection paced; /* ring of the streams under way */
static unsigned long requests, streams, answers, faults;

static const char *FAILED =
    "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: 36\r\n"
    "\r\n{\"error\":{\"message\":\"made to fail\"}}";

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static Text formatted(const char *format, ...) {
    Text made;
    va_list arguments;
    va_start(arguments, format);
    made.len = vasprintf(&made.text, format, arguments);
    va_end(arguments);
    return made;
}

static Text chunked(const char *event) {
    return formatted("%zx\r\n%s\r\n", strlen(event), event);
}

static void prepare(void) {
    const char *body =
        "{\"id\":\"chatcmpl-bench0001\",\"object\":\"chat.completion\",\"created\":1730000000,"
        "\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
        "\"content\":\"Small particles scatter short waves most, which is why the sky looks blue. "
        "A few drops of milk in a glass of water do the same: held against a lamp, the water "
        "turns bluish from the side and orange from behind.\",\"refusal\":null},\"logprobs\":null,"
        "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":57,\"completion_tokens\":48,"
        "\"total_tokens\":105,\"prompt_tokens_details\":{\"cached_tokens\":0},"
        "\"completion_tokens_details\":{\"reasoning_tokens\":0}},\"system_fingerprint\":\"fp_0\"}";
    const char *start =
        "data: {\"id\":\"chatcmpl-bench0001\",\"object\":\"chat.completion.chunk\","
        "\"created\":1730000000,\"model\":\"gpt-4o-mini\",\"system_fingerprint\":\"fp_0\",";
    whole = formatted(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
        strlen(body), body);
    stream_head = formatted(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    event_count = chunk_count + 3;
    events = calloc(event_count, sizeof *events);
    for (int i = 0; i < chunk_count; i++)
        events[i] = chunked(formatted("%s\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word%02d\"},"
            "\"logprobs\":null,\"finish_reason\":null}]}\n\n", start, i).text);
    events[chunk_count] = chunked(formatted("%s\"choices\":[{\"index\":0,\"delta\":{},"
        "\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n", start).text);
    events[chunk_count + 1] = chunked(formatted("%s\"choices\":[],\"usage\":{\"prompt_tokens\":57,"
        "\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n", start, chunk_count,
        57 + chunk_count).text);
    events[chunk_count + 2] = formatted("%s0\r\n\r\n", chunked("data: [DONE]\n\n").text);
    at_once = stream_head;
    for (int i = 0; i < event_count; i++)
        at_once = formatted("%s%s", at_once.text, events[i].text);
}

static void watch(Connection *one, int wants_write) {
    struct epoll_event event = {EPOLLIN | (wants_write ? EPOLLOUT : 0), {.ptr = one}};
    epoll_ctl(poller, EPOLL_CTL_MOD, one->fd, &event);
}

static void leave_ring(Connection *one) {
    if (!one->next_chunk) return;
    one->next_chunk = 0;
    one->previous_paced->next_paced = one->next_paced;
    one->next_paced->previous_paced = one->previous_paced;
}

static void drop(Connection *one) {
    leave_ring(one);
    close(one->fd);
    free(one->in);
    free(one->out);
    free(one);
}

static void put(Connection *one, const char *text, size_t len) {
    if (one->out_len + len > one->out_size) {
        one->out_size = (one->out_len + len) * 2;
        one->out = realloc(one->out, one->out_size);
    }
    memcpy(one->out + one->out_len, text, len);
    one->out_len += len;
}

/* 1 once all is written, 0 where the rest must wait, -1 where the connection is lost. */
static int flush(Connection *one) {
    while (one->out_sent < one->out_len) {
        ssize_t n = send(one->fd, one->out + one->out_sent, one->out_len - one->out_sent,
                         MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) {
            watch(one, 1);
            return 0;
        }
        if (n < 0) return -1;
        one->out_sent += n;
    }
    one->out_len = one->out_sent = 0;
    return one->is_closing ? -1 : 1;
}

static void begin_paced(Connection *one) {
    put(one, stream_head.text, stream_head.len);
    put(one, events[0].text, events[0].len);
    one->next_chunk = 1;
    one->next_at_ms = now_ms() + pace_ms;
    one->next_paced = &paced;
    one->previous_paced = paced.previous_paced;
    paced.previous_paced->next_paced = one;
    paced.previous_paced = one;
}

static void answer_statistics(Connection *one) {
    Text body = formatted("{\"requests\":%lu,\"streams\":%lu,\"answers\":%lu,\"faults\":%lu}",
                          requests, streams, answers, faults);
    Text all = formatted("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                         "Content-Length: %zu\r\n\r\n%s", body.len, body.text);
    put(one, all.text, all.len);
    free(body.text);
    free(all.text);
}

static int asks_for_stream(const char *body, size_t len) {
    const char *name = memmem(body, len, "\"stream\"", 8);
    if (!name) return 0;
    const char *end = body + len, *value = name + 8;
    while (value < end && (*value == ':' || *value == ' ')) value++;
    return end - value >= 4 && !memcmp(value, "true", 4);
}

/* Whether the request is one of those that fail. */
static int fails(Connection *one, int is_stream) {
    if (!faults_per_1000 || requests % 1000 >= (unsigned long)faults_per_1000) return 0;
    faults++;
    switch (faults % 3) {
    case 0:
        put(one, FAILED, strlen(FAILED));
        break;
    case 1: /* closed without a word */
        one->is_closing = 1;
        break;
    default: /* cut off in the middle */
        if (is_stream)
            put(one, at_once.text, at_once.len / 2);
        else
            put(one, whole.text, whole.len / 2);
        one->is_closing = 1;
    }
    return 1;
}

static void answer(Connection *one, const char *head, const char *body, size_t len) {
    if (!memcmp(head, "GET ", 4)) {
        answer_statistics(one);
        return;
    }
    int is_stream = asks_for_stream(body, len);
    requests++;
    streams += is_stream;
    if (fails(one, is_stream)) return;
    answers++;
    if (!is_stream)
        put(one, whole.text, whole.len);
    else if (!memcmp(head, "POST /paced/", 12))
        begin_paced(one);
    else
        put(one, at_once.text, at_once.len);
}

/* Answer every whole request that has arrived; -1 where the connection is lost. */
static int serve(Connection *one) {
    size_t done = 0;
    while (done < one->in_len && !one->next_chunk && !one->is_closing) {
        char *head = one->in + done;
        size_t left = one->in_len - done;
        char *end = memmem(head, left, "\r\n\r\n", 4);
        if (!end) break;
        size_t head_len = end - head + 4, body_len = 0;
        *end = 0;
        char *length = strcasestr(head, "\ncontent-length:");
        *end = '\r';
        if (length) body_len = strtoul(length + 16, NULL, 10);
        if (left < head_len + body_len) break;
        answer(one, head, head + head_len, body_len);
        done += head_len + body_len;
    }
    memmove(one->in, one->in + done, one->in_len - done);
    one->in_len -= done;
    return flush(one) < 0 ? -1 : 0;
}

/* Send what is due of all paced streams; the milliseconds until the next is due, or -1. */
static int pace(void) {
    double now = now_ms(), next = 0;
    for (Connection *one = paced.next_paced, *after; one != &paced; one = after) {
        after = one->next_paced;
        while (one->next_chunk && one->next_at_ms <= now) {
            put(one, events[one->next_chunk].text, events[one->next_chunk].len);
            one->next_at_ms += pace_ms;
            if (++one->next_chunk == event_count) leave_ring(one);
        }
        if (flush(one) < 0 || (!one->next_chunk && one->in_len && serve(one) < 0)) {
            drop(one);
            continue;
        }
        if (one->next_chunk && (!next || one->next_at_ms < next)) next = one->next_at_ms;
    }
    if (!next) return -1;
    return next > now ? (int)(next - now) : 0;
}

static int listen_on(int port) {
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (void *)&address, sizeof address) || listen(fd, 4096)) {
        perror("cannot listen");
        exit(1);
    }
    return fd;
}

static void accept_all(int listening) {
    for (;;) {
        int on = 1, fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
        if (fd < 0) return;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        Connection *one = calloc(1, sizeof *one);
        one->fd = fd;
        one->in_size = FIRST_BUFFER;
        one->in = malloc(one->in_size + 1);
        struct epoll_event event = {EPOLLIN, {.ptr = one}};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    }
}

/* 0 where the connection goes on, -1 where it is lost. */
static int receive(Connection *one) {
    if (one->in_len == one->in_size) {
        one->in_size *= 2;
        one->in = realloc(one->in, one->in_size + 1);
    }
    ssize_t n = recv(one->fd, one->in + one->in_len, one->in_size - one->in_len, 0);
    if (n < 0 && errno == EAGAIN) return 0;
    if (n <= 0) return -1;
    one->in_len += n;
    one->in[one->in_len] = 0;
    return serve(one);
}

int main(int count, char **argument) {
    if (count < 2) {
        fprintf(stderr, "usage: upstream PORT [CHUNKS] [PACE_MS] [FAULTS_PER_1000]\n");
        return 2;
    }
    if (count > 2) chunk_count = atoi(argument[2]);
    if (count > 3) pace_ms = atof(argument[3]);
    if (count > 4) faults_per_1000 = atoi(argument[4]);
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files = {65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files); /* where it is refused, what is permitted must do */
    prepare();
    paced.next_paced = paced.previous_paced = &paced;
    poller = epoll_create1(0);
    int listening = listen_on(atoi(argument[1]));
    struct epoll_event event = {EPOLLIN, {.ptr = NULL}};
    epoll_ctl(poller, EPOLL_CTL_ADD, listening, &event);
    struct epoll_event found[MOST_EVENTS];
    for (int wait = -1;; wait = pace()) {
        int n = epoll_wait(poller, found, MOST_EVENTS, wait);
        for (int i = 0; i < n; i++) {
            Connection *one = found[i].data.ptr;
            if (!one) {
                accept_all(listening);
                continue;
            }
            int written = 1;
            if (found[i].events & EPOLLOUT && (written = flush(one)) == 1) watch(one, 0);
            if (written < 0 || (found[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR) &&
                                receive(one) < 0))
                drop(one);
        }
    }
}
