/* Reads the filters of resources and of bookings. Each option is judged by itself. */
#include "tui/cmd/cmd_filter.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/format/list_words.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_term.h"
#include "tui/words/words_name.h"

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
		input_add_known(out, kind_name(k));
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

bool input_class(struct input *in, enum purpose_class *out)
{
	const char *given = args_get(&in->args, "class");
	struct buf normal = {0}, known = {0};
	if (!given)
		return true;
	words_normal(&normal, given);
	bool fits = words_purpose(buf_text(&normal), out);
	if (!fits) {
		for (enum purpose_class v = PURPOSE_TEACHING; v < PURPOSE_N; v++)
			input_add_known(&known, purpose_name(v));
		input_add_known(&known, C_("class", "none"));
		input_wrong(in, _("--class: there is no class \"%s\"; it is one of %s"), given, buf_text(&known));
	}
	buf_release(&normal);
	buf_release(&known);
	return fits;
}

/* The class of the bookings that are looked for. */
static bool input_class_filter(struct input *in, struct booking_filter *out)
{
	bool fits = input_class(in, &out->class);
	if (fits && args_has(&in->args, "class") && !out->class)
		out->class = PURPOSE_N;
	return fits;
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
		for (enum booking_state v = STATE_BOOKED; v <= STATE_NOSHOW; v++)
			input_add_known(&known, state_name(v));
		input_add_known(&known, C_("state", "all"));
		input_wrong(in, _("--state: there is no state \"%s\"; it is one of %s"), given, buf_text(&known));
	}
	buf_release(&normal);
	buf_release(&known);
	return fits;
}

/* Whose bookings: those of the person who acts. */
static bool input_mine(struct input *in, struct booking_filter *out)
{
	if (!args_has(&in->args, "mine"))
		return true;
	out->mine = in->c->actor;
	if (out->mine)
		return true;
	input_wrong(in, _("--mine: it is not known who you are; write --as LOGIN"));
	return false;
}

bool input_booking_filter(struct input *in, struct booking_filter *out)
{
	const char *series = args_get(&in->args, "series");
	if (series && !parse_series(series, true, &out->series)) {
		input_wrong(in, _("--series: \"%s\" is not a series; write --series S12"), series);
		return false;
	}
	return input_state(in, out) && input_class_filter(in, out) && input_text(in, "event", &out->event) &&
	       input_text(in, "resource", &out->resource) && input_text(in, "person", &out->person) &&
	       input_text(in, "institution", &out->institution) && input_text(in, "text", &out->text) &&
	       input_mine(in, out) && input_time_filter(in, out);
}
