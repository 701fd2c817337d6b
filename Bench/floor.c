/*
 * The floor of every figure in `make bench`: the same work done by a bare C program, so that what our own code costs
 * can be read as a ratio from one run.
 *
 *   floor enqueue DB COUNT BATCH bare|indexed   durable inserts of a message and its place in a queue, BATCH a
 *                                     transaction; with a full-text index if asked for
 *   floor ingest DB COUNT             inserts in batches of 500, with full-text index
 *   floor query DB WHAT COUNT SQL     newest | list | search on a store of ours, with our SQL; the answers are copied as
 *                                     a program must that keeps them, not printed
 *   floor echo COUNT BYTES WINDOW     WebSocket frames to an echo in a second process and back, WINDOW in flight
 *   floor drain DB COUNT BYTES CONVERSATIONS   the same with one frame of each conversation in flight and 32 at most, and
 *                                     with an outbox: attempts are counted before the frames of the next messages are
 *                                     written, together with the echoes that came, in durable transactions
 *   floor frame TEXT PROGRAM ARG...   runs PROGRAM in a pseudo-terminal of 80x24 until TEXT is on it, and watches it idle
 *   floor keys TEXT SECONDS PROGRAM ARG...   the same, then types for a while: from each key to its echo
 *
 * Each prints one line of `name value` pairs: rates a second, times in microseconds, memory in kilobytes.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static void fail(const char *what, const char *why) {
    fprintf(stderr, "floor: %s: %s\n", what, why);
    exit(1);
}

/* ---- SQLite ---- */

static sqlite3 *database;

static void run(const char *sql) {
    char *error = NULL;
    if (sqlite3_exec(database, sql, NULL, NULL, &error) != SQLITE_OK) fail(sql, error);
}

static sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        fail(sql, sqlite3_errmsg(database));
    return statement;
}

static void step(sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail("step", sqlite3_errmsg(database));
    sqlite3_reset(statement);
}

/* The pragmas of the product's writing connection. */
static void open_database(const char *path) {
    if (sqlite3_open(path, &database) != SQLITE_OK) fail(path, sqlite3_errmsg(database));
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000");
}

static const char *TABLES =
    "CREATE TABLE message (row INTEGER PRIMARY KEY AUTOINCREMENT, conversation INTEGER NOT NULL, sender INTEGER NOT NULL,"
    " message_id TEXT NOT NULL, time INTEGER NOT NULL, sequence INTEGER NOT NULL, arrived INTEGER NOT NULL,"
    " kind TEXT NOT NULL, body TEXT NOT NULL, state TEXT, unread INTEGER NOT NULL,"
    " UNIQUE (conversation, sender, message_id));"
    "CREATE INDEX message_timeline ON message (conversation, time, sequence);";

/* Words by a law like that of speech, the same for every program: common ones come first. */
static uint64_t seed = 88172645463325252ULL;

static uint32_t random_word(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 32);
}

static int text(char *into, int words) {
    int length = 0;
    for (int i = 0; i < words; i++) {
        double at = (random_word() + 0.5) / 4294967296.0;
        length += sprintf(into + length, "%sw%d", i ? " " : "", (int)(20000 * at * at * at));
    }
    return length;
}

static void insert(sqlite3_stmt *statement, long i, int conversations, const char *state) {
    char id[64], body[512];
    sprintf(id, "%08lx-%04x-7%03x-%04x-%012lx", i, random_word() & 0xffff, random_word() & 0xfff, random_word() & 0xffff, i);
    int length = text(body, 14);
    sqlite3_bind_int(statement, 1, 1 + (int)(i % conversations));
    sqlite3_bind_int(statement, 2, 1);
    sqlite3_bind_text(statement, 3, id, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 4, 1790000000000LL + i);
    sqlite3_bind_text(statement, 5, body, length, SQLITE_STATIC);
    sqlite3_bind_text(statement, 6, state, -1, SQLITE_STATIC);
    step(statement);
}

static const char *INSERT =
    "INSERT INTO message (conversation, sender, message_id, time, sequence, arrived, kind, body, state, unread)"
    " VALUES (?1, ?2, ?3, ?4, 0, ?4, 'text', ?5, ?6, 0)";

