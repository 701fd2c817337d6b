/*
 * faultshim: a library for LD_PRELOAD that lets a test decide what the disk and the sockets of an unmodified program do.
 *
 *     cc -shared -fPIC -O2 -pthread -o faultshim.so faultshim.c
 *     LD_PRELOAD=$PWD/faultshim.so FAULT_DIR=/tmp/x FAULT=write:ENOSPC:8 program ...
 *
 * It stands between the program (SQLite and NIO included) and the C library's calls on files below one directory, and
 * on internet sockets. It makes no call through the C library itself, only system calls, so it cannot call itself;
 * counters are atomic, and the log is written under a mutex. Everything outside the directory passes untouched, and
 * so does the memory map of SQLite's shared-memory file, which no power cut and no full disk needs.
 *
 * ENVIRONMENT
 *
 *   FAULT_DIR=/path     Only files at or below it count. Without it only sockets do. An absolute path.
 *   FAULT_PROGRAM=name  Only in processes whose executable has this file name; children of other names pass untouched.
 *   FAULT_ARM=/path     FAULT and CRASH_AT (counting included) act only while this file exists.
 *
 *   FAULT=KIND:ERROR[:N][:sticky][,...]
 *       The N-th call (default 1) of that kind fails with the error and does nothing; `sticky`: so does every later one.
 *       `short-KIND[:ERROR][:N][:sticky]`: half of the bytes are written; the program's next try on the same
 *       descriptor fails with the error (default ENOSPC). A failed sync syncs nothing.
 *       Examples: write:ENOSPC:8:sticky  wal-sync:EIO:3  short-write  truncate:EIO  open:EMFILE  read:EIO:5
 *
 *   CRASH_AT=KIND:N[:before|after|during][,...]
 *       SIGKILL for the own process before (default) or after the N-th call of that kind; `during`: half of the bytes
 *       are written first, as when the power fails in the middle of a write.
 *
 *   COUNT_TO=/path      When the process ends (CRASH_AT included), the file gets one line `KIND COUNT` for every kind
 *                       that happened, and `any COUNT`. `%p` in the path becomes the process id.
 *
 *   LOG_TO=/path        Every change of a file below FAULT_DIR, in order, as binary records (below). `%p` as above.
 *                       The order is right among the threads of one process.
 *
 * KINDS
 *
 *   CLASS-OPERATION, or OPERATION alone for every class of file but not for sockets, or `any` for everything.
 *   Classes by file name: store (*.sqlite), wal, shm, journal (-wal, -shm, -journal), backup (*.backup-*), corrupt
 *   (*.corrupt-*), lock (*.lock), credentials (credentials*), log (*.log), ack (*.ack: never faulted, killed or counted),
 *   dir (a directory itself), file (any other), socket (internet sockets).
 *   Operations: open, create (mknod, mkdir, and open that makes the file), read, write, sync, truncate, unlink, rename
 *   (the class is the new name's), link, close, lock (fcntl and flock), chmod; sockets: open (connect), read, write, close.
 *   So `socket-write:1:after` is "the first frame or request is out", `credentials-rename:1` is "the new credentials
 *   are written but not yet in their place", `wal-sync:2:after` "the second commit is on the disk, not yet reported".
 *
 * LOG RECORDS, numbers in the byte order of the machine
 *
 *   u8 operation, u8 class (index in the list of classes below), u16 length of path, u32 length of data, i64 offset,
 *   path, data. Operations:
 *     C  the file was made by this call           W  data was written at offset     T  the size became offset
 *     S  file synced                              D  directory synced               U  removed
 *     R  renamed from path to data                L  path got the second name data  M  directory made
 *     A  data was written to an acknowledgement file (*.ack): the program said that something is done
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum file_class {
    STORE, WAL, SHM, JOURNAL, BACKUP, CORRUPT, LOCK, CREDENTIALS, LOG, ACK, DIRECTORY, PLAIN, SOCKET, CLASSES, NONE
};
static const char *const class_names[CLASSES] = {
    "store", "wal", "shm", "journal", "backup", "corrupt", "lock", "credentials", "log", "ack", "dir", "file", "socket"
};

enum operation {
    OPEN, CREATE, READ, WRITE, SYNC, TRUNCATE, UNLINK, RENAME, LINK, CLOSE, LOCKING, CHMOD, OPERATIONS
};
static const char *const operation_names[OPERATIONS] = {
    "open", "create", "read", "write", "sync", "truncate", "unlink", "rename", "link", "close", "lock", "chmod"
};

static const struct { const char *name; int number; } error_names[] = {
    {"ENOSPC", ENOSPC}, {"EIO", EIO}, {"EDQUOT", EDQUOT}, {"EROFS", EROFS}, {"EINTR", EINTR}, {"EMFILE", EMFILE},
    {"ENFILE", ENFILE}, {"EACCES", EACCES}, {"EPERM", EPERM}, {"ENOMEM", ENOMEM}, {"EAGAIN", EAGAIN},
    {"ENOENT", ENOENT}, {"EFBIG", EFBIG}, {"ENOLCK", ENOLCK}, {"ECONNRESET", ECONNRESET}, {"EPIPE", EPIPE},
    {"ETIMEDOUT", ETIMEDOUT}, {"ECONNREFUSED", ECONNREFUSED}, {"ENETUNREACH", ENETUNREACH},
};

/* When a kind of call is meant; -1 for "any". */
struct pattern { int class, operation; };

