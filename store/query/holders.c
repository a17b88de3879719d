/* Bookings as those read them who want their time: what for, for whom, and whom to ask. All are read in one snapshot.
 */
#include "store/query/holders.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/sight.h"
#include "store/model/codec.h"

struct holders_ask {
	struct store *store;
	struct sight *sight;
	const uint64_t *ids;
	struct holders *out;
};

/* A copy of a text in the answer; false on out of memory. */
static bool keep_text(struct holders *out, const char *text, const char **kept)
{
	*kept = arena_str(&out->arena, text);
	return *kept != NULL;
}

/* The name and the address of a person, if the login is one's. */
static int read_person(struct db_txn *txn, const char *login, struct person *out)
{
	struct key key = key_table(TABLE_PERSON);
	struct bytes value;
	key_text(&key, login);
	int err = db_get(txn, key_bytes(&key), &value);
	return err ? err : person_decode(value, out);
}

static int name_institution(struct db_txn *txn, const char *code, struct holders *out, struct holder *h)
{
	struct institution institution;
	const char *name = code;
	int err = *code ? facts_institution(txn, code, &institution) : 0;
	if (!err && *code)
		name = *institution.name ? institution.name : code;
	if (err && err != QUAD_ENOTFOUND)
		return err;
	return keep_text(out, name, &h->institution) ? 0 : QUAD_ENOMEM;
}

/* Whom to ask: the person who asked for the booking, or the teacher who did. */
static int name_person(struct db_txn *txn, const char *login, struct holders *out, struct holder *h)
{
	struct person person;
	struct resource teacher;
	bool kept = true;
	if (!*login || strlen(login) > CODE_MAX_BYTES)
		return 0;
	int err = read_person(txn, login, &person);
	if (!err) {
		kept = keep_text(out, person.name, &h->person) && keep_text(out, person.email, &h->mail);
		h->contact = h->mail;
		if (kept && !*h->institution)
			err = name_institution(txn, person.institution, out, h);
	} else if (err == QUAD_ENOTFOUND) {
		err = facts_resource(txn, login, &teacher);
		if (!err)
			kept = keep_text(out, teacher.name, &h->person) && keep_text(out, teacher.contact, &h->contact);
	}
	if (err == QUAD_ENOTFOUND)
		err = 0;
	return kept ? err : QUAD_ENOMEM;
}

/* The contact of the first resource of the booking that has one. */
static int find_contact(struct db_txn *txn, const struct booking *b, struct holders *out, struct holder *h)
{
	for (size_t i = 0; i < b->n_claims && !*h->contact; i++) {
		struct resource r;
		int err = facts_resource_by_number(txn, b->claims[i].resource, &r);
		if (err)
			return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
		if (!keep_text(out, r.contact, &h->contact))
			return QUAD_ENOMEM;
	}
	return 0;
}

static int read_holder(const struct holders_ask *ask, struct db_txn *txn, uint64_t id, struct holder *h)
{
	struct holders *out = ask->out;
	bool all;
	struct arena arena = {0};
	struct booking b;
	*h = (struct holder){
		.purpose = "", .institution = "", .requester = "", .person = "", .mail = "", .contact = ""};
	int err = id ? facts_booking(txn, id, &arena, &b) : QUAD_ENOTFOUND;
	if (!err)
		err = sight_of_booking(ask->sight, txn, &b, &all);
	if (err)
		goto out;
	if (!all)
		sight_hide(&b);
	h->booking = id;
	if (!keep_text(out, b.purpose, &h->purpose) || !keep_text(out, b.requester, &h->requester))
		err = QUAD_ENOMEM;
	if (!err)
		err = name_institution(txn, b.institution, out, h);
	if (!err)
		err = name_person(txn, b.requester, out, h);
	if (!err)
		err = find_contact(txn, &b, out, h);
out:
	arena_release(&arena);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int read_holders(struct db_txn *txn, void *arg)
{
	struct holders_ask *ask = arg;
	int err = sight_load(ask->store, txn, &ask->sight);
	if (err)
		return err;
	for (size_t i = 0; i < ask->out->n; i++) {
		err = read_holder(ask, txn, ask->ids[i], &ask->out->v[i]);
		if (err)
			return err;
	}
	return 0;
}

int query_holders_of(struct store *s, const uint64_t *ids, size_t n, struct holders *out)
{
	struct holders_ask ask = {.store = s, .ids = ids, .out = out};
	*out = (struct holders){.n = n};
	out->v = arena_alloc(&out->arena, (n + 1) * sizeof *out->v);
	int err = out->v ? db_read(s->db, read_holders, &ask) : QUAD_ENOMEM;
	if (err) {
		arena_release(&out->arena);
		*out = (struct holders){0};
	}
	return err;
}

/* ---- of reasons ---- */

/* The booking that has the most of a pool in an interval, 0 = none. */
static int find_largest(struct store *s, const char *code, int64_t start, int64_t end, uint64_t *out)
{
	struct slot_list slots;
	uint32_t most = 0;
	int err = query_slots(s, code, start, end, &slots);
	for (size_t i = 0; i < slots.n; i++) {
		if (slots.v[i].booking && slots.v[i].units > most) {
			most = slots.v[i].units;
			*out = slots.v[i].booking;
		}
	}
	arena_release(&slots.arena);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int query_holders(struct store *s, const struct reasons *reasons, int64_t start, int64_t end, struct holders *out)
{
	struct arena arena = {0};
	uint64_t *ids = arena_alloc(&arena, (reasons->n + 1) * sizeof *ids);
	int err = ids ? 0 : QUAD_ENOMEM;
	*out = (struct holders){0};
	for (size_t i = 0; !err && i < reasons->n; i++) {
		const struct reason *r = &reasons->v[i];
		if (r->detail == REASON_TAKEN || r->detail == REASON_TRAVEL)
			ids[i] = r->booking;
		else if (r->detail == REASON_ROOM_LEFT && end > start)
			err = find_largest(s, r->subject, start, end, &ids[i]);
	}
	if (!err)
		err = query_holders_of(s, ids, reasons->n, out);
	arena_release(&arena);
	return err;
}