static const char *INDEX =
    "CREATE VIRTUAL TABLE message_search USING fts5 (body, content = 'message', content_rowid = 'row',"
    " columnsize = 0, prefix = '2 3', tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* Co M*'\");"
    "CREATE TRIGGER indexed AFTER INSERT ON message BEGIN"
    " INSERT INTO message_search (rowid, body) VALUES (new.row, new.body); END;";

static void enqueue(const char *path, long count, long batch, int is_indexed) {
    open_database(path);
    run(TABLES);
    if (is_indexed) run(INDEX);
    run("CREATE TABLE outbox (row INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, message INTEGER UNIQUE)");
    sqlite3_stmt *message = prepare(INSERT);
    sqlite3_stmt *outbox = prepare("INSERT INTO outbox (kind, message) VALUES ('message', ?)");
    sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
    double start = now();
    for (long i = 0; i < count; i++) {
        if (i % batch == 0) step(begin);
        insert(message, i, 1, "queued");
        sqlite3_bind_int64(outbox, 1, sqlite3_last_insert_rowid(database));
        step(outbox);
        if (i % batch == batch - 1 || i == count - 1) step(commit);
    }
    printf("rate %.0f\n", count / (now() - start));
}

static void ingest(const char *path, long count) {
    open_database(path);
    run(TABLES);
    run(INDEX);
    sqlite3_stmt *message = prepare(INSERT);
    double start = now();
    for (long i = 0; i < count; i++) {
        if (i % 500 == 0) run("BEGIN IMMEDIATE");
        insert(message, i, 20, NULL);
        if (i % 500 == 499 || i == count - 1) run("COMMIT");
    }
    printf("rate %.0f\n", count / (now() - start));
}

static int ascending(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return a < b ? -1 : a > b;
}

/* The values of a row as a program would keep them: numbers as they are, texts in memory of their own. */
static size_t keep(sqlite3_stmt *statement, int64_t *numbers, char **texts) {
    size_t kept = 0;
    for (int column = 0, count = sqlite3_column_count(statement); column < count; column++)
        if (sqlite3_column_type(statement, column) == SQLITE_TEXT)
            texts[kept++] = strdup((const char *)sqlite3_column_text(statement, column));
        else numbers[column] = sqlite3_column_int64(statement, column);
    return kept;
}

enum { ROWS = 50, COLUMNS = 20 };

static void query(const char *path, const char *what, long count, const char *sql) {
    open_database(path);
    int is_search = !strcmp(what, "search"), is_newest = !strcmp(what, "newest");
    sqlite3_stmt *statement = prepare(sql);
    if (sqlite3_column_count(statement) > COLUMNS) fail(sql, "too many columns");
    double *times = malloc(count * sizeof *times);
    for (long i = 0; i < count; i++) {
        char words[64];
        double start = now();
        if (is_newest) {
            sprintf(words, "9198%ld919876543210", 10000000 + i % 200);
            sqlite3_bind_text(statement, 1, words, -1, SQLITE_STATIC);
        }
        /* A rare word, a middling one, a common one, two words: the caller asks the same in the same order. */
        if (is_search) {
            static const int FIRST[] = {19000, 700, 3, 20};
            int word = FIRST[i % 4] + (int)(i / 4 % 100);
            sprintf(words, i % 4 == 3 ? "{body} : (\"w%d\" \"w%d\"*)" : "{body} : (\"w%d\"*)", word, word + 1);
            sqlite3_bind_text(statement, 1, words, -1, SQLITE_STATIC);
            sqlite3_bind_int64(statement, 2, INT64_MAX);
        }
        sqlite3_bind_int(statement, sqlite3_bind_parameter_count(statement), ROWS);
        int64_t numbers[ROWS][COLUMNS];
        char *texts[ROWS * COLUMNS];
        size_t rows = 0, kept = 0;
        while (rows < ROWS && sqlite3_step(statement) == SQLITE_ROW) kept += keep(statement, numbers[rows++], texts + kept);
        sqlite3_reset(statement);
        while (kept) free(texts[--kept]);
        times[i] = now() - start;
        if (!rows && !is_search) fail(what, "finds nothing");
    }
    qsort(times, count, sizeof *times, ascending);
    printf("p50 %.1f p99 %.1f\n", times[count / 2] * 1e6, times[count * 99 / 100] * 1e6);
}

