/* Reading the words and options of a command: each value is judged, and a wrong one is named with an example. */
#ifndef QUAD_TUI_CMD_INPUT_H
#define QUAD_TUI_CMD_INPUT_H

#include "store/list/list_kind.h"
#include "store/model/spoken.h"
#include "store/query/query.h"
#include "tui/base/args.h"
#include "tui/cmd/cmd.h"

/* What a command reads its words into. All-zero is ready; release with input_release. */
struct input {
	struct cmd_context *c;
	const char *word; /* the command's */
	struct args args;
	struct arena arena; /* for texts that are made from what was given */
	/* what --at says, by input_at (cmd_at.h); all-zero if it was not given */
	struct spoken_when at;
	bool is_loose; /* a time or a length was not written exactly: what was understood is to be said */
};

/*
 * Reads argv by the options of the command that runs (c->cmd), with min to max words. CMD_DONE, else the status to
 * return, the message said. Release in either case.
 */
enum cmd_status input_read(struct input *in, struct cmd_context *c, int argc, char **argv, size_t min, size_t max);
void input_release(struct input *in);

/* The kind of list that the first word names; the message said if there is none. */
enum cmd_status input_list_kind(const struct input *in, const struct list_kind **out);

/* Says what is wrong with the words given (a format, no newline), and where to read more. */
enum cmd_status input_wrong(const struct input *in, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Values of options. True, and *out the value, if the option was given and its value is right, or if it was not
 * given, *out then being left as it was. False: the message was said, and the command returns CMD_USAGE.
 */
bool input_text(struct input *in, const char *option, const char **out); /* cleaned, in the input's arena */
bool input_number(struct input *in, const char *option, uint64_t max, uint64_t *out);
bool input_u32(struct input *in, const char *option, uint32_t *out);

/* The number of a booking, which the word of that index is; false with the message said. */
bool input_booking(struct input *in, size_t word, uint64_t *out);

/* `--NAME`, for messages; in the input's arena. */
const char *input_option_name(struct input *in, const char *option);
/* A text as a person meant it; NULL with the message said if it is not UTF-8, or memory ran out. */
const char *input_clean(struct input *in, const char *what, const char *text);
/* A number of digits only. */
bool parse_number(const char *text, uint64_t max, uint64_t *out);
/* `12`, `12.5` or `12.34`, in hundredths; false: another text, or above `most` whole ones. */
bool parse_hundredths(const char *text, int64_t most, int64_t *out);
/* `S12`; with bare, `12` too. */
bool parse_series(const char *text, bool bare, uint64_t *out);
/* Adds a word that is accepted to the list of them, for a message. */
void input_add_known(struct buf *known, const char *word);

#endif
