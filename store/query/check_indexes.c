/* The proof that indexes hold no more than the records say, by counting. */
#include "store/query/checker.h"

#include "store/facts/directory_record.h"

static int count_part(struct checker *c, struct bytes key, struct bytes value)
{
	(void)key;
	(void)value;
	c->n_parts--;
	return 0;
}

/* Since all pairs of the records were found, there is no other if there are as many. */
int check_part_count(struct checker *c)
{
	int err = check_table(c, TABLE_PART, count_part);
	if (!err && c->n_parts != 0)
		check_fault(c, "the index of parts does not hold as many as the resources say");
	return err;
}

/* Since those of all bookings were found, no other is there. */
int check_due(struct checker *c, struct bytes key, struct bytes value)
{
	(void)value;
	if (key.len != 13)
		check_fault(c, "an entry of what the clock changes is none");
	c->n_due--;
	return 0;
}

int check_due_count(struct checker *c)
{
	if (c->n_due)
		check_fault(c, "the index of what the clock changes does not hold as many bookings as there are");
	return 0;
}

static int count_claim(struct checker *c, struct bytes key, struct bytes value)
{
	(void)key;
	(void)value;
	c->n_claims--;
	return 0;
}

/* Every index holds as many claims as the bookings have; since all of those were found, no other. */
static int check_counts(struct checker *c, enum table table)
{
	uint64_t want = c->n_claims;
	int err = check_table(c, table, count_claim);
	if (!err && c->n_claims != 0)
		check_fault(c, "the index by %s does not hold as many claims as the bookings do",
		            table == TABLE_CLAIM ? "resource" : "time");
	c->n_claims = want;
	return err;
}

int check_claim_counts(struct checker *c)
{
	int err = check_counts(c, TABLE_CLAIM);
	return err ? err : check_counts(c, TABLE_CLAIM_TIME);
}

static int count_holder(struct checker *c, struct bytes key, struct bytes value)
{
	(void)key;
	(void)value;
	c->n_holders--;
	return 0;
}

/* The same of the index by person and institution. */
int check_holder_count(struct checker *c)
{
	int err = check_table(c, TABLE_HOLDER, count_holder);
	if (!err && c->n_holders != 0)
		check_fault(c, "the index by person and institution does not hold as many bookings as there are");
	return err;
}

/* What searches read in place of the records, to the byte. */
int check_directory(struct checker *c)
{
	bool same;
	if (check_fails(c, directory_record_prove(c->txn, &same)) || !same)
		check_fault(c, "the directory of resources is not what their records say");
	return c->err;
}
