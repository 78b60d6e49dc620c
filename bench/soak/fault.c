/* Let the nth change of a file beneath one folder fail, by the C library's own way to say so.
 *
 * Loaded before the C library (LD_PRELOAD); does nothing until it is armed. What is counted: writes, files and
 * folders made, and, where a broken disk is played, also cuts, waits for the disk, renames and links.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[4096];
static size_t folder_length;
static int armed_at, broken;
static long counted;

/* n: the first change that fails, counted from 1; full: all after it fail, too, for want of room. */
void soak_arm(const char *beneath, int n, int only_one) {
    folder_length = strlen(beneath);
    memcpy(folder, beneath, folder_length + 1);
    counted = 0;
    broken = only_one;
    armed_at = n;
}

long soak_count(void) { return counted; }

void soak_disarm(void) { armed_at = 0; }

long soak_failed(void) { return counted >= armed_at && armed_at ? counted - armed_at + 1 : 0; }

static int beneath(const char *path) {
    return armed_at && path && strncmp(path, folder, folder_length) == 0;
}

static int of_file(int fd) {
    char link[64], path[4096];
    if (!armed_at) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return beneath(path);
}

static int fails(int applies, int takes_room) {
    if (!applies || (!broken && !takes_room)) return 0;
    counted++;
    if (broken ? counted != armed_at : counted < armed_at) return 0;
    errno = broken ? EIO : ENOSPC;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *data, size_t size) {
    return fails(of_file(fd), 1) ? -1 : REAL(write)(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    return fails(of_file(fd), 1) ? -1 : REAL(pwrite)(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    return fails(of_file(fd), 1) ? -1 : REAL(pwrite64)(fd, data, size, at);
}
int ftruncate(int fd, off_t size) { return fails(of_file(fd), 0) ? -1 : REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { return fails(of_file(fd), 0) ? -1 : REAL(ftruncate64)(fd, size); }
int fsync(int fd) { return fails(of_file(fd), 0) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails(of_file(fd), 0) ? -1 : REAL(fdatasync)(fd); }
int rename(const char *old, const char *new) { return fails(beneath(new), 0) ? -1 : REAL(rename)(old, new); }
int link(const char *old, const char *new) { return fails(beneath(new), 1) ? -1 : REAL(link)(old, new); }
int mkdir(const char *path, mode_t mode) { return fails(beneath(path), 1) ? -1 : REAL(mkdir)(path, mode); }

#define OPEN(name)                                                                     \
    int name(const char *path, int flags, ...) {                                       \
        va_list rest;                                                                  \
        va_start(rest, flags);                                                         \
        mode_t mode = va_arg(rest, mode_t);                                            \
        va_end(rest);                                                                  \
        int makes = (flags & O_CREAT) && beneath(path) && access(path, F_OK) != 0;     \
        return fails(makes, 1) ? -1 : REAL(name)(path, flags, mode);                   \
    }
OPEN(open)
OPEN(open64)
