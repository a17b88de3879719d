/*
 * Quad by its own public operations: a request with an id, decided by all rules, written with its journal. Bookings are
 * loaded by `import`, as an administrator would.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/engine.h"
#include "bench/spawn.h"
#include "bench/store_parts.h"
#include "store/query/alternatives.h"
#include "store/base/err.h"
#include "store/db/pg_store.h"
#include "store/list/list_import.h"

static const char *program = "quad";

void engine_quad_program(const char *path)
{
	program = path;
}

struct quad {
	struct store store;
	int64_t now;
};

static int failed(int err, const char *what)
{
	if (err)
		fprintf(stderr, "bench: Quad: %s: %s\n", what, quad_strerror(err));
	return err ? -1 : 0;
}

/* The time that requests are made at: before all bookings, so that none of them is past. */
static int64_t time_of_asking(void)
{
	return clock_day_start(workload_first_day() - 6);
}

static int apply(struct store *s, const struct request *requests, size_t n, bool *made)
{
	struct arena arena = {0};
	struct result *results = arena_alloc(&arena, n * sizeof *results);
	int err = results ? store_apply(s, requests, n, false, results, &arena) : QUAD_ENOMEM;
	*made = true;
	for (size_t i = 0; !err && i < n; i++)
		if (results[i].outcome != OUTCOME_ADDED)
			*made = false;
	arena_release(&arena);
	return failed(err, "a change");
}

static int add_all(struct store *s, struct request *requests, size_t n, const char *what)
{
	bool made;
	if (apply(s, requests, n, &made) != 0)
		return -1;
	if (!made)
		fprintf(stderr, "bench: Quad: %s were refused\n", what);
	return made ? 0 : -1;
}

static int add_campuses(struct store *s, struct arena *arena)
{
	struct request *v = arena_alloc(arena, N_CAMPUSES * sizeof *v);
	for (uint32_t i = 0; v && i < N_CAMPUSES; i++) {
		char code[CODE_BYTES];
		v[i] = (struct request){.op = OP_CAMPUS, .actor = "bench", .now = time_of_asking(), .given = GIVEN_ALL};
		v[i].u.campus = (struct campus){.code = arena_str(arena, workload_campus(i, code)),
		                                .name = "Campus",
		                                .institution = "",
		                                .tier = "urban",
		                                .region = "",
		                                .address = "",
		                                .latitude = "",
		                                .longitude = ""};
	}
	return v ? add_all(s, v, N_CAMPUSES, "campuses") : failed(QUAD_ENOMEM, "campuses");
}

static int add_resources(struct store *s, struct arena *arena)
{
	struct request *v = arena_alloc(arena, N_RESOURCES * sizeof *v);
	for (uint32_t i = 0; v && i < N_RESOURCES; i++) {
		char code[CODE_BYTES], campus[CODE_BYTES];
		v[i] = (struct request){
			.op = OP_RESOURCE, .actor = "bench", .now = time_of_asking(), .given = GIVEN_ALL};
		v[i].u.resource = (struct resource){.code = arena_str(arena, workload_code(i, code)),
		                                    .name = arena_fmt(arena, "实训室 Laboratory %u", (unsigned)i),
		                                    .kind = KIND_LAB,
		                                    .institution = "",
		                                    .campus = arena_str(arena, workload_campus(campus_of(i), campus)),
		                                    .building = "",
		                                    .room = "",
		                                    .seats = SEATS,
		                                    .mode = MODE_EXCLUSIVE,
		                                    .specialty = "",
		                                    .tags = "",
		                                    .equipment = "",
		                                    .opening = "",
		                                    .approval = APPROVAL_NONE,
		                                    .sharing = SHARING_CONSORTIUM,
		                                    .rate = "",
		                                    .contact = "",
		                                    .part_of = "",
		                                    .active = true};
	}
	return v ? add_all(s, v, N_RESOURCES, "resources") : failed(QUAD_ENOMEM, "resources");
}

#define WATCHER "watcher"

/* The administrator of one campus. Since nobody is a coordinator, the bench may do everything. */
static int add_watcher(struct store *s)
{
	char campus[CODE_BYTES];
	struct request rq = {.op = OP_PERSON, .actor = "bench", .now = time_of_asking(), .given = GIVEN_ALL};
	rq.u.person = (struct person){.login = WATCHER,
	                              .name = WATCHER,
	                              .institution = "",
	                              .role = ROLE_ADMINISTRATOR,
	                              .over = OVER_CAMPUS,
	                              .scope = workload_campus(0, campus),
	                              .email = "",
	                              .language = "",
	                              .ssh_key = ""};
	return add_all(s, &rq, 1, "people");
}

