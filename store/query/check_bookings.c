/* The proof of bookings: their claims in each index, what they wait for, what was said about them. */
#include "store/query/checker.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/claim_classes.h"
#include "store/facts/facts.h"
#include "store/facts/holder_index.h"
#include "store/model/approval.h"
#include "store/model/claim_entry.h"
#include "store/model/comment.h"
#include "store/model/adjustment.h"
#include "store/model/evaluation.h"
#include "store/model/wish.h"

/* A claim's entry in an index is what the store's schema makes of it. */
static void check_entry_of(struct checker *c, const struct booking *b, const struct key *key, struct bytes want,
                           const char *by)
{
	struct bytes v;
	if (check_fails(c, db_get(c->txn, key_bytes(key), &v)) || !check_same_bytes(v, want))
		check_fault(c, "booking %s: a claim is not in the index by %s", check_num(c, b->id), by);
}

static void check_by_resource(struct checker *c, const struct booking *b, const struct claim *x)
{
	unsigned char want[CLAIM_ENTRY_MAX];
	struct key now = key_claim(x->resource, x->start, x->end, b->id);
	struct key narrow = key_claim_narrow(x->resource, x->start, x->end, b->id);
	uint32_t classes;
	size_t len = claim_entry_encode(x, b, want);
	if (c->schema < SCHEMA_WIDE_CLASSES) {
		check_entry_of(c, b, &narrow, (struct bytes){want, CLAIM_BYTES}, "resource");
		return;
	}
	check_entry_of(c, b, &now, (struct bytes){want, len}, "resource");
	if (check_fails(c, claim_classes_get(c->txn, x->resource, &classes)) ||
	    !(classes >> key_class_wide(key_class(x->start, x->end)) & 1))
		check_fault(c, "booking %s: its length is not among those listed of its resource", check_num(c, b->id));
}

static void check_claim(struct checker *c, const struct booking *b, const struct claim *x)
{
	unsigned char want[CLAIM_BYTES_MAX];
	struct key by_time = key_claim_time(x->resource, x->start, x->end, b->id);
	struct resource r;
	size_t len = claim_encode(x, want);
	if (x->start > b->start || x->end < b->end)
		check_fault(c, "booking %s: a claim is shorter than the booking", check_num(c, b->id));
	if (check_fails(c, facts_resource_by_number(c->txn, x->resource, &r)))
		check_fault(c, "booking %s: no resource %s", check_num(c, b->id), check_num(c, x->resource));
	check_by_resource(c, b, x);
	check_entry_of(c, b, &by_time, (struct bytes){want, len}, "time");
}

static void check_belongs(struct checker *c, const struct booking *b)
{
	struct key of_series = key_table(TABLE_SERIES_BOOKING), series = key_table(TABLE_SERIES);
	struct bytes v;
	key_u64(&of_series, b->series);
	key_u64(&of_series, b->id);
	key_u64(&series, b->series);
	if (check_fails(c, db_get(c->txn, key_bytes(&of_series), &v)) ||
	    check_fails(c, db_get(c->txn, key_bytes(&series), &v)))
		check_fault(c, "booking %s: its series %s does not know it", check_num(c, b->id),
		            check_num(c, b->series));
}

/* The reference of a cancelled booking may have been given to a later one. */
static void check_ref(struct checker *c, const struct booking *b)
{
	struct booking by_ref;
	if (check_fails(c, facts_booking_by_ref(c->txn, b->ref, &c->arena, &by_ref)) ||
	    (by_ref.id != b->id && state_stands(b->state)))
		check_fault(c, "booking %s: its reference %s does not lead to it", check_num(c, b->id), b->ref);
}

