/*
 * What would work instead of what was refused, for a person and for a program: each alternative as the command that
 * books it, and how it differs from what was asked in a few words.
 */
#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/query/remedies.h"
#include "store/base/err.h"
#include "store/query/names.h"
#include "store/model/pattern.h"
#include "tui/cmd/cmd_share.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"

/* ---- the command ---- */

void cmd_shell_word(struct buf *out, const char *text)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,=+@%";
	const char *p = text;
	while (*p && (strchr(safe, *p) || (unsigned char)*p >= 0x80))
		p++;
	if (*text && !*p) {
		buf_str(out, text);
		return;
	}
	buf_char(out, '\'');
	for (p = text; *p; p++) {
		if (*p == '\'')
			buf_str(out, "'\\''");
		else
			buf_char(out, *p);
	}
	buf_char(out, '\'');
}

static void add_option(struct buf *out, const char *option, const char *value)
{
	buf_fmt(out, " --%s ", option);
	cmd_shell_word(out, value);
}

static void add_text(struct buf *out, const char *option, const char *value)
{
	if (value && *value)
		add_option(out, option, value);
}

/* A code that begins with a dash would be read as an option: then the claims stand at the end, behind `--`. */
static bool are_dashed(const char *claims)
{
	return *claims == '-' || strstr(claims, ";-");
}

static void add_words(struct buf *out, const char *claims)
{
	struct buf one = {0};
	while (*claims) {
		size_t len = strcspn(claims, ";");
		buf_clear(&one);
		buf_add(&one, claims, len);
		buf_char(out, ' ');
		cmd_shell_word(out, buf_text(&one));
		claims += len + (claims[len] == ';');
	}
	buf_release(&one);
}

static void add_claims(struct buf *out, const char *claims)
{
	if (!are_dashed(claims))
		add_words(out, claims);
}

static void add_last_claims(struct buf *out, const char *claims)
{
	if (are_dashed(claims)) {
		buf_str(out, " --");
		add_words(out, claims);
	}
}

/* `2h`, `1h30m`, `45m` */
static void add_duration(struct buf *out, int64_t min)
{
	if (min >= 60)
		buf_fmt(out, "%" PRId64 "h", min / 60);
	if (min % 60 || min < 60)
		buf_fmt(out, "%" PRId64 "m", min % 60);
}

/* By length where the clocks agree with it, so that the line stays short. */
static void add_time(struct buf *out, int64_t start, int64_t end)
{
	char text[CLOCK_TEXT_MAX];
	add_option(out, "at", clock_format(start, text));
	buf_str(out, " --for ");
	add_duration(out, end - start);
}

static void add_set(struct buf *out, const char *option, uint64_t set)
{
	buf_fmt(out, " --%s ", option);
	pattern_format(set, out);
}

static void add_pattern(struct buf *out, const struct week_pattern *w)
{
	add_text(out, "term", w->term);
	add_set(out, "weeks", w->weeks);
	add_set(out, "weekdays", w->weekdays);
	if (w->periods)
		add_set(out, "periods", w->periods);
	else
		buf_fmt(out, " --from-time %02d:%02d --to-time %02d:%02d", w->from_min / 60, w->from_min % 60,
		        w->to_min / 60, w->to_min % 60);
}

static void add_dates(struct buf *out, const int64_t *dates, size_t n)
{
	char text[CLOCK_TEXT_MAX];
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "%s%s", i ? "," : " --except ", clock_format_date(dates[i], text));
}

