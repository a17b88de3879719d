/* Looks up resources by the codes in the claims of bookings. */
#include "tui/screen/ui_claims.h"

#include <stdlib.h>
#include <string.h>

struct known_resource {
	const char *code;          /* the first member (array_find_text) */
	struct resource_list list; /* of one, or of none */
	char *owned;
};

void claims_release(struct claims *c)
{
	for (size_t i = 0; i < c->n; i++) {
		arena_release(&c->v[i].list.arena);
		free(c->v[i].owned);
	}
	free(c->v);
	*c = (struct claims){0};
}

static const struct resource *first_of(const struct resource_list *list)
{
	return list->n ? list->v : NULL;
}

const struct resource *claims_resource(struct claims *c, struct store *s, const char *code)
{
	size_t at = array_find_text(c->v, c->n, sizeof *c->v, code);
	if (at < c->n && strcmp(c->v[at].code, code) == 0)
		return first_of(&c->v[at].list);
	struct known_resource *v = array_grow(c->v, &c->cap, c->n, sizeof *v);
	char *owned = strdup(code);
	if (v)
		c->v = v;
	if (!v || !owned) {
		free(owned);
		return NULL;
	}
	struct known_resource one = {.code = owned, .owned = owned};
	if (query_resource(s, code, &one.list) != 0)
		one.list = (struct resource_list){0};
	memmove(v + at + 1, v + at, (c->n - at) * sizeof *v);
	v[at] = one;
	c->n++;
	return first_of(&v[at].list);
}

bool claims_next(const char **p, char out[CLAIMS_CODE_MAX])
{
	if (!**p)
		return false;
	size_t len = strcspn(*p, ";");
	size_t code_len = strcspn(*p, ";*");
	if (code_len >= CLAIMS_CODE_MAX)
		code_len = CLAIMS_CODE_MAX - 1;
	memcpy(out, *p, code_len);
	out[code_len] = '\0';
	*p += len + ((*p)[len] == ';');
	return true;
}

bool claims_are_of(const struct booking_row *b, const char *login)
{
	char code[CLAIMS_CODE_MAX];
	if (*login && strcmp(b->b.requester, login) == 0)
		return true;
	for (const char *p = b->claims; claims_next(&p, code);)
		if (strcmp(code, login) == 0)
			return true;
	return false;
}

void claims_word(struct claims *c, struct store *s, const char *text, unsigned kinds, struct buf *out)
{
	char code[CLAIMS_CODE_MAX];
	const char *between = "";
	while (claims_next(&text, code)) {
		const struct resource *r = claims_resource(c, s, code);
		if (!r || !(kinds & 1u << r->kind))
			continue;
		buf_fmt(out, "%s%s", between, kind_is_place(r->kind) || !*r->name ? r->code : r->name);
		between = ", ";
	}
}
