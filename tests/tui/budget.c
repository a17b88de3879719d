/*
 * What the screen costs on the line, in bytes and in bursts, with 5,000 resources and some thousand bookings: a key, a
 * turned page, the first screen, and nothing while nothing happens. Never in time, which `make bench` measures. A view
 * gets its budget by a row of `moves`. QUAD_TEST_FIGURES=1 prints what was measured.
 */
#include <limits.h>

#include "tests/engine.h"
#include "tests/pty.h"
#include "tests/tui/command.h"
#include "tui/cmd/cmd_table.h"

Suite *budget_suite(void);

enum { RESOURCES = 5000, BOOKINGS = 3000, CAMPUSES = 10 };

/* ---- the store, made once for all of the suite ---- */

static char store[PATH_MAX], files[PATH_MAX];

static FILE *create_list(const char *name, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s.csv", test_dir(), name);
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	return f;
}

static void import_list(FILE *f, const char *name, const char *path)
{
	ck_assert_int_eq(fclose(f), 0);
	ASSERT_STATUS(CMD_DONE, "--store %s import %s %s", store, name, path);
}

static void write_resources(FILE *f)
{
	static const char *const names[] = {"智能制造实训室", "Welding lab", "汽车维修与检测实训中心", "多媒体教室",
	                                    "电工电子实验室 Electronics"};
	fputs("code,name,kind,institution,campus,building,room,seats,tags,equipment\n", f);
	for (int i = 0; i < RESOURCES; i++)
		fprintf(f, "LAB-%04d,%s（%d号）,lab,POLY,C%d,实训楼 %c,%d,%d,cnc;robot,示教器*%d\n", i + 1,
		        names[i % 5], i * 7919 % 1000, i * CAMPUSES / RESOURCES, 'A' + i % 7, 100 + i % 400,
		        20 + i % 50, 1 + i % 9);
}

/* Around today, so that strips and lists have something to show. */
static void write_bookings(FILE *f)
{
	fputs("ref,resources,start,end,purpose,requester\n", f);
	for (int i = 0; i < BOOKINGS; i++) {
		char day[CLOCK_TEXT_MAX];
		int hour = 8 + i % 3 * 3;
		clock_format_date(clock_local_day(clock_now_min()) + i / 1500, day);
		fprintf(f, "B%d,LAB-%04d,%sT%02d:00,%sT%02d:00,数控编程 %d,chenwei\n", i, i * 7 % RESOURCES + 1, day,
		        hour, day, hour + 2, i);
	}
}

static void make_store(void)
{
	char path[PATH_MAX];
	snprintf(store, sizeof store, "%s", test_store("big"));
	ASSERT_STATUS(CMD_DONE, "--store %s init", store);
	FILE *f = create_list("institutions", path);
	fputs("code,name,kind\nPOLY,City Polytechnic,college\n", f);
	import_list(f, "institutions", path);
	f = create_list("campuses", path);
	fputs("code,name,institution\n", f);
	for (int i = 0; i < CAMPUSES; i++)
		fprintf(f, "C%d,第%d校区,POLY\n", i, i + 1);
	import_list(f, "campuses", path);
	f = create_list("resources", path);
	write_resources(f);
	import_list(f, "resources", path);
	f = create_list("bookings", path);
	write_bookings(f);
	import_list(f, "bookings", path);
}

/* Files to import: one of many columns, one of many rows that are wrong. */
static void make_files(void)
{
	char path[PATH_MAX];
	snprintf(files, sizeof files, "%s", test_dir());
	FILE *f = create_list("columns", path);
	fputs("code,kind", f);
	for (int i = 0; i < 100; i++)
		fprintf(f, ",特性%d", i);
	fputs("\nL1,lab", f);
	for (int i = 0; i < 100; i++)
		fprintf(f, ",%d %s", i * 37, i % 3 ? "数控加工" : "Welding");
	ck_assert_int_eq(fclose(f), 0);
	f = create_list("wrong", path);
	fputs("code,kind,seats\n", f);
	for (int i = 0; i < 300; i++)
		fprintf(f, "L%d,lab,many %d\n", i, i);
	ck_assert_int_eq(fclose(f), 0);
}

/* For a test alone, so that other suites still find their files. */
static void go_to_files(void)
{
	ck_assert_int_eq(chdir(files), 0);
}

static struct pty *open_screen(int rows, int cols)
{
	const char *argv[] = {"quad", "--store", store, "tui", NULL};
	struct pty *p = pty_spawn(quad_main, argv, NULL, rows, cols);
	pty_wait_row(p, 2, "LAB-0001");
	pty_wait_row(p, rows - 1, "help");
	pty_settle(p);
	return p;
}

static bool is_told(void)
{
	const char *figures = getenv("QUAD_TEST_FIGURES");
	return figures && *figures;
}

