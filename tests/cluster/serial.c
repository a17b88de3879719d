/*
 * A gap is a number g: the state after the first g writes. What a claim takes has a life, from the gap in which it is
 * there first to the gap in which it is not there any more; the lives of each resource are sorted by their start, and
 * all questions are about those that overlap an interval. Between two gaps in which one of these lives begins or ends
 * the answer is the same, so only those need to be tried.
 */
#include "tests/cluster/serial.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"

#define NONE SIZE_MAX

struct life {
	uint64_t booking;
	int64_t start, end;
	unsigned resource, units;
	size_t born, died; /* [born, died) */
};

/* A request by what a write tells of it: who and number, or the booking that is cancelled. */
struct named {
	uint64_t major, minor;
	size_t ask;
};

/* The last version of a booking as the writes go on. */
struct course {
	uint64_t booking;
	bool known, stands;
	size_t first_life, n_lives;
	struct history_claims claims;
	int64_t start, end;
};

/* A moment, and the write that it belongs to. */
struct moment {
	int64_t at;
	size_t write;
};

struct serial {
	const struct op_history *h;
	struct arena arena;
	void (*fault)(void *arg, enum serial_fault kind, const char *text);
	void *arg;
	size_t *faults;
	struct named *changes, *cancels; /* the requests that may write, sorted */
	size_t n_changes, n_cancels;
	size_t *asker;          /* per write its request, or NONE */
	size_t *written;        /* per request its write, or NONE */
	struct course *courses; /* sorted by booking */
	size_t n_courses;
	struct life *lives; /* at first in the order of the writes, then by resource and start */
	size_t n_lives, cap_lives;
	size_t first_life[HISTORY_RESOURCES_MAX + 1];
	int64_t longest[HISTORY_RESOURCES_MAX];
	/* of the writes: by asking, with the least write from there on; by answer, with the greatest up to there */
	struct moment *asked, *answered;
	size_t n_answered;
	bool failed; /* out of memory */
};

const char *serial_word(enum serial_fault fault)
{
	static const char *const words[] = {"lost",    "twice", "unasked", "order",
	                                    "overlap", "end",   "stale",   "unexplained"};
	return words[fault];
}

static void *take_memory(struct serial *s, size_t n, size_t size)
{
	void *p = arena_alloc(&s->arena, (n + 1) * size);
	s->failed |= !p;
	return p;
}

/* ---- telling ---- */

static const char *op_name(enum history_op op)
{
	static const char *const words[] = {"book", "move", "cancel", "look"};
	return words[op];
}

static void tell_reasons(const struct serial *s, const struct history_reason *v, size_t n, struct buf *out)
{
	static const char *const why[] = {"taken", "left", "gone"};
	for (size_t i = 0; i < n; i++) {
		buf_fmt(out, " %s", why[v[i].why]);
		if (v[i].why != WHY_GONE)
			buf_fmt(out, " %s", s->h->resources[v[i].resource].name);
		buf_fmt(out, " %" PRIu64, v[i].number);
	}
}

static void tell_ask(const struct serial *s, const struct history_ask *a, struct buf *out)
{
	static const char *const words[] = {"no answer", "done", "refused", "seen", "failed"};
	buf_fmt(out, "request %u/%u (%s", a->who, a->no, op_name(a->op));
	if (a->booking)
		buf_fmt(out, " %" PRIu64, a->booking);
	if (a->claims.n) {
		buf_str(out, " ");
		history_format_claims(s->h, &a->claims, out);
		buf_fmt(out, " %" PRId64 " %" PRId64, a->start, a->end);
	}
	buf_fmt(out, "; %s", words[a->answer]);
	if (a->answer == ANSWER_DONE)
		buf_fmt(out, " as entry %" PRIu64, a->seq);
	tell_reasons(s, a->reasons, a->n_reasons, out);
	for (size_t i = 0; i < a->n_seen; i++)
		buf_fmt(out, " %" PRIu64, a->seen[i].booking);
	buf_fmt(out, "; asked at %.3f s", (double)a->asked / 1e9);
	if (a->answer != ANSWER_NONE)
		buf_fmt(out, ", answered at %.3f s", (double)a->answered / 1e9);
	buf_fmt(out, ", unsure %u times)", a->n_unsure);
}

