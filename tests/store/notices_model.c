/*
 * Several people do things at random, and whom each action has to tell is found a second way: from the images of the
 * journal alone, by comparing what each person sees of a booking before and after.
 */
#include "store/model/approval.h"
#include "store/model/entity.h"
#include "store/query/requests.h"
#include "tests/random.h"
#include "tests/store/mail_world.h"

Suite *notices_model_suite(void);

enum { STEPS = 400, ROUNDS = 4, BOOKINGS_MAX = 16 };

static const char *const people[] = {"root", "eve", "wes", "ann", "tina", "nora"};
static const char *const places[] = {"E1", "E2", "W1", "E2;tina", "E1;tina", "W1;E1", "E1;E2"};

#define COUNT(v) (sizeof(v) / sizeof *(v))

/* ---- doing ---- */

static struct request rq_any(struct random *r)
{
	static const enum request_op ops[] = {OP_BOOK,    OP_BOOK, OP_MOVE,    OP_CANCEL, OP_APPROVE, OP_APPROVE,
	                                      OP_DECLINE, OP_ASK,  OP_COMMENT, OP_HAND,   OP_CHECKIN, OP_UNDO};
	enum request_op op = ops[random_below(r, COUNT(ops))];
	int64_t start = w.now + 1440 * (1 + (int64_t)random_below(r, 9)) + 60 * (int64_t)random_below(r, 6);
	struct request rq = rq_book_at(&w, places[random_below(r, COUNT(places))], start, start + 60);
	uint64_t id = 1 + random_below(r, BOOKINGS_MAX), last;
	rq.actor = people[random_below(r, COUNT(people))];
	rq.flags = random_below(r, 4) ? 0 : REQUEST_WAIT;
	if (op == OP_BOOK)
		return rq;
	rq.op = op;
	rq.flags = 0;
	if (op == OP_MOVE) {
		rq.u.booking.id = id;
		rq.given = random_below(r, 2) ? GIVEN(BOOKING_TIME) : GIVEN(BOOKING_CLAIMS);
	} else if (op == OP_CANCEL) {
		rq.u.booking.id = id;
	} else if (op == OP_UNDO) {
		ck_assert_int_eq(query_last_seq(&w.s, &last), 0);
		rq.u.entry = last - random_below(r, 5);
	} else {
		const char *text = op == OP_HAND ? people[random_below(r, COUNT(people))] : "words";
		rq.u.decision = (struct decision_ask){.id = id, .text = op == OP_APPROVE ? "" : text, .note = ""};
	}
	return rq;
}

/* ---- whom it has to tell ---- */

/* Actions and logins, `;` after each, sorted. */
struct told_set {
	const char *v[1000];
	size_t n;
};

static void add_told(struct told_set *set, uint64_t action, const char *login)
{
	const char *text = arena_fmt(&w.arena, "%06" PRIu64 "-%s", action, login);
	if (strcmp(login, "nora") == 0)
		return;
	for (size_t i = 0; i < set->n; i++)
		if (strcmp(set->v[i], text) == 0)
			return;
	ck_assert_uint_lt(set->n, COUNT(set->v));
	set->v[set->n++] = text;
}

static int text_order(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	return strcmp(*x, *y);
}

static const char *set_text(struct told_set *set)
{
	struct buf b = {0};
	qsort(set->v, set->n, sizeof *set->v, text_order);
	for (size_t i = 0; i < set->n; i++)
		buf_fmt(&b, "%s;", set->v[i]);
	const char *text = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	return text;
}

/* The numbers of the resources, as claims have them. */
static uint32_t number_of(const char *code)
{
	struct resource_list list;
	ck_assert_int_eq(query_resource(&w.s, code, &list), 0);
	uint32_t no = list.v[0].no;
	arena_release(&list.arena);
	return no;
}

static bool has_claim(const struct booking *b, uint32_t no)
{
	for (size_t i = 0; i < b->n_claims; i++)
		if (b->claims[i].resource == no)
			return true;
	return false;
}

