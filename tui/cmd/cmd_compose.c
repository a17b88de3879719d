/*
 * Requests and alternatives as command lines. Each part of a command (claims, time, pattern, fields) is appended by one
 * function; what was asked stays, and only what the alternative changes differs.
 */
#include "tui/cmd/cmd_compose.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/pattern.h"
#include "tui/words/words_time.h"

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

/* A code that begins with a dash would be read as an option: then the claims stand at the end, after `--`. */
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

/* By length where the clocks agree with it, so that the line stays short. */
static void add_time(struct buf *out, int64_t start, int64_t end)
{
	char text[CLOCK_TEXT_MAX];
	add_option(out, "at", clock_format(start, text));
	buf_str(out, " --for ");
	words_duration(end - start, out);
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
	bool series = op_asks_for_series(rq->op);
	const struct booking_ask *b = &rq->u.booking;
	const struct series_ask *s = &rq->u.series;
	uint32_t party = series ? s->party : b->party;
	if (rq->given & GIVEN(series ? (int)SERIES_PARTY : (int)BOOKING_PARTY) && (party || rq->op == OP_MOVE))
		buf_fmt(out, " --party %" PRIu32, party);
	add_text(out, "purpose", series ? s->purpose : b->purpose);
	add_text(out, "class", purpose_word(series ? s->class : b->class));
	add_text(out, "event", series ? s->event : b->event);
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

/* The parts of a pattern by weeks that were given. */
static void add_given_weeks(struct buf *out, const struct week_pattern *w)
{
	add_text(out, "term", w->term);
	if (w->weeks)
		add_set(out, "weeks", w->weeks);
	if (w->weekdays)
		add_set(out, "weekdays", w->weekdays);
	if (w->periods)
		add_set(out, "periods", w->periods);
	else if (w->from_min != SERIES_NO_TIME)
		buf_fmt(out, " --from-time %02d:%02d --to-time %02d:%02d", w->from_min / 60, w->from_min % 60,
		        w->to_min / 60, w->to_min % 60);
}

/* The parts of a rule that were given. */
static void add_given_rule(struct buf *out, const struct rule_pattern *r)
{
	char text[CLOCK_TEXT_MAX];
	if (r->start)
		add_option(out, "at", clock_format(r->start, text));
	if (r->len_min) {
		buf_str(out, " --for ");
		words_duration(r->len_min, out);
	}
	add_text(out, "rrule", r->rule);
}

/* What was given of the pattern of a series that changes. */
static void add_given_pattern(struct buf *out, const struct request *rq, const struct alternative *a)
{
	const struct series_ask *s = &rq->u.series;
	bool whole = rq->given & GIVEN(SERIES_WHEN), parts = rq->given & GIVEN(SERIES_PARTS);
	if (whole && !*s->rule.rule)
		add_pattern(out, &a->weeks);
	if (whole && *s->rule.rule) {
		add_time(out, s->rule.start, s->rule.start + s->rule.len_min);
		add_option(out, "rrule", s->rule.rule);
	}
	if (whole || !parts)
		return;
	if (s->rule.start || s->rule.len_min || *s->rule.rule)
		add_given_rule(out, &s->rule);
	else
		add_given_weeks(out, &s->weeks);
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
	if (a->kind == ALT_WEEKS)
		add_pattern(out, &a->weeks);
	else
		add_given_pattern(out, rq, a);
	if (rq->given & GIVEN(SERIES_EXCEPT))
		add_dates(out, s->except, s->n_except);
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
	struct reasons why = {.arena = &arena};
	struct occurrences o = {0};
	struct buf claims = {0};
	int64_t *first = arena_alloc(&arena, (s->n_except + a->n_except + 1) * sizeof *first), *second = NULL;
	size_t n_second = 0;
	claims_format(s->claims, s->n_claims, &claims);
	struct series series = {.claims = buf_text(&claims), .weeks = s->weeks, .rule = s->rule, .except = ""};
	series.weeks.term = a->weeks.term;
	int err = query_series_dates(c->store, &series, &why, &arena, &o);
	if (err)
		goto out;
	second = arena_alloc(&arena, (o.n + s->n_except + 1) * sizeof *second);
	if (!first || !second) {
		err = QUAD_ENOMEM;
		goto out;
	}
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

void cmd_compose_why(struct cmd_context *c, const struct request *asked, struct buf *out)
{
	const struct booking_ask *b = &asked->u.booking;
	struct buf claims = {0};
	claims_format(b->claims, b->n_claims, &claims);
	buf_str(out, "quad why");
	add_claims(out, buf_text(&claims));
	add_time(out, b->start, b->end);
	if (*b->requester && strcmp(b->requester, asked->actor) != 0)
		add_option(out, "login", b->requester);
	if (*b->institution)
		add_option(out, "for-institution", b->institution);
	if (b->party)
		buf_fmt(out, " --party %" PRIu32, b->party);
	if (c->globals)
		buf_str(out, c->globals);
	add_last_claims(out, buf_text(&claims));
	out->failed |= claims.failed;
	buf_release(&claims);
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

void cmd_compose(struct cmd_context *c, const struct request *asked, const struct alternative *a, struct buf *out)
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