static void tell_write(const struct serial *s, const struct history_write *w, struct buf *out)
{
	buf_fmt(out, "entry %" PRIu64 " (%s %" PRIu64, w->seq, op_name(w->op), w->booking);
	if (w->op != HISTORY_CANCEL) {
		buf_str(out, " ");
		history_format_claims(s->h, &w->claims, out);
		buf_fmt(out, " %" PRId64 " %" PRId64 ", request %u/%u", w->start, w->end, w->who, w->no);
	}
	buf_str(out, ")");
}

/* The request, the write, or both; none is NULL. */
static void add_fault(struct serial *s, enum serial_fault kind, const struct history_ask *a,
                      const struct history_write *w, const char *what)
{
	struct buf text = {0};
	s->faults[kind]++;
	buf_fmt(&text, "%s: ", serial_word(kind));
	if (w)
		tell_write(s, w, &text);
	if (a && w)
		buf_str(&text, ", ");
	if (a)
		tell_ask(s, a, &text);
	buf_fmt(&text, "%s%s", a || w ? ": " : "", what);
	s->fault(s->arg, kind, buf_text(&text));
	s->failed |= text.failed;
	buf_release(&text);
}

/* ---- who asked for which write ---- */

static int named_order(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	if (x->major != y->major)
		return x->major < y->major ? -1 : 1;
	return (x->minor > y->minor) - (x->minor < y->minor);
}

static void list_requests(struct serial *s)
{
	const struct op_history *h = s->h;
	s->changes = take_memory(s, h->n_asks, sizeof *s->changes);
	s->cancels = take_memory(s, h->n_asks, sizeof *s->cancels);
	for (size_t i = 0; !s->failed && i < h->n_asks; i++) {
		const struct history_ask *a = &h->asks[i];
		if (a->op == HISTORY_BOOK || a->op == HISTORY_MOVE)
			s->changes[s->n_changes++] = (struct named){a->who, a->no, i};
		if (a->op == HISTORY_CANCEL)
			s->cancels[s->n_cancels++] = (struct named){a->booking, i, i};
	}
	if (s->failed)
		return;
	qsort(s->changes, s->n_changes, sizeof *s->changes, named_order);
	qsort(s->cancels, s->n_cancels, sizeof *s->cancels, named_order);
}

static bool equal_claims(const struct history_claims *a, const struct history_claims *b)
{
	bool equal = a->n == b->n;
	for (size_t i = 0; equal && i < a->n; i++)
		equal = a->v[i].resource == b->v[i].resource && a->v[i].units == b->v[i].units;
	return equal;
}

/* NONE where nobody asked so. */
static size_t find_change(const struct serial *s, const struct history_write *w)
{
	struct named key = {w->who, w->no, 0};
	size_t i = array_find(s->changes, s->n_changes, sizeof *s->changes, &key, named_order);
	if (i == s->n_changes || named_order(&s->changes[i], &key) != 0)
		return NONE;
	const struct history_ask *a = &s->h->asks[s->changes[i].ask];
	bool same = a->op == w->op && equal_claims(&a->claims, &w->claims) && a->start == w->start && a->end == w->end;
	return same && (a->op == HISTORY_BOOK || a->booking == w->booking) ? s->changes[i].ask : NONE;
}

/* A cancel does not say by which request: the one that was answered so, else one of which nobody knows. */
static size_t find_cancel(const struct serial *s, const struct history_write *w)
{
	struct named key = {w->booking, 0, 0};
	size_t i = array_find(s->cancels, s->n_cancels, sizeof *s->cancels, &key, named_order), found = NONE;
	for (; i < s->n_cancels && s->cancels[i].major == w->booking; i++) {
		const struct history_ask *a = &s->h->asks[s->cancels[i].ask];
		if (a->answer == ANSWER_DONE && a->seq == w->seq)
			return s->cancels[i].ask;
		if (found == NONE || a->answer == ANSWER_NONE)
			found = s->cancels[i].ask;
	}
	return found;
}

static void match_write(struct serial *s, size_t write)
{
	const struct history_write *w = &s->h->writes[write];
	size_t ask = w->op == HISTORY_CANCEL ? find_cancel(s, w) : find_change(s, w);
	const struct history_ask *a = ask == NONE ? NULL : &s->h->asks[ask];
	s->asker[write] = ask;
	if (!a) {
		add_fault(s, SERIAL_UNASKED, NULL, w, "nobody asked for it");
	} else if (a->answer == ANSWER_FAILED || a->answer == ANSWER_REFUSED) {
		add_fault(s, SERIAL_UNASKED, a, w, "it was said that nothing was changed");
	} else if (s->written[ask] != NONE) {
		add_fault(s, SERIAL_TWICE, a, w, "it was carried out before");
		if (w->seq == a->seq)
			s->written[ask] = write;
	} else {
		s->written[ask] = write;
	}
}

