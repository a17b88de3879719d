/*
 * Rows go to the store in batches of one transaction each, and every row is reported after its fate is decided, in file
 * order. Most rows are one request; what becomes of a row of several is what became of all of them.
 *
 * Whoever writes meanwhile waits for a batch. A large one is quicker by row, since its rows share pages of the tree,
 * and takes near a tenth of a second; so batches become small as soon as somebody else has written.
 *
 * A rehearsal is one batch of all rows, because later rows must see what earlier ones would have done and nothing of
 * that may stay. Of many rows that would be a transaction that holds up every other writer and takes memory without
 * bound, so they are imported in earnest, batch by batch, into a copy of the store that nobody else sees.
 */
#include "store/list/list_batch.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/list/list_column.h"
#include "store/list/list_scratch.h"

#define BATCH_ROWS 5000
#define BATCH_BYTES ((size_t)16 << 20)
#define SMALL_PART 20    /* of a batch, while others write */
#define SMALL_BATCHES 40 /* after the last that others wrote */
#define REHEARSAL_BATCHES 2 /* as much as one transaction of a rehearsal may hold */

struct list_row *list_batch_row(struct list_batch *b, size_t row)
{
	struct list_row *rows = array_grow(b->rows, &b->cap_rows, b->n_rows, sizeof *rows);
	if (!rows)
		return NULL;
	b->rows = rows;
	rows[b->n_rows] = (struct list_row){
		.row = row, .sheet = row ? b->sheet : NULL, .key = "", .first = b->n_requests, .why.arena = &b->arena,
		.notes.arena = &b->arena};
	return &rows[b->n_rows++];
}

struct request *list_batch_request(struct list_batch *b, enum request_op op, unsigned flags)
{
	const struct list_import *ask = b->ask;
	struct request *requests = array_grow(b->requests, &b->cap_requests, b->n_requests, sizeof *requests);
	if (!requests)
		return NULL;
	b->requests = requests;
	b->rows[b->n_rows - 1].n_requests++;
	struct request *rq = &requests[b->n_requests++];
	*rq = (struct request){.op = op,
	                       .flags = flags | (unsigned)REQUEST_SHARED | (b->report ? (unsigned)REQUEST_IMAGES : 0u) |
	                                (ask->create_missing ? (unsigned)REQUEST_CREATE_MISSING : 0u) |
	                                (ask->skip_conflicts ? (unsigned)REQUEST_SKIP_CONFLICTS : 0u),
	                       .actor = ask->actor,
	                       .now = ask->now,
	                       .via = ask->via};
	return rq;
}

void list_batch_drop(struct list_batch *b)
{
	struct list_row *row = &b->rows[b->n_rows - 1];
	b->n_requests = row->first;
	row->n_requests = 0;
}

/* ---- what became of a row ---- */

static int copy_reasons(const struct reasons *from, struct reasons *to)
{
	for (size_t i = 0; i < from->n; i++)
		reason_copy(to, &from->v[i]);
	return to->failed ? QUAD_ENOMEM : 0;
}

/* Gathers what stands in the way of the occurrences that a series was made without. */
static int gather_skipped(const struct result *result, struct reasons *out)
{
	for (size_t i = 0; i < result->n_skipped; i++) {
		int err = copy_reasons(&result->skipped[i].reasons, out);
		if (err)
			return err;
	}
	return 0;
}

/* Gathers what the bookings break that a row puts against the rules. */
static int gather_against(const struct result *result, struct reasons *out)
{
	for (size_t i = 0; i < result->n_against; i++) {
		int err = copy_reasons(&result->against[i].reasons, out);
		if (err)
			return err;
	}
	return 0;
}

static int note_trip(struct list_batch *b, const struct request *rq)
{
	switch (rq->op) {
	case OP_BOOK: return trips_add(b->trips, rq->u.booking.claims, rq->u.booking.n_claims);
	case OP_SERIES: return trips_add(b->trips, rq->u.series.claims, rq->u.series.n_claims);
	default: return 0;
	}
}

/* What a change of the calendar does to the bookings of series. */
static void count_followers(struct list_summary *summary, const struct result *result)
{
	for (size_t i = 0; i < result->n_made; i++) {
		bool gone = !state_stands(result->made[i].state);
		summary->n_dropped += gone;
		summary->n_moved += !gone && result->made[i].outcome != OUTCOME_UNCHANGED;
	}
	summary->n_clashing += result->n_skipped;
}

/* One outcome for two requests of a row: the worse one; if both were accepted and differ, something was updated. */
static enum outcome join_outcomes(enum outcome a, enum outcome b)
{
	if (a == b)
		return a;
	if (a < OUTCOME_REFUSED && b < OUTCOME_REFUSED)
		return OUTCOME_UPDATED;
	return a > b ? a : b;
}

/* The outcome of a row that asks for nothing. */
static enum outcome judge_idle_row(const struct list_row *row)
{
	if (!row->why.n || row->why.v[0].detail == REASON_KEPT_OUT)
		return OUTCOME_UNCHANGED;
	return reasons_malformed(&row->why) ? OUTCOME_INVALID : OUTCOME_REFUSED;
}

