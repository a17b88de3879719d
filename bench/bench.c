/*
 * What things cost in a store with few bookings and in one with many, measured in one run and printed as a Markdown
 * table: `bench PROGRAM BOOKINGS`. Both stores have 5,000 resources and the same density: more bookings are more
 * years. The engine is called directly; the program is started for the line that says what a person waits for.
 */
#include <ftw.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/alternatives.h"
#include "store/err.h"
#include "store/query.h"

#define N_RESOURCES 5000
#define FEW 10000
#define BATCH 1000
#define HOUR INT64_C(60)

extern char **environ;

struct side {
	char dir[512];
	struct store store;
	size_t n;      /* bookings */
	int64_t first; /* when they begin */
	double start_us, list_us, book_us, week_us, find_us, instead_us, series_us, series_instead_us;
};

static double now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int apply(struct store *s, const struct request *requests, size_t n)
{
	struct arena arena = {0};
	struct result *results = arena_alloc(&arena, n * sizeof *results);
	int err = results ? store_apply(s, requests, n, false, results, &arena) : QUAD_ENOMEM;
	for (size_t i = 0; !err && i < n; i++)
		if (results[i].outcome != OUTCOME_ADDED)
			err = QUAD_EINVAL;
	arena_release(&arena);
	return err;
}

static int add_resources(struct store *s)
{
	struct arena arena = {0};
	struct request *requests = arena_alloc(&arena, N_RESOURCES * sizeof *requests);
	int err = requests ? 0 : QUAD_ENOMEM;
	for (int i = 0; !err && i < N_RESOURCES; i++) {
		requests[i] = (struct request){.op = OP_RESOURCE, .actor = "bench", .given = GIVEN_ALL};
		requests[i].u.resource = (struct resource){.code = arena_fmt(&arena, "LAB-%04d", i),
		                                           .name = arena_fmt(&arena, "实训室 Laboratory %d", i),
		                                           .kind = KIND_LAB,
		                                           .institution = "",
		                                           .campus = "",
		                                           .building = "",
		                                           .room = "",
		                                           .seats = 40,
		                                           .mode = MODE_EXCLUSIVE,
		                                           .specialty = "",
		                                           .tags = "",
		                                           .equipment = "",
		                                           .opening = "",
		                                           .approval = APPROVAL_NONE,
		                                           .sharing = SHARING_CONSORTIUM,
		                                           .rate = "",
		                                           .active = true};
	}
	if (!err)
		err = apply(s, requests, N_RESOURCES);
	arena_release(&arena);
	return err;
}

/* The nth booking: every resource once in two hours, so that half of them are taken at any instant. */
static void nth_booking(size_t n, int64_t first, struct request *rq, struct claim_ask *claim, char code[16])
{
	size_t lab = n % N_RESOURCES;
	int64_t start = first + (int64_t)(n / N_RESOURCES) * 2 * HOUR + (int64_t)(lab % 2) * HOUR;
	snprintf(code, 16, "LAB-%04zu", lab);
	*claim = (struct claim_ask){code, 0};
	*rq = (struct request){.op = OP_BOOK, .flags = REQUEST_RECORD, .actor = "bench", .given = GIVEN_ALL};
	rq->u.booking = (struct booking_ask){.ref = "",
	                                     .claims = claim,
	                                     .n_claims = 1,
	                                     .start = start,
	                                     .end = start + HOUR,
	                                     .party = 30,
	                                     .purpose = "实训 Practice",
	                                     .note = "",
	                                     .requester = "",
	                                     .institution = ""};
}

/* Books [from, to) of the sequence in transactions of `batch`. */
static int add_bookings(struct side *side, size_t from, size_t to, size_t batch)
{
	static struct request requests[BATCH];
	static struct claim_ask claims[BATCH];
	static char codes[BATCH][16];
	int err = 0;
	for (size_t i = from; !err && i < to; i += batch) {
		size_t n = to - i < batch ? to - i : batch;
		for (size_t j = 0; j < n; j++)
			nth_booking(i + j, side->first, &requests[j], &claims[j], codes[j]);
		err = apply(&side->store, requests, n);
	}
	return err;
}

