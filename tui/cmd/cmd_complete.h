/*
 * The completion of a command line: commands, their options, and the values that options and words take (codes of
 * resources and campuses, logins, kinds, names of files). What a word may be is read from the commands' own tables.
 */
#ifndef QUAD_TUI_CMD_COMPLETE_H
#define QUAD_TUI_CMD_COMPLETE_H

#include "store/facts/store_open.h"

struct candidate {
	const char *text; /* as it is typed: quoted where it must be; without a blank after it if it goes on */
	const char *note; /* what it is, such as a name; "": nothing */
};

/* Everything lies in the arena, which the caller releases in any case. */
struct completion {
	size_t from; /* the byte at which the word that is completed begins */
	struct candidate *v;
	size_t n, cap;
	struct arena arena;
};

/*
 * What may stand at the end of line[0..len); a leading word `quad` is skipped. `more` are further words that a line may
 * begin with, NULL at the end. Codes match by their beginning; where none does, by words of their names. Errors of the
 * store, or QUAD_ENOMEM.
 */
int cmd_complete(struct store *s, const char *line, size_t len, const char *const *more, struct completion *out)
	__attribute__((warn_unused_result));

/* Appends what all candidates begin with. */
void completion_common(const struct completion *c, struct buf *out);

#endif
