/* Watches one folder's file operations from below the program: Python's and SQLite's alike.
 *
 * Loaded with LD_PRELOAD. It does nothing until `campaign_arm` names a folder; then each operation
 * below that folder is numbered from 1, in order, and may be written to a log, may end the process,
 * or may fail as on a full disk. A file's name ends its lookup at /proc/self/fd, so nothing is kept
 * per descriptor. SQLite's shared memory ("-shm") is left out: it is rebuilt, never synced.
 *
 * `how`: 0 only log; 1 die before the operation number `target`; 2 die after half of it (a write of
 * one byte or more; else as 1); 3 die after it; 4 from it on writes fail with ENOSPC; 5 it fails with
 * EIO.
 *
 * A record of the log: the line "KIND\tNUMBER\tFILE\tOFFSET\tLENGTH\tPATH\tPATH2\n" and, for writes,
 * LENGTH bytes. FILE is the inode. Kinds: create write truncate sync syncdir rename link mkdir
 * unlink rmdir mark.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { LOG_ONLY, DIE_BEFORE, DIE_HALF, DIE_AFTER, DISK_FULL, IO_ERROR };

static char root[PATH_MAX];
static size_t root_length;
static long target, counted;
static int how, log_descriptor = -1;
static int armed;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static void die(void)
{
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

static void write_raw(const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length) {
        long done = syscall(SYS_write, log_descriptor, at, length);
        if (done <= 0) return;
        at += done;
        length -= (size_t)done;
    }
}

static int is_ours(const char *path)
{
    size_t length = strlen(path);
    if (strncmp(path, root, root_length) || (path[root_length] && path[root_length] != '/'))
        return 0;
    return length < 4 || strcmp(path + length - 4, "-shm");
}

/* The absolute path of a name relative to a folder's descriptor; 1 if it lies in the folder. */
static int resolve(int folder, const char *name, char *path)
{
    char base[PATH_MAX] = "";
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
    } else {
        if (folder == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return 0;
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
            ssize_t length = readlink(link, base, sizeof base - 1);
            if (length < 0) return 0;
            base[length] = 0;
        }
        if (strlen(base) + strlen(name) + 2 > PATH_MAX) return 0;
        strcpy(path, base);
        strcat(path, "/");
        strcat(path, name);
    }
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') path[--length] = 0;
    return is_ours(path);
}

static int resolve_descriptor(int descriptor, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_ours(path);
}

static unsigned long file_of(int descriptor)
{
    struct stat found;
    return fstat(descriptor, &found) ? 0 : (unsigned long)found.st_ino;
}

static unsigned long file_at(const char *path)
{
    struct stat found;
    return lstat(path, &found) ? 0 : (unsigned long)found.st_ino;
}

/* Numbers an operation; the caller must call `finish`. Returns an errno to fail with, or 0. */
static int begin(int grows, int syncs, int *half)
{
    pthread_mutex_lock(&guard);
    long number = ++counted;
    *half = 0;
    if (how == DIE_BEFORE && number == target) die();
    if (how == DIE_HALF && number == target) *half = 1;
    if (how == DISK_FULL && number >= target && grows) return ENOSPC;
    if (how == IO_ERROR && number == target && (grows || syncs)) return EIO;
    return 0;
}

static void finish(const char *kind, unsigned long file, long long offset, size_t length,
                   const void *bytes, const char *path, const char *other, int succeeded)
{
    int kept = errno;
    if (succeeded && log_descriptor >= 0) {
        char line[2 * PATH_MAX + 128];
        int size = snprintf(line, sizeof line, "%s\t%ld\t%lu\t%lld\t%zu\t%s\t%s\n", kind, counted,
                            file, offset, length, path, other);
        write_raw(line, (size_t)size);
        if (bytes) write_raw(bytes, length);
    }
    if (how >= DIE_HALF && how <= DIE_AFTER && counted == target) die();
    pthread_mutex_unlock(&guard);
    errno = kept;
}

/* ---- what the campaign calls ---- */