/* What it waits for, and the minute at which it becomes another. */
static void check_course(struct checker *c, const struct booking *b)
{
	struct approval_chain chain;
	struct bytes v;
	struct key due = key_table(TABLE_DUE);
	bool waits = b->state == STATE_REQUESTED || b->state == STATE_BOOKED || b->state == STATE_WAITING;
	key_min(&due, b->until);
	key_u64(&due, b->id);
	if (check_fails(c, approval_parse(b->chain, &c->arena, &chain)))
		check_fault(c, "booking %s: whose approval it needs cannot be read", check_num(c, b->id));
	else if (b->state == STATE_REQUESTED && (!b->until || approval_is_complete(&chain)))
		check_fault(c, "booking %s: a request that waits for nobody", check_num(c, b->id));
	if (!waits || !b->until)
		return;
	c->n_due++;
	if (check_fails(c, db_get(c->txn, key_bytes(&due), &v)))
		check_fault(c, "booking %s: it is not among those that the clock changes", check_num(c, b->id));
}

/* An entry of the waiting list has a row for each resource that it would take. */
static void check_wait_row(struct checker *c, const struct booking *b, const char *code)
{
	struct key k = key_table(TABLE_WAIT);
	struct bytes v;
	uint32_t no;
	if (check_fails(c, facts_resource_number(c->txn, code, &no))) {
		check_fault(c, "booking %s: it waits for %s, which is no resource", check_num(c, b->id), code);
		return;
	}
	key_u32(&k, no);
	key_u64(&k, b->id);
	if (check_fails(c, db_get(c->txn, key_bytes(&k), &v)))
		check_fault(c, "booking %s: it waits for %s, which does not know it", check_num(c, b->id), code);
}

/* The text of what it waits for, in the checker's arena; NULL on out of memory or a damaged record. */
static const char *wish_text(struct checker *c, const struct booking *b)
{
	const char *claims = "";
	if (*b->wish)
		return b->wish;
	return check_fails(c, facts_claims_text(c->txn, b, &c->arena, &claims)) ? NULL : claims;
}

static int check_waits(struct checker *c, const struct booking *b)
{
	struct wish wish = {0};
	const char *text = wish_text(c, b);
	if (text && check_fails(c, wish_parse(text, &c->arena, &wish)))
		return c->err;
	if (!wish.n || b->until > b->start || !b->until)
		check_fault(c, "booking %s: it waits for nothing", check_num(c, b->id));
	for (size_t i = 0; i < wish.n; i++)
		for (size_t k = 0; k < wish.v[i].n; k++)
			check_wait_row(c, b, wish.v[i].claims[k].resource);
	return c->err;
}

/* Does an alternative of the wish take the resource? */
static bool wish_takes(const struct wish *wish, const char *code)
{
	for (size_t i = 0; i < wish->n; i++)
		for (size_t k = 0; k < wish->v[i].n; k++)
			if (strcmp(wish->v[i].claims[k].resource, code) == 0)
				return true;
	return false;
}

/* A row of WAIT is of an entry that waits for its resource; that of resource 0 is the mark of any entry. */
int check_wait(struct checker *c, struct bytes key, struct bytes value)
{
	struct booking b;
	struct wish wish = {0};
	struct resource r = {.code = ""};
	uint32_t no = key.len == 13 ? key_get_u32(key, 1) : 0;
	if (key.len != 13 || value.len != 0 ||
	    check_fails(c, facts_booking(c->txn, key_get_u64(key, 5), &c->arena, &b)) || b.state != STATE_WAITING) {
		check_fault(c, "a resource is waited for by a booking that does not wait");
		return 0;
	}
	const char *text = no ? wish_text(c, &b) : NULL;
	if (!no || !text)
		return c->err;
	if (check_fails(c, wish_parse(text, &c->arena, &wish)))
		return c->err;
	if (check_fails(c, facts_resource_by_number(c->txn, no, &r)) || !wish_takes(&wish, r.code))
		check_fault(c, "booking %s: it does not wait for resource %s, which knows it", check_num(c, b.id),
		            check_num(c, no));
	return 0;
}

/* The booking is among those of its requester and its institution, if it counts. */
static void check_holders(struct checker *c, const struct booking *b)
{
	struct key keys[HOLDER_KEYS_MAX];
	struct bytes v;
	size_t n = c->schema < SCHEMA_HOLDERS ? 0 : holder_keys(b, keys);
	c->n_holders += n;
	for (size_t i = 0; i < n; i++)
		if (check_fails(c, db_get(c->txn, key_bytes(&keys[i]), &v)) || v.len)
			check_fault(c, "booking %s: it is not in the index by person and institution",
			            check_num(c, b->id));
}

