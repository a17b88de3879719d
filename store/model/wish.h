/*
 * What a waiting booking would take: one or several bundles of claims, in the order in which they are tried. As a text
 * `LAB-1;T001|LAB-2;T001`, each as claims_parse reads it; so no code in one of several has a `|`.
 */
#ifndef QUAD_STORE_WISH_H
#define QUAD_STORE_WISH_H

#include "store/model/request.h"

#define WISH_ALTERNATIVES_MAX 16

struct wish_alternative {
	const struct claim_ask *claims;
	size_t n;
};

struct wish {
	struct wish_alternative *v;
	size_t n;
};

/* The alternatives of a text, in arena; empty ones do not count. QUAD_ENOMEM. */
int wish_parse(const char *text, struct arena *arena, struct wish *out) __attribute__((warn_unused_result));

/* Appends an alternative to a text. */
void wish_add(const struct claim_ask *claims, size_t n, struct buf *out);

/* True for claims that can be an alternative: no code of theirs has a `|`. */
bool wish_may_hold(const struct claim_ask *claims, size_t n);

#endif
