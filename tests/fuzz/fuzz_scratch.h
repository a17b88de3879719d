/* A directory for the targets that need files: made with the first input, removed with all in it at the end. */
#ifndef QUAD_TESTS_FUZZ_SCRATCH_H
#define QUAD_TESTS_FUZZ_SCRATCH_H

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEED(what) ((what) ? (void)0 : abort())

static char scratch_dir[512];

/* Removes all files in the directory, and empty directories. */
static inline void empty_scratch(void)
{
	DIR *d = opendir(scratch_dir);
	for (const struct dirent *e; d && (e = readdir(d)) != NULL;) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (unlinkat(dirfd(d), e->d_name, 0) != 0)
			unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR);
	}
	if (d)
		closedir(d);
}

static inline void remove_scratch(void)
{
	empty_scratch();
	rmdir(scratch_dir);
}

static inline void make_scratch(void)
{
	const char *tmp = getenv("TMPDIR");
	snprintf(scratch_dir, sizeof scratch_dir, "%s/quad-fuzz-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	NEED(mkdtemp(scratch_dir));
	atexit(remove_scratch);
}

static inline const char *scratch_path(const char *name)
{
	static char path[sizeof scratch_dir + 300];
	snprintf(path, sizeof path, "%s/%s", scratch_dir, name);
	return path;
}

static inline void write_scratch(const char *name, const void *bytes, size_t len)
{
	int fd = open(scratch_path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	NEED(fd >= 0);
	NEED(write(fd, bytes, len) == (ssize_t)len);
	close(fd);
}

/* Changes bytes by the input: two bytes are an offset, in steps of `step`, the third is the new value. */
static inline void patch_bytes(unsigned char *bytes, size_t len, const uint8_t *data, size_t size, size_t step)
{
	for (size_t i = 0; i + 3 <= size; i += 3) {
		size_t at = ((size_t)data[i] << 8 | data[i + 1]) * step;
		if (at < len)
			bytes[at] = data[i + 2];
	}
}

#endif
