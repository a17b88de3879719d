/*
 * The one way in. A request is dispatched to the module of its kind with a `struct change` that carries the
 * transaction; what those modules share (the journal, owned reads, checks of texts, references by name) is here too.
 *
 * A refused request writes nothing because every module decides first and writes last.
 */
#include "store/change/apply.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/change/change.h"
#include "store/model/codec.h"
#include "store/base/err.h"
#include "store/base/utf8.h"

/* How long an answer is remembered by its request's id. */
#define REQUEST_MEMORY_MS (INT64_C(7) * 24 * 3600 * 1000)

static uint64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- the journal ---- */

int change_get(struct change *c, const struct key *k, struct bytes *out)
{
	int err = db_get(c->txn, key_bytes(k), out);
	if (err)
		return err;
	out->p = arena_dup(c->arena, out->p, out->len);
	return out->p ? 0 : QUAD_ENOMEM;
}

int change_next_seq(struct change *c, uint64_t *out)
{
	int err = cache_last_seq(c->cache, c->txn, out);
	++*out;
	return err;
}

/*
 * Keeps the records of what the request itself names for who asked for them. A series is written once or twice, with
 * its bookings in between; of all else the first entry is its own, and those behind it are what follows.
 */
static int keep_images(struct change *c, const struct key *k, struct bytes before, struct bytes after)
{
	struct result *out = c->out;
	if (!(c->rq->flags & REQUEST_IMAGES) || (c->rq->op == OP_SERIES ? k->p[0] != 's' : out->before.p != NULL))
		return 0;
	if (!out->before.p)
		out->before = (struct bytes){arena_dup(c->arena, before.p, before.len), before.len};
	out->after = (struct bytes){arena_dup(c->arena, after.p, after.len), after.len};
	return out->before.p && out->after.p ? 0 : QUAD_ENOMEM;
}

int change_record(struct change *c, const struct key *k, const char *entity, uint64_t prev, struct bytes before,
                  struct bytes after, enum outcome outcome)
{
	struct buf *b = &c->cache->entry;
	struct journal_entry entry = {.prev = prev,
	                              .at_min = c->rq->now,
	                              .op = c->rq->op,
	                              .outcome = outcome,
	                              .actor = c->rq->actor,
	                              .entity = entity,
	                              .before = before,
	                              .after = after};
	struct key seq_key = key_table('j');
	int err = change_next_seq(c, &entry.seq);
	if (err)
		return err;
	key_u64(&seq_key, entry.seq);
	buf_clear(b);
	journal_encode(&entry, b);
	err = b->failed ? QUAD_ENOMEM : 0;
	if (!err)
		err = after.len ? db_put(c->txn, key_bytes(k), after) : db_del(c->txn, key_bytes(k));
	if (!err)
		err = db_put(c->txn, key_bytes(&seq_key), (struct bytes){b->p, b->len});
	if (!err) {
		cache_wrote(c->cache, k);
		cache_wrote(c->cache, &seq_key);
	}
	if (!err && outcome == OUTCOME_UPDATED)
		err = keep_images(c, k, before, after);
	c->out->outcome = outcome;
	c->out->seq = entry.seq;
	return err;
}

int change_write_entry(struct change *c, struct change_entry *r)
{
	struct buf b = {0};
	r->encode(r->v, &b);
	int err = b.failed ? QUAD_ENOMEM : 0;
	if (!err && r->before.len && b.len == r->before.len && memcmp(b.p, r->before.p, b.len) == 0) {
		c->out->outcome = OUTCOME_UNCHANGED;
		c->out->seq = 0;
		buf_release(&b);
		return 0;
	}
	uint64_t prev = *r->seq;
	if (!err)
		err = change_next_seq(c, r->seq);
	if (!err) {
		buf_clear(&b);
		r->encode(r->v, &b);
		err = b.failed ? QUAD_ENOMEM
		               : change_record(c, &r->key, r->entity, prev, r->before, (struct bytes){b.p, b.len},
		                               r->before.len ? OUTCOME_UPDATED : OUTCOME_ADDED);
	}
	buf_release(&b);
	return err;
}

