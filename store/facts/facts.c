/*
 * The reads that decisions need, each a get or a short scan. It knows keys and codecs and nothing of requests,
 * so that both the deciding side (apply) and the asking side (queries) stand on it.
 */
#include "store/facts/facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/facts/overlap.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"
#include "store/model/settings.h"
#include "store/model/merge.h"
#include "store/base/err.h"

static int get_text(struct db_txn *txn, enum table table, const char *text, struct bytes *out)
{
	*out = (struct bytes){"", 0};
	if (strlen(text) > CODE_MAX_BYTES)
		return QUAD_ENOTFOUND;
	struct key k = key_table(table);
	key_text(&k, text);
	return db_get(txn, key_bytes(&k), out);
}

static int get_number(struct db_txn *txn, enum table table, uint32_t no, struct bytes *out)
{
	struct key k = key_table(table);
	key_u32(&k, no);
	return db_get(txn, key_bytes(&k), out);
}

int facts_institution(struct db_txn *txn, const char *code, struct institution *out)
{
	struct bytes b;
	int err = get_text(txn, TABLE_INSTITUTION, code, &b);
	return err ? err : institution_decode(b, out);
}

int facts_campus(struct db_txn *txn, const char *code, struct campus *out)
{
	struct bytes b;
	int err = get_text(txn, TABLE_CAMPUS, code, &b);
	return err ? err : campus_decode(b, out);
}

int facts_campus_by_number(struct db_txn *txn, uint32_t no, struct campus *out)
{
	struct bytes b;
	char code[CODE_MAX_BYTES + 1];
	int err = get_number(txn, TABLE_CAMPUS_NUMBER, no, &b);
	if (err)
		return err;
	if (b.len > CODE_MAX_BYTES)
		return QUAD_ECORRUPT;
	memcpy(code, b.p, b.len);
	code[b.len] = '\0';
	return facts_campus(txn, code, out);
}

int facts_resource_by_number(struct db_txn *txn, uint32_t no, struct resource *out)
{
	struct bytes b;
	int err = get_number(txn, TABLE_RESOURCE, no, &b);
	return err ? err : resource_decode(b, out);
}

int facts_resource_number(struct db_txn *txn, const char *code, uint32_t *out)
{
	struct bytes b;
	*out = 0;
	int err = get_text(txn, TABLE_RESOURCE_CODE, code, &b);
	if (!err && b.len != 4)
		err = QUAD_ECORRUPT;
	if (!err)
		*out = (uint32_t)le_get(b.p, 4);
	return err;
}

