/*
 * What the modules share that carry out a request: values read for as long as the change lives, the journal, new ids,
 * checks of texts, and institutions and campuses by name.
 */
#include "store/change/change.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/change/freeing.h"
#include "store/change/permit_ask.h"
#include "store/facts/journal_tree.h"
#include "store/model/codec.h"

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
 * Keeps the record before and after for a request with REQUEST_IMAGES. A series' record is written once or twice, with
 * its bookings in between; of any other request the first entry is its own, and later ones are consequences.
 */
static int keep_images(struct change *c, const struct key *k, struct bytes before, struct bytes after)
{
	struct result *out = c->out;
	if (!(c->rq->flags & REQUEST_IMAGES))
		return 0;
	if (c->rq->op == OP_SERIES && k->p[0] != TABLE_SERIES)
		return 0;
	if (c->rq->op != OP_SERIES && out->before.p)
		return 0;
	if (!out->before.p)
		out->before = (struct bytes){arena_dup(c->arena, before.p, before.len), before.len};
	out->after = (struct bytes){arena_dup(c->arena, after.p, after.len), after.len};
	return out->before.p && out->after.p ? 0 : QUAD_ENOMEM;
}

/* Makes the bytes of the journal's next entry, which is the request's, and its leaf. */
static int encode_entry(struct change *c, struct journal_entry *entry, struct hash *leaf)
{
	struct buf *b = &c->cache->entry;
	struct journal_salts salts;
	entry->at_min = c->rq->now;
	entry->op = c->as ? c->as : c->rq->op;
	entry->actor = c->rq->actor;
	entry->in_place_of = c->in_place_of ? c->in_place_of : "";
	entry->shared = c->rq->flags & REQUEST_SHARED;
	entry->via = c->rq->via;
	int err = change_next_seq(c, &entry->seq);
	if (err)
		return err;
	if (!c->cache->action)
		c->cache->action = entry->seq;
	entry->action = c->cache->action;
	err = journal_salt(entry, &salts);
	if (err)
		return err;
	buf_clear(b);
	journal_encode(entry, b);
	err = b->failed ? QUAD_ENOMEM : journal_leaf(entry, &c->cache->leaf, leaf);
	/* the salts end here, and are in the bytes */
	entry->before_salt = entry->after_salt = (struct bytes){"", 0};
	return err;
}

/* The journal's tree grows by the entry; its edge is put once for all that a request writes. */
static int grow_tree(struct change *c, const struct hash *leaf)
{
	struct decision_cache *k = c->cache;
	int err = k->has_edge ? 0 : journal_tree_edge(c->txn, &k->edge);
	k->has_edge = !err;
	if (!err)
		err = journal_tree_add(c->txn, &k->edge, leaf);
	k->edge_moved = !err;
	return err;
}

int change_seal(struct change *c)
{
	if (!c->cache->edge_moved)
		return 0;
	c->cache->edge_moved = false;
	return journal_tree_put_edge(c->txn, &c->cache->edge);
}

/* Puts the entry that was encoded. */
static int put_entry(struct change *c, const struct journal_entry *entry, const struct hash *leaf)
{
	const struct buf *b = &c->cache->entry;
	struct key k = key_table(TABLE_JOURNAL);
	key_u64(&k, entry->seq);
	int err = db_put(c->txn, key_bytes(&k), (struct bytes){b->p, b->len});
	if (err)
		return err;
	cache_wrote(c->cache, &k);
	return grow_tree(c, leaf);
}

int change_note(struct change *c, const char *entity, struct bytes what)
{
	struct journal_entry entry = {.outcome = OUTCOME_ADDED, .entity = entity, .after = what};
	struct hash leaf;
	int err = encode_entry(c, &entry, &leaf);
	return err ? err : put_entry(c, &entry, &leaf);
}

