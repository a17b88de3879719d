/*
 * Clients meet at few resources and in few hours, so that many are refused; what a client moves and cancels is its own.
 * A booking carries the request that made it in its purpose, and the one that moved it last in its note.
 */
#include "tests/cluster/client.h"

#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/base/err.h"
#include "store/change/store_apply.h"
#include "store/query/query.h"
#include "tests/random.h"

static const struct {
	const char *code;
	enum resource_kind kind;
	uint32_t seats;
} resources[] = {{"A", KIND_LAB, 30},     {"B", KIND_LAB, 30},     {"C", KIND_LAB, 30},
                 {"T1", KIND_TEACHER, 0}, {"T2", KIND_TEACHER, 0}, {"POOL", KIND_EQUIPMENT, 17}};

static const char *const things[] = {"A", "B", "C", "A;T1", "B;T2", "T1;C", "POOL*3", "C;POOL*5", "T2"};

enum { RESOURCES = sizeof resources / sizeof *resources, THINGS = sizeof things / sizeof *things };
enum { OWN = 16, SLOT_MIN = 30, SLOTS_A_CLIENT = 14, SLOTS_LEAST = 60 };
enum { PATIENCE_S = 90, PAUSE_MS = 50 };

unsigned client_pool_seats(const char *code)
{
	for (size_t i = 0; i < RESOURCES; i++)
		if (strcmp(resources[i].code, code) == 0)
			return resources[i].kind == KIND_EQUIPMENT ? resources[i].seats : 0;
	return 0;
}

void client_tell_resources(FILE *out)
{
	for (size_t i = 0; i < RESOURCES; i++)
		fprintf(out, "resource %s %u\n", resources[i].code, client_pool_seats(resources[i].code));
}

int64_t client_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void client_pause(int ms)
{
	poll(NULL, 0, ms);
}

/* ---- the school ---- */

static int add_people(struct store *s, struct arena *arena)
{
	static const struct {
		const char *login;
		enum person_role role;
	} v[] = {{"rita", ROLE_REQUESTER},
	         {"kim", ROLE_COORDINATOR}}; /* the coordinator last: now anybody may do this */
	struct result result;
	struct request rq = {.op = OP_INSTITUTION, .actor = "kim", .now = clock_now_min(), .given = GIVEN_ALL};
	rq.u.institution = (struct institution){"S", "School", "", "", "", "", 0};
	int err = store_apply(s, &rq, 1, false, &result, arena);
	rq.op = OP_PERSON;
	for (size_t i = 0; !err && i < sizeof v / sizeof *v; i++) {
		rq.u.person = (struct person){.login = v[i].login,
		                              .name = v[i].login,
		                              .institution = "S",
		                              .role = v[i].role,
		                              .scope = "",
		                              .email = "",
		                              .language = "",
		                              .ssh_key = ""};
		err = store_apply(s, &rq, 1, false, &result, arena);
	}
	return err;
}

static int add_resources(struct store *s, struct arena *arena)
{
	int err = 0;
	for (size_t i = 0; !err && i < RESOURCES; i++) {
		struct result result;
		struct request rq = {.op = OP_RESOURCE, .actor = "kim", .now = clock_now_min(), .given = GIVEN_ALL};
		rq.u.resource =
			(struct resource){.code = resources[i].code,
		                          .name = resources[i].code,
		                          .kind = resources[i].kind,
		                          .institution = "S",
		                          .campus = "",
		                          .building = "",
		                          .room = "",
		                          .seats = resources[i].seats,
		                          .mode = resources[i].kind == KIND_EQUIPMENT ? MODE_SHARED : MODE_EXCLUSIVE,
		                          .specialty = "",
		                          .tags = "",
		                          .equipment = "",
		                          .opening = "",
		                          .rate = "",
		                          .contact = "",
		                          .part_of = "",
		                          .approval = APPROVAL_NONE,
		                          .sharing = SHARING_PUBLIC,
		                          .active = true};
		err = store_apply(s, &rq, 1, false, &result, arena);
		if (!err && result.outcome != OUTCOME_ADDED)
			err = QUAD_EREFUSED;
	}
	return err;
}

int client_school(const char *where)
{
	struct arena arena = {0};
	struct store s;
	int err = store_create(where, "Asia/Shanghai", &s);
	if (err)
		return err;
	err = add_people(&s, &arena);
	if (!err)
		err = add_resources(&s, &arena);
	arena_release(&arena);
	store_close(&s);
	return err;
}

/* ---- requests ---- */

enum asking { ASK_BOOK, ASK_MOVE, ASK_CANCEL, ASK_LOOK };

struct own {
	uint64_t id;
	unsigned thing;
	int64_t start, end;
};

