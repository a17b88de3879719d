/*
 * The head, under the table's letter alone: u32 version, u32 number of chunks, u64 stamp, u64 number of resources. A
 * chunk is under the letter and its own number in four bytes. One of another version is made anew by the next change of
 * a resource.
 */
#include "store/facts/directory_record.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"
#include "store/facts/directory_chunk.h"
#include "store/facts/facts.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

enum { HEAD_BYTES = 24 };

struct head {
	uint32_t version, n_chunks;
	uint64_t stamp, n_resources;
};

static struct key chunk_key(uint32_t chunk)
{
	struct key k = key_table(TABLE_DIRECTORY);
	key_u32(&k, chunk);
	return k;
}

/* ---- writing ---- */

/* The resources of a chunk, by number. */
struct chunk_list {
	struct resource v[DIRECTORY_CHUNK];
	size_t n;
	struct arena arena;
};

static int add_resource(struct bytes key, struct bytes value, void *arg)
{
	struct chunk_list *l = arg;
	struct bytes record;
	if (l->n == DIRECTORY_CHUNK || key.len != 5)
		return QUAD_ECORRUPT;
	struct resource *r = &l->v[l->n++];
	int err = walk_keep(&l->arena, value, &record);
	if (!err)
		err = resource_decode(record, r);
	if (!err && r->no != key_get_u32(key, 1))
		err = QUAD_ECORRUPT;
	return err;
}

static int gather_chunk(struct db_txn *txn, uint32_t chunk, struct chunk_list *out)
{
	struct key lo = key_table(TABLE_RESOURCE), hi = key_table(TABLE_RESOURCE);
	uint64_t first = (uint64_t)chunk * DIRECTORY_CHUNK + 1, after = first + DIRECTORY_CHUNK;
	key_u32(&lo, (uint32_t)first);
	if (after > UINT32_MAX)
		hi = key_after(&hi);
	else
		key_u32(&hi, (uint32_t)after);
	return walk_range(txn, &lo, &hi, add_resource, out);
}

/* The bytes of a chunk made of the records; none if it has no resource. *n is how many it has. */
static int make_chunk(struct db_txn *txn, uint32_t chunk, struct buf *out, size_t *n)
{
	struct chunk_list list = {.n = 0};
	buf_clear(out);
	int err = gather_chunk(txn, chunk, &list);
	*n = list.n;
	if (!err)
		err = directory_chunk_encode(chunk, list.v, list.n, out);
	arena_release(&list.arena);
	return err;
}

/* QUAD_ENOTFOUND if there is none, or one of another version. */
static int read_head(struct db_txn *txn, struct head *out)
{
	struct key k = key_table(TABLE_DIRECTORY);
	struct bytes v;
	*out = (struct head){0};
	int err = db_get(txn, key_bytes(&k), &v);
	if (err)
		return err;
	if (v.len != HEAD_BYTES)
		return QUAD_ENOTFOUND;
	const unsigned char *p = v.p;
	*out = (struct head){(uint32_t)le_get(p, 4), (uint32_t)le_get(p + 4, 4), le_get(p + 8, 8), le_get(p + 16, 8)};
	return out->version == DIRECTORY_VERSION ? 0 : QUAD_ENOTFOUND;
}

static int write_head(struct db_txn *txn, const struct head *h)
{
	unsigned char p[HEAD_BYTES];
	struct key k = key_table(TABLE_DIRECTORY);
	le_put(p, h->version, 4);
	le_put(p + 4, h->n_chunks, 4);
	le_put(p + 8, h->stamp, 8);
	le_put(p + 16, h->n_resources, 8);
	return db_put(txn, key_bytes(&k), (struct bytes){p, sizeof p});
}

/*
 * Writes a chunk, and counts it in the head in place of what it was. It goes if it has no resource, as if its first one
 * was refused after all, or all were taken back.
 */
static int write_chunk(struct db_txn *txn, uint32_t chunk, struct head *h, struct buf *scratch)
{
	struct key k = chunk_key(chunk);
	struct bytes was;
	size_t n;
	int err = make_chunk(txn, chunk, scratch, &n);
	if (err)
		return err;
	err = db_get(txn, key_bytes(&k), &was);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	bool stood = !err;
	h->n_chunks += n > 0;
	h->n_chunks -= stood;
	h->n_resources += n;
	struct directory_chunk old;
	if (stood && directory_chunk_open(chunk, was, &old) == 0)
		h->n_resources -= old.n;
	if (n == 0)
		return stood ? db_del(txn, key_bytes(&k)) : 0;
	return db_put(txn, key_bytes(&k), (struct bytes){scratch->p, scratch->len});
}

