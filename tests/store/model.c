/*
 * Random operations on a store and on a model of it (model_single.h). A run is a list of steps, each a value: the ones
 * of a batch go to the store in one call, from this process or another, or as a file that is imported. Each answer,
 * with every reason, must be the model's; now and then the whole list of what stands is compared, and the store
 * checked. Backups are made and put back, and what is free is asked for, on the way.
 *
 * What fails is made again with fewer and simpler steps until it is a short script (model_shrink.h). Steps name each
 * other by their number in the first run, so that one means the same when others are left out.
 */
#include <errno.h>

#include "store/list/list_import.h"
#include "store/query/query.h"
#include "tests/engine.h"
#include "tests/store/model_shrink.h"
#include "tests/store/model_single.h"

Suite *model_suite(void);

enum { OPERATIONS = 120000, FILE_ROWS = 8 };

/* Beside those of the outcomes. */
enum { UNDONE = OUTCOME_INVALID + 1, NOT_UNDONE };

enum step_kind {
	STEP_BOOK,
	STEP_MOVE,
	STEP_CANCEL,
	STEP_THING,
	STEP_CLOSE,
	STEP_REOPEN,
	STEP_TRAVEL,
	STEP_UNDO,  /* what another step did */
	STEP_AGAIN, /* the request of another step, once more */
	/* those that are no requests, alone in their batch */
	STEP_FIND,
	STEP_CLOCK,
	STEP_BACKUP,
	STEP_RESTORE,
	STEP_COMPARE,
};

enum way { BY_CALL, BY_REHEARSAL, BY_OTHER, BY_FILE, BY_FILE_TWICE };

struct step {
	uint32_t number, batch;
	enum step_kind kind;
	enum way way; /* of its batch */
	bool record, new_only, has_id;
	bool looks; /* compares what it puts against the rules */
	uint32_t target; /* the step that made the booking, or the one that is asked again */
	int ref, text;
	uint32_t given;
	int64_t start, end;
	uint32_t party; /* find: seats */
	size_t n;
	struct ask asks[ASKS_MAX];
	int which;
	struct thing thing;
	struct closed closed;
	int from, to; /* campuses */
	uint32_t minutes; /* of travel; find: how long */
};

/* A request before it is put together, with what it needs of the run: another process can do that too. */
struct plan {
	struct step s;
	uint64_t id, entry;
	unsigned char request_id[REQUEST_ID_BYTES];
	int64_t now;
};

/* What is shared with the process that does some of the batches. */
struct exchange {
	size_t n;
	struct plan plans[BATCH];
	struct answer answers[BATCH];
};

struct run {
	struct world w;
	struct model m, saved;
	bool has_saved, logs;
	struct random r;
	enum fault fault;
	uint64_t first_ms;
	struct trial *trial;
	struct exchange *x;
	struct step *made; /* shared, ROUND of them */
	struct script script;
	const struct step *by_number[ROUND];
	/* the batch */
	const struct step *steps[BATCH];
	size_t n;
	struct answer want[BATCH];
	struct request rq[BATCH];
	/* the other process */
	int to_other, from_other;
	pid_t other;
};

#define FAIL(u, ...) trial_fail((u)->trial, &(u)->script, __VA_ARGS__)

/* ---- requests ---- */

static void make_request(struct world *w, const struct plan *p, struct request *rq)
{
	const struct step *s = &p->s;
	static const enum request_op ops[] = {OP_BOOK,    OP_MOVE,         OP_CANCEL, OP_RESOURCE,
	                                      OP_CLOSURE, OP_CLOSURE_DROP, OP_TRAVEL, OP_UNDO};
	*rq = rq_of(w, ops[s->kind]);
	if (s->kind == STEP_THING) {
		const struct thing *v = &s->thing;
		*rq = rq_resource(w, v->code, v->kind, v->mode, v->seats, campus_codes[v->campus]);
		rq->u.resource.setup_min = v->setup;
		rq->u.resource.teardown_min = v->teardown;
		rq->u.resource.opening = all_hours[v->hours].text;
		rq->u.resource.active = v->active;
		rq->u.resource.part_of = v->part_of ? at_first[v->part_of - 1].code : "";
	} else if (s->kind == STEP_CLOSE || s->kind == STEP_REOPEN) {
		const struct closed *x = &s->closed;
		rq->u.closure = (struct closure){x->start,
		                                 x->end,
		                                 x->scope == AT_THING ? at_first[x->owner].code : "",
		                                 x->scope == AT_CAMPUS ? campus_codes[x->owner] : "",
		                                 "",
		                                 0};
	} else if (s->kind == STEP_UNDO) {
		rq->u.entry = p->entry;
	} else if (s->kind == STEP_TRAVEL) {
		rq->u.travel = (struct travel){campus_codes[s->from], campus_codes[s->to], s->minutes};
	} else {
		struct claim_ask *claims = arena_alloc(&w->arena, ASKS_MAX * sizeof *claims);
		for (size_t i = 0; i < s->n; i++)
			claims[i] = (struct claim_ask){s->asks[i].thing < RESOURCES ? at_first[s->asks[i].thing].code : "GONE",
			                               s->asks[i].units};
		rq->given = s->given;
		rq->flags = (s->record ? REQUEST_RECORD : 0u) | (s->new_only ? REQUEST_NEW_ONLY : 0u);
		rq->u.booking = (struct booking_ask){.id = s->kind == STEP_BOOK ? 0 : p->id,
		                                     .ref = s->ref ? arena_fmt(&w->arena, "ref-%d", s->ref) : "",
		                                     .claims = claims,
		                                     .n_claims = s->n,
		                                     .start = s->start,
		                                     .end = s->end,
		                                     .party = s->party,
		                                     .purpose = s->text ? arena_fmt(&w->arena, "text %d", s->text) : "",
		                                     .note = "",
		                                     .requester = "",
		                                     .institution = ""};
	}
	rq->now = p->now;
	memcpy(rq->id, p->request_id, sizeof rq->id);
}

/* A reason of the engine in the model's words. */
static void word_reason(const struct reason *w, bool is_booking, char *out, size_t size)
{
	if (w->detail == REASON_SINCE)
		snprintf(out, size, "busy:%s", w->subject);
	else if (is_booking && (w->rule == RULE_BUSY || w->rule == RULE_TRAVEL))
		snprintf(out, size, "%s:%s@%" PRIu64, rule_word(w->rule), w->subject, w->booking);
	else if (w->rule == RULE_CLOSED)
		snprintf(out, size, "closed:%s@%" PRId64 "/%" PRId64, w->subject, w->start, w->end);
	else
		snprintf(out, size, "%s:%s", rule_word(w->rule), w->subject);
}

static void say_reasons(struct answer *a, const struct reasons *reasons, bool is_booking)
{
	char text[48];
	for (size_t i = 0; i < reasons->n; i++) {
		word_reason(&reasons->v[i], is_booking, text, sizeof text);
		if (is_booking || i == 0 || reasons->v[i - 1].rule != reasons->v[i].rule)
			say(a, "%s", text);
	}
}

/* What the engine says of bookings that are against the rules, as sum_against. */
static void sum_said(const struct against *v, size_t n, struct answer *out)
{
	static struct answer one;
	for (size_t i = 0; i < n; i++) {
		one = (struct answer){0};
		say_reasons(&one, &v[i].reasons, true);
		for (size_t j = 0; j < one.n; j++) {
			if (!is_compared(&one, j))
				continue;
			out->against += hash_against(v[i].booking, one.reasons[j]);
			out->n_against++;
		}
	}
}

/* The reasons against a booking that comes back are those of any booking. */
static bool is_of_booking(const struct reasons *reasons)
{
	for (size_t i = 0; i < reasons->n; i++) {
		enum reason_detail d = reasons->v[i].detail;
		if (d == REASON_OVERLAPS || d == REASON_IN_USE || d == REASON_USES || d == REASON_LARGE_PARTY ||
		    d == REASON_PART_TAKEN)
			return false;
	}
	return true;
}

