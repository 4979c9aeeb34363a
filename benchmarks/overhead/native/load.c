/* A load generator: one thread, epoll, keep-alive, loopback only. Prints one line of JSON.
 *
 *   load PORT PATH BODIES CONNECTIONS SECONDS [RATE=0] [MOST=0]
 *
 * BODIES is a file of lines "class<TAB>key<TAB>json", class a digit; they are sent in turn, each
 * with its key as bearer, and with the header lines of LOAD_HEADERS in the environment. RATE 0: a closed loop, each connection sends when it was answered. Else
 * RATE requests a second are due, whatever is answered, and latency counts from when a request was
 * due, not from when a connection was free for it (so waiting is not hidden: "coordinated
 * omission"). After MOST requests (0: no limit) none is sent any more.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CLASSES 10
#define STATUSES 600
#define HEAD_SIZE 16384
#define RECEIVE_SIZE 262144
#define GRACE_MS 30000

typedef struct {
    int class;
    char *text;
    size_t len;
} Request;

typedef enum { HEAD, COUNTED, TO_THE_END, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILER } Stage;

typedef struct {
    int fd, is_busy, status, closes, matched, line_len;
    Stage stage;
    const Request *request;
    double due_ms, first_ms;
    size_t sent;
    char head[HEAD_SIZE + 1];
    size_t head_len;
    long left; /* of the body, or of a chunk */
} Connection;

typedef struct {
    float *values;
    long count, size;
} Sample;

typedef struct {
    Sample latency, first;
    long statuses[STATUSES], lost;
} Class;

static int poller, request_count;
static struct sockaddr_in address;
static Request *requests;
static Class classes[CLASSES];
static long started, finished, chunks, body_bytes, most;
static char *first_refusal;

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void add(Sample *to, double value) {
    if (to->count == to->size) {
        to->size = to->size ? to->size * 2 : 4096;
        to->values = realloc(to->values, to->size * sizeof *to->values);
    }
    to->values[to->count++] = value;
}

static void read_requests(const char *file, const char *path, int port) {
    FILE *from = fopen(file, "r");
    if (!from) {
        perror(file);
        exit(2);
    }
    const char *more = getenv("LOAD_HEADERS");
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    while ((len = getline(&line, &size, from)) > 0) {
        if (line[len - 1] == '\n') line[--len] = 0;
        char *key = strchr(line, '\t'), *body = key ? strchr(key + 1, '\t') : NULL;
        if (!body) {
            fprintf(stderr, "line %d is not class<TAB>key<TAB>json\n", request_count + 1);
            exit(2);
        }
        *key++ = *body++ = 0;
        requests = realloc(requests, (request_count + 1) * sizeof *requests);
        Request *one = &requests[request_count++];
        one->class = atoi(line) % CLASSES;
        one->len = asprintf(&one->text,
                            "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: "
                            "application/json\r\nAuthorization: Bearer %s\r\n%sContent-Length: "
                            "%zu\r\n\r\n%s",
                            path, port, key, more ? more : "", strlen(body), body);
    }
    free(line);
    fclose(from);
    if (!request_count) {
        fprintf(stderr, "%s has no bodies\n", file);
        exit(2);
    }
}

static void open_connection(Connection *one) {
    int on = 1;
    one->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(one->fd, (void *)&address, sizeof address)) {
        perror("cannot connect");
        exit(2);
    }
    setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {EPOLLIN, {.ptr = one}};
    epoll_ctl(poller, EPOLL_CTL_ADD, one->fd, &event);
}

static void reopen(Connection *one) {
    close(one->fd);
    open_connection(one);
}

static void push(Connection *one) {
    const Request *what = one->request;
    while (one->sent < what->len) {
        ssize_t n = send(one->fd, what->text + one->sent, what->len - one->sent,
                         MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n <= 0) break;
        one->sent += n;
    }
    struct epoll_event event = {EPOLLIN | (one->sent < what->len ? EPOLLOUT : 0), {.ptr = one}};
    if (one->sent < what->len || what->len > 65536) epoll_ctl(poller, EPOLL_CTL_MOD, one->fd, &event);
}

