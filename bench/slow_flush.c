/*
 * A library to preload: every flush to the disk takes exactly one millisecond, as on an ordinary SSD, whatever it took.
 * Flushes are fsync, fdatasync, msync with MS_SYNC, and writes by a descriptor that was opened with O_SYNC or O_DSYNC.
 * Over tmpfs, where flushes cost nothing, it makes engines comparable by how often they flush and what they do
 * meanwhile.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { FLUSH_NS = 1000000, SPIN_NS = 40000, DESCRIPTORS = 4096 };

static atomic_bool synchronous[DESCRIPTORS]; /* by descriptor: its writes are flushes */

static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

static struct timespec later(const struct timespec *t, long ns)
{
	struct timespec out = {t->tv_sec, t->tv_nsec + ns};
	if (out.tv_nsec >= 1000000000) {
		out.tv_sec++;
		out.tv_nsec -= 1000000000;
	}
	return out;
}

static struct timespec begin(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t;
}

/* Sleeps for nearly all of what is left of the millisecond, and spins the rest. */
static void end(const struct timespec *start)
{
	struct timespec wake = later(start, FLUSH_NS - SPIN_NS), until = later(start, FLUSH_NS), now;
	static _Thread_local bool precise;
	if (!precise) {
		prctl(PR_SET_TIMERSLACK, 1UL);
		precise = true;
	}
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, NULL) != 0)
		;
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while (now.tv_sec < until.tv_sec || (now.tv_sec == until.tv_sec && now.tv_nsec < until.tv_nsec));
}

int fsync(int fd)
{
	static int (*real)(int);
	struct timespec start = begin();
	if (!real)
		*(void **)&real = next("fsync");
	int rc = real(fd);
	end(&start);
	return rc;
}

int fdatasync(int fd)
{
	static int (*real)(int);
	struct timespec start = begin();
	if (!real)
		*(void **)&real = next("fdatasync");
	int rc = real(fd);
	end(&start);
	return rc;
}

int msync(void *p, size_t len, int flags)
{
	static int (*real)(void *, size_t, int);
	struct timespec start = begin();
	if (!real)
		*(void **)&real = next("msync");
	int rc = real(p, len, flags);
	if (flags & MS_SYNC)
		end(&start);
	return rc;
}

static int opened(int fd, int flags)
{
	if (fd >= 0 && fd < DESCRIPTORS)
		atomic_store(&synchronous[fd], (flags & (O_SYNC | O_DSYNC)) != 0);
	return fd;
}

static bool is_synchronous(int fd)
{
	return fd >= 0 && fd < DESCRIPTORS && atomic_load(&synchronous[fd]);
}

#define OPEN(NAME)                                                                                                     \
	int NAME(const char *path, int flags, ...)                                                                     \
	{                                                                                                              \
		static int (*real)(const char *, int, ...);                                                            \
		mode_t mode = 0;                                                                                       \
		if (!real)                                                                                             \
			*(void **)&real = next(#NAME);                                                                 \
		if (flags & (O_CREAT | __O_TMPFILE)) {                                                                 \
			va_list ap;                                                                                    \
			va_start(ap, flags);                                                                           \
			mode = va_arg(ap, mode_t);                                                                     \
			va_end(ap);                                                                                    \
		}                                                                                                      \
		return opened(real(path, flags, mode), flags);                                                         \
	}

OPEN(open)
OPEN(open64)

/* What open is called as by programs that were built with _FORTIFY_SOURCE, where the flags are no constant. */
#define OPEN_2(NAME, OPENED)                                                                                           \
	int NAME(const char *path, int flags);                                                                         \
	int NAME(const char *path, int flags)                                                                          \
	{                                                                                                              \
		return OPENED(path, flags);                                                                            \
	}

OPEN_2(__open_2, open)
OPEN_2(__open64_2, open64)

/* The number may be given to a socket next, whose writes are none to a disk. */
int close(int fd)
{
	static int (*real)(int);
	if (!real)
		*(void **)&real = next("close");
	opened(fd, 0);
	return real(fd);
}

#define WRITE(NAME, DECLARED, PASSED)                                                                                  \
	ssize_t NAME DECLARED                                                                                          \
	{                                                                                                              \
		static ssize_t(*real) DECLARED;                                                                        \
		struct timespec start = begin();                                                                       \
		if (!real)                                                                                             \
			*(void **)&real = next(#NAME);                                                                 \
		ssize_t n = real PASSED;                                                                               \
		if (is_synchronous(fd))                                                                                \
			end(&start);                                                                                   \
		return n;                                                                                              \
	}

WRITE(write, (int fd, const void *p, size_t len), (fd, p, len))
WRITE(pwrite, (int fd, const void *p, size_t len, off_t at), (fd, p, len, at))
WRITE(pwrite64, (int fd, const void *p, size_t len, off64_t at), (fd, p, len, at))
WRITE(writev, (int fd, const struct iovec *v, int n_v), (fd, v, n_v))
WRITE(pwritev, (int fd, const struct iovec *v, int n_v, off_t at), (fd, v, n_v, at))
