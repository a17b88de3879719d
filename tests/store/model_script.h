/*
 * Requests as the commands that make them, for the script to which a failure of the random suites is shrunk. A person
 * can run it in an empty directory: sh SCRIPT.
 */
#ifndef QUAD_TESTS_STORE_MODEL_SCRIPT_H
#define QUAD_TESTS_STORE_MODEL_SCRIPT_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/codec.h"
#include "store/model/request.h"

enum { SCRIPT_MAX = 1 << 16, SCRIPT_CODE_MAX = 16, SCRIPT_PREPARED_MAX = 64 };

/* What was asked so far. Lists with one header that follow each other become one import. */
struct script {
	struct {
		char code[SCRIPT_CODE_MAX]; /* of a resource, which is left out if nothing names it */
		char head[112], row[176];   /* a list's header and row */
	} prepared[SCRIPT_PREPARED_MAX];
	size_t n_prepared;
	struct buf text; /* what came then */
};

static inline void script_set(struct buf *b, uint64_t set)
{
	const char *comma = "";
	for (int i = 0; i < 64; i++)
		if (set >> i & 1) {
			buf_fmt(b, "%s%d", comma, i);
			comma = ",";
		}
}

static inline void script_minute(struct buf *b, int minute)
{
	buf_fmt(b, "%02d:%02d", minute / 60, minute % 60);
}

static inline const char *script_time(int64_t at_min)
{
	static char text[4][CLOCK_TEXT_MAX];
	static int last;
	last = (last + 1) % 4;
	return clock_format(at_min, text[last]);
}

static inline void script_claims(struct buf *b, const struct claim_ask *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_fmt(b, " '%s", v[i].resource);
		if (v[i].units)
			buf_fmt(b, "*%u", v[i].units);
		buf_str(b, "'");
	}
}

/* Facts, as a header and a row of a list; false for what is no fact. */
static inline bool script_fact(const struct request *rq, struct buf *head, struct buf *row)
{
	char date[CLOCK_TEXT_MAX];
	switch (rq->op) {
	case OP_CAMPUS:
		buf_str(head, "campuses code,name");
		buf_fmt(row, "%s,%s", rq->u.campus.code, rq->u.campus.name);
		return true;
	case OP_TRAVEL:
		buf_str(head, "travel from,to,minutes");
		buf_fmt(row, "%s,%s,%u", rq->u.travel.from, rq->u.travel.to, rq->u.travel.minutes);
		return true;
	case OP_RESOURCE: {
		const struct resource *r = &rq->u.resource;
		buf_str(head, "resources code,name,kind,mode,campus,seats,setup,teardown,opening,active,part_of");
		buf_fmt(row, "%s,%s,%s,%s,%s,%u,%u,%u,\"%s\",%s,%s", r->code, r->code, kind_word(r->kind),
		        mode_word(r->mode), r->campus, r->seats, r->setup_min, r->teardown_min, r->opening,
		        r->active ? "yes" : "no", r->part_of);
		return true;
	}
	case OP_CLOSURE:
		buf_str(head, "closures start,end,resource,campus");
		buf_fmt(row, "%s,%s,%s,%s", script_time(rq->u.closure.start), script_time(rq->u.closure.end),
		        rq->u.closure.resource, rq->u.closure.campus);
		return true;
	case OP_TERM:
		buf_str(head, "terms code,name,first_monday,weeks");
		buf_fmt(row, "%s,,%s,%u", rq->u.term.code, clock_format_date(rq->u.term.first_monday, date), rq->u.term.weeks);
		return true;
	case OP_PERIOD:
		buf_str(head, "periods number,start,end,campus,valid_from");
		buf_fmt(row, "%u,", rq->u.period.number);
		script_minute(row, rq->u.period.start);
		buf_str(row, ",");
		script_minute(row, rq->u.period.end);
		buf_fmt(row, ",%s,%s", rq->u.period.campus,
		        rq->u.period.valid_from == PERIOD_ALWAYS ? "" : clock_format_date(rq->u.period.valid_from, date));
		return true;
	case OP_DAY:
		buf_str(head, "days date,rule,campus");
		buf_fmt(row, "%s,", clock_format_date(rq->u.day.date, date));
		if (rq->u.day.kind == DAY_AS)
			buf_fmt(row, "as %u-%u", rq->u.day.week, rq->u.day.weekday);
		else
			buf_str(row, rq->u.day.kind == DAY_OFF ? "off" : "normal");
		buf_fmt(row, ",%s", rq->u.day.campus);
		return true;
	default:
		return false;
	}
}

