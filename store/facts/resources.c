/*
 * Resources by filter: what `list`, `find` and the screen's list start from. Matching is a pure function, so that the
 * screen can filter the rows it holds as one types.
 */
#include "store/facts/resources.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/han.h"
#include "store/base/utf8.h"
#include "store/facts/directory_record.h"
#include "store/facts/facts.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

/* True if word, of len bytes, is one of the `;`-joined items. */
static bool has_item(const char *items, const char *word)
{
	size_t len = strlen(word);
	for (const char *p = items; *p;) {
		size_t n = strcspn(p, ";");
		if (n == len && memcmp(p, word, n) == 0)
			return true;
		p += n + (p[n] == ';');
	}
	return false;
}

/* True if every word of the filter's text is somewhere in the resource; out of memory it is not. */
static bool has_words(const struct resource *r, const struct resource_filter *f, struct buf *scratch)
{
	const char *const fields[] = {r->code,     r->name,      r->campus, r->institution, r->building,
	                              r->room,     r->specialty, r->tags,   r->equipment,   kind_word(r->kind)};
	buf_clear(scratch);
	if (!f->folded_text)
		utf8_fold(scratch, f->text);
	size_t words_len = scratch->len + 1;
	buf_char(scratch, '\0');
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		utf8_fold(scratch, fields[i]);
		buf_char(scratch, '\n');
	}
	const char *words = f->folded_text ? f->folded_text : buf_text(scratch);
	return !scratch->failed && han_has_words(scratch->p + words_len, words);
}

/* True if every word of the filter's specialty is in that of the resource; out of memory it is not. */
static bool has_specialty(const struct resource *r, const struct resource_filter *f, struct buf *scratch)
{
	buf_clear(scratch);
	utf8_fold(scratch, f->specialty);
	size_t words_len = scratch->len + 1;
	buf_char(scratch, '\0');
	utf8_fold(scratch, r->specialty);
	return !scratch->failed && han_has_words(scratch->p + words_len, buf_text(scratch));
}

static bool is_given(const char *text)
{
	return text && *text;
}

/* True if a filter names no code, or this one. */
static bool names_code(const char *wanted, const char *code)
{
	return !wanted || strcmp(wanted, code) == 0;
}

bool resource_matches(const struct resource *r, const struct resource_filter *f, struct buf *scratch)
{
	if (f->kind && r->kind != f->kind)
		return false;
	if (f->active_only && !r->active)
		return false;
	if (!names_code(f->campus, r->campus) || !names_code(f->institution, r->institution))
		return false;
	if (f->seats && r->seats && r->seats < f->seats)
		return false;
	for (size_t i = 0; i < f->n_tags; i++)
		if (!has_item(r->tags, f->tags[i]))
			return false;
	if (is_given(f->specialty) && !has_specialty(r, f, scratch))
		return false;
	return !is_given(f->text) || has_words(r, f, scratch);
}

/* ---- a filter, in a transaction ---- */

int matcher_begin(struct matcher *m, struct db_txn *txn, const struct resource_filter *f)
{
	struct campus campus;
	struct institution institution;
	int err = 0;
	*m = (struct matcher){.txn = txn, .filter = *f};
	m->light = !f->institution && !f->near && f->n_tags == 0 && !is_given(f->specialty) && !is_given(f->text);
	m->plain = m->light && !f->campus;
	if (f->campus) {
		err = facts_campus_named(txn, f->campus, &campus);
		m->filter.campus = err ? NULL : campus.code;
	}
	if (!err && f->institution) {
		err = facts_institution_named(txn, f->institution, &institution);
		m->filter.institution = err ? NULL : institution.code;
	}
	if (!err && f->near) {
		err = facts_campus_named(txn, f->near, &campus);
		m->near_no = err ? 0 : campus.no;
	}
	return err;
}

void matcher_end(struct matcher *m)
{
	buf_release(&m->scratch);
}

