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

/* `--NAME`, for messages; in the input's arena. */
static const char *option_name(struct input *in, const char *option)
{
	const char *name = arena_fmt(&in->arena, "--%s", option);
	return name ? name : option;
}

bool input_text(struct input *in, const char *option, const char **out)
{
	const char *given = args_get(&in->args, option);
	if (!given)
		return true;
	const char *clean = input_clean(in, option_name(in, option), given);
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

bool input_duration(struct input *in, const char *option, int64_t *out_min)
{
	const char *given = args_get(&in->args, option);
	int64_t v;
	if (!given)
		return true;
	if (clock_parse_duration(given, &v) != 0) {
		input_wrong(in, _("--%s: \"%s\" is not a duration; write --%s 90m, 2h or 1h30m"), option, given,
		            option);
		return false;
	}
	*out_min = v;
	return true;
}

/* Says what a clock that jumps does to a time. at: the first of the two instants, for a time that comes twice. */
static void say_jump(struct input *in, const char *what, const char *text, int err, int64_t at)
{
	char first[CLOCK_TEXT_MAX], second[CLOCK_TEXT_MAX];
	if (err == QUAD_EGAP) {
		input_wrong(
			in,
			_("%s: %s does not exist: the clocks go forward over it; an offset decides, as in %.60s+02:00"),
			what, text, text);
		return;
	}
	clock_format(at, first);
	for (int64_t later = at + 1;; later++) { /* the same wall clock again, within a day */
		clock_format(later, second);
		if (strncmp(first, second, 16) == 0 || later > at + DAY_MIN)
			break;
	}
	input_wrong(in, _("%s: %s exists twice: the clocks go back over it; an offset decides: %s or %s"), what, text,
	            first, second);
}

/* One text as a time, or as a date too; what names it in the message. */
static bool input_time_text(struct input *in, const char *what, const char *text, bool date_too, int64_t *out)
{
	int64_t day;
	int err = clock_parse(text, out);
	if (err == QUAD_EINVAL && date_too && clock_parse_date(text, &day) == 0) {
		*out = clock_day_start(day);
		if (*out >= CLOCK_MIN_MIN && *out < CLOCK_MAX_MIN)
			return true;
	}
	if (err == QUAD_EGAP || err == QUAD_ETWICE)
		say_jump(in, what, text, err, *out);
	else if (err)
		input_wrong(in, _("%s: \"%s\" is not a time; write 2026-09-07T08:00"), what, text);
	return err == 0;
}

bool input_end_text(struct input *in, const char *what, const char *text, bool date_too, int64_t start, int64_t *out)
{
	int minute;
	char day[CLOCK_TEXT_MAX];
	if (clock_parse_time(text, &minute) != 0)
		return input_time_text(in, what, text, date_too, out);
	clock_format_date(clock_local_day(start), day);
	const char *full = arena_fmt(&in->arena, "%sT%02d:%02d", day, minute / 60, minute % 60);
	if (!full) {
		cmd_fail(in->c, QUAD_ENOMEM, what);
		return false;
	}
	return input_time_text(in, what, full, false, out);
}

bool input_time(struct input *in, const char *option, int64_t *out)
{
	const char *given = args_get(&in->args, option);
	return !given || input_time_text(in, option_name(in, option), given, false, out);
}

static bool input_moment(struct input *in, const char *option, int64_t *out)
{
	const char *given = args_get(&in->args, option);
	return !given || input_time_text(in, option_name(in, option), given, true, out);
}

/*
 * The text after the slash between two times, NULL if there is none. The times may be written with slashes too: what is
 * left of the right slash is a time.
 */
static const char *after_slash(struct input *in, const char *text, const char **start)
{
	int64_t at;
	for (const char *p = strchr(text, '/'); p; p = strchr(p + 1, '/')) {
		*start = arena_dup(&in->arena, text, (size_t)(p - text));
		if (!*start)
			return NULL;
		int err = clock_parse(*start, &at);
		if (err != QUAD_EINVAL || clock_parse_date(*start, &at) == 0)
			return p + 1;
	}
	return NULL;
}

bool input_interval(struct input *in, const char *option, int64_t *start, int64_t *end)
{
	const char *given = args_get(&in->args, option), *first, *second;
	if (!given)
		return true;
	second = after_slash(in, given, &first);
	if (!second) {
		input_wrong(in, _("--%s: \"%s\" is not an interval; write 2026-09-07T08:00/10:00 or START/END"), option,
		            given);
		return false;
	}
	if (!input_time_text(in, option_name(in, option), first, true, start) ||
	    !input_end_text(in, option_name(in, option), second, true, *start, end))
		return false;
	if (*end <= *start) {
		input_wrong(in, _("--%s: the end of %s is not after its start"), option, given);
		return false;
	}
	return true;
}

/* Adds a word that is accepted to the list of them. */
static void add_known(struct buf *known, const char *word)
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
		add_known(&known, list_name(*k));
	input_wrong(in, _("%s: there is no list \"%s\"; it is one of %s"), in->word, word, buf_text(&known));
	buf_release(&known);
	return CMD_USAGE;
}