struct asked {
	enum asking what;
	unsigned no, thing;
	size_t own; /* which of its own bookings */
	uint64_t booking;
	int64_t start, end;
	char tag[40];
};

struct work {
	const struct client *c;
	struct store store;
	bool open;
	struct random r;
	struct own own[OWN];
	size_t n_own;
	unsigned no;
	bool unsure; /* the request under way may have been done */
	bool odd;    /* there was an answer that cannot be */
};

static void choose_time(struct work *w, int64_t len_min, struct asked *a)
{
	unsigned slots = w->c->board->n_clients * SLOTS_A_CLIENT;
	slots = slots < SLOTS_LEAST ? SLOTS_LEAST : slots;
	a->start = w->c->board->first_min + random_below(&w->r, slots) * SLOT_MIN;
	a->end = a->start + len_min;
}

static struct asked choose(struct work *w)
{
	struct asked a = {.no = ++w->no};
	unsigned dice = random_below(&w->r, 100);
	snprintf(a.tag, sizeof a.tag, "%u/%u", w->c->who, a.no);
	a.what = dice < 15 ? ASK_LOOK : dice < 35 ? ASK_MOVE : dice < 55 ? ASK_CANCEL : ASK_BOOK;
	if (a.what == ASK_BOOK && w->n_own == OWN)
		a.what = ASK_CANCEL;
	if (a.what != ASK_LOOK && w->n_own == 0)
		a.what = ASK_BOOK;
	if (a.what == ASK_BOOK) {
		a.thing = random_below(&w->r, THINGS);
		choose_time(w, SLOT_MIN * (1 + random_below(&w->r, 3)), &a);
	} else if (a.what == ASK_LOOK) {
		a.thing = random_below(&w->r, RESOURCES);
		choose_time(w, 240, &a);
	} else {
		a.own = random_below(&w->r, (unsigned)w->n_own);
		const struct own *o = &w->own[a.own];
		a.booking = o->id;
		a.thing = o->thing;
		do
			choose_time(w, o->end - o->start, &a);
		while (a.start == o->start);
	}
	return a;
}

static void tell(const struct work *w, const struct asked *a, const char *word)
{
	fprintf(w->c->out, "%s %u %u %" PRId64, word, w->c->who, a->no, client_clock());
}

static void tell_end(const struct work *w)
{
	fputc('\n', w->c->out);
	fflush(w->c->out);
}

static void tell_asked(const struct work *w, const struct asked *a)
{
	tell(w, a, "ask");
	if (a->what == ASK_CANCEL)
		fprintf(w->c->out, " cancel %" PRIu64, a->booking);
	else if (a->what == ASK_MOVE)
		fprintf(w->c->out, " move %" PRIu64 " %s", a->booking, things[a->thing]);
	else if (a->what == ASK_BOOK)
		fprintf(w->c->out, " book %s", things[a->thing]);
	else
		fprintf(w->c->out, " look %s", resources[a->thing].code);
	if (a->what != ASK_CANCEL)
		fprintf(w->c->out, " %" PRId64 " %" PRId64, a->start, a->end);
	tell_end(w);
}

static void tell_error(const struct work *w, const struct asked *a, const char *word, int err)
{
	tell(w, a, word);
	fprintf(w->c->out, " %d", err);
	tell_end(w);
}

/* ---- answers ---- */

static void take_done(struct work *w, const struct asked *a, const struct result *result)
{
	struct own *o = &w->own[a->own];
	tell(w, a, "done");
	fprintf(w->c->out, " %" PRIu64 " %" PRIu64, result->seq, a->what == ASK_BOOK ? result->id : a->booking);
	tell_end(w);
	atomic_fetch_add(&w->c->board->n_done, 1);
	if (a->what == ASK_BOOK) {
		w->own[w->n_own++] = (struct own){result->id, a->thing, a->start, a->end};
	} else if (a->what == ASK_MOVE) {
		o->start = a->start;
		o->end = a->end;
	} else {
		*o = w->own[--w->n_own];
	}
}

/* False for a reason that nothing in such a store can give. */
static bool tell_reason(const struct work *w, const struct reason *r)
{
	switch (r->detail) {
	case REASON_TAKEN: fprintf(w->c->out, " taken %s %" PRIu64, r->subject, r->booking); return true;
	case REASON_ROOM_LEFT: fprintf(w->c->out, " left %s %" PRId64, r->subject, r->number); return true;
	case REASON_NO_BOOKING:
	case REASON_CANCELLED: fprintf(w->c->out, " gone %s", r->subject); return true;
	default: return false;
	}
}

