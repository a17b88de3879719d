/*
 * Real timetables with injected conflicts: every row must get the published verdict under every policy. The files
 * are not part of the project; where they are not at hand there is nothing to test.
 */
#include <check.h>

#include "store/change/store_apply.h"
#include "tests/engine.h"
#include "tests/list_support.h"

static const char *const timetables[] = {"itc2019-tg-fal17", "itc2007-comp01", "fet-uae"};
static const char *const policies[] = {"R", "RC", "RCT", "RCTV", "RCTVU"};
enum { POLICY_CAPACITY = 1, POLICY_TEACHERS, POLICY_TRAVEL, POLICY_CLOSURES };

#define COUNT(v) (sizeof(v) / sizeof *(v))

/* The file's text, NULL if there is none; the caller frees. */
static char *sample(const char *timetable, const char *file, size_t *len)
{
	char name[200];
	snprintf(name, sizeof name, "timetables/%s/%s", timetable, file);
	const char *path = test_sample(name);
	return path ? test_read_file(path, len) : NULL;
}

/* Renames a column, so that nothing reads it. */
static void hide_column(char *text, const char *name)
{
	char *end = strchr(text, '\n'), *at = strstr(text, name);
	ck_assert(at && at < end);
	*at = '~';
}

/* Capacities that mean "unknown" become 0. */
static void rewrite_capacities(const char *text, size_t len, struct buf *out)
{
	struct csv_reader reader;
	struct csv_row row;
	ck_assert_int_eq(csv_reader_open(&reader, text, len, ','), 0);
	while (csv_reader_next(&reader, &row) == 0) {
		for (size_t i = 0; i < row.n; i++) {
			char cell[300];
			snprintf(cell, sizeof cell, "%.*s", (int)row.cells[i].len, (const char *)row.cells[i].p);
			bool unknown = strcmp(cell, "9999") == 0 || strcmp(cell, "30000") == 0;
			csv_put(out, unknown ? "0" : cell, i == 0);
		}
		csv_put_end(out);
	}
	csv_reader_close(&reader);
}

static void load(struct store *s, const char *kind, const char *resource_kind, const char *text, size_t len)
{
	struct list_import ask = test_ask(kind, text, len);
	struct list_pair set = {"kind", resource_kind};
	struct list_summary summary;
	const char *bad;
	ask.create_missing = true;
	ask.set = &set;
	ask.n_set = resource_kind != NULL;
	ck_assert_int_eq(list_import(s, &ask, NULL, NULL, &summary, &bad), 0);
	ck_assert_uint_eq(summary.counts[OUTCOME_REFUSED] + summary.counts[OUTCOME_INVALID], 0);
	ck_assert_uint_eq(summary.rows, summary.counts[OUTCOME_ADDED]);
	list_summary_release(&summary);
}

/* The store that a policy's verdicts were made in. */
static void prepare(struct store *s, const char *timetable, size_t policy)
{
	char dir[100];
	size_t len;
	struct buf rooms = {0};
	char *text;
	snprintf(dir, sizeof dir, "%s-%zu", timetable, policy);
	ck_assert_int_eq(store_create(test_store(dir), "Asia/Shanghai", s), 0);
	text = sample(timetable, "facilities.csv", &len);
	ck_assert_ptr_nonnull(text);
	if (policy < POLICY_CAPACITY)
		hide_column(text, "capacity");
	rewrite_capacities(text, len, &rooms);
	load(s, "resources", "room", buf_text(&rooms), rooms.len);
	free(text);
	buf_release(&rooms);
	if (policy >= POLICY_TEACHERS && (text = sample(timetable, "teachers.csv", &len))) {
		load(s, "resources", "teacher", text, len);
		free(text);
	}
	if (policy >= POLICY_TRAVEL && (text = sample(timetable, "travel.csv", &len))) {
		load(s, "travel", NULL, text, len);
		free(text);
	}
	if (policy >= POLICY_CLOSURES && (text = sample(timetable, "unavailable.csv", &len))) {
		load(s, "closures", NULL, text, len);
		free(text);
	}
}

struct verdicts {
	struct csv_reader reader;
	size_t column, n, n_wrong;
	struct buf wrong;
};