/* All that a person is told of a booking, as a text; "" = nothing. */
static const char *view(const struct booking *b, const char *login, bool names)
{
	if (!b)
		return "";
	bool asks = strcmp(b->requester, login) == 0;
	bool teaches = strcmp(login, "tina") == 0 && has_claim(b, number_of("tina"));
	bool stands = b->state == STATE_REQUESTED || b->state == STATE_BOOKED || b->state == STATE_USED;
	if (!(stands && (asks || teaches)) && !(b->state == STATE_WAITING && asks))
		return "";
	struct buf out = {0};
	const char *state = b->state == STATE_USED ? "booked" : state_word(b->state);
	buf_fmt(&out, "%s %" PRId64 " %" PRId64 " %s %s", state, b->start, b->end, b->purpose, b->note);
	if (names || asks)
		buf_fmt(&out, " %s %s", b->requester, b->institution);
	for (size_t i = 0; i < b->n_claims; i++)
		buf_fmt(&out, " %u", b->claims[i].resource);
	const char *text = arena_str(&w.arena, buf_text(&out));
	buf_release(&out);
	return text;
}

static bool is_open(const struct booking *b)
{
	return b && (state_stands(b->state) || b->state == STATE_WAITING);
}

/* Whose turn it is, of those who keep the labs: a letter each. */
static const char *turn(const struct booking *b)
{
	struct approval_chain chain;
	const char *text = "";
	if (!b || b->state != STATE_REQUESTED)
		return text;
	ck_assert_int_eq(approval_parse(b->chain, &w.arena, &chain), 0);
	for (size_t i = 0; i < chain.n; i++) {
		uint32_t no = chain.v[i].resource;
		if (!approval_is_open(&chain, i))
			continue;
		const char *who = no == number_of("W1") ? "w" : "e";
		text = arena_fmt(&w.arena, "%s%s", text, no ? who : "r");
	}
	return text;
}

static const struct {
	char letter;
	const char *login;
} keepers[] = {{'w', "wes"}, {'e', "eve"}, {'r', "root"}};

static void expect_turn(struct told_set *set, const struct journal_entry *e, const struct booking *a,
                        const struct booking *b)
{
	if (!b)
		return;
	const char *was = turn(a), *is = turn(b);
	/* what is asked of them is another thing */
	bool same = a && strcmp(view(a, a->requester, true), view(b, b->requester, true)) == 0;
	for (size_t i = 0; i < COUNT(keepers); i++)
		if (strchr(is, keepers[i].letter) && !(same && strchr(was, keepers[i].letter)))
			add_told(set, e->action, keepers[i].login);
}

/* True if the entry makes another thing of the booking for a person. */
static bool tells(const struct journal_entry *e, const struct booking *before, const struct booking *after,
                  const char *login)
{
	bool hands = e->op == OP_HAND;
	if (e->op == OP_ASK)
		return strcmp(after->requester, login) == 0;
	/* a teacher of a booking that goes to another reads nothing of it, also not that it asks again */
	if (hands && strcmp(before->requester, login) != 0 && strcmp(after->requester, login) != 0)
		return false;
	return strcmp(view(before, login, !hands), view(after, login, !hands)) != 0;
}

static void expect_of_booking(struct told_set *set, const struct journal_entry *e)
{
	struct booking a, b;
	bool clock = e->op == OP_LAPSE || e->op == OP_NOSHOW;
	int64_t from = clock ? e->at_min - 1440 : e->at_min;
	const struct booking *before = e->before.len ? &a : NULL, *after = e->after.len ? &b : NULL;
	if (before)
		ck_assert_int_eq(booking_decode(e->before, &w.arena, &a), 0);
	if (after)
		ck_assert_int_eq(booking_decode(e->after, &w.arena, &b), 0);
	bool near = is_open(before) && a.end > from;
	near |= is_open(after) && b.end > from;
	if (!near)
		return;
	for (size_t i = 0; i < COUNT(people); i++)
		if (tells(e, before, after, people[i]))
			add_told(set, e->action, people[i]);
	expect_turn(set, e, before, after);
}

