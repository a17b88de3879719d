/*
 * Locks with a time-out. The wait is the kernel's own queue of lockers. An interval timer interrupts it, so that the
 * time-out is seen; the timer repeats, so that an alarm between looking at the clock and waiting is not lost.
 */
#include "store/db/lmdb_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "store/base/err.h"

#define LOCK_NAME "write.lock"

enum { ALARM_EVERY_US = 250000 };

/* The bytes of the file that are locked. Programs of the first schema lock all of it as writers. */
enum lock_byte { WRITERS_BYTE, TREE_BYTE, LOCK_BYTES };

static struct flock range_of(short type, enum lock_byte byte)
{
	return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
}

int lock_open(struct lmdb *db)
{
	char path[PATH_MAX];
	int err = lmdb_path(path, db->dir, LOCK_NAME);
	if (err)
		return err;
	db->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return db->lock_fd < 0 ? lmdb_error(errno) : place_note(db->lock_fd, &db->write_lock_file);
}

void lock_close(struct lmdb *db)
{
	if (db->lock_fd >= 0)
		close(db->lock_fd);
	db->lock_fd = -1;
}

static bool try_lock(struct lmdb *db, enum lock_byte byte)
{
	struct flock l = range_of(F_WRLCK, byte);
	return fcntl(db->lock_fd, F_SETLK, &l) == 0;
}

static void ignore_alarm(int sig)
{
	(void)sig; /* only there to interrupt the wait */
}

static bool is_past(const struct timespec *end)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec != end->tv_sec)
		return now.tv_sec > end->tv_sec;
	return now.tv_nsec >= end->tv_nsec;
}

/* Waits for the lock until `end`, with the alarm set. */
static int wait_for_lock(int fd, enum lock_byte byte, const struct timespec *end)
{
	const struct timespec some = {.tv_nsec = 1000000};
	struct flock l = range_of(F_WRLCK, byte);
	do {
		if (fcntl(fd, F_SETLKW, &l) == 0)
			return 0;
		/*
		 * The kernel looks for circles among processes, not threads, and so finds one where a process waits
		 * for one lock while its thread has the other.
		 */
		if (errno == EDEADLK)
			nanosleep(&some, NULL);
		else if (errno != EINTR)
			return lmdb_error(errno);
	} while (!is_past(end));
	return QUAD_EBUSY;
}

/*
 * Makes sure that the locked file is the one at the place: where it was removed or replaced, others lock another one.
 * *is_locked is false if that one was opened and is still to be locked.
 */
static int follow_lock_file(struct lmdb *db, bool *is_locked)
{
	*is_locked = lmdb_env_has_file(db, LOCK_NAME, &db->write_lock_file);
	if (*is_locked)
		return 0;
	/* a thread lets go of the tree's lock by the file that it began with */
	lmdb_env_wait(db);
	lock_close(db);
	int err = lock_open(db);
	return err == QUAD_ENOSTORE ? QUAD_EMOVED : err;
}

static int lock_file(struct lmdb *db, enum lock_byte byte)
{
	if (try_lock(db, byte))
		return 0;
	if (errno != EACCES && errno != EAGAIN)
		return lmdb_error(errno);
	struct sigaction act = {.sa_handler = ignore_alarm}, old_act;
	struct itimerval every = {{0, ALARM_EVERY_US}, {0, ALARM_EVERY_US}}, old_timer;
	struct timespec end;
	sigemptyset(&act.sa_mask);
	sigaction(SIGALRM, &act, &old_act);
	setitimer(ITIMER_REAL, &every, &old_timer);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += db->timeout_seconds;
	int err = wait_for_lock(db->lock_fd, byte, &end);
	setitimer(ITIMER_REAL, &old_timer, NULL);
	sigaction(SIGALRM, &old_act, NULL);
	return err;
}

int lock_writers(struct lmdb *db)
{
	if (db->is_lost)
		return QUAD_EMOVED;
	for (bool is_locked = false;;) {
		int err = lock_file(db, WRITERS_BYTE);
		if (!err)
			err = follow_lock_file(db, &is_locked);
		if (err || is_locked)
			return err;
	}
}

bool lock_try_writers(struct lmdb *db)
{
	for (bool is_locked = false;;) {
		if (!try_lock(db, WRITERS_BYTE))
			return false;
		if (follow_lock_file(db, &is_locked) != 0)
			return false;
		if (is_locked)
			return true;
	}
}

static void release_lock(struct lmdb *db, enum lock_byte byte)
{
	struct flock l = range_of(F_UNLCK, byte);
	fcntl(db->lock_fd, F_SETLK, &l);
}

void lock_release_writers(struct lmdb *db)
{
	release_lock(db, WRITERS_BYTE);
}

/* The kernel counts a lock as the process's, whichever of its threads has it: so a thread that has it is waited for. */
int lock_tree(struct lmdb *db)
{
	lmdb_env_wait(db);
	return lock_file(db, TREE_BYTE);
}

bool lock_try_tree(struct lmdb *db)
{
	if (db->has_folder && !atomic_load(&db->folder_done))
		return false;
	lmdb_env_wait(db);
	return try_lock(db, TREE_BYTE);
}

void lock_release_tree(struct lmdb *db)
{
	release_lock(db, TREE_BYTE);
}

long lock_holder(struct lmdb *db)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = LOCK_BYTES};
	if (fcntl(db->lock_fd, F_GETLK, &l) != 0 || l.l_type == F_UNLCK)
		return 0;
	return (long)l.l_pid;
}