static inline void script_series(struct buf *b, const struct request *rq)
{
	const struct series_ask *s = &rq->u.series;
	bool change = rq->op == OP_SERIES_CHANGE;
	char date[CLOCK_TEXT_MAX];
	if (change)
		buf_fmt(b, "move S%" PRIu64, s->id);
	else
		buf_str(b, "book");
	if (!change || rq->given & GIVEN(SERIES_CLAIMS))
		script_claims(b, s->claims, s->n_claims);
	if ((!change || rq->given & GIVEN(SERIES_WHEN)) && *s->rule.rule) {
		buf_fmt(b, " --at %s --for %" PRId64 "m --rrule '%s'", script_time(s->rule.start), s->rule.len_min,
		        s->rule.rule);
	} else if (!change || rq->given & GIVEN(SERIES_WHEN)) {
		buf_fmt(b, " --term %s --weeks ", s->weeks.term);
		script_set(b, s->weeks.weeks);
		buf_str(b, " --weekdays ");
		script_set(b, s->weeks.weekdays);
		buf_str(b, s->weeks.periods ? " --periods " : " --from-time ");
		if (s->weeks.periods) {
			script_set(b, s->weeks.periods);
		} else {
			script_minute(b, s->weeks.from_min);
			buf_str(b, " --to-time ");
			script_minute(b, s->weeks.to_min);
		}
	}
	if (!change || rq->given & GIVEN(SERIES_PARTY))
		buf_fmt(b, " --party %u", s->party);
	for (size_t i = 0; i < s->n_except && (!change || rq->given & GIVEN(SERIES_EXCEPT)); i++)
		buf_fmt(b, " --except %s", clock_format_date(s->except[i], date));
	if (*s->ref && !change)
		buf_fmt(b, " --ref %s", s->ref);
	if (change && s->from != FROM_THE_START)
		buf_fmt(b, " --from %s", clock_format_date(s->from, date));
}

static inline void script_booking(struct buf *b, const struct request *rq)
{
	const struct booking_ask *k = &rq->u.booking;
	char date[CLOCK_TEXT_MAX];
	switch (rq->op) {
	case OP_CANCEL:
		buf_fmt(b, "cancel %" PRIu64 "%s", k->id, rq->flags & REQUEST_RECORD ? " --record" : "");
		return;
	case OP_SWAP:
		buf_fmt(b, "swap %" PRIu64 " %" PRIu64 "%s", k->id, k->other,
		        rq->given & GIVEN(BOOKING_TIME) ? " --times" : "");
		return;
	case OP_SERIES_CANCEL:
		buf_fmt(b, "cancel S%" PRIu64, rq->u.series.id);
		if (rq->u.series.from != FROM_THE_START)
			buf_fmt(b, " --from %s", clock_format_date(rq->u.series.from, date));
		return;
	case OP_SERIES_ADD:
		buf_fmt(b, "add S%" PRIu64 " %s", rq->u.series.id, clock_format_date(rq->u.series.from, date));
		return;
	case OP_MOVE: buf_fmt(b, "move %" PRIu64, k->id); break;
	default: buf_str(b, "book"); break;
	}
	if (rq->given & GIVEN(BOOKING_CLAIMS))
		script_claims(b, k->claims, k->n_claims);
	if (rq->given & GIVEN(BOOKING_TIME))
		buf_fmt(b, " --at %s --until %s", script_time(k->start), script_time(k->end));
	if (rq->given & GIVEN(BOOKING_PARTY) && (k->party || rq->op == OP_MOVE))
		buf_fmt(b, " --party %u", k->party);
	if (rq->given & GIVEN(BOOKING_PURPOSE) && (*k->purpose || rq->op == OP_MOVE))
		buf_fmt(b, " --purpose '%s'", k->purpose);
	if (*k->ref && rq->op == OP_BOOK)
		buf_fmt(b, " --ref %s", k->ref);
}