/* The rest of what was given. */
static void add_fields(const struct cmd_context *c, const struct request *rq, bool with_ref, struct buf *out)
{
	bool series = rq->op == OP_SERIES || rq->op == OP_SERIES_CHANGE;
	const struct booking_ask *b = &rq->u.booking;
	const struct series_ask *s = &rq->u.series;
	uint32_t party = series ? s->party : b->party;
	if (rq->given & GIVEN(series ? (int)SERIES_PARTY : (int)BOOKING_PARTY) && (party || rq->op == OP_MOVE))
		buf_fmt(out, " --party %" PRIu32, party);
	add_text(out, "purpose", series ? s->purpose : b->purpose);
	add_text(out, "note", series ? s->note : b->note);
	add_text(out, "for-institution", series ? s->institution : b->institution);
	add_text(out, "requester", series ? s->requester : b->requester);
	if (with_ref)
		add_text(out, "ref", series ? s->ref : b->ref);
	if (rq->flags & REQUEST_RECORD)
		buf_str(out, " --record");
	if (c->globals)
		buf_str(out, c->globals);
}

/* One command of a series: these claims, the pattern of the alternative or the rule that was asked for. */
static void add_series(struct cmd_context *c, const struct request *rq, const struct alternative *a, const char *claims,
                       const int64_t *except, size_t n_except, bool with_ref, struct buf *out)
{
	const struct series_ask *s = &rq->u.series;
	buf_str(out, "quad book");
	add_claims(out, claims);
	if (*s->rule.rule) {
		add_time(out, s->rule.start, s->rule.start + s->rule.len_min);
		add_option(out, "rrule", s->rule.rule);
	} else {
		add_pattern(out, &a->weeks);
	}
	add_dates(out, except, n_except);
	add_fields(c, rq, with_ref, out);
	add_last_claims(out, claims);
}

/* A change of a series: what differs from it as it stands. */
static void add_change(struct cmd_context *c, const struct request *rq, const struct alternative *a, struct buf *out)
{
	const struct series_ask *s = &rq->u.series;
	char text[CLOCK_TEXT_MAX];
	buf_fmt(out, "quad move S%" PRIu64, s->id);
	if (a->kind == ALT_RESOURCE || rq->given & GIVEN(SERIES_CLAIMS))
		add_claims(out, a->claims);
	if (s->from != FROM_THE_START)
		add_option(out, "from", clock_format_date(s->from, text));
	if (a->kind == ALT_WEEKS || (rq->given & GIVEN(SERIES_WHEN) && !*s->rule.rule))
		add_pattern(out, &a->weeks);
	else if (rq->given & GIVEN(SERIES_WHEN)) {
		add_time(out, s->rule.start, s->rule.start + s->rule.len_min);
		add_option(out, "rrule", s->rule.rule);
	}
	add_fields(c, rq, false, out);
	if (a->kind == ALT_RESOURCE || rq->given & GIVEN(SERIES_CLAIMS))
		add_last_claims(out, a->claims);
}

static bool is_among(const int64_t *dates, size_t n, int64_t date)
{
	for (size_t i = 0; i < n; i++)
		if (dates[i] == date)
			return true;
	return false;
}

/*
 * Two series: the one that was asked for without some dates, and another on just these, which is the same pattern
 * without all the others.
 */
static int add_two_series(struct cmd_context *c, const struct request *rq, const struct alternative *a, struct buf *out)
{
	const struct series_ask *s = &rq->u.series;
	struct arena arena = {0};
	struct academic academic = {0};
	struct reasons why = {.arena = &arena};
	struct occurrences o = {0};
	struct buf claims = {0};
	int64_t *first = arena_alloc(&arena, (s->n_except + a->n_except + 1) * sizeof *first), *second = NULL;
	size_t n_second = 0;
	claims_format(s->claims, s->n_claims, &claims);
	struct series series = {.claims = buf_text(&claims), .weeks = s->weeks, .rule = s->rule, .except = ""};
	series.weeks.term = a->weeks.term;
	int err = first ? academic_load(c->store, &academic) : QUAD_ENOMEM;
	if (!err)
		err = academic_expand(c->store, &academic, &series, &why, &arena, &o);
	if (!err && !(second = arena_alloc(&arena, (o.n + s->n_except + 1) * sizeof *second)))
		err = QUAD_ENOMEM;
	if (err)
		goto out;
	if (s->n_except) {
		memcpy(first, s->except, s->n_except * sizeof *first);
		memcpy(second, s->except, s->n_except * sizeof *second);
	}
	memcpy(first + s->n_except, a->except, a->n_except * sizeof *first);
	n_second = s->n_except;
	for (size_t i = 0; i < o.n; i++) {
		int64_t day = clock_local_day(o.v[i].start);
		if (!is_among(a->except, a->n_except, day) && !is_among(second, n_second, day))
			second[n_second++] = day;
	}
	add_series(c, rq, a, series.claims, first, s->n_except + a->n_except, true, out);
	buf_str(out, " && ");
	add_series(c, rq, a, a->claims, second, n_second, false, out);
out:
	academic_release(&academic);
	buf_release(&claims);
	arena_release(&arena);
	return err;
}