/* ---- WebSocket ---- */

static void write_all(int socket, const unsigned char *bytes, size_t count) {
    while (count) {
        ssize_t written = write(socket, bytes, count);
        if (written < 0 && errno != EINTR) fail("write", strerror(errno));
        if (written > 0) bytes += written, count -= written;
    }
}

/* One text frame; masked as a client's must be. Returns its size. */
static size_t put_frame(unsigned char *into, const unsigned char *payload, size_t size, int masked) {
    static const unsigned char MASK[4] = {0x5a, 0x17, 0xc3, 0xe9};
    size_t at = 0;
    into[at++] = 0x81;
    if (size < 126) into[at++] = (masked ? 0x80 : 0) | size;
    else into[at++] = (masked ? 0x80 : 0) | 126, into[at++] = size >> 8, into[at++] = size & 0xff;
    if (masked) memcpy(into + at, MASK, 4), at += 4;
    for (size_t i = 0; i < size; i++) into[at++] = masked ? payload[i] ^ MASK[i & 3] : payload[i];
    return at;
}

/* The frame at `bytes`, unmasked in place: its whole size, or 0 when more must be read. */
static size_t take_frame(unsigned char *bytes, size_t have, unsigned char **payload, size_t *size) {
    if (have < 2) return 0;
    size_t head = 2, length = bytes[1] & 0x7f, masked = bytes[1] & 0x80;
    if (length == 126) {
        if (have < 4) return 0;
        length = bytes[2] << 8 | bytes[3], head = 4;
    }
    unsigned char *mask = bytes + head;
    if (masked) head += 4;
    if (have < head + length) return 0;
    for (size_t i = 0; masked && i < length; i++) bytes[head + i] ^= mask[i & 3];
    *payload = bytes + head, *size = length;
    return head + length;
}

enum { BUFFER = 1 << 20 };

static void echo_server(int socket) {
    static unsigned char in[BUFFER], out[BUFFER * 2];
    size_t have = 0;
    for (;;) {
        ssize_t count = read(socket, in + have, sizeof in - have);
        if (count <= 0) _exit(0);
        have += count;
        size_t at = 0, written = 0, taken, size;
        unsigned char *payload;
        while ((taken = take_frame(in + at, have - at, &payload, &size)))
            written += put_frame(out + written, payload, size, 0), at += taken;
        write_all(socket, out, written);
        memmove(in, in + at, have -= at);
    }
}

/* Forks the echo; returns the socket to it. */
static int echo_socket(pid_t *child) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 1)) fail("listen", strerror(errno));
    getsockname(listener, (void *)&address, &length);
    *child = fork();
    if (*child == 0) {
        int accepted = accept(listener, NULL, NULL);
        setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        echo_server(accepted);
    }
    int client = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(client, (void *)&address, sizeof address)) fail("connect", strerror(errno));
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return client;
}

static void echo(long count, long bytes, long window) {
    pid_t child;
    int client = echo_socket(&child);
    static unsigned char in[BUFFER], frame[70000], payload[65536];
    memset(payload, 'x', sizeof payload);
    size_t size = put_frame(frame, payload, bytes, 1), have = 0;
    long sent = 0, received = 0;
    double start = now();
    while (received < count) {
        for (; sent < count && sent - received < window; sent++) write_all(client, frame, size);
        ssize_t got = read(client, in + have, sizeof in - have);
        if (got <= 0) fail("read", strerror(errno));
        have += got;
        size_t at = 0, taken, payload_size;
        unsigned char *echoed;
        while ((taken = take_frame(in + at, have - at, &echoed, &payload_size))) received++, at += taken;
        memmove(in, in + at, have -= at);
    }
    printf("rate %.0f\n", count / (now() - start));
    close(client);
    waitpid(child, NULL, 0);
}