/* *no: the number of the first resource from that one on. QUAD_ENOTFOUND if there is none. */
static int next_resource(struct db_txn *txn, uint32_t from, uint32_t *no)
{
	struct key lo = key_table(TABLE_RESOURCE), hi = key_after(&lo);
	struct db_scan scan;
	struct bytes key = {"", 0}, value;
	key_u32(&lo, from);
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	if (!err)
		err = db_scan_next(&scan, &key, &value);
	if (!err && key.len != 5)
		err = QUAD_ECORRUPT;
	if (!err)
		*no = key_get_u32(key, 1);
	if (!err && *no == 0)
		err = QUAD_ECORRUPT;
	db_scan_close(&scan);
	return err;
}

static int write_all(struct db_txn *txn, struct head *h, struct buf *scratch)
{
	for (uint64_t from = 1; from <= UINT32_MAX;) {
		uint32_t no;
		int err = next_resource(txn, (uint32_t)from, &no);
		if (err)
			return err == QUAD_ENOTFOUND ? 0 : err;
		err = write_chunk(txn, directory_chunk_of(no), h, scratch);
		if (err)
			return err;
		from = ((uint64_t)directory_chunk_of(no) + 1) * DIRECTORY_CHUNK + 1;
	}
	return 0;
}

static int find_first(struct bytes key, struct bytes value, void *arg)
{
	struct key *k = arg;
	(void)value;
	memcpy(k->p, key.p, key.len);
	k->len = key.len;
	return QUAD_ESTOP;
}

static int drop_all(struct db_txn *txn)
{
	for (;;) {
		struct key k = {.len = 0};
		int err = walk_table(txn, TABLE_DIRECTORY, find_first, &k);
		if (err != QUAD_ESTOP)
			return err;
		err = db_del(txn, key_bytes(&k));
		if (err)
			return err;
	}
}

static int write_changes(struct db_txn *txn, const struct directory_changes *c, struct head *h, struct buf *scratch)
{
	for (size_t i = 0; i < c->n; i++) {
		int err = write_chunk(txn, c->chunks[i], h, scratch);
		if (err)
			return err;
	}
	return 0;
}

/* A record that cannot be read is no reason to refuse the change of another: then there is no directory. */
static int write_directory(struct db_txn *txn, const struct directory_changes *c)
{
	struct buf scratch = {0};
	struct head h;
	uint64_t stamp;
	int err = facts_setting(txn, SETTING_RESOURCES, &stamp);
	if (err)
		return err;
	err = read_head(txn, &h);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!err && h.stamp == c->stamp && c->stamp) {
		err = write_changes(txn, c, &h, &scratch);
	} else {
		h = (struct head){.version = DIRECTORY_VERSION};
		err = drop_all(txn);
		if (!err)
			err = write_all(txn, &h, &scratch);
	}
	h.stamp = stamp;
	if (!err)
		err = write_head(txn, &h);
	buf_release(&scratch);
	return err == QUAD_ECORRUPT || err == QUAD_EVERSION ? drop_all(txn) : err;
}

int directory_record_make(struct db_txn *txn)
{
	return write_directory(txn, &(struct directory_changes){.stamp = 0});
}

