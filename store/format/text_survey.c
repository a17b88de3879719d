#include "store/format/text_survey.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"

#define PIECE_BYTES ((size_t)256 << 10)

size_t text_count(const char *text, size_t len, char c)
{
	const char *end = text + len;
	size_t n = 0;
	for (const char *p = memchr(text, c, len); p; p = memchr(p + 1, c, (size_t)(end - p - 1)))
		n++;
	return n;
}

/* The bytes of the text up to a character that its end may cut. */
static size_t len_of_whole(const char *text, size_t len)
{
	for (size_t n = 1; n <= 3 && n <= len; n++) {
		unsigned char c = (unsigned char)text[len - n];
		size_t wanted = c >= 0xe0 ? 3 : 2;
		if (c >= 0xf0)
			wanted = 4;
		if (c < 0x80)
			return len;
		if (c >= 0xc0)
			return wanted > n ? len - n : len;
	}
	return len;
}

int text_survey(const struct text_file *file, size_t from, struct text_survey *out)
{
	char *piece = malloc(PIECE_BYTES);
	size_t kept = 0; /* bytes of a character that the piece before began */
	int err = piece ? 0 : QUAD_ENOMEM;
	*out = (struct text_survey){.is_utf8 = true};
	while (!err && from < file->len) {
		size_t left = file->len - from, n = left < PIECE_BYTES - kept ? left : PIECE_BYTES - kept;
		err = file->read(file->arg, from, piece + kept, n);
		if (err)
			break;
		from += n;
		out->has_zeros |= memchr(piece + kept, '\0', n) != NULL;
		out->n_lf += text_count(piece + kept, n, '\n');
		out->n_cr += text_count(piece + kept, n, '\r');
		size_t len = kept + n, whole = from < file->len ? len_of_whole(piece, len) : len;
		out->is_utf8 &= utf8_valid(piece, whole);
		kept = len - whole;
		memmove(piece, piece + whole, kept);
	}
	free(piece);
	return err;
}
