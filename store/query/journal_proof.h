/*
 * The proof of the journal: its head, that all entries lead to it and that it continues an earlier head, and the proof
 * of one entry for somebody who has only a head.
 *
 * A head that has left the house binds: no entry before it can be changed, swapped, left out or cut off unseen. What
 * was erased (OP_ERASE) stays proved, by its hash.
 */
#ifndef QUAD_STORE_JOURNAL_PROOF_H
#define QUAD_STORE_JOURNAL_PROOF_H

#include "store/facts/store_open.h"
#include "store/model/merkle.h"

#define ORIGIN_MAX 64

/* As text three lines, each with its end: origin, size, root in base64 (RFC 4648). */
struct journal_head {
	char origin[ORIGIN_MAX]; /* which journal: `quad/` and the store's mark */
	uint64_t size;           /* entries */
	struct hash root;
};

int query_head(struct store *s, struct journal_head *out) __attribute__((warn_unused_result));
int journal_head_of(struct db_txn *txn, struct journal_head *out) __attribute__((warn_unused_result));
void journal_head_format(const struct journal_head *head, struct buf *out);
/* The first three lines of a text; what comes after them is not read. False: they are not a head. */
bool journal_head_parse(const char *text, struct journal_head *out) __attribute__((warn_unused_result));

enum journal_fault {
	JOURNAL_SOUND,
	JOURNAL_ENTRY,  /* entry `at` is missing or cannot be read */
	JOURNAL_NODE,   /* some entry from `at` to `to` is not as it was */
	JOURNAL_ROOT,   /* the entries do not lead to the head */
	JOURNAL_SIZE,   /* there are more or fewer entries than the head has */
	JOURNAL_ORIGIN, /* the earlier head is of another journal */
	JOURNAL_CUT,    /* the earlier head has more entries */
	JOURNAL_OTHER   /* the entries up to the earlier head are not those that led to it */
};

struct journal_verdict {
	enum journal_fault fault;
	uint64_t at, to;
	struct journal_head head; /* what was proved: entries that come meanwhile are not in it */
};

/*
 * Reads the whole journal, in portions, and proves it, and with `since`, that it continues that head. told is called
 * now and then with the number of entries read; NULL is fine. Errors of the store; a journal that is not sound is none.
 */
int query_verify(struct store *s, const struct journal_head *since, void (*told)(void *arg, uint64_t n), void *arg,
                 struct journal_verdict *out) __attribute__((warn_unused_result));

struct journal_proof {
	struct journal_head head;
	uint64_t seq;
	struct buf data; /* of the leaf (journal_leaf.h) */
	struct hash path[MERKLE_LEVELS];
	unsigned n_path;
};

/* QUAD_ENOTFOUND also of an entry that the looker may not see. The caller releases out->data in any case. */
int query_prove_entry(struct store *s, uint64_t seq, struct journal_proof *out) __attribute__((warn_unused_result));

#endif
