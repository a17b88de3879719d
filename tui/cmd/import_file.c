/*
 * Opens the file of a list. What it holds is not looked at here; the engine does that.
 */
#include "tui/cmd/import_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/list/list_import.h"
#include "tui/base/locale.h"

/* Reads a piece of a regular file. What stood there when the import began must still be there. */
static int read_piece(void *arg, size_t at, void *to, size_t len)
{
	struct import_file *file = arg;
	for (size_t n = 0; n < len;) {
		ssize_t got = pread(fileno(file->f), (char *)to + n, len - n, (off_t)(at + n));
		if (got > 0) {
			n += (size_t)got;
		} else if (got == 0 || errno != EINTR) {
			file->wrong = got ? strerror(errno) : _("it became shorter while it was read");
			return QUAD_EIO;
		}
	}
	return 0;
}

/* Reads a stream, at most a portion more than a list may have. NULL, or what failed. */
static const char *read_stream(FILE *f, struct buf *out)
{
	char portion[65536];
	/* a terminal's end is met once and then gone, so it is asked for before more is read */
	while (!out->failed && out->len <= LIST_FILE_MAX_BYTES && !feof(f)) {
		size_t n = fread(portion, 1, sizeof portion, f);
		if (n == 0)
			break;
		buf_add(out, portion, n);
	}
	if (ferror(f))
		return strerror(errno);
	return out->failed ? strerror(ENOMEM) : NULL;
}

/* True for a file whose length is known: some that the system makes up say 0. */
static bool is_regular(FILE *f, size_t *len)
{
	struct stat st;
	bool regular = fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
	*len = regular ? (size_t)st.st_size : 0;
	return regular;
}

const char *import_file_name(const char *path)
{
	return strcmp(path, "-") == 0 ? _("standard input") : path;
}

FILE *import_file_stream(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	int flags = fcntl(fd, F_GETFL);
	FILE *f = flags >= 0 && fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) == 0 ? fdopen(fd, "rb") : NULL;
	if (!f)
		close(fd);
	return f;
}

bool import_file_open(const char *path, struct import_file *out)
{
	bool standard = strcmp(path, "-") == 0;
	*out = (struct import_file){.f = standard ? stdin : import_file_stream(path)};
	if (!out->f)
		out->wrong = strerror(errno);
	else if (!standard && is_regular(out->f, &out->pieces.len))
		out->pieces = (struct text_file){read_piece, out, out->pieces.len};
	else
		out->wrong = read_stream(out->f, &out->whole);
	return !out->wrong;
}

void import_file_close(struct import_file *file)
{
	if (file->f && file->f != stdin)
		fclose(file->f);
	buf_release(&file->whole);
}