static int is_near(struct matcher *m, const char *code, bool *out)
{
	struct campus campus;
	uint32_t minutes;
	bool listed;
	if (m->last_campus && strcmp(m->last_campus, code) == 0) {
		*out = m->last_near;
		return 0;
	}
	*out = false;
	if (!*code)
		return 0;
	int err = facts_campus(m->txn, code, &campus);
	if (!err)
		err = facts_travel(m->txn, campus.no, m->near_no, &minutes, &listed);
	if (err)
		return err;
	m->last_campus = code;
	*out = m->last_near = listed && minutes <= m->filter.near_min;
	return 0;
}

int matcher_test(struct matcher *m, const struct resource *r, bool *out)
{
	*out = resource_matches(r, &m->filter, &m->scratch);
	if (m->scratch.failed)
		return QUAD_ENOMEM;
	return *out && m->near_no ? is_near(m, r->campus, out) : 0;
}

/* ---- into a list ---- */

/* Adds a record if it matches, or in any case without a matcher. */
static int add_record(struct matcher *m, struct bytes b, struct resource_list *out, size_t *cap)
{
	struct resource r;
	bool matches = true;
	int err = m ? resource_decode(b, &r) : 0;
	if (!err && m)
		err = matcher_test(m, &r, &matches);
	if (err || !matches)
		return err;
	struct resource *v = arena_grow(&out->arena, out->v, out->n, cap, sizeof *v);
	b.p = v ? arena_dup(&out->arena, b.p, b.len) : NULL;
	if (!b.p)
		return QUAD_ENOMEM;
	out->v = v;
	return resource_decode(b, &v[out->n++]);
}

static int code_order(const void *a, const void *b)
{
	return strcmp(((const struct resource *)a)->code, ((const struct resource *)b)->code);
}

struct gathering {
	struct matcher *matcher; /* NULL: all */
	struct resource_list *out;
	size_t cap;
};

static int gather_record(struct bytes key, struct bytes record, void *arg)
{
	struct gathering *g = arg;
	(void)key;
	return add_record(g->matcher, record, g->out, &g->cap);
}

/* All records in one walk, and then into order, which is cheaper than a search for each by its code. */
static int gather_matching(struct db_txn *txn, struct matcher *m, struct resource_list *out)
{
	struct gathering g = {m, out, 0};
	int err = walk_table(txn, TABLE_RESOURCE, gather_record, &g);
	if (!err && out->n)
		qsort(out->v, out->n, sizeof *out->v, code_order);
	return err;
}

/* True for a filter that every resource passes. */
static bool matches_all(const struct matcher *m)
{
	const struct resource_filter *f = &m->filter;
	return m->plain && !f->kind && !f->seats && !f->active_only;
}

/* Leaves those in the list that match. */
static int keep_matching(struct matcher *m, struct resource_list *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++) {
		bool matches;
		int err = matcher_test(m, &l->v[i], &matches);
		if (err)
			return err;
		if (matches)
			l->v[n++] = l->v[i];
	}
	l->n = n;
	return 0;
}

/* From the store's directory if it has one, else from each record. */
static int gather(struct db_txn *txn, struct matcher *m, struct resource_list *out)
{
	int err = directory_record_read(txn, out);
	if (err == QUAD_ENOTFOUND)
		return gather_matching(txn, m, out);
	return err || !m ? err : keep_matching(m, out);
}

int resources_gather(struct db_txn *txn, const struct resource_filter *f, struct resource_list *out)
{
	struct matcher m;
	*out = (struct resource_list){0};
	int err = matcher_begin(&m, txn, f);
	if (!err)
		err = gather(txn, matches_all(&m) ? NULL : &m, out);
	matcher_end(&m);
	if (err) {
		arena_release(&out->arena);
		*out = (struct resource_list){0};
	}
	return err;
}

int resources_gather_one(struct db_txn *txn, const char *code, struct resource_list *out)
{
	struct resource r;
	struct bytes b;
	struct key k = key_table(TABLE_RESOURCE);
	size_t cap = 0;
	*out = (struct resource_list){0};
	int err = facts_resource(txn, code, &r);
	if (err)
		return err;
	key_u32(&k, r.no);
	err = db_get(txn, key_bytes(&k), &b);
	if (!err)
		err = add_record(NULL, b, out, &cap);
	if (err) {
		arena_release(&out->arena);
		*out = (struct resource_list){0};
	}
	return err;
}