/* ---- filters ---- */

static bool input_near(struct input *in, struct resource_filter *out)
{
	const char *given = NULL;
	uint64_t minutes = 0;
	if (!input_text(in, "near", &given) || !given)
		return !given && !args_has(&in->args, "near");
	const char *colon = strrchr(given, ':');
	if (!colon || colon == given || !parse_number(colon + 1, DAY_MIN, &minutes)) {
		input_wrong(in, _("--near: \"%s\" is not a campus and minutes; write --near NORTH:20"), given);
		return false;
	}
	out->near = arena_dup(&in->arena, given, (size_t)(colon - given));
	out->near_min = (uint32_t)minutes;
	if (!out->near)
		cmd_fail(in->c, QUAD_ENOMEM, "--near");
	return out->near != NULL;
}

static bool input_tags(struct input *in, struct resource_filter *out)
{
	const char **tags = arena_alloc(&in->arena, (in->args.n_given + 1) * sizeof *tags), *given;
	size_t at = 0;
	if (!tags) {
		cmd_fail(in->c, QUAD_ENOMEM, "--tag");
		return false;
	}
	while ((given = args_next(&in->args, "tag", &at)) != NULL) {
		tags[out->n_tags] = input_clean(in, "--tag", given);
		if (!tags[out->n_tags++])
			return false;
	}
	out->tags = tags;
	return true;
}

enum resource_kind input_kind_word(const char *text)
{
	struct buf normal = {0};
	bool plain;
	words_normal(&normal, text);
	enum resource_kind kind = words_kind(buf_text(&normal), &plain);
	buf_release(&normal);
	return kind;
}

void input_known_kinds(struct buf *out)
{
	for (enum resource_kind k = KIND_LAB; k <= KIND_CLASS; k++)
		add_known(out, kind_name(k));
}

static bool input_kind(struct input *in, enum resource_kind *out)
{
	const char *given = args_get(&in->args, "kind");
	struct buf known = {0};
	if (!given)
		return true;
	*out = input_kind_word(given);
	if (*out)
		return true;
	input_known_kinds(&known);
	input_wrong(in, _("--kind: there is no kind \"%s\"; it is one of %s"), given, buf_text(&known));
	buf_release(&known);
	return false;
}

bool input_resource_filter(struct input *in, struct resource_filter *out)
{
	return input_kind(in, &out->kind) && input_text(in, "campus", &out->campus) && input_near(in, out) &&
	       input_text(in, "institution", &out->institution) && input_u32(in, "seats", &out->seats) &&
	       input_tags(in, out) && input_text(in, "specialty", &out->specialty) &&
	       input_text(in, "text", &out->text);
}

/* A state, or all of them. */
static bool input_state(struct input *in, struct booking_filter *out)
{
	const char *given = args_get(&in->args, "state");
	struct buf normal = {0}, known = {0};
	if (!given)
		return true;
	words_normal(&normal, given);
	out->state = words_state(buf_text(&normal));
	out->any_state = strcmp(buf_text(&normal), "all") == 0 || strcmp(buf_text(&normal), "全部") == 0;
	bool fits = out->state || out->any_state;
	if (!fits) {
		for (enum booking_state v = STATE_BOOKED; v <= STATE_CANCELLED; v++)
			add_known(&known, state_name(v));
		add_known(&known, C_("state", "all"));
		input_wrong(in, _("--state: there is no state \"%s\"; it is one of %s"), given, buf_text(&known));
	}
	buf_release(&normal);
	buf_release(&known);
	return fits;
}

bool input_booking_filter(struct input *in, struct booking_filter *out)
{
	const char *series = args_get(&in->args, "series");
	if (series && !parse_series(series, true, &out->series)) {
		input_wrong(in, _("--series: \"%s\" is not a series; write --series S12"), series);
		return false;
	}
	if (args_has(&in->args, "from") || args_has(&in->args, "to")) {
		out->from = CLOCK_MIN_MIN;
		out->to = CLOCK_MAX_MIN;
	}
	return input_state(in, out) && input_text(in, "resource", &out->resource) &&
	       input_text(in, "person", &out->person) && input_text(in, "institution", &out->institution) &&
	       input_moment(in, "from", &out->from) && input_moment(in, "to", &out->to) &&
	       input_text(in, "text", &out->text);
}