/* ---- keys ---- */

static int by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	return (x > y) - (x < y);
}

enum { PRESSES_MAX = 60 };

/* Presses a key that is answered. The bytes of the answer, and in how many reads they came. */
static size_t press(struct pty *p, const char *key, unsigned *n_reads)
{
	pty_keys(p, key);
	for (int ms = 0; pty_bytes(p) == 0 && ms < PTY_WAIT_MS; ms++)
		pty_listen(p, 1);
	ck_assert_uint_gt(pty_bytes(p), 0);
	pty_settle(p);
	*n_reads = pty_reads(p);
	return pty_bytes(p);
}

/* How to get somewhere, then a key and what each press of it may cost: half of them, and the dearest. */
static const struct move {
	const char *name;
	const char *way[3]; /* keys, one after the other */
	const char *shows;  /* when one is there */
	const char *key;
	int presses;
	int rows, cols;
	size_t typical, most;
} moves[] = {
	/* the first view */
	{"first, down", {0}, " 1/5000", "j", 12, 16, 60, 350, 350},
	{"first, down", {0}, " 1/5000", "j", 18, 24, 80, 350, 350},
	/* the details at the right are longer where something is booked */
	{"first, down", {0}, " 1/5000", "j", 40, 50, 200, 600, 700},
	{"first, scrolling", {K_PAGE_DOWN}, " 11/5000", "j", 40, 16, 60, 350, 350},
	{"first, scrolling", {K_PAGE_DOWN}, " 19/5000", "j", 40, 24, 80, 350, 350},
	/* with the details at the right, which every fourth key sends again beside four new rows */
	{"first, scrolling", {K_PAGE_DOWN}, " 45/5000", "j", 60, 50, 200, 600, 1200},
	/* the rows of a table */
	{"table, down", {"L", "jjjj\r"}, "resources  1/5000", "j", 12, 16, 60, 350, 350},
	{"table, down", {"L", "jjjj\r"}, "resources  1/5000", "j", 18, 24, 80, 350, 350},
	{"table, down", {"L", "jjjj\r"}, "resources  1/5000", "j", 40, 50, 200, 600, 600},
	{"table, up at the top", {"L", "jjjj\r", K_END}, "5000/5000", "k", 60, 24, 80, 350, 350},
	{"table, up at the top", {"L", "jjjj\r", K_END}, "5000/5000", "k", 60, 50, 200, 600, 600},
	{"table, pages", {"L", "jjjj\r"}, "resources  1/5000", K_PAGE_DOWN, 20, 24, 80, 3000, 3000},
	{"table, pages", {"L", "jjjj\r"}, "resources  1/5000", K_PAGE_DOWN, 20, 50, 200, 10000, 10000},
	/* bookings; how many depends on the hour: those of today that are over are not listed */
	{"bookings, down", {"B"}, "Bookings", "j", 12, 16, 60, 350, 350},
	{"bookings, down", {"B"}, "Bookings", "j", 18, 24, 80, 350, 350},
	{"bookings, down", {"B"}, "Bookings", "j", 40, 50, 200, 600, 600},
	{"bookings, scrolling", {"B", K_PAGE_DOWN}, " 20/", "j", 40, 24, 80, 350, 350},
	/* with all about the booking at the right, as above */
	{"bookings, scrolling", {"B", K_PAGE_DOWN}, " 46/", "j", 40, 50, 200, 600, 1200},
	/* the finder: a letter; leaving a field, which counts all that fits */
	{"finder, letters", {"f"}, "Find what is free", "a", 20, 16, 60, 100, 150},
	{"finder, letters", {"f"}, "Find what is free", "a", 20, 50, 200, 100, 250},
	{"finder, fields", {"f", "lab 40"}, "Find what is free", K_TAB, 24, 24, 80, 350, 3000},
	{"finder, fields", {"f", "lab 40"}, "Find what is free", K_TAB, 24, 50, 200, 350, 10000},
	/* what it finds */
	{"found, down", {"f", "lab 40\r"}, "Found  1/3000", "j", 12, 16, 60, 350, 350},
	{"found, down", {"f", "lab 40\r"}, "Found  1/3000", "j", 18, 24, 80, 350, 350},
	{"found, down", {"f", "lab 40\r"}, "Found  1/3000", "j", 40, 50, 200, 600, 600},
	{"found, scrolling", {"f", "lab 40\r", K_PAGE_DOWN}, "Found  20/3000", "j", 40, 24, 80, 350, 350},
	{"found, scrolling", {"f", "lab 40\r", K_PAGE_DOWN}, "Found  46/3000", "j", 40, 50, 200, 600, 1200},
	/* the columns of a file to import, and its rows that are wrong */
	{"import, down", {"I", "columns\r"}, "columns.csv", "j", 30, 16, 60, 350, 350},
	{"import, down", {"I", "columns\r"}, "columns.csv", "j", 40, 24, 80, 350, 350},
	{"import, down", {"I", "columns\r"}, "columns.csv", "j", 60, 50, 200, 600, 600},
	{"wrong rows, down", {"I", "wrong\r", K_F2}, "Rehearsal  wrong.csv  1/300", "j", 30, 16, 60, 350, 350},
	{"wrong rows, down", {"I", "wrong\r", K_F2}, "Rehearsal  wrong.csv  1/300", "j", 40, 24, 80, 350, 350},
	{"wrong rows, down", {"I", "wrong\r", K_F2}, "Rehearsal  wrong.csv  1/300", "j", 60, 50, 200, 600, 600},
	/* a report */
	{"report, down", {":report use\r"}, "Report use  by resource", "j", 10, 16, 60, 350, 350},
	{"report, down", {":report use\r"}, "Report use  by resource", "j", 18, 24, 80, 350, 350},
	{"report, down", {":report use\r"}, "Report use  by resource", "j", 40, 50, 200, 600, 600},
	/* a text */
	{"help, scrolling", {"?"}, "Help  1/", "j", 10, 24, 80, 350, 350},
	{"help, scrolling", {"?"}, "Help  1/", "j", 5, 50, 200, 600, 600},
};