/* The column of a policy in the expected verdicts; false if this timetable has no such policy. */
static bool verdicts_open(struct verdicts *v, const char *text, size_t len, const char *policy)
{
	struct csv_row row;
	*v = (struct verdicts){0};
	ck_assert_int_eq(csv_reader_open(&v->reader, text, len, ','), 0);
	ck_assert_int_eq(csv_reader_next(&v->reader, &row), 0);
	for (size_t i = 0; i < row.n; i++)
		if (row.cells[i].len == strlen(policy) && memcmp(row.cells[i].p, policy, row.cells[i].len) == 0)
			v->column = i;
	return v->column > 0;
}

static int compare(void *arg, const struct list_row_report *r)
{
	struct verdicts *v = arg;
	struct csv_row row;
	ck_assert_int_eq(csv_reader_next(&v->reader, &row), 0);
	ck_assert_uint_gt(row.n, v->column);
	bool accept = row.cells[v->column].len == 6 && memcmp(row.cells[v->column].p, "accept", 6) == 0;
	v->n++;
	ck_assert_uint_eq(r->row, v->n);
	if (accept == (r->outcome == OUTCOME_ADDED))
		return 0;
	if (v->n_wrong++ < 5) {
		buf_fmt(&v->wrong, "row %zu %s: %s, got ", r->row, r->key, accept ? "accept" : "reject");
		test_note_row(&v->wrong, r);
	}
	return 0;
}

static void say_fault(void *arg, const char *text)
{
	(void)arg;
	fprintf(stderr, "fault: %s\n", text);
}

static void expect_sound(struct store *s)
{
	uint64_t n = 0;
	ck_assert_int_eq(query_check(s, say_fault, NULL, &n), 0);
	ck_assert_uint_eq(n, 0);
}

static void check_policy(const char *timetable, const char *bookings, const char *expected, size_t policy)
{
	size_t len, expected_len;
	char *text = sample(timetable, bookings, &len), *verdicts = sample(timetable, expected, &expected_len);
	struct verdicts v = {0};
	if (text && verdicts && verdicts_open(&v, verdicts, expected_len, policies[policy])) {
		struct store s;
		struct list_summary summary;
		const char *bad;
		prepare(&s, timetable, policy);
		if (policy < POLICY_TEACHERS)
			hide_column(text, "teacher");
		struct list_import ask = test_ask("bookings", text, len);
		ck_assert_int_eq(list_import(&s, &ask, compare, &v, &summary, &bad), 0);
		ck_assert_msg(v.n_wrong == 0, "%s %s: %zu of %zu\n%s", timetable, policies[policy], v.n_wrong, v.n,
		              buf_text(&v.wrong));
		ck_assert_uint_gt(v.n, 800);
		list_summary_release(&summary);
		store_close(&s);
	}
	csv_reader_close(&v.reader);
	buf_release(&v.wrong);
	free(text);
	free(verdicts);
}

START_TEST(test_perturbed_timetables_get_the_published_verdicts)
{
	for (size_t policy = 0; policy < COUNT(policies); policy++)
		check_policy(timetables[_i], "bookings_perturbed.csv", "bookings_perturbed_expected.csv", policy);
}
END_TEST

START_TEST(test_published_timetables_get_theirs)
{
	for (size_t policy = 0; policy < COUNT(policies); policy++)
		check_policy(timetables[_i], "bookings.csv", "bookings_expected.csv", policy);
}
END_TEST

/* ---- series ---- */

static const char *const series_timetables[] = {"itc2019-tg-fal17", "itc2007-comp01"};

/* A policy of the series' verdicts: its columns, and up to which of the bookings' policies it goes. */
static const struct series_policy {
	const char *verdict, *kept;
	size_t policy;
} series_policies[] = {
	{"room_only", "skip_mode_room_only_accepted", 0},
	{"full", "skip_mode_full_accepted", POLICY_TRAVEL},
};

/*
 * The store of a policy, with a term of 20 weeks. No verdict is about capacities (lectures may exceed their room's) nor
 * about times when a resource is unavailable.
 */
static void prepare_series(struct store *s, const char *timetable, const struct series_policy *p, char *text)
{
	static const char term[] = "code,name,first_monday,weeks\n2026-1,Autumn,2026-09-07,20\n";
	prepare(s, timetable, p->policy);
	load(s, "terms", NULL, term, sizeof term - 1);
	hide_column(text, "party");
	if (p->policy < POLICY_TEACHERS)
		hide_column(text, "teacher");
}

