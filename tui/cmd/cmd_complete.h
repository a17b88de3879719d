/*
 * The completion of a command line: commands, their options, and the values that options and words take (codes of
 * resources and campuses, logins, kinds, names of files). What a word may be is read from the commands' own tables.
 */
#ifndef QUAD_TUI_CMD_COMPLETE_H
#define QUAD_TUI_CMD_COMPLETE_H

#include "store/facts/store_open.h"
#include "tui/base/args.h"
#include "tui/cmd/cmd.h"

struct candidate {
	const char *text; /* as it is typed: quoted where it must be; without a blank after it if it goes on */
	const char *word; /* the word alone, with neither quotes nor a blank */
	const char *note; /* what it is, such as a name; "": nothing */
	bool goes_on;     /* the word does not end with it: more follows without a blank */
};

/* Everything lies in the arena, which the caller releases in any case. */
struct completion {
	size_t from; /* the byte at which the word that is completed begins */
	struct candidate *v;
	size_t n, cap;
	bool by_name; /* they match by words of their names, not by how they begin */
	bool is_file; /* the name of a file may stand there */
	struct arena arena;
	bool no_files; /* set before it is filled: names of files are not offered */
};

/*
 * What may stand at the end of line[0..len); a leading word `quad` is skipped. `more` are further words that a line may
 * begin with, NULL at the end. *out is all-zero but for no_files. Codes match by their beginning; where none does, by
 * words of their names. Errors of the store, or QUAD_ENOMEM.
 */
int cmd_complete(struct store *s, const struct cmd *commands, const char *line, size_t len, const char *const *more,
                 struct completion *out) __attribute__((warn_unused_result));

/*
 * The same for words that a shell took apart, n of them, the last one being completed: it may be empty. The first is
 * the command. Without a store (NULL) codes are not completed, and files are left to the caller (is_file).
 */
int cmd_complete_words(struct store *s, const struct cmd *commands, char *const *words, size_t n,
                       struct completion *out) __attribute__((warn_unused_result));

/* The values of which a help says `word` (CAMPUS, csv|json) that begin with what is typed. As above. */
int cmd_complete_value(struct store *s, const char *word, const char *typed, struct completion *out)
	__attribute__((warn_unused_result));

/* Adds the names of options that begin with what is typed to what was found. QUAD_ENOMEM. */
int cmd_complete_options(const struct arg_option *options, const char *typed, struct completion *out)
	__attribute__((warn_unused_result));

/* Appends what all candidates begin with. */
void completion_common(const struct completion *c, struct buf *out);

#endif
