/*
 * What does a bad disk do to the daemon, and what does a power cut leave of what it wrote?
 *
 * Loaded into the daemon alone (LD_PRELOAD), between it and the C library. It looks at files whose
 * path contains HEARTH_SHIM_FOLDER, the store's folder, and leaves all others alone.
 *
 *   the rig ──writes words──▶ HEARTH_SHIM_CONTROL (mapped here) ──▶ what the next call meets
 *   the daemon's calls ──▶ HEARTH_SHIM_JOURNAL (if set) ──▶ the rig, after a kill, undoes from it
 *
 * Faults are switched on and off while the daemon runs; with every word at zero a call costs one
 * look into an array. Each call that met a fault is counted (HITS), so that the rig knows that its
 * fault was real.
 *
 * The journal holds, before each change, what is needed to undo it, and when a file was synced. It
 * is written with plain write(2) outside the store and survives `kill -9` like the files do. What
 * is kept, dropped or torn of the unsynced rest is the rig's to choose (torture/powercut.rs).
 *
 * Modelled: writes, truncations, creation, renaming and unlinking; a sync makes the file's own
 * writes durable, and every earlier change of names (as the journal of ext4 does).
 * Not modelled: what is written through a mapping (SQLite maps its -shm file alone, which a power
 * cut destroys whole and which is made anew from the -wal), fallocate, copy_file_range and writev,
 * which nothing in the store's path uses. Two threads that write one file at once are not told
 * apart; each file of the store has one writer.
 *
 * It also moves the wall clock: CLOCK_MS is added to CLOCK_REALTIME, the monotonic clock stays. And
 * a path below /run/systemd/timesync is looked up in HEARTH_SHIM_TIMESYNC instead, where that is
 * set, so that a rig can be a machine with a time service.
 *
 * And it answers for one name, broker.test: both loopback addresses, IPv6 first. With NAMES at 1 no
 * name is known to anybody, with 2 nobody answers.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The words of the control file, 8 bytes each; the same order as in torture/shim.rs. */
enum { HANG_SYNC, SLOW_SYNC_MS, FAIL_SYNC, FAIL_WRITE, FAIL_GROW, FAIL_OPEN, FAIL_READ, CLOCK_MS,
       NAMES, HITS, WORDS };

/* The kinds of the journal's records; the same numbers as in torture/powercut.rs. */
enum { WRITE = 1, TRUNCATE, SYNC_BEGIN, SYNC_END, CREATE, UNLINK, RENAME };

#define MAGIC 0x48534A31u /* "HSJ1" */
/* A daemon has some dozens of files open; a file beyond is not looked at. */
#define MOST_FDS 4096
#define TIMESYNC "/run/systemd/timesync"

struct record {
    uint32_t magic, kind;
    uint64_t inode, at, length, old_size;
    uint32_t names, bytes; /* what follows: names (each ends with a zero), then old bytes */
};

static volatile int64_t none[WORDS];
static volatile int64_t *control = none;
static const char *folder, *timesync, *stash;
static int journal = -1;
static unsigned char watched[MOST_FDS]; /* 1: of the store */
static uint64_t syncs, stashed;

#define REAL(type, name, ...)                                          \
    static type (*real)(__VA_ARGS__);                                  \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int real_open(const char *path, int flags, mode_t mode) {
    REAL(int, "open", const char *, int, ...);
    return real(path, flags, mode);
}

static ssize_t real_write(int fd, const void *bytes, size_t length) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return real(fd, bytes, length);
}

static ssize_t real_pread(int fd, void *bytes, size_t length, off_t at) {
    REAL(ssize_t, "pread64", int, void *, size_t, off_t);
    return real(fd, bytes, length, at);
}