static void send_request(Connection *one, double due_ms) {
    one->request = &requests[started++ % request_count];
    one->is_busy = 1;
    one->stage = HEAD;
    one->head_len = one->sent = 0;
    one->first_ms = one->status = one->closes = one->matched = one->line_len = 0;
    one->left = 0;
    one->due_ms = due_ms;
    push(one);
}

/* Count events, and note when the first one came. */
static void read_body(Connection *one, const char *data, size_t len) {
    static const char *EVENT = "data: ";
    body_bytes += len;
    for (size_t i = 0; i < len; i++) {
        if (data[i] != EVENT[one->matched]) {
            one->matched = data[i] == 'd';
        } else if (++one->matched == 6) {
            one->matched = 0;
            chunks++;
            if (!one->first_ms) one->first_ms = now_ms();
        }
    }
}

/* What the head says: 1 where the answer is over with it, else 0. */
static int read_head(Connection *one) {
    one->status = atoi(one->head + 9);
    one->closes = strcasestr(one->head, "\nconnection: close") != NULL;
    char *length = strcasestr(one->head, "\ncontent-length:");
    if (strcasestr(one->head, "\ntransfer-encoding: chunked")) {
        one->stage = CHUNK_SIZE;
    } else if (length) {
        one->stage = COUNTED;
        one->left = atol(length + 16);
        return one->left == 0;
    } else {
        one->stage = TO_THE_END;
    }
    return 0;
}

static size_t take_head(Connection *one, const char *data, size_t len) {
    size_t room = HEAD_SIZE - one->head_len, taken = len < room ? len : room;
    memcpy(one->head + one->head_len, data, taken);
    size_t before = one->head_len;
    one->head_len += taken;
    one->head[one->head_len] = 0;
    char *end = strstr(one->head, "\r\n\r\n");
    if (!end) return taken ? taken : len;
    end[2] = 0;
    return end - one->head + 4 - before;
}

static size_t take_body(Connection *one, const char *data, size_t len) {
    size_t taken = one->stage != TO_THE_END && (long)len > one->left ? (size_t)one->left : len;
    read_body(one, data, taken);
    one->left -= taken;
    return taken;
}

/* 1 where the answer is whole, else 0. */
static int feed(Connection *one, const char *data, size_t len) {
    size_t at = 0;
    while (at < len) {
        char letter = data[at];
        switch (one->stage) {
        case HEAD:
            at += take_head(one, data + at, len - at);
            if (strlen(one->head) == one->head_len) break; /* the end is not here */
            if (atoi(one->head + 9) < 200)
                one->head_len = 0;
            else if (read_head(one))
                return 1;
            break;
        case COUNTED:
        case TO_THE_END:
            at += take_body(one, data + at, len - at);
            if (one->stage == COUNTED && !one->left) return 1;
            break;
        case CHUNK_SIZE:
            at++;
            if (letter == '\n')
                one->stage = one->left ? CHUNK : TRAILER;
            else if (letter != '\r')
                one->left = one->left * 16 + (letter <= '9' ? letter - '0' : (letter | 32) - 'a' + 10);
            break;
        case CHUNK:
            at += take_body(one, data + at, len - at);
            if (!one->left) one->stage = CHUNK_END;
            break;
        case CHUNK_END:
            at++;
            if (letter == '\n') one->stage = CHUNK_SIZE;
            break;
        case TRAILER:
            at++;
            if (letter == '\n') {
                if (!one->line_len) return 1;
                one->line_len = 0;
            } else if (letter != '\r') {
                one->line_len++;
            }
        }
    }
    return 0;
}

static void finish(Connection *one) {
    Class *of = &classes[one->request->class];
    finished++;
    one->is_busy = 0;
    of->statuses[one->status > 0 && one->status < STATUSES ? one->status : 0]++;
    if (one->status < 200 || one->status >= 300) {
        if (!first_refusal) first_refusal = strndup(one->head, 200);
        return;
    }
    add(&of->latency, now_ms() - one->due_ms);
    if (one->first_ms) add(&of->first, one->first_ms - one->due_ms);
}

static void lose(Connection *one) {
    if (one->is_busy && one->stage == TO_THE_END) {
        finish(one);
    } else if (one->is_busy) {
        classes[one->request->class].lost++;
        one->is_busy = 0;
    }
    reopen(one);
}