/* A booking or a move: with these claims unless NULL, and at this time if `timed`. */
static void add_booking(struct cmd_context *c, const struct request *rq, const char *claims, bool timed, int64_t start,
                        int64_t end, struct buf *out)
{
	if (rq->op == OP_MOVE)
		buf_fmt(out, "quad move %" PRIu64, rq->u.booking.id);
	else
		buf_str(out, "quad book");
	if (claims)
		add_claims(out, claims);
	if (timed)
		add_time(out, start, end);
	add_fields(c, rq, true, out);
	if (claims)
		add_last_claims(out, claims);
}

/* A request of a remedy. */
static void add_step(struct cmd_context *c, const struct request *rq, struct buf *out)
{
	const struct booking_ask *b = &rq->u.booking;
	struct buf claims = {0};
	char date[CLOCK_TEXT_MAX];
	if (rq->op == OP_BOOK || rq->op == OP_MOVE) {
		claims_format(b->claims, b->n_claims, &claims);
		out->failed |= claims.failed;
		add_booking(c, rq, rq->given & GIVEN(BOOKING_CLAIMS) ? buf_text(&claims) : NULL,
		            rq->given & GIVEN(BOOKING_TIME), b->start, b->end, out);
		buf_release(&claims);
		return;
	}
	if (rq->op == OP_SERIES_ADD)
		buf_fmt(out, "quad add S%" PRIu64 " %s", rq->u.series.id, clock_format_date(rq->u.series.from, date));
	else
		buf_fmt(out, "quad swap %" PRIu64 " %" PRIu64 "%s", b->id, b->other,
		        rq->given & GIVEN(BOOKING_TIME) ? " --times" : "");
	if (c->globals)
		buf_str(out, c->globals);
}

/* The command that books an alternative, as one pastes it into a shell, appended. */
static void add_command(struct cmd_context *c, const struct request *asked, const struct alternative *a,
                             struct buf *out)
{
	const struct request *rq = a->asked ? a->asked : asked;
	for (size_t i = 0; i < a->n_steps; i++) {
		buf_str(out, i ? " && " : "");
		add_step(c, &a->steps[i], out);
	}
	if (a->n_steps)
		return;
	if (rq->op == OP_SERIES && a->kind == ALT_SOME) {
		if (add_two_series(c, rq, a, out) != 0)
			out->failed = true;
		return;
	}
	if (rq->op == OP_SERIES) {
		add_series(c, rq, a, a->claims, a->except, a->n_except, true, out);
		return;
	}
	if (rq->op == OP_SERIES_CHANGE) {
		add_change(c, rq, a, out);
		return;
	}
	bool claimed = rq->op == OP_BOOK || a->kind == ALT_RESOURCE || rq->given & GIVEN(BOOKING_CLAIMS);
	add_booking(c, rq, claimed ? a->claims : NULL, true, a->start, a->end, out);
}

/* ---- the words ---- */

static bool is_claimed(const struct claim_ask *claims, size_t n, const char *code, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(claims[i].resource) == len && memcmp(claims[i].resource, code, len) == 0)
			return true;
	return false;
}

