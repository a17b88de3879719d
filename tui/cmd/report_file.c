/*
 * A name may change its meaning between two looks: so the file is opened first, without waiting (a pipe would) and
 * without following a link, and what it is asked of the descriptor.
 */
#include "tui/cmd/report_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER_MAX = 64 };

/* What a file that is there can be. */
static enum report_fault judge_file(int fd, const char *header)
{
	char begin[HEADER_MAX];
	struct stat st;
	size_t len = strlen(header);
	if (fstat(fd, &st) != 0)
		return REPORT_SYSTEM;
	if (!S_ISREG(st.st_mode))
		return REPORT_NO_FILE;
	if (st.st_size == 0)
		return REPORT_FINE;
	ssize_t n = len <= sizeof begin ? pread(fd, begin, len, 0) : 0;
	return n == (ssize_t)len && memcmp(begin, header, len) == 0 ? REPORT_FINE : REPORT_OTHER;
}

static enum report_fault open_there(const char *path, const char *header, int *out)
{
	struct stat st;
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 && errno == ELOOP)
		return REPORT_LINK;
	if (fd < 0)
		return lstat(path, &st) == 0 && !S_ISREG(st.st_mode) ? REPORT_NO_FILE : REPORT_SYSTEM;
	enum report_fault fault = judge_file(fd, header);
	if (!fault && ftruncate(fd, 0) != 0)
		fault = REPORT_SYSTEM;
	if (fault)
		close(fd);
	else
		*out = fd;
	return fault;
}

enum report_fault report_file_open(const char *path, const char *header, FILE **out)
{
	enum report_fault fault = REPORT_FINE;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	*out = NULL;
	if (fd < 0 && errno != EEXIST)
		return REPORT_SYSTEM;
	if (fd < 0)
		fault = open_there(path, header, &fd);
	if (fault)
		return fault;
	*out = fdopen(fd, "w");
	if (!*out)
		close(fd);
	return *out ? REPORT_FINE : REPORT_SYSTEM;
}