START_TEST(test_series_get_the_published_verdicts)
{
	const char *timetable = series_timetables[_i];
	for (size_t i = 0; i < COUNT(series_policies); i++) {
		size_t len, expected_len;
		char *text = sample(timetable, "series_perturbed.csv", &len);
		char *expected = sample(timetable, "series_perturbed_expected.csv", &expected_len);
		struct verdicts v = {0};
		if (text && expected && verdicts_open(&v, expected, expected_len, series_policies[i].verdict)) {
			struct store s;
			struct list_summary summary;
			const char *bad;
			prepare_series(&s, timetable, &series_policies[i], text);
			struct list_import ask = test_ask("series", text, len);
			ck_assert_int_eq(list_import(&s, &ask, compare, &v, &summary, &bad), 0);
			ck_assert_msg(v.n_wrong == 0, "%s %s: %zu of %zu\n%s", timetable, series_policies[i].verdict,
			              v.n_wrong, v.n, buf_text(&v.wrong));
			ck_assert_uint_gt(v.n, 200);
			list_summary_release(&summary);
			expect_sound(&s);
			store_close(&s);
		}
		csv_reader_close(&v.reader);
		buf_release(&v.wrong);
		free(text);
		free(expected);
	}
}
END_TEST

/* How many bookings of the series with that ref stand. */
static size_t count_kept(const struct series_list *list, const struct booking_rows *rows, const char *ref)
{
	uint64_t id = 0;
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].ref, ref) == 0)
			id = list->v[i].id;
	for (size_t i = 0; i < rows->n; i++)
		n += id && rows->v[i].b.series == id;
	return n;
}

static int take_key(void *arg, const struct list_row_report *r)
{
	struct buf *keys = arg;
	buf_add(keys, r->key, strlen(r->key) + 1);
	return 0;
}

START_TEST(test_skipping_keeps_as_many_as_published)
{
	static const struct booking_filter all = {0};
	const char *timetable = series_timetables[_i];
	for (size_t i = 0; i < COUNT(series_policies); i++) {
		size_t len, expected_len;
		char *text = sample(timetable, "series_perturbed.csv", &len);
		char *expected = sample(timetable, "series_perturbed_expected.csv", &expected_len);
		struct verdicts v = {0};
		if (text && expected && verdicts_open(&v, expected, expected_len, series_policies[i].kept)) {
			struct store s;
			struct list_summary summary;
			struct series_list list;
			struct booking_ids ids;
			struct booking_rows rows;
			struct csv_row row;
			struct buf keys = {0};
			const char *bad;
			prepare_series(&s, timetable, &series_policies[i], text);
			struct list_import ask = test_ask("series", text, len);
			ask.skip_conflicts = true;
			ck_assert_int_eq(list_import(&s, &ask, take_key, &keys, &summary, &bad), 0);
			ck_assert_int_eq(query_series(&s, &list), 0);
			ck_assert_int_eq(query_booking_ids(&s, &all, &ids), 0);
			ck_assert_int_eq(query_bookings(&s, ids.v, ids.n, &rows), 0);
			const char *key = buf_text(&keys);
			for (; csv_reader_next(&v.reader, &row) == 0; key += strlen(key) + 1, v.n++) {
				char number[20];
				snprintf(number, sizeof number, "%.*s", (int)row.cells[v.column].len,
				         (const char *)row.cells[v.column].p);
				ck_assert_msg(count_kept(&list, &rows, key) == strtoul(number, NULL, 10), "%s %s: %s, got %zu",
				              timetable, key, number, count_kept(&list, &rows, key));
			}
			ck_assert_uint_eq(v.n, summary.rows);
			expect_sound(&s);
			arena_release(&list.arena);
			arena_release(&ids.arena);
			arena_release(&rows.arena);
			buf_release(&keys);
			list_summary_release(&summary);
			store_close(&s);
		}
		csv_reader_close(&v.reader);
		free(text);
		free(expected);
	}
}
END_TEST

Suite *samples_suite(void);

Suite *samples_suite(void)
{
	Suite *s = suite_create("samples");
	TCase *c = tcase_create("verdicts");
	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, test_perturbed_timetables_get_the_published_verdicts, 0, (int)COUNT(timetables));
	tcase_add_loop_test(c, test_published_timetables_get_theirs, 0, (int)COUNT(timetables));
	tcase_add_loop_test(c, test_series_get_the_published_verdicts, 0, (int)COUNT(series_timetables));
	tcase_add_loop_test(c, test_skipping_keeps_as_many_as_published, 0, (int)COUNT(series_timetables));
	suite_add_tcase(s, c);
	return s;
}