/* An outbox of COUNT messages, filled before the clock runs; message i is of conversation i % conversations. */
static void drain(const char *path, long count, long bytes, long conversations) {
    open_database(path);
    run(TABLES);
    run("CREATE TABLE outbox (row INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER UNIQUE, attempts INTEGER NOT NULL);"
        "CREATE TABLE unconfirmed (message INTEGER PRIMARY KEY, written INTEGER NOT NULL, link TEXT NOT NULL)");
    sqlite3_stmt *message = prepare(INSERT), *outbox = prepare("INSERT INTO outbox (message, attempts) VALUES (?, 0)");
    run("BEGIN IMMEDIATE");
    for (long i = 0; i < count; i++) {
        insert(message, i, (int)conversations, "queued");
        sqlite3_bind_int64(outbox, 1, i + 1);
        step(outbox);
    }
    run("COMMIT");
    sqlite3_stmt *read_body = prepare("SELECT body FROM message WHERE row = ?");
    sqlite3_stmt *attempt = prepare("UPDATE outbox SET attempts = attempts + 1 WHERE message = ?");
    sqlite3_stmt *sent = prepare("UPDATE message SET state = 'sent' WHERE row = ? AND state = 'queued'");
    sqlite3_stmt *gone = prepare("DELETE FROM outbox WHERE message = ?");
    sqlite3_stmt *watch = prepare("INSERT OR REPLACE INTO unconfirmed VALUES (?, 1790000000000, 'open')");
    sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
    pid_t child;
    int client = echo_socket(&child);
    static unsigned char in[BUFFER], out[BUFFER], payload[65536];
    long lanes = conversations < 32 ? conversations : 32, received = 0;
    size_t have = 0;
    long ready[64], ready_count = lanes, done[64], done_count = 0;
    for (long lane = 0; lane < lanes; lane++) ready[lane] = lane;
    double start = now();
    while (received < count) {
        step(begin);
        for (long i = 0; i < done_count; i++) {
            sqlite3_stmt *all[] = {sent, gone, watch};
            for (int j = 0; j < 3; j++) sqlite3_bind_int64(all[j], 1, done[i] + 1), step(all[j]);
        }
        size_t size = 0;
        for (long i = 0; i < ready_count; i++) {
            sqlite3_bind_int64(attempt, 1, ready[i] + 1);
            step(attempt);
            sqlite3_bind_int64(read_body, 1, ready[i] + 1);
            if (sqlite3_step(read_body) != SQLITE_ROW) fail("drain", "a message is missing");
            memset(payload, 'x', bytes);
            memcpy(payload, &ready[i], sizeof ready[i]);
            memcpy(payload + 8, sqlite3_column_text(read_body, 0), sqlite3_column_bytes(read_body, 0));
            sqlite3_reset(read_body);
            size += put_frame(out + size, payload, bytes, 1);
        }
        step(commit);
        write_all(client, out, size);
        ready_count = done_count = 0;
        ssize_t got = read(client, in + have, sizeof in - have);
        if (got <= 0) fail("read", strerror(errno));
        have += got;
        size_t at = 0, taken, payload_size;
        unsigned char *echoed;
        while ((taken = take_frame(in + at, have - at, &echoed, &payload_size))) {
            long which;
            memcpy(&which, echoed, sizeof which);
            done[done_count++] = which;
            if (which + lanes < count) ready[ready_count++] = which + lanes;
            received++, at += taken;
        }
        memmove(in, in + at, have -= at);
    }
    step(begin);
    for (long i = 0; i < done_count; i++) {
        sqlite3_stmt *all[] = {sent, gone, watch};
        for (int j = 0; j < 3; j++) sqlite3_bind_int64(all[j], 1, done[i] + 1), step(all[j]);
    }
    step(commit);
    printf("rate %.0f\n", count / (now() - start));
    close(client);
    waitpid(child, NULL, 0);
}

/* ---- A program on a terminal ---- */

/* A number from a line of /proc/PID/status. */
static long status_of(pid_t process, const char *name) {
    char path[64], line[256];
    sprintf(path, "/proc/%d/status", process);
    FILE *file = fopen(path, "r");
    long value = -1;
    while (file && fgets(line, sizeof line, file))
        if (!strncmp(line, name, strlen(name))) value = atol(line + strlen(name) + 1);
    if (file) fclose(file);
    return value;
}

