/*
 * What a list of resources is narrowed to: a kind, a campus, an institution, a specialty, a least number of seats; and
 * the dialogs that choose these among the values that there are.
 */
#ifndef QUAD_TUI_NARROW_H
#define QUAD_TUI_NARROW_H

#include "store/facts/resources.h"
#include "tui/screen/app.h"

enum narrow_by { NARROW_KIND, NARROW_CAMPUS, NARROW_INSTITUTION, NARROW_SPECIALTY, NARROW_SEATS, NARROW_COUNT };

/* All zero: to nothing. The texts are owned; NULL or 0: not narrowed. */
struct narrow {
	enum resource_kind kind;
	char *campus, *institution; /* codes */
	char *specialty;
	uint32_t seats; /* at least; a resource without a limit has enough */
};

/* Back to nothing. */
void narrow_clear(struct narrow *n);
bool narrow_is_set(const struct narrow *n);
bool narrow_matches(const struct narrow *n, const struct resource *r);
/* Appends ` lab NORTH`..., as titles say it. */
void narrow_word(const struct narrow *n, struct buf *out);
/* The next kind, and after the last one all. */
void narrow_next_kind(struct narrow *n);

/* Who asks: the dialogs stand over this view, and call `changed` after a choice. All are borrowed. */
struct narrow_asker {
	struct narrow *narrow;
	const struct resource_list *resources; /* among which the values are */
	unsigned (*changed)(struct app *app, struct view *v);
	struct view *view;
};

/* Asks for a value of one of them; or first by what to narrow. Flags of enum reaction. */
unsigned narrow_ask_value(struct app *app, const struct narrow_asker *asker, enum narrow_by by);
unsigned narrow_ask(struct app *app, const struct narrow_asker *asker);

#endif