/* A store with the consortium and the term, without bookings. */
static int make(const char *at, struct store *s)
{
	struct arena arena = {0};
	struct request term = {.op = OP_TERM, .actor = "bench", .now = time_of_asking(), .given = GIVEN_ALL};
	int err = failed(store_create(at, ZONE, s), at);
	term.u.term = (struct term){"T", "", workload_first_day(), SERIES_LEN_WEEKS, 0};
	if (!err)
		err = add_campuses(s, &arena);
	if (!err)
		err = add_resources(s, &arena);
	if (!err)
		err = add_all(s, &term, 1, "terms");
	if (!err)
		err = add_watcher(s);
	arena_release(&arena);
	return err;
}

static int import_part(struct store *s, struct bytes data, size_t *n)
{
	struct list_summary summary;
	const char *bad = NULL;
	struct list_import ask = {
		.kind = list_kind_find("bookings"), .data = data, .actor = "bench", .now = time_of_asking()};
	int err = failed(list_import(s, &ask, NULL, NULL, &summary, &bad), bad ? bad : "import");
	*n += summary.counts[OUTCOME_ADDED];
	list_summary_release(&summary);
	return err;
}

/* In parts of some hundred thousand rows, each with the header, since a list has its limits. */
static int import_parts(struct store *s, const char *p, size_t len, size_t *n)
{
	enum { PART_BYTES = 32 << 20 };
	const char *header_end = memchr(p, '\n', len), *end = p + len, *from = header_end ? header_end + 1 : end;
	struct buf part = {0};
	int err = 0;
	while (!err && from < end) {
		size_t left = (size_t)(end - from);
		const char *to = left > PART_BYTES ? memchr(from + PART_BYTES, '\n', left - PART_BYTES) : NULL;
		to = to ? to + 1 : end;
		buf_clear(&part);
		buf_add(&part, p, (size_t)(header_end + 1 - p));
		buf_add(&part, from, (size_t)(to - from));
		err = part.failed ? failed(QUAD_ENOMEM, "import") : import_part(s, (struct bytes){part.p, part.len}, n);
		from = to;
	}
	buf_release(&part);
	return err;
}

static int import_file(struct store *s, const char *csv, size_t n)
{
	struct stat st;
	size_t n_added = 0;
	int fd = open(csv, O_RDONLY);
	if (fd < 0 || fstat(fd, &st) != 0) {
		perror(csv);
		return -1;
	}
	void *data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (data == MAP_FAILED) {
		perror(csv);
		return -1;
	}
	int err = import_parts(s, data, (size_t)st.st_size, &n_added);
	if (!err && n_added != n) {
		fprintf(stderr, "bench: Quad: %zu of %zu rows were imported\n", n_added, n);
		err = -1;
	}
	munmap(data, (size_t)st.st_size);
	return err;
}

static int quad_create(const char *at, const struct workload *w, const char *csv)
{
	struct store s = {0};
	int err = make(at, &s);
	if (!err)
		err = import_file(&s, csv, w->n);
	store_close(&s);
	return err;
}

static int quad_open(const char *at, void **out)
{
	struct quad *q = calloc(1, sizeof *q);
	int err = q ? failed(store_open(at, &q->store), at) : -1;
	if (!err) {
		q->now = time_of_asking();
		*out = q;
	} else {
		free(q);
	}
	return err;
}

struct store *engine_quad_store(void *e)
{
	struct quad *q = e;
	return &q->store;
}

/* Without the queue of this machine: there is none between processes of different ones. */
static int quad_open_apart(const char *at, void **out)
{
	int err = quad_open(at, out);
	if (!err)
		pg_of(engine_quad_store(*out)->db)->queue_tried = true;
	return err;
}

static void quad_close(void *e)
{
	struct quad *q = e;
	if (q)
		store_close(&q->store);
	free(q);
}

static void booking_request(const struct quad *q, const struct ask *ask, const struct claim_ask *claim,
                            struct request *out)
{
	*out = (struct request){.op = OP_BOOK, .actor = "bench", .now = q->now, .given = GIVEN_ALL};
	request_id_new(out->id);
	out->u.booking = (struct booking_ask){.ref = "",
	                                      .claims = claim,
	                                      .n_claims = 1,
	                                      .start = ask->start,
	                                      .end = ask->end,
	                                      .party = PARTY,
	                                      .purpose = workload_purpose(ask),
	                                      .note = "",
	                                      .requester = "",
	                                      .institution = ""};
}

