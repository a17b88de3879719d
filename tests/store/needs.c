/*
 * Refusals that are kept: one need is one record under retries, dry runs and from several processes, its week and hours
 * are those of what was asked for, what is no need leaves an entry, and what is old goes. All of it is proved by check.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "store/change/store_notes.h"
#include "store/query/query_needs.h"
#include "tests/random.h"
#include "tests/store/ask.h"

Suite *needs_suite(void);

/* A Monday of week 1, and of week 2. */
#define MON "2026-09-07"
#define MON8 MON "T08:00"
#define MON9 MON "T09:00"
#define MON10 MON "T10:00"

static struct world w;

static int64_t day(const char *text)
{
	int64_t out;
	ck_assert_int_eq(clock_parse_date(text, &out), 0);
	return out;
}

static void setup(void)
{
	struct request rq;
	world_open(&w);
	ck_assert_str_eq(campus(&w, "NORTH", ""), "added");
	ck_assert_str_eq(resource(&w, "R1", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH"), "added");
	ck_assert_str_eq(resource(&w, "R2", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH"), "added");
	ck_assert_str_eq(resource(&w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
	rq = rq_of(&w, OP_TERM);
	rq.u.term = (struct term){"2026A", "", day(MON), 16, 0};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	for (uint32_t i = 1; i <= 2; i++) {
		rq = rq_of(&w, OP_PERIOD);
		rq.u.period = (struct period){i, 420 + 60 * (int)i, 480 + 60 * (int)i, "", PERIOD_ALWAYS, 0};
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	/* R1 and R2 are taken on two Mondays */
	ck_assert_str_eq(book(&w, "R1;R2", MON8, MON10), "added");
	ck_assert_str_eq(book(&w, "R1;R2", "2026-09-14T08:00", "2026-09-14T10:00"), "added");
	store_keep_refusals(&w.s);
}

static void teardown(void)
{
	check_store(&w.s);
	world_close(&w);
}

/* `WEEK KIND PURPOSE CLAIMS START HOURS TIMES CODES` of each need, a line each. */
static const char *all_needs(void)
{
	struct need_list list;
	struct buf out = {0};
	char week[CLOCK_TEXT_MAX], start[CLOCK_TEXT_MAX];
	ck_assert_int_eq(query_needs(&w.s, &(struct need_filter){0}, &list), 0);
	for (size_t i = 0; i < list.n; i++) {
		const struct need *v = &list.v[i].need;
		buf_fmt(&out, "%s %s %s %s %s %" PRId64 " %u %s\n", clock_format_date(v->week, week),
		        kind_word(v->kind), v->purpose, v->claims, clock_format(v->start, start), v->minutes, v->times,
		        v->codes);
	}
	const char *text = arena_str(&w.arena, buf_text(&out));
	arena_release(&list.arena);
	buf_release(&out);
	return text;
}

static uint64_t count_entries(void)
{
	struct journal_rows rows;
	uint64_t from = 1, n = 0;
	while (from) {
		ck_assert_int_eq(query_journal(&w.s, &(struct journal_filter){0}, &from, 1000, &rows), 0);
		n += rows.n;
		arena_release(&rows.arena);
	}
	return n;
}

/* `ENTITY TEXT` of the last entry. */
static const char *last_entry(void)
{
	struct journal_rows rows;
	uint64_t from = count_entries();
	ck_assert_int_eq(query_journal(&w.s, &(struct journal_filter){0}, &from, 1, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	const struct journal_entry *e = rows.v;
	const char *text = arena_fmt(&w.arena, "%s %.*s", e->entity, (int)e->after.len, (const char *)e->after.p);
	arena_release(&rows.arena);
	return text;
}

static const char *ask_for(const char *claims, const char *start, const char *end, const char *purpose)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.u.booking.purpose = purpose;
	return world_ask(&w, &rq);
}

static struct request rq_series(const char *claims, const char *purpose)
{
	struct request rq = rq_of(&w, OP_SERIES);
	struct series_ask *ask = &rq.u.series;
	*ask = (struct series_ask){.ref = "",
	                           .purpose = purpose,
	                           .note = "",
	                           .requester = "",
	                           .institution = "",
	                           .from = FROM_THE_START,
	                           .rule.rule = "",
	                           .weeks = {.term = "", .weeks = 2 + 4 + 8, .weekdays = 2, .periods = 2 + 4}};
	ck_assert_int_eq(claims_parse(claims, &w.arena, &ask->claims, &ask->n_claims), 0);
	return rq;
}

/* ---- one need ---- */

START_TEST(a_need_is_one_under_retries_and_dry_runs)
{
	struct request rq = rq_book(&w, "R1", MON9, MON10);
	struct result result;
	rq.u.booking.purpose = "python";
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:R1@1");
	uint64_t before = count_entries();
	for (int i = 0; i < 3; i++)
		ck_assert_str_eq(world_ask(&w, &rq), "refused busy:R1@1");
	ck_assert_int_eq(store_rehearse(&w.s, &rq, &result, &w.arena), 0);
	store_note_refusals(&w.s, &rq, &result, 1);
	ck_assert_int_eq(w.s.unnoted, 0);
	ck_assert_uint_eq(count_entries(), before);
	ck_assert_str_eq(all_needs(), MON " lab python R1 " MON9 " 60 1 busy\n");
	/* another lab and hour of the week, and in other letters: the same need, in new words */
	ck_assert_str_eq(ask_for("R2;T1", MON8, MON10, "Python"), "refused busy:R2@1");
	ck_assert_str_eq(all_needs(), MON " lab Python R2;T1 " MON8 " 120 1 busy\n");
	ck_assert_uint_eq(count_entries(), before + 1);
	/* the next day it is asked for again */
	w.now += DAY_MIN;
	ck_assert_str_eq(ask_for("R2;T1", MON8, MON10, "Python"), "refused busy:R2@1");
	ck_assert_str_eq(all_needs(), MON " lab Python R2;T1 " MON8 " 120 2 busy\n");
	ck_assert_uint_eq(count_entries(), before + 2);
	/* and booked later it is a need still, which reports compare with what stands */
	ck_assert_str_eq(ask_for("R2;T1", MON10, "2026-09-07T12:00", "Python"), "added");
	ck_assert_str_eq(all_needs(), MON " lab Python R2;T1 " MON8 " 120 2 busy\n");
}
END_TEST

START_TEST(purpose_week_and_kind_make_others)
{
	ask_for("R1", MON9, MON10, "python");
	ask_for("R1", MON9, MON10, "java");
	ask_for("R1", "2026-09-14T09:00", "2026-09-14T10:00", "python");
	ck_assert_str_eq(book(&w, "T1", MON8, MON10), "added");
	ask_for("T1", MON9, MON10, "python");
	ck_assert_str_eq(all_needs() + strlen(all_needs()) -
	                         strlen("2026-09-14 lab python R1 2026-09-14T09:00 60 1 busy\n"),
	                 "2026-09-14 lab python R1 2026-09-14T09:00 60 1 busy\n");
	size_t n = 0;
	for (const char *p = all_needs(); *p; p++)
		n += *p == '\n';
	ck_assert_uint_eq(n, 4);
}
END_TEST

START_TEST(nothing_is_kept_unless_asked_to)
{
	uint64_t before = count_entries();
	w.s.keeps_refusals = false;
	ck_assert_str_eq(ask_for("R1", MON9, MON10, "python"), "refused busy:R1@1");
	ck_assert_str_eq(all_needs(), "");
	w.s.keeps_refusals = true;
	struct request rq = rq_book(&w, "R1", MON9, MON10);
	struct result result;
	ck_assert_int_eq(store_apply(&w.s, &rq, 1, true, &result, &w.arena), 0);
	ck_assert_int_eq(store_rehearse(&w.s, &rq, &result, &w.arena), 0);
	ck_assert_str_eq(all_needs(), "");
	ck_assert_uint_eq(count_entries(), before);
}
END_TEST

START_TEST(a_move_is_needed_where_it_should_go)
{
	struct request rq = rq_book(&w, "R1", "2026-09-08T08:00", "2026-09-08T10:00");
	rq.u.booking.purpose = "python";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(move(&w, w.last.id, "2026-09-14T08:00", "2026-09-14T09:00"), "refused busy:R1@2");
	ck_assert_str_eq(all_needs(), "2026-09-14 lab python R1 2026-09-14T08:00 60 1 busy\n");
}
END_TEST

/* ---- series ---- */

START_TEST(a_series_is_one_need_with_the_hours_of_its_dates)
{
	struct request rq = rq_series("R1", "course");
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:R1@1;busy:R1@2");
	ck_assert_str_eq(all_needs(), MON " lab course R1 " MON8 " 360 1 busy\n");
	/* of one that skips them, the dates that were skipped */
	rq.u.series.purpose = "other";
	rq.flags = REQUEST_SKIP_CONFLICTS;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.n_skipped, 2);
	ck_assert_ptr_nonnull(strstr(all_needs(), MON " lab other R1 " MON8 " 240 1 busy\n"));
}
END_TEST

START_TEST(a_change_of_a_series_is_needed_where_it_should_go)
{
	struct request rq = rq_series("R1", "course");
	rq.u.series.weeks.weekdays = 4;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	uint64_t id = w.last.series;
	rq.op = OP_SERIES_CHANGE;
	rq.given = GIVEN(SERIES_PARTS);
	rq.u.series.id = id;
	rq.u.series.weeks =
		(struct week_pattern){.term = "", .weekdays = 2, .from_min = SERIES_NO_TIME, .to_min = SERIES_NO_TIME};
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:R1@1;busy:R1@2");
	ck_assert_str_eq(all_needs(), MON " lab course R1 " MON8 " 360 1 busy\n");
	/* a date that was left out and is taken now */
	const int64_t out = day("2026-09-15");
	rq = rq_series("R2", "dated");
	rq.u.series.weeks.weekdays = 4;
	rq.u.series.except = &out;
	rq.u.series.n_except = 1;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	id = w.last.series;
	ck_assert_str_eq(book(&w, "R2", "2026-09-15T08:00", "2026-09-15T09:00"), "added");
	rq = rq_series("", "");
	rq.op = OP_SERIES_ADD;
	rq.u.series.id = id;
	rq.u.series.from = out;
	world_ask(&w, &rq);
	ck_assert_int_eq(w.last.outcome, OUTCOME_REFUSED);
	ck_assert_ptr_nonnull(strstr(all_needs(), "2026-09-14 lab dated R2 2026-09-15T08:00 120 1 busy\n"));
}
END_TEST

/* ---- what is no need ---- */

START_TEST(other_refusals_are_entries_once_an_hour)
{
	static const struct {
		const char *claims, *start, *end;
	} rows[] = {
		{"R1", "2026-08-07T08:00", "2026-08-07T09:00"}, /* past */
		{"R9", MON8, MON9},                             /* nothing of that name */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint64_t before = count_entries();
		const char *why = ask_for(rows[i].claims, rows[i].start, rows[i].end, "");
		ck_assert_int_eq(w.last.outcome, OUTCOME_REFUSED);
		ck_assert_uint_eq(count_entries(), before + 1);
		ck_assert_str_eq(last_entry(), arena_fmt(&w.arena, "refused:book %s", why + strlen("refused ")));
		w.now += 59;
		ask_for(rows[i].claims, rows[i].start, rows[i].end, "");
		ck_assert_uint_eq(count_entries(), before + 1);
		w.now += 1;
		ask_for(rows[i].claims, rows[i].start, rows[i].end, "");
		ck_assert_uint_eq(count_entries(), before + 2);
	}
	ck_assert_str_eq(all_needs(), "");
	cancel(&w, 99);
	ck_assert_str_eq(last_entry(), "refused:cancel unknown:99@booking");
	uint64_t before = count_entries();
	/* what is malformed is told, and no more */
	ask_for("R1", MON10, MON9, "");
	ck_assert_int_eq(w.last.outcome, OUTCOME_INVALID);
	ck_assert_uint_eq(count_entries(), before);
}
END_TEST

static void add_institution(void)
{
	struct request rq = rq_institution(&w, "A", "");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void add_person(const char *login, enum person_role role)
{
	struct request rq = rq_of(&w, OP_PERSON);
	rq.actor = "root";
	rq.u.person = (struct person){.login = login,
	                              .name = login,
	                              .institution = "A",
	                              .role = role,
	                              .scope = "",
	                              .email = "",
	                              .language = "",
	                              .ssh_key = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

START_TEST(strangers_leave_nothing)
{
	add_institution();
	add_person("root", ROLE_COORDINATOR);
	add_person("rita", ROLE_REQUESTER);
	uint64_t before = count_entries();
	/* anna is not among the people */
	ck_assert_str_eq(ask_for("R1", MON9, MON10, ""), "refused role:anna@people");
	ck_assert_int_eq(store_note_login(&w.s, "anna", VIA_SSH, "key"), 0);
	ck_assert_uint_eq(count_entries(), before);
	struct request rq = rq_of(&w, OP_CAMPUS);
	rq.actor = "rita";
	rq.u.campus = rq_campus(&w, "NORTH", "x").u.campus;
	ck_assert_str_eq(world_ask(&w, &rq), "refused role:campus:NORTH@administrator|coordinator");
	ck_assert_str_eq(last_entry(), "refused:campus role:campus:NORTH@administrator|coordinator");
	ck_assert_int_eq(store_note_login(&w.s, "rita", VIA_SSH, "SHA256:abc"), 0);
	ck_assert_str_eq(last_entry(), "login:rita SHA256:abc");
	before = count_entries();
	ck_assert_int_eq(store_note_login(&w.s, "rita", VIA_SSH, "SHA256:abc"), 0);
	ck_assert_uint_eq(count_entries(), before);
	ck_assert_int_eq(store_note_login(&w.s, "rita", VIA_SSH, "SHA256:abd"), 0);
	ck_assert_uint_eq(count_entries(), before + 1);
	/* the owner of the files, who makes backups, need not be a member */
	ck_assert_int_eq(store_note_export(&w.s, "anna", VIA_SHELL, "store", "backup"), 0);
	ck_assert_str_eq(last_entry(), "export:store backup");
}
END_TEST

START_TEST(who_may_not_see_it_sees_when_and_for_whom)
{
	add_institution();
	add_person("root", ROLE_COORDINATOR);
	add_person("rita", ROLE_REQUESTER);
	add_person("vic", ROLE_VIEWER);
	struct request rq = rq_book(&w, "R1", MON9, MON10);
	struct need_list list;
	rq.actor = "rita";
	rq.u.booking.purpose = "secret";
	rq.u.booking.party = 7;
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:R1@1");
	static const char *const lookers[] = {"root", "rita", "vic"};
	for (int i = 0; i < 3; i++) {
		store_look_as(&w.s, lookers[i]);
		ck_assert_int_eq(query_needs(&w.s, &(struct need_filter){0}, &list), 0);
		ck_assert_uint_eq(list.n, 1);
		ck_assert_int_eq(list.v->hidden, i == 2);
		ck_assert_str_eq(list.v->need.purpose, i == 2 ? "" : "secret");
		ck_assert_str_eq(list.v->need.requester, i == 2 ? "" : "rita");
		ck_assert_str_eq(list.v->need.reasons, i == 2 ? "busy" : "busy:R1@1");
		ck_assert_uint_eq(list.v->need.party, i == 2 ? 0 : 7);
		arena_release(&list.arena);
		ck_assert_int_eq(query_needs(&w.s, &(struct need_filter){.requester = "rita"}, &list), 0);
		ck_assert_uint_eq(list.n, i != 2);
		arena_release(&list.arena);
	}
	store_look_as(&w.s, NULL);
}
END_TEST

/* ---- how long ---- */

static void keep_for(const char *value)
{
	struct request rq = rq_of(&w, OP_SETTING);
	rq.u.setting = (struct setting){.name = "keep-unmet", .value = value};
	world_ask(&w, &rq);
	ck_assert_uint_eq(w.last.reasons.n, 0);
}

static size_t count_needs(void)
{
	size_t n = 0;
	for (const char *p = all_needs(); *p; p++)
		n += *p == '\n';
	return n;
}

START_TEST(what_is_old_goes_with_what_comes)
{
	enum { MANY = 40 };
	for (int i = 0; i < MANY; i++)
		ask_for("R1", MON9, MON10, arena_fmt(&w.arena, "course %d", i));
	ck_assert_uint_eq(count_needs(), MANY);
	/* two years later */
	w.now = at("2028-09-04T00:00");
	ck_assert_str_eq(book(&w, "R1", "2028-09-11T08:00", "2028-09-11T10:00"), "added");
	keep_for("none");
	ask_for("R1", "2028-09-11T08:00", "2028-09-11T09:00", "0");
	ck_assert_uint_eq(count_needs(), MANY + 1);
	keep_for("18m");
	ask_for("R1", "2028-09-11T08:00", "2028-09-11T09:00", "1");
	ck_assert_uint_eq(count_needs(), MANY + 2 - 16);
	check_store(&w.s);
	ask_for("R1", "2028-09-11T08:00", "2028-09-11T09:00", "2");
	ask_for("R1", "2028-09-11T08:00", "2028-09-11T09:00", "3");
	ck_assert_uint_eq(count_needs(), 4);
	/* what is as old when it is entered is not kept at all */
	struct request rq = rq_book(&w, "R1", MON9, MON10);
	rq.flags = REQUEST_RECORD;
	world_ask(&w, &rq);
	ck_assert_int_eq(w.last.outcome, OUTCOME_REFUSED);
	ck_assert_uint_eq(count_needs(), 4);
}
END_TEST

START_TEST(a_refusal_is_not_taken_back)
{
	ask_for("R1", MON9, MON10, "python");
	struct request rq = rq_of(&w, OP_UNDO);
	rq.u.entry = count_entries();
	ck_assert_str_eq(world_ask(&w, &rq), "unchanged");
	ck_assert_uint_eq(count_needs(), 1);
}
END_TEST

/* ---- many ---- */

START_TEST(rows_of_one_call_are_kept_together)
{
	enum { ROWS = 20 };
	struct request rqs[ROWS];
	struct result results[ROWS];
	uint64_t before = count_entries();
	for (int i = 0; i < ROWS; i++) {
		rqs[i] = rq_book(&w, i % 2 ? "R1" : "R9", MON9, MON10);
		rqs[i].u.booking.purpose = arena_fmt(&w.arena, "course %d", i % 10);
	}
	ck_assert_int_eq(store_apply(&w.s, rqs, ROWS, false, results, &w.arena), 0);
	/* five needs, and one entry for all that is unknown */
	ck_assert_uint_eq(count_needs(), 5);
	ck_assert_uint_eq(count_entries(), before + 6);
}
END_TEST

/* A model: the days on which each purpose was refused in each week. */
START_TEST(many_refusals_are_counted_as_a_model_does)
{
	enum { PURPOSES = 3, WEEKS = 2, DAYS = 5, ROUNDS = 150 };
	static const char *const starts[WEEKS] = {MON8, "2026-09-14T08:00"};
	static const char *const ends[WEEKS] = {MON10, "2026-09-14T10:00"};
	bool refused[WEEKS][PURPOSES][DAYS] = {0};
	struct random r = {random_seed(15)};
	int64_t first = w.now;
	int last = 0;
	for (int i = 0; i < ROUNDS; i++) {
		unsigned week = random_below(&r, WEEKS), purpose = random_below(&r, PURPOSES);
		int on = i * DAYS / ROUNDS;
		last = on > last ? on : last;
		w.now = first + last * DAY_MIN + random_below(&r, DAY_MIN);
		struct request rq = rq_book(&w, random_below(&r, 2) ? "R1" : "R2", starts[week], ends[week]);
		struct result result;
		rq.u.booking.purpose = arena_fmt(&w.arena, "%u", purpose);
		if (random_below(&r, 2)) {
			world_ask(&w, &rq);
		} else {
			ck_assert_int_eq(store_rehearse(&w.s, &rq, &result, &w.arena), 0);
			store_note_refusals(&w.s, &rq, &result, 1);
		}
		refused[week][purpose][last] = true;
	}
	struct need_list list;
	ck_assert_int_eq(query_needs(&w.s, &(struct need_filter){0}, &list), 0);
	ck_assert_uint_eq(list.n, WEEKS * PURPOSES);
	for (size_t i = 0; i < list.n; i++) {
		const struct need *v = &list.v[i].need;
		const bool *days = refused[v->week == day(MON) ? 0 : 1][strtoul(v->purpose, NULL, 10)];
		unsigned n = 0;
		for (int k = 0; k < DAYS; k++)
			n += days[k];
		ck_assert_uint_eq(v->times, n);
	}
	arena_release(&list.arena);
}
END_TEST

START_TEST(several_processes_keep_one_need)
{
	enum { PROCESSES = 4, TIMES = 20 };
	uint64_t before = count_entries();
	store_close(&w.s);
	for (int i = 0; i < PROCESSES; i++) {
		pid_t pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid)
			continue;
		ck_assert_int_eq(store_open(w.dir, &w.s), 0);
		store_keep_refusals(&w.s);
		for (int k = 0; k < TIMES; k++)
			ask_for("R1", MON9, MON10, "python");
		bool good = w.s.unnoted == 0 && w.last.outcome == OUTCOME_REFUSED;
		store_close(&w.s);
		_exit(good ? 0 : 1);
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status;
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	ck_assert_str_eq(all_needs(), MON " lab python R1 " MON9 " 60 1 busy\n");
	ck_assert_uint_eq(count_entries(), before + 1);
}
END_TEST

Suite *needs_suite(void)
{
	Suite *suite = suite_create("needs");
	TCase *tc = tcase_create("needs");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_need_is_one_under_retries_and_dry_runs);
	tcase_add_test(tc, purpose_week_and_kind_make_others);
	tcase_add_test(tc, nothing_is_kept_unless_asked_to);
	tcase_add_test(tc, a_move_is_needed_where_it_should_go);
	tcase_add_test(tc, a_series_is_one_need_with_the_hours_of_its_dates);
	tcase_add_test(tc, a_change_of_a_series_is_needed_where_it_should_go);
	tcase_add_test(tc, other_refusals_are_entries_once_an_hour);
	tcase_add_test(tc, strangers_leave_nothing);
	tcase_add_test(tc, who_may_not_see_it_sees_when_and_for_whom);
	tcase_add_test(tc, what_is_old_goes_with_what_comes);
	tcase_add_test(tc, a_refusal_is_not_taken_back);
	tcase_add_test(tc, rows_of_one_call_are_kept_together);
	tcase_add_test(tc, many_refusals_are_counted_as_a_model_does);
	tcase_add_test(tc, several_processes_keep_one_need);
	suite_add_tcase(suite, tc);
	return suite;
}