static struct answer answer_of(const struct request *rq, const struct result *r)
{
	struct answer a = {.word = outcome_word(r->outcome), .seq = r->seq};
	bool is_booking = rq->op == OP_BOOK || rq->op == OP_MOVE || rq->op == OP_CANCEL;
	bool words = is_booking || (rq->op == OP_UNDO && is_of_booking(&r->reasons));
	say_reasons(&a, &r->reasons, words);
	if (is_booking && r->reasons.n == 0)
		a.id = r->id;
	sum_said(r->against, r->n_against, &a);
	return a;
}

/* ---- the other process ---- */

static bool all_read(int fd, void *p, size_t n)
{
	for (char *at_byte = p; n > 0;) {
		ssize_t got = read(fd, at_byte, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at_byte += got;
		n -= (size_t)got;
	}
	return true;
}

/* Where a backup was restored since the last batch, the store is opened again. */
static int apply_as_it_stands(struct world *w, const struct request *rq, size_t n, struct result *results)
{
	int err = store_apply(&w->s, rq, n, false, results, &w->arena);
	if (err != QUAD_EMOVED)
		return err;
	err = store_reopen(&w->s);
	return err ? err : store_apply(&w->s, rq, n, false, results, &w->arena);
}

/* Opens the store when it is first asked, and carries out batches until the pipe is closed. */
static void serve(struct run *u, int in, int out)
{
	static struct request rq[BATCH];
	static struct result results[BATCH];
	char word = 'o';
	struct exchange *x = u->x;
	int err = 0;
	while (word == 'o' && all_read(in, &word, 1)) {
		if (!u->w.s.db)
			err = store_open(u->w.dir, &u->w.s);
		for (size_t i = 0; !err && i < x->n; i++)
			make_request(&u->w, &x->plans[i], &rq[i]);
		if (!err)
			err = apply_as_it_stands(&u->w, rq, x->n, results);
		for (size_t i = 0; !err && i < x->n; i++)
			x->answers[i] = answer_of(&rq[i], &results[i]);
		arena_release(&u->w.arena);
		word = err ? 'e' : 'o';
		if (write(out, &word, 1) != 1)
			word = 'e';
	}
	if (u->w.s.db)
		store_close(&u->w.s);
	test_child_end(0);
}

static void start_other(struct run *u)
{
	int to[2], from[2];
	ck_assert(pipe(to) == 0 && pipe(from) == 0);
	u->other = fork();
	ck_assert(u->other >= 0);
	if (u->other == 0) {
		close(to[1]);
		close(from[0]);
		serve(u, to[0], from[1]);
	}
	close(to[0]);
	close(from[1]);
	u->to_other = to[1];
	u->from_other = from[0];
}

static void end_other(struct run *u)
{
	int status;
	close(u->to_other);
	ck_assert_int_eq(waitpid(u->other, &status, 0), u->other);
	close(u->from_other);
	ck_assert_int_eq(status, 0);
}

/* ---- what a step should be answered, and what it makes of the model ---- */

/* A change of the model, to be filled in. */
static struct logged *log_step(struct model *m, const struct step *s)
{
	struct logged *l = &m->log[m->n_logged++ % LOGGED];
	*l = (struct logged){.step = s->number};
	return l;
}

/* A booking as it is. */
static struct image image_of(const struct model *m, uint64_t id)
{
	for (size_t i = 0; i < m->n_standing; i++)
		if (m->standing[i].id == id)
			return (struct image){STANDS, id, m->standing[i]};
	for (size_t i = m->n_dead; i-- > 0 && i + LOGGED >= m->n_dead;)
		if (m->dead[i % LOGGED].id == id)
			return m->dead[i % LOGGED];
	return (struct image){.state = IS_NOT_THERE, .id = id};
}

static void log_booking(struct model *m, const struct step *s, const struct image *before)
{
	struct logged *l = log_step(m, s);
	l->what = OF_BOOKING_STEP;
	l->before = *before;
	l->after = image_of(m, before->id);
}

/* Lets a booking stand no more; with IS_CANCELLED it is still there. */
static void let_die(struct model *m, uint64_t id, int state, const struct entry *e)
{
	struct image *dead = &m->dead[m->n_dead++ % LOGGED];
	*dead = (struct image){.id = id};
	dead->state = state == IS_CANCELLED ? IS_CANCELLED : IS_NOT_THERE;
	if (state == IS_CANCELLED)
		dead->e = *e;
	for (size_t i = 0; i < m->n_standing; i++)
		if (m->standing[i].id == id)
			m->standing[i] = m->standing[--m->n_standing];
}

/* Decides an entry that may stand already as old, and changes the model. */
static void settle(struct model *m, struct answer *a, const struct entry *old, struct entry *e, const struct step *s)
{
	bool stays = old && stands(old, e);
	if (old && s->kind == STEP_BOOK && s->new_only) {
		a->word = "refused";
		say(a, "busy:ref-%d@%" PRIu64, s->ref, old->id);
		return;
	}
	if (stays && old->text == e->text) {
		a->word = "unchanged";
		a->id = old->id;
		return;
	}
	if (!old)
		e->id = m->last_id + 1;
	if (stays && m->fault != FAULT_TEXTS_ARE_JUDGED) {
		/* a text alone: what is taken stays as it was decided */
		int text = e->text;
		*e = *old;
		e->text = text;
	} else {
		judge(m, old, e, s->record, a);
	}
	if (a->n)
		return;
	if (old)
		a->word = "updated";
	else
		m->last_id++;
	a->id = e->id;
	struct image before = image_of(m, e->id);
	put(m, e);
	log_booking(m, s, &before);
}

static void do_book(struct model *m, struct answer *a, const struct step *s)
{
	struct entry e = {.ref = s->ref, .text = s->text, .start = s->start, .end = s->end, .party = s->party, .n = s->n};
	struct entry before;
	const struct entry *old = NULL;
	memcpy(e.asks, s->asks, sizeof e.asks);
	for (size_t i = 0; e.ref && i < m->n_standing; i++)
		if (m->standing[i].ref == e.ref) {
			before = m->standing[i];
			old = &before;
			e.id = old->id;
		}
	settle(m, a, old, &e, s);
	if (!a->n)
		m->ids[s->number] = a->id;
}

/* The booking of a step's target, NULL and the answer to that if it does not stand. */
static struct entry *target_of(struct model *m, struct answer *a, uint64_t id)
{
	for (size_t i = 0; i < m->n_standing; i++)
		if (m->standing[i].id == id)
			return &m->standing[i];
	a->word = "refused";
	say(a, "unknown:%" PRIu64, id);
	return NULL;
}

static void do_move(struct model *m, struct answer *a, const struct step *s, uint64_t id)
{
	const struct entry *target = target_of(m, a, id);
	if (!target)
		return;
	struct entry old = *target, e = old;
	if (s->given & GIVEN(BOOKING_TIME)) {
		e.start = s->start;
		e.end = s->end;
	}
	if (s->given & GIVEN(BOOKING_PARTY))
		e.party = s->party;
	if (s->given & GIVEN(BOOKING_CLAIMS)) {
		e.n = s->n;
		memcpy(e.asks, s->asks, sizeof e.asks);
	}
	if (s->given & GIVEN(BOOKING_PURPOSE))
		e.text = s->text;
	settle(m, a, &old, &e, s);
}

/* What took place stands, unless it is recorded: what is over stays, what runs ends now. */
static void do_cancel(struct model *m, struct answer *a, const struct step *s, uint64_t id)
{
	struct entry *target = target_of(m, a, id);
	if (!target)
		return;
	struct entry old = *target, e = old;
	if (!s->record && old.end <= m->now) {
		a->word = "refused";
		say(a, "past:%s", m->things[old.taken[0].thing].code);
		return;
	}
	a->word = "updated";
	a->id = id;
	if (s->record || old.start >= m->now) {
		struct image before = image_of(m, id);
		let_die(m, id, IS_CANCELLED, &old);
		log_booking(m, s, &before);
		return;
	}
	e.end = m->now;
	judge(m, &old, &e, false, a);
	a->word = a->n ? "refused" : "updated";
	if (a->n)
		return;
	struct image before = image_of(m, id);
	put(m, &e);
	log_booking(m, s, &before);
}

static bool is_same_thing(const struct thing *a, const struct thing *b)
{
	return a->seats == b->seats && a->mode == b->mode && a->active == b->active && a->hours == b->hours &&
	       a->setup == b->setup && a->teardown == b->teardown && a->campus == b->campus && a->part_of == b->part_of;
}

static void do_thing(struct model *m, struct answer *a, const struct step *s)
{
	const struct thing old = m->things[s->which], *v = &s->thing;
	bool same = is_same_thing(&old, v);
	judge_thing(m, s->which, v, a);
	a->word = a->n ? "refused" : same ? "unchanged" : "updated";
	if (a->n || same)
		return;
	m->things[s->which] = *v;
	struct logged *l = log_step(m, s);
	l->what = OF_THING_STEP;
	l->which = s->which;
	l->thing_before = old;
	l->thing_after = *v;
}

static size_t find_closed(const struct model *m, const struct closed *x)
{
	size_t i = 0;
	while (i < m->n_closed && memcmp(&m->closed[i], x, sizeof *x) != 0)
		i++;
	return i;
}

/* Makes a closure be there or not. */
static void set_closed(struct model *m, const struct closed *x, bool closed)
{
	size_t i = find_closed(m, x);
	if (closed && i == m->n_closed) {
		ck_assert_uint_lt(m->n_closed, CLOSURES_MAX);
		m->closed[m->n_closed++] = *x;
	} else if (!closed && i < m->n_closed) {
		m->closed[i] = m->closed[--m->n_closed];
	}
}

static void log_closure(struct model *m, const struct step *s, const struct closed *x, bool is_closed)
{
	struct logged *l = log_step(m, s);
	l->what = OF_CLOSURE_STEP;
	l->closed = *x;
	l->was_closed = !is_closed;
	l->is_closed = is_closed;
}

static const char *closed_code(const struct closed *x)
{
	if (x->scope == AT_THING)
		return at_first[x->owner].code;
	return x->scope == AT_CAMPUS ? campus_codes[x->owner] : "";
}

static void do_closure(struct model *m, struct answer *a, const struct step *s)
{
	const struct closed *x = &s->closed;
	bool there = find_closed(m, x) < m->n_closed;
	if (s->kind == STEP_CLOSE) {
		a->word = there ? "unchanged" : "added";
		set_closed(m, x, true);
		if (!there)
			log_closure(m, s, x, true);
		return;
	}
	a->word = there ? "updated" : "refused";
	if (!there)
		say(a, "unknown:%s", closed_code(x));
	else if (m->fault != FAULT_CLOSURES_STAY)
		set_closed(m, x, false);
	if (there)
		log_closure(m, s, x, false);
}

static void do_travel(struct model *m, struct answer *a, const struct step *s)
{
	uint32_t old = m->travel[s->from][s->to];
	a->word = old == s->minutes ? "unchanged" : "updated";
	m->travel[s->from][s->to] = m->travel[s->to][s->from] = s->minutes;
	if (old == s->minutes)
		return;
	struct logged *l = log_step(m, s);
	l->what = OF_TRAVEL_STEP;
	l->from = s->from;
	l->to = s->to;
	l->minutes_before = old;
	l->minutes_after = s->minutes;
}

/* ---- taking back ---- */

static bool is_same_taken(const struct entry *a, const struct entry *b)
{
	bool same = a->start == b->start && a->end == b->end && a->party == b->party && a->n == b->n;
	for (size_t i = 0; same && i < a->n; i++) {
		const struct taken *x = &a->taken[i], *y = &b->taken[i];
		same = x->thing == y->thing && x->place == y->place && x->start == y->start && x->end == y->end &&
		       x->units == y->units && x->whole == y->whole && x->limit == y->limit;
	}
	return same;
}

static bool is_same_image(const struct image *a, const struct image *b)
{
	if (a->state != b->state || a->state == IS_NOT_THERE)
		return a->state == b->state;
	return is_same_taken(&a->e, &b->e) && a->e.text == b->e.text && a->e.ref == b->e.ref;
}

/* Lets a booking stand as it did: by the rules, if it goes elsewhere. */
static void let_stand(struct model *m, struct answer *a, const struct image *now, const struct image *then)
{
	struct entry e = then->e;
	bool stays = now->state == STANDS && is_same_taken(&now->e, &e);
	if (!stays)
		judge(m, now->state == STANDS ? &now->e : NULL, &e, true, a);
	for (size_t i = 0; i < m->n_standing && e.ref && !a->n; i++)
		if (m->standing[i].ref == e.ref && m->standing[i].id != e.id)
			say(a, "busy:ref-%d@%" PRIu64, e.ref, m->standing[i].id);
	if (!a->n)
		put(m, &e);
}

static void undo_booking(struct model *m, struct answer *a, const struct step *s, const struct logged *l)
{
	struct image now = image_of(m, l->after.id), before = l->before;
	if (!is_same_image(&now, &l->after)) {
		say(a, "busy:booking:%" PRIu64, now.id);
		return;
	}
	if (before.state == STANDS)
		let_stand(m, a, &now, &before);
	else
		let_die(m, now.id, (int)before.state, &before.e);
	if (!a->n)
		log_booking(m, s, &now);
}

static void undo_thing(struct model *m, struct answer *a, const struct step *s, const struct logged *l)
{
	struct thing now = m->things[l->which], then = l->thing_before;
	int which = l->which;
	if (!is_same_thing(&now, &l->thing_after)) {
		say(a, "busy:resource:%s", now.code);
		return;
	}
	judge_thing(m, which, &then, a);
	if (a->n)
		return;
	m->things[which] = then;
	struct logged *own = log_step(m, s);
	own->what = OF_THING_STEP;
	own->which = which;
	own->thing_before = now;
	own->thing_after = then;
}

static void undo_closure(struct model *m, struct answer *a, const struct step *s, const struct logged *l)
{
	struct closed x = l->closed;
	bool back = l->was_closed, now = find_closed(m, &x) < m->n_closed;
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	if (now != l->is_closed) {
		say(a, "busy:closure:%s:%s/%s", closed_code(&x), clock_format(x.start, from), clock_format(x.end, to));
		return;
	}
	set_closed(m, &x, back);
	log_closure(m, s, &x, back);
}

static void undo_travel(struct model *m, struct answer *a, const struct step *s, const struct logged *l)
{
	int from = l->from, to = l->to;
	uint32_t back = l->minutes_before, now = m->travel[from][to];
	if (now != l->minutes_after) {
		say(a, "busy:travel:%s:%s", campus_codes[from], campus_codes[to]);
		return;
	}
	m->travel[from][to] = m->travel[to][from] = back;
	struct logged *own = log_step(m, s);
	*own = (struct logged){.step = s->number,
	                       .what = OF_TRAVEL_STEP,
	                       .from = from,
	                       .to = to,
	                       .minutes_before = now,
	                       .minutes_after = back};
}

/* A report of rows tells no entries: what they did is not taken back. */
static void forget_rows(struct model *m)
{
	for (size_t i = 0; i < LOGGED; i++)
		if (!m->log[i].seq)
			m->log[i].step = UINT32_MAX;
}

/* The last change of a step whose entry in the journal is known; NULL for none. */
static const struct logged *logged_of(const struct model *m, uint32_t step)
{
	for (size_t i = m->n_logged; i-- > 0 && i + LOGGED >= m->n_logged;)
		if (m->log[i % LOGGED].step == step && m->log[i % LOGGED].seq)
			return &m->log[i % LOGGED];
	return NULL;
}

static void do_undo(struct model *m, struct answer *a, const struct step *s)
{
	struct logged l = *logged_of(m, s->target);
	switch (l.what) {
	case OF_BOOKING_STEP: undo_booking(m, a, s, &l); break;
	case OF_THING_STEP: undo_thing(m, a, s, &l); break;
	case OF_CLOSURE_STEP: undo_closure(m, a, s, &l); break;
	case OF_TRAVEL_STEP: undo_travel(m, a, s, &l); break;
	case NO_CHANGE: break;
	}
	a->word = a->n ? "refused" : "updated";
}

/* Tells the model the entries that the steps of a batch have made. */
static void note_entry(struct model *m, uint32_t step, uint64_t seq)
{
	size_t first = m->n_logged > LOGGED ? m->n_logged - LOGGED : 0;
	for (size_t i = first; i < m->n_logged && seq; i++) {
		struct logged *l = &m->log[i % LOGGED];
		if (l->step != step || l->seq)
			continue;
		l->seq = seq;
		return;
	}
}

/* Adds a step that is a request to the batch, and asks the model. */
static void do_request(struct run *u, const struct step *s)
{
	static struct model before;
	struct model *m = &u->m;
	struct plan *p = &u->x->plans[u->n];
	struct answer *a = &u->want[u->n];
	*a = (struct answer){0};
	if (s->kind == STEP_AGAIN && (s = u->by_number[s->target]) == NULL)
		return;
	const struct logged *undone = s->kind == STEP_UNDO ? logged_of(m, s->target) : NULL;
	if (s->kind == STEP_UNDO && !undone)
		return;
	uint32_t number = s->number;
	u->steps[u->n++] = s;
	*p = (struct plan){.s = *s, .now = m->now, .entry = undone ? undone->seq : 0};
	if (s->kind == STEP_MOVE || s->kind == STEP_CANCEL)
		p->id = m->ids[s->target] ? m->ids[s->target] : m->last_id + 1000;
	/* the first bytes are a time: old ones are forgotten */
	for (int i = 0; s->has_id && i < 6; i++)
		p->request_id[i] = (unsigned char)(u->first_ms >> (8 * (5 - i)));
	if (s->has_id)
		memcpy(p->request_id + 8, &number, sizeof number);
	if (s->has_id && m->done[number].word) {
		a->word = m->done[number].word;
		a->id = m->done[number].id;
		return;
	}
	a->looks = s->looks;
	if (s->looks)
		before = *m;
	switch (s->kind) {
	case STEP_BOOK: do_book(m, a, s); break;
	case STEP_MOVE: do_move(m, a, s, p->id); break;
	case STEP_CANCEL: do_cancel(m, a, s, p->id); break;
	case STEP_THING: do_thing(m, a, s); break;
	case STEP_TRAVEL: do_travel(m, a, s); break;
	case STEP_UNDO: do_undo(m, a, s); break;
	default: do_closure(m, a, s); break;
	}
	if (s->looks)
		sum_against(m, &before, a);
	if (s->has_id && (strcmp(a->word, "added") == 0 || strcmp(a->word, "updated") == 0)) {
		m->done[number].word = a->word;
		m->done[number].id = a->id;
	}
}

/* ---- comparing ---- */

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool is_ignored(unsigned ignore, const char *reason)
{
	for (int i = 0; i < RESOURCES; i++)
		if (ignore & 1u << i && strncmp(reason, "capacity:", 9) == 0 && strcmp(reason + 9, at_first[i].code) == 0)
			return true;
	return false;
}

/* The set as text: sorted, each once, without what is not compared. */
static void format_set(struct answer *a, unsigned ignore, struct buf *out)
{
	const char *last = "";
	buf_clear(out);
	buf_str(out, a->word);
	qsort(a->reasons, a->n, sizeof a->reasons[0], by_text);
	for (size_t i = 0; i < a->n; i++) {
		if (strcmp(a->reasons[i], last) != 0 && !is_ignored(ignore, a->reasons[i]))
			buf_fmt(out, " %s", a->reasons[i]);
		last = a->reasons[i];
	}
	if (a->id)
		buf_fmt(out, " id %" PRIu64, a->id);
}

static void compare(struct run *u, size_t i, struct answer got, bool with_id, const char *how)
{
	struct buf want_text = {0}, got_text = {0};
	struct answer want = u->want[i];
	if (!with_id)
		want.id = got.id = 0;
	format_set(&want, want.ignore_capacity, &want_text);
	format_set(&got, want.ignore_capacity, &got_text);
	if (strcmp(buf_text(&want_text), buf_text(&got_text)) != 0)
		FAIL(u, "# step %u, %zu of %zu of a batch%s\n#   engine: %s\n#   model:  %s", u->steps[i]->number, i + 1, u->n, how,
		     buf_text(&got_text), buf_text(&want_text));
	if (want.looks && want.against != got.against)
		FAIL(u, "# step %u%s: %zu reasons of bookings that it puts against the rules, model %zu", u->steps[i]->number,
		     how, got.n_against, want.n_against);
	buf_release(&want_text);
	buf_release(&got_text);
}

static int by_start(const void *a, const void *b)
{
	const struct entry *x = *(const struct entry *const *)a, *y = *(const struct entry *const *)b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static void note_fault(void *arg, const char *text)
{
	struct buf *b = arg;
	buf_fmt(b, "; %s", text);
}

/* All that stands in the store is what stands in the model, claim by claim; and the store is sound. */
static void compare_standing(struct run *u)
{
	static const struct entry *order[STANDING_MAX];
	struct booking_filter f = {0};
	struct booking_ids ids = {0};
	struct booking_rows rows = {0};
	struct buf faults = {0};
	uint64_t n_faults = 0;
	int err = query_booking_ids(&u->w.s, &f, &ids);
	if (!err)
		err = query_bookings(&u->w.s, ids.v, ids.n, &rows);
	if (!err)
		err = query_check(&u->w.s, note_fault, &faults, &n_faults);
	if (err || n_faults)
		FAIL(u, "# check: %s%s", err ? quad_strerror(err) : "", buf_text(&faults));
	for (size_t i = 0; i < u->m.n_standing; i++)
		order[i] = &u->m.standing[i];
	qsort(order, u->m.n_standing, sizeof *order, by_start);
	if (rows.n != u->m.n_standing)
		FAIL(u, "# %zu stand, model %zu", rows.n, u->m.n_standing);
	for (size_t i = 0; i < rows.n; i++) {
		const struct booking *b = &rows.v[i].b;
		const struct entry *e = order[i];
		const char *text = e->text ? arena_fmt(&rows.arena, "text %d", e->text) : "";
		if (strcmp(b->purpose, text) != 0)
			FAIL(u, "# the purpose of %" PRIu64 " is \"%s\", model \"%s\"", b->id, b->purpose, text);
		if (b->id != e->id || b->start != e->start || b->end != e->end || b->party != e->party || b->n_claims != e->n)
			FAIL(u, "# %" PRIu64 " stands (%s), model %" PRIu64, b->id, rows.v[i].claims, e->id);
		for (size_t k = 0; k < e->n; k++) {
			const struct claim *c = &b->claims[k];
			const struct taken *t = &e->taken[k];
			if (c->resource != (uint32_t)t->thing + 1 || c->start != t->start || c->end != t->end ||
			    c->units != t->units || c->whole != t->whole || c->place != (uint32_t)t->place ||
			    c->limit != t->limit)
				FAIL(u, "# claim %zu of %" PRIu64 " differs (%s)", k, b->id, rows.v[i].claims);
		}
	}
	arena_release(&ids.arena);
	arena_release(&rows.arena);
	buf_release(&faults);
}

/* What stands against the rules is what the model says. */
static void compare_against(struct run *u)
{
	struct booking_filter f = {0};
	struct booking_ids ids = {0};
	struct against_list list = {0};
	struct answer want = {0}, got = {0};
	int err = query_booking_ids(&u->w.s, &f, &ids);
	if (!err)
		err = query_against_rules(&u->w.s, ids.v, ids.n, &list);
	if (err)
		FAIL(u, "# against the rules: %s", quad_strerror(err));
	sum_against(&u->m, NULL, &want);
	sum_said(list.v, list.n, &got);
	if (want.against != got.against)
		FAIL(u, "# %zu reasons against the rules, model %zu", got.n_against, want.n_against);
	arena_release(&ids.arena);
	arena_release(&list.arena);
}

/* ---- a batch ---- */

/* The rows of a file, in the engine's answers' place. */
struct rows {
	struct run *u;
	size_t n;
};

static int compare_row(void *arg, const struct list_row_report *r)
{
	struct rows *rows = arg;
	struct answer a = {.word = outcome_word(r->outcome)};
	if (rows->n >= rows->u->n)
		FAIL(rows->u, "# row %zu of %zu", r->row, rows->u->n);
	say_reasons(&a, r->reasons, true);
	compare(rows->u, rows->n++, a, false, " (imported)");
	return 0;
}

static void batch_by_file(struct run *u, bool rehearse)
{
	struct buf text = {0};
	struct list_summary summary;
	const char *bad = NULL;
	struct rows rows = {.u = u};
	struct list_import ask = {.kind = list_kind_find("bookings"), .actor = "anna", .now = u->m.now, .dry_run = rehearse};
	buf_str(&text, "ref,resources,start,end,party,purpose\n");
	for (size_t i = 0; i < u->n; i++) {
		const struct booking_ask *b = &u->rq[i].u.booking;
		buf_fmt(&text, "%s,", b->ref);
		claims_format(b->claims, b->n_claims, &text);
		buf_fmt(&text, ",%s,%s,%u,%s\n", script_time(b->start), script_time(b->end), b->party, b->purpose);
	}
	ask.data = (struct bytes){text.p, text.len};
	if (u->logs)
		script_line(&u->script, "quad import bookings - --report - %s<<'.'\n%s.", rehearse ? "--dry-run " : "",
		            buf_text(&text));
	int err = list_import(&u->w.s, &ask, compare_row, &rows, &summary, &bad);
	if (!rehearse)
		forget_rows(&u->m);
	if (err || rows.n != u->n)
		FAIL(u, "# import: %s, %zu of %zu rows", err ? quad_strerror(err) : "", rows.n, u->n);
	list_summary_release(&summary);
	buf_release(&text);
}

static void batch_by_other(struct run *u)
{
	char word = 'o';
	u->x->n = u->n;
	if (write(u->to_other, &word, 1) != 1 || !all_read(u->from_other, &word, 1) || word != 'o')
		FAIL(u, "# the other process could not");
	for (size_t i = 0; i < u->n; i++) {
		compare(u, i, u->x->answers[i], true, " (of another process)");
		note_entry(&u->m, u->steps[i]->number, u->x->answers[i].seq);
	}
}

static void batch_by_call(struct run *u, bool rehearse)
{
	static struct result results[BATCH];
	/* advice is for what was not asked yet, and does not look at ids */
	bool advise = rehearse && u->n == 1 && !u->steps[0]->has_id;
	int err = advise ? store_rehearse(&u->w.s, u->rq, results, &u->w.arena)
	                 : store_apply(&u->w.s, u->rq, u->n, rehearse, results, &u->w.arena);
	if (err)
		FAIL(u, "# %s", quad_strerror(err));
	for (size_t i = 0; i < u->n; i++) {
		compare(u, i, answer_of(&u->rq[i], &results[i]), !advise, rehearse ? " (rehearsed)" : "");
		if (rehearse)
			continue;
		u->trial->counts[results[i].outcome]++;
		if (u->rq[i].op == OP_UNDO)
			u->trial->counts[results[i].seq ? UNDONE : NOT_UNDONE]++;
		note_entry(&u->m, u->steps[i]->number, results[i].seq);
	}
}

static bool is_file(const struct run *u)
{
	for (size_t i = 0; i < u->n; i++)
		if (u->steps[i]->kind != STEP_BOOK || !u->steps[i]->ref || !u->steps[i]->record)
			return false;
	/* a reference that comes again in one file is refused as a repeat */
	for (size_t i = 0; i < u->n; i++)
		for (size_t k = 0; k < i; k++)
			if (u->steps[i]->ref == u->steps[k]->ref)
				return false;
	return u->n > 0;
}

/* Hands the batch to the engine, and compares. */
static void end_batch(struct run *u, enum way way)
{
	bool file = (way == BY_FILE || way == BY_FILE_TWICE) && is_file(u);
	if (u->n == 0)
		return;
	for (size_t i = 0; i < u->n; i++) {
		make_request(&u->w, &u->x->plans[i], &u->rq[i]);
		if (u->logs && !file) {
			if (i == 0 && u->n > 1)
				script_line(&u->script, "# %zu in one transaction:", u->n);
			script_add(&u->script, &u->rq[i]);
		}
	}
	if (file) {
		const struct step *steps[BATCH];
		size_t n = u->n;
		memcpy(steps, u->steps, sizeof steps);
		batch_by_file(u, false);
		u->n = 0;
		for (size_t i = 0; way == BY_FILE_TWICE && i < n; i++)
			do_request(u, steps[i]);
		if (way == BY_FILE_TWICE)
			batch_by_file(u, false);
	} else if (way == BY_OTHER) {
		batch_by_other(u);
	} else {
		if (way == BY_REHEARSAL)
			batch_by_call(u, true);
		batch_by_call(u, false);
	}
	u->n = 0;
	arena_release(&u->w.arena);
}

/* ---- steps that are no requests ---- */

static void do_find(struct run *u, const struct step *s)
{
	const char *campus_code = s->from ? campus_codes[s->from] : NULL;
	struct find_ask ask = {.filter = {.kind = (enum resource_kind)s->which, .campus = campus_code, .seats = s->party},
	                       .start = s->start,
	                       .end = s->end,
	                       .for_min = s->minutes,
	                       .now = u->m.now,
	                       .free = true};
	struct found_list got;
	size_t n = 0;
	char when[64];
	if (s->minutes)
		snprintf(when, sizeof when, "--for %um --within", s->minutes);
	else
		snprintf(when, sizeof when, "--free");
	if (u->logs)
		script_line(&u->script, "quad find %s %s/%s --seats %u%s%s%s%s", when, script_time(s->start), script_time(s->end),
		            s->party, s->which ? " --kind " : "", s->which ? kind_word((enum resource_kind)s->which) : "",
		            campus_code ? " --campus " : "", campus_code ? campus_code : "");
	int err = query_find(&u->w.s, &ask, &got);
	if (err)
		FAIL(u, "# find: %s", quad_strerror(err));
	/* in order of code */
	static const int order[RESOURCES] = {7, 8, 9, 10, 4, 5, 6, 14, 15, 16, 0, 1, 2, 3, 11, 12, 13};
	for (size_t i = 0; i < RESOURCES; i++) {
		const struct thing *t = &u->m.things[order[i]];
		int64_t len = s->minutes ? s->minutes : s->end - s->start, from = INT64_MAX, first = s->start;
		if ((s->which && t->kind != (enum resource_kind)s->which) || (s->from && t->campus != s->from) ||
		    (t->seats && t->seats < s->party))
			continue;
		if (s->minutes && u->m.now > s->start && u->m.now < s->end)
			first = u->m.now;
		for (int64_t at_min = first; from == INT64_MAX && at_min + len <= s->end; at_min++)
			if (free_between(&u->m, order[i], at_min, at_min + len, s->party ? s->party : 1))
				from = at_min;
		bool listed = n < got.n && strcmp(got.v[n].resource->code, t->code) == 0;
		if (listed != (from != INT64_MAX) || (listed && got.v[n].free_from != from))
			FAIL(u, "#   engine: %s %s\n#   model:  %s", t->code, listed ? script_time(got.v[n].free_from) : "not free",
			     from != INT64_MAX ? script_time(from) : "not free");
		n += listed;
	}
	if (n != got.n)
		FAIL(u, "# %zu found, model %zu", got.n, n);
	found_list_release(&got);
}

static const char *copy_path(void)
{
	return test_path(test_dir(), "copy");
}

static void do_other(struct run *u, const struct step *s)
{
	const char *copy = copy_path();
	int err = 0;
	switch (s->kind) {
	case STEP_FIND: do_find(u, s); break;
	case STEP_CLOCK:
		u->m.now = s->start;
		if (u->logs)
			script_line(&u->script, "# now it is %s", script_time(s->start));
		break;
	case STEP_BACKUP:
		remove(copy);
		err = db_backup(u->w.s.db, copy);
		u->saved = u->m;
		u->has_saved = true;
		if (u->logs)
			script_line(&u->script, "rm -f copy; quad backup copy");
		break;
	case STEP_RESTORE:
		if (!u->has_saved)
			break;
		err = db_restore(u->w.s.db, copy, store_verify, NULL);
		u->m = u->saved;
		if (u->logs)
			script_line(&u->script, "quad restore copy");
		compare_standing(u);
		break;
	default:
		compare_standing(u);
		compare_against(u);
		break;
	}
	if (err)
		FAIL(u, "# backup or restore: %s", quad_strerror(err));
}

/* ---- making steps up ---- */

static int64_t some_time(struct run *u)
{
	int64_t t = u->m.begin + random_between(&u->r, 0, WINDOW_MIN);
	return random_below(&u->r, 4) ? t - t % 30 : t;
}

static int64_t some_length(struct run *u)
{
	switch (random_below(&u->r, 12)) {
	case 0: return random_between(&u->r, 1, 5);
	case 1: return random_between(&u->r, 300, 2000);
	case 2: return random_between(&u->r, 1, 200);
	default: return 30 * random_between(&u->r, 1, 5);
	}
}

static void some_asks(struct run *u, struct step *s)
{
	s->n = 0;
	s->party = random_below(&u->r, 3) ? 0 : random_below(&u->r, 45);
	for (unsigned n = 1 + random_below(&u->r, ASKS_MAX); n > 0; n--) {
		struct ask k = {random_below(&u->r, 150) ? (int)random_below(&u->r, RESOURCES) : RESOURCES, 0};
		bool twice = false;
		for (size_t i = 0; i < s->n; i++)
			twice |= s->asks[i].thing == k.thing;
		if (twice)
			continue;
		if (k.thing < RESOURCES && u->m.things[k.thing].mode == MODE_SHARED && random_below(&u->r, 3))
			k.units = 1 + random_below(&u->r, 5);
		s->asks[s->n++] = k;
	}
}

/* The step that made a booking which stands; its own number, which made none, now and then. */
static const struct entry *some_target(struct run *u, struct step *s)
{
	const struct entry *e = u->m.n_standing ? &u->m.standing[random_below(&u->r, (unsigned)u->m.n_standing)] : NULL;
	s->target = s->number;
	if (!e || random_below(&u->r, 60) == 0)
		return NULL;
	for (uint32_t i = s->number; i-- > 0;)
		if (u->m.ids[i] == e->id) {
			s->target = i;
			return e;
		}
	return NULL;
}

static void make_book(struct run *u, struct step *s, bool file)
{
	s->kind = STEP_BOOK;
	s->given = GIVEN_ALL;
	s->start = some_time(u);
	s->end = s->start + some_length(u);
	s->record = file || random_below(&u->r, 3) == 0;
	s->text = (int)random_below(&u->r, 4);
	some_asks(u, s);
	if (!file && random_below(&u->r, 8))
		return;
	s->ref = 1 + (int)random_below(&u->r, 60);
	s->new_only = !file && random_below(&u->r, 5) == 0;
	const struct entry *old = NULL;
	for (size_t i = 0; i < u->m.n_standing; i++)
		if (u->m.standing[i].ref == s->ref)
			old = &u->m.standing[i];
	if (!old || random_below(&u->r, 3))
		return;
	/* the same row again */
	s->start = old->start;
	s->end = old->end;
	s->party = old->party;
	s->n = old->n;
	memcpy(s->asks, old->asks, sizeof s->asks);
	if (random_below(&u->r, 3)) /* else with another text */
		s->text = old->text;
}

/* Another time for a booking: often near its own, or an end or a start of its own that moves. */
static void some_change_of_time(struct run *u, struct step *s, const struct entry *old)
{
	s->given |= GIVEN(BOOKING_TIME);
	s->start = some_time(u);
	s->end = s->start + some_length(u);
	int64_t len = random_below(&u->r, 2) ? old->end - old->start : s->end - s->start;
	switch (random_below(&u->r, 6)) {
	case 0:
	case 1: /* a little, most likely over itself */
		s->start = old->start + random_between(&u->r, -90, 90);
		s->end = s->start + len;
		break;
	case 2: /* longer or shorter */
		s->start = old->start;
		s->end = old->end + random_between(&u->r, -90, 90);
		break;
	case 3: /* from now on */
		s->start = old->start;
		s->end = u->m.now + random_between(&u->r, 0, 90);
		break;
	case 4:
		s->start = old->start + random_between(&u->r, -60, 60);
		s->end = old->end;
		break;
	}
	if (s->end <= s->start)
		s->end = s->start + 1;
}

/* The claims of a booking, one of them another or with other units. */
static void some_change_of_claims(struct run *u, struct step *s, const struct entry *old)
{
	s->given |= GIVEN(BOOKING_CLAIMS);
	some_asks(u, s);
	s->given |= random_below(&u->r, 2) ? GIVEN(BOOKING_PARTY) : 0;
	if (!old || random_below(&u->r, 3) == 0)
		return;
	struct ask other = s->asks[0];
	size_t at_claim = random_below(&u->r, (unsigned)old->n);
	s->n = old->n;
	memcpy(s->asks, old->asks, sizeof s->asks);
	s->asks[at_claim].units = random_below(&u->r, 6);
	bool twice = false;
	for (size_t i = 0; i < s->n; i++)
		twice |= s->asks[i].thing == other.thing;
	if (!twice && random_below(&u->r, 2))
		s->asks[at_claim] = other;
}

static void make_move(struct run *u, struct step *s)
{
	const struct entry *old = some_target(u, s);
	struct entry none = {.start = u->m.begin, .end = u->m.begin + 60};
	s->kind = STEP_MOVE;
	s->record = random_below(&u->r, 3) == 0;
	s->party = random_below(&u->r, 45);
	s->text = (int)random_below(&u->r, 4);
	unsigned dice = random_below(&u->r, 10);
	if (dice < 6)
		some_change_of_time(u, s, old ? old : &none);
	if (dice >= 5 && dice < 7)
		some_change_of_claims(u, s, old);
	if (dice == 7)
		s->given |= GIVEN(BOOKING_PARTY);
	if (dice >= 8 || !s->given)
		s->given |= GIVEN(BOOKING_PURPOSE);
}

static void make_thing(struct run *u, struct step *s)
{
	s->kind = STEP_THING;
	s->which = (int)random_below(&u->r, RESOURCES);
	s->thing = u->m.things[s->which];
	struct thing *v = &s->thing;
	switch (random_below(&u->r, 8)) {
	case 0: v->seats = at_first[s->which].seats + random_below(&u->r, 4); break;
	case 1: v->seats = random_below(&u->r, 12); break;
	case 2:
		if (!is_person(v))
			v->mode = v->mode == MODE_SHARED ? MODE_EXCLUSIVE : MODE_SHARED;
		break;
	case 3: v->active = random_below(&u->r, 4) > 0; break;
	case 4: v->hours = random_below(&u->r, 3) ? 0 : (int)random_below(&u->r, 4); break;
	case 5:
		v->setup = random_below(&u->r, 20);
		v->teardown = random_below(&u->r, 20);
		break;
	case 6:
		v->campus = (int)random_below(&u->r, CAMPUSES + 1);
		if (is_site(v) && !v->campus)
			v->campus = at_first[s->which].campus;
		break;
	case 7:
		if (is_site(v))
			v->part_of = (int)random_below(&u->r, (unsigned)s->which + 1);
		break;
	}
}

static void make_closure(struct run *u, struct step *s)
{
	const struct model *m = &u->m;
	struct closed x = {.scope = (enum scope)random_below(&u->r, 3), .start = some_time(u)};
	bool drop = m->n_closed > 0 && (m->n_closed >= CLOSURES_AIM / 2 || random_below(&u->r, 2));
	x.end = x.start + (random_below(&u->r, 6) ? some_length(u) : 2000);
	x.owner = x.scope == AT_CAMPUS  ? 1 + (int)random_below(&u->r, CAMPUSES)
	          : x.scope == AT_THING ? (int)random_below(&u->r, RESOURCES)
	                                : 0;
	if (m->n_closed && random_below(&u->r, drop ? 10 : 5) > 0)
		x = drop ? m->closed[random_below(&u->r, (unsigned)m->n_closed)] : x;
	s->kind = drop ? STEP_REOPEN : STEP_CLOSE;
	s->closed = x;
}

static void make_travel(struct run *u, struct step *s)
{
	s->kind = STEP_TRAVEL;
	s->from = 1 + (int)random_below(&u->r, CAMPUSES);
	s->to = 1 + (int)random_below(&u->r, CAMPUSES - 1);
	s->to += s->to >= s->from;
	s->minutes = random_below(&u->r, 90);
}

static void make_find(struct run *u, struct step *s)
{
	s->kind = STEP_FIND;
	s->start = some_time(u);
	s->end = s->start + some_length(u);
	s->which = random_below(&u->r, 3) ? 0 : 1 + (int)random_below(&u->r, KIND_CLASS);
	s->from = random_below(&u->r, 3) ? 0 : 1 + (int)random_below(&u->r, CAMPUSES);
	s->party = random_below(&u->r, 2) ? 0 : random_below(&u->r, 12);
	if (random_below(&u->r, 4))
		return;
	s->minutes = 5 * (1 + random_below(&u->r, 20));
	s->end = s->start + s->minutes + random_below(&u->r, 300);
}

/* Takes back one of the last changes, mostly the last one. */
static void make_undo(struct run *u, struct step *s)
{
	size_t back = 1 + (random_below(&u->r, 2) ? random_below(&u->r, 8) : random_below(&u->r, LOGGED));
	size_t i = u->m.n_logged > back ? u->m.n_logged - back : 0;
	s->target = u->m.log[i % LOGGED].step;
	s->kind = STEP_UNDO;
	if (!logged_of(&u->m, s->target))
		make_book(u, s, false);
}

static void make_request_step(struct run *u, struct step *s)
{
	unsigned dice = random_below(&u->r, 1000), cancels = u->m.n_standing > STANDING_AIM ? 400 : 80;
	if (dice < cancels) {
		some_target(u, s);
		s->kind = STEP_CANCEL;
		s->record = random_below(&u->r, 3) > 0;
	} else if (dice < cancels + 30) {
		make_thing(u, s);
	} else if (dice < cancels + 60) {
		make_closure(u, s);
	} else if (dice < cancels + 66) {
		make_travel(u, s);
	} else if (dice < cancels + 126 && u->m.n_logged) {
		make_undo(u, s);
	} else if (dice < cancels + 156 && s->number > 0) {
		/* one of the last */
		s->kind = STEP_AGAIN;
		s->target = s->number - 1 - random_below(&u->r, s->number < 100 ? s->number : 100);
		if (!u->by_number[s->target])
			make_book(u, s, false);
	} else if (dice < cancels + 330) {
		make_move(u, s);
	} else {
		make_book(u, s, false);
	}
	s->has_id = s->kind <= STEP_CANCEL && random_below(&u->r, 4) == 0;
	s->looks = s->kind >= STEP_THING && s->kind <= STEP_TRAVEL && random_below(&u->r, 8) == 0;
}

static void make_other(struct run *u, struct step *s)
{
	unsigned dice = random_below(&u->r, 100);
	if (dice < 85) {
		make_find(u, s);
	} else if (dice < 90) {
		s->kind = STEP_CLOCK;
		s->start = u->m.begin + random_between(&u->r, 0, WINDOW_MIN / 2);
	} else {
		s->kind = dice < 92 ? STEP_BACKUP : dice < 94 ? STEP_RESTORE : STEP_COMPARE;
	}
}

/* ---- a run ---- */

static void do_step(struct run *u, const struct step *s)
{
	if (s->kind < STEP_AGAIN)
		u->by_number[s->number] = s;
	if (s->kind > STEP_AGAIN)
		do_other(u, s);
	else
		do_request(u, s);
}

static void make_steps(struct run *u, size_t n)
{
	for (uint32_t done = 0, batch = 0; done < n; batch++) {
		unsigned dice = random_below(&u->r, 20);
		bool other = dice < 2, file = dice >= 2 && dice < 4;
		size_t size = other                       ? 1
		              : file                      ? 1 + random_below(&u->r, FILE_ROWS)
		              : random_below(&u->r, 3) == 0 ? 1
		                                            : BATCH;
		unsigned way = random_below(&u->r, 12);
		enum way how = file ? (way < 4 ? BY_FILE_TWICE : BY_FILE) : way < 1 ? BY_REHEARSAL : way < 3 ? BY_OTHER : BY_CALL;
		for (size_t i = 0; i < size && done < n; i++) {
			struct step *s = &u->made[done];
			*s = (struct step){.number = done++, .batch = batch, .way = how};
			if (other)
				make_other(u, s);
			else if (file)
				make_book(u, s, true);
			else
				make_request_step(u, s);
			u->trial->n = done;
			do_step(u, s);
		}
		end_batch(u, how);
	}
}

static void repeat_steps(struct run *u, const struct step *steps, size_t n)
{
	u->logs = true;
	for (size_t i = 0; i < n; i++) {
		u->trial->n = i + 1;
		do_step(u, &steps[i]);
		if (i + 1 == n || steps[i + 1].batch != steps[i].batch || steps[i].kind > STEP_AGAIN)
			end_batch(u, steps[i].way);
	}
}

static void prepare_one(struct run *u, const struct request *rq)
{
	script_prepare(&u->script, rq);
	ck_assert_str_eq(world_ask(&u->w, rq), "added");
}

static void prepare(struct run *u)
{
	static const int minutes[][3] = {{1, 2, 20}, {2, 3, 45}, {1, 3, 0}};
	struct model *m = &u->m;
	int err = store_create(u->w.dir, "Asia/Shanghai", &u->w.s);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	*m = (struct model){.begin = at("2026-09-07T00:00"), .fault = u->fault};
	u->w.now = m->now = m->begin + DAY_MIN;
	memcpy(m->things, at_first, sizeof at_first);
	for (int i = 1; i <= CAMPUSES; i++) {
		struct request rq = rq_campus(&u->w, campus_codes[i], "");
		prepare_one(u, &rq);
	}
	for (int i = 0; i < 3; i++) {
		struct request rq = rq_of(&u->w, OP_TRAVEL);
		int a = minutes[i][0], b = minutes[i][1];
		m->travel[a][b] = m->travel[b][a] = (uint32_t)minutes[i][2];
		rq.u.travel = (struct travel){campus_codes[a], campus_codes[b], (uint32_t)minutes[i][2]};
		prepare_one(u, &rq);
	}
	for (int i = 0; i < RESOURCES; i++) {
		struct plan p = {.s = {.kind = STEP_THING, .thing = at_first[i]}, .now = m->now};
		struct request rq;
		make_request(&u->w, &p, &rq);
		prepare_one(u, &rq);
	}
}

static void run_steps(void *arg, const void *steps, size_t n)
{
	struct run *u = arg;
	start_other(u);
	prepare(u);
	if (steps)
		repeat_steps(u, steps, n);
	else
		make_steps(u, n);
	compare_standing(u);
	world_close(&u->w);
	end_other(u);
}

static int simplify(void *step, int how)
{
	struct step *s = step, old = *s;
	int64_t len = s->end - s->start, midnight = s->start - (s->start + HERE_MIN) % DAY_MIN;
	switch (how) {
	case 0: /* alone in a batch */
		s->batch = s->number | 1u << 31;
		s->way = BY_CALL;
		break;
	case 1: s->way = BY_CALL; break;
	case 2: s->has_id = false; break;
	case 3: s->record = true; break;
	case 4: s->party = 0; break;
	case 5: s->ref = 0; s->new_only = false; s->text = 0; break;
	case 6: case 7: case 8: case 9: /* one claim less */
		if (s->n < 2 || (size_t)how - 6 >= s->n)
			break;
		s->n--;
		memmove(&s->asks[how - 6], &s->asks[how - 5], (s->n - (size_t)(how - 6)) * sizeof *s->asks);
		break;
	case 10: case 11: case 12: case 13: s->asks[how - 10].units = 0; break;
	case 14: s->end = s->start + (len > 60 ? 60 : len); break;
	case 15: s->start = midnight + 480; s->end = s->start + len; break;
	case 16: s->start -= s->start % 60; s->end = s->start + len; break;
	case 17:
		if (s->kind == STEP_THING)
			s->thing = at_first[s->which];
		break;
	default: return -1;
	}
	return memcmp(s, &old, sizeof old) != 0;
}

static struct shrinker *begin(struct run *u)
{
	static struct shrinker s;
	u->trial = shared_memory(sizeof *u->trial);
	u->x = shared_memory(sizeof *u->x);
	u->made = shared_memory(ROUND * sizeof *u->made);
	u->first_ms = (uint64_t)time(NULL) * 1000;
	snprintf(u->w.dir, sizeof u->w.dir, "%s", test_store("store"));
	s = (struct shrinker){.dir = test_dir(), .trial = u->trial, .run = run_steps, .simplify = simplify, .arg = u,
	                      .size = sizeof(struct step)};
	return &s;
}

START_TEST(random_operations_are_answered_as_the_model_says)
{
	static struct run u;
	const size_t n = operations_wanted(OPERATIONS);
	uint64_t seed = random_seed(20260907);
	struct shrinker *s = begin(&u);
	for (size_t done = 0; done < n; done += ROUND, seed++) {
		u.r.state = seed;
		if (!shrink_try(s, NULL, n - done < ROUND ? n - done : ROUND))
			continue;
		size_t n_first = u.trial->n;
		fprintf(stderr, "QUAD_TEST_SEED=%" PRIu64 ", step %zu: %s\n", seed, n_first, u.trial->why);
		size_t left = shrink(s, u.made, n_first);
		ck_abort_msg("QUAD_TEST_SEED=%" PRIu64 ", %zu steps of %zu:\n%s%s", seed, left, n_first, u.trial->script,
		             u.trial->why);
	}
	/* the run is worth something: much was accepted, much refused */
	ck_assert_uint_gt(u.trial->counts[OUTCOME_ADDED], n / 25);
	ck_assert_uint_gt(u.trial->counts[OUTCOME_UPDATED], n / 50);
	ck_assert_uint_gt(u.trial->counts[OUTCOME_UNCHANGED], 0);
	ck_assert_uint_gt(u.trial->counts[OUTCOME_REFUSED], n / 6);
	ck_assert_uint_eq(u.trial->counts[OUTCOME_INVALID], 0);
	ck_assert_uint_gt(u.trial->counts[UNDONE], n / 200);
	ck_assert_uint_gt(u.trial->counts[NOT_UNDONE], n / 400);
}
END_TEST

static const struct {
	enum fault fault;
	size_t most;
	const char *says; /* the script */
	const char *why;
} faults[] = {
	{FAULT_NO_TRAVEL, 3, "quad book", " travel:"},
	{FAULT_END_INCLUDED, 2, "quad book", "refused busy:"},
	{FAULT_CLOSURES_STAY, 3, "quad import closures", "refused "},
	{FAULT_TEXTS_ARE_JUDGED, 3, "--purpose", "claim 0 of 1 differs"},
};

/* A wrong answer, here of the model, becomes a script of a few commands. */
START_TEST(a_wrong_answer_is_made_small)
{
	static struct run u;
	struct shrinker *s = begin(&u);
	u.fault = faults[_i].fault;
	u.r.state = 1;
	ck_assert_msg(shrink_try(s, NULL, 4000), "the fault was not found");
	size_t left = shrink(s, u.made, u.trial->n);
	ck_assert_msg(left <= faults[_i].most && strstr(u.trial->script, faults[_i].says) &&
	                      strstr(u.trial->why, faults[_i].why),
	              "%zu steps:\n%s%s", left, u.trial->script, u.trial->why);
	if (getenv("QUAD_TEST_SHOW"))
		fprintf(stderr, "%zu trials, %zu steps:\n%s%s\n", s->trials, left, u.trial->script, u.trial->why);
}
END_TEST

/*
 * A script that was found: two bookings of a shared room with padding, between which is less than setup and teardown
 * together. They never use seats at the same time, and a third has room over both.
 */
START_TEST(what_was_wrong_once_is_right)
{
	static struct run u;
	struct shrinker *s = begin(&u);
	struct thing room = at_first[4];
	room.seats = 13;
	room.setup = 3;
	room.teardown = 15;
	int64_t day = INT64_C(20712) * DAY_MIN - HERE_MIN; /* 2026-09-16 */
	const struct step steps[] = {
		{.number = 0, .batch = 0, .kind = STEP_THING, .which = 4, .thing = room},
		{.number = 1, .batch = 1, .kind = STEP_BOOK, .given = GIVEN_ALL, .start = day + 1020, .end = day + 1170, .n = 1,
		 .asks = {{4, 4}}},
		{.number = 2, .batch = 2, .kind = STEP_BOOK, .given = GIVEN_ALL, .start = day + 1200, .end = day + 1260, .n = 1,
		 .asks = {{4, 2}}},
		{.number = 3, .batch = 3, .kind = STEP_FIND, .start = day + 480, .end = day + 1584, .party = 8},
	};
	ck_assert_msg(!shrink_try(s, steps, sizeof steps / sizeof *steps), "%s%s", u.trial->script, u.trial->why);
}
END_TEST

Suite *model_suite(void)
{
	Suite *s = suite_create("model");
	TCase *t = tcase_create("model");
	/* as many operations as one likes take as long as they take */
	tcase_set_timeout(t, operations_wanted(0) ? 0 : 600);
	tcase_add_test(t, random_operations_are_answered_as_the_model_says);
	tcase_add_test(t, what_was_wrong_once_is_right);
	tcase_add_loop_test(t, a_wrong_answer_is_made_small, 0, sizeof faults / sizeof *faults);
	suite_add_tcase(s, t);
	return s;
}
