/* Each kind of line has a function that takes its words; a word is cut off in place. */
#include "tests/cluster/history.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void history_init(struct op_history *h)
{
	*h = (struct op_history){.stopped = HISTORY_NEVER};
}

void history_release(struct op_history *h)
{
	arena_release(&h->arena);
	free(h->asks);
	free(h->writes);
	free(h->standing);
	free(h->open);
	*h = (struct op_history){0};
}

/* ---- words ---- */

static char *next_word(char **line)
{
	char *word = *line + strspn(*line, " ");
	size_t n = strcspn(word, " ");
	if (n == 0)
		return NULL;
	*line = word + n + (word[n] == ' ');
	word[n] = '\0';
	return word;
}

static bool next_number(char **line, int64_t *out)
{
	char *end, *word = next_word(line);
	*out = word ? strtoll(word, &end, 10) : 0;
	return word && !*end;
}

static bool next_u64(char **line, uint64_t *out)
{
	int64_t v;
	bool ok = next_number(line, &v) && v >= 0;
	*out = ok ? (uint64_t)v : 0;
	return ok;
}

static bool next_unsigned(char **line, unsigned *out)
{
	int64_t v;
	bool ok = next_number(line, &v) && v >= 0 && v <= INT32_MAX;
	*out = ok ? (unsigned)v : 0;
	return ok;
}

static bool next_span(char **line, int64_t *start, int64_t *end)
{
	return next_number(line, start) && next_number(line, end) && *start < *end;
}

static bool find_resource(const struct op_history *h, const char *name, unsigned *out)
{
	for (size_t i = 0; i < h->n_resources; i++)
		if (strcmp(h->resources[i].name, name) == 0) {
			*out = (unsigned)i;
			return true;
		}
	return false;
}

static bool next_resource(const struct op_history *h, char **line, unsigned *out)
{
	const char *name = next_word(line);
	return name && find_resource(h, name, out);
}

static int claim_order(const void *a, const void *b)
{
	const struct history_claim *x = a, *y = b;
	return (x->resource > y->resource) - (x->resource < y->resource);
}

/* In order of the resources, so that equal claims look alike. */
static bool next_claims(const struct op_history *h, char **line, struct history_claims *out)
{
	char *save, *word = next_word(line);
	*out = (struct history_claims){0};
	if (!word)
		return false;
	for (char *p = strtok_r(word, ";", &save); p; p = strtok_r(NULL, ";", &save)) {
		struct history_claim *c = &out->v[out->n];
		if (out->n++ == HISTORY_CLAIMS_MAX)
			return false;
		char *units = strchr(p, '*');
		c->units = 1;
		if (units) {
			*units++ = '\0';
			c->units = (unsigned)strtoul(units, NULL, 10);
		}
		if (!find_resource(h, p, &c->resource))
			return false;
	}
	if (out->n > 1)
		qsort(out->v, out->n, sizeof *out->v, claim_order);
	return out->n > 0;
}

void history_format_claims(const struct op_history *h, const struct history_claims *c, struct buf *out)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct history_resource *r = &h->resources[c->v[i].resource];
		buf_fmt(out, "%s%s", i ? ";" : "", r->name);
		if (r->seats)
			buf_fmt(out, "*%u", c->v[i].units);
	}
}

/* ---- lines ---- */

static bool add_resource(struct op_history *h, char *line)
{
	char *name = next_word(&line);
	unsigned known;
	struct history_resource *r = &h->resources[h->n_resources];
	if (!name || find_resource(h, name, &known) || h->n_resources == HISTORY_RESOURCES_MAX)
		return false;
	r->name = arena_str(&h->arena, name);
	h->n_resources++;
	return r->name && next_unsigned(&line, &r->seats);
}

/* Remembers that the request at index i is the last of who asked it. */
static bool open_ask(struct op_history *h, unsigned who, size_t i)
{
	if (who >= h->n_open) {
		size_t *v = array_grow(h->open, &h->cap_open, who, sizeof *v);
		if (!v)
			return false;
		memset(v + h->n_open, 0, (who + 1 - h->n_open) * sizeof *v);
		h->open = v;
		h->n_open = who + 1;
	}
	h->open[who] = i + 1;
	return true;
}

