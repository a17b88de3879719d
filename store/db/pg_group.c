/*
 * Processes of one machine and one account share a queue and a lock in memory, in a directory that is named after the
 * store. Who leads waits for the writers' lock on the server, and the others for the one who leads: so the server sees
 * one transaction of many requests instead of many that wait for each other.
 */
#include "store/db/pg_group.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/pg_expect.h"
#include "store/db/pg_txn.h"
#include "store/db/pg_write.h"
#include "store/db/queue.h"

#define SHARED_MEMORY "/dev/shm"
#define LEAD_LOCK "lead.lock"

/* ---- the directory ---- */

/* It must be this account's alone: what stands in it is carried out. */
static bool is_own_directory(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() && (st.st_mode & 077) == 0;
}

/* In memory; or where this process is told to have its temporary files, and those who share that. */
static void name_directory(uint64_t id, char path[PATH_MAX])
{
	const char *base = getenv("TMPDIR");
	if (!base || *base != '/' || strlen(base) > PATH_MAX / 2)
		base = SHARED_MEMORY;
	snprintf(path, PATH_MAX, "%s/quad-%ld-%016" PRIx64, base, (long)geteuid(), id);
}

static void open_queue(struct pg *pg)
{
	char dir[PATH_MAX], path[PATH_MAX + sizeof LEAD_LOCK + 1];
	if (pg->queue_tried)
		return;
	pg->queue_tried = true;
	name_directory(pg->id, dir);
	(void)!mkdir(dir, 0700);
	if (!is_own_directory(dir))
		return;
	snprintf(path, sizeof path, "%s/" LEAD_LOCK, dir);
	pg->lead_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (pg->lead_fd >= 0)
		pg->queue = queue_open(dir);
}

void pg_group_close(struct pg *pg)
{
	queue_close(pg->queue);
	if (pg->lead_fd >= 0)
		close(pg->lead_fd);
	pg->queue = NULL;
	pg->lead_fd = -1;
	pg->queue_tried = false;
}

/* Those who have it open go on with it until they find that the store is another one. */
void pg_group_remove(struct pg *pg, uint64_t id)
{
	char dir[PATH_MAX];
	name_directory(id, dir);
	pg_group_close(pg);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	if (is_own_directory(dir)) {
		unlinkat(fd, QUEUE_NAME, 0);
		unlinkat(fd, LEAD_LOCK, 0);
		rmdir(dir);
	}
	close(fd);
}

/* ---- the group ---- */

static bool set_lock(const struct pg *pg, short type)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_len = 1};
	return fcntl(pg->lead_fd, F_SETLK, &l) == 0;
}

/* Without a queue nobody waits for who leads, and everybody does. */
static bool try_lock(void *engine)
{
	const struct pg *pg = engine;
	return !pg->queue || set_lock(pg, F_WRLCK);
}

static void unlock(void *engine)
{
	const struct pg *pg = engine;
	if (!pg->queue)
		return;
	set_lock(pg, F_UNLCK);
	queue_wake_next(pg->queue);
}

static int commit(void *engine, struct group_step own, const struct group_step *others, uint64_t *moment)
{
	return write_steps(engine, own, others, moment);
}

static int alone(void *engine, struct group_step own, uint64_t *moment)
{
	return write_steps(engine, own, NULL, moment);
}

/* It is not looked at in a snapshot first: that would be one journey more. */
int pg_submit(struct db *base, const struct db_job *job, void *arg, uint64_t *moment)
{
	struct pg *pg = pg_of(base);
	open_queue(pg);
	/* another process may carry it out, and what is read then is to show it */
	session_end_act(pg);
	const struct group g = {pg->queue, pg->timeout_seconds, true, pg, try_lock, unlock, commit, alone};
	int err = group_submit(&g, job, arg, moment);
	pg->wrote_inside = true;
	/* if another process carried it out, this one has not read what it was expected to */
	expect_forget_next(pg);
	/* who leads may wait for a server that is lost */
	if (err == QUAD_EBUSY && link_connect(&pg->sessions[0].link) == PG_LOST)
		err = QUAD_ELINK;
	return err;
}
