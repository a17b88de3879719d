/* What moving the cursor costs on the line, in bytes, in the views of weeks, months, bookings and the calendar. */
#include "tests/tui/journey.h"

Suite *views_cost_suite(void);

static struct world w;

enum { MOVES = 12 };

/* Bookings all over the week that is shown at first and the next, so that cells differ from their neighbours. */
static void fill_week(void)
{
	static const char *const purposes[] = {"电工实训", "Welding course", "钳工", "Exam"};
	school_open(&w);
	w.now = clock_now_min();
	int64_t today = clock_local_day(w.now), monday = today - (clock_weekday(today) - 1);
	for (int i = 0; i < 56; i++) {
		int64_t start = clock_day_start(monday + i % 14) + (8 + i / 14 * 3) * 60;
		struct request rq = rq_book_at(&w, i % 2 ? "LAB-1" : "LAB-1;T001", start, start + 120);
		rq.flags |= REQUEST_RECORD;
		rq.u.booking.purpose = purposes[i % 4];
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	school_leave(&w);
}

static int by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	return (x > y) - (x < y);
}

/* The median of some moves, of which a few go into another week or month. */
static size_t cost_of_moves(struct pty *p, const char *key)
{
	size_t bytes[MOVES];
	for (int i = 0; i < MOVES; i++) {
		pty_keys(p, key);
		/* within a booking nothing but the cursor moves */
		pty_listen(p, 20);
		pty_settle(p);
		bytes[i] = pty_bytes(p);
	}
	qsort(bytes, MOVES, sizeof *bytes, by_size);
	return bytes[MOVES / 2];
}

static const struct view_cost {
	const char *keys, *shows; /* from the first view, the cursor on LAB-1 */
	const char *move;
} views[] = {
	{"w", "Mon", "l"},    {"w", "Mon", "j"},      {"wm", "Mon", "k"},  {"wH", "Month", "l"},
	{"wHm", "Term", "j"}, {"B", "Bookings", "j"}, {"H", "Month", "j"},
};

static const struct {
	int rows, cols;
	size_t limit;
} sizes[] = {{24, 80, 350}, {50, 200, 600}};

enum { N_VIEWS = sizeof views / sizeof *views, N_SIZES = sizeof sizes / sizeof *sizes };

START_TEST(a_move_is_cheap)
{
	const struct view_cost *v = &views[_i % N_VIEWS];
	int rows = sizes[_i / N_VIEWS].rows;
	size_t limit = sizes[_i / N_VIEWS].limit;
	fill_week();
	struct pty *p = journey_screen(&w, rows, sizes[_i / N_VIEWS].cols);
	pty_do(p, "/LAB-1", "1/1");
	pty_keys(p, "\r");
	pty_settle(p);
	pty_keys(p, v->keys);
	pty_wait(p, v->shows);
	pty_settle(p);
	size_t shown = pty_bytes(p), cost = cost_of_moves(p, v->move);
	if (getenv("QUAD_TEST_FIGURES"))
		fprintf(stderr, "%s %s %dx%d: shown %zu, move %zu\n", v->keys, v->move, sizes[_i / N_VIEWS].cols, rows,
		        shown, cost);
	ck_assert_msg(cost <= limit, "%s then %s at %d rows: %zu bytes", v->keys, v->move, rows, cost);
	journey_end(&w, p);
}
END_TEST

/* A second in which nothing changes sends nothing, also where the time of day is what is shown. */
START_TEST(who_is_where_now_is_still_while_nothing_changes)
{
	struct pty *p = journey_begin(&w);
	pty_do(p, "N", "Now");
	pty_settle(p);
	for (int i = 0; i < 3; i++) {
		/* unless the minute ends just then */
		int64_t minute = clock_now_min();
		pty_keys(p, "");
		pty_listen(p, 1500);
		if (minute == clock_now_min()) {
			ck_assert_uint_eq(pty_bytes(p), 0);
			break;
		}
	}
	journey_end(&w, p);
}
END_TEST

Suite *views_cost_suite(void)
{
	Suite *s = suite_create("views_cost");
	TCase *t = tcase_create("views_cost");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_move_is_cheap, 0, N_VIEWS * N_SIZES);
	tcase_add_test(t, who_is_where_now_is_still_while_nothing_changes);
	suite_add_tcase(s, t);
	return s;
}
