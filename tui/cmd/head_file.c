/* The file is new or it is not written: who put one there first has another head, or another file. */
#include "tui/cmd/head_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "store/base/err.h"

static int write_text(int fd, const struct buf *text)
{
	if (write(fd, buf_text(text), text->len) != (ssize_t)text->len)
		return QUAD_EIO;
	return fsync(fd) == 0 ? 0 : QUAD_EIO;
}

int head_file_write(const char *path, const struct journal_head *head)
{
	struct buf text = {0};
	journal_head_format(head, &text);
	if (text.failed)
		return QUAD_ENOMEM;
	errno = 0;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int err = fd < 0 ? QUAD_EIO : write_text(fd, &text);
	int why = errno;
	if (fd < 0 && why == EEXIST)
		err = QUAD_EEXIST;
	if (fd >= 0)
		close(fd);
	buf_release(&text);
	errno = why;
	return err;
}

bool head_file_read(const char *path, struct journal_head *out)
{
	char text[512];
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
	if (f)
		fclose(f);
	text[n] = '\0';
	return journal_head_parse(text, out);
}