/* What is claimed in place of something else. */
static void add_others(const struct request *rq, const struct alternative *a, struct buf *out)
{
	bool series = rq->op == OP_SERIES || rq->op == OP_SERIES_CHANGE, first = true;
	const struct claim_ask *claims = series ? rq->u.series.claims : rq->u.booking.claims;
	size_t n = series ? rq->u.series.n_claims : rq->u.booking.n_claims;
	for (const char *p = a->claims; *p;) {
		size_t len = strcspn(p, ";"), code = len;
		for (size_t i = len; i > 0; i--)
			if (p[i - 1] == '*') {
				code = i - 1;
				break;
			}
		if (!is_claimed(claims, n, p, len) && !is_claimed(claims, n, p, code)) {
			buf_str(out, first ? "" : ", ");
			buf_add(out, p, code);
			first = false;
		}
		p += len + (p[len] == ';');
	}
}

static void add_distance(uint32_t minutes, struct buf *out)
{
	if (minutes)
		buf_fmt(out, ngettext(", %" PRIu32 " minute away", ", %" PRIu32 " minutes away", minutes), minutes);
}

static void word_time(int64_t asked, int64_t at, struct buf *out)
{
	int64_t days = clock_local_day(at) - clock_local_day(asked), min = at - asked;
	struct buf length = {0};
	add_duration(&length, min < 0 ? -min : min);
	if (days == 0)
		buf_fmt(out, min < 0 ? _("%s earlier") : _("%s later"), buf_text(&length));
	else if (days == 1)
		buf_str(out, _("the day after"));
	else if (days == -1)
		buf_str(out, _("the day before"));
	else if (days > 0)
		buf_fmt(out, _("%" PRId64 " days later"), days);
	else
		buf_fmt(out, _("%" PRId64 " days earlier"), -days);
	buf_release(&length);
}

/* How an alternative differs from what was asked, in a few words without a newline, appended. */
static void word_alternative(const struct request *rq, const struct alternative *a, struct buf *out)
{
	const struct booking_ask *b = &rq->u.booking;
	bool timed = rq->op == OP_BOOK || rq->given & GIVEN(BOOKING_TIME);
	size_t n = a->n_except;
	switch (a->kind) {
	case ALT_TIME:
		if (timed)
			word_time(b->start, a->start, out);
		else
			cmd_word_interval(a->start, a->end, out);
		return;
	case ALT_RESOURCE:
		add_others(rq, a, out);
		add_distance(a->travel_min, out);
		return;
	case ALT_SHORTER: buf_str(out, _("shorter")); return;
	case ALT_EXCEPT:
		n -= rq->u.series.n_except < n ? rq->u.series.n_except : n;
		buf_fmt(out, ngettext("without %zu date", "without %zu dates", n), n);
		return;
	case ALT_SOME:
		add_others(rq, a, out);
		buf_fmt(out, ngettext(" on %zu date", " on %zu dates", n), n);
		add_distance(a->travel_min, out);
		return;
	case ALT_WEEKS: buf_str(out, _("at another time of the week all of it fits")); return;
	case ALT_NEW: buf_str(out, _("as a booking of its own")); return;
	}
}