START_TEST(a_key_costs_no_more_than_its_budget)
{
	const struct move *m = &moves[_i];
	size_t bytes[PRESSES_MAX];
	unsigned n_reads;
	int n_single = 0;
	struct pty *p = open_screen(m->rows, m->cols);
	for (size_t i = 0; i < sizeof m->way / sizeof *m->way && m->way[i]; i++)
		pty_keys(p, m->way[i]);
	pty_wait_row(p, 0, m->shows);
	pty_settle(p);
	for (int i = 0; i < m->presses; i++) {
		bytes[i] = press(p, m->key, &n_reads);
		n_single += n_reads == 1;
	}
	qsort(bytes, (size_t)m->presses, sizeof *bytes, by_size);
	size_t typical = bytes[m->presses / 2], most = bytes[m->presses - 1];
	if (is_told())
		fprintf(stderr, "%-22s %3dx%d: median %4zu, most %4zu, in one piece %d of %d\n", m->name, m->cols,
		        m->rows, typical, most, n_single, m->presses);
	ck_assert_msg(typical <= m->typical && most <= m->most, "%s at %dx%d: median %zu, most %zu", m->name, m->cols,
	              m->rows, typical, most);
	/* one write; a read may come in the middle of it, and no read is longer than 4,096 bytes */
	ck_assert(m->most > 4096 || n_single > m->presses * 3 / 4);
	pty_close(p);
}
END_TEST

/* ---- the first screen, and none ---- */

static const struct {
	int rows, cols;
	size_t limit;
} firsts[] = {{16, 60, 5000}, {24, 80, 5000}, {50, 200, 10000}};

START_TEST(the_first_screen_is_small)
{
	struct pty *p = open_screen(firsts[_i].rows, firsts[_i].cols);
	if (is_told())
		fprintf(stderr, "first screen %dx%d: %zu\n", firsts[_i].cols, firsts[_i].rows, pty_bytes(p));
	ck_assert_uint_le(pty_bytes(p), firsts[_i].limit);
	pty_close(p);
}
END_TEST

START_TEST(a_screen_at_rest_sends_nothing)
{
	static const char *const ways[] = {"", "L", "B", "?"};
	unsigned n_reads;
	struct pty *p = open_screen(24, 80);
	if (*ways[_i])
		press(p, ways[_i], &n_reads);
	char clock[64];
	do {
		/* the minute of the title may end just now */
		snprintf(clock, sizeof clock, "%s", pty_row(p, 0) + strlen(pty_row(p, 0)) - 5);
		pty_keys(p, "");
		pty_listen(p, 1200);
	} while (!strstr(pty_row(p, 0), clock));
	ck_assert_uint_eq(pty_bytes(p), 0);
	ck_assert_int_le(pty_writes(p), 0);
	pty_close(p);
}
END_TEST

Suite *budget_suite(void)
{
	Suite *s = suite_create("budget");
	TCase *t = tcase_create("budget");
	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, make_store, NULL);
	tcase_add_unchecked_fixture(t, make_files, NULL);
	tcase_add_checked_fixture(t, go_to_files, NULL);
	tcase_add_loop_test(t, a_key_costs_no_more_than_its_budget, 0, (int)(sizeof moves / sizeof *moves));
	tcase_add_loop_test(t, the_first_screen_is_small, 0, 3);
	tcase_add_loop_test(t, a_screen_at_rest_sends_nothing, 0, 4);
	suite_add_tcase(s, t);
	return s;
}
