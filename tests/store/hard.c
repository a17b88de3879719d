/*
 * Files that mean harm, or are merely far too large: each is made and imported in a process of its own, which ends in a
 * sentence or a report within the memory that an import may take; and rehearsals of more rows than a transaction holds.
 */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/list/list_scratch.h"
#include "store/query/query.h"
#include "tests/engine.h"
#include "tests/list_support.h"

Suite *hard_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define MIB ((size_t)1 << 20)
#define MEMORY_MAX_KIB (256L << 10)

#if defined __SANITIZE_ADDRESS__
#define MEMORY_IS_MEASURED 0
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MEMORY_IS_MEASURED 0
#endif
#endif
#ifndef MEMORY_IS_MEASURED
#define MEMORY_IS_MEASURED 1
#endif

static struct store store;

/* `times` times the part between two texts. */
struct hard {
	const char *kind, *before, *part, *after;
	size_t times;
	const char *bad;                      /* the code, or NULL and the counts */
	size_t rows, added, unchanged, other; /* other: refused or invalid */
};

static const struct hard files[] = {
	{"institutions", "code,name\nA,\"", "xxxxxxxxxxxxxxxx", "", 7 * MIB, .rows = 1, .other = 1},
	{"institutions", "code,name\nA,", "xxxxxxxxxxxxxxxx", "\nB,b\n", 7 * MIB, .rows = 2, .added = 1, .other = 1},
	{"institutions", "code,name\n", "xxxxxxxxxxxxxxxx", "", 8 * MIB, .bad = "too-large"},
	{"institutions", "code,name", ",column", "\n", 1000000, .bad = "header-too-large"},
	{"institutions", "code,name", ",column", "\nA,b\n", 4000, .rows = 1, .added = 1},
	{"institutions", "code,name", ",a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a", "\nA,b\n", 4000, .rows = 1,
         .added = 1},
	{"institutions", "code,name\n", "\n\n\n\n\n\n\n\n\n\n", "", 10 * MIB, .bad = "too-many-lines"},
	{"institutions", "code,name\nA,b\n", "\n\n\n\n\n\n\n\n\n\n", "B,c\n", 490000, .rows = 2, .added = 2},
	{"institutions", "code,name\n", ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n", "A,b\n", 500000, .rows = 1,
         .added = 1},
	{"institutions", "code,name\n", "A,\xe6\x95\x99\xe5\xae\xa4\xe6\x95\x99\xe5\xae\xa4\n", "\xff\n", 7 * MIB,
         .bad = "too-large-decoded"},
	{"institutions", "code,name\n", "\"a\n\"\"\",\"b\n", "", 100000, .rows = 200000, .other = 200000},
	{"institutions", "code,name\n", "A,b\n", "", 100000, .rows = 100000, .added = 1, .other = 99999},
};

static char *make(const struct hard *h, size_t *len)
{
	size_t before = strlen(h->before), part = strlen(h->part), after = strlen(h->after);
	*len = before + part * h->times + after;
	char *text = malloc(*len);
	if (!text)
		return NULL;
	memcpy(text, h->before, before);
	for (size_t i = 0; i < h->times; i++)
		memcpy(text + before + i * part, h->part, part);
	memcpy(text + *len - after, h->after, after);
	return text;
}

/* In the child: 0 if all is as expected. */
static int import_hard(const struct hard *h, const char *place)
{
	struct list_summary s;
	size_t len;
	const char *bad = NULL;
	char *text = make(h, &len);
	int failed = !text || store_open(place, &store) != 0;
	if (failed)
		return failed;
	struct list_import ask = test_ask(h->kind, text, len);
	ask.dry_run = true;
	ask.scratch_dir = place;
	int err = list_import(&store, &ask, NULL, NULL, &s, &bad);
	if (h->bad)
		failed = err != QUAD_EINVAL || !bad || strcmp(bad, h->bad) != 0;
	else
		failed = err || s.rows != h->rows || s.counts[OUTCOME_ADDED] != h->added ||
		         s.counts[OUTCOME_UNCHANGED] != h->unchanged ||
		         s.counts[OUTCOME_REFUSED] + s.counts[OUTCOME_INVALID] != h->other;
	if (failed)
		fprintf(stderr, "%d %s: %zu rows, %zu added, %zu unchanged, %zu refused, %zu invalid\n", err, bad ? bad : "",
		        s.rows, s.counts[OUTCOME_ADDED], s.counts[OUTCOME_UNCHANGED], s.counts[OUTCOME_REFUSED],
		        s.counts[OUTCOME_INVALID]);
	list_summary_release(&s);
	store_close(&store);
	free(text);
	return failed;
}

START_TEST(test_a_hard_file_ends_in_bounds)
{
	const char *place = test_store("hard");
	struct rusage use;
	int status;
	ck_assert_int_eq(store_create(place, "Asia/Shanghai", &store), 0);
	store_close(&store);
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		test_child_end(import_hard(&files[_i], place));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(getrusage(RUSAGE_CHILDREN, &use), 0);
	if (MEMORY_IS_MEASURED)
		ck_assert_int_lt(use.ru_maxrss, MEMORY_MAX_KIB);
}
END_TEST

/* ---- long rehearsals ---- */

static size_t n_entries(const char *dir)
{
	size_t n = 0;
	DIR *d = opendir(dir);
	ck_assert_ptr_nonnull(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static void import_text(const char *kind, const char *text)
{
	struct list_import ask = test_ask(kind, text, strlen(text));
	struct list_summary s;
	const char *bad;
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &s, &bad), 0);
	list_summary_release(&s);
}