/* A start of the program, with its output thrown away. */
static int run(const char *program, const char *dir, const char *const *words, double *out_us)
{
	char *argv[8] = {(char *)(uintptr_t)program, (char *)(uintptr_t) "--store", (char *)(uintptr_t)dir};
	posix_spawn_file_actions_t files;
	pid_t pid;
	int status = 0;
	for (int i = 0; words[i]; i++)
		argv[3 + i] = (char *)(uintptr_t)words[i];
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", 1, 0);
	double start = now_us();
	int err = posix_spawn(&pid, program, &files, NULL, argv, environ);
	if (!err && waitpid(pid, &status, 0) != pid)
		err = 1;
	*out_us = now_us() - start;
	posix_spawn_file_actions_destroy(&files);
	return err || status ? QUAD_EIO : 0;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_size);
	return v[n / 2];
}

static int measure_starts(struct side *side, const char *program)
{
	static const char *const stats[] = {"show", "1", NULL}, *const list[] = {"list", "resources", NULL};
	double a[21], b[21];
	int err = 0;
	for (size_t i = 0; !err && i < 21; i++) {
		err = run(program, side->dir, stats, &a[i]);
		if (!err)
			err = run(program, side->dir, list, &b[i]);
	}
	if (!err) {
		side->start_us = median(a, 21);
		side->list_us = median(b, 21);
	}
	return err;
}

static int measure_queries(struct side *side)
{
	double week[201], find[51];
	int64_t middle = side->first + (int64_t)(side->n / N_RESOURCES / 2) * 2 * HOUR;
	int err = 0;
	for (size_t i = 0; !err && i < 201; i++) {
		struct slot_list slots;
		char code[16];
		snprintf(code, sizeof code, "LAB-%04zu", i * 23 % N_RESOURCES);
		double start = now_us();
		/* as many bookings in the small store as in the large one */
		err = query_slots(&side->store, code, side->first, side->first + 4 * HOUR, &slots);
		week[i] = now_us() - start;
		arena_release(&slots.arena);
	}
	for (size_t i = 0; !err && i < 51; i++) {
		struct find_ask ask = {.start = middle, .end = middle + HOUR, .now = middle, .free = true};
		struct found_list found;
		double start = now_us();
		err = query_find(&side->store, &ask, &found);
		find[i] = now_us() - start;
		found_list_release(&found);
	}
	if (!err) {
		side->week_us = median(week, 201);
		side->find_us = median(find, 51);
	}
	return err;
}

/* Asks for what is refused and times the search for alternatives; the request is not carried out. */
static int time_alternatives(struct side *side, const struct request *rq, double *out_us)
{
	struct arena arena = {0};
	struct result result;
	struct alternative_list list = {0};
	int err = store_apply(&side->store, rq, 1, true, &result, &arena);
	double start = now_us();
	if (!err)
		err = result.reasons.n ? query_alternatives(&side->store, rq, &result, &list) : QUAD_EINVAL;
	*out_us = now_us() - start;
	if (!err && list.n == 0)
		err = QUAD_EINVAL;
	arena_release(&list.arena);
	arena_release(&arena);
	return err;
}