/* What is remembered of an event changes no booking, so it does not count for the row. */
static bool is_memory(const struct request *rq, const struct result *r)
{
	return rq->op == OP_EVENT && r->outcome < OUTCOME_REFUSED;
}

/* Judges a row by its own requests. */
static int judge_own(const struct list_batch *b, const struct list_row *row, const struct result *results,
                     enum outcome *outcome, struct reasons *why)
{
	bool any = false;
	for (size_t i = row->first; i < row->first + row->n_requests; i++) {
		const struct result *r = &results[i];
		if (is_memory(&b->requests[i], r))
			continue;
		*outcome = any ? join_outcomes(*outcome, r->outcome) : r->outcome;
		any = true;
		int err = r->outcome < OUTCOME_REFUSED ? gather_skipped(r, why) : copy_reasons(&r->reasons, why);
		if (!err && r->outcome < OUTCOME_REFUSED)
			err = gather_against(r, why);
		if (err)
			return err;
	}
	return 0;
}

/* A row that was accepted falls with the requests that are tied to its own: for their reasons, if it has none. */
static int judge_tied(const struct list_row *row, const struct result *results, enum outcome *outcome,
                      struct reasons *why)
{
	bool falls = false, has_own = *outcome >= OUTCOME_REFUSED;
	for (size_t i = row->tied_first; i < row->tied_first + row->n_tied && !has_own; i++) {
		if (results[i].outcome < OUTCOME_REFUSED)
			continue;
		*outcome = falls ? join_outcomes(*outcome, results[i].outcome) : results[i].outcome;
		falls = true;
		int err = copy_reasons(&results[i].reasons, why);
		if (err)
			return err;
	}
	return 0;
}

static int judge_row(const struct list_batch *b, const struct list_row *row, const struct result *results,
                     enum outcome *outcome, struct reasons *why)
{
	int err = copy_reasons(&row->why, why);
	*outcome = judge_idle_row(row);
	if (!err)
		err = judge_own(b, row, results, outcome, why);
	return err ? err : judge_tied(row, results, outcome, why);
}

/* Adds to the summary what it says of a row that was accepted. */
static int count_row(struct list_batch *b, const struct list_row *row, const struct result *results)
{
	for (size_t i = row->first; i < row->first + row->n_requests; i++) {
		int err = 0;
		b->summary->n_against += results[i].n_against;
		if (b->trips)
			err = note_trip(b, &b->requests[i]);
		else
			count_followers(b->summary, &results[i]);
		if (err)
			return err;
	}
	return 0;
}

/* Finds what a row changed. The first of its requests that changed something speaks for the others. */
static int find_changes(struct list_batch *b, const struct list_row *row, const struct result *results,
                        struct list_row_report *r)
{
	struct list_change *changes = NULL;
	size_t cap = 0;
	for (size_t i = row->first; i < row->first + row->n_requests; i++) {
		int err = list_changes_add(&b->teller, b->requests[i].op, &results[i], &b->arena, &changes,
		                           &r->n_changes, &cap);
		if (err)
			return err;
		if (r->n_changes)
			break;
	}
	r->changes = changes;
	return 0;
}

/* The bookings of series that follow a row of the calendar, which is one request. */
static void add_followers(const struct list_batch *b, const struct list_row *row, const struct result *results,
                          struct list_row_report *r)
{
	const struct result *result = &results[row->first];
	if (b->trips || row->n_requests != 1 || r->outcome >= OUTCOME_REFUSED)
		return;
	r->made = result->made;
	r->n_made = result->n_made;
	r->skipped = result->skipped;
	r->n_skipped = result->n_skipped;
}

/* Fills the report of a row that was decided; all in the batch's arena. */
static int tell_row(struct list_batch *b, const struct list_row *row, const struct result *results, struct reasons *why,
                    struct list_row_report *r)
{
	const struct list_row *of = row->joined ? &b->rows[row->joined_to] : row;
	*why = (struct reasons){.arena = &b->arena};
	*r = (struct list_row_report){
		.row = row->row, .sheet = row->sheet, .key = row->key, .reasons = why, .headings = b->headings,
		.n_headings = b->n_headings};
	int err = judge_row(b, of, results, &r->outcome, why);
	/* what it brought was reported with the row that it is part of */
	if (row->joined && r->outcome < OUTCOME_REFUSED)
		r->outcome = OUTCOME_UNCHANGED;
	if (!err && r->outcome < OUTCOME_REFUSED) {
		r->notes = &row->notes;
		err = copy_reasons(&row->notes, why);
	}
	if (!err && r->outcome < OUTCOME_REFUSED)
		err = count_row(b, row, results);
	if (!err && r->outcome == OUTCOME_UPDATED)
		err = find_changes(b, row, results, r);
	add_followers(b, row, results, r);
	if (r->outcome == OUTCOME_UPDATED && row->told) {
		r->changes = row->told;
		r->n_changes = 1;
	}
	return err;
}