/* The same of any alternative, appended. */
static void word_any(const struct request *rq, const struct alternative *a, struct buf *out)
{
	const struct request *first = a->n_steps ? &a->steps[0] : NULL;
	size_t n_moved = first && first->op == OP_MOVE && rq->op == OP_SWAP ? a->n_steps : 0;
	if (first && first->op == OP_SWAP) {
		buf_str(out, first->given & GIVEN(BOOKING_TIME) ? _("they exchange their times instead")
		                                                : _("they exchange what they book instead"));
		return;
	}
	if (first && first == a->asked && n_moved == 2) {
		buf_str(out, _("without the people"));
		return;
	}
	if (!a->asked && a->kind == ALT_WEEKS && a->weeks.weekdays == rq->u.series.weeks.weekdays &&
	    a->weeks.periods == rq->u.series.weeks.periods) {
		buf_str(out, _("the weeks that the term has"));
		return;
	}
	if (n_moved)
		buf_fmt(out, _("booking %" PRIu64 ": "), first->u.booking.id);
	if (n_moved && first == a->asked && a->kind == ALT_RESOURCE)
		buf_str(out, a->claims);
	else if (n_moved && first == a->asked)
		cmd_word_interval(a->start, a->end, out);
	else
		word_alternative(a->asked ? a->asked : rq, a, out);
	if (n_moved == 2)
		buf_fmt(out, _("; %" PRIu64 " in its place"), a->steps[1].u.booking.id);
}

/* ---- the answer ---- */

static void add_set_json(const char *name, uint64_t set, struct buf *out)
{
	struct buf text = {0};
	pattern_format(set, &text);
	buf_fmt(out, ", \"%s\": ", name);
	if (set)
		out_json_text(out, buf_text(&text));
	else
		buf_str(out, "null");
	buf_release(&text);
}

static void add_json(struct cmd_context *c, const struct request *rq, const struct alternative *a, struct buf *out)
{
	struct buf command = {0};
	char date[CLOCK_TEXT_MAX];
	bool series = rq->op == OP_SERIES || rq->op == OP_SERIES_CHANGE;
	bool weeks = series && a->weeks.weeks;
	add_command(c, rq, a, &command);
	out->failed |= command.failed;
	buf_fmt(out, "{\"kind\": \"%s\", \"resources\": ", alternative_word(a->kind));
	out_json_text(out, a->claims);
	buf_str(out, ", \"start\": ");
	out_json_time(out, a->start);
	buf_str(out, ", \"end\": ");
	out_json_time(out, a->end);
	add_set_json("weeks", weeks ? a->weeks.weeks : 0, out);
	add_set_json("weekdays", weeks ? a->weeks.weekdays : 0, out);
	add_set_json("periods", weeks ? a->weeks.periods : 0, out);
	buf_str(out, ", \"except\": [");
	for (size_t i = 0; i < a->n_except; i++)
		buf_fmt(out, "%s\"%s\"", i ? ", " : "", clock_format_date(a->except[i], date));
	buf_fmt(out, "], \"travel_min\": %" PRIu32 ", \"command\": ", a->travel_min);
	out_json_text(out, buf_text(&command));
	buf_char(out, '}');
	buf_release(&command);
}

static void add_lines(struct cmd_context *c, const struct request *rq, const struct alternative_list *list)
{
	buf_str(c->message, _("instead:\n"));
	for (size_t i = 0; i < list->n; i++) {
		buf_str(c->message, "  ");
		add_command(c, rq, &list->v[i], c->message);
		buf_str(c->message, "   # ");
		word_any(rq, &list->v[i], c->message);
		buf_char(c->message, '\n');
	}
}

/* ---- where to look ---- */

/* What says more about what was named and is not there. */
static const struct {
	const char *what, *command; /* NULL: `show` with what was named */
} looks[] = {
	{"resource", "list resources"},
	{"campus", "list campuses"},
	{"campus (several)", "list campuses"},
	{"institution", "list institutions"},
	{"institution (several)", "list institutions"},
	{"term", "list terms"},
	{"booking", "bookings"},
	{"series", "bookings"},
	{"booking (cancelled)", NULL},
	{"series (nothing of it stands)", NULL},
	{"changed by others", NULL},
	{"no date is left", "list days"},
};