int change_record(struct change *c, const struct key *k, const char *entity, uint64_t prev, struct bytes before,
                  struct bytes after, enum outcome outcome)
{
	struct journal_entry entry = {
		.prev = prev, .outcome = outcome, .entity = entity, .before = before, .after = after};
	struct hash leaf;
	int err = encode_entry(c, &entry, &leaf);
	if (!err)
		err = after.len ? db_put(c->txn, key_bytes(k), after) : db_del(c->txn, key_bytes(k));
	if (!err) {
		cache_wrote(c->cache, k);
		err = put_entry(c, &entry, &leaf);
	}
	if (!err)
		err = freeing_record(c, k, before, after);
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
	struct key k = key_table(TABLE_SETTING);
	key_text(&k, name);
	int err = facts_setting(c->txn, name, &old);
	if (err || v <= old)
		return err;
	le_put(bytes, v, 8);
	return db_put(c->txn, key_bytes(&k), (struct bytes){bytes, 8});
}

int change_put_ref(struct change *c, enum table table, const char *ref, uint64_t id)
{
	unsigned char bytes[8];
	struct key by_ref = key_table(table);
	key_text(&by_ref, ref);
	le_put(bytes, id, sizeof bytes);
	int err = db_put(c->txn, key_bytes(&by_ref), (struct bytes){bytes, sizeof bytes});
	cache_wrote(c->cache, &by_ref);
	return err;
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
		struct key by_ref = key_table(series ? TABLE_SERIES_REF : TABLE_BOOKING_REF);
		key_text(&by_ref, facts_own_ref(mark, kind, *out, ref));
		err = db_get(c->txn, key_bytes(&by_ref), &v);
		if (err == QUAD_ENOTFOUND)
			return 0;
	}
	return err;
}

int change_next_number(struct change *c, enum table table, uint32_t *out)
{
	struct bytes k;
	uint64_t gone;
	bool resources = table == TABLE_RESOURCE;
	*out = 1;
	int err = facts_last_key(c->txn, table, &k);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!err && k.len != 5)
		return QUAD_ECORRUPT;
	uint32_t last = err ? 0 : key_get_u32(k, 1);
	err = facts_setting(c->txn, resources ? SETTING_GONE_RESOURCE : SETTING_GONE_CAMPUS, &gone);
	*out = (gone > last ? (uint32_t)gone : last) + 1;
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
	if (len > TEXT_MAX_BYTES)
		reason_add_number(&c->out->reasons, REASON_TOO_LONG, field, (int64_t)len);
	else if (!ok)
		reason_add(&c->out->reasons, REASON_NOT_PLAIN, field);
}

/*
 * True for a code that a list of claims would read as something else: as two codes, or as one with units. There `;`
 * separates and a star stands before units, each also in its Chinese form.
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
		reason_add_text(&c->out->reasons, REASON_VALUE, field, "%.60s", s);
	else
		change_check_text(c, field, s);
}

static bool may_create(const struct change *c)
{
	return c->rq->flags & REQUEST_CREATE_MISSING;
}

/* What is made because it is named is in nobody's scope yet. */
static int ask_to_make(struct change *c, enum right right, const char *word, const char *code)
{
	const struct right_row everything = {0};
	const char *entity = arena_fmt(c->arena, "%s:%s", word, code);
	return entity ? permit_ask(c, right, &everything, entity) : QUAD_ENOMEM;
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
	if (*missing) {
		change_check_code(c, "institution", text);
		return ask_to_make(c, RIGHT_CONSORTIUM, "institution", text);
	}
	reason_add(&c->out->reasons, err == QUAD_EINVAL ? REASON_SEVERAL_INSTITUTIONS : REASON_NO_INSTITUTION, text);
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
	if (*missing) {
		change_check_code(c, "campus", text);
		return ask_to_make(c, RIGHT_KEEP, "campus", text);
	}
	reason_add(&c->out->reasons, err == QUAD_EINVAL ? REASON_SEVERAL_CAMPUSES : REASON_NO_CAMPUS, text);
	return 0;
}

const char *change_pick(const struct change *c, int field, const char *given, const char *stored)
{
	return c->rq->given & GIVEN(field) ? given : stored;
}

bool change_is_refused(const struct change *c)
{
	return c->out->reasons.n > 0;
}

/* ---- results ---- */

static int made_order(const void *a, const void *b)
{
	const struct made *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

void change_sort_made(struct made *v, size_t n)
{
	if (n)
		qsort(v, n, sizeof *v, made_order);
}
