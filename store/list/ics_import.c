/*
 * Calendars in. The file is surveyed as a whole, then goes event by event: with the first that has a UID, all of that
 * UID are decided (ics_group.h), and the others only wait for their turn to be reported. Before them, what the source
 * of the calendar no longer has is cancelled.
 */
#include "store/list/ics.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/change/event_memory.h"
#include "store/facts/walk.h"
#include "store/format/encoding.h"
#include "store/list/ics_group.h"
#include "store/list/ics_member.h"

#define BATCH_REQUESTS 1000

/* ---- events ---- */

/* Makes the row of an event that was decided with an earlier one. */
static int add_later_row(struct ics_importer *im, size_t index)
{
	struct list_row *row = list_batch_row(&im->batch, index + 1);
	if (!row)
		return QUAD_ENOMEM;
	row->kept = im->kept[index];
	return 0;
}

static int import_events(struct ics_importer *im)
{
	const struct ics_survey *s = &im->survey;
	size_t before = 0;
	for (size_t i = 0; i < s->n; i++) {
		size_t end = i + 1 < s->n ? s->v[i + 1].at : s->start.len;
		int err = s->v[i].later ? add_later_row(im, i) : ics_group_read(im, i);
		im->batch.n_bytes += end - before;
		im->batch.progress = (struct list_progress){i + 1, end, s->start.len};
		before = end;
		if (!err)
			err = list_batch_settle(&im->batch);
		if (err)
			return err;
	}
	return list_batch_flush(&im->batch);
}

/* ---- what left the source ---- */

/* A remembered event that is no longer in the source. */
struct left {
	const char *ref;
	bool elsewhere; /* it is in another source */
};

struct left_ask {
	struct ics_importer *im;
	uint64_t *seen; /* hashes of the refs in the file, sorted */
	size_t n_seen;
	struct left *v;
	size_t n, cap;
};

static int hash_order(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static uint64_t hash_ref(const char *ref)
{
	return fnv1a(FNV1A_START, (struct bytes){ref, strlen(ref)});
}

/* Gathers the refs of all events of the file; *unsure: that of one cannot be read. */
static int find_seen(struct left_ask *ask, bool *unsure)
{
	struct ics_importer *im = ask->im;
	struct arena scratch = {0};
	int err = 0;
	ask->seen = arena_alloc(&im->lasting, (im->survey.n + 1) * sizeof *ask->seen);
	if (!ask->seen)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < im->survey.n && !err; i++) {
		struct ics_event e;
		struct reasons why = {.arena = &scratch};
		err = ics_event_read(&im->survey, &im->survey.v[i], &scratch, &e, &im->notes, &why);
		const char *ref = err ? NULL : ics_member_ref(&e, &scratch);
		if (!err && !ref)
			err = QUAD_ENOMEM;
		if (!err) {
			ask->seen[ask->n_seen++] = hash_ref(ref);
			*unsure |= !*e.uid && why.n;
		}
		arena_release(&scratch);
	}
	if (ask->n_seen)
		qsort(ask->seen, ask->n_seen, sizeof *ask->seen, hash_order);
	return err;
}

