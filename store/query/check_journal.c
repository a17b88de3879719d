/* The proof that the entries of the journal continue each other. */
#include "store/query/checker.h"

#include <string.h>

#include "store/base/err.h"
#include "store/model/journal_leaf.h"

/* True if an entry is about the same thing as the former one, and its record before is the one that that left. */
static bool continues_entry(const struct journal_entry *e, const struct journal_entry *former, enum entity_kind kind)
{
	/* travel times and closures have no name, and the next entry may describe them in other words */
	bool unnamed = kind == OF_TRAVEL || kind == OF_CLOSURE;
	bool erased = e->before_hash.len || former->after_hash.len;
	if (entity_kind_of(former->entity) != kind)
		return false;
	if (!erased && !check_same_bytes(e->before, former->after))
		return false;
	return unnamed || strcmp(e->entity, former->entity) == 0;
}

/* True if the entry continues the one that it names; a first entry, if it found nothing and left something. */
static bool is_continued(struct checker *c, const struct journal_entry *e, enum entity_kind kind)
{
	struct journal_entry former;
	if (!e->prev)
		return !journal_had_before(e) && journal_had_after(e);
	return !check_fails(c, check_get_entry(c, e->prev, &former)) && continues_entry(e, &former, kind);
}

/* True if an entry begins its action, or the entry that it names does. Older entries name none. */
static bool is_of_action(struct checker *c, const struct journal_entry *e, uint64_t seq)
{
	struct journal_entry first;
	if (!e->action || e->action == seq)
		return true;
	return e->action < seq && !check_fails(c, check_get_entry(c, e->action, &first)) && first.action == e->action;
}

int check_entry(struct checker *c, struct bytes key, struct bytes value)
{
	struct journal_entry e;
	int err = journal_decode(value, &e);
	uint64_t seq = key.len == 9 ? key_get_u64(key, 1) : 0;
	if (err || !seq || e.prev >= seq) {
		check_fault(c, "a journal entry: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	if (seq != c->last_seq + 1)
		check_fault(c, "journal entry %s: there is none before it", check_num(c, seq));
	c->last_seq = seq;
	check_leaf(c, &e, value);
	if (!is_of_action(c, &e, seq))
		check_fault(c, "journal entry %s: of an action that it cannot be of", check_num(c, seq));
	enum entity_kind kind = entity_kind_of(e.entity);
	if (kind == N_KINDS)
		return 0;
	if (!is_continued(c, &e, kind))
		check_fault(c, "journal entry %s: does not continue entry %s", check_num(c, seq), check_num(c, e.prev));
	if (e.outcome != (e.prev ? OUTCOME_UPDATED : OUTCOME_ADDED))
		check_fault(c, "journal entry %s: an outcome that it cannot have", check_num(c, seq));
	c->standing[kind] += (journal_had_after(&e) ? seq : 0) - e.prev;
	return 0;
}

int check_request(struct checker *c, struct bytes key, struct bytes value)
{
	struct journal_entry e;
	if (key.len != 1 + REQUEST_ID_BYTES || value.len != 8 ||
	    check_fails(c, check_get_entry(c, le_get(value.p, 8), &e)))
		check_fault(c, "a request leads to no journal entry");
	return 0;
}

/* Each entry that leaves something is continued by another, or is the last that wrote a record. */
int check_standing(struct checker *c)
{
	for (enum entity_kind kind = 0; kind < N_KINDS; kind++)
		if (c->standing[kind])
			check_fault(c, "the journal ends in other records of kind %s", entity_word(kind));
	return 0;
}
