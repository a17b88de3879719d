/*
 * Every way to free something, and who had waited gets it: a row for each operation that there is, so that a new one
 * without a row is found. And many processes that wait for one place, and give it up.
 */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/store/ask.h"

Suite *freeing_suite(void);

/* Monday of week 1, and of week 2. */
#define MON "2026-09-07"
#define MON8 MON "T08:00"
#define MON9 MON "T09:00"
#define MON10 MON "T10:00"
#define NEXT8 "2026-09-14T08:00"
#define NEXT9 "2026-09-14T09:00"
#define NEXT10 "2026-09-14T10:00"

static int64_t day(const char *text)
{
	int64_t out;
	ck_assert_int_eq(clock_parse_date(text, &out), 0);
	return out;
}

static const char *period(struct world *w, uint32_t number, int start, int end)
{
	struct request rq = rq_of(w, OP_PERIOD);
	rq.u.period = (struct period){number, start, end, "", PERIOD_ALWAYS, 0};
	return world_ask(w, &rq);
}

static const char *term(struct world *w, const char *monday)
{
	struct request rq = rq_of(w, OP_TERM);
	rq.u.term = (struct term){"2026A", "", day(monday), 16, 0};
	return world_ask(w, &rq);
}

/* Whose time it is for who looks. */
static const struct world *looking;

static int64_t time_of_world(void)
{
	return looking->now;
}

static void look_by(struct world *w)
{
	looking = w;
	w->s.clock = time_of_world;
}