/* Who asked, whose turn it is, and who has said something about it before; not who says it now. */
static void expect_of_comment(struct told_set *set, const struct journal_entry *e)
{
	struct comment comment;
	struct comment_list said;
	uint64_t id = strtoull(strchr(e->entity, ':') + 1, NULL, 10);
	struct booking_rows rows;
	if (e->op == OP_UNDO || !e->after.len)
		return;
	ck_assert_int_eq(comment_decode(e->after, &comment), 0);
	ck_assert_int_eq(query_bookings(&w.s, &id, 1, &rows), 0);
	ck_assert_int_eq(query_comments(&w.s, id, &said), 0);
	if (rows.n && strcmp(rows.v[0].b.requester, comment.login) != 0)
		add_told(set, e->action, rows.v[0].b.requester);
	for (size_t i = 0; i < said.n && rows.n; i++)
		if (strcmp(said.v[i].login, comment.login) != 0)
			add_told(set, e->action, said.v[i].login);
	const char *is = rows.n && e->op == OP_COMMENT ? turn(&rows.v[0].b) : "";
	for (size_t i = 0; i < COUNT(keepers); i++)
		if (strchr(is, keepers[i].letter) && strcmp(keepers[i].login, comment.login) != 0)
			add_told(set, e->action, keepers[i].login);
	arena_release(&said.arena);
	arena_release(&rows.arena);
}

static const char *expected_since(uint64_t seq)
{
	static struct told_set set;
	struct journal_rows log;
	uint64_t from = seq + 1;
	set.n = 0;
	ck_assert_int_eq(query_journal(&w.s, &(struct journal_filter){0}, &from, 1000, &log), 0);
	for (size_t i = 0; i < log.n; i++) {
		enum entity_kind kind = entity_kind_of(log.v[i].entity);
		if (kind == OF_BOOKING)
			expect_of_booking(&set, &log.v[i]);
		if (kind == OF_COMMENT)
			expect_of_comment(&set, &log.v[i]);
	}
	arena_release(&log.arena);
	return set_text(&set);
}

static const char *told_now(void)
{
	static struct told_set set;
	struct mail_rows rows;
	set.n = 0;
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){0}, &rows), 0);
	for (size_t i = 0; i < rows.n; i++)
		add_told(&set, rows.v[i].mail.action, rows.v[i].mail.login);
	arena_release(&rows.arena);
	told();
	return set_text(&set);
}

START_TEST(who_is_told_is_who_sees_a_change)
{
	struct random r = {random_seed(4711 + (uint64_t)_i)};
	size_t n_done = 0, n_told = 0;
	for (int step = 0; step < STEPS; step++) {
		uint64_t seq;
		struct request rq = rq_any(&r);
		ck_assert_int_eq(query_last_seq(&w.s, &seq), 0);
		const char *answer = world_ask(&w, &rq);
		n_done += w.last.reasons.n == 0;
		const char *want = expected_since(seq), *got = told_now();
		ck_assert_msg(strcmp(want, got) == 0, "step %d, %s of %s: %s\ntold %s\nnot  %s", step, op_word(rq.op),
		              rq.actor, answer, got, want);
		n_told += *got != '\0';
		if (random_below(&r, 5) == 0)
			minute = w.now += (int64_t)random_below(&r, 2 * 1440);
	}
	ck_assert_uint_gt(n_done, STEPS / 10);
	ck_assert_uint_gt(n_told, STEPS / 20);
}
END_TEST

Suite *notices_model_suite(void)
{
	Suite *s = suite_create("notices_model");
	TCase *t = tcase_create("notices_model");
	tcase_add_checked_fixture(t, open_mail, close_schools);
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, who_is_told_is_who_sees_a_change, 0, ROUNDS);
	suite_add_tcase(s, t);
	return s;
}