int change_raise_setting(struct change *c, const char *name, uint64_t v)
{
	uint64_t old;
	unsigned char bytes[8];
	struct key k = key_table('m');
	key_text(&k, name);
	int err = facts_setting(c->txn, name, &old);
	if (err || v <= old)
		return err;
	le_put(bytes, v, 8);
	return db_put(c->txn, key_bytes(&k), (struct bytes){bytes, 8});
}

int change_next_id(struct change *c, enum own_kind kind, uint64_t after, uint64_t *out)
{
	bool series = kind == OWN_SERIES;
	struct bytes v;
	char ref[OWN_REF_MAX];
	uint32_t mark = 0;
	bool taken; /* there are refs like that */
	int err = cache_last_id(c->cache, c->txn, kind, out);
	*out = (*out > after ? *out : after) + 1;
	if (!err)
		err = cache_own_refs(c->cache, c->txn, kind, &taken);
	if (err || !taken)
		return err;
	err = facts_mark(c->txn, &mark);
	for (; !err; ++*out) {
		struct key by_ref = key_table(series ? 'g' : 'f');
		key_text(&by_ref, facts_own_ref(mark, kind, *out, ref));
		err = db_get(c->txn, key_bytes(&by_ref), &v);
		if (err == QUAD_ENOTFOUND)
			return 0;
	}
	return err;
}

/* ---- texts and references ---- */

void change_check_text(struct change *c, const char *field, const char *s)
{
	size_t len = strlen(s);
	bool ok = len <= TEXT_MAX_BYTES;
	for (size_t i = 0; ok && i < len;) {
		uint32_t ch;
		if (s[i] >= ' ' && s[i] < 0x7f) {
			i++;
			continue;
		}
		int n = utf8_next(s + i, len - i, &ch);
		ok = n > 0 && !utf8_is_control(ch);
		i += (size_t)(n > 0 ? n : 1);
	}
	if (!ok)
		reason_add(&c->out->reasons, RULE_VALUE, field, len > TEXT_MAX_BYTES ? "%zu bytes" : "not plain text", len);
}

/*
 * Would a list of claims read this code as something else: as two, or as one with units? There `;` separates and a star
 * stands before units, each also in its Chinese form.
 */
static bool reads_as_claim(struct change *c, const char *s)
{
	static const char *const stars[] = {"*", "＊", "×"};
	struct buf folded = {0};
	bool yes = strchr(s, ';') || strstr(s, "；");
	utf8_fold(&folded, s); /* full-width digits become plain */
	size_t end = folded.len;
	while (end > 0 && folded.p[end - 1] >= '0' && folded.p[end - 1] <= '9')
		end--;
	for (size_t i = 0; end < folded.len && i < sizeof stars / sizeof *stars; i++) {
		size_t len = strlen(stars[i]);
		yes |= end >= len && memcmp(folded.p + end - len, stars[i], len) == 0;
	}
	c->out->reasons.failed |= folded.failed;
	buf_release(&folded);
	return yes;
}

void change_check_code(struct change *c, const char *field, const char *s)
{
	if (*s == '\0' || strlen(s) > CODE_MAX_BYTES || reads_as_claim(c, s))
		reason_add(&c->out->reasons, RULE_VALUE, field, "%.60s", s);
	else
		change_check_text(c, field, s);
}

static bool may_create(const struct change *c)
{
	return c->rq->flags & REQUEST_CREATE_MISSING;
}

int change_resolve_institution(struct change *c, const char *text, const char **code, bool *missing)
{
	struct institution found;
	*code = text;
	*missing = false;
	if (!*text)
		return 0;
	int err = facts_institution_named(c->txn, text, &found);
	if (!err) {
		*code = arena_str(c->arena, found.code);
		return *code ? 0 : QUAD_ENOMEM;
	}
	if (err != QUAD_ENOTFOUND && err != QUAD_EINVAL)
		return err;
	*missing = err == QUAD_ENOTFOUND && may_create(c);
	if (*missing)
		change_check_code(c, "institution", text);
	else
		reason_add(&c->out->reasons, RULE_UNKNOWN, text, "institution%s", err == QUAD_EINVAL ? " (several)" : "");
	return 0;
}