enum timing { BEFORE, AFTER, DURING };

#define MAXIMUM_RULES 16
struct rule {
    struct pattern pattern;
    int error;             /* faults */
    int is_short, sticky;  /* faults */
    enum timing timing;    /* crashes */
    long at;
    long seen;             /* atomic */
};
static struct rule faults[MAXIMUM_RULES], crashes[MAXIMUM_RULES];
static int fault_count, crash_count;

static int active;
static char directory[2][4096];  /* as given, and resolved */
static size_t directory_length[2];
static const char *arm_path;
static char count_path[4096];
static long counts[CLASSES][OPERATIONS];
static int log_descriptor = -1;
static pthread_mutex_t log_mutex = PTHREAD_MUTEX_INITIALIZER;

/* What is known of descriptors; checked against device and inode, since not every open and close passes here. */
#define MAXIMUM_DESCRIPTORS 65536
struct known { dev_t device; ino_t inode; int class; int fails_next; char *path; };
static struct known known[MAXIMUM_DESCRIPTORS];
static pthread_mutex_t known_mutex = PTHREAD_MUTEX_INITIALIZER;

/* ---- system calls ------------------------------------------------------------------------------------------- */

static int sys_stat(int fd, struct stat *status) { return syscall(SYS_newfstatat, fd, "", status, AT_EMPTY_PATH); }
static int exists(const char *path) { return syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0; }

static void write_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t done = syscall(SYS_write, fd, bytes, length);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return;
        bytes += done;
        length -= done;
    }
}

/* ---- classes ------------------------------------------------------------------------------------------------ */

