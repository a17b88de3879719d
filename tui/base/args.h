/*
 * The words after a command: options by a table, everything else in order. `--name value` and `--name=value`; options
 * and words may be mixed; `--` ends the options; `-` alone is a word.
 */
#ifndef QUAD_TUI_ARGS_H
#define QUAD_TUI_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/base/buf.h"

/* A table of these ends in an entry whose name is NULL. */
struct arg_option {
	const char *name;  /* without the dashes */
	const char *value; /* what stands for the value in help, `START`; NULL: a flag */
	const char *help;  /* one line, translated at use */
};

struct arg_given {
	const struct arg_option *option;
	const char *value; /* "" for a flag */
};

/* All strings are borrowed from argv. */
struct args {
	const char *const *words;
	size_t n_words;
	struct arg_given *given; /* in the order given */
	size_t n_given;
	struct arena arena;
};

/*
 * Reads argv[1..argc), where argv[0] is the command's word; options may be NULL. QUAD_EINVAL with a sentence appended
 * to message (no newline); QUAD_ENOMEM. Release in either case.
 */
int args_parse(const struct arg_option *options, int argc, char *const *argv, struct args *out, struct buf *message)
	__attribute__((warn_unused_result));
void args_release(struct args *a);

/* The last value given for an option, "" for a flag, NULL if it was not given. */
const char *args_get(const struct args *a, const char *name);
bool args_has(const struct args *a, const char *name);
/* The values of an option that may be repeated: start with *at = 0; NULL at the end. */
const char *args_next(const struct args *a, const char *name, size_t *at);

/*
 * The option that a word such as `--name` or `--name=value` is, NULL if it is none of these; *value is then what
 * follows the `=`, or NULL.
 */
const struct arg_option *args_match(const struct arg_option *options, const char *word, const char **value);

#endif
