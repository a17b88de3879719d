/*
 * The resources in a text that a person types: codes or names, parted by `;`, commas or blanks, in any case and width,
 * `*N` for units of a pool. Codes and names may have blanks and commas in them: of what the text may mean, the longest
 * code or name that exists counts. What names nothing stays as it was typed, for the store to refuse.
 */
#ifndef QUAD_TUI_UI_FORM_RESOURCES_H
#define QUAD_TUI_UI_FORM_RESOURCES_H

#include "store/model/request.h"
#include "store/query/known.h"

struct named_resources {
	const struct claim_ask *claims; /* in the arena */
	size_t n;
	bool all_known; /* each names a resource */
	const char *ambiguous; /* the first text that names several, NULL: none does */
	struct known_named several;
};

/* QUAD_ENOMEM. */
int ui_form_resources(const struct known_list *known, const char *text, struct arena *arena,
                      struct named_resources *out) __attribute__((warn_unused_result));

/* The part of the text, [from, to), that the cursor at byte `at` is in, without units, and as far as it is not known.
 */
struct resource_part {
	size_t from, to;
};
struct resource_part ui_form_resources_at(const struct known_list *known, const char *text, size_t at);

#endif