static void match_answer(struct serial *s, size_t ask)
{
	const struct history_ask *a = &s->h->asks[ask];
	if (a->answer != ANSWER_DONE)
		return;
	const struct history_write *w = s->written[ask] == NONE ? NULL : &s->h->writes[s->written[ask]];
	if (!w)
		add_fault(s, SERIAL_LOST, a, NULL, "the journal does not have it");
	else if (w->seq != a->seq || w->booking != a->booking)
		add_fault(s, SERIAL_LOST, a, w, "the journal has it as another entry or booking");
}

static void match_all(struct serial *s)
{
	const struct op_history *h = s->h;
	s->asker = take_memory(s, h->n_writes, sizeof *s->asker);
	s->written = take_memory(s, h->n_asks, sizeof *s->written);
	if (s->failed)
		return;
	for (size_t i = 0; i < h->n_asks; i++)
		s->written[i] = NONE;
	for (size_t i = 0; i < h->n_writes; i++)
		match_write(s, i);
	for (size_t i = 0; i < h->n_asks; i++)
		match_answer(s, i);
}

/* ---- the order of the writes and the time ---- */

static int moment_order(const void *a, const void *b)
{
	const struct moment *x = a, *y = b;
	return (x->at > y->at) - (x->at < y->at);
}

/* The moments of the writes; and those faults that lie in the order of two of them. */
static void note_moments(struct serial *s)
{
	const struct history_ask *latest = NULL; /* asked, of the writes so far */
	for (size_t i = 0; i < s->h->n_writes; i++) {
		const struct history_ask *a = s->asker[i] == NONE ? NULL : &s->h->asks[s->asker[i]];
		s->asked[i] = (struct moment){a ? a->asked : INT64_MIN, i};
		if (!a)
			continue;
		bool done = a->answer == ANSWER_DONE;
		if (done)
			s->answered[s->n_answered++] = (struct moment){a->answered, i};
		if (done && latest && a->answered < latest->asked)
			add_fault(s, SERIAL_ORDER, a, &s->h->writes[i],
			          "an earlier entry is of a request that was asked only after this answer");
		if (!latest || a->asked > latest->asked)
			latest = a;
	}
}

static void order_writes(struct serial *s)
{
	size_t n = s->h->n_writes;
	s->asked = take_memory(s, n, sizeof *s->asked);
	s->answered = take_memory(s, n, sizeof *s->answered);
	if (s->failed)
		return;
	note_moments(s);
	qsort(s->asked, n, sizeof *s->asked, moment_order);
	qsort(s->answered, s->n_answered, sizeof *s->answered, moment_order);
	for (size_t i = n; i-- > 1;)
		if (s->asked[i].write < s->asked[i - 1].write)
			s->asked[i - 1].write = s->asked[i].write;
	for (size_t i = 1; i < s->n_answered; i++)
		if (s->answered[i - 1].write > s->answered[i].write)
			s->answered[i].write = s->answered[i - 1].write;
}

/* The first gap after all writes that were answered before that moment. */
static size_t first_gap(const struct serial *s, int64_t asked)
{
	struct moment key = {asked, 0};
	size_t i = array_find(s->answered, s->n_answered, sizeof *s->answered, &key, moment_order);
	return i == 0 ? 0 : s->answered[i - 1].write + 1;
}

/* The last gap before all writes that were asked after that moment. */
static size_t last_gap(const struct serial *s, int64_t answered)
{
	struct moment key = {answered + 1, 0};
	size_t i = array_find(s->asked, s->h->n_writes, sizeof *s->asked, &key, moment_order);
	return i == s->h->n_writes ? i : s->asked[i].write;
}

/* ---- lives ---- */

static int course_order(const void *a, const void *b)
{
	const struct course *x = a, *y = b;
	return (x->booking > y->booking) - (x->booking < y->booking);
}

static struct course *find_course(const struct serial *s, uint64_t booking)
{
	struct course key = {.booking = booking};
	size_t i = array_find(s->courses, s->n_courses, sizeof *s->courses, &key, course_order);
	return i < s->n_courses && s->courses[i].booking == booking ? &s->courses[i] : NULL;
}

