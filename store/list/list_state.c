/*
 * A list of bookings holds also those that were cancelled or declined, and tells so in a column of its own, or in
 * several. Every one of them is read: a state that is skipped would book what nobody wants.
 */
#include "store/list/list_state.h"

#include <string.h>

#include "store/base/err.h"
#include "store/format/list_words.h"
#include "store/format/state_words.h"
#include "store/list/ics_standing.h"
#include "store/list/list_cell.h"
#include "store/list/list_loose.h"

/* The column of states; HEADER_NO_CELL for kinds that have none. */
static size_t find_state_column(const struct list_kind *kind)
{
	for (size_t c = 0; c < kind->n_columns; c++)
		if (kind->columns[c].type == VALUE_STATE)
			return c;
	return HEADER_NO_CELL;
}

static void add_column(struct list_header *h, size_t cell, enum state_header header)
{
	if (h->n_states < STATE_COLUMNS_MAX)
		h->states[h->n_states++] = (struct state_column){cell, header};
}

int state_find_columns(const struct list_kind *kind, struct list_header *h, bool *taken)
{
	size_t column = find_state_column(kind);
	struct buf normal = {0};
	bool failed = false;
	if (column == HEADER_NO_CELL)
		return 0;
	for (size_t i = 0; i < h->n_names; i++) {
		buf_clear(&normal);
		words_header(&normal, h->names[i]);
		failed |= normal.failed;
		enum state_header header = state_words_header(buf_text(&normal));
		if (h->cell[column] == i && header == STATE_HEADER_NONE)
			header = STATE_HEADER_WORD;
		if (header == STATE_HEADER_NONE || (taken[i] && h->cell[column] != i))
			continue;
		add_column(h, i, header);
		taken[i] = true;
		if (h->cell[column] == HEADER_NO_CELL)
			h->cell[column] = i;
	}
	buf_release(&normal);
	return failed ? QUAD_ENOMEM : 0;
}

static enum state_meaning read_meaning(enum state_header header, const char *text, bool *failed)
{
	struct buf normal = {0};
	words_normal(&normal, text);
	enum state_meaning meaning = state_words_meaning(header, buf_text(&normal));
	*failed |= normal.failed;
	buf_release(&normal);
	return meaning;
}

/* The strictest of what the cells of a row say. */
struct verdict {
	enum state_meaning meaning;
	const char *text, *column; /* column: its header, where the file has several; else ours */
};

/* True for an opinion that decides nothing: none, or some remark. */
static bool is_mere_opinion(const struct state_column *c, const struct verdict *v, bool *failed)
{
	bool empty = !*v->text || loose_is_placeholder(v->text, failed);
	return c->header == STATE_HEADER_OPINION && (empty || v->meaning == STATE_SAYS_UNKNOWN);
}

static bool is_of_approval(const struct state_column *c)
{
	return c->header == STATE_HEADER_APPROVAL || c->header == STATE_HEADER_OPINION;
}

static struct verdict read_states(const struct list_header *h, const char *const *texts, size_t n_texts, bool *failed)
{
	struct verdict v = {STATE_SAYS_NOTHING, "", "state"}, opinion = v, step = v;
	bool stands = false, other_speaks = false;
	for (size_t i = 0; i < h->n_states; i++) {
		const struct state_column *c = &h->states[i];
		const char *text = c->cell < n_texts ? texts[c->cell] : "";
		enum state_meaning meaning = read_meaning(c->header, text, failed);
		struct verdict found = {meaning, text, h->n_states > 1 ? h->names[c->cell] : "state"};
		/* a reason to decline stays in the row of what was approved later */
		if (c->header == STATE_HEADER_TRACE && stands && meaning == STATE_SAYS_OUT)
			found.meaning = STATE_SAYS_UNKNOWN;
		stands |= meaning == STATE_SAYS_STANDS;
		other_speaks |= !is_of_approval(c) && meaning != STATE_SAYS_NOTHING;
		if (is_mere_opinion(c, &found, failed))
			opinion = found;
		else if (!*text && meaning == STATE_SAYS_PENDING)
			step = found;
		else if (found.meaning > v.meaning)
			v = found;
	}
	/* a step of an approval that has not been gone counts, unless a state of the whole speaks */
	if (step.meaning > v.meaning && !other_speaks)
		v = step;
	return v.meaning == STATE_SAYS_NOTHING ? opinion : v;
}

void state_read(const struct list_header *h, const struct list_kind *kind, const char *const *texts, size_t n_texts,
                struct reasons *why)
{
	static const enum reason_detail details[] = {[STATE_SAYS_PENDING] = REASON_PENDING,
	                                             [STATE_SAYS_UNKNOWN] = REASON_STATE,
	                                             [STATE_SAYS_OUT] = REASON_KEPT_OUT};
	size_t column = find_state_column(kind);
	if (column == HEADER_NO_CELL)
		return;
	struct verdict v = read_states(h, texts, n_texts, &why->failed);
	bool open = v.meaning != STATE_SAYS_OUT && v.meaning != STATE_SAYS_STANDS;
	if (open && h->set[column]) {
		v.meaning = read_meaning(STATE_HEADER_WORD, h->set[column], &why->failed);
		v.text = *v.text ? v.text : h->set[column];
	}
	if (v.meaning != STATE_SAYS_NOTHING && v.meaning != STATE_SAYS_STANDS)
		cell_refuse(why, details[v.meaning], v.column, v.text);
}

int state_check_standing(struct store *s, const char *ref, struct arena *arena, struct reasons *why)
{
	struct ics_standing standing;
	if (!why->n || why->v[0].detail != REASON_KEPT_OUT || !*ref || strlen(ref) > CODE_MAX_BYTES)
		return 0;
	int err = ics_standing_seen(s, s->db, ref, arena, &standing);
	if (err)
		return err;
	if (standing.booking)
		why->v[0].number = (int64_t)standing.booking;
	else if (standing.has_series)
		why->v[0].number = -(int64_t)standing.series.id;
	if (why->v[0].number)
		why->v[0].detail = REASON_STILL_STANDS;
	return 0;
}