static void receive(Connection *one) {
    static char data[RECEIVE_SIZE];
    ssize_t n = recv(one->fd, data, sizeof data, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
        lose(one);
    } else if (one->is_busy && feed(one, data, n)) {
        finish(one);
        if (one->closes) reopen(one);
    }
}

static int ascending(const void *one, const void *other) {
    float a = *(const float *)one, b = *(const float *)other;
    return (a > b) - (a < b);
}

static void print_sample(const char *name, Sample *of) {
    if (!of->count) {
        printf(",\"%s\":null", name);
        return;
    }
    qsort(of->values, of->count, sizeof *of->values, ascending);
    const double shares[] = {.5, .9, .95, .99};
    const char *names[] = {"p50", "p90", "p95", "p99"};
    printf(",\"%s\":{\"count\":%ld", name, of->count);
    for (int i = 0; i < 4; i++)
        printf(",\"%s\":%.4f", names[i], of->values[(long)(of->count * shares[i])]);
    printf(",\"max\":%.4f}", of->values[of->count - 1]);
}

static void print_class(Class *of) {
    printf("{\"lost\":%ld,\"statuses\":{", of->lost);
    const char *comma = "";
    for (int i = 0; i < STATUSES; i++)
        if (of->statuses[i]) {
            printf("%s\"%d\":%ld", comma, i, of->statuses[i]);
            comma = ",";
        }
    printf("}");
    print_sample("latency_ms", &of->latency);
    print_sample("first_ms", &of->first);
    printf("}");
}

static void print_all(double seconds, long unsent) {
    printf("{\"seconds\":%.4f,\"started\":%ld,\"finished\":%ld,\"unsent\":%ld,\"chunks\":%ld,"
           "\"body_bytes\":%ld,\"classes\":{",
           seconds, started, finished, unsent, chunks, body_bytes);
    const char *comma = "";
    for (int i = 0; i < CLASSES; i++) {
        Class *of = &classes[i];
        long seen = of->lost;
        for (int status = 0; status < STATUSES; status++) seen += of->statuses[status];
        if (!seen) continue;
        printf("%s\"%d\":", comma, i);
        print_class(of);
        comma = ",";
    }
    printf("}}\n");
    if (first_refusal) fprintf(stderr, "first refusal: %s\n", first_refusal);
}

static int busy_among(Connection *all, int count) {
    int busy = 0;
    for (int i = 0; i < count; i++) busy += all[i].is_busy;
    return busy;
}

int main(int count, char **argument) {
    if (count < 6) {
        fprintf(stderr, "usage: load PORT PATH BODIES CONNECTIONS SECONDS [RATE] [MOST]\n");
        return 2;
    }
    int port = atoi(argument[1]), connections = atoi(argument[4]);
    double length_ms = atof(argument[5]) * 1e3, rate = count > 6 ? atof(argument[6]) : 0;
    most = count > 7 ? atol(argument[7]) : 0;
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files = {65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files); /* where it is refused, what is permitted must do */
    address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    read_requests(argument[3], argument[2], port);
    poller = epoll_create1(0);
    Connection *all = calloc(connections, sizeof *all);
    for (int i = 0; i < connections; i++) open_connection(&all[i]);
    double began = now_ms(), until = began + length_ms, ended = 0;
    int next = 0;
    struct epoll_event found[512];
    for (;;) {
        double now = now_ms();
        int is_over = now >= until || (most && started >= most);
        long due = rate ? (long)((now - began) * rate / 1e3) + 1 : started + connections;
        for (int tried = 0; !is_over && tried < connections && started < due; tried++) {
            Connection *one = &all[next++ % connections];
            if (one->is_busy) continue;
            send_request(one, rate ? began + started * 1e3 / rate : now_ms());
            is_over = most && started >= most;
        }
        if (is_over && (!busy_among(all, connections) || now > until + GRACE_MS)) break;
        int n = epoll_wait(poller, found, 512, rate && !is_over ? 1 : 100);
        for (int i = 0; i < n; i++) {
            Connection *one = found[i].data.ptr;
            if (found[i].events & EPOLLOUT && one->is_busy) push(one);
            if (found[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(one);
        }
        ended = now_ms();
    }
    long expected = rate ? (long)(length_ms * rate / 1e3) : started;
    print_all(((ended ? ended : now_ms()) - began) / 1e3, expected > started ? expected - started : 0);
    return 0;
}
