/*
 * The ordered keys. The first byte chooses: two tuples of a table's fields, whose keys must compare as they do, come
 * back and lie in the ranges of the prefixes they share and of no others; any bytes as a key of a table, which must be
 * refused or be what the fields in it make; or a store of claims and closures, in which the walk over duration classes
 * must find what looking at each of them finds, and with damaged keys among them must end and not read outside.
 */
#include <string.h>

#include "store/facts/overlap.h"
#include "store/model/codec.h"
#include "store/change/column_map.h"
#include "store/base/err.h"
#include "store/facts/facts.h"
#include "tests/fuzz/fuzz_store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct input {
	const uint8_t *p;
	size_t len;
};

/* The next bytes as a number; 0 when there are no more. */
static uint64_t take(struct input *in, size_t n_bytes)
{
	uint64_t v = 0;
	for (; n_bytes > 0 && in->len > 0; n_bytes--, in->p++, in->len--)
		v = v << 8 | *in->p;
	return v;
}

/* Any number, but mostly an instant that a store accepts. */
static int64_t take_min(struct input *in)
{
	if (take(in, 1) % 8 == 0)
		return (int64_t)take(in, 8);
	return CLOCK_MIN_MIN + (int64_t)take(in, 4) % (CLOCK_MAX_MIN - CLOCK_MIN_MIN + 1);
}

static int64_t clamped(int64_t at_min)
{
	return at_min < CLOCK_MIN_MIN ? CLOCK_MIN_MIN : at_min > CLOCK_MAX_MIN ? CLOCK_MAX_MIN : at_min;
}

/* ---- tuples of fields ---- */

enum field { NONE, U8, U32, U64, MIN, DAY, TEXT };

#define FIELDS_MAX 5
#define FIRST_DAY (CLOCK_MIN_MIN / DAY_MIN)
#define LAST_DAY (CLOCK_MAX_MIN / DAY_MIN - 1)

/* As keys.h lists them; a request's id is sixteen bytes. */
static const struct layout {
	enum table table;
	enum field fields[FIELDS_MAX];
} layouts[] = {
	{'m', {TEXT}},
	{'i', {TEXT}},
	{'c', {TEXT}},
	{'n', {U32}},
	{'t', {U32, U32}},
	{'r', {TEXT}},
	{'R', {U32}},
	{'x', {U8, U32, U8, MIN, MIN}},
	{'b', {U64}},
	{'f', {TEXT}},
	{'A', {U32, U8, MIN, U64}},
	{'T', {U8, MIN, U32, U64}},
	{'C', {U32}},
	{'e', {TEXT}},
	{'p', {U32, DAY, U8}},
	{'d', {U32, DAY}},
	{'s', {U64}},
	{'g', {TEXT}},
	{'S', {U64, U64}},
	{'u', {TEXT}},
	{'h', {TEXT}},
	{'j', {U64}},
	{'q', {U64, U64}},
};

struct value {
	uint64_t n; /* an instant or a day as what it would be signed */
	size_t len;
	char text[CODE_MAX_BYTES + 1];
};

static size_t n_fields(const struct layout *l)
{
	size_t n = 0;
	while (n < FIELDS_MAX && l->fields[n])
		n++;
	return n;
}

/* A value; of a text, behind the bytes that it has already. */
static void take_value(struct input *in, enum field field, struct value *out)
{
	size_t end;
	switch (field) {
	case U8:
		out->n = take(in, 1);
		break;
	case U32:
		out->n = take(in, 4);
		break;
	case U64:
		out->n = take(in, 8);
		break;
	case MIN:
		out->n = (uint64_t)take_min(in);
		break;
	case DAY:
		out->n = (uint64_t)(FIRST_DAY + (int64_t)take(in, 3) % (LAST_DAY - FIRST_DAY + 1));
		break;
	case TEXT:
		end = out->len + take(in, 1);
		end = end < CODE_MAX_BYTES ? end : CODE_MAX_BYTES;
		while (out->len < end && in->len > 0 && *in->p)
			out->text[out->len++] = (char)take(in, 1);
		out->text[out->len] = '\0';
		break;
	case NONE:
		break;
	}
}

static int compare_values(enum field field, const struct value *a, const struct value *b)
{
	int64_t x = (int64_t)a->n, y = (int64_t)b->n;
	if (field == TEXT) /* no byte of it is 0, so that this is the order of the bytes */
		return strcmp(a->text, b->text);
	if (field == MIN) {
		x = clamped(x);
		y = clamped(y);
	}
	if (field == MIN || field == DAY)
		return (x > y) - (x < y);
	return (a->n > b->n) - (a->n < b->n);
}

