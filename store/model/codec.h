/*
 * Records <-> bytes, in the layout of record.h; a booking's claims follow its texts. Another version is refused.
 *
 * Encoders append to a buffer (check buf.failed). Decoders check every length and never read outside the
 * bytes; the texts of the result point INTO the bytes, so it lives as long as they do.
 * Errors: QUAD_ECORRUPT, QUAD_EVERSION, QUAD_ENOMEM (claims).
 */
#ifndef QUAD_STORE_CODEC_H
#define QUAD_STORE_CODEC_H

#include "store/base/buf.h"
#include "store/base/hash.h"
#include "store/model/model.h"
#include "store/base/record.h"

void institution_encode(const struct institution *v, struct buf *out);
void campus_encode(const struct campus *v, struct buf *out);
void resource_encode(const struct resource *v, struct buf *out);
void closure_encode(const struct closure *v, struct buf *out);
void term_encode(const struct term *v, struct buf *out);
void period_encode(const struct period *v, struct buf *out);
void day_rule_encode(const struct day_rule *v, struct buf *out);
void series_encode(const struct series *v, struct buf *out);
void booking_encode(const struct booking *v, struct buf *out);
void person_encode(const struct person *v, struct buf *out);
void grant_encode(const struct grant *v, struct buf *out);
void owner_rule_encode(const struct owner_rule *v, struct buf *out);
void qualification_encode(const struct qualification *v, struct buf *out);
void setting_encode(const struct setting *v, struct buf *out);

int institution_decode(struct bytes b, struct institution *out) __attribute__((warn_unused_result));
int campus_decode(struct bytes b, struct campus *out) __attribute__((warn_unused_result));
int resource_decode(struct bytes b, struct resource *out) __attribute__((warn_unused_result));
int closure_decode(struct bytes b, struct closure *out) __attribute__((warn_unused_result));
int term_decode(struct bytes b, struct term *out) __attribute__((warn_unused_result));
int period_decode(struct bytes b, struct period *out) __attribute__((warn_unused_result));
int day_rule_decode(struct bytes b, struct day_rule *out) __attribute__((warn_unused_result));
int series_decode(struct bytes b, struct series *out) __attribute__((warn_unused_result));
int person_decode(struct bytes b, struct person *out) __attribute__((warn_unused_result));
int grant_decode(struct bytes b, struct grant *out) __attribute__((warn_unused_result));
int owner_rule_decode(struct bytes b, struct owner_rule *out) __attribute__((warn_unused_result));
int qualification_decode(struct bytes b, struct qualification *out) __attribute__((warn_unused_result));
int setting_decode(struct bytes b, struct setting *out) __attribute__((warn_unused_result));
/* The claims are in arena. */
int booking_decode(struct bytes b, struct arena *arena, struct booking *out) __attribute__((warn_unused_result));

/*
 * The same for many, without memory of its own: the claims go to *v, which is made larger where it has not room for
 * them; the caller frees it.
 */
int booking_decode_into(struct bytes b, struct claim **v, size_t *cap, struct booking *out)
	__attribute__((warn_unused_result));
/* Of a record alone when it is and its state, for those who skip most. QUAD_ECORRUPT, QUAD_EVERSION. */
int booking_decode_span(struct bytes b, int64_t *start, int64_t *end, enum booking_state *state)
	__attribute__((warn_unused_result));

/* All except the claims: the result has none. */
int booking_decode_head(struct bytes b, struct booking *out) __attribute__((warn_unused_result));

/* A claim as the value of an index entry: its length, CLAIM_BYTES or, with an `until`, CLAIM_BYTES_MAX. */
#define CLAIM_BYTES 21
#define CLAIM_BYTES_MAX (CLAIM_BYTES + 8)
size_t claim_encode(const struct claim *c, unsigned char out[CLAIM_BYTES_MAX]);
/* Fills all except the resource's number and the start, which are in the keys. Bytes after the claim are not read. */
int claim_decode(struct bytes b, struct claim *out) __attribute__((warn_unused_result));

/*
 * An entry of the journal. The records in it are bytes as their own encoders made them. Each of the two has a salt, 16
 * random bytes; both may be erased: then its hash is there in place of the two (journal_leaf.h). What is empty and was
 * not erased has neither.
 */
#define JOURNAL_SALT_BYTES 16
struct journal_entry {
	uint64_t seq;  /* in the key, not in the bytes */
	uint64_t prev; /* the entity's former entry, 0 = none */
	int64_t at_min;
	unsigned op;        /* enum request_op */
	unsigned outcome;   /* enum outcome */
	const char *actor;
	const char *in_place_of; /* the login whose deputy the actor was in this; "" = nobody's */
	const char *entity; /* `booking:17`, `resource:LAB-1` */
	struct bytes before; /* the entity's record before the change, empty for a new one */
	struct bytes after;  /* and after it, empty for one that is gone */
	/*
	 * The first entry of the action that this one belongs to, what was done by one request or import; 0: not known,
	 * it is on its own. Entries of one request follow each other; with `shared` there may be more of other
	 * requests.
	 */
	uint64_t action;
	bool shared;
	unsigned via; /* enum request_via */
	struct bytes before_salt, after_salt;
	struct bytes before_hash, after_hash; /* of what was erased */
};

void journal_encode(const struct journal_entry *v, struct buf *out);
int journal_decode(struct bytes b, struct journal_entry *out) __attribute__((warn_unused_result));

#endif