/* The command's words, appended; nothing if there is none. */
static void add_look(const struct reason *r, uint64_t series, struct buf *out)
{
	bool of_series = strcmp(r->what, "occurrence") == 0 ||
	                 strcmp(r->what, "no booking of the series stands from there") == 0;
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
		if (strcmp(r->what, looks[i].what) != 0)
			continue;
		buf_fmt(out, "%s%s", looks[i].command ? looks[i].command : "show ", looks[i].command ? "" : r->subject);
		return;
	}
	if (r->rule == RULE_UNKNOWN && of_series && series)
		buf_fmt(out, "show S%" PRIu64, series);
	else if (r->rule == RULE_UNKNOWN && strncmp(r->what, "period ", 7) == 0)
		buf_str(out, "list periods");
	else if (r->rule == RULE_VALUE && strcmp(r->subject, "weeks") == 0 && strstr(r->what, " > "))
		buf_str(out, "list terms");
}

/* The codes that are most like that of a resource that is not there. */
static int say_near(struct cmd_context *c, const char *code)
{
	struct names names = {0};
	const struct resource *near[NAMES_NEAREST];
	bool failed = false;
	int err = names_open(&names, c->store);
	size_t n = err ? 0 : names_near(&names, code, NAMES_ANY, near, &failed);
	if (n)
		buf_str(c->message, _("Like it: "));
	for (size_t i = 0; i < n; i++)
		buf_fmt(c->message, "%s%s", i ? ", " : "", near[i]->code);
	if (n)
		buf_char(c->message, '\n');
	names_close(&names);
	return failed ? QUAD_ENOMEM : err;
}

bool cmd_word_looks(struct cmd_context *c, const struct reasons *reasons, uint64_t series)
{
	struct buf command = {0}, said = {0};
	for (size_t i = 0; i < reasons->n; i++) {
		const struct reason *r = &reasons->v[i];
		buf_clear(&command);
		add_look(r, series, &command);
		if (!command.len || strstr(buf_text(&said), buf_text(&command)))
			continue;
		buf_fmt(&said, "%s\n", buf_text(&command));
		if (r->rule == RULE_UNKNOWN && strcmp(r->what, "resource") == 0 && say_near(c, r->subject) != 0)
			c->message->failed = true;
		bool shows = strncmp(buf_text(&command), "show ", 5) == 0;
		buf_fmt(c->message, shows ? _("`quad %s%s` says more.\n") : _("`quad %s%s` lists what there is.\n"),
		        buf_text(&command), c->globals ? c->globals : "");
	}
	bool any = said.len > 0;
	c->message->failed |= command.failed || said.failed;
	buf_release(&command);
	buf_release(&said);
	return any;
}

enum cmd_status cmd_refused_instead(struct cmd_context *c, const struct request *rq, const struct result *refused)
{
	struct alternative_list list = {0};
	bool series = rq->op == OP_SERIES_CHANGE || rq->op == OP_SERIES_ADD || rq->op == OP_SERIES_CANCEL;
	int err = query_alternatives(c->store, rq, refused, &list);
	if (!err && !list.n)
		err = query_remedies(c->store, rq, refused, &list);
	if (err)
		list.n = 0;
	if (c->json) {
		buf_str(c->out, "{\"reasons\": [");
		cmd_add_reasons_json(&refused->reasons, c->out);
		buf_str(c->out, "\n],\n \"alternatives\": [");
		for (size_t i = 0; i < list.n; i++) {
			buf_str(c->out, i ? ",\n " : "\n ");
			add_json(c, rq, &list.v[i], c->out);
		}
		buf_str(c->out, "\n]}\n");
	} else {
		reasons_format(&refused->reasons, c->message);
		buf_char(c->message, '\n');
	}
	cmd_word_reasons(c, &refused->reasons);
	if (err)
		cmd_fail(c, err, _("looking for alternatives"));
	else if (list.n && !c->json)
		add_lines(c, rq, &list);
	else if (!list.n && !cmd_word_looks(c, &refused->reasons, series ? rq->u.series.id : 0) && !c->json &&
	         !reasons_malformed(&refused->reasons))
		buf_str(c->message, _("No alternative was found.\n"));
	arena_release(&list.arena);
	return CMD_REFUSED;
}