static void list_courses(struct serial *s)
{
	size_t n = 0;
	s->courses = take_memory(s, s->h->n_writes, sizeof *s->courses);
	if (s->failed)
		return;
	for (size_t i = 0; i < s->h->n_writes; i++)
		s->courses[i].booking = s->h->writes[i].booking;
	qsort(s->courses, s->h->n_writes, sizeof *s->courses, course_order);
	for (size_t i = 0; i < s->h->n_writes; i++)
		if (n == 0 || s->courses[n - 1].booking != s->courses[i].booking)
			s->courses[n++] = s->courses[i];
	s->n_courses = n;
}

static void end_lives(struct serial *s, struct course *c, size_t gap)
{
	for (size_t i = 0; i < c->n_lives; i++)
		s->lives[c->first_life + i].died = gap;
	c->n_lives = 0;
	c->stands = false;
}

static void begin_lives(struct serial *s, struct course *c, const struct history_write *w, size_t gap)
{
	c->first_life = s->n_lives;
	c->n_lives = w->claims.n;
	c->known = c->stands = true;
	c->claims = w->claims;
	c->start = w->start;
	c->end = w->end;
	for (size_t i = 0; i < w->claims.n; i++) {
		s->lives = arena_grow(&s->arena, s->lives, s->n_lives, &s->cap_lives, sizeof *s->lives);
		s->failed |= !s->lives;
		if (s->failed)
			return;
		s->lives[s->n_lives++] = (struct life){w->booking,           w->start, w->end, w->claims.v[i].resource,
		                                       w->claims.v[i].units, gap,      NONE};
	}
}

static void carry_out_write(struct serial *s, size_t i)
{
	const struct history_write *w = &s->h->writes[i];
	struct course *c = find_course(s, w->booking);
	if (w->op == HISTORY_BOOK && c->known)
		add_fault(s, SERIAL_OVERLAP, NULL, w, "there was a booking of that number");
	else if (w->op != HISTORY_BOOK && !c->stands)
		add_fault(s, SERIAL_OVERLAP, NULL, w, "the booking does not stand");
	end_lives(s, c, i + 1);
	if (w->op != HISTORY_CANCEL)
		begin_lives(s, c, w, i + 1);
}

static int life_order(const void *a, const void *b)
{
	const struct life *x = a, *y = b;
	if (x->resource != y->resource)
		return x->resource < y->resource ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->born > y->born) - (x->born < y->born);
}

static void sort_lives(struct serial *s)
{
	if (s->n_lives)
		qsort(s->lives, s->n_lives, sizeof *s->lives, life_order);
	for (size_t r = 0, i = 0; r <= HISTORY_RESOURCES_MAX; r++) {
		while (i < s->n_lives && s->lives[i].resource < r)
			i++;
		s->first_life[r] = i;
	}
	for (size_t i = 0; i < s->n_lives; i++) {
		const struct life *l = &s->lives[i];
		if (l->end - l->start > s->longest[l->resource])
			s->longest[l->resource] = l->end - l->start;
	}
}

static int life_start_order(const void *element, const void *key)
{
	const struct life *l = element;
	const int64_t *start = key;
	return (l->start > *start) - (l->start < *start);
}

/* Walks the lives of a resource that overlap [start, end), in whichever gap: begins with *at = 0. */
static const struct life *next_life(const struct serial *s, unsigned resource, int64_t start, int64_t end, size_t *at)
{
	size_t first = s->first_life[resource], n = s->first_life[resource + 1] - first;
	int64_t least = start - s->longest[resource];
	if (*at == 0 && n > 0)
		*at = first + array_find(s->lives + first, n, sizeof *s->lives, &least, life_start_order);
	for (; n > 0 && *at < first + n && s->lives[*at].start < end; (*at)++)
		if (s->lives[*at].end > start)
			return &s->lives[(*at)++];
	return NULL;
}

static bool lives_in(const struct life *l, size_t gap)
{
	return l->born <= gap && gap < l->died;
}

/* ---- the state of a gap ---- */

struct found {
	struct history_reason *v;
	size_t n, cap;
};

static void add_reason(struct serial *s, struct found *f, struct history_reason r)
{
	f->v = arena_grow(&s->arena, f->v, f->n, &f->cap, sizeof r);
	s->failed |= !f->v;
	if (f->v)
		f->v[f->n++] = r;
}