static int note_left(struct bytes key, struct bytes value, void *arg)
{
	struct left_ask *ask = arg;
	struct ics_importer *im = ask->im;
	struct event_memory memory;
	int err = event_memory_decode(value, &memory);
	(void)key;
	if (err || !event_memory_is_in(&memory, im->ask->source))
		return err;
	uint64_t hash = hash_ref(memory.ref);
	if (ask->n_seen && bsearch(&hash, ask->seen, ask->n_seen, sizeof hash, hash_order))
		return 0;
	struct left *v = arena_grow(&im->lasting, ask->v, ask->n, &ask->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	ask->v = v;
	v[ask->n].elsewhere = strlen(memory.sources) > strlen(im->ask->source) + 1;
	v[ask->n].ref = arena_str(&im->lasting, memory.ref);
	return v[ask->n++].ref ? 0 : QUAD_ENOMEM;
}

static int find_left(struct db_txn *txn, void *arg)
{
	return walk_table(txn, TABLE_EVENT, note_left, arg);
}

/* Makes the rows of what left. They come first, since what is new in the source may take their places. */
static int import_left(struct ics_importer *im)
{
	struct left_ask left = {.im = im};
	bool *unsure = &im->batch.summary->left_unsure;
	int err = im->ask->source ? find_seen(&left, unsure) : 0;
	if (err || !im->ask->source || *unsure)
		return err;
	err = db_read(ics_seen_db(im), find_left, &left);
	for (size_t i = 0; i < left.n; i++) {
		if (!err)
			err = ics_group_leave(im, left.v[i].ref, left.v[i].elsewhere);
		if (!err)
			err = list_batch_settle(&im->batch);
		if (err)
			return err;
	}
	return err;
}

/* ---- the file ---- */

/* Finds out whether all lines are UTF-8. They are unfolded first, since programs fold in the midst of a character. */
static int check_utf8(struct bytes text, bool *out)
{
	struct ics_reader r;
	struct ics_line line;
	int err = 0;
	ics_reader_open(&r, text.p, text.len);
	*out = true;
	while (*out) {
		err = ics_reader_next(&r, &line);
		if (err && err != QUAD_EINVAL)
			break;
		*out = line.cut || utf8_valid(r.line.p, r.line.len);
	}
	ics_reader_close(&r);
	return err == QUAD_ENOMEM ? err : 0;
}

/* encoding_score: 1 for an encoding in which every byte means something. */
static size_t score_damage(void *arg, const char *text, size_t len)
{
	static const char replacement[] = "\xef\xbf\xbd";
	const char *end = text + len;
	(void)arg;
	for (const char *p = text; end - p >= 3; p++)
		if (*p == replacement[0] && memcmp(p, replacement, 3) == 0)
			return 0;
	return 1;
}

/* Decodes a file that is not UTF-8, or is told to be otherwise. */
static int decode_file(struct ics_importer *im, struct buf *decoded)
{
	struct list_summary *summary = im->batch.summary;
	const char *told = im->ask->encoding;
	int err = encoding_decode(im->ask->data, told, score_damage, NULL, decoded, &summary->encoding,
	                          &summary->encoding_guessed);
	if (err == QUAD_EINVAL)
		summary->fault = (struct list_fault){LIST_ENCODING, 0, told, NULL};
	if (err == QUAD_EFULL) {
		summary->fault.problem = LIST_TOO_LARGE_TEXT;
		err = QUAD_EINVAL;
	}
	return err;
}

/* Leaves out what DOS programs put after a text's end: Ctrl-Z, and NUL bytes. */
static void trim_end(struct bytes *text)
{
	static const char marks[] = {0x1a, '\0', ' ', '\t', '\r', '\n'};
	const char *p = text->p;
	while (text->len && memchr(marks, p[text->len - 1], sizeof marks))
		text->len--;
}

static int open_file(struct ics_importer *im, struct buf *decoded, struct bytes *text)
{
	static const char mark[] = "\xef\xbb\xbf";
	bool utf8 = false;
	int err = im->ask->encoding ? 0 : check_utf8(im->ask->data, &utf8);
	if (err)
		return err;
	if (utf8) {
		im->batch.summary->encoding = "UTF-8";
		*text = im->ask->data;
	} else {
		err = decode_file(im, decoded);
		*text = (struct bytes){buf_text(decoded), decoded->len};
	}
	trim_end(text);
	if (text->len >= 3 && memcmp(text->p, mark, 3) == 0)
		*text = (struct bytes){(const char *)text->p + 3, text->len - 3};
	return err;
}

static enum list_problem find_wrong_option(const struct list_import *ask)
{
	if (ask->n_map || ask->n_set)
		return LIST_CALENDAR_COLUMNS;
	return ask->sheet ? LIST_CALENDAR_SHEETS : LIST_FINE;
}

/* Opens what all events need. */
static int open_importer(struct ics_importer *im, struct trips *trips)
{
	int err = names_open(&im->names, im->store);
	if (!err)
		err = trips_open(trips, &im->names);
	if (!err)
		err = query_terms(im->store, &im->terms);
	im->kept = arena_alloc(&im->lasting, (im->survey.n + 1) * sizeof *im->kept);
	return !err && !im->kept ? QUAD_ENOMEM : err;
}

static void close_importer(struct ics_importer *im)
{
	list_batch_release(&im->batch);
	names_close(&im->names);
	arena_release(&im->terms.arena);
	ics_survey_release(&im->survey);
	ics_zones_close(&im->zones);
	arena_release(&im->lasting);
}

int ics_import(struct store *s, const struct list_import *ask,
               int (*report)(void *arg, const struct list_row_report *r), void *arg, struct list_summary *out)
{
	struct trips trips = {0};
	struct ics_importer im = {.store = s, .ask = ask, .zones.store = s->zone, .notes.arena = &out->arena};
	struct buf decoded = {0};
	struct bytes text;
	im.batch = (struct list_batch){.store = s,
	                               .ask = ask,
	                               .summary = out,
	                               .report = report,
	                               .arg = arg,
	                               .trips = &trips,
	                               .teller.names = &im.names,
	                               .max_requests = BATCH_REQUESTS};
	out->fault.problem = find_wrong_option(ask);
	int err = out->fault.problem ? QUAD_EINVAL : 0;
	if (!err)
		err = open_file(&im, &decoded, &text);
	if (!err)
		err = ics_survey(text, &im.zones, &im.survey, &im.notes, &out->arena, &out->fault);
	if (!err)
		err = open_importer(&im, &trips);
	if (!err)
		err = import_left(&im);
	if (!err)
		err = import_events(&im);
	if (out->interrupted)
		err = 0;
	if (!err)
		err = trips_unlisted(&trips, s, out);
	out->unknown = im.notes.v;
	out->n_unknown = im.notes.n;
	close_importer(&im);
	trips_close(&trips);
	buf_release(&decoded);
	return err;
}