int check_booking(struct checker *c, struct bytes key, struct bytes value)
{
	struct booking b;
	struct institution owner;
	int err = booking_decode(value, &c->arena, &b);
	if (check_fails(c, err) || key.len != 9 || key_get_u64(key, 1) != b.id) {
		check_fault(c, "a booking's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written_as(c, OF_BOOKING, b.seq, value, "%" PRIu64, b.id);
	if (b.series)
		check_belongs(c, &b);
	if (*b.institution && check_fails(c, facts_institution(c->txn, b.institution, &owner)))
		check_fault(c, "booking %s: no institution %s", check_num(c, b.id), b.institution);
	if (*b.ref)
		check_ref(c, &b);
	check_course(c, &b);
	if (b.state == STATE_WAITING)
		return check_waits(c, &b);
	size_t n_claims = state_stands(b.state) ? b.n_claims : 0;
	c->n_claims += n_claims;
	for (size_t i = 0; i < n_claims; i++)
		check_claim(c, &b, &b.claims[i]);
	check_holders(c, &b);
	return 0;
}

int check_booking_ref(struct checker *c, struct bytes key, struct bytes value)
{
	struct booking b;
	if (value.len != 8 || check_fails(c, facts_booking(c->txn, le_get(value.p, 8), &c->arena, &b)) ||
	    !check_key_is(key, 1, b.ref))
		check_fault(c, "a booking's reference leads to another");
	return 0;
}

int check_comment(struct checker *c, struct bytes key, struct bytes value)
{
	struct comment v;
	struct booking b;
	int err = comment_decode(value, &v);
	if (!err && key.len != 17)
		err = QUAD_ECORRUPT;
	if (err) {
		check_fault(c, "a comment's record: %s", quad_strerror(err));
		return 0;
	}
	if (check_fails(c, facts_booking(c->txn, key_get_u64(key, 1), &c->arena, &b)))
		check_fault(c, "a comment on a booking %s that is not there", check_num(c, key_get_u64(key, 1)));
	/* one that an undo brought back keeps its key, and was written by a later entry */
	check_written_as(c, OF_COMMENT, v.seq, value, "%" PRIu64 ":%" PRIu64, key_get_u64(key, 1), key_get_u64(key, 9));
	return 0;
}

int check_evaluation(struct checker *c, struct bytes key, struct bytes value)
{
	struct evaluation v;
	struct booking b;
	int err = evaluation_decode(value, &v);
	enum evaluation_side side = key.len == 10 ? ((const unsigned char *)key.p)[9] : 0;
	if (!err && (!*evaluation_side_word(side) || !evaluation_is_sound(&v)))
		err = QUAD_ECORRUPT;
	if (err) {
		check_fault(c, "an evaluation's record: %s", quad_strerror(err));
		return 0;
	}
	if (check_fails(c, facts_booking(c->txn, key_get_u64(key, 1), &c->arena, &b)))
		check_fault(c, "an evaluation of a booking %s that is not there", check_num(c, key_get_u64(key, 1)));
	check_written_as(c, OF_EVALUATION, v.seq, value, "%" PRIu64 ":%s", key_get_u64(key, 1),
	                 evaluation_side_word(side));
	return 0;
}

int check_adjustment(struct checker *c, struct bytes key, struct bytes value)
{
	struct adjustment v;
	struct booking b;
	int err = adjustment_decode(value, &v);
	if (!err && key.len != 9)
		err = QUAD_ECORRUPT;
	if (err) {
		check_fault(c, "an adjustment's record: %s", quad_strerror(err));
		return 0;
	}
	if (check_fails(c, facts_booking(c->txn, key_get_u64(key, 1), &c->arena, &b)))
		check_fault(c, "an adjustment of a booking %s that is not there", check_num(c, key_get_u64(key, 1)));
	check_written_as(c, OF_ADJUSTMENT, v.seq, value, "%" PRIu64, key_get_u64(key, 1));
	return 0;
}