static int quad_book(void *e, const struct ask *ask, bool *made)
{
	struct quad *q = e;
	struct request rq;
	char code[CODE_BYTES];
	struct claim_ask claim = {workload_code(ask->resource, code), 0};
	booking_request(q, ask, &claim, &rq);
	return apply(&q->store, &rq, 1, made);
}

static void series_request(const struct quad *q, const struct ask *first, const struct claim_ask *claim,
                           struct request *out)
{
	int from = clock_local_minute(first->start);
	*out = (struct request){.op = OP_SERIES, .actor = "bench", .now = q->now, .given = GIVEN_ALL};
	request_id_new(out->id);
	out->u.series =
		(struct series_ask){.ref = "",
	                            .claims = claim,
	                            .n_claims = 1,
	                            .party = PARTY,
	                            .purpose = workload_purpose(first),
	                            .note = "",
	                            .requester = "",
	                            .institution = "",
	                            .rule.rule = "",
	                            .from = FROM_THE_START,
	                            .weeks = {"T", 0x1fffe, 0x2a, 0, from, from + (int)(first->end - first->start)}};
}

static int quad_series(void *e, const struct ask *first, bool *made)
{
	struct quad *q = e;
	struct request rq;
	char code[CODE_BYTES];
	struct claim_ask claim = {workload_code(first->resource, code), 0};
	series_request(q, first, &claim, &rq);
	return apply(&q->store, &rq, 1, made);
}

static int quad_free_of_all(void *e, unsigned plan, int64_t start, int64_t end, struct answer *out)
{
	struct quad *q = e;
	struct find_ask ask = {.start = start, .end = end, .now = start, .free = true};
	struct found_list found;
	(void)plan;
	int err = failed(query_find(&q->store, &ask, &found), "find");
	for (size_t i = 0; !err && i < found.n; i++)
		answer_text(out, found.v[i].resource->code);
	found_list_release(&found);
	return err;
}

static int quad_free_remembered(void *e, int64_t start, int64_t end, struct answer *out)
{
	return quad_free_of_all(e, 0, start, end, out);
}

static int quad_week(void *e, uint32_t resource, int64_t start, int64_t end, struct answer *out)
{
	struct quad *q = e;
	struct slot_list slots;
	char code[CODE_BYTES];
	int err = failed(query_slots(&q->store, workload_code(resource, code), start, end, &slots), "a week");
	for (size_t i = 0; !err && i < slots.n; i++)
		answer_slot(out, slots.v[i].from, slots.v[i].to, slots.v[i].label);
	if (!err)
		arena_release(&slots.arena);
	return err;
}

static int quad_next_free(void *e, unsigned plan, uint32_t campus, int64_t start, int64_t end, int64_t len,
                          struct answer *out)
{
	struct quad *q = e;
	char code[CODE_BYTES];
	struct find_ask ask = {.filter.campus = workload_campus(campus, code),
	                       .start = start,
	                       .end = end,
	                       .for_min = len,
	                       .now = start,
	                       .free = true};
	struct found_list found;
	(void)plan;
	int err = failed(query_find(&q->store, &ask, &found), "find");
	for (size_t i = 0; !err && i < found.n; i++)
		answer_time(out, found.v[i].resource->code, found.v[i].free_from);
	found_list_release(&found);
	return err;
}

static int look_for_others(struct quad *q, const struct request *rq, size_t *n)
{
	struct result result;
	struct arena arena = {0};
	struct alternative_list list = {0};
	int err = store_rehearse(&q->store, rq, &result, &arena);
	if (!err)
		err = query_alternatives(&q->store, rq, &result, &list);
	*n = list.n;
	arena_release(&list.arena);
	arena_release(&arena);
	return failed(err, "alternatives");
}

static int quad_alternatives(void *e, const struct ask *ask, size_t *n)
{
	struct quad *q = e;
	struct request rq;
	char code[CODE_BYTES];
	struct claim_ask claim = {workload_code(ask->resource, code), 0};
	booking_request(q, ask, &claim, &rq);
	return look_for_others(q, &rq, n);
}

static int quad_series_alternatives(void *e, const struct ask *first, size_t *n)
{
	struct quad *q = e;
	struct request rq;
	char code[CODE_BYTES];
	struct claim_ask claim = {workload_code(first->resource, code), 0};
	series_request(q, first, &claim, &rq);
	return look_for_others(q, &rq, n);
}