static bool add_ask(struct op_history *h, char *line)
{
	struct history_ask a = {.answered = HISTORY_NEVER};
	bool ok = next_unsigned(&line, &a.who) && next_unsigned(&line, &a.no) && next_number(&line, &a.asked);
	const char *op = ok ? next_word(&line) : NULL;
	if (!op)
		return false;
	if (strcmp(op, "book") == 0) {
		a.op = HISTORY_BOOK;
		ok = next_claims(h, &line, &a.claims) && next_span(&line, &a.start, &a.end);
	} else if (strcmp(op, "move") == 0) {
		a.op = HISTORY_MOVE;
		ok = next_u64(&line, &a.booking) && next_claims(h, &line, &a.claims) &&
		     next_span(&line, &a.start, &a.end);
	} else if (strcmp(op, "cancel") == 0) {
		a.op = HISTORY_CANCEL;
		ok = next_u64(&line, &a.booking);
	} else if (strcmp(op, "look") == 0) {
		a.op = HISTORY_LOOK;
		a.claims.n = 1;
		ok = next_resource(h, &line, &a.claims.v[0].resource) && next_span(&line, &a.start, &a.end);
	} else {
		ok = false;
	}
	struct history_ask *v = ok ? array_grow(h->asks, &h->cap_asks, h->n_asks, sizeof *v) : NULL;
	if (!v)
		return false;
	h->asks = v;
	v[h->n_asks] = a;
	return open_ask(h, a.who, h->n_asks++);
}

/* The request that a line speaks of, which nobody has answered yet; NULL. */
static struct history_ask *next_open(struct op_history *h, char **line, int64_t *at)
{
	unsigned who, no;
	if (!next_unsigned(line, &who) || !next_unsigned(line, &no) || !next_number(line, at))
		return NULL;
	struct history_ask *a = who < h->n_open && h->open[who] ? &h->asks[h->open[who] - 1] : NULL;
	return a && a->no == no && a->answer == ANSWER_NONE && *at >= a->asked ? a : NULL;
}

static bool add_unsure(struct op_history *h, char *line)
{
	int64_t at;
	struct history_ask *a = next_open(h, &line, &at);
	if (a)
		a->n_unsure++;
	return a;
}

static bool add_again(struct op_history *h, char *line)
{
	int64_t at;
	struct history_ask *a = next_open(h, &line, &at);
	if (a)
		a->n_again++;
	return a;
}

static bool add_done(struct op_history *h, char *line)
{
	int64_t at;
	uint64_t booking;
	struct history_ask *a = next_open(h, &line, &at);
	if (!a || a->op == HISTORY_LOOK || !next_u64(&line, &a->seq) || !next_u64(&line, &booking))
		return false;
	if (a->op != HISTORY_BOOK && booking != a->booking)
		return false;
	a->booking = booking;
	a->answer = ANSWER_DONE;
	a->answered = at;
	return true;
}

static bool add_failed(struct op_history *h, char *line)
{
	int64_t at;
	struct history_ask *a = next_open(h, &line, &at);
	if (!a)
		return false;
	a->answer = ANSWER_FAILED;
	a->answered = at;
	return true;
}

static bool next_reason(const struct op_history *h, const char *kind, char **line, struct history_reason *out)
{
	*out = (struct history_reason){0};
	if (strcmp(kind, "gone") == 0) {
		out->why = WHY_GONE;
		return next_u64(line, &out->number);
	}
	out->why = strcmp(kind, "left") == 0 ? WHY_LEFT : WHY_TAKEN;
	return (out->why == WHY_LEFT || strcmp(kind, "taken") == 0) && next_resource(h, line, &out->resource) &&
	       next_u64(line, &out->number);
}

static bool add_reason(struct op_history *h, struct history_ask *a, const char *kind, char **line, size_t *cap)
{
	struct history_reason r;
	if (!next_reason(h, kind, line, &r))
		return false;
	a->reasons = arena_grow(&h->arena, a->reasons, a->n_reasons, cap, sizeof r);
	if (!a->reasons)
		return false;
	a->reasons[a->n_reasons++] = r;
	return true;
}