static void add_field(struct key *k, enum field field, const struct value *v)
{
	switch (field) {
	case U8:
		key_u8(k, (unsigned)v->n);
		break;
	case U32:
		key_u32(k, (uint32_t)v->n);
		break;
	case U64:
		key_u64(k, v->n);
		break;
	case MIN:
		key_min(k, (int64_t)v->n);
		break;
	case DAY:
		key_day(k, (int64_t)v->n);
		break;
	case TEXT:
		key_text(k, v->text);
		break;
	case NONE:
		break;
	}
}

static struct key make_key(const struct layout *l, const struct value v[FIELDS_MAX], size_t n)
{
	struct key k = key_table(l->table);
	for (size_t i = 0; i < n; i++)
		add_field(&k, l->fields[i], &v[i]);
	NEED(k.len <= DB_KEY_MAX);
	return k;
}

/* The fields of a key by its length; false for bytes that are none of the table's. */
static bool read_key(const struct layout *l, struct bytes key, struct value out[FIELDS_MAX])
{
	const unsigned char *p = key.p;
	size_t at = 1;
	if (key.len == 0 || *p != l->table)
		return false;
	for (size_t i = 0; i < n_fields(l); i++) {
		enum field field = l->fields[i];
		size_t width = field == U8 ? 1 : field == U64 ? 8 : field == TEXT ? key.len - at : 4;
		if (width > key.len - at || width > CODE_MAX_BYTES)
			return false;
		if (field == U8)
			out[i].n = (unsigned char)p[at];
		else if (field == U64)
			out[i].n = key_get_u64(key, at);
		else if (field == MIN)
			out[i].n = (uint64_t)key_get_min(key, at);
		else if (field == DAY)
			out[i].n = (uint64_t)(key_get_u32(key, at) + FIRST_DAY);
		else if (field == U32)
			out[i].n = key_get_u32(key, at);
		if (field == MIN && (int64_t)out[i].n > CLOCK_MAX_MIN)
			return false;
		if (field == TEXT) {
			if (memchr(p + at, '\0', width))
				return false;
			memcpy(out[i].text, p + at, width);
			out[i].text[out[i].len = width] = '\0';
		}
		at += width;
	}
	return at == key.len;
}

static int compare_bytes(struct bytes a, struct bytes b)
{
	int c = memcmp(a.p, b.p, a.len < b.len ? a.len : b.len);
	return c ? c : (a.len > b.len) - (a.len < b.len);
}

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

static bool begins(struct bytes key, const struct key *prefix)
{
	return key.len >= prefix->len && memcmp(key.p, prefix->p, prefix->len) == 0;
}

/* The range that readers take for a prefix holds a key if the key begins with it, and no other. */
static void try_range(const struct key *prefix, const struct key *key)
{
	struct key after = key_after(prefix);
	bool inside = compare_bytes(key_bytes(key), key_bytes(prefix)) >= 0 &&
	              compare_bytes(key_bytes(key), key_bytes(&after)) < 0;
	NEED(inside == begins(key_bytes(key), prefix));
}

static void try_tuples(struct input *in)
{
	const struct layout *l = &layouts[take(in, 1) % COUNT(layouts)];
	struct value a[FIELDS_MAX] = {0}, b[FIELDS_MAX], back[FIELDS_MAX] = {0};
	size_t n = n_fields(l), shared = take(in, 1) % (n + 1);
	int order = 0;
	for (size_t i = 0; i < n; i++)
		take_value(in, l->fields[i], &a[i]);
	/* the second begins as the first does: some fields, some of a text */
	memcpy(b, a, sizeof b);
	if (shared < n && l->fields[shared] == TEXT)
		b[shared].len = take(in, 1) % (a[shared].len + 1);
	for (size_t i = shared; i < n; i++)
		take_value(in, l->fields[i], &b[i]);
	for (size_t i = 0; order == 0 && i < n; i++)
		order = compare_values(l->fields[i], &a[i], &b[i]);
	struct key ka = make_key(l, a, n), kb = make_key(l, b, n);
	NEED(sign(compare_bytes(key_bytes(&ka), key_bytes(&kb))) == sign(order));
	NEED(read_key(l, key_bytes(&ka), back));
	for (size_t i = 0; i < n; i++)
		NEED(compare_values(l->fields[i], &a[i], &back[i]) == 0);
	bool alike = true;
	for (size_t i = 0; i <= n; i++) {
		struct key prefix = make_key(l, a, i);
		try_range(&prefix, &ka);
		try_range(&prefix, &kb);
		/* a text that is the last field may go on */
		alike = alike && (i == 0 || compare_values(l->fields[i - 1], &a[i - 1], &b[i - 1]) == 0 ||
		                  (l->fields[i - 1] == TEXT && strncmp(a[i - 1].text, b[i - 1].text, a[i - 1].len) == 0));
		NEED(begins(key_bytes(&kb), &prefix) == alike);
	}
}