static void school(struct world *w)
{
	world_open(w);
	look_by(w);
	ck_assert_str_eq(campus(w, "NORTH", ""), "added");
	ck_assert_str_eq(campus(w, "SOUTH", ""), "added");
	ck_assert_str_eq(travel(w, "NORTH", "SOUTH", 30), "added");
	ck_assert_str_eq(resource(w, "R1", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "R2", KIND_LAB, MODE_EXCLUSIVE, 30, "SOUTH"), "added");
	ck_assert_str_eq(resource(w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
	ck_assert_str_eq(resource(w, "OSC", KIND_EQUIPMENT, MODE_SHARED, 5, ""), "added");
	ck_assert_str_eq(term(w, MON), "added");
	ck_assert_str_eq(period(w, 1, 480, 540), "added");
	ck_assert_str_eq(period(w, 2, 540, 600), "added");
}

/* Somebody who waits for these claims; the last booking but one is what is in the way. */
static void wait_for(struct world *w, const char *claims, const char *start, const char *end)
{
	struct request rq = rq_book(w, claims, start, end);
	rq.flags = REQUEST_WAIT;
	ck_assert_str_eq(world_ask(w, &rq), "added");
	ck_assert_int_eq(w->last.state, STATE_WAITING);
}

/* Booking 1 has R1 for two hours, and 2 waits for the second of them. */
static void one_in_the_way(struct world *w)
{
	ck_assert_str_eq(book(w, "R1", MON8, MON10), "added");
	wait_for(w, "R1", MON9, MON10);
}

/* Periods 1 and 2 on the Mondays of weeks 1 and 2; then somebody waits for a part of it. */
static struct request rq_series(struct world *w)
{
	struct request rq = rq_of(w, OP_SERIES);
	struct series_ask *ask = &rq.u.series;
	*ask = (struct series_ask){.ref = "S",
	                           .purpose = "",
	                           .note = "",
	                           .requester = "",
	                           .institution = "",
	                           .from = FROM_THE_START,
	                           .rule.rule = "",
	                           .weeks = {.term = "", .weeks = 6, .weekdays = 2, .periods = 6}};
	ck_assert_int_eq(claims_parse("R1", &w->arena, &ask->claims, &ask->n_claims), 0);
	return rq;
}

static void series_in_the_way(struct world *w, const char *start, const char *end)
{
	struct request rq = rq_series(w);
	ck_assert_str_eq(world_ask(w, &rq), "added");
	ck_assert_uint_eq(w->last.n_made, 2);
	ck_assert_int_eq(w->last.made[0].start, at(MON8));
	wait_for(w, "R1", start, end);
}

/* ---- one function an operation: all before the freeing, then the freeing ---- */

static void free_by_travel(struct world *w)
{
	ck_assert_str_eq(book(w, "R2;T1", MON8, MON9), "added");
	wait_for(w, "R1;T1", MON9, MON10);
	ck_assert_str_eq(travel(w, "NORTH", "SOUTH", 0), "updated");
}

static void free_by_resource(struct world *w)
{
	ck_assert_str_eq(book(w, "OSC*4", MON8, MON10), "added");
	wait_for(w, "OSC*3", MON9, MON10);
	ck_assert_str_eq(set_resource(w, "OSC", RES_SEATS, (struct resource){.seats = 7}), "updated");
}

static void free_by_closure_drop(struct world *w)
{
	one_in_the_way(w);
	ck_assert_str_eq(closure(w, "", "NORTH", MON8, MON10), "added");
	ck_assert_str_eq(cancel(w, 1), "updated");
	ck_assert_uint_eq(w->last.n_promoted, 0);
	struct request rq = rq_of(w, OP_CLOSURE_DROP);
	rq.u.closure = (struct closure){at(MON8), at(MON10), "", "NORTH", "", 0};
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

static void free_by_book(struct world *w)
{
	struct request rq = rq_book(w, "R1", MON8, MON10);
	rq.u.booking.ref = "X";
	ck_assert_str_eq(world_ask(w, &rq), "added");
	wait_for(w, "R1", MON9, MON10);
	rq = rq_book(w, "R2", MON8, MON10);
	rq.u.booking.ref = "X";
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

static void free_by_move(struct world *w)
{
	one_in_the_way(w);
	ck_assert_str_eq(move(w, 1, MON8, MON9), "updated");
}

static void free_by_cancel(struct world *w)
{
	one_in_the_way(w);
	ck_assert_str_eq(cancel(w, 1), "updated");
}

static void free_by_term(struct world *w)
{
	series_in_the_way(w, MON9, MON10);
	ck_assert_str_eq(term(w, "2026-09-14"), "updated");
}

static void free_by_period(struct world *w)
{
	series_in_the_way(w, MON9, MON10);
	ck_assert_str_eq(period(w, 2, 530, 540), "updated");
}

static void free_by_day(struct world *w)
{
	series_in_the_way(w, MON9, MON10);
	struct request rq = rq_of(w, OP_DAY);
	rq.u.day = (struct day_rule){day(MON), DAY_OFF, 0, 0, "", "holiday", 0};
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static void free_by_series(struct world *w)
{
	series_in_the_way(w, NEXT9, NEXT10);
	struct request rq = rq_series(w);
	rq.u.series.weeks.weeks = 2;
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

static void free_by_series_change(struct world *w)
{
	series_in_the_way(w, NEXT9, NEXT10);
	struct request rq = rq_series(w);
	rq.op = OP_SERIES_CHANGE;
	rq.given = GIVEN(SERIES_CLAIMS);
	rq.u.series.id = 1;
	ck_assert_int_eq(claims_parse("R2", &w->arena, &rq.u.series.claims, &rq.u.series.n_claims), 0);
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

static void free_by_series_cancel(struct world *w)
{
	series_in_the_way(w, NEXT9, NEXT10);
	struct request rq = rq_of(w, OP_SERIES_CANCEL);
	rq.u.series = (struct series_ask){.id = 1, .from = day("2026-09-08")};
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

static void free_by_swap(struct world *w)
{
	one_in_the_way(w);
	ck_assert_str_eq(book(w, "R2", NEXT8, NEXT10), "added");
	struct request rq = rq_of(w, OP_SWAP);
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = 1;
	rq.u.booking.other = 3;
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

static void free_by_undo(struct world *w)
{
	one_in_the_way(w);
	struct request rq = rq_of(w, OP_UNDO);
	rq.u.entry = w->last.seq - 1;
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

/* ---- what is decided, or done, when its time has come ---- */

static struct person person_of(const char *login, enum person_role role)
{
	return (struct person){.login = login,
	                       .name = login,
	                       .institution = "",
	                       .role = role,
	                       .scope = "",
	                       .email = "",
	                       .language = "",
	                       .ssh_key = ""};
}

/* Anna coordinates and keeps all; ann asks for R1, which anna is asked for, and waits for. */
static void asked_in_the_way(struct world *w)
{
	struct request rq = rq_of(w, OP_PERSON);
	rq.u.person = person_of("anna", ROLE_COORDINATOR);
	ck_assert_str_eq(world_ask(w, &rq), "added");
	rq = rq_institution(w, "EAST", "East");
	ck_assert_str_eq(world_ask(w, &rq), "added");
	rq = rq_of(w, OP_PERSON);
	rq.u.person = person_of("ann", ROLE_REQUESTER);
	rq.u.person.institution = "EAST";
	ck_assert_str_eq(world_ask(w, &rq), "added");
	rq = rq_of(w, OP_GRANT);
	rq.u.grant = (struct grant){
		.login = "anna", .role = ROLE_ADMINISTRATOR, .scope = "*", .granted_by = "", .deputy_of = ""};
	ck_assert_str_eq(world_ask(w, &rq), "added");
	ck_assert_str_eq(set_resource(w, "R1", RES_APPROVAL, (struct resource){.approval = APPROVAL_OWNER}), "updated");
	rq = rq_book(w, "R1", MON8, MON10);
	rq.actor = "ann";
	ck_assert_str_eq(world_ask(w, &rq), "added");
	ck_assert_int_eq(w->last.state, STATE_REQUESTED);
	wait_for(w, "R1", MON9, MON10);
}

static void decide(struct world *w, enum request_op op, const char *text)
{
	struct request rq = rq_of(w, op);
	rq.u.decision = (struct decision_ask){.id = 1, .text = text, .note = ""};
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

static void free_by_decline(struct world *w)
{
	asked_in_the_way(w);
	decide(w, OP_DECLINE, "repair");
}

/* The hold ends when it would begin, whatever is asked for next. */
static void free_by_lapse(struct world *w)
{
	asked_in_the_way(w);
	w->now = at(MON8);
	ck_assert_str_eq(book(w, "T1", NEXT8, NEXT9), "added");
}

static void free_by_release(struct world *w)
{
	one_in_the_way(w);
	w->now = at(MON8);
	decide(w, OP_CHECKIN, "");
	ck_assert_uint_eq(w->last.n_promoted, 0);
	w->now = at("2026-09-07T08:30");
	decide(w, OP_RELEASE, "");
}

static void free_by_noshow(struct world *w)
{
	one_in_the_way(w);
	w->now = at("2026-09-07T08:30");
	decide(w, OP_NOSHOW, "");
}

static void put_rule(struct world *w, const char *place, const char *field, const char *value, const char *answer)
{
	struct request rq = rq_of(w, OP_RULE);
	rq.u.rule = (struct owner_rule){
		.id = place, .place = place, .who = "*", .when = "", .field = field, .value = value, .text = ""};
	ck_assert_str_eq(world_ask(w, &rq), answer);
}

/* R1 is free since a rule stands in the way. */
static void rule_in_the_way(struct world *w, const char *place, const char *field, const char *value)
{
	one_in_the_way(w);
	put_rule(w, place, field, value, "added");
	ck_assert_str_eq(cancel(w, 1), "updated");
	ck_assert_uint_eq(w->last.n_promoted, 0);
}

static void free_by_rule(struct world *w)
{
	rule_in_the_way(w, "*", "max", "30m");
	put_rule(w, "*", "max", "2h", "updated");
}

static void free_by_new_rule(struct world *w)
{
	rule_in_the_way(w, "*", "max", "30m");
	put_rule(w, "campus:NORTH", "max", "2h", "added");
}

static void free_by_rule_drop(struct world *w)
{
	rule_in_the_way(w, "*", "forbid", "");
	struct request rq = rq_of(w, OP_RULE_DROP);
	rq.u.rule.id = "*";
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

/* NULL: it frees nothing, or is part of what does. */
static const struct {
	enum request_op op;
	void (*free)(struct world *w);
} ways[] = {
	{OP_INSTITUTION, NULL},
	{OP_CAMPUS, NULL},
	{OP_TRAVEL, free_by_travel},
	{OP_RESOURCE, free_by_resource},
	{OP_CLOSURE, NULL},
	{OP_CLOSURE_DROP, free_by_closure_drop},
	{OP_BOOK, free_by_book},
	{OP_MOVE, free_by_move},
	{OP_CANCEL, free_by_cancel},
	{OP_TERM, free_by_term},
	{OP_PERIOD, free_by_period},
	{OP_DAY, free_by_day},
	{OP_SERIES, free_by_series},
	{OP_SERIES_CHANGE, free_by_series_change},
	{OP_SERIES_CANCEL, free_by_series_cancel},
	{OP_SERIES_ADD, NULL},
	{OP_SWAP, free_by_swap},
	{OP_PERSON, NULL},
	{OP_EVENT, NULL},
	{OP_COLUMNS, NULL},
	{OP_UNDO, free_by_undo},
	{OP_LAPSE, free_by_lapse},
	{OP_APPROVE, NULL},
	{OP_DECLINE, free_by_decline},
	{OP_ASK, NULL},
	{OP_COMMENT, NULL},
	{OP_PROMOTE, NULL},
	{OP_CHECKIN, NULL},
	{OP_RELEASE, free_by_release},
	{OP_NOSHOW, free_by_noshow},
	{OP_EVALUATE, NULL},
	{OP_HAND, NULL},
	{OP_GRANT, NULL},
	{OP_REVOKE, NULL},
	{OP_RULE, free_by_rule},
	{OP_RULE_DROP, free_by_rule_drop},
	{OP_QUALIFICATION, NULL},
	{OP_SETTING, NULL},
	{OP_REFUSED, NULL},
	{OP_LOGIN, NULL},
	{OP_EXPORT, NULL},
	{OP_MAIL, NULL},
	{OP_ERASE, NULL},
	{OP_KEY, NULL},
	{OP_KEY_DROP, NULL},
	{OP_REGISTER, NULL},
	{OP_REGISTER_DROP, NULL},
	{OP_ADJUST, NULL},
};

static size_t count_state(struct world *w, enum booking_state state)
{
	struct booking_ids ids;
	ck_assert_int_eq(query_booking_ids(&w->s, &(struct booking_filter){.state = state}, &ids), 0);
	arena_release(&ids.arena);
	return ids.n;
}

START_TEST(what_is_freed_goes_to_who_had_waited)
{
	struct world w;
	if (!ways[_i].free)
		return;
	school(&w);
	ways[_i].free(&w);
	/* what the clock has done is no part of the answer to what was asked then */
	if (ways[_i].op != OP_LAPSE) {
		ck_assert_msg(w.last.n_promoted == 1, "%s: %zu got it", op_word(ways[_i].op), w.last.n_promoted);
		ck_assert_int_eq(w.last.promoted->state, STATE_BOOKED);
	}
	ck_assert_uint_eq(count_state(&w, STATE_WAITING), 0);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(each_operation_has_a_row)
{
	size_t n = sizeof ways / sizeof *ways;
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(ways[i].op, i + 1);
	ck_assert_str_eq(op_word((unsigned)n + 1), "");
}
END_TEST

/* ---- the ways of one operation ---- */

struct change_of_resource {
	enum resource_field field;
	struct resource before, after;
	const char *claims, *others;
};

/* What a resource is, is in the way or not: the others have booked before, and are cancelled while it is in the way. */
static const struct change_of_resource changes[] = {
	{RES_ACTIVE, {.active = false}, {.active = true}, "R1", "R1"},
	{RES_OPENING, {.opening = "Tue 08:00-10:00"}, {.opening = "Mon-Fri 08:00-18:00"}, "R1", "R1"},
	{RES_MODE, {.mode = MODE_EXCLUSIVE}, {.mode = MODE_SHARED}, "OSC*2", "OSC*2"},
	{RES_SEATS, {.seats = 2}, {.seats = 9}, "OSC*3", "OSC*3"},
};

START_TEST(a_changed_resource_frees_itself)
{
	const struct change_of_resource *x = &changes[_i];
	const char *code = *x->claims == 'R' ? "R1" : "OSC";
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, x->others, MON8, MON10), "added");
	ck_assert_str_eq(book(&w, "T1", MON8, MON10), "added");
	struct request rq = rq_book(&w, "T1", MON9, MON10);
	ck_assert_int_eq(claims_parse(arena_fmt(&w.arena, "T1;%s", x->claims), &w.arena, &rq.u.booking.claims,
	                              &rq.u.booking.n_claims),
	                 0);
	rq.flags = REQUEST_WAIT;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_int_eq(w.last.state, STATE_WAITING);
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_str_eq(set_resource(&w, code, x->field, x->before), "updated");
	ck_assert_str_eq(cancel(&w, 2), "updated");
	bool fits = x->field == RES_MODE; /* alone it has room in any mode */
	ck_assert_uint_eq(w.last.n_promoted, fits);
	ck_assert_str_eq(set_resource(&w, code, x->field, x->after), "updated");
	ck_assert_uint_eq(w.last.n_promoted, !fits);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_new_rule_that_allows_more_frees)
{
	struct world w;
	school(&w);
	free_by_new_rule(&w);
	ck_assert_uint_eq(w.last.n_promoted, 1);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* HALL has the parts A and B. */
static void hall(struct world *w)
{
	static const char *const parts[] = {"A", "B"};
	school(w);
	ck_assert_str_eq(resource(w, "HALL", KIND_ROOM, MODE_EXCLUSIVE, 90, "NORTH"), "added");
	for (size_t i = 0; i < 2; i++) {
		ck_assert_str_eq(resource(w, parts[i], KIND_ROOM, MODE_EXCLUSIVE, 40, "NORTH"), "added");
		ck_assert_str_eq(set_resource(w, parts[i], RES_PART_OF, (struct resource){.part_of = "HALL"}),
		                 "updated");
	}
}

START_TEST(a_part_frees_its_hall_and_a_hall_its_parts)
{
	struct world w;
	hall(&w);
	ck_assert_str_eq(book(&w, "A", MON8, MON10), "added");
	wait_for(&w, "HALL", MON9, MON10);
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_uint_eq(w.last.n_promoted, 1);
	ck_assert_str_eq(w.last.promoted->claims, "HALL");
	wait_for(&w, "B", MON9, MON10);
	wait_for(&w, "A", MON9, MON10);
	ck_assert_str_eq(cancel(&w, 2), "updated");
	ck_assert_uint_eq(w.last.n_promoted, 2);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(what_is_no_part_any_more_frees_its_hall)
{
	struct world w;
	hall(&w);
	ck_assert_str_eq(book(&w, "A", MON8, MON10), "added");
	wait_for(&w, "HALL", MON9, MON10);
	ck_assert_str_eq(set_resource(&w, "A", RES_PART_OF, (struct resource){.part_of = ""}), "updated");
	ck_assert_uint_eq(w.last.n_promoted, 1);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(tied_requests_come_before_who_waits)
{
	struct world w;
	struct result results[2];
	school(&w);
	one_in_the_way(&w);
	struct request rq[2] = {rq_of(&w, OP_CANCEL), rq_book(&w, "R1", MON9, MON10)};
	rq[0].u.booking.id = 1;
	rq[0].flags = REQUEST_AND_NEXT;
	ck_assert_int_eq(store_apply(&w.s, rq, 2, false, results, &w.arena), 0);
	ck_assert_int_eq(results[1].outcome, OUTCOME_ADDED);
	ck_assert_uint_eq(results[0].n_promoted + results[1].n_promoted, 0);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* ---- many processes ---- */

enum { CROWD = 24 };

/* Waits for R1, and with an even number gives up what came of it. */
static void wait_and_give_up(struct world *w, int who)
{
	struct request rq = rq_book(w, "R1", MON8, MON10);
	rq.flags = REQUEST_WAIT;
	request_id_new(rq.id);
	ck_assert_str_eq(world_ask(w, &rq), "added");
	if (who % 2)
		return;
	uint64_t id = w->last.id;
	rq = rq_of(w, OP_CANCEL);
	rq.u.booking.id = id;
	request_id_new(rq.id);
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

static pid_t start_waiting(struct world *w, int who, const int gate[2])
{
	char c;
	pid_t pid = fork();
	ck_assert(pid >= 0);
	if (pid)
		return pid;
	close(gate[1]);
	ck_assert_int_eq(store_open(w->dir, &w->s), 0);
	while (read(gate[0], &c, 1) == -1 && errno == EINTR)
		;
	wait_and_give_up(w, who);
	store_close(&w->s);
	test_child_end(0);
}

START_TEST(of_many_processes_one_has_it_and_the_others_wait)
{
	struct world w;
	int gate[2];
	pid_t pids[CROWD];
	school(&w);
	store_close(&w.s);
	ck_assert_int_eq(pipe(gate), 0);
	for (int i = 0; i < CROWD; i++)
		pids[i] = start_waiting(&w, i, gate);
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < CROWD; i++) {
		int status;
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	look_by(&w);
	ck_assert_uint_eq(count_state(&w, STATE_BOOKED), 1);
	ck_assert_uint_eq(count_state(&w, STATE_WAITING), CROWD / 2 - 1);
	ck_assert_uint_eq(count_state(&w, STATE_CANCELLED), CROWD / 2);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *freeing_suite(void)
{
	Suite *s = suite_create("freeing");
	TCase *t = tcase_create("freeing");
	tcase_add_loop_test(t, what_is_freed_goes_to_who_had_waited, 0, sizeof ways / sizeof *ways);
	tcase_add_test(t, each_operation_has_a_row);
	tcase_add_loop_test(t, a_changed_resource_frees_itself, 0, sizeof changes / sizeof *changes);
	tcase_add_test(t, a_new_rule_that_allows_more_frees);
	tcase_add_test(t, a_part_frees_its_hall_and_a_hall_its_parts);
	tcase_add_test(t, what_is_no_part_any_more_frees_its_hall);
	tcase_add_test(t, tied_requests_come_before_who_waits);
	tcase_add_test(t, of_many_processes_one_has_it_and_the_others_wait);
	suite_add_tcase(s, t);
	return s;
}
