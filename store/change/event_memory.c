/* The sources of an event are one text, a line for each: their names hold no line end. */
#include "store/change/event_memory.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"

struct key event_memory_key(const char *ref)
{
	struct key k = key_table(TABLE_EVENT);
	key_text(&k, ref);
	return k;
}

void event_memory_encode(const struct event_memory *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, v->sequence, 8);
	record_texts(&w);
	record_text(&w, v->ref);
	record_text(&w, v->sources);
}

int event_memory_decode(struct bytes b, struct event_memory *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->sequence = record_get_int(&r, 8);
	out->ref = record_get_text(&r);
	out->sources = record_get_text(&r);
	return r.err;
}

/* The place of a source in the text; NULL if it is not there. */
static const char *find_source(const char *sources, const char *source)
{
	size_t len = strlen(source);
	for (const char *p = sources; *p; p += strcspn(p, "\n") + 1)
		if (strcspn(p, "\n") == len && memcmp(p, source, len) == 0)
			return p;
	return NULL;
}

bool event_memory_is_in(const struct event_memory *v, const char *source)
{
	return find_source(v->sources, source) != NULL;
}

/* The sources with one more, or without one; NULL without memory. */
static const char *merge_sources(struct change *c, const char *old)
{
	const struct event_ask *in = &c->rq->u.event;
	const char *at = find_source(old, in->source);
	if (!*in->source || !at == in->left)
		return old;
	if (!in->left)
		return arena_fmt(c->arena, "%s%s\n", old, in->source);
	return arena_fmt(c->arena, "%.*s%s", (int)(at - old), old, at + strlen(in->source) + 1);
}

static void check_ask(struct change *c)
{
	const struct event_ask *in = &c->rq->u.event;
	change_check_text(c, "ref", in->ref);
	change_check_text(c, "source", in->source);
	if (!*in->ref || strlen(in->ref) > CODE_MAX_BYTES)
		reason_add_text(&c->out->reasons, REASON_VALUE, "ref", "%.60s", in->ref);
	if (strlen(in->source) > SOURCE_MAX_BYTES)
		reason_add_text(&c->out->reasons, REASON_VALUE, "source", "%.60s", in->source);
}

static void encode(const void *v, struct buf *out)
{
	event_memory_encode(v, out);
}

int event_memory_put(struct change *c)
{
	const struct event_ask *in = &c->rq->u.event;
	struct event_memory v, old = {.ref = "", .sources = ""};
	struct change_entry r = {.encode = encode, .v = &v, .seq = &v.seq};
	check_ask(c);
	if (c->out->reasons.n)
		return 0;
	r.key = event_memory_key(in->ref);
	snprintf(r.entity, sizeof r.entity, "event:%s", in->ref);
	int err = change_get(c, &r.key, &r.before);
	if (!err)
		err = event_memory_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	v = old;
	v.ref = in->ref;
	v.sequence = in->sequence > old.sequence ? in->sequence : old.sequence;
	v.sources = merge_sources(c, old.sources);
	if (!v.sources)
		return QUAD_ENOMEM;
	if (strlen(v.sources) > SOURCES_MAX * (SOURCE_MAX_BYTES + 1))
		reason_add(&c->out->reasons, REASON_TOO_MANY, "source");
	if (c->out->reasons.n)
		return 0;
	bool idle = !*v.sources && (in->left || !v.sequence);
	if (!idle)
		return change_write_entry(c, &r);
	c->out->outcome = OUTCOME_UNCHANGED;
	return r.before.len
	               ? change_record(c, &r.key, r.entity, old.seq, r.before, (struct bytes){"", 0}, OUTCOME_UPDATED)
	               : 0;
}