/* Bookings of one hour each behind the other, and a last one in the place of the first. */
START_TEST(test_a_long_rehearsal_is_what_the_import_will_be)
{
	const char *dir = test_dir();
	enum { ROWS = 12000 };
	struct buf text = {0}, shown[2] = {{0}, {0}};
	struct list_summary s;
	struct booking_ids ids = {0};
	const char *bad;
	char at[CLOCK_TEXT_MAX], until[CLOCK_TEXT_MAX];
	int64_t first;
	ck_assert_int_eq(store_create(test_store("long"), "Asia/Shanghai", &store), 0);
	import_text("resources", "code,name,kind\nR,Room,room\n");
	size_t before = n_entries(dir);
	ck_assert_int_eq(clock_parse("2026-01-01T00:00", &first), 0);
	buf_str(&text, "ref,resources,start,end\n");
	for (int i = 0; i <= ROWS; i++) {
		int64_t start = first + i % ROWS * 60;
		buf_fmt(&text, "B%d,R,%s,%s\n", i, clock_format(start, at), clock_format(start + 60, until));
	}
	struct list_import ask = test_ask("bookings", buf_text(&text), text.len);
	ask.scratch_dir = dir;
	for (int i = 0; i < 2; i++) {
		ask.dry_run = i == 0;
		ck_assert_int_eq(list_import(&store, &ask, test_note_row, &shown[i], &s, &bad), 0);
		ck_assert_uint_eq(s.counts[OUTCOME_ADDED], ROWS);
		ck_assert_uint_eq(s.counts[OUTCOME_REFUSED], 1);
		list_summary_release(&s);
		ck_assert_int_eq(query_booking_ids(&store, &(struct booking_filter){0}, &ids), 0);
		ck_assert_uint_eq(ids.n, i == 0 ? 0 : ROWS);
		arena_release(&ids.arena);
		if (i == 0)
			ck_assert_uint_eq(n_entries(dir), before);
	}
	ck_assert_ptr_nonnull(strstr(buf_text(&shown[0]), "\n12001,B12000,refused,busy:R@1\n"));
	ck_assert(strcmp(buf_text(&shown[0]), buf_text(&shown[1])) == 0);
	for (int i = 0; i < 2; i++)
		buf_release(&shown[i]);
	buf_release(&text);
	store_close(&store);
}
END_TEST

/* A directory as a process leaves it that is killed while it copies the store. */
static void leave_copy(const char *dir, const char *name, char path[PATH_MAX])
{
	char file[PATH_MAX + 32];
	snprintf(path, PATH_MAX, "%s/%s", dir, name);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	snprintf(file, sizeof file, "%s/data.mdb.part-1", path);
	FILE *f = fopen(file, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(test_copies_that_a_killed_process_left_are_taken_away)
{
	const char *dir = test_dir();
	char dead[PATH_MAX], alive[PATH_MAX], other[PATH_MAX];
	struct store copy;
	ck_assert_int_eq(store_create(test_store("left"), "Asia/Shanghai", &store), 0);
	leave_copy(dir, "rehearsal-DeadDe", dead);
	leave_copy(dir, "rehearsal-Alive1", alive);
	leave_copy(dir, "my-rehearsal-1", other);
	int lock = open(alive, O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(flock(lock, LOCK_EX), 0);
	size_t before = n_entries(dir);
	ck_assert_int_eq(list_scratch_open(&store, dir, &copy), 0);
	ck_assert_str_eq(copy.zone, "Asia/Shanghai");
	ck_assert_int_ne(access(dead, F_OK), 0);
	ck_assert_int_eq(access(alive, F_OK), 0);
	ck_assert_int_eq(access(other, F_OK), 0);
	ck_assert_uint_eq(n_entries(dir), before - 1);
	store_close(&copy);
	close(lock);
	ck_assert_int_eq(list_scratch_open(&store, dir, &copy), 0);
	ck_assert_int_ne(access(alive, F_OK), 0);
	store_close(&copy);
	store_close(&store);
}
END_TEST

/* ---- interruptions ---- */

static bool until_row(void *arg, const struct list_progress *p)
{
	return p->rows < *(const size_t *)arg;
}

START_TEST(test_an_interrupted_import_leaves_whole_batches_and_goes_on)
{
	size_t end = 11000;
	struct buf text = {0};
	struct list_summary s;
	const char *bad;
	ck_assert_int_eq(store_create(test_store("stopped"), "Asia/Shanghai", &store), 0);
	buf_str(&text, "code,name\n");
	for (int i = 0; i < 12000; i++)
		buf_fmt(&text, "I%d,Institution %d\n", i, i);
	struct list_import ask = test_ask("institutions", buf_text(&text), text.len);
	ask.go_on = until_row;
	ask.go_on_arg = &end;
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &s, &bad), 0);
	ck_assert(s.interrupted);
	ck_assert_uint_eq(s.rows, 10000);
	ck_assert_uint_eq(s.counts[OUTCOME_ADDED], 10000);
	list_summary_release(&s);
	ask.go_on = NULL;
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &s, &bad), 0);
	ck_assert(!s.interrupted);
	ck_assert_uint_eq(s.counts[OUTCOME_UNCHANGED], 10000);
	ck_assert_uint_eq(s.counts[OUTCOME_ADDED], 2000);
	list_summary_release(&s);
	buf_release(&text);
	store_close(&store);
}
END_TEST

Suite *hard_suite(void)
{
	Suite *s = suite_create("hard");
	TCase *t = tcase_create("files");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_a_hard_file_ends_in_bounds, 0, COUNT(files));
	tcase_add_test(t, test_a_long_rehearsal_is_what_the_import_will_be);
	tcase_add_test(t, test_copies_that_a_killed_process_left_are_taken_away);
	tcase_add_test(t, test_an_interrupted_import_leaves_whole_batches_and_goes_on);
	suite_add_tcase(s, t);
	return s;
}