int change_resolve_campus(struct change *c, const char *text, const char **code, uint32_t *no, bool *missing)
{
	struct campus found;
	*code = text;
	*no = 0;
	*missing = false;
	if (!*text)
		return 0;
	int err = facts_campus_named(c->txn, text, &found);
	if (!err) {
		*no = found.no;
		*code = arena_str(c->arena, found.code);
		return *code ? 0 : QUAD_ENOMEM;
	}
	if (err != QUAD_ENOTFOUND && err != QUAD_EINVAL)
		return err;
	*missing = err == QUAD_ENOTFOUND && may_create(c);
	if (*missing)
		change_check_code(c, "campus", text);
	else
		reason_add(&c->out->reasons, RULE_UNKNOWN, text, "campus%s", err == QUAD_EINVAL ? " (several)" : "");
	return 0;
}

/* Runs another request of the same person inside this change, keeping this one's result. */
static int inner(struct change *c, struct request *rq, int (*fn)(struct change *c))
{
	struct result result = {.reasons.arena = c->arena};
	struct change in = {c->txn, rq, &result, c->arena, false, c->cache};
	rq->actor = c->rq->actor;
	rq->now = c->rq->now;
	rq->given = GIVEN_ALL;
	int err = fn(&in);
	return err ? err : result.reasons.n ? QUAD_ECORRUPT : 0;
}

int change_make_institution(struct change *c, const char *code)
{
	struct request rq = {.op = OP_INSTITUTION, .u.institution = {code, code, "", "", "", "", 0}};
	return inner(c, &rq, admin_institution);
}

int change_make_campus(struct change *c, const char *code, const char *institution, uint32_t *no)
{
	struct campus made;
	struct request rq = {.op = OP_CAMPUS, .u.campus = {0, code, code, institution, "", "", "", "", "", 0}};
	int err = inner(c, &rq, admin_campus);
	if (!err)
		err = facts_campus(c->txn, code, &made);
	*no = err ? 0 : made.no;
	return err;
}

/* ---- request ids ---- */

static bool has_id(const struct request *rq)
{
	for (int i = 0; i < REQUEST_ID_BYTES; i++)
		if (rq->id[i])
			return true;
	return false;
}

static struct key id_key(const unsigned char *id)
{
	struct key k = key_table('q');
	memcpy(k.p + k.len, id, REQUEST_ID_BYTES);
	k.len += REQUEST_ID_BYTES;
	return k;
}

/* Fills the result of a request that was carried out before; QUAD_ENOTFOUND if it was not. */
static int recall(struct change *c)
{
	struct key k = id_key(c->rq->id), seq_key = key_table('j');
	struct bytes b;
	struct journal_entry entry;
	struct booking booking;
	int err = change_get(c, &k, &b);
	if (err)
		return err;
	if (b.len != 8)
		return QUAD_ECORRUPT;
	key_u64(&seq_key, le_get(b.p, 8));
	err = change_get(c, &seq_key, &b);
	if (!err)
		err = journal_decode(b, &entry);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	c->out->outcome = (enum outcome)entry.outcome;
	c->out->seq = key_get_u64(key_bytes(&seq_key), 1);
	if (strncmp(entry.entity, "series:", 7) == 0)
		c->out->series = strtoull(entry.entity + 7, NULL, 10);
	if (strncmp(entry.entity, "booking:", 8) != 0)
		return 0;
	err = booking_decode(entry.after, c->arena, &booking);
	if (!err) {
		c->out->id = booking.id;
		c->out->series = booking.series;
		c->out->start = booking.start;
		c->out->end = booking.end;
		c->out->state = booking.state;
	}
	return err;
}

/* Remembers the answer, and forgets at most two that are old enough. */
static int remember(struct change *c)
{
	struct key k = id_key(c->rq->id), lo = key_table('q'), hi = key_table('q'), old[2];
	struct db_scan scan;
	struct bytes key, v;
	unsigned char seq[8];
	int n_old = 0;
	uint64_t limit = now_ms() - (uint64_t)REQUEST_MEMORY_MS;
	key_u64(&hi, limit << 16);
	int err = db_scan_open(c->txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err && n_old < 2 && (err = db_scan_next(&scan, &key, &v)) == 0) {
		if (key.len != k.len) {
			err = QUAD_ECORRUPT;
			break;
		}
		memcpy(old[n_old].p, key.p, key.len);
		old[n_old++].len = key.len;
	}
	db_scan_close(&scan);
	if (err == QUAD_ENOTFOUND)
		err = 0;
	for (int i = 0; !err && i < n_old; i++)
		err = db_del(c->txn, key_bytes(&old[i]));
	le_put(seq, c->out->seq, 8);
	return err ? err : db_put(c->txn, key_bytes(&k), (struct bytes){seq, 8});
}