static char screen[BUFFER];
static int terminal;

/* Runs a program in a pseudo-terminal of 80x24. */
static pid_t start(char **command) {
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    pid_t child = forkpty(&terminal, NULL, NULL, &size);
    if (child == 0) {
        setenv("TERM", "xterm-256color", 1);
        execvp(command[0], command);
        _exit(127);
    }
    return child;
}

/* Reads the terminal until the text is in what came since; false when that takes longer than `seconds`. */
static int await(const char *wanted, double seconds) {
    size_t have = 0, length = strlen(wanted);
    double until = now() + seconds;
    for (;;) {
        double left = until - now();
        struct pollfd wait = {.fd = terminal, .events = POLLIN};
        if (left <= 0 || poll(&wait, 1, (int)(left * 1000) + 1) <= 0) return 0;
        ssize_t count = read(terminal, screen + have, sizeof screen - have);
        if (count <= 0) fail("program", "ended early");
        have += count;
        if (memmem(screen, have, wanted, length)) return 1;
        /* Keep what may be the beginning of the text. */
        if (have > sizeof screen / 2) memmove(screen, screen + have - length, length), have = length;
    }
}

static void stop(pid_t child) {
    kill(child, SIGTERM);
    close(terminal);
    waitpid(child, NULL, 0);
}

static void first_frame(const char *wanted, char **command) {
    double began = now();
    pid_t child = start(command);
    if (!await(wanted, 60)) fail(command[0], "shows no frame");
    double shown = now() - began;
    /* What it costs to sit there: let it settle for five seconds, then count the wake-ups of the next five. */
    await("\001", 5);
    long before = status_of(child, "voluntary_ctxt_switches:");
    await("\001", 5);
    printf("first %.0f resident %ld peak %ld wakeups %.1f\n", shown * 1e6, status_of(child, "VmRSS:"),
        status_of(child, "VmHWM:"), (status_of(child, "voluntary_ctxt_switches:") - before) / 5.0);
    stop(child);
}

/* A letter that no chat contains, typed and taken back, again and again. */
static void keys(const char *wanted, double seconds, char **command) {
    static double times[100000];
    size_t count = 0;
    pid_t child = start(command);
    if (!await(wanted, 60)) fail(command[0], "shows no frame");
    double until = now() + seconds;
    while (now() < until && count < sizeof times / sizeof *times) {
        double typed = now();
        write_all(terminal, (const unsigned char *)"\312\230", 2);
        if (!await("\312\230", 2)) fail(command[0], "does not echo what is typed");
        times[count++] = now() - typed;
        write_all(terminal, (const unsigned char *)"\177", 1);
        await("\001", 0.02);
    }
    qsort(times, count, sizeof *times, ascending);
    printf("p50 %.0f p99 %.0f max %.0f count %zu peak %ld\n", times[count / 2] * 1e6, times[count * 99 / 100] * 1e6,
        times[count - 1] * 1e6, count, status_of(child, "VmHWM:"));
    stop(child);
}

int main(int count, char **arguments) {
    const char *what = count > 1 ? arguments[1] : "";
    if (!strcmp(what, "enqueue") && count == 6)
        enqueue(arguments[2], atol(arguments[3]), atol(arguments[4]), !strcmp(arguments[5], "indexed"));
    else if (!strcmp(what, "ingest") && count == 4) ingest(arguments[2], atol(arguments[3]));
    else if (!strcmp(what, "query") && count == 6)
        query(arguments[2], arguments[3], atol(arguments[4]), arguments[5]);
    else if (!strcmp(what, "echo") && count == 5) echo(atol(arguments[2]), atol(arguments[3]), atol(arguments[4]));
    else if (!strcmp(what, "drain") && count == 6)
        drain(arguments[2], atol(arguments[3]), atol(arguments[4]), atol(arguments[5]));
    else if (!strcmp(what, "frame") && count > 3) first_frame(arguments[2], arguments + 3);
    else if (!strcmp(what, "keys") && count > 4) keys(arguments[2], atof(arguments[3]), arguments + 4);
    else fail("arguments", "see the head of Bench/floor.c");
    return 0;
}
