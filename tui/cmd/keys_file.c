/* Only the moment between the second look and the rename is unguarded: an editor has no part in the lock. */
#include "tui/cmd/keys_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { LOCK_TRIES = 300, LOCK_PAUSE_MS = 20 };

static enum keys_file_fault fail(struct keys_file *f)
{
	f->error = errno;
	return KEYS_FILE_SYSTEM;
}

/* ---- reading ---- */

/* The directory of the file, with a NUL. */
static bool directory_of(const char *path, struct buf *out)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		buf_char(out, '.');
	else
		buf_add(out, path, slash == path ? 1 : (size_t)(slash - path));
	return !out->failed;
}

/* Whoever writes by this module waits for the others. */
static enum keys_file_fault lock_directory(struct keys_file *f)
{
	struct buf directory = {0};
	f->lock =
		directory_of(f->path, &directory) ? open(buf_text(&directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	buf_release(&directory);
	if (f->lock < 0)
		return fail(f);
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(f->lock, LOCK_EX | LOCK_NB) == 0)
			return KEYS_FILE_FINE;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return fail(f);
		nanosleep(&(struct timespec){.tv_nsec = LOCK_PAUSE_MS * 1000000L}, NULL);
	}
	return KEYS_FILE_BUSY;
}

static enum keys_file_fault read_all(struct keys_file *f, int fd, struct buf *out)
{
	char part[16384];
	for (;;) {
		ssize_t n = read(fd, part, sizeof part);
		if (n < 0)
			return fail(f);
		if (n == 0)
			break;
		buf_add(out, part, (size_t)n);
		if (out->len > KEYS_FILE_MAX)
			return KEYS_FILE_LARGE;
	}
	errno = ENOMEM;
	return out->failed ? fail(f) : KEYS_FILE_FINE;
}

/* Reads what stands at the path now: a file of one's own, or nothing. A FIFO is not waited for. */
static enum keys_file_fault read_file(struct keys_file *f, bool *there, struct stat *st, struct buf *out)
{
	int fd = open(f->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	*there = fd >= 0;
	if (fd < 0 && errno == ENOENT)
		return KEYS_FILE_FINE;
	if (fd < 0)
		return errno == ELOOP || errno == ENXIO ? KEYS_FILE_NO_FILE : fail(f);
	enum keys_file_fault fault = fstat(fd, st) == 0 ? KEYS_FILE_FINE : fail(f);
	if (fault == KEYS_FILE_FINE && !S_ISREG(st->st_mode))
		fault = KEYS_FILE_NO_FILE;
	else if (fault == KEYS_FILE_FINE && st->st_uid != geteuid())
		fault = KEYS_FILE_OTHERS;
	if (fault == KEYS_FILE_FINE)
		fault = read_all(f, fd, out);
	close(fd);
	return fault;
}

static bool begins_with(const char *line, size_t len, const char *mark)
{
	size_t n = strlen(mark);
	return len >= n && memcmp(line, mark, n) == 0;
}

/* Finds the block. */
static enum keys_file_fault find_block(struct keys_file *f)
{
	const char *text = buf_text(&f->text);
	bool begun = false, ended = false;
	size_t n_lines = 0, begin_line = 0;
	f->block = f->after = f->text.len;
	for (size_t at = 0; at < f->text.len;) {
		const char *end = memchr(text + at, '\n', f->text.len - at);
		size_t len = end ? (size_t)(end - (text + at)) + 1 : f->text.len - at;
		f->line = ++n_lines;
		if (begins_with(text + at, len, KEYS_FILE_BEGIN)) {
			if (begun)
				return KEYS_FILE_TWO;
			begun = true;
			begin_line = n_lines;
			f->block = at;
		} else if (begins_with(text + at, len, KEYS_FILE_END)) {
			if (!begun || ended)
				return KEYS_FILE_NO_BEGIN;
			ended = true;
			f->after = at + len;
		}
		at += len;
	}
	f->line = begin_line;
	return begun && !ended ? KEYS_FILE_NO_END : KEYS_FILE_FINE;
}

enum keys_file_fault keys_file_open(struct keys_file *f)
{
	enum keys_file_fault fault = lock_directory(f);
	if (fault == KEYS_FILE_FINE)
		fault = read_file(f, &f->there, &f->stat, &f->text);
	return fault == KEYS_FILE_FINE ? find_block(f) : fault;
}

void keys_file_close(struct keys_file *f)
{
	if (f->lock >= 0)
		close(f->lock);
	f->lock = -1;
	buf_release(&f->text);
}

/* ---- writing ---- */

void keys_file_merge(const struct keys_file *f, const char *block, struct buf *out)
{
	const char *text = buf_text(&f->text);
	buf_add(out, text, f->block);
	/* a last line without an end would swallow the mark */
	if (f->block > 0 && text[f->block - 1] != '\n')
		buf_char(out, '\n');
	buf_str(out, block);
	buf_add(out, text + f->after, f->text.len - f->after);
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* True if the path still leads to the same file with the same text. */
static enum keys_file_fault look_again(struct keys_file *f)
{
	struct buf text = {0};
	struct stat st;
	bool there;
	enum keys_file_fault fault = read_file(f, &there, &st, &text);
	bool same = fault == KEYS_FILE_FINE && there == f->there;
	if (same && there)
		same = st.st_dev == f->stat.st_dev && st.st_ino == f->stat.st_ino &&
		       same_time(&st.st_mtim, &f->stat.st_mtim) && text.len == f->text.len &&
		       memcmp(buf_text(&text), buf_text(&f->text), text.len) == 0;
	buf_release(&text);
	if (fault != KEYS_FILE_FINE)
		return fault;
	return same ? KEYS_FILE_FINE : KEYS_FILE_CHANGED;
}

static bool write_all(int fd, const struct buf *text)
{
	for (size_t at = 0; at < text->len;) {
		ssize_t n = write(fd, text->p + at, text->len - at);
		if (n < 0)
			return false;
		at += (size_t)n;
	}
	return fsync(fd) == 0;
}

/* Writes the text into a new file beside, whose name is made from *name. */
static enum keys_file_fault write_beside(struct keys_file *f, char *name, const struct buf *text)
{
	int fd = mkstemp(name); /* its mode is 0600 */
	if (fd < 0)
		return fail(f);
	bool good = write_all(fd, text);
	enum keys_file_fault fault = good ? KEYS_FILE_FINE : fail(f);
	close(fd);
	if (!good)
		unlink(name);
	return fault;
}

enum keys_file_fault keys_file_replace(struct keys_file *f, const struct buf *text)
{
	struct buf name = {0};
	buf_fmt(&name, "%s.quad-XXXXXX", f->path);
	errno = ENOMEM;
	if (name.failed || text->failed)
		return fail(f);
	enum keys_file_fault fault = write_beside(f, name.p, text);
	if (fault != KEYS_FILE_FINE)
		goto out;
	fault = look_again(f);
	if (fault == KEYS_FILE_FINE && rename(name.p, f->path) != 0)
		fault = fail(f);
	if (fault != KEYS_FILE_FINE)
		unlink(name.p);
	else if (fsync(f->lock) != 0)
		fault = fail(f);
out:
	buf_release(&name);
	return fault;
}
