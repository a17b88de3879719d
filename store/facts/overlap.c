/* The walk over duration classes that every conflict check and free-search stands on. */
#include "store/facts/overlap.h"

#include "store/base/err.h"
#include "store/facts/expect.h"

/* The first class from this one on that is to be looked into; above CLASS_MAX if there is none. */
static unsigned next_class(const struct overlap *o, unsigned class)
{
	while (class <= CLASS_MAX && !(o->classes >> class & 1))
		class ++;
	return class;
}

int overlap_begin(struct overlap *o, struct db_txn *txn, const struct key *prefix, int64_t start, int64_t end)
{
	o->start = start;
	o->end = end;
	overlap_again(o, prefix);
	return db_scan_open(txn, &o->scan);
}

void overlap_again(struct overlap *o, const struct key *prefix)
{
	key_copy(&o->prefix, prefix);
	o->after = key_after(prefix);
	o->class = 0;
	o->classes = UINT32_MAX;
	o->in_class = false;
	o->is_fresh = true;
	o->lead = 0;
}

void overlap_lead(struct overlap *o, enum table table, size_t at)
{
	o->lead = (unsigned char)table;
	o->lead_at = (unsigned char)at;
}

void overlap_only(struct overlap *o, uint32_t classes)
{
	o->classes = classes;
	o->class = next_class(o, 0);
}

/* What overlaps in class o->class starts here or later. */
static int64_t earliest(const struct overlap *o)
{
	return key_earliest(o->class, o->start);
}

void overlap_end(struct overlap *o)
{
	db_scan_close(&o->scan);
}

/*
 * Points the scan at what can overlap in class o->class. It is left open to the prefix's end: the first key that it
 * finds tells the next class in use, if this one has nothing there.
 */
static int enter_class(struct overlap *o)
{
	if (o->class > CLASS_MAX && o->classes != UINT32_MAX)
		return QUAD_ENOTFOUND;
	struct key *lo = &o->prefix;
	size_t len = lo->len;
	key_u8(lo, o->class);
	key_min(lo, earliest(o));
	int err = db_scan_range(&o->scan, key_bytes(lo), key_bytes(&o->after));
	lo->len = len;
	return err;
}

/* Where each read is a journey, all classes are got in one, before the first of them is read. */
static int expect_classes(struct overlap *o)
{
	struct expect e = {0};
	bool is_due = o->is_fresh && db_txn_is_far(o->scan.txn);
	o->is_fresh = false;
	if (!is_due)
		return 0;
	expect_overlap(&e, &o->prefix, o->classes, o->start, o->end);
	if (o->lead)
		expect_follow(&e, 0, (enum table)o->lead, o->lead_at, 8);
	return expect_get(&e, o->scan.txn);
}

int overlap_next(struct overlap *o, struct bytes *key, struct bytes *value)
{
	*key = *value = (struct bytes){"", 0};
	int early = expect_classes(o);
	if (early)
		return early;
	for (;;) {
		int err = o->in_class ? 0 : enter_class(o);
		if (!err)
			err = db_scan_next(&o->scan, key, value);
		if (err)
			return err;
		if (key->len < o->prefix.len + 5)
			return QUAD_ECORRUPT;
		unsigned class = ((const unsigned char *)key->p)[o->prefix.len];
		int64_t start = key_get_min(*key, o->prefix.len + 1);
		if (class > CLASS_MAX)
			return QUAD_ECORRUPT;
		/* the first key of another class: its part begins here, or further on, or has ended already */
		bool other = class > o->class;
		if (other)
			o->class = class;
		o->in_class = class == o->class && start < o->end && (!other || start >= earliest(o));
		if (o->in_class)
			return 0;
		if (!other || start >= o->end)
			o->class = next_class(o, o->class + 1);
	}
}
