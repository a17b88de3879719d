/*
 * Reading what a person typed after a command. Every helper judges one value, and where it is wrong names the option,
 * the value and an example, so that the next try can be right. Nothing is guessed: what is not understood is a usage
 * error, before anything is asked of the store.
 */
#include "tui/cmd/cmd_input.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/format/list_words.h"
#include "tui/base/locale.h"
#include "tui/base/usage.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/words/words_name.h"

enum cmd_status input_wrong(const struct input *in, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	buf_vfmt(in->c->message, format, ap);
	va_end(ap);
	buf_char(in->c->message, '\n');
	buf_fmt(in->c->message, _("`quad help %s` says more.\n"), in->word);
	return CMD_USAGE;
}

enum cmd_status input_read(struct input *in, struct cmd_context *c, int argc, char **argv, size_t min, size_t max)
{
	struct buf wrong = {0}, usage = {0};
	enum cmd_status status = CMD_DONE;
	*in = (struct input){.c = c, .word = argv[0]};
	int err = args_parse(c->cmd->options, argc, argv, &in->args, &wrong);
	usage_words(c->cmd->usage, &usage);
	if (err == QUAD_EINVAL)
		status = input_wrong(in, "%s", buf_text(&wrong));
	else if (err)
		status = cmd_fail(c, err, argv[0]);
	else if (in->args.n_words < min)
		status = input_wrong(in, _("%s: something is missing: quad %s %s"), argv[0], argv[0], buf_text(&usage));
	else if (in->args.n_words > max)
		status = input_wrong(in, _("%s: one word too many: %s"), argv[0], in->args.words[max]);
	buf_release(&wrong);
	buf_release(&usage);
	return status;
}

void input_release(struct input *in)
{
	args_release(&in->args);
	arena_release(&in->arena);
}

const char *input_clean(struct input *in, const char *what, const char *text)
{
	size_t len = strlen(text);
	if (!utf8_valid(text, len)) {
		input_wrong(in, _("%s: the text is not UTF-8"), what);
		return NULL;
	}
	const char *clean = utf8_clean(&in->arena, text, len);
	if (!clean)
		cmd_fail(in->c, QUAD_ENOMEM, what);
	return clean;
}

const char *input_option_name(struct input *in, const char *option)
{
	const char *name = arena_fmt(&in->arena, "--%s", option);
	return name ? name : option;
}

bool input_text(struct input *in, const char *option, const char **out)
{
	const char *given = args_get(&in->args, option);
	if (!given)
		return true;
	const char *clean = input_clean(in, input_option_name(in, option), given);
	if (clean)
		*out = clean;
	return clean != NULL;
}

bool parse_number(const char *text, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;
	if (!*text)
		return false;
	for (const char *p = text; *p; p++) {
		if (*p < '0' || *p > '9')
			return false;
		unsigned digit = (unsigned)(*p - '0');
		if (v > (max - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return v <= max;
}

bool parse_hundredths(const char *text, int64_t most, int64_t *out)
{
	size_t whole = strspn(text, "0123456789");
	size_t places = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
	const char *rest = text + whole + (text[whole] == '.') + places;
	int64_t v = 0;
	if (!whole || whole > 15 || places > 2 || *rest || (text[whole] == '.' && !places))
		return false;
	for (size_t i = 0; i < whole; i++)
		v = v * 10 + (text[i] - '0');
	for (size_t i = 0; i < 2; i++)
		v = v * 10 + (i < places ? text[whole + 1 + i] - '0' : 0);
	*out = v;
	return v <= most * 100;
}

bool parse_series(const char *text, bool bare, uint64_t *out)
{
	bool named = *text == 'S' || *text == 's';
	return (named || bare) && parse_number(text + named, UINT64_MAX, out) && *out > 0;
}

bool input_number(struct input *in, const char *option, uint64_t max, uint64_t *out)
{
	const char *given = args_get(&in->args, option);
	if (!given || parse_number(given, max, out))
		return true;
	input_wrong(in, _("--%s: \"%s\" is not a number from 0 to %" PRIu64 "; write --%s 40"), option, given, max,
	            option);
	return false;
}

bool input_u32(struct input *in, const char *option, uint32_t *out)
{
	uint64_t v = *out;
	if (!input_number(in, option, SEATS_MAX, &v))
		return false;
	*out = (uint32_t)v;
	return true;
}

bool input_booking(struct input *in, size_t word, uint64_t *out)
{
	if (parse_number(in->args.words[word], UINT64_MAX, out) && *out > 0)
		return true;
	input_wrong(in, _("%s: \"%s\" is not a booking's number; `quad bookings` lists them"), in->word,
	            in->args.words[word]);
	return false;
}

void input_add_known(struct buf *known, const char *word)
{
	buf_fmt(known, "%s%s", known->len ? C_("words", ", ") : "", word);
}

enum cmd_status input_list_kind(const struct input *in, const struct list_kind **out)
{
	const char *word = in->args.words[0];
	struct buf known = {0};
	*out = list_kind_find(word);
	if (*out)
		return CMD_DONE;
	for (const struct list_kind *const *k = list_kinds(); *k; k++)
		input_add_known(&known, list_name(*k));
	input_wrong(in, _("%s: there is no list \"%s\"; it is one of %s"), in->word, word, buf_text(&known));
	buf_release(&known);
	return CMD_USAGE;
}