/* ---- dispatch ---- */

static int dispatch(struct change *c)
{
	switch (c->rq->op) {
	case OP_INSTITUTION: return admin_institution(c);
	case OP_CAMPUS: return admin_campus(c);
	case OP_TRAVEL: return admin_travel(c);
	case OP_RESOURCE: return admin_resource(c);
	case OP_CLOSURE: return admin_closure(c);
	case OP_CLOSURE_DROP: return admin_closure_drop(c);
	case OP_BOOK: return book_put(c);
	case OP_MOVE: return book_move(c);
	case OP_CANCEL: return book_cancel(c);
	case OP_SWAP: return book_swap(c);
	case OP_TERM: return academic_term(c);
	case OP_PERIOD: return academic_period(c);
	case OP_DAY: return academic_day(c);
	case OP_SERIES: return series_put(c);
	case OP_SERIES_CHANGE: return series_change(c);
	case OP_SERIES_CANCEL: return series_cancel(c);
	case OP_SERIES_ADD: return series_add(c);
	case OP_PERSON: return admin_person(c);
	case OP_COLUMNS: return columns_put(c);
	}
	return QUAD_EINVAL;
}

static int decide(struct change *c)
{
	*c->out = (struct result){.reasons.arena = c->arena};
	int err = dispatch(c);
	/* whatever came of going on without a reason */
	if (c->out->reasons.failed)
		err = QUAD_ENOMEM;
	/* a refused request that has written is a fault of this program: nothing of it may stand */
	if (!err && c->out->reasons.n && c->out->seq)
		err = QUAD_ECORRUPT;
	if (!err && c->out->reasons.n)
		c->out->outcome = reasons_malformed(&c->out->reasons) ? OUTCOME_INVALID : OUTCOME_REFUSED;
	return err;
}

int apply_with(struct db_txn *txn, struct decision_cache *cache, const struct request *request, struct result *out,
               struct arena *arena)
{
	struct change c = {txn, request, out, arena, false, cache};
	if (has_id(request)) {
		*out = (struct result){.reasons.arena = arena};
		int err = recall(&c);
		if (err != QUAD_ENOTFOUND)
			return err;
	}
	int err = decide(&c);
	if (!err && has_id(request) && out->seq)
		err = remember(&c);
	return err;
}

int apply(struct db_txn *txn, const struct request *request, struct result *out, struct arena *arena)
{
	struct decision_cache cache = {0};
	int err = apply_with(txn, &cache, request, out, arena);
	cache_release(&cache);
	return err;
}

int apply_look(struct db_txn *txn, struct decision_cache *cache, const struct request *request, struct result *out,
               struct arena *arena, bool *decided)
{
	struct change c = {txn, request, out, arena, true, cache};
	*out = (struct result){.reasons.arena = arena};
	int err = recall(&c);
	*decided = !err;
	if (err != QUAD_ENOTFOUND || (request->op != OP_BOOK && request->op != OP_MOVE))
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = decide(&c);
	*decided = !err && out->reasons.n > 0;
	return err;
}

int apply_advise_with(struct db_txn *txn, struct decision_cache *cache, const struct request *request, struct result *out,
                      struct arena *arena)
{
	struct change c = {txn, request, out, arena, true, cache};
	return request->op == OP_BOOK || request->op == OP_MOVE ? decide(&c) : QUAD_EINVAL;
}

int apply_advise(struct db_txn *txn, const struct request *request, struct result *out, struct arena *arena)
{
	struct decision_cache cache = {0};
	int err = apply_advise_with(txn, &cache, request, out, arena);
	cache_release(&cache);
	return err;
}
