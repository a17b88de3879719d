/*
 * Versions come from the journal, so that the same bookings give the same bytes, and a calendar that has the event sees
 * that it was changed. A calendar asks its owner anew about a larger SEQUENCE (RFC 5546, 2.1.4), so a change that one
 * who comes need not know of does not make it larger.
 */
#include "store/list/ics_version.h"

#include "store/base/err.h"
#include "store/change/event_memory.h"
#include "store/facts/facts.h"
#include "store/list/ics_property.h"
#include "store/model/entity.h"

struct version_ask {
	const char *uid;
	const uint64_t *seqs;
	size_t n;
	struct ics_version *out;
	struct arena arena; /* of one entry */
};

/* No calendar may take a later form for an older one, also where another booking has the reference since. */
static int raise_sequence(struct db_txn *txn, const char *ref, uint64_t *sequence)
{
	struct event_memory memory;
	struct bytes record;
	struct key k = event_memory_key(ref);
	int err = *ref ? db_get(txn, key_bytes(&k), &record) : QUAD_ENOTFOUND;
	if (!err)
		err = event_memory_decode(record, &memory);
	if (!err && memory.sequence > *sequence)
		*sequence = memory.sequence;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* *counts: the entry is a change of a booking's time, place or status, or of something else than a booking. */
static int find_weight(struct version_ask *ask, const struct journal_entry *e, bool *counts)
{
	struct booking before, after;
	*counts = e->prev != 0;
	if (!*counts || entity_kind_of(e->entity) != OF_BOOKING || !e->before.len || !e->after.len)
		return 0;
	int err = booking_decode(e->before, &ask->arena, &before);
	if (!err)
		err = booking_decode(e->after, &ask->arena, &after);
	if (err)
		return err;
	bool same =
		before.start == after.start && before.end == after.end && booking_has_same_resources(&before, &after);
	*counts = !same || ics_status(before.state) != ics_status(after.state);
	return 0;
}

/* Adds the changes of a record, from its last entry in the journal back. */
static int add_changes(struct version_ask *ask, struct db_txn *txn, uint64_t last)
{
	for (uint64_t seq = last; seq;) {
		struct key k = key_table(TABLE_JOURNAL);
		struct bytes bytes;
		struct journal_entry entry;
		bool counts = false;
		key_u64(&k, seq);
		int err = db_get(txn, key_bytes(&k), &bytes);
		if (!err)
			err = journal_decode(bytes, &entry);
		if (!err)
			err = find_weight(ask, &entry, &counts);
		arena_release(&ask->arena);
		if (err)
			return err == QUAD_ENOTFOUND ? 0 : err; /* a journal that was cut */
		if (seq == last && entry.at_min > ask->out->at)
			ask->out->at = entry.at_min;
		ask->out->sequence += counts;
		seq = entry.prev < seq ? entry.prev : 0;
	}
	return 0;
}

static int load_version(struct db_txn *txn, void *arg)
{
	struct version_ask *ask = arg;
	for (size_t i = 0; i < ask->n; i++) {
		int err = add_changes(ask, txn, ask->seqs[i]);
		if (err)
			return err;
	}
	return raise_sequence(txn, ask->uid, &ask->out->sequence);
}

int ics_version_find(struct store *s, const char *uid, int64_t made, const uint64_t *seqs, size_t n,
                     struct ics_version *out)
{
	*out = (struct ics_version){.at = made};
	return db_read(s->db, load_version, &(struct version_ask){uid, seqs, n, out, {0}});
}