static bool same(const struct key *a, const struct key *b)
{
	return compare_bytes(key_bytes(a), key_bytes(b)) == 0;
}

static const struct layout *layout_of(enum table table)
{
	size_t i = 0;
	while (layouts[i].table != table)
		i++;
	return &layouts[i];
}

/* The keys that have a function of their own are those that their fields make. */
static void try_named(struct input *in)
{
	struct value v[FIELDS_MAX] = {0}, text = {0};
	uint32_t no = (uint32_t)take(in, 4);
	uint64_t id = take(in, 8);
	int64_t start = take_min(in), end = take(in, 1) % 2 ? take_min(in) : clamped(start) + (int64_t)take(in, 3);
	unsigned class = key_class(start, end), wide = key_class_wide(class);
	NEED(class <= CLASS_MAX);
	NEED(class <= wide && wide <= CLASS_MAX && CLASSES_WIDE >> wide & 1 && key_class_wide(wide) == wide);
	if (end > start) {
		uint64_t len = (uint64_t)end - (uint64_t)start;
		NEED(len >> class >= 1 && (class == CLASS_MAX || len >> class == 1));
	}
	struct key claim = key_claim(no, start, end, id), by_time = key_claim_time(no, start, end, id);
	struct key narrow = key_claim_narrow(no, start, end, id);
	struct key closure = facts_closure_key(SCOPE_CAMPUS, no, start, end), made;
	v[0].n = no;
	v[1].n = wide;
	v[2].n = (uint64_t)start;
	v[3].n = id;
	made = make_key(layout_of('A'), v, 4);
	NEED(same(&claim, &made));
	v[1].n = class;
	made = make_key(layout_of('A'), v, 4);
	NEED(same(&narrow, &made));
	v[0].n = class;
	v[1].n = (uint64_t)start;
	v[2].n = no;
	made = make_key(layout_of('T'), v, 4);
	NEED(same(&by_time, &made));
	v[0].n = SCOPE_CAMPUS;
	v[1].n = no;
	v[2].n = class;
	v[3].n = (uint64_t)start;
	v[4].n = (uint64_t)end;
	made = make_key(layout_of('x'), v, 5);
	NEED(same(&closure, &made));
	/* an institution's code has no blank before it that would be the kind's */
	take_value(in, TEXT, &text);
	struct key resources = column_map_key("resources", text.text), bookings = column_map_key("bookings", text.text);
	NEED(resources.len == 1 + strlen("resources ") + text.len && bookings.len == 1 + strlen("bookings ") + text.len);
	NEED(memcmp(resources.p + resources.len - text.len, text.text, text.len) == 0 && !same(&resources, &bookings));
}

/* Any bytes, as a key of the table that the first of them names. */
static void try_bytes(const struct input *in)
{
	struct value v[FIELDS_MAX] = {0};
	for (size_t i = 0; i < COUNT(layouts); i++) {
		const struct layout *l = &layouts[i];
		if (!read_key(l, (struct bytes){in->p, in->len}, v))
			continue;
		struct key k = make_key(l, v, n_fields(l));
		NEED(k.len == in->len && memcmp(k.p, in->p, k.len) == 0);
	}
}

/* ---- a store of intervals ---- */

#define ITEMS_MAX 24
#define RAW_MAX 40

struct item {
	struct claim claim; /* of a closure, resource is its owner and its times are from start to end */
	uint64_t booking;
	enum closure_scope scope;
	bool is_closure;
};

struct walk {
	struct input *in;
	struct item v[ITEMS_MAX];
	size_t n;
	bool damaged;
};

/* Few numbers, so that there are meetings; lengths of every class. */
static void take_item(struct input *in, struct item *out)
{
	int64_t start = take(in, 1) % 16 ? (int64_t)(int16_t)take(in, 2) : clamped(take_min(in));
	int64_t len = 1 + (int64_t)(take(in, 3) >> take(in, 1) % 24);
	*out = (struct item){.is_closure = take(in, 1) % 2};
	out->booking = 1 + take(in, 1) % 8;
	out->scope = (enum closure_scope)(take(in, 1) % 3);
	out->claim.resource = out->is_closure && out->scope == SCOPE_ALL ? 0 : 1 + (uint32_t)take(in, 1) % 3;
	out->claim.start = start < CLOCK_MAX_MIN ? start : CLOCK_MAX_MIN - 1;
	out->claim.end = out->claim.start + len < CLOCK_MAX_MIN ? out->claim.start + len : CLOCK_MAX_MIN;
	out->claim.units = 1;
}