static int ends(const char *text, const char *end) {
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static int is_below(const char *path) {
    for (int i = 0; i < 2; i++) {
        size_t length = directory_length[i];
        if (length > 0 && strncmp(path, directory[i], length) == 0 && (path[length] == '/' || path[length] == 0)) return 1;
    }
    return 0;
}

/* The class of an absolute path, by its name alone. */
static int class_of_path(const char *path) {
    if (!is_below(path)) return NONE;
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    if (ends(name, ".ack")) return ACK;
    if (strstr(name, ".backup-")) return BACKUP;
    if (strstr(name, ".corrupt-")) return CORRUPT;
    if (ends(name, "-wal")) return WAL;
    if (ends(name, "-shm")) return SHM;
    if (ends(name, "-journal")) return JOURNAL;
    if (ends(name, ".sqlite")) return STORE;
    if (ends(name, ".lock")) return LOCK;
    if (strstr(name, "credentials")) return CREDENTIALS;
    if (ends(name, ".log")) return LOG;
    return PLAIN;
}

/* Makes `path` absolute; what cannot be made so is left out of everything. */
static const char *absolute(int at, const char *path, char *buffer, size_t size) {
    if (path[0] == '/') return path;
    char link[64];
    ssize_t length;
    if (at == AT_FDCWD) {
        length = syscall(SYS_getcwd, buffer, size);
        if (length > 0) length--;  /* counts the end */
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", at);
        length = syscall(SYS_readlinkat, AT_FDCWD, link, buffer, size - 1);
    }
    if (length <= 0 || length + strlen(path) + 2 > size) return "";
    buffer[length] = '/';
    strcpy(buffer + length + 1, path);
    return buffer;
}

/* The class of an open descriptor, and a copy of its path if `path` is given. */
static int class_of(int fd, char *path, size_t size) {
    if (!active || fd < 0 || fd >= MAXIMUM_DESCRIPTORS) return NONE;
    int saved = errno;
    struct stat status;
    if (sys_stat(fd, &status) != 0) { errno = saved; return NONE; }
    pthread_mutex_lock(&known_mutex);
    struct known *entry = &known[fd];
    if (entry->path == NULL || entry->device != status.st_dev || entry->inode != status.st_ino) {
        char link[64], target[4096];
        free(entry->path);
        entry->device = status.st_dev;
        entry->inode = status.st_ino;
        entry->fails_next = 0;
        entry->class = NONE;
        target[0] = 0;
        if (S_ISSOCK(status.st_mode)) {
            struct sockaddr_storage address;
            socklen_t length = sizeof address;
            if (syscall(SYS_getsockname, fd, &address, &length) == 0
                && (address.ss_family == AF_INET || address.ss_family == AF_INET6)) entry->class = SOCKET;
        } else if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) {
            snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
            ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, target, sizeof target - 1);
            target[length > 0 ? length : 0] = 0;
            if (ends(target, " (deleted)")) target[strlen(target) - strlen(" (deleted)")] = 0;
            if (is_below(target)) entry->class = S_ISDIR(status.st_mode) ? DIRECTORY : class_of_path(target);
        }
        entry->path = strdup(target);
    }
    int class = entry->class;
    if (path) snprintf(path, size, "%s", entry->path ? entry->path : "");
    pthread_mutex_unlock(&known_mutex);
    errno = saved;
    return class;
}

static void forget(int fd) {
    if (!active || fd < 0 || fd >= MAXIMUM_DESCRIPTORS) return;
    pthread_mutex_lock(&known_mutex);
    free(known[fd].path);
    known[fd].path = NULL;
    known[fd].fails_next = 0;
    pthread_mutex_unlock(&known_mutex);
}

/* ---- the environment ---------------------------------------------------------------------------------------- */

static void complain(const char *what, const char *text) {
    char line[512];
    int length = snprintf(line, sizeof line, "faultshim: %s: %s\n", what, text);
    write_all(2, line, length);
    syscall(SYS_exit_group, 64);
}

static int index_of(const char *name, size_t length, const char *const *names, int count) {
    for (int i = 0; i < count; i++)
        if (strlen(names[i]) == length && strncmp(names[i], name, length) == 0) return i;
    return -1;
}

static int parse_pattern(const char *text, struct pattern *pattern) {
    pattern->class = pattern->operation = -1;
    if (strcmp(text, "any") == 0) return 1;
    const char *dash = strchr(text, '-');
    if (dash) pattern->class = index_of(text, dash - text, class_names, CLASSES);
    const char *name = dash ? dash + 1 : text;
    pattern->operation = index_of(name, strlen(name), operation_names, OPERATIONS);
    return pattern->operation >= 0 && (!dash || pattern->class >= 0);
}

static int error_number(const char *name) {
    for (size_t i = 0; i < sizeof error_names / sizeof *error_names; i++)
        if (strcmp(error_names[i].name, name) == 0) return error_names[i].number;
    return 0;
}

static void parse_rule(const char *variable, char *text, int is_fault, struct rule *rule) {
    char copy[256], *place = NULL;
    snprintf(copy, sizeof copy, "%s", text);
    memset(rule, 0, sizeof *rule);
    rule->at = 1;
    rule->error = is_fault ? ENOSPC : 0;
    char *word = strtok_r(text, ":", &place);
    if (!word) complain(variable, "empty rule");
    if (is_fault && strncmp(word, "short-", 6) == 0) { rule->is_short = 1; word += 6; }
    if (!parse_pattern(word, &rule->pattern)) complain(variable, copy);
    while ((word = strtok_r(NULL, ":", &place)) != NULL) {
        char *end;
        long number = strtol(word, &end, 10);
        if (*end == 0 && number > 0) rule->at = number;
        else if (is_fault && strcmp(word, "sticky") == 0) rule->sticky = 1;
        else if (is_fault && error_number(word)) rule->error = error_number(word);
        else if (!is_fault && strcmp(word, "before") == 0) rule->timing = BEFORE;
        else if (!is_fault && strcmp(word, "after") == 0) rule->timing = AFTER;
        else if (!is_fault && strcmp(word, "during") == 0) rule->timing = DURING;
        else complain(variable, copy);
    }
}

