/* A bar between the alternatives, and claims as files write them. */
#include "store/model/wish.h"

#include <string.h>

#include "store/base/err.h"

int wish_parse(const char *text, struct arena *arena, struct wish *out)
{
	size_t cap = 0;
	*out = (struct wish){0};
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "|");
		const char *one = arena_dup(arena, p, len);
		struct wish_alternative *v = arena_grow(arena, out->v, out->n, &cap, sizeof *v);
		if (!one || !v)
			return QUAD_ENOMEM;
		out->v = v;
		int err = claims_parse(one, arena, &v[out->n].claims, &v[out->n].n);
		if (err)
			return err;
		out->n += v[out->n].n > 0;
		p += len + (p[len] == '|');
	}
	return 0;
}

void wish_add(const struct claim_ask *claims, size_t n, struct buf *out)
{
	if (out->len)
		buf_char(out, '|');
	claims_format(claims, n, out);
}

bool wish_may_hold(const struct claim_ask *claims, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strchr(claims[i].resource, '|'))
			return false;
	return true;
}