static int number_order(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

int directory_record_update(struct db_txn *txn, struct directory_changes *c)
{
	size_t n = 0;
	if (c->n == 0)
		return 0;
	qsort(c->chunks, c->n, sizeof *c->chunks, number_order);
	for (size_t i = 0; i < c->n; i++)
		if (n == 0 || c->chunks[i] != c->chunks[n - 1])
			c->chunks[n++] = c->chunks[i];
	c->n = n;
	int err = write_directory(txn, c);
	directory_changes_clear(c);
	return err;
}

int directory_changes_add(struct directory_changes *c, uint64_t stamp, uint32_t resource_no)
{
	uint32_t chunk = directory_chunk_of(resource_no);
	if (c->n == 0)
		c->stamp = stamp;
	if (c->n > 0 && c->chunks[c->n - 1] == chunk)
		return 0;
	uint32_t *v = array_grow(c->chunks, &c->cap, c->n, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	c->chunks = v;
	v[c->n++] = chunk;
	return 0;
}

void directory_changes_clear(struct directory_changes *c)
{
	c->n = 0;
}

void directory_changes_release(struct directory_changes *c)
{
	free(c->chunks);
	*c = (struct directory_changes){0};
}

/* ---- reading ---- */

struct reading {
	struct resource_list *out;
	size_t n_max;    /* the list has room for so many */
	size_t n_chunks; /* so far */
	const char **texts;
	size_t cap_texts;
};

/* Decodes a chunk where it is, and keeps a copy of its texts. */
static int read_chunk(struct bytes key, struct bytes value, void *arg)
{
	struct reading *r = arg;
	struct directory_chunk c;
	if (key.len != 5)
		return QUAD_ECORRUPT;
	int err = directory_chunk_open(key_get_u32(key, 1), value, &c);
	if (err || c.n > r->n_max - r->out->n)
		return QUAD_ECORRUPT;
	const char **texts = array_grow(r->texts, &r->cap_texts, c.n_texts, sizeof *texts);
	if (!texts)
		return QUAD_ENOMEM;
	r->texts = texts;
	err = walk_keep(&r->out->arena, c.texts, &c.texts);
	if (!err)
		err = directory_chunk_decode(&c, texts, r->out->v + r->out->n);
	r->out->n += c.n;
	r->n_chunks++;
	return err;
}

static int code_order(const void *a, const void *b)
{
	return strcmp(((const struct resource *)a)->code, ((const struct resource *)b)->code);
}

/* Into order of code, in which they often are already. */
static void sort_list(struct resource_list *l)
{
	size_t i = 1;
	while (i < l->n && code_order(&l->v[i - 1], &l->v[i]) < 0)
		i++;
	if (i < l->n)
		qsort(l->v, l->n, sizeof *l->v, code_order);
}

/* Room for as many resources as the head names, which are no more than the numbers given. */
static int make_room(struct db_txn *txn, const struct head *h, struct reading *r)
{
	struct bytes last;
	int err = facts_last_key(txn, TABLE_RESOURCE, &last);
	if (err)
		return err;
	if (last.len != 5 || h->n_resources > key_get_u32(last, 1))
		return QUAD_ECORRUPT;
	r->n_max = (size_t)h->n_resources;
	r->out->v = arena_alloc(&r->out->arena, (r->n_max + 1) * sizeof *r->out->v);
	return r->out->v ? 0 : QUAD_ENOMEM;
}

static int read_chunks(struct db_txn *txn, const struct head *h, struct reading *r)
{
	struct key lo = key_table(TABLE_DIRECTORY), hi = key_after(&lo);
	key_u32(&lo, 0);
	int err = make_room(txn, h, r);
	if (!err)
		err = walk_range(txn, &lo, &hi, read_chunk, r);
	if (err)
		return err;
	return r->n_chunks == h->n_chunks && r->out->n == r->n_max ? 0 : QUAD_ECORRUPT;
}

int directory_record_read(struct db_txn *txn, struct resource_list *out)
{
	struct reading r = {.out = out};
	struct head h;
	uint64_t stamp;
	*out = (struct resource_list){0};
	int err = facts_setting(txn, SETTING_RESOURCES, &stamp);
	if (!err)
		err = read_head(txn, &h);
	if (!err && (h.stamp != stamp || !stamp))
		err = QUAD_ENOTFOUND;
	if (!err)
		err = read_chunks(txn, &h, &r);
	free(r.texts);
	if (err) {
		arena_release(&out->arena);
		*out = (struct resource_list){0};
		return err == QUAD_ECORRUPT ? QUAD_ENOTFOUND : err;
	}
	sort_list(out);
	return 0;
}

/* ---- proof ---- */

struct proof {
	struct db_txn *txn;
	struct buf scratch;
	uint64_t n_chunks, n_resources, n_records;
	bool differs;
};

static int count_record(struct bytes key, struct bytes value, void *arg)
{
	struct proof *p = arg;
	(void)key;
	(void)value;
	p->n_records++;
	return 0;
}

/* A record that cannot be read is a fault of its own. */
static int prove_chunk(struct bytes key, struct bytes value, void *arg)
{
	struct proof *p = arg;
	size_t n;
	if (key.len == 1)
		return 0;
	if (key.len != 5) {
		p->differs = true;
		return 0;
	}
	int err = make_chunk(p->txn, key_get_u32(key, 1), &p->scratch, &n);
	if (err == QUAD_ECORRUPT || err == QUAD_EVERSION)
		p->differs = true;
	else if (err)
		return err;
	else if (!n || p->scratch.len != value.len || memcmp(p->scratch.p, value.p, value.len) != 0)
		p->differs = true;
	p->n_chunks++;
	p->n_resources += err ? 0 : n;
	return 0;
}

/* What an older program kept is read by nobody, and made anew by the next change of a resource. */
static int find_older(struct db_txn *txn, bool *older)
{
	struct head h;
	int err = read_head(txn, &h);
	*older = err == QUAD_ENOTFOUND && h.version && h.version < DIRECTORY_VERSION;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int directory_record_prove(struct db_txn *txn, bool *same)
{
	struct proof p = {.txn = txn};
	struct head h;
	uint64_t stamp;
	bool older;
	*same = true;
	int err = find_older(txn, &older);
	if (err || older)
		return err;
	err = facts_setting(txn, SETTING_RESOURCES, &stamp);
	if (!err)
		err = walk_table(txn, TABLE_DIRECTORY, prove_chunk, &p);
	if (!err)
		err = walk_table(txn, TABLE_RESOURCE, count_record, &p);
	buf_release(&p.scratch);
	if (err)
		return err;
	err = read_head(txn, &h);
	if (err == QUAD_ENOTFOUND) {
		*same = p.n_chunks == 0 && !p.differs;
		return 0;
	}
	*same = !p.differs && h.stamp == stamp && h.n_chunks == p.n_chunks && h.n_resources == p.n_resources;
	*same = *same && p.n_resources == p.n_records;
	return err;
}