static inline void script_put_list(struct buf *b, const char *head, const char *row, const char **last)
{
	size_t kind = strcspn(head, " ");
	if (!*last || strcmp(*last, head) != 0)
		buf_fmt(b, "%squad import %.*s - <<'.'\n%s\n", *last ? ".\n" : "", (int)kind, head, head + kind + 1);
	buf_fmt(b, "%s\n", row);
	*last = head;
}

/* Before anything else: what the store is given at first. */
static inline void script_prepare(struct script *s, const struct request *rq)
{
	struct buf head = {0}, row = {0};
	if (s->n_prepared < SCRIPT_PREPARED_MAX && script_fact(rq, &head, &row)) {
		snprintf(s->prepared[s->n_prepared].head, sizeof s->prepared->head, "%s", buf_text(&head));
		snprintf(s->prepared[s->n_prepared].row, sizeof s->prepared->row, "%s", buf_text(&row));
		snprintf(s->prepared[s->n_prepared].code, SCRIPT_CODE_MAX, "%s",
		         rq->op == OP_RESOURCE ? rq->u.resource.code : "");
		s->n_prepared++;
	}
	buf_release(&head);
	buf_release(&row);
}

static inline void script_add(struct script *s, const struct request *rq)
{
	struct buf head = {0}, row = {0};
	const char *last = NULL;
	if (rq->flags & REQUEST_NEW_ONLY)
		buf_str(&s->text, "# only if nothing stands under the ref:\n");
	if (script_fact(rq, &head, &row)) {
		script_put_list(&s->text, buf_text(&head), buf_text(&row), &last);
		buf_str(&s->text, ".\n");
	} else if (rq->op == OP_CLOSURE_DROP) {
		buf_fmt(&s->text, "# take away the closure of \"%s%s\" %s to %s, on the screen\n", rq->u.closure.resource,
		        rq->u.closure.campus, script_time(rq->u.closure.start), script_time(rq->u.closure.end));
	} else if (rq->op == OP_UNDO) {
		buf_fmt(&s->text, "quad undo %" PRIu64 "\n", rq->u.entry);
	} else {
		buf_str(&s->text, "quad ");
		if (rq->op == OP_SERIES || rq->op == OP_SERIES_CHANGE)
			script_series(&s->text, rq);
		else
			script_booking(&s->text, rq);
		if (rq->flags & REQUEST_RECORD && rq->op != OP_CANCEL && rq->op != OP_SWAP && rq->op != OP_SERIES_CANCEL &&
		    rq->op != OP_SERIES_ADD)
			buf_str(&s->text, " --record");
		buf_str(&s->text, rq->flags & REQUEST_SKIP_CONFLICTS ? " --skip-conflicts\n" : "\n");
	}
	buf_release(&head);
	buf_release(&row);
}

/* A line of its own: a command, or a remark with `# ` before it. */
static inline void script_line(struct script *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline void script_line(struct script *s, const char *format, ...)
{
	char line[512];
	va_list ap;
	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	buf_fmt(&s->text, "%s\n", line);
}

/* Is a code named by a command or in a row? */
static inline bool script_names(const char *text, const char *code)
{
	for (const char *p = text; (p = strstr(p, code)) != NULL; p++)
		if (p > text && strchr("\n',;", p[-1]))
			return true;
	return false;
}

/* The whole script. What nothing names is left out; of a long one the end is kept. */
static inline void script_write(const struct script *s, char out[SCRIPT_MAX])
{
	struct buf b = {0};
	const char *last = NULL, *text = s->text.p ? s->text.p : "";
	size_t len = s->text.len, half = SCRIPT_MAX / 2;
	const char *later = len > half ? text + len - half : text;
	buf_str(&b, "export QUAD_STORE=$PWD/store\nquad init\n");
	for (size_t i = 0; i < s->n_prepared; i++)
		if (!*s->prepared[i].code || len > half || script_names(text, s->prepared[i].code))
			script_put_list(&b, s->prepared[i].head, s->prepared[i].row, &last);
	if (last)
		buf_str(&b, ".\n");
	snprintf(out, SCRIPT_MAX, "%s%s", buf_text(&b), later);
	buf_release(&b);
}

#endif