/* A series of 48, three days in each of 16 weeks, in the evening, and the same where something stands in its way. */
static int measure_series(struct side *side)
{
	double made[11], instead[11], single[51];
	struct arena arena = {0};
	struct claim_ask claim = {"LAB-0001", 0};
	struct request rq = {.op = OP_TERM, .actor = "bench", .given = GIVEN_ALL};
	rq.u.term = (struct term){"T", "", clock_local_day(side->first), 16, 0};
	int err = apply(&side->store, &rq, 1);
	rq.op = OP_SERIES;
	rq.flags = REQUEST_RECORD;
	rq.u.series = (struct series_ask){.ref = "", .claims = &claim, .n_claims = 1, .party = 30, .purpose = "", .note = "",
	                                  .requester = "", .institution = "", .rule.rule = "", .from = FROM_THE_START,
	                                  .weeks = {"T", 0x1fffe, 0x2a, 0, 1170, 1260}};
	for (size_t i = 0; !err && i < 11; i++) {
		struct result result;
		double start = now_us();
		err = store_apply(&side->store, &rq, 1, true, &result, &arena);
		made[i] = now_us() - start;
		arena_release(&arena);
	}
	struct request in_the_way = {.op = OP_BOOK, .flags = REQUEST_RECORD, .actor = "bench", .given = GIVEN_ALL};
	int64_t evening = clock_day_start(clock_local_day(side->first) + 7 * 15) + 1170;
	in_the_way.u.booking = (struct booking_ask){.ref = "", .claims = &claim, .n_claims = 1, .start = evening + 10,
	                                            .end = evening + 20, .party = 30, .purpose = "", .note = "",
	                                            .requester = "", .institution = ""};
	if (!err)
		err = apply(&side->store, &in_the_way, 1);
	for (size_t i = 0; !err && i < 11; i++)
		err = time_alternatives(side, &rq, &instead[i]);
	for (size_t i = 0; !err && i < 51; i++)
		err = time_alternatives(side, &in_the_way, &single[i]);
	if (!err) {
		side->series_us = median(made, 11);
		side->series_instead_us = median(instead, 11);
		side->instead_us = median(single, 51);
	}
	return err;
}

static int measure(struct side *side, const char *tmp, const char *program, size_t n)
{
	double book[201];
	snprintf(side->dir, sizeof side->dir, "%s/%zu", tmp, n);
	side->n = n;
	int err = store_create(side->dir, "Asia/Shanghai", &side->store);
	side->first = clock_day_start(clock_day_number(2026, 9, 7));
	if (!err)
		err = add_resources(&side->store);
	if (!err)
		err = add_bookings(side, 0, n, BATCH);
	if (!err)
		err = measure_queries(side);
	for (size_t i = 0; !err && i < 201; i++) {
		double start = now_us();
		err = add_bookings(side, n + i, n + i + 1, 1);
		book[i] = now_us() - start;
	}
	if (!err)
		err = measure_series(side);
	store_close(&side->store);
	if (!err) {
		side->book_us = median(book, 201);
		err = measure_starts(side, program);
	}
	return err;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void row(const char *what, double few_us, double many_us)
{
	printf("| %s | %.1f us | %.1f us | %.2f |\n", what, few_us, many_us, many_us / few_us);
}

int main(int argc, char **argv)
{
	static struct side few, many;
	char tmp[256];
	const char *parent = getenv("TMPDIR");
	if (argc != 3 || strtoull(argv[2], NULL, 10) < FEW) {
		fprintf(stderr, "usage: bench PROGRAM BOOKINGS (at least %d)\n", FEW);
		return 2;
	}
	snprintf(tmp, sizeof tmp, "%s/quad-bench-XXXXXX", parent && *parent ? parent : "/tmp");
	if (!mkdtemp(tmp)) {
		perror(tmp);
		return 1;
	}
	int err = measure(&few, tmp, argv[1], FEW);
	if (!err)
		err = measure(&many, tmp, argv[1], (size_t)strtoull(argv[2], NULL, 10));
	nftw(tmp, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	if (err) {
		fprintf(stderr, "bench: %s\n", quad_strerror(err));
		return 1;
	}
	printf("| median, 5,000 resources | %zu bookings | %zu bookings | times |\n|---|---:|---:|---:|\n", few.n,
	       many.n);
	row("start to the end of `quad show ID`", few.start_us, many.start_us);
	row("`quad list resources`", few.list_us, many.list_us);
	row("a booking, committed", few.book_us, many.book_us);
	row("a resource's calendar of 4 hours", few.week_us, many.week_us);
	row("which of all are free for an hour", few.find_us, many.find_us);
	row("alternatives to a refused booking", few.instead_us, many.instead_us);
	row("a series of 48, rehearsed", few.series_us, many.series_us);
	row("alternatives to a refused series of 48", few.series_instead_us, many.series_instead_us);
	return 0;
}
