/*
 * The calls are defined here under their own names, before those of the C library, and made by syscall(2). Which file a
 * descriptor is, is asked at each call by device and number, so that no opening has to be followed; a write by a
 * descriptor with O_DSYNC is a write and then durable by itself.
 *
 * Preloaded: QUAD_SHIM_NOW sets the clock (seconds since the epoch), QUAD_SHIM_FAIL is `NTH ERRNO FROM_THEN PATH`.
 */
#include "tests/torture/shim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static struct {
	const char *path; /* NULL: no file */
	struct shim_log *log;
	struct shim_fault fault;
	struct shim_disk disk;
	unsigned calls, failed, turns;
	uint32_t random;
	bool asked;    /* the environment */
	time_t now;    /* 0: the system's */
	unsigned boots;
} shim;

/* ---- the log ---- */

struct shim_log *shim_log_new(size_t cap)
{
	struct shim_log *log = mmap(NULL, sizeof *log + cap, PROT_READ | PROT_WRITE,
	                            MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (log == MAP_FAILED)
		return NULL;
	log->cap = cap;
	return log;
}

void shim_log_free(struct shim_log *log)
{
	if (log)
		munmap(log, sizeof *log + log->cap);
}

const struct shim_record *shim_log_at(const struct shim_log *log, size_t offset, size_t *next)
{
	const struct shim_record *r = (const void *)(log->bytes + offset);
	if (offset + sizeof *r > atomic_load(&log->used) || offset + sizeof *r > log->cap || r->kind == 0)
		return NULL;
	*next = offset + sizeof *r + (r->len + 7u) / 8 * 8;
	return r;
}

/* Returns where it stands. */
static size_t append(struct shim_log *log, enum shim_kind kind, uint64_t at, const struct iovec *v, int n_v)
{
	size_t len = 0;
	for (int i = 0; i < n_v; i++)
		len += v[i].iov_len;
	size_t offset = atomic_fetch_add(&log->used, sizeof(struct shim_record) + (len + 7) / 8 * 8);
	if (offset + sizeof(struct shim_record) + len + 7 > log->cap)
		return offset;
	struct shim_record *r = (void *)(log->bytes + offset);
	unsigned char *p = (unsigned char *)(r + 1);
	for (int i = 0; i < n_v; p += v[i].iov_len, i++)
		memcpy(p, v[i].iov_base, v[i].iov_len);
	*r = (struct shim_record){kind, (uint32_t)len, at};
	return offset;
}

void shim_record(const char *path, struct shim_log *log, unsigned turns)
{
	shim_slow(path, turns);
	shim.log = log;
}

void shim_mark(struct shim_log *log, const void *p, size_t len)
{
	union {
		const void *in;
		void *out;
	} u = {.in = p};
	append(log, SHIM_MARK, 0, &(struct iovec){u.out, len}, 1);
}

/* ---- what to do ---- */

void shim_reboot(void)
{
	shim.boots++;
}

void shim_fail(const char *path, const struct shim_fault *fault)
{
	shim_slow(path, fault->turns);
	shim.fault = *fault;
}

unsigned shim_failed(void)
{
	return shim.failed;
}

void shim_slow(const char *path, unsigned turns)
{
	shim_off();
	shim.turns = turns;
	shim.random = (uint32_t)getpid();
	shim.path = path;
}

void shim_tell(const char *path, const struct shim_disk *disk)
{
	shim_slow(path, 0);
	shim.disk = *disk;
}

void shim_off(void)
{
	shim.path = NULL;
	shim.log = NULL;
	shim.fault = (struct shim_fault){0};
	shim.disk = (struct shim_disk){0};
	shim.calls = shim.failed = shim.turns = 0;
	shim.asked = true;
}

static void ask_environment(void)
{
	const char *now = getenv("QUAD_SHIM_NOW"), *fail = getenv("QUAD_SHIM_FAIL");
	shim.asked = true;
	if (now)
		shim.now = (time_t)strtoll(now, NULL, 10);
	if (fail) {
		char *p;
		shim.fault.nth = (unsigned)strtoul(fail, &p, 10);
		shim.fault.error = (int)strtol(p, &p, 10);
		shim.fault.from_then = strtol(p, &p, 10) != 0;
		shim.path = *p ? p + 1 : NULL;
	}
}

static bool is_ours(int fd)
{
	struct stat a, b;
	if (!shim.asked)
		ask_environment();
	return shim.path && stat(shim.path, &a) == 0 && fstat(fd, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* True if this call is one that fails. */
static bool fails(void)
{
	const struct shim_fault *f = &shim.fault;
	unsigned n = ++shim.calls;
	bool yes = f->nth && (n == f->nth || (f->from_then && n > f->nth));
	shim.failed += yes;
	return yes;
}

/* ---- the calls ---- */

/* The error that the test's own disk has for a write which was made. */
static int tell_written(int fd, const struct iovec *v, int n_v, off_t at)
{
	bool durable = fcntl(fd, F_GETFL) & O_DSYNC;
	int error = 0;
	for (int i = 0; !error && i < n_v; at += (off_t)v[i].iov_len, i++)
		error = shim.disk.written(shim.disk.arg, (uint64_t)at, v[i].iov_base, v[i].iov_len, durable);
	return error;
}

static ssize_t written(int fd, const struct iovec *v, int n_v, off_t at, bool moves)
{
	if (is_ours(fd)) {
		int e = shim.fault.error;
		bool fail = fails();
		if (fail && !shim.fault.after) {
			errno = e;
			return -1;
		}
		off_t where = moves ? syscall(SYS_lseek, fd, (off_t)0, SEEK_CUR) : at;
		size_t offset = shim.log ? append(shim.log, SHIM_WRITE, (uint64_t)where, v, n_v) : 0;
		ssize_t n = moves ? syscall(SYS_writev, fd, v, n_v) : syscall(SYS_pwritev, fd, v, (long)n_v, (long)at, 0L);
		if (shim.log && n >= 0 && fcntl(fd, F_GETFL) & O_DSYNC)
			append(shim.log, SHIM_DURABLE, offset, NULL, 0);
		if (shim.disk.written && n >= 0) {
			e = tell_written(fd, v, n_v, where);
			fail = e != 0;
		}
		if (fail) {
			errno = e;
			return -1;
		}
		return n;
	}
	return moves ? syscall(SYS_writev, fd, v, n_v) : syscall(SYS_pwritev, fd, v, (long)n_v, (long)at, 0L);
}

static int synced(int fd, long call)
{
	if (!is_ours(fd))
		return (int)syscall(call, fd);
	if (shim.disk.synced) {
		int error = shim.disk.synced(shim.disk.arg);
		errno = error ? error : errno;
		return error ? -1 : 0;
	}
	int e = shim.fault.error;
	bool fail = fails();
	if (fail && !shim.fault.after) {
		errno = e;
		return -1;
	}
	size_t before = shim.log ? atomic_load(&shim.log->used) : 0;
	if (shim.turns) {
		shim.random = shim.random * 1664525u + 1013904223u;
		for (volatile unsigned turns = shim.random % shim.turns; turns > 0;)
			turns = turns - 1;
	}
	/* where only the order matters, nothing has to reach a disk */
	int rc = shim.log || shim.turns ? 0 : (int)syscall(call, fd);
	if (shim.log)
		append(shim.log, SHIM_SYNC, before, NULL, 0);
	if (fail) {
		errno = e;
		return -1;
	}
	return rc;
}

static struct iovec one(const void *p, size_t len)
{
	union {
		const void *in;
		void *out;
	} u = {.in = p};
	return (struct iovec){u.out, len};
}

/* A file that says that it is another boot. */
static int another_boot(void)
{
	char id[] = "00000000-0000-4000-8000-000000000000\n";
	int ends[2];
	if (pipe(ends) != 0)
		return -1;
	for (unsigned i = sizeof id - 3, left = shim.boots; left > 0; left /= 10)
		id[i--] = (char)('0' + left % 10);
	if (syscall(SYS_write, ends[1], id, sizeof id - 1) < 0) {
		close(ends[0]);
		ends[0] = -1;
	}
	close(ends[1]);
	return ends[0];
}

int open(const char *path, int flags, ...)
{
	va_list ap;
	va_start(ap, flags);
	unsigned mode = flags & O_CREAT ? va_arg(ap, unsigned) : 0;
	va_end(ap);
	if (shim.boots && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0)
		return another_boot();
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

ssize_t write(int fd, const void *p, size_t len)
{
	struct iovec v = one(p, len);
	return written(fd, &v, 1, 0, true);
}

ssize_t writev(int fd, const struct iovec *v, int n_v)
{
	return written(fd, v, n_v, 0, true);
}

ssize_t pwrite(int fd, const void *p, size_t len, off_t at)
{
	struct iovec v = one(p, len);
	return written(fd, &v, 1, at, false);
}

ssize_t pwritev(int fd, const struct iovec *v, int n_v, off_t at)
{
	return written(fd, v, n_v, at, false);
}

int fsync(int fd)
{
	return synced(fd, SYS_fsync);
}

int fdatasync(int fd)
{
	return synced(fd, SYS_fdatasync);
}

int ftruncate(int fd, off_t len)
{
	if (is_ours(fd)) {
		if (fails()) {
			errno = shim.fault.error;
			return -1;
		}
		if (shim.log)
			append(shim.log, SHIM_LENGTH, (uint64_t)len, NULL, 0);
	}
	return (int)syscall(SYS_ftruncate, fd, len);
}

int posix_fallocate(int fd, off_t at, off_t len)
{
	if (is_ours(fd) && fails())
		return shim.fault.error;
	return syscall(SYS_fallocate, fd, 0, at, len) == 0 ? 0 : errno;
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
	if (!shim.asked)
		ask_environment();
	int rc = (int)syscall(SYS_clock_gettime, clock, out);
	if (rc == 0 && clock == CLOCK_REALTIME && shim.now)
		out->tv_sec = shim.now;
	return rc;
}

time_t time(time_t *out)
{
	struct timespec t = {0};
	clock_gettime(CLOCK_REALTIME, &t);
	if (out)
		*out = t.tv_sec;
	return t.tv_sec;
}