/* Keeps a report for the place of its row in the file. */
static int keep_report(const struct list_row_report *r, struct list_kept *out)
{
	struct list_row_report *to = &out->report;
	struct list_change *changes = arena_alloc(out->arena, (r->n_changes + 1) * sizeof *changes);
	*to = *r;
	to->key = arena_str(out->arena, r->key);
	if (!changes || !to->key)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < r->n_changes; i++) {
		changes[i] = (struct list_change){r->changes[i].column, arena_str(out->arena, r->changes[i].before),
		                                  arena_str(out->arena, r->changes[i].after)};
		if (!changes[i].before || !changes[i].after)
			return QUAD_ENOMEM;
	}
	out->why = out->notes = (struct reasons){.arena = out->arena};
	to->changes = changes;
	to->reasons = &out->why;
	to->notes = r->notes ? &out->notes : NULL;
	int err = copy_reasons(r->reasons, &out->why);
	if (!err && r->notes)
		err = copy_reasons(r->notes, &out->notes);
	return err;
}

static int report_row(struct list_batch *b, const struct list_row *row, const struct result *results)
{
	struct reasons why;
	struct list_row_report r;
	int err = 0;
	if (row->kept && !row->ahead)
		r = row->kept->report;
	else
		err = tell_row(b, row, results, &why, &r);
	if (!err && row->ahead)
		return keep_report(&r, row->kept);
	bool withdrawn = r.row == 0 && !b->ask->source && r.outcome < OUTCOME_REFUSED;
	b->summary->n_withdrawn += withdrawn;
	b->summary->counts[r.outcome] += !withdrawn;
	b->summary->rows += r.row > 0;
	b->summary->n_left += r.row == 0 && b->ask->source && r.outcome == OUTCOME_UPDATED;
	return !err && b->report ? b->report(b->arg, &r) : err;
}

static int report_rows(struct list_batch *b, const struct result *results)
{
	for (size_t i = 0; i < b->n_rows; i++) {
		int err = report_row(b, &b->rows[i], results);
		if (err)
			return err;
	}
	return 0;
}

static int read_moment(struct db_txn *txn, void *arg)
{
	*(uint64_t *)arg = db_moment(txn);
	return 0;
}

/* The moment of the store, 0 if it is not known. */
static uint64_t find_moment(const struct list_batch *b)
{
	uint64_t moment = 0;
	return db_read(b->store->db, read_moment, &moment) == 0 ? moment : 0;
}

/* Before a batch: looks whether others wrote since the last one. */
static void note_others(struct list_batch *b)
{
	if (b->moment && find_moment(b) != b->moment)
		b->n_small = SMALL_BATCHES;
	else if (b->n_small)
		b->n_small--;
}

static int apply_requests(struct list_batch *b, struct result *results)
{
	struct store *store = b->scratch.db ? &b->scratch : b->store;
	bool rehearse = b->ask->dry_run && !b->scratch.db;
	for (size_t i = 0; i < b->n_requests; i++)
		b->requests[i].action = b->summary->action;
	if (b->ask->dry_run)
		return store_apply(store, b->requests, b->n_requests, rehearse, results, &b->arena);
	note_others(b);
	int err = store_apply(store, b->requests, b->n_requests, false, results, &b->arena);
	/* whoever was told to end waited for a server */
	b->summary->interrupted = err == QUAD_ESTOP;
	b->moment = err ? 0 : find_moment(b);
	for (size_t i = 0; !err && i < b->n_requests; i++)
		if (results[i].action)
			b->summary->action = results[i].action;
	return err;
}

int list_batch_flush(struct list_batch *b)
{
	struct result *results = arena_alloc(&b->arena, (b->n_requests + 1) * sizeof *results);
	int err = results ? 0 : QUAD_ENOMEM;
	if (!err && b->n_requests > 0)
		err = apply_requests(b, results);
	if (!err)
		err = report_rows(b, results);
	b->n_rows = b->n_requests = b->n_bytes = 0;
	arena_release(&b->arena);
	return err;
}

/* True if the rows that wait are enough for a batch of `times` the usual size. */
static bool is_enough(const struct list_batch *b, size_t times)
{
	size_t part = b->n_small ? SMALL_PART : 1;
	return b->n_rows * part >= BATCH_ROWS * times || b->n_requests * part >= b->max_requests * times ||
	       b->n_bytes >= BATCH_BYTES;
}

int list_batch_settle(struct list_batch *b)
{
	bool rehearse = b->ask->dry_run && !b->scratch.db;
	int err = 0;
	b->summary->interrupted = b->ask->go_on && !b->ask->go_on(b->ask->go_on_arg, &b->progress);
	if (b->summary->interrupted)
		return QUAD_ESTOP;
	if (!is_enough(b, rehearse ? REHEARSAL_BATCHES : 1))
		return 0;
	if (rehearse && !b->ask->scratch_dir)
		return 0;
	if (rehearse)
		err = list_scratch_open(b->store, b->ask->scratch_dir, &b->scratch);
	return err ? err : list_batch_flush(b);
}

void list_batch_release(struct list_batch *b)
{
	free(b->rows);
	free(b->requests);
	arena_release(&b->arena);
	change_teller_close(&b->teller);
	store_close(&b->scratch);
	*b = (struct list_batch){0};
}
