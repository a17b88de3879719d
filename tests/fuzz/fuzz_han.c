/*
 * Any bytes as a text and the words that are sought in it, with a line break between them: what the text says is found,
 * as it stands and beside more, and several words are found where each of them is.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/buf.h"
#include "store/base/han.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NEED(what) ((what) ? (void)0 : abort())

/* A copy without more memory than it needs, so that a sanitizer sees a read beyond it. */
static char *copy_text(const uint8_t *p, size_t len)
{
	char *text = malloc(len + 1);
	NEED(text);
	for (size_t i = 0; i < len; i++)
		text[i] = p[i] ? (char)p[i] : ' ';
	text[len] = '\0';
	return text;
}

static bool finds_each(const char *text, const char *words)
{
	for (const char *p = words; *p;) {
		size_t n = strcspn(p, " ");
		char *word = copy_text((const uint8_t *)p, n);
		bool found = han_has_words(text, word);
		free(word);
		if (!found)
			return false;
		p += n + (p[n] == ' ');
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
	size_t len = end ? (size_t)(end - data) : size;
	char *text = copy_text(data, len);
	char *words = end ? copy_text(end + 1, size - len - 1) : copy_text(data, 0);
	struct buf more = {0};
	bool found = han_has_words(text, words);
	buf_fmt(&more, "%s\n%s", words, text);
	NEED(found == finds_each(text, words));
	NEED(!found || han_has_words(buf_text(&more), words));
	NEED(han_has_words(text, text) && han_has_words(buf_text(&more), words));
	buf_release(&more);
	free(words);
	free(text);
	return 0;
}