static int quad_list(void *e, bool seen, size_t *n)
{
	static const struct booking_filter all = {0};
	enum { PORTION = 1000 };
	struct quad *q = e;
	struct booking_ids ids;
	store_look_as(&q->store, seen ? WATCHER : NULL);
	int err = query_booking_ids(&q->store, &all, &ids);
	*n = 0;
	for (size_t at = 0; !err && at < ids.n; at += PORTION) {
		struct booking_rows rows;
		err = query_bookings(&q->store, ids.v + at, ids.n - at < PORTION ? ids.n - at : PORTION, &rows);
		*n += rows.n;
		arena_release(&rows.arena);
	}
	arena_release(&ids.arena);
	store_look_as(&q->store, NULL);
	return failed(err, "the list");
}

static double figure(const struct store_figures *figures, const char *name)
{
	for (size_t i = 0; i < figures->db.n; i++)
		if (strcmp(figures->db.v[i].name, name) == 0)
			return (double)figures->db.v[i].value;
	return 0;
}

static double used_bytes(const struct store_figures *figures)
{
	return figure(figures, "pages_used") * figure(figures, "page_bytes");
}

static int quad_size(const char *at, struct store_size *out)
{
	struct store s = {0};
	struct store_figures figures;
	int err = failed(store_open(at, &s), at);
	if (err)
		return err;
	err = query_figures(&s, &figures);
	if (!err)
		err = store_parts(&s, out->part_bytes);
	if (!err)
		out->bytes = used_bytes(&figures);
	store_close(&s);
	return failed(err, "the size");
}

static int quad_import(const char *at, const char *csv, size_t n, bool checks, struct import_cost *out)
{
	const char *const argv[] = {program, "--quiet", "--store", at, "import", "bookings", csv, NULL};
	struct store s = {0};
	struct store_figures figures;
	(void)checks;
	int err = make(at, &s);
	store_close(&s);
	if (!err)
		err = spawn_watched(argv, NULL, &out->us, &out->mib);
	if (!err)
		err = failed(store_open(at, &s), at);
	if (!err)
		err = failed(query_figures(&s, &figures), at);
	if (!err && figures.standing != n) {
		fprintf(stderr, "bench: Quad: %zu rows were imported, not %zu\n", (size_t)figures.standing, n);
		err = -1;
	}
	if (!err)
		out->bytes = used_bytes(&figures);
	store_close(&s);
	return err;
}

int engine_quad_import_resources(const char *at, const char *csv, double *out_us)
{
	const char *const argv[] = {program, "--quiet", "--store", at, "import", "resources", csv, NULL};
	struct arena arena = {0};
	struct store s = {0};
	int err = failed(store_create(at, ZONE, &s), at);
	if (!err)
		err = add_campuses(&s, &arena);
	store_close(&s);
	arena_release(&arena);
	return err ? err : spawn(argv, NULL, out_us);
}

static int quad_start(const char *at, double *out_us)
{
	const char *const argv[] = {program, "--store", at, "show", "1", NULL};
	return spawn(argv, NULL, out_us);
}

static int quad_start_free(const char *at, int64_t start, int64_t end, double *out_us)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX], window[2 * CLOCK_TEXT_MAX + 1];
	const char *const argv[] = {program, "--store", at, "find", "--free", window, NULL};
	snprintf(window, sizeof window, "%s/%s", clock_format(start, from), clock_format(end, to));
	return spawn(argv, NULL, out_us);
}

const struct engine engine_quad = {
	.key = "quad",
	.name = "Quad",
	.free_plans = {"query_find"},
	.next_plans = {"query_find"},
	.create = quad_create,
	.open = quad_open,
	.close = quad_close,
	.size = quad_size,
	.book = quad_book,
	.series = quad_series,
	.free_of_all = quad_free_of_all,
	.free_remembered = quad_free_remembered,
	.week = quad_week,
	.next_free = quad_next_free,
	.alternatives = quad_alternatives,
	.series_alternatives = quad_series_alternatives,
	.list = quad_list,
	.import = quad_import,
	.start = quad_start,
	.start_free = quad_start_free,
};

const struct engine engine_quad_apart = {
	.key = "quad apart",
	.name = "Quad, hosts apart",
	.open = quad_open_apart,
	.close = quad_close,
	.book = quad_book,
	.week = quad_week,
};
