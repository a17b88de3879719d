/* A line a step. */
#include "store/model/approval.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"

/* Moves p to after a character that must be there. */
static bool take(const char **p, char c)
{
	bool there = **p == c;
	*p += there;
	return there;
}

static bool take_number(const char **p, uint64_t *out)
{
	char *end;
	if (**p < '0' || **p > '9')
		return false;
	*out = strtoull(*p, &end, 10);
	*p = end;
	return true;
}

/* Who decided, and when. */
static int read_decision(const char **p, struct arena *arena, struct approval_step *v)
{
	uint64_t at;
	if (!take(p, ' '))
		return QUAD_ECORRUPT;
	size_t len = strcspn(*p, " \n");
	char *by = arena_dup(arena, *p, len + 1);
	if (!by)
		return QUAD_ENOMEM;
	by[len] = '\0';
	v->by = by;
	*p += len;
	if (!take(p, ' ') || !take_number(p, &at))
		return QUAD_ECORRUPT;
	v->at_min = (int64_t)at;
	return 0;
}

static int read_step(const char **p, struct arena *arena, struct approval_step *v)
{
	uint64_t resource;
	*v = (struct approval_step){.by = ""};
	bool of_coordinator = take(p, 'c');
	v->optional = !of_coordinator && take(p, 'O');
	if (!of_coordinator && !v->optional && !take(p, 'o'))
		return QUAD_ECORRUPT;
	if (!take(p, ' ') || !take_number(p, &resource) || !take(p, ' '))
		return QUAD_ECORRUPT;
	v->resource = (uint32_t)resource;
	if (resource > UINT32_MAX || (resource == 0) != of_coordinator)
		return QUAD_ECORRUPT;
	v->approved = take(p, '+');
	if (!v->approved && !take(p, '?'))
		return QUAD_ECORRUPT;
	int err = v->approved ? read_decision(p, arena, v) : 0;
	if (!err && !take(p, '\n'))
		err = QUAD_ECORRUPT;
	return err;
}

int approval_parse(const char *text, struct arena *arena, struct approval_chain *out)
{
	size_t cap = 0;
	*out = (struct approval_chain){0};
	while (*text) {
		struct approval_step *v = arena_grow(arena, out->v, out->n, &cap, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		out->v = v;
		int err = read_step(&text, arena, &v[out->n]);
		if (err)
			return err;
		out->n++;
	}
	return 0;
}

static void put_step(const struct approval_step *v, struct buf *out)
{
	char letter = v->optional ? 'O' : 'o';
	buf_fmt(out, "%c %" PRIu32 " ", v->resource ? letter : 'c', v->resource);
	if (v->approved)
		buf_fmt(out, "+ %s %" PRId64 "\n", v->by, v->at_min);
	else
		buf_str(out, "?\n");
}

const char *approval_format(const struct approval_chain *chain, struct arena *arena)
{
	struct buf b = {0};
	for (size_t i = 0; i < chain->n; i++)
		put_step(&chain->v[i], &b);
	const char *text = b.failed ? NULL : arena_str(arena, buf_text(&b));
	buf_release(&b);
	return text;
}

bool approval_is_complete(const struct approval_chain *chain)
{
	for (size_t i = 0; i < chain->n; i++)
		if (!chain->v[i].approved)
			return false;
	return true;
}

bool approval_is_open(const struct approval_chain *chain, size_t i)
{
	const struct approval_step *v = &chain->v[i];
	if (v->approved || v->resource)
		return !v->approved;
	for (size_t k = 0; k < chain->n; k++)
		if (chain->v[k].resource && !chain->v[k].approved)
			return false;
	return true;
}