int facts_resource_bytes(struct db_txn *txn, const char *code, struct bytes *out)
{
	uint32_t no;
	int err = facts_resource_number(txn, code, &no);
	if (err)
		return err;
	err = get_number(txn, TABLE_RESOURCE, no, out);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

int facts_resource(struct db_txn *txn, const char *code, struct resource *out)
{
	struct bytes b;
	int err = facts_resource_bytes(txn, code, &b);
	return err ? err : resource_decode(b, out);
}

static int get_booking(struct db_txn *txn, uint64_t id, struct bytes *out)
{
	struct key k = key_table(TABLE_BOOKING);
	key_u64(&k, id);
	return db_get(txn, key_bytes(&k), out);
}

int facts_booking(struct db_txn *txn, uint64_t id, struct arena *arena, struct booking *out)
{
	struct bytes b;
	int err = get_booking(txn, id, &b);
	return err ? err : booking_decode(b, arena, out);
}

int facts_booking_head(struct db_txn *txn, uint64_t id, struct booking *out)
{
	struct bytes b;
	int err = get_booking(txn, id, &b);
	return err ? err : booking_decode_head(b, out);
}

int facts_booking_by_ref(struct db_txn *txn, const char *ref, struct arena *arena, struct booking *out)
{
	struct bytes b;
	int err = get_text(txn, TABLE_BOOKING_REF, ref, &b);
	if (!err)
		return b.len == 8 ? facts_booking(txn, le_get(b.p, 8), arena, out) : QUAD_ECORRUPT;
	uint32_t mark;
	if (err == QUAD_ENOTFOUND && facts_like_own_ref(ref))
		err = facts_mark(txn, &mark);
	if (err)
		return err;
	uint64_t id = facts_own_id(mark, OWN_BOOKING, ref);
	err = id ? facts_booking(txn, id, arena, out) : QUAD_ENOTFOUND;
	return !err && *out->ref ? QUAD_ENOTFOUND : err;
}

/* Institutions and campuses are tens, so a name is found by looking at all. */
#define NAMED(type, table)                                                                               \
	struct type##_named {                                                                            \
		const char *name;                                                                        \
		struct type *out; /* the first of that name */                                           \
		int n;                                                                                   \
	};                                                                                               \
	static int note_##type(struct bytes key, struct bytes record, void *arg)                         \
	{                                                                                                \
		struct type##_named *named = arg;                                                        \
		struct type one;                                                                         \
		(void)key;                                                                               \
		int err = type##_decode(record, &one);                                                   \
		if (err || strcmp(one.name, named->name) != 0)                                           \
			return err;                                                                      \
		if (named->n++ == 0)                                                                     \
			*named->out = one;                                                               \
		return 0;                                                                                \
	}                                                                                                \
	int facts_##type##_named(struct db_txn *txn, const char *text, struct type *out)                 \
	{                                                                                                \
		struct type##_named named = {text, out, 0};                                              \
		int err = facts_##type(txn, text, out);                                                  \
		if (err != QUAD_ENOTFOUND)                                                               \
			return err;                                                                      \
		err = walk_table(txn, table, note_##type, &named);                                       \
		if (err)                                                                                 \
			return err;                                                                      \
		if (named.n == 0)                                                                        \
			return QUAD_ENOTFOUND;                                                           \
		return named.n == 1 ? 0 : QUAD_EINVAL;                                                   \
	}

NAMED(institution, TABLE_INSTITUTION)
NAMED(campus, TABLE_CAMPUS)

/* The text after a word at its beginning; NULL if it does not begin so. */
static const char *skip_word(const char *text, const char *word)
{
	size_t len = strlen(word);
	return strncmp(text, word, len) == 0 ? text + len : NULL;
}

const char *facts_scope_campus(const char *text)
{
	return skip_word(text, SCOPE_OF_CAMPUS);
}

const char *facts_scope_institution(const char *text)
{
	return skip_word(text, SCOPE_OF_INSTITUTION);
}

const char *facts_scope_resource(const char *text)
{
	return skip_word(text, SCOPE_OF_RESOURCE);
}

/* A campus or an institution that may be named; err is QUAD_ENOTFOUND where it is not looked for. */
struct scope_search {
	const char *campus_text, *institution_text; /* NULL: not looked for */
	struct campus campus;
	struct institution institution;
	int campus_err, institution_err;
};

static void find_scope_by_code(struct db_txn *txn, struct scope_search *s)
{
	s->campus_err = s->institution_err = QUAD_ENOTFOUND;
	if (s->campus_text)
		s->campus_err = facts_campus(txn, s->campus_text, &s->campus);
	if (s->institution_text)
		s->institution_err = facts_institution(txn, s->institution_text, &s->institution);
}

static void find_scope_by_name(struct db_txn *txn, struct scope_search *s)
{
	if (s->campus_text)
		s->campus_err = facts_campus_named(txn, s->campus_text, &s->campus);
	if (s->institution_text)
		s->institution_err = facts_institution_named(txn, s->institution_text, &s->institution);
}

static bool is_failure(int err)
{
	return err && err != QUAD_ENOTFOUND;
}

int facts_scope(struct db_txn *txn, const char *text, enum person_scope *over, const char **code)
{
	const char *campus = facts_scope_campus(text), *institution = facts_scope_institution(text);
	struct scope_search s = {.campus_text = text, .institution_text = text};
	*over = OVER_NOTHING;
	*code = "";
	if (campus)
		s = (struct scope_search){.campus_text = campus};
	else if (institution)
		s = (struct scope_search){.institution_text = institution};
	find_scope_by_code(txn, &s);
	if (s.campus_err == QUAD_ENOTFOUND && s.institution_err == QUAD_ENOTFOUND)
		find_scope_by_name(txn, &s);
	if (is_failure(s.campus_err))
		return s.campus_err;
	if (is_failure(s.institution_err))
		return s.institution_err;
	if (s.campus_err && s.institution_err)
		return QUAD_ENOTFOUND;
	if (!s.campus_err && !s.institution_err)
		return QUAD_EINVAL;
	*over = s.campus_err ? OVER_INSTITUTION : OVER_CAMPUS;
	*code = s.campus_err ? s.institution.code : s.campus.code;
	return 0;
}

static int find_resource_scope(struct db_txn *txn, const char *text, enum person_scope *over, const char **code)
{
	struct resource r;
	int err = strlen(text) <= CODE_MAX_BYTES ? facts_resource(txn, text, &r) : QUAD_ENOTFOUND;
	if (err)
		return err;
	*over = OVER_RESOURCE;
	*code = r.code;
	return 0;
}

int facts_scope_any(struct db_txn *txn, const char *text, enum person_scope *over, const char **code)
{
	const char *resource = facts_scope_resource(text);
	*over = OVER_NOTHING;
	*code = "";
	if (strcmp(text, SCOPE_OF_EVERYTHING) == 0) {
		*over = OVER_ALL;
		return 0;
	}
	if (resource)
		return find_resource_scope(txn, resource, over, code);
	int err = facts_scope(txn, text, over, code);
	return err == QUAD_ENOTFOUND ? find_resource_scope(txn, text, over, code) : err;
}

void facts_scope_text(enum person_scope over, const char *code, struct buf *out)
{
	switch (over) {
	case OVER_NOTHING: return;
	case OVER_CAMPUS: buf_str(out, SCOPE_OF_CAMPUS); break;
	case OVER_INSTITUTION: buf_str(out, SCOPE_OF_INSTITUTION); break;
	case OVER_RESOURCE: buf_str(out, SCOPE_OF_RESOURCE); break;
	case OVER_ALL: buf_str(out, SCOPE_OF_EVERYTHING); return;
	}
	buf_str(out, code);
}

struct key facts_travel_key(uint32_t a, uint32_t b)
{
	struct key k = key_table(TABLE_TRAVEL);
	key_u32(&k, a < b ? a : b);
	key_u32(&k, a < b ? b : a);
	return k;
}

int facts_travel(struct db_txn *txn, uint32_t a, uint32_t b, uint32_t *out_min, bool *listed)
{
	struct bytes v;
	*out_min = 0;
	if (listed)
		*listed = true;
	if (a == b || a == 0 || b == 0)
		return 0;
	struct key k = facts_travel_key(a, b);
	int err = db_get(txn, key_bytes(&k), &v);
	if (err == QUAD_ENOTFOUND) {
		if (listed)
			*listed = false;
		return 0;
	}
	if (!err && v.len < 4)
		err = QUAD_ECORRUPT;
	if (!err)
		*out_min = (uint32_t)le_get(v.p, 4);
	return err;
}

int facts_setting(struct db_txn *txn, const char *name, uint64_t *out)
{
	struct bytes v;
	*out = 0;
	int err = get_text(txn, TABLE_SETTING, name, &v);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	if (v.len != 8)
		return QUAD_ECORRUPT;
	*out = le_get(v.p, 8);
	return 0;
}

struct key facts_config_key(const char *name)
{
	struct key k = key_table(TABLE_SETTING);
	char text[CODE_MAX_BYTES + sizeof FACTS_CONFIG];
	snprintf(text, sizeof text, FACTS_CONFIG "%s", name);
	key_text(&k, text);
	return k;
}

int facts_config(struct db_txn *txn, const char *name, struct setting *out)
{
	struct key k = facts_config_key(name);
	struct bytes v;
	int err = db_get(txn, key_bytes(&k), &v);
	return err ? err : setting_decode(v, out);
}

int facts_config_value(struct db_txn *txn, const char *name, const char **out)
{
	const struct setting_kind *kind = settings_find(name);
	struct setting stored;
	*out = kind ? kind->fallback : "";
	if (!kind)
		return QUAD_EINVAL;
	int err = facts_config(txn, name, &stored);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	*out = stored.value;
	return 0;
}

int facts_mark(struct db_txn *txn, uint32_t *out)
{
	uint64_t v;
	int err = facts_setting(txn, SETTING_MARK, &v);
	if (!err && v > UINT32_MAX)
		err = QUAD_ECORRUPT;
	*out = err ? 0 : (uint32_t)v;
	return err;
}

bool facts_like_own_ref(const char *ref)
{
	return strncmp(ref, "quad-", 5) == 0;
}

const char *facts_own_ref(uint32_t mark, enum own_kind kind, uint64_t id, char out[OWN_REF_MAX])
{
	snprintf(out, OWN_REF_MAX, "quad-%08" PRIx32 "-%s%" PRIu64, mark, kind == OWN_SERIES ? "series-" : "", id);
	return out;
}

struct key facts_own_refs(uint32_t mark, enum own_kind kind)
{
	char ref[OWN_REF_MAX];
	struct key k = key_table(kind == OWN_SERIES ? TABLE_SERIES_REF : TABLE_BOOKING_REF);
	facts_own_ref(mark, kind, 0, ref);
	*strrchr(ref, '-') = '\0';
	key_text(&k, ref);
	return k;
}

uint64_t facts_own_id(uint32_t mark, enum own_kind kind, const char *ref)
{
	char own[OWN_REF_MAX];
	const char *dash = strrchr(ref, '-');
	uint64_t id = dash ? strtoull(dash + 1, NULL, 10) : 0;
	return strcmp(facts_own_ref(mark, kind, id, own), ref) == 0 ? id : 0;
}

int facts_last_key(struct db_txn *txn, enum table table, struct bytes *out)
{
	struct key lo = key_table(table), hi = key_after(&lo);
	struct db_scan scan;
	struct bytes v;
	*out = (struct bytes){"", 0};
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range_back(&scan, key_bytes(&lo), key_bytes(&hi));
	if (!err)
		err = db_scan_next(&scan, out, &v);
	db_scan_close(&scan);
	return err;
}

int facts_last_seq(struct db_txn *txn, uint64_t *out)
{
	struct bytes k;
	int err = facts_last_key(txn, TABLE_JOURNAL, &k);
	if (!err && k.len != 9)
		err = QUAD_ECORRUPT;
	*out = err ? 0 : key_get_u64(k, 1);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The claim of an entry of the index by resource; *overlaps: it ends after start. */
static int read_claim(struct bytes key, size_t prefix_len, struct bytes value, int64_t start, struct neighbour *out,
                      bool *overlaps)
{
	*out = (struct neighbour){0};
	if (key.len != prefix_len + 1 + 4 + 8)
		return QUAD_ECORRUPT;
	int err = claim_decode(value, &out->claim);
	*overlaps = !err && out->claim.end > start;
	out->claim.start = key_get_min(key, prefix_len + 1);
	out->booking = key_get_u64(key, prefix_len + 5);
	return err;
}

int facts_read_claim(uint32_t resource, struct bytes key, struct bytes value, struct neighbour *out)
{
	bool overlaps;
	int err = read_claim(key, 1 + sizeof resource, value, INT64_MIN, out, &overlaps);
	out->claim.resource = resource;
	return err;
}

static int add_neighbour(struct arena *arena, const struct neighbour *one, size_t *cap, struct neighbours *out)
{
	struct neighbour *list = arena_grow(arena, out->v, out->n, cap, sizeof *list);
	if (!list)
		return QUAD_ENOMEM;
	out->v = list;
	out->v[out->n++] = *one;
	return 0;
}

/* Adds those that a walk over the claims of a resource finds. */
static int add_neighbours(struct overlap *walk, uint32_t resource, uint64_t except, struct arena *arena,
                          struct neighbours *out)
{
	size_t cap = 0;
	for (;;) {
		struct bytes k, v;
		struct neighbour one;
		bool overlaps;
		int err = overlap_next(walk, &k, &v);
		if (!err)
			err = read_claim(k, walk->prefix.len, v, walk->start, &one, &overlaps);
		if (err)
			return err;
		one.claim.resource = resource;
		if (overlaps && one.booking != except)
			err = add_neighbour(arena, &one, &cap, out);
		if (err)
			return err;
	}
}

int facts_neighbours_in(struct db_txn *txn, uint32_t resource, uint32_t classes, int64_t start, int64_t end,
                        uint64_t except, struct arena *arena, struct neighbours *out)
{
	struct key prefix = key_table(TABLE_CLAIM);
	struct overlap walk;
	*out = (struct neighbours){0};
	key_u32(&prefix, resource);
	int err = overlap_begin(&walk, txn, &prefix, start, end);
	overlap_only(&walk, classes);
	if (!err)
		err = add_neighbours(&walk, resource, except, arena, out);
	overlap_end(&walk);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int facts_neighbours(struct db_txn *txn, uint32_t resource, int64_t start, int64_t end, uint64_t except,
                     struct arena *arena, struct neighbours *out)
{
	return facts_neighbours_in(txn, resource, UINT32_MAX, start, end, except, arena, out);
}

/* The beginning of the keys of an owner's closures. */
static struct key closure_prefix(enum closure_scope scope, uint32_t owner)
{
	struct key k = key_table(TABLE_CLOSURE);
	key_u8(&k, scope);
	key_u32(&k, owner);
	return k;
}

struct key facts_closure_key(enum closure_scope scope, uint32_t owner, int64_t start, int64_t end)
{
	struct key k = closure_prefix(scope, owner);
	key_u8(&k, key_class(start, end));
	key_min(&k, start);
	key_min(&k, end);
	return k;
}

/* Adds the closure of a record, unless it ends at `after` or before. The list is in arena, its texts in the record. */
static int add_closure(struct bytes record, int64_t after, struct arena *arena, struct closures *out)
{
	struct closure one;
	int err = closure_decode(record, &one);
	if (err || one.end <= after)
		return err;
	struct closure *list = arena_grow(arena, out->v, out->n, &out->cap, sizeof *list);
	if (!list)
		return QUAD_ENOMEM;
	out->v = list;
	out->v[out->n++] = one;
	return 0;
}

/* The number of a resource's campus, 0 if it has none. */
static int campus_of(struct db_txn *txn, uint32_t resource, uint32_t *out)
{
	struct resource r;
	struct campus campus = {0};
	int err = facts_resource_by_number(txn, resource, &r);
	if (!err && *r.campus)
		err = facts_campus(txn, r.campus, &campus);
	*out = campus.no;
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

/* True if a key that was found first after others leaves room for closures of the owner. */
static bool can_follow(struct bytes found, unsigned scope, uint32_t owner)
{
	const unsigned char *p = found.p;
	if (found.len < 6 || p[0] != TABLE_CLOSURE)
		return false;
	return p[1] < scope || (p[1] == scope && key_get_u32(found, 2) <= owner);
}

/* Adds what is left of a walk over closures; *after is the key that ended it. */
static int add_walked(struct overlap *walk, int64_t start, struct arena *arena, struct closures *out,
                      struct bytes *after)
{
	for (;;) {
		struct bytes v;
		int err = overlap_next(walk, after, &v);
		if (err)
			return err == QUAD_ENOTFOUND ? 0 : err;
		err = add_closure(v, start, arena, out);
		if (err)
			return err;
	}
}

/* Adds the closures of an owner, unless the key that ended the walk before tells that there are none. */
static int add_of_owner(struct overlap *walk, enum closure_scope scope, uint32_t owner, struct arena *arena,
                        struct closures *out, struct bytes *after)
{
	if (!owner || !can_follow(*after, scope, owner))
		return 0;
	struct key prefix = closure_prefix(scope, owner);
	overlap_again(walk, &prefix);
	return add_walked(walk, walk->start, arena, out, after);
}

/* campus NULL: the resource's own. In the order of the keys, so that one walk's end often saves the next. */
static int gather_closures(struct db_txn *txn, uint32_t resource, const uint32_t *campus, int64_t start, int64_t end,
                           struct arena *arena, struct closures *out)
{
	struct overlap walk;
	struct bytes after = {"", 0};
	struct key all = closure_prefix(SCOPE_ALL, 0);
	uint32_t campus_no = campus ? *campus : 0;
	int err = overlap_begin(&walk, txn, &all, start, end);
	if (!err)
		err = add_walked(&walk, start, arena, out, &after);
	if (!err && !campus && can_follow(after, SCOPE_CAMPUS, UINT32_MAX))
		err = campus_of(txn, resource, &campus_no);
	if (!err)
		err = add_of_owner(&walk, SCOPE_CAMPUS, campus_no, arena, out, &after);
	if (!err)
		err = add_of_owner(&walk, SCOPE_RESOURCE, resource, arena, out, &after);
	overlap_end(&walk);
	return err;
}

int facts_closures(struct db_txn *txn, uint32_t resource, uint32_t campus, int64_t start, int64_t end,
                   struct arena *arena, struct closures *out)
{
	return gather_closures(txn, resource, &campus, start, end, arena, out);
}

int facts_closures_of(struct db_txn *txn, uint32_t resource, int64_t start, int64_t end, struct arena *arena,
                      struct closures *out)
{
	return gather_closures(txn, resource, NULL, start, end, arena, out);
}

int facts_own_closures(struct db_txn *txn, uint32_t resource, int64_t start, int64_t end, struct arena *arena,
                       struct closures *out)
{
	struct overlap walk;
	struct bytes after = {"", 0};
	struct key own = closure_prefix(SCOPE_RESOURCE, resource);
	int err = overlap_begin(&walk, txn, &own, start, end);
	if (!err)
		err = add_walked(&walk, start, arena, out, &after);
	overlap_end(&walk);
	return err;
}

/* ---- claims as they are asked for ---- */

int facts_claims(struct db_txn *txn, const struct booking *b, struct arena *arena, struct claim_ask **out)
{
	struct claim_ask *v = arena_alloc(arena, (b->n_claims + 1) * sizeof *v);
	*out = v;
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < b->n_claims; i++) {
		struct resource r;
		int err = facts_resource_by_number(txn, b->claims[i].resource, &r);
		if (err)
			return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
		v[i] = (struct claim_ask){arena_str(arena, r.code), merge_units_asked(&b->claims[i], b->party)};
		if (!v[i].resource)
			return QUAD_ENOMEM;
	}
	return 0;
}

int facts_claims_text(struct db_txn *txn, const struct booking *b, struct arena *arena, const char **out)
{
	struct claim_ask *asks;
	*out = "";
	int err = facts_claims(txn, b, arena, &asks);
	if (err)
		return err;
	const char *text = claims_text(asks, b->n_claims, arena);
	if (!text)
		return QUAD_ENOMEM;
	*out = text;
	return 0;
}
