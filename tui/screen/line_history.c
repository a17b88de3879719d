/* Keeps the last lines that were typed. */
#include "tui/screen/line_history.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void line_history_release(struct line_history *h)
{
	for (size_t i = 0; i < h->n; i++)
		free(h->v[i]);
	h->n = 0;
}

void line_history_add(struct line_history *h, const char *line)
{
	bool is_last = h->n && strcmp(h->v[h->n - 1], line) == 0;
	char *copy = *line && !is_last ? strdup(line) : NULL;
	if (!copy)
		return;
	if (h->n == LINE_HISTORY_MAX) {
		free(h->v[0]);
		h->n--;
		memmove(h->v, h->v + 1, h->n * sizeof *h->v);
	}
	h->v[h->n++] = copy;
}

const char *line_history_find(const struct line_history *h, size_t *at, int step, const char *begins)
{
	size_t len = strlen(begins);
	for (size_t i = *at + (size_t)step; i < h->n; i += (size_t)step) {
		if (strncmp(h->v[i], begins, len) != 0)
			continue;
		*at = i;
		return h->v[i];
	}
	return NULL;
}