void campaign_arm(const char *folder, long number, int mode, const char *log)
{
    snprintf(root, sizeof root, "%s", folder);
    root_length = strlen(root);
    target = number;
    how = mode;
    counted = 0;
    if (log_descriptor >= 0) syscall(SYS_close, log_descriptor);
    log_descriptor = -1;
    if (log && *log)
        log_descriptor = (int)syscall(SYS_openat, AT_FDCWD, log,
                                      O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    armed = 1;
}

void campaign_disarm(void) { armed = 0; }

long campaign_counted(void) { return counted; }

void campaign_mark(const char *text)
{
    if (!armed || log_descriptor < 0) return;
    pthread_mutex_lock(&guard);
    char line[PATH_MAX];
    int size = snprintf(line, sizeof line, "mark\t%ld\t0\t0\t0\t%s\t\n", counted, text);
    write_raw(line, (size_t)size);
    pthread_mutex_unlock(&guard);
}

__attribute__((constructor)) static void arm_from_environment(void)
{
    const char *folder = getenv("CAMPAIGN_FOLDER"), *number = getenv("CAMPAIGN_TARGET");
    const char *mode = getenv("CAMPAIGN_HOW"), *log = getenv("CAMPAIGN_LOG");
    if (folder && number && mode) campaign_arm(folder, atol(number), atoi(mode), log);
}

/* ---- opening ---- */

static int open_watched(int folder, const char *name, int flags, mode_t mode)
{
    char path[PATH_MAX];
    struct stat before;
    int exists, half, error, found;
    if (!armed || !(flags & (O_CREAT | O_TRUNC)) || !resolve(folder, name, path))
        return (int)syscall(SYS_openat, folder, name, flags | O_LARGEFILE, mode);
    exists = !stat(path, &before);
    if (exists && !((flags & O_TRUNC) && before.st_size))
        return (int)syscall(SYS_openat, folder, name, flags | O_LARGEFILE, mode);
    if ((error = begin(!exists, 0, &half))) {
        finish("create", 0, 0, 0, NULL, path, "", 0);
        errno = error;
        return -1;
    }
    found = (int)syscall(SYS_openat, folder, name, flags | O_LARGEFILE, mode);
    finish(exists ? "truncate" : "create", found < 0 ? 0 : file_of(found), 0, 0, NULL, path, "",
           found >= 0);
    return found;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        return open_watched(AT_FDCWD, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) \
    { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        return open_watched(folder, path, flags, mode); \
    }
OPENAT(openat)
OPENAT(openat64)

int creat(const char *path, mode_t mode)
{
    return open_watched(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

/* ---- writing ---- */

static ssize_t write_watched(int descriptor, const void *bytes, size_t length, off64_t offset)
{
    char path[PATH_MAX];
    int positioned = offset >= 0, half, error;
    if (!armed || !resolve_descriptor(descriptor, path))
        return positioned ? syscall(SYS_pwrite64, descriptor, bytes, length, offset)
                          : syscall(SYS_write, descriptor, bytes, length);
    if ((error = begin(1, 0, &half))) {
        finish("write", 0, 0, 0, NULL, path, "", 0);
        errno = error;
        return -1;
    }
    if (half) length = length > 1 ? length / 2 : length;
    off64_t at = positioned ? offset : lseek64(descriptor, 0, SEEK_CUR);
    if (!positioned && (fcntl(descriptor, F_GETFL) & O_APPEND)) at = lseek64(descriptor, 0, SEEK_END);
    ssize_t done = positioned ? syscall(SYS_pwrite64, descriptor, bytes, length, offset)
                              : syscall(SYS_write, descriptor, bytes, length);
    finish("write", file_of(descriptor), at, done < 0 ? 0 : (size_t)done, bytes, path, "", done > 0);
    return done;
}

ssize_t write(int descriptor, const void *bytes, size_t length)
{
    return write_watched(descriptor, bytes, length, -1);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset)
{
    return write_watched(descriptor, bytes, length, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset)
{
    return write_watched(descriptor, bytes, length, offset);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count)
{
    char path[PATH_MAX];
    ssize_t total = 0;
    if (!armed || !resolve_descriptor(descriptor, path))
        return syscall(SYS_writev, descriptor, parts, count);
    for (int i = 0; i < count; i++) {
        ssize_t done = write_watched(descriptor, parts[i].iov_base, parts[i].iov_len, -1);
        if (done < 0) return total ? total : -1;
        total += done;
        if ((size_t)done < parts[i].iov_len) break;
    }
    return total;
}

/* Copies inside the kernel would pass unseen: callers fall back to read and write. */
ssize_t sendfile64(int out, int in, off64_t *offset, size_t length)
{
    char path[PATH_MAX];
    REAL(sendfile64);
    if (armed && resolve_descriptor(out, path)) {
        errno = ENOTSOCK;
        return -1;
    }
    return real(out, in, offset, length);
}

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t length, unsigned flags)
{
    char path[PATH_MAX];
    if (armed && resolve_descriptor(out, path)) {
        errno = EXDEV;
        return -1;
    }
    return syscall(SYS_copy_file_range, in, from, out, to, length, flags);
}

static int truncate_watched(int descriptor, off64_t length)
{
    char path[PATH_MAX];
    struct stat before;
    int half, error, result;
    if (!armed || !resolve_descriptor(descriptor, path))
        return (int)syscall(SYS_ftruncate, descriptor, length);
    if ((error = begin(!fstat(descriptor, &before) && before.st_size < length, 0, &half))) {
        finish("truncate", 0, 0, 0, NULL, path, "", 0);
        errno = error;
        return -1;
    }
    result = (int)syscall(SYS_ftruncate, descriptor, length);
    finish("truncate", file_of(descriptor), length, 0, NULL, path, "", !result);
    return result;
}

int ftruncate(int descriptor, off_t length) { return truncate_watched(descriptor, length); }
int ftruncate64(int descriptor, off64_t length) { return truncate_watched(descriptor, length); }

static int sync_watched(int descriptor, long call)
{
    char path[PATH_MAX];
    struct stat found;
    int half, error, result;
    if (!armed || !resolve_descriptor(descriptor, path)) return (int)syscall(call, descriptor);
    int folder = !fstat(descriptor, &found) && S_ISDIR(found.st_mode);
    if ((error = begin(0, 1, &half))) {
        finish("sync", 0, 0, 0, NULL, path, "", 0);
        errno = error;
        return -1;
    }
    /* The log says what would be durable; a run does not wait for the real disk. */
    result = 0;
    finish(folder ? "syncdir" : "sync", file_of(descriptor), 0, 0, NULL, path, "", 1);
    return result;
}

int fsync(int descriptor) { return sync_watched(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return sync_watched(descriptor, SYS_fdatasync); }

/* ---- names ---- */

static int rename_watched(int from_folder, const char *from, int to_folder, const char *to,
                          unsigned flags)
{
    char path[PATH_MAX], other[PATH_MAX];
    int half, error, result, ours = 0;
    if (armed) {
        ours = resolve(from_folder, from, path);
        ours |= resolve(to_folder, to, other);
    }
    if (!ours) return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
    if ((error = begin(0, 0, &half))) {
        finish("rename", 0, 0, 0, NULL, path, other, 0);
        errno = error;
        return -1;
    }
    unsigned long file = file_at(path);
    result = (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
    finish(flags & RENAME_EXCHANGE ? "exchange" : "rename", file, 0, 0, NULL, path, other, !result);
    return result;
}

int rename(const char *from, const char *to)
{
    return rename_watched(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    return rename_watched(from_folder, from, to_folder, to, 0);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    return rename_watched(from_folder, from, to_folder, to, flags);
}

static int link_watched(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
    char path[PATH_MAX], other[PATH_MAX];
    int half, error, result, ours = 0;
    if (armed) {
        ours = resolve(from_folder, from, path);
        ours |= resolve(to_folder, to, other);
    }
    if (!ours) return (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
    if ((error = begin(0, 0, &half))) {
        finish("link", 0, 0, 0, NULL, path, other, 0);
        errno = error;
        return -1;
    }
    result = (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
    finish("link", file_at(path), 0, 0, NULL, path, other, !result);
    return result;
}

int link(const char *from, const char *to) { return link_watched(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
    return link_watched(from_folder, from, to_folder, to, flags);
}

static int mkdir_watched(int folder, const char *name, mode_t mode)
{
    char path[PATH_MAX];
    int half, error, result;
    if (!armed || !resolve(folder, name, path)) return (int)syscall(SYS_mkdirat, folder, name, mode);
    if ((error = begin(1, 0, &half))) {
        finish("mkdir", 0, 0, 0, NULL, path, "", 0);
        errno = error;
        return -1;
    }
    result = (int)syscall(SYS_mkdirat, folder, name, mode);
    finish("mkdir", file_at(path), 0, 0, NULL, path, "", !result);
    return result;
}

int mkdir(const char *name, mode_t mode) { return mkdir_watched(AT_FDCWD, name, mode); }
int mkdirat(int folder, const char *name, mode_t mode) { return mkdir_watched(folder, name, mode); }

static int unlink_watched(int folder, const char *name, int flags)
{
    char path[PATH_MAX];
    int half, error, result;
    if (!armed || !resolve(folder, name, path))
        return (int)syscall(SYS_unlinkat, folder, name, flags);
    if ((error = begin(0, 0, &half))) {
        finish("unlink", 0, 0, 0, NULL, path, "", 0);
        errno = error;
        return -1;
    }
    unsigned long file = file_at(path);
    result = (int)syscall(SYS_unlinkat, folder, name, flags);
    finish(flags & AT_REMOVEDIR ? "rmdir" : "unlink", file, 0, 0, NULL, path, "", !result);
    return result;
}

int unlink(const char *name) { return unlink_watched(AT_FDCWD, name, 0); }
int unlinkat(int folder, const char *name, int flags) { return unlink_watched(folder, name, flags); }
int rmdir(const char *name) { return unlink_watched(AT_FDCWD, name, AT_REMOVEDIR); }