/* Units of a pool that are in use at one minute. */
static uint64_t units_at(const struct serial *s, unsigned resource, int64_t minute, uint64_t except, size_t gap)
{
	uint64_t sum = 0;
	size_t at = 0;
	for (const struct life *l; (l = next_life(s, resource, minute, minute + 1, &at));)
		if (lives_in(l, gap) && l->booking != except)
			sum += l->units;
	return sum;
}

/* Uses rise only where one begins. */
static uint64_t peak_units(const struct serial *s, unsigned resource, int64_t start, int64_t end, uint64_t except,
                           size_t gap)
{
	uint64_t peak = units_at(s, resource, start, except, gap);
	size_t at = 0;
	for (const struct life *l; (l = next_life(s, resource, start, end, &at));) {
		if (l->start <= start || !lives_in(l, gap))
			continue;
		uint64_t units = units_at(s, resource, l->start, except, gap);
		peak = units > peak ? units : peak;
	}
	return peak;
}

/* Everything that is in the way of these claims in that gap, but for one booking. */
static void find_reasons(struct serial *s, const struct history_claims *claims, int64_t start, int64_t end,
                         uint64_t except, size_t gap, struct found *out)
{
	for (size_t i = 0; i < claims->n; i++) {
		const struct history_claim *c = &claims->v[i];
		unsigned seats = s->h->resources[c->resource].seats;
		size_t at = 0;
		if (seats) {
			uint64_t peak = peak_units(s, c->resource, start, end, except, gap);
			uint64_t left = peak < seats ? seats - peak : 0;
			if (c->units > left)
				add_reason(s, out, (struct history_reason){WHY_LEFT, c->resource, left});
			continue;
		}
		for (const struct life *l; (l = next_life(s, c->resource, start, end, &at));)
			if (lives_in(l, gap) && l->booking != except)
				add_reason(s, out, (struct history_reason){WHY_TAKEN, c->resource, l->booking});
	}
}

/* Whether a booking stands in that gap, and is not only somewhere in the journal. */
static bool stands_in(const struct serial *s, uint64_t booking, size_t gap)
{
	for (size_t i = 0; i < s->n_lives; i++)
		if (s->lives[i].booking == booking && lives_in(&s->lives[i], gap))
			return true;
	return false;
}

static bool has_reason(const struct history_reason *v, size_t n, const struct history_reason *r)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].why == r->why && v[i].resource == r->resource && v[i].number == r->number)
			return true;
	return false;
}

static bool refuses_so(struct serial *s, const struct history_ask *a, size_t gap)
{
	struct found f = {0};
	uint64_t own = a->op == HISTORY_BOOK ? 0 : a->booking;
	bool gone = a->n_reasons == 1 && a->reasons[0].why == WHY_GONE;
	if (gone || a->op == HISTORY_CANCEL)
		return gone && a->reasons[0].number == own && !stands_in(s, own, gap);
	find_reasons(s, &a->claims, a->start, a->end, own, gap, &f);
	bool same = f.n == a->n_reasons && f.n > 0;
	for (size_t i = 0; same && i < f.n; i++)
		same = has_reason(a->reasons, a->n_reasons, &f.v[i]);
	return same;
}

static bool shows_so(const struct serial *s, const struct history_ask *a, size_t gap)
{
	size_t n = 0, at = 0;
	bool same = true;
	for (const struct life *l; same && (l = next_life(s, a->claims.v[0].resource, a->start, a->end, &at));) {
		if (!lives_in(l, gap))
			continue;
		same = false;
		for (size_t i = 0; i < a->n_seen && !same; i++)
			same = a->seen[i].booking == l->booking && a->seen[i].start == l->start &&
			       a->seen[i].end == l->end;
		n++;
	}
	return same && n == a->n_seen;
}

static bool is_answer_in(struct serial *s, const struct history_ask *a, size_t gap)
{
	return a->answer == ANSWER_SEEN ? shows_so(s, a, gap) : refuses_so(s, a, gap);
}

/* ---- placing what changes nothing ---- */