static void take_refused(struct work *w, const struct asked *a, const struct result *result)
{
	tell(w, a, "refused");
	for (size_t i = 0; i < result->reasons.n; i++)
		if (!tell_reason(w, &result->reasons.v[i])) {
			fprintf(w->c->out, " odd %d %s", (int)result->reasons.v[i].detail,
			        result->reasons.v[i].subject);
			w->odd = true;
		}
	tell_end(w);
	/* of a booking that is gone, nothing more is asked */
	if (a->booking && result->reasons.n == 1 && result->reasons.v[0].detail != REASON_TAKEN &&
	    result->reasons.v[0].detail != REASON_ROOM_LEFT)
		w->own[a->own] = w->own[--w->n_own];
}

static void take_answer(struct work *w, const struct asked *a, const struct result *result)
{
	switch (result->outcome) {
	case OUTCOME_ADDED:
	case OUTCOME_UPDATED: take_done(w, a, result); return;
	case OUTCOME_REFUSED: take_refused(w, a, result); return;
	default:
		tell(w, a, "odd");
		fprintf(w->c->out, " %d", (int)result->outcome);
		tell_end(w);
		w->odd = true;
	}
}

/* ---- asking ---- */

static int open_store(struct work *w)
{
	int err = w->open ? 0 : store_open(w->c->where, &w->store);
	w->open = !err;
	return err;
}

static int look(struct work *w, const struct asked *a)
{
	struct slot_list slots = {0};
	int err = query_slots(&w->store, resources[a->thing].code, a->start, a->end, &slots);
	if (!err) {
		tell(w, a, "seen");
		for (size_t i = 0; i < slots.n; i++)
			if (slots.v[i].booking)
				fprintf(w->c->out, " %" PRIu64 " %" PRId64 " %" PRId64, slots.v[i].booking,
				        slots.v[i].from, slots.v[i].to);
		tell_end(w);
	}
	arena_release(&slots.arena);
	return err;
}

static int change(struct work *w, const struct asked *a, struct request *rq)
{
	struct arena arena = {0};
	struct result result = {0};
	struct booking_ask *b = &rq->u.booking;
	*b = (struct booking_ask){.id = a->booking,
	                          .ref = "",
	                          .start = a->start,
	                          .end = a->end,
	                          .purpose = "",
	                          .note = "",
	                          .requester = "",
	                          .institution = ""};
	int err = 0;
	if (a->what == ASK_BOOK) {
		b->purpose = a->tag;
		err = claims_parse(things[a->thing], &arena, &b->claims, &b->n_claims);
	} else if (a->what == ASK_MOVE) {
		b->note = a->tag;
		rq->given = GIVEN(BOOKING_TIME) | GIVEN(BOOKING_NOTE);
	}
	if (!err)
		err = store_apply(&w->store, rq, 1, false, &result, &arena);
	if (!err)
		take_answer(w, a, &result);
	arena_release(&arena);
	return err;
}

/* Asks until there is an answer that is known. Some take no for an answer where nothing was changed; others ask on. */
static void ask(struct work *w)
{
	static const enum request_op ops[] = {OP_BOOK, OP_MOVE, OP_CANCEL};
	struct asked a = choose(w);
	bool resigned = random_below(&w->r, 3) == 0;
	struct request rq = {.actor = "rita", .now = clock_now_min(), .given = GIVEN_ALL};
	int64_t patience = INT64_MAX;
	w->unsure = false;
	if (a.what != ASK_LOOK)
		rq.op = ops[a.what];
	request_id_new(rq.id);
	tell_asked(w, &a);
	for (;;) {
		int err = open_store(w);
		if (!err)
			err = a.what == ASK_LOOK ? look(w, &a) : change(w, &a, &rq);
		if (!err)
			return;
		if (err == QUAD_EMOVED && store_reopen(&w->store) != 0)
			client_pause(PAUSE_MS);
		w->unsure |= err == QUAD_EUNSURE;
		if (!w->unsure && resigned) {
			tell_error(w, &a, "failed", err);
			client_pause(PAUSE_MS);
			return;
		}
		tell_error(w, &a, err == QUAD_EUNSURE ? "unsure" : "again", err);
		if (patience == INT64_MAX && atomic_load(&w->c->board->stop))
			patience = client_clock() + PATIENCE_S * INT64_C(1000000000);
		if (client_clock() > patience)
			return;
		client_pause(PAUSE_MS);
	}
}

int client_run(const struct client *c)
{
	struct work w = {.c = c, .r = {c->seed}};
	while (!atomic_load(&c->board->stop) && !w.odd)
		ask(&w);
	if (w.open)
		store_close(&w.store);
	return w.odd ? 1 : 0;
}