__attribute__((constructor)) static void begin(void) {
    folder = getenv("HEARTH_SHIM_FOLDER");
    timesync = getenv("HEARTH_SHIM_TIMESYNC");
    const char *path = getenv("HEARTH_SHIM_CONTROL");
    int fd = path ? real_open(path, O_RDWR | O_CLOEXEC, 0) : -1;
    if (fd >= 0) {
        void *map = mmap(NULL, sizeof none, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (map != MAP_FAILED) control = map;
        close(fd);
    }
    stash = getenv("HEARTH_SHIM_JOURNAL");
    if (stash) journal = real_open(stash, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static int is_store(const char *path) { return folder && path && strstr(path, folder) != NULL; }

static int is_watched(int fd) { return fd >= 0 && fd < MOST_FDS && watched[fd]; }

static void hit(void) { __atomic_fetch_add((int64_t *)&control[HITS], 1, __ATOMIC_RELAXED); }

/* Whether the word is set: then errno is what it says. */
static int fails(int word) {
    int64_t why = control[word];
    if (why == 0) return 0;
    hit();
    errno = (int)why;
    return 1;
}

static uint64_t inode_of(int fd, uint64_t *size) {
    struct stat st;
    if (fstat(fd, &st) != 0) return 0;
    if (size) *size = (uint64_t)st.st_size;
    return st.st_ino;
}

static void note(struct record r, const char *one, const char *two, const void *old) {
    if (journal < 0) return;
    int saved = errno;
    r.magic = MAGIC;
    size_t a = one ? strlen(one) + 1 : 0, b = two ? strlen(two) + 1 : 0;
    r.names = (uint32_t)(a + b);
    struct iovec parts[] = {
        { &r, sizeof r }, { (void *)one, a }, { (void *)two, b }, { (void *)old, r.bytes } };
    if (writev(journal, parts, 4) < 0) abort(); /* a journal with a hole would prove nothing */
    errno = saved;
}

/* Writes down what is about to be overwritten. */
static void note_write(int fd, uint64_t at, uint64_t length) {
    if (journal < 0) return;
    struct record r = { .kind = WRITE, .at = at, .length = length };
    r.inode = inode_of(fd, &r.old_size);
    uint64_t end = at + length < r.old_size ? at + length : r.old_size;
    char *old = end > at ? malloc(end - at) : NULL;
    if (old) {
        ssize_t got = real_pread(fd, old, end - at, (off_t)at);
        r.bytes = got > 0 ? (uint32_t)got : 0;
    }
    note(r, NULL, NULL, old);
    free(old);
}

static int grows(int fd, uint64_t end) {
    uint64_t size = 0;
    return control[FAIL_GROW] != 0 && inode_of(fd, &size) != 0 && end > size;
}

/* ---- opening and closing ---- */

static int opened(const char *path, int flags, mode_t mode, int (*open_it)(const char *, int, mode_t)) {
    char elsewhere[4096];
    if (timesync && path && strncmp(path, TIMESYNC, strlen(TIMESYNC)) == 0) {
        snprintf(elsewhere, sizeof elsewhere, "%s%s", timesync, path + strlen(TIMESYNC));
        path = elsewhere;
    }
    if (!is_store(path)) return open_it(path, flags, mode);
    int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
    if (writes && fails(FAIL_OPEN)) return -1;
    struct stat before;
    int is_new = (flags & O_CREAT) && stat(path, &before) != 0;
    if (is_new && fails(FAIL_GROW)) return -1;
    int fd = open_it(path, flags & ~O_TRUNC, mode);
    if (fd < 0 || fd >= MOST_FDS) return fd;
    watched[fd] = 1;
    struct record r = { .kind = CREATE };
    r.inode = inode_of(fd, NULL);
    if (is_new) note(r, path, NULL, NULL);
    if ((flags & O_TRUNC) && ftruncate(fd, 0) != 0) { close(fd); return -1; }
    return fd;
}

#define MODE() mode_t mode = 0;                                        \
    if (flags & (O_CREAT | __O_TMPFILE)) {                             \
        va_list rest; va_start(rest, flags);                           \
        mode = (mode_t)va_arg(rest, int); va_end(rest);                \
    }

int open(const char *path, int flags, ...) { MODE(); return opened(path, flags, mode, real_open); }
int open64(const char *path, int flags, ...) { MODE(); return opened(path, flags, mode, real_open); }

int close(int fd) {
    REAL(int, "close", int);
    if (fd >= 0 && fd < MOST_FDS) watched[fd] = 0;
    return real(fd);
}

/* ---- writing and reading ---- */

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
    if (is_watched(fd)) {
        if (fails(FAIL_WRITE)) return -1;
        if (grows(fd, (uint64_t)at + length) && fails(FAIL_GROW)) return -1;
        note_write(fd, (uint64_t)at, length);
    }
    return real(fd, bytes, length, at);
}
ssize_t pwrite(int fd, const void *b, size_t n, off_t at) { return pwrite64(fd, b, n, at); }

ssize_t write(int fd, const void *bytes, size_t length) {
    if (is_watched(fd)) {
        int appends = fcntl(fd, F_GETFL) & O_APPEND;
        uint64_t size = 0;
        inode_of(fd, &size);
        off_t at = appends ? (off_t)size : lseek(fd, 0, SEEK_CUR);
        if (fails(FAIL_WRITE)) return -1;
        if (grows(fd, (uint64_t)at + length) && fails(FAIL_GROW)) return -1;
        note_write(fd, (uint64_t)at, length);
    }
    return real_write(fd, bytes, length);
}

ssize_t pread64(int fd, void *bytes, size_t length, off_t at) {
    if (is_watched(fd) && fails(FAIL_READ)) return -1;
    return real_pread(fd, bytes, length, at);
}
ssize_t pread(int fd, void *b, size_t n, off_t at) { return pread64(fd, b, n, at); }

ssize_t read(int fd, void *bytes, size_t length) {
    REAL(ssize_t, "read", int, void *, size_t);
    if (is_watched(fd) && fails(FAIL_READ)) return -1;
    return real(fd, bytes, length);
}

int ftruncate64(int fd, off_t size) {
    REAL(int, "ftruncate64", int, off_t);
    if (is_watched(fd)) {
        if (fails(FAIL_WRITE)) return -1;
        if (grows(fd, (uint64_t)size) && fails(FAIL_GROW)) return -1;
        struct record r = { .kind = TRUNCATE, .at = (uint64_t)size };
        r.inode = inode_of(fd, &r.old_size);
        char *old = NULL;
        if (journal >= 0 && r.old_size > r.at && (old = malloc(r.old_size - r.at)) != NULL) {
            ssize_t got = real_pread(fd, old, r.old_size - r.at, size);
            r.bytes = got > 0 ? (uint32_t)got : 0;
        }
        note(r, NULL, NULL, old);
        free(old);
    }
    return real(fd, size);
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

/* ---- syncing ---- */

/* What the world's clock shows, whatever the program is told. */
static uint64_t wall_ms(void) {
    REAL(int, "clock_gettime", clockid_t, struct timespec *);
    struct timespec now = { 0 };
    real(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int synced(int fd, int (*sync_it)(int)) {
    if (!is_watched(fd)) return sync_it(fd);
    struct record r = { .kind = SYNC_BEGIN, .length = wall_ms() };
    r.inode = inode_of(fd, NULL);
    r.at = (uint64_t)getpid() << 32 | __atomic_add_fetch(&syncs, 1, __ATOMIC_RELAXED);
    note(r, NULL, NULL, NULL);
    if (control[HANG_SYNC]) hit();
    while (control[HANG_SYNC]) usleep(1000);
    if (control[SLOW_SYNC_MS]) {
        hit();
        usleep((useconds_t)control[SLOW_SYNC_MS] * 1000);
    }
    if (fails(FAIL_SYNC)) return -1;
    int result = sync_it(fd);
    r.kind = SYNC_END;
    r.length = wall_ms();
    if (result == 0) note(r, NULL, NULL, NULL);
    return result;
}

int fsync(int fd) { REAL(int, "fsync", int); return synced(fd, real); }
int fdatasync(int fd) { REAL(int, "fdatasync", int); return synced(fd, real); }

/* ---- names ---- */

/* A second name outside the store for what is about to lose its own; its number, or 0. */
static uint64_t keep(const char *path) {
    if (journal < 0) return 0;
    char name[4096];
    uint64_t number = (uint64_t)getpid() << 32 | __atomic_add_fetch(&stashed, 1, __ATOMIC_RELAXED);
    snprintf(name, sizeof name, "%s.%llu", stash, (unsigned long long)number);
    return link(path, name) == 0 ? number : 0;
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    if (is_store(path)) {
        if (fails(FAIL_OPEN)) return -1;
        struct record r = { .kind = UNLINK };
        r.at = keep(path);
        if (r.at) note(r, path, NULL, NULL);
    }
    return real(path);
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    if (is_store(from) || is_store(to)) {
        if (fails(FAIL_OPEN)) return -1;
        struct stat st;
        struct record r = { .kind = RENAME };
        r.at = keep(to);
        if (stat(from, &st) == 0) note(r, from, to, NULL);
    }
    return real(from, to);
}

/* ---- the wall clock, and who sets it ---- */

int clock_gettime(clockid_t which, struct timespec *now) {
    REAL(int, "clock_gettime", clockid_t, struct timespec *);
    int result = real(which, now);
    int64_t ms = control[CLOCK_MS];
    if (result == 0 && ms != 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += ms / 1000;
        now->tv_nsec += ms % 1000 * 1000000;
        if (now->tv_nsec < 0) { now->tv_nsec += 1000000000; now->tv_sec--; }
        if (now->tv_nsec >= 1000000000) { now->tv_nsec -= 1000000000; now->tv_sec++; }
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec t;
    int result = clock_gettime(CLOCK_REALTIME, &t);
    now->tv_sec = t.tv_sec;
    now->tv_usec = t.tv_nsec / 1000;
    return result;
}

time_t time(time_t *now) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    if (now) *now = t.tv_sec;
    return t.tv_sec;
}

int statx(int at, const char *restrict path, int flags, unsigned mask, struct statx *restrict st) {
    REAL(int, "statx", int, const char *restrict, int, unsigned, struct statx *restrict);
    char elsewhere[4096];
    if (timesync && strncmp(path, TIMESYNC, strlen(TIMESYNC)) == 0) {
        snprintf(elsewhere, sizeof elsewhere, "%s%s", timesync, path + strlen(TIMESYNC));
        path = elsewhere;
    }
    return real(at, path, flags, mask, st);
}

/* ---- names of brokers ---- */

int getaddrinfo(const char *restrict name, const char *restrict port,
                const struct addrinfo *restrict hints, struct addrinfo **restrict found) {
    REAL(int, "getaddrinfo", const char *restrict, const char *restrict,
         const struct addrinfo *restrict, struct addrinfo **restrict);
    if (name == NULL || strcmp(name, "broker.test") != 0) return real(name, port, hints, found);
    if (control[NAMES]) hit();
    while (control[NAMES] == 2) usleep(1000);
    if (control[NAMES] == 1) return EAI_AGAIN;
    struct addrinfo *six = NULL;
    int result = real("127.0.0.1", port, hints, found);
    if (result == 0 && real("::1", port, hints, &six) == 0) {
        struct addrinfo *last = six;
        while (last->ai_next) last = last->ai_next;
        last->ai_next = *found;
        *found = six;
    }
    return result;
}