static int gap_order(const void *a, const void *b)
{
	const size_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

struct gaps {
	size_t *v;
	size_t n, cap;
};

static void add_gap(struct serial *s, struct gaps *g, size_t gap, size_t first, size_t last)
{
	if (gap < first || gap > last)
		return;
	g->v = arena_grow(&s->arena, g->v, g->n, &g->cap, sizeof *g->v);
	s->failed |= !g->v;
	if (g->v)
		g->v[g->n++] = gap;
}

/* The first gap of [first, last] in which this is the answer; NONE. */
static size_t find_gap(struct serial *s, const struct history_ask *a, size_t first, size_t last)
{
	struct gaps g = {0};
	if (first > last)
		return NONE;
	add_gap(s, &g, first, first, last);
	for (size_t i = 0; i < a->claims.n; i++) {
		size_t at = 0;
		for (const struct life *l; (l = next_life(s, a->claims.v[i].resource, a->start, a->end, &at));) {
			add_gap(s, &g, l->born, first, last);
			add_gap(s, &g, l->died, first, last);
		}
	}
	/* where a booking is gone, that may be by any write */
	for (size_t i = 0; a->n_reasons && a->reasons[0].why == WHY_GONE && i < s->n_lives; i++)
		if (s->lives[i].booking == a->booking)
			add_gap(s, &g, s->lives[i].died, first, last);
	if (s->failed)
		return NONE;
	qsort(g.v, g.n, sizeof *g.v, gap_order);
	for (size_t i = 0; i < g.n; i++)
		if (is_answer_in(s, a, g.v[i]))
			return g.v[i];
	return NONE;
}

static void add_misplaced(struct serial *s, const struct history_ask *a, size_t first, size_t last)
{
	struct buf text = {0};
	struct found now = {0};
	bool stale = first > 0 && find_gap(s, a, 0, first - 1) != NONE;
	buf_fmt(&text, "it fits no state of the store from write %zu to %zu", first, last);
	if (a->answer == ANSWER_REFUSED) {
		find_reasons(s, &a->claims, a->start, a->end, a->op == HISTORY_BOOK ? 0 : a->booking, first, &now);
		buf_str(&text, "; at first there was");
		tell_reasons(s, now.v, now.n, &text);
	}
	if (stale)
		buf_str(&text, "; one that was over it does");
	add_fault(s, stale ? SERIAL_STALE : SERIAL_UNEXPLAINED, a, NULL, buf_text(&text));
	s->failed |= text.failed;
	buf_release(&text);
}

/* A request that changed nothing, with its gap once it is placed. */
struct placed {
	const struct history_ask *ask;
	size_t gap;
};

static int placed_by_asking(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	return (x->ask->asked > y->ask->asked) - (x->ask->asked < y->ask->asked);
}

static int pointed_by_answer(const void *a, const void *b)
{
	const struct placed *x = *(const struct placed *const *)a, *y = *(const struct placed *const *)b;
	return (x->ask->answered > y->ask->answered) - (x->ask->answered < y->ask->answered);
}

static void place_all(struct serial *s)
{
	const struct op_history *h = s->h;
	struct placed *v = take_memory(s, h->n_asks, sizeof *v);
	const struct placed **by_answer = take_memory(s, h->n_asks, sizeof(const struct placed *));
	size_t n = 0, n_before = 0, least = 0;
	if (s->failed)
		return;
	for (size_t i = 0; i < h->n_asks; i++)
		if (h->asks[i].answer == ANSWER_REFUSED || h->asks[i].answer == ANSWER_SEEN)
			v[n++].ask = &h->asks[i];
	qsort(v, n, sizeof *v, placed_by_asking);
	for (size_t i = 0; i < n; i++)
		by_answer[i] = &v[i];
	qsort(by_answer, n, sizeof(const struct placed *), pointed_by_answer);
	for (size_t i = 0; i < n && !s->failed; i++) {
		const struct history_ask *a = v[i].ask;
		/* those that were answered before it was asked were asked before it, so they are placed */
		for (; n_before < n && by_answer[n_before]->ask->answered < a->asked; n_before++)
			if (by_answer[n_before]->gap > least)
				least = by_answer[n_before]->gap;
		size_t first = first_gap(s, a->asked), last = last_gap(s, a->answered);
		first = first > least ? first : least;
		size_t gap = find_gap(s, a, first, last);
		if (gap == NONE)
			add_misplaced(s, a, first, last);
		else
			v[i].gap = gap;
	}
}

/* ---- the end ---- */

static void check_possible(struct serial *s)
{
	for (size_t i = 0; i < s->h->n_writes && !s->failed; i++) {
		const struct history_write *w = &s->h->writes[i];
		struct found f = {0};
		if (w->op == HISTORY_CANCEL)
			continue;
		find_reasons(s, &w->claims, w->start, w->end, w->booking, i, &f);
		if (f.n == 0)
			continue;
		struct buf text = {0};
		buf_str(&text, "it was written over");
		tell_reasons(s, f.v, f.n, &text);
		add_fault(s, SERIAL_OVERLAP, NULL, w, buf_text(&text));
		buf_release(&text);
	}
}

static void add_end_fault(struct serial *s, uint64_t booking, const char *what)
{
	struct buf text = {0};
	buf_fmt(&text, "booking %" PRIu64 " %s", booking, what);
	add_fault(s, SERIAL_END, NULL, NULL, buf_text(&text));
	buf_release(&text);
}

/* What stands is compared before the lives are sorted, while the courses are as the last write left them. */
static void check_end(struct serial *s)
{
	for (size_t i = 0; i < s->h->n_standing; i++) {
		const struct history_booking *b = &s->h->standing[i];
		struct course *c = find_course(s, b->booking);
		bool same = c && c->stands && c->start == b->start && c->end == b->end &&
		            equal_claims(&c->claims, &b->claims);
		if (!same)
			add_end_fault(s, b->booking, "stands, and is not so by the journal");
		else
			c->known = false;
	}
	for (size_t i = 0; i < s->n_courses; i++) {
		if (s->courses[i].stands && s->courses[i].known)
			add_end_fault(s, s->courses[i].booking, "stands by the journal alone");
	}
}

int serial_check(const struct op_history *h, void (*fault)(void *arg, enum serial_fault kind, const char *text),
                 void *arg, size_t faults[SERIAL_FAULTS])
{
	struct serial s = {.h = h, .fault = fault, .arg = arg, .faults = faults};
	memset(faults, 0, SERIAL_FAULTS * sizeof *faults);
	list_requests(&s);
	if (!s.failed)
		match_all(&s);
	if (!s.failed)
		order_writes(&s);
	if (!s.failed)
		list_courses(&s);
	for (size_t i = 0; i < h->n_writes && !s.failed; i++)
		carry_out_write(&s, i);
	if (!s.failed) {
		check_end(&s);
		sort_lives(&s);
		check_possible(&s);
		place_all(&s);
	}
	arena_release(&s.arena);
	return s.failed ? QUAD_ENOMEM : 0;
}

/* ---- figures ---- */

static int time_order(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static void count_ask(const struct history_ask *a, struct serial_count *out)
{
	size_t *const by_answer[] = {&out->n_never, &out->n_done, &out->n_refused, &out->n_seen, &out->n_failed};
	out->n_asks++;
	++*by_answer[a->answer];
	out->n_again += a->n_again;
	if (!a->n_unsure)
		return;
	out->n_unsure++;
	out->n_unsure_answers += a->n_unsure;
	out->n_unsure_done += a->answer == ANSWER_DONE;
	out->n_unsure_refused += a->answer == ANSWER_REFUSED;
	if (a->answer != ANSWER_NONE && a->answered - a->asked > out->longest_unsure)
		out->longest_unsure = a->answered - a->asked;
}

static void add_to_gap(struct serial_count *out, int64_t from, int64_t to)
{
	if (to - from <= out->gap)
		return;
	out->gap = to - from;
	out->gap_at = from;
}

int serial_count(const struct op_history *h, struct serial_count *out)
{
	int64_t *v = malloc((h->n_asks + 1) * sizeof *v);
	size_t n = 0;
	*out = (struct serial_count){0};
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < h->n_asks; i++) {
		count_ask(&h->asks[i], out);
		if (h->asks[i].answer == ANSWER_DONE)
			v[n++] = h->asks[i].answered - h->asks[i].asked;
	}
	qsort(v, n, sizeof *v, time_order);
	out->median = n ? v[n / 2] : 0;
	out->late = n ? v[n - 1 - n / 100] : 0;
	n = 0;
	for (size_t i = 0; i < h->n_asks; i++)
		if (h->asks[i].answer == ANSWER_DONE)
			v[n++] = h->asks[i].answered;
	qsort(v, n, sizeof *v, time_order);
	for (size_t i = 1; i < n; i++)
		add_to_gap(out, v[i - 1], v[i]);
	if (n && h->stopped != HISTORY_NEVER)
		add_to_gap(out, v[n - 1], h->stopped);
	free(v);
	return 0;
}