static bool add_refused(struct op_history *h, char *line)
{
	int64_t at;
	size_t cap = 0;
	struct history_ask *a = next_open(h, &line, &at);
	if (!a || a->op == HISTORY_LOOK)
		return false;
	for (const char *kind; (kind = next_word(&line));)
		if (!add_reason(h, a, kind, &line, &cap))
			return false;
	a->answer = ANSWER_REFUSED;
	a->answered = at;
	return true;
}

static bool add_seen(struct op_history *h, char *line)
{
	int64_t at;
	size_t cap = 0;
	struct history_ask *a = next_open(h, &line, &at);
	if (!a || a->op != HISTORY_LOOK)
		return false;
	while (line[strspn(line, " ")]) {
		struct history_sight s;
		if (!next_u64(&line, &s.booking) || !next_span(&line, &s.start, &s.end))
			return false;
		a->seen = arena_grow(&h->arena, a->seen, a->n_seen, &cap, sizeof s);
		if (!a->seen)
			return false;
		a->seen[a->n_seen++] = s;
	}
	a->answer = ANSWER_SEEN;
	a->answered = at;
	return true;
}

static bool add_write(struct op_history *h, char *line)
{
	struct history_write w = {0};
	bool ok = next_u64(&line, &w.seq) && next_u64(&line, &w.booking);
	const char *op = ok ? next_word(&line) : NULL;
	if (!op)
		return false;
	if (strcmp(op, "cancel") == 0) {
		w.op = HISTORY_CANCEL;
	} else {
		w.op = strcmp(op, "move") == 0 ? HISTORY_MOVE : HISTORY_BOOK;
		ok = (w.op == HISTORY_MOVE || strcmp(op, "book") == 0) && next_claims(h, &line, &w.claims) &&
		     next_span(&line, &w.start, &w.end) && next_unsigned(&line, &w.who) && next_unsigned(&line, &w.no);
	}
	ok = ok && (h->n_writes == 0 || h->writes[h->n_writes - 1].seq < w.seq);
	struct history_write *v = ok ? array_grow(h->writes, &h->cap_writes, h->n_writes, sizeof *v) : NULL;
	if (!v)
		return false;
	h->writes = v;
	v[h->n_writes++] = w;
	return true;
}

static bool add_standing(struct op_history *h, char *line)
{
	struct history_booking b = {0};
	bool ok = next_u64(&line, &b.booking) && next_claims(h, &line, &b.claims) && next_span(&line, &b.start, &b.end);
	struct history_booking *v = ok ? array_grow(h->standing, &h->cap_standing, h->n_standing, sizeof *v) : NULL;
	if (!v)
		return false;
	h->standing = v;
	v[h->n_standing++] = b;
	return true;
}

static bool add_stop(struct op_history *h, char *line)
{
	return next_number(&line, &h->stopped);
}

static bool add_line(struct op_history *h, char *line)
{
	static const struct {
		const char *word;
		bool (*add)(struct op_history *h, char *line);
	} kinds[] = {{"resource", add_resource}, {"ask", add_ask},   {"unsure", add_unsure}, {"done", add_done},
	             {"refused", add_refused},   {"seen", add_seen}, {"failed", add_failed}, {"write", add_write},
	             {"stands", add_standing},   {"stop", add_stop}, {"again", add_again}};
	const char *word = next_word(&line);
	for (size_t i = 0; word && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].word, word) == 0)
			return kinds[i].add(h, line);
	return !word;
}

const char *history_read(struct op_history *h, const char *text)
{
	const char *end;
	for (; (end = strchr(text, '\n')); text = end + 1) {
		size_t len = (size_t)(end - text);
		char *line = arena_dup(&h->arena, text, len), *whole = arena_dup(&h->arena, text, len);
		if (!line || !whole)
			return "out of memory";
		if (!add_line(h, line))
			return whole;
	}
	return NULL;
}
