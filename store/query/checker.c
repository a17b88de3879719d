#include "store/query/checker.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/walk.h"

void check_fault(struct checker *c, const char *format, ...)
{
	struct store_fault f = {.format = format};
	struct buf text = {0};
	va_list ap;
	va_start(ap, format);
	buf_vfmt(&text, format, ap);
	va_end(ap);
	va_start(ap, format);
	for (const char *p = strstr(format, "%s"); p && f.n_args < STORE_FAULT_ARGS_MAX; p = strstr(p + 2, "%s"))
		f.args[f.n_args++] = va_arg(ap, const char *);
	va_end(ap);
	if (text.failed && !c->err)
		c->err = QUAD_ENOMEM;
	f.text = buf_text(&text);
	if (!c->err) {
		c->n_faults++;
		c->fault(c->arg, &f);
	}
	buf_release(&text);
}

const char *check_num(struct checker *c, uint64_t v)
{
	const char *text = arena_fmt(&c->arena, "%" PRIu64, v);
	if (!text && !c->err)
		c->err = QUAD_ENOMEM;
	return text ? text : "";
}

bool check_fails(struct checker *c, int err)
{
	bool of_store = err == QUAD_ENOTFOUND || err == QUAD_ECORRUPT || err == QUAD_EVERSION || err == QUAD_EINVAL;
	if (err && !of_store && !c->err)
		c->err = err;
	return err != 0;
}

struct table_check {
	struct checker *c;
	check_fn *fn;
};

static int check_record(struct bytes key, struct bytes value, void *arg)
{
	struct table_check *t = arg;
	int err = t->fn(t->c, key, value);
	arena_release(&t->c->arena);
	return t->c->err ? t->c->err : err;
}

int check_table(struct checker *c, enum table table, check_fn *fn)
{
	return walk_table(c->txn, table, check_record, &(struct table_check){c, fn});
}

bool check_key_is(struct bytes key, size_t at, const char *text)
{
	size_t len = strlen(text);
	return key.len == at + len && memcmp((const char *)key.p + at, text, len) == 0;
}

int check_get_entry(struct checker *c, uint64_t seq, struct journal_entry *out)
{
	struct key k = key_table(TABLE_JOURNAL);
	struct bytes v;
	key_u64(&k, seq);
	int err = db_get(c->txn, key_bytes(&k), &v);
	return err ? err : journal_decode(v, out);
}

bool check_same_bytes(struct bytes a, struct bytes b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

bool check_is_entry_of(const struct journal_entry *e, enum entity_kind kind, const char *name)
{
	if (entity_kind_of(e->entity) != kind)
		return false;
	return !name || strcmp(entity_name(e->entity), name) == 0;
}

void check_written(struct checker *c, enum entity_kind kind, const char *name, uint64_t seq, struct bytes record)
{
	struct journal_entry e;
	c->standing[kind] -= seq;
	if (check_fails(c, check_get_entry(c, seq, &e)))
		check_fault(c, "%s %s: no journal entry %s", entity_word(kind), name ? name : "", check_num(c, seq));
	else if (!check_is_entry_of(&e, kind, name) || !check_same_bytes(e.after, record))
		check_fault(c, "%s %s: not as journal entry %s says", entity_word(kind), name ? name : "",
		            check_num(c, seq));
}

void check_written_as(struct checker *c, enum entity_kind kind, uint64_t seq, struct bytes record, const char *format,
                      ...)
{
	struct buf name = {0};
	va_list ap;
	va_start(ap, format);
	buf_vfmt(&name, format, ap);
	va_end(ap);
	if (!check_fails(c, name.failed ? QUAD_ENOMEM : 0))
		check_written(c, kind, buf_text(&name), seq, record);
	buf_release(&name);
}