static int put_item(struct db_txn *txn, const struct item *x)
{
	const struct claim *c = &x->claim;
	unsigned char value[CLAIM_BYTES_MAX];
	struct buf record = {0};
	int err;
	if (x->is_closure) {
		struct key k = facts_closure_key(x->scope, c->resource, c->start, c->end);
		struct closure closure = {.start = c->start, .end = c->end, .resource = "", .campus = "", .reason = ""};
		closure_encode(&closure, &record);
		err = db_put(txn, key_bytes(&k), (struct bytes){record.p, record.len});
	} else {
		struct key by_resource = key_claim(c->resource, c->start, c->end, x->booking);
		struct key by_time = key_claim_time(c->resource, c->start, c->end, x->booking);
		size_t len = claim_encode(c, value);
		err = db_put(txn, key_bytes(&by_resource), (struct bytes){value, len});
		if (!err)
			err = db_put(txn, key_bytes(&by_time), (struct bytes){value, len});
	}
	buf_release(&record);
	return err;
}

static unsigned wide_class(const struct claim *c)
{
	return key_class_wide(key_class(c->start, c->end));
}

/* Two of one key by resource are one: the later. */
static bool replaces(const struct item *a, const struct item *b)
{
	return a->is_closure == b->is_closure && a->claim.resource == b->claim.resource && a->claim.start == b->claim.start &&
	       (a->is_closure ? a->scope == b->scope && a->claim.end == b->claim.end
	                      : a->booking == b->booking && wide_class(&a->claim) == wide_class(&b->claim));
}

/* Takes away what has a key of its own by time. */
static int drop_by_time(struct db_txn *txn, const struct item *x)
{
	struct key by_time = key_claim_time(x->claim.resource, x->claim.start, x->claim.end, x->booking);
	return x->is_closure ? 0 : db_del(txn, key_bytes(&by_time));
}

static bool overlaps(const struct item *x, int64_t start, int64_t end)
{
	return x->claim.start < end && x->claim.end > start;
}

static bool is_claim_on(const struct item *x, uint32_t resource)
{
	return !x->is_closure && x->claim.resource == resource;
}

static bool is_closure_of(const struct item *x, uint32_t resource, uint32_t campus)
{
	return x->is_closure && (x->scope == SCOPE_ALL || (x->scope == SCOPE_CAMPUS && campus && x->claim.resource == campus) ||
	                         (x->scope == SCOPE_RESOURCE && x->claim.resource == resource));
}

static uint32_t used_classes(const struct walk *w, uint32_t resource)
{
	uint32_t classes = 0;
	for (size_t i = 0; i < w->n; i++)
		if (is_claim_on(&w->v[i], resource))
			classes |= UINT32_C(1) << wide_class(&w->v[i].claim);
	return classes;
}

/* Those that a walk gives are different and their count is right, so they are all of them. */
static void try_neighbours(struct walk *w, struct db_txn *txn, uint32_t resource, uint32_t classes,
                           int64_t start, int64_t end, uint64_t except)
{
	struct arena arena = {0};
	struct neighbours near = {0};
	size_t n = 0;
	int err = facts_neighbours_in(txn, resource, classes, start, end, except, &arena, &near);
	NEED(err == 0 || (w->damaged && err == QUAD_ECORRUPT));
	for (size_t i = 0; i < w->n; i++)
		n += is_claim_on(&w->v[i], resource) && w->v[i].booking != except && overlaps(&w->v[i], start, end);
	NEED(w->damaged || near.n == n);
	for (size_t i = 0; i < near.n && !w->damaged; i++) {
		struct item x = {.claim = near.v[i].claim, .booking = near.v[i].booking};
		NEED(x.claim.resource == resource && x.booking != except && overlaps(&x, start, end));
		size_t j = 0;
		while (j < w->n && !(replaces(&w->v[j], &x) && w->v[j].claim.end == x.claim.end))
			j++;
		NEED(j < w->n);
		for (j = 0; j < i; j++)
			NEED(near.v[j].booking != x.booking || near.v[j].claim.start != x.claim.start ||
			     near.v[j].claim.end != x.claim.end);
	}
	arena_release(&arena);
}