static int parse_rules(const char *variable, int is_fault, struct rule *rules) {
    const char *value = getenv(variable);
    int count = 0;
    if (!value) return 0;
    char copy[2048], *place = NULL;
    snprintf(copy, sizeof copy, "%s", value);
    for (char *text = strtok_r(copy, ",", &place); text; text = strtok_r(NULL, ",", &place)) {
        if (count == MAXIMUM_RULES) complain(variable, "too many rules");
        parse_rule(variable, text, is_fault, &rules[count++]);
    }
    return count;
}

/* The value of a variable that names a file, `%p` replaced. */
static void file_variable(const char *variable, char *path, size_t size) {
    const char *value = getenv(variable);
    path[0] = 0;
    if (!value) return;
    const char *sign = strstr(value, "%p");
    if (sign) snprintf(path, size, "%.*s%d%s", (int)(sign - value), value, getpid(), sign + 2);
    else snprintf(path, size, "%s", value);
}

static int is_meant(void) {
    const char *name = getenv("FAULT_PROGRAM");
    if (!name) return 1;
    char path[4096];
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    const char *slash = strrchr(path, '/');
    return strcmp(slash ? slash + 1 : path, name) == 0;
}

__attribute__((constructor)) static void start(void) {
    if (!is_meant()) return;
    const char *given = getenv("FAULT_DIR");
    if (given && given[0] == '/') {
        snprintf(directory[0], sizeof directory[0], "%s", given);
        if (realpath(given, directory[1]) == NULL) directory[1][0] = 0;
        for (int i = 0; i < 2; i++) {
            size_t length = strlen(directory[i]);
            while (length > 1 && directory[i][length - 1] == '/') directory[i][--length] = 0;
            directory_length[i] = length;
        }
    }
    arm_path = getenv("FAULT_ARM");
    fault_count = parse_rules("FAULT", 1, faults);
    crash_count = parse_rules("CRASH_AT", 0, crashes);
    file_variable("COUNT_TO", count_path, sizeof count_path);
    char log_path[4096];
    file_variable("LOG_TO", log_path, sizeof log_path);
    if (log_path[0]) {
        log_descriptor = syscall(
            SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (log_descriptor < 0) complain("LOG_TO", strerror(errno));
    }
    active = fault_count || crash_count || count_path[0] || log_descriptor >= 0;
}

static void report_counts(void) {
    if (!active || !count_path[0]) return;
    char text[16384];
    int length = 0;
    long any = 0;
    for (int class = 0; class < CLASSES; class++)
        for (int operation = 0; operation < OPERATIONS; operation++) {
            long count = __atomic_load_n(&counts[class][operation], __ATOMIC_RELAXED);
            any += count;
            if (count > 0)
                length += snprintf(text + length, sizeof text - length, "%s-%s %ld\n", class_names[class],
                                   operation_names[operation], count);
        }
    if (any == 0) return;
    length += snprintf(text + length, sizeof text - length, "any %ld\n", any);
    int fd = syscall(SYS_openat, AT_FDCWD, count_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return;
    write_all(fd, text, length);
    syscall(SYS_close, fd);
}

__attribute__((destructor)) static void finish(void) { report_counts(); }

void _exit(int status) {
    report_counts();
    for (;;) syscall(SYS_exit_group, status);
}

void _Exit(int status) { _exit(status); }

/* ---- the decision about one call ---------------------------------------------------------------------------- */

/* What is to become of a call. */
struct verdict { int error; int is_short; int dies_during; int dies_after; };

static void die(void) {
    report_counts();
    for (;;) syscall(SYS_kill, getpid(), SIGKILL);
}

static int matches(struct pattern pattern, int class, int operation) {
    if (pattern.operation < 0) return 1;
    if (pattern.operation != operation) return 0;
    return pattern.class < 0 ? class != SOCKET : pattern.class == class;
}

/* Counts the call and decides; kills at once if it is to die before the call. */
static struct verdict judge(int class, int operation) {
    struct verdict verdict = {0, 0, 0, 0};
    if (!active || class >= CLASSES || class == ACK) return verdict;
    int saved = errno;
    int armed = arm_path == NULL || exists(arm_path);
    errno = saved;
    if (!armed) return verdict;
    __atomic_add_fetch(&counts[class][operation], 1, __ATOMIC_RELAXED);
    for (int i = 0; i < crash_count; i++) {
        struct rule *rule = &crashes[i];
        if (!matches(rule->pattern, class, operation)) continue;
        if (__atomic_add_fetch(&rule->seen, 1, __ATOMIC_RELAXED) != rule->at) continue;
        if (rule->timing == BEFORE || (rule->timing == DURING && operation != WRITE)) die();
        if (rule->timing == DURING) verdict.dies_during = 1;
        else verdict.dies_after = 1;
    }
    for (int i = 0; i < fault_count; i++) {
        struct rule *rule = &faults[i];
        if (!matches(rule->pattern, class, operation)) continue;
        long seen = __atomic_add_fetch(&rule->seen, 1, __ATOMIC_RELAXED);
        if (seen != rule->at && !(rule->sticky && seen > rule->at)) continue;
        verdict.error = rule->error;
        verdict.is_short = rule->is_short && operation == WRITE;
    }
    return verdict;
}

static int fails(struct verdict verdict) {
    if (!verdict.error || verdict.is_short) return 0;
    errno = verdict.error;
    return 1;
}

static void conclude(struct verdict verdict) {
    if (verdict.dies_after) die();
}

/* ---- the log ------------------------------------------------------------------------------------------------ */

static int logs(int class) { return log_descriptor >= 0 && class < SOCKET && class != LOG; }

static void begin_logged(int class) { if (logs(class)) pthread_mutex_lock(&log_mutex); }
static void end_logged(int class) { if (logs(class)) pthread_mutex_unlock(&log_mutex); }

/* Appends one record; the mutex is held. `data` is gathered from `parts`, at most `length` bytes of them. */
static void record_parts(
    char operation, int class, const char *path, int64_t offset, const struct iovec *parts, int count, size_t length
) {
    if (!logs(class)) return;
    int saved = errno;
    char header[16];
    uint16_t path_length = strlen(path);
    uint32_t data_length = length;
    header[0] = operation;
    header[1] = class;
    memcpy(header + 2, &path_length, 2);
    memcpy(header + 4, &data_length, 4);
    memcpy(header + 8, &offset, 8);
    write_all(log_descriptor, header, sizeof header);
    write_all(log_descriptor, path, path_length);
    for (int i = 0; i < count && length > 0; i++) {
        size_t piece = parts[i].iov_len < length ? parts[i].iov_len : length;
        write_all(log_descriptor, parts[i].iov_base, piece);
        length -= piece;
    }
    errno = saved;
}

static void record(char operation, int class, const char *path, int64_t offset, const char *data) {
    struct iovec part = {(void *)data, data ? strlen(data) : 0};
    record_parts(operation, class, path, offset, &part, data ? 1 : 0, part.iov_len);
}

/* ---- opening and closing ------------------------------------------------------------------------------------ */

static int do_open(int at, const char *path, int flags, mode_t mode) {
    char buffer[4096];
    if (!active || path == NULL) return syscall(SYS_openat, at, path, flags, mode);
    const char *full = absolute(at, path, buffer, sizeof buffer);
    int class = class_of_path(full);
    if (class != NONE && (flags & O_DIRECTORY)) class = DIRECTORY;
    if (class == NONE) {
        int fd = syscall(SYS_openat, at, path, flags, mode);
        if (fd >= 0) forget(fd);
        return fd;
    }
    int makes = (flags & O_CREAT) && !exists(full);
    struct verdict verdict = judge(class, makes ? CREATE : OPEN);
    if (fails(verdict)) return -1;
    begin_logged(class);
    int fd = syscall(SYS_openat, at, path, flags, mode);
    if (fd >= 0) {
        if (makes) record('C', class, full, 0, NULL);
        else if ((flags & O_TRUNC) && class != DIRECTORY) record('T', class, full, 0, NULL);
    }
    end_logged(class);
    if (fd >= 0) forget(fd);
    conclude(verdict);
    return fd;
}

static mode_t mode_argument(int flags, va_list arguments) {
    return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
}

#define OPENING(name)                                                                                                  \
    int name(const char *path, int flags, ...) {                                                                       \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        mode_t mode = mode_argument(flags, arguments);                                                                 \
        va_end(arguments);                                                                                             \
        return do_open(AT_FDCWD, path, flags, mode);                                                                   \
    }
OPENING(open)
OPENING(open64)

#define OPENING_AT(name)                                                                                               \
    int name(int at, const char *path, int flags, ...) {                                                               \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        mode_t mode = mode_argument(flags, arguments);                                                                 \
        va_end(arguments);                                                                                             \
        return do_open(at, path, flags, mode);                                                                         \
    }
OPENING_AT(openat)
OPENING_AT(openat64)

int __open_2(const char *path, int flags) { return do_open(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return do_open(AT_FDCWD, path, flags, 0); }
int __openat_2(int at, const char *path, int flags) { return do_open(at, path, flags, 0); }
int __openat64_2(int at, const char *path, int flags) { return do_open(at, path, flags, 0); }
int creat(const char *path, mode_t mode) { return do_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int fd) {
    int class = class_of(fd, NULL, 0);
    struct verdict verdict = judge(class, CLOSE);
    /* The descriptor is closed whatever close says, as in Linux. */
    forget(fd);
    int result = syscall(SYS_close, fd);
    conclude(verdict);
    return fails(verdict) ? -1 : result;
}

/* Names that a call makes: nodes and directories. */
static int do_make(int at, const char *path, mode_t mode, dev_t device, int is_directory) {
    char buffer[4096];
    const char *full = active ? absolute(at, path, buffer, sizeof buffer) : "";
    int class = active ? class_of_path(full) : NONE;
    if (class != NONE && is_directory) class = DIRECTORY;
    struct verdict verdict = judge(class, CREATE);
    if (fails(verdict)) return -1;
    begin_logged(class);
    int result = is_directory ? syscall(SYS_mkdirat, at, path, mode) : syscall(SYS_mknodat, at, path, mode, device);
    if (result == 0) record(is_directory ? 'M' : 'C', class, full, 0, NULL);
    end_logged(class);
    conclude(verdict);
    return result;
}

int mknod(const char *path, mode_t mode, dev_t device) { return do_make(AT_FDCWD, path, mode, device, 0); }
int mknodat(int at, const char *path, mode_t mode, dev_t device) { return do_make(at, path, mode, device, 0); }
int mkdir(const char *path, mode_t mode) { return do_make(AT_FDCWD, path, mode, 0, 1); }
int mkdirat(int at, const char *path, mode_t mode) { return do_make(at, path, mode, 0, 1); }

/* ---- reading and writing ------------------------------------------------------------------------------------ */

#define READING(CALL)                                                                                                  \
    int class = class_of(fd, NULL, 0);                                                                                 \
    struct verdict verdict = judge(class, READ);                                                                       \
    if (fails(verdict)) return -1;                                                                                     \
    ssize_t result = CALL;                                                                                             \
    conclude(verdict);                                                                                                 \
    return result;

ssize_t read(int fd, void *bytes, size_t length) { READING(syscall(SYS_read, fd, bytes, length)) }
ssize_t readv(int fd, const struct iovec *parts, int count) { READING(syscall(SYS_readv, fd, parts, count)) }
ssize_t pread(int fd, void *bytes, size_t length, off_t offset) { READING(syscall(SYS_pread64, fd, bytes, length, offset)) }
ssize_t pread64(int fd, void *bytes, size_t length, off64_t offset) { return pread(fd, bytes, length, offset); }
ssize_t __read_chk(int fd, void *bytes, size_t length, size_t size) { (void)size; return read(fd, bytes, length); }
ssize_t __pread_chk(int fd, void *bytes, size_t length, off_t offset, size_t size) { (void)size; return pread(fd, bytes, length, offset); }
ssize_t __pread64_chk(int fd, void *bytes, size_t length, off64_t offset, size_t size) { (void)size; return pread(fd, bytes, length, offset); }
ssize_t recvfrom(int fd, void *bytes, size_t length, int flags, struct sockaddr *address, socklen_t *size) {
    READING(syscall(SYS_recvfrom, fd, bytes, length, flags, address, size))
}
ssize_t recv(int fd, void *bytes, size_t length, int flags) { return recvfrom(fd, bytes, length, flags, NULL, NULL); }
ssize_t recvmsg(int fd, struct msghdr *message, int flags) { READING(syscall(SYS_recvmsg, fd, message, flags)) }

/* Writes what the parts hold; offset -1: at the descriptor's own place. */
static ssize_t do_write(int fd, const struct iovec *parts, int count, int64_t offset) {
    char path[4096];
    int class = class_of(fd, path, sizeof path);
    if (class == NONE)
        return offset < 0 ? syscall(SYS_writev, fd, parts, count) : syscall(SYS_pwritev, fd, parts, count, offset, 0);
    struct verdict verdict = judge(class, WRITE);
    if (fails(verdict)) return -1;
    pthread_mutex_lock(&known_mutex);
    int inherited = known[fd].fails_next;
    known[fd].fails_next = verdict.is_short ? verdict.error : 0;
    pthread_mutex_unlock(&known_mutex);
    if (inherited) { errno = inherited; return -1; }

    struct iovec half;
    if ((verdict.is_short || verdict.dies_during) && count > 0) {
        half.iov_base = parts[0].iov_base;
        half.iov_len = count > 1 ? parts[0].iov_len : parts[0].iov_len / 2;
        parts = &half;
        count = 1;
    }
    begin_logged(class);
    ssize_t result = offset < 0 ? syscall(SYS_writev, fd, parts, count)
                                : syscall(SYS_pwritev, fd, parts, count, offset, 0);
    if (verdict.dies_during) die();
    if (result > 0 && logs(class)) {
        int64_t start = offset;
        if (offset < 0) {
            int saved = errno;
            start = syscall(SYS_lseek, fd, 0, SEEK_CUR) - result;
            errno = saved;
        }
        record_parts(class == ACK ? 'A' : 'W', class, path, start, parts, count, result);
    }
    end_logged(class);
    conclude(verdict);
    return result;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    if (!active) return syscall(SYS_write, fd, bytes, length);
    struct iovec part = {(void *)bytes, length};
    return do_write(fd, &part, 1, -1);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
    return active ? do_write(fd, parts, count, -1) : syscall(SYS_writev, fd, parts, count);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    if (!active) return syscall(SYS_pwrite64, fd, bytes, length, offset);
    struct iovec part = {(void *)bytes, length};
    return do_write(fd, &part, 1, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) { return pwrite(fd, bytes, length, offset); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
    return active ? do_write(fd, parts, count, offset) : syscall(SYS_pwritev, fd, parts, count, offset, 0);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) { return pwritev(fd, parts, count, offset); }

/* Frames and requests leave by these. */
#define SENDING(SHORTEN, CALL)                                                                                         \
    int class = class_of(fd, NULL, 0);                                                                                 \
    struct verdict verdict = judge(class, WRITE);                                                                      \
    if (fails(verdict)) return -1;                                                                                     \
    if (verdict.is_short || verdict.dies_during) { SHORTEN; }                                                          \
    ssize_t result = CALL;                                                                                             \
    if (verdict.dies_during) die();                                                                                    \
    conclude(verdict);                                                                                                 \
    return result;

ssize_t sendto(int fd, const void *bytes, size_t length, int flags, const struct sockaddr *address, socklen_t size) {
    SENDING(length = (length + 1) / 2, syscall(SYS_sendto, fd, bytes, length, flags, address, size))
}
ssize_t send(int fd, const void *bytes, size_t length, int flags) { return sendto(fd, bytes, length, flags, NULL, 0); }
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    struct msghdr less = *message;
    SENDING(if (less.msg_iovlen > 1) less.msg_iovlen = 1, syscall(SYS_sendmsg, fd, &less, flags))
}

/* ---- syncing and sizes -------------------------------------------------------------------------------------- */

static int do_sync(int fd, long number) {
    char path[4096];
    int class = class_of(fd, path, sizeof path);
    struct verdict verdict = judge(class, SYNC);
    if (fails(verdict)) return -1;
    begin_logged(class);
    int result = syscall(number, fd);
    if (result == 0) record(class == DIRECTORY ? 'D' : 'S', class, path, 0, NULL);
    end_logged(class);
    conclude(verdict);
    return result;
}

int fsync(int fd) { return do_sync(fd, SYS_fsync); }
int fdatasync(int fd) { return do_sync(fd, SYS_fdatasync); }

int ftruncate(int fd, off_t length) {
    char path[4096];
    int class = class_of(fd, path, sizeof path);
    struct verdict verdict = judge(class, TRUNCATE);
    if (fails(verdict)) return -1;
    begin_logged(class);
    int result = syscall(SYS_ftruncate, fd, length);
    if (result == 0) record('T', class, path, length, NULL);
    end_logged(class);
    conclude(verdict);
    return result;
}
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

/* ---- names -------------------------------------------------------------------------------------------------- */

static int do_unlink(int at, const char *path, int flags) {
    char buffer[4096];
    const char *full = active ? absolute(at, path, buffer, sizeof buffer) : "";
    int class = active ? class_of_path(full) : NONE;
    struct verdict verdict = judge(class, UNLINK);
    if (fails(verdict)) return -1;
    begin_logged(class);
    int result = syscall(SYS_unlinkat, at, path, flags);
    if (result == 0) record('U', class, full, 0, NULL);
    end_logged(class);
    conclude(verdict);
    return result;
}

int unlink(const char *path) { return do_unlink(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return do_unlink(at, path, flags); }

static int do_name(char operation, int from_at, const char *from, int to_at, const char *to, int flags) {
    char from_buffer[4096], to_buffer[4096];
    const char *full_from = active ? absolute(from_at, from, from_buffer, sizeof from_buffer) : "";
    const char *full_to = active ? absolute(to_at, to, to_buffer, sizeof to_buffer) : "";
    int class = active ? class_of_path(full_to) : NONE;
    struct verdict verdict = judge(class, operation == 'R' ? RENAME : LINK);
    if (fails(verdict)) return -1;
    begin_logged(class);
    int result = operation == 'R' ? syscall(SYS_renameat2, from_at, from, to_at, to, flags)
                                  : syscall(SYS_linkat, from_at, from, to_at, to, flags);
    if (result == 0) record(operation, class, full_from, 0, full_to);
    end_logged(class);
    conclude(verdict);
    return result;
}

int rename(const char *from, const char *to) { return do_name('R', AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_at, const char *from, int to_at, const char *to) { return do_name('R', from_at, from, to_at, to, 0); }
int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
    return do_name('R', from_at, from, to_at, to, flags);
}
int link(const char *from, const char *to) { return do_name('L', AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
    return do_name('L', from_at, from, to_at, to, flags);
}

static int do_chmod(int class, const char *path, int fd, mode_t mode) {
    struct verdict verdict = judge(class, CHMOD);
    if (fails(verdict)) return -1;
    int result = path ? syscall(SYS_fchmodat, AT_FDCWD, path, mode) : syscall(SYS_fchmod, fd, mode);
    conclude(verdict);
    return result;
}

int chmod(const char *path, mode_t mode) {
    char buffer[4096];
    return do_chmod(active ? class_of_path(absolute(AT_FDCWD, path, buffer, sizeof buffer)) : NONE, path, -1, mode);
}
int fchmod(int fd, mode_t mode) { return do_chmod(class_of(fd, NULL, 0), NULL, fd, mode); }

/* ---- locks and sockets -------------------------------------------------------------------------------------- */

static int do_fcntl(int fd, int command, void *argument) {
    int is_lock = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_OFD_SETLKW;
    if (!is_lock) return syscall(SYS_fcntl, fd, command, argument);
    struct verdict verdict = judge(class_of(fd, NULL, 0), LOCKING);
    if (fails(verdict)) return -1;
    int result = syscall(SYS_fcntl, fd, command, argument);
    conclude(verdict);
    return result;
}

int fcntl(int fd, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return do_fcntl(fd, command, argument);
}
int fcntl64(int fd, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return do_fcntl(fd, command, argument);
}

int flock(int fd, int how) {
    struct verdict verdict = judge(class_of(fd, NULL, 0), LOCKING);
    if (fails(verdict)) return -1;
    int result = syscall(SYS_flock, fd, how);
    conclude(verdict);
    return result;
}

int connect(int fd, const struct sockaddr *address, socklen_t length) {
    struct verdict verdict = judge(class_of(fd, NULL, 0), OPEN);
    if (fails(verdict)) return -1;
    int result = syscall(SYS_connect, fd, address, length);
    conclude(verdict);
    return result;
}