static void try_closures(struct walk *w, struct db_txn *txn, uint32_t resource, uint32_t campus, int64_t start,
                         int64_t end)
{
	struct arena arena = {0};
	struct closures found = {0};
	size_t n = 0;
	uint64_t sum = 0, want = 0;
	int err = facts_closures(txn, resource, campus, start, end, &arena, &found);
	NEED(err == 0 || (w->damaged && (err == QUAD_ECORRUPT || err == QUAD_EVERSION)));
	for (size_t i = 0; i < w->n; i++)
		if (is_closure_of(&w->v[i], resource, campus) && overlaps(&w->v[i], start, end)) {
			n++;
			want += (uint64_t)w->v[i].claim.start * 31 + (uint64_t)w->v[i].claim.end;
		}
	for (size_t i = 0; i < found.n; i++)
		sum += (uint64_t)found.v[i].start * 31 + (uint64_t)found.v[i].end;
	NEED(w->damaged || (found.n == n && sum == want));
	arena_release(&arena);
}

/* By time: candidates in the order of their keys, all that overlap among them, at the end the key behind them all. */
static void try_by_time(struct walk *w, struct db_txn *txn, int64_t start, int64_t end)
{
	struct key prefix = key_table(TABLE_CLAIM_TIME);
	struct overlap walk;
	struct bytes k, v, last = {"", 0};
	size_t n = 0;
	int err = overlap_begin(&walk, txn, &prefix, start, end);
	while (!err && (err = overlap_next(&walk, &k, &v)) == 0) {
		struct claim c = {0};
		NEED(begins(k, &prefix) && key_get_min(k, 2) < end && compare_bytes(last, k) < 0);
		last = k;
		NEED(claim_decode(v, &c) == 0 || w->damaged);
		n += c.end > start;
	}
	NEED(err == QUAD_ENOTFOUND || (w->damaged && err == QUAD_ECORRUPT));
	NEED(err != QUAD_ENOTFOUND || k.len == 0 || !begins(k, &prefix));
	overlap_end(&walk);
	for (size_t i = 0; i < w->n; i++)
		n -= !w->v[i].is_closure && overlaps(&w->v[i], start, end);
	NEED(w->damaged || n == 0);
}

/* Bytes as a key of one of the tables that are walked, or whose last key gives a number. */
static int put_damage(struct walk *w, struct db_txn *txn)
{
	static const char tables[] = "ATxjmS";
	unsigned char raw[1 + RAW_MAX] = {(unsigned char)tables[take(w->in, 1) % (COUNT(tables) - 1)]};
	size_t len = 1 + take(w->in, 1) % RAW_MAX;
	for (size_t i = 1; i < len; i++)
		raw[i] = (unsigned char)take(w->in, 1);
	return db_put(txn, (struct bytes){raw, len}, (struct bytes){raw, len});
}

static int walk_store(struct db_txn *txn, void *arg)
{
	struct walk *w = arg;
	uint64_t seq;
	int err = 0;
	size_t n = take(w->in, 1) % ITEMS_MAX;
	w->damaged = take(w->in, 1) % 4 == 0;
	for (size_t i = 0; !err && i < n; i++) {
		struct item x;
		take_item(w->in, &x);
		size_t at = 0;
		while (at < w->n && !replaces(&w->v[at], &x))
			at++;
		if (at < w->n)
			err = drop_by_time(txn, &w->v[at]);
		if (!err)
			err = put_item(txn, &x);
		w->v[at] = x;
		w->n += at == w->n;
	}
	if (!err && w->damaged)
		err = put_damage(w, txn);
	NEED(err == 0);
	for (int i = 0; i < 4; i++) {
		struct item asked;
		take_item(w->in, &asked);
		int64_t start = asked.claim.start, end = asked.claim.end;
		uint64_t except = take(w->in, 1) % 9;
		try_neighbours(w, txn, asked.claim.resource, UINT32_MAX, start, end, except);
		try_neighbours(w, txn, asked.claim.resource, CLASSES_WIDE, start, end, except);
		try_neighbours(w, txn, asked.claim.resource, used_classes(w, asked.claim.resource), start, end, except);
		try_closures(w, txn, asked.claim.resource, (uint32_t)take(w->in, 1) % 4, start, end);
		try_by_time(w, txn, start, end);
	}
	err = facts_last_seq(txn, &seq);
	NEED(err == 0 || (w->damaged && err == QUAD_ECORRUPT));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	switch (take(&in, 1) % 4) {
	case 0:
		try_tuples(&in);
		break;
	case 1:
		try_named(&in);
		break;
	case 2:
		try_bytes(&in);
		break;
	default:
		if (!store.db)
			make_store();
		NEED(db_rehearse(store.db, walk_store, &(struct walk){.in = &in}) == 0);
	}
	return 0;
}
