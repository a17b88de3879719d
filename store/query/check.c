/*
 * The proof of a store, under one snapshot. It trusts no index: claims are compared both ways, and overlaps are found
 * again by a sweep of its own rather than by the query that prevented them. And it trusts no record: the journal holds
 * each record as it was last written, byte for byte, and so also tells which records there must be. The journal is
 * proved by its tree.
 *
 * Not proved, because only one place says it: the zone and the mark; which request made an entry of the journal; by how
 * much a setting that is a maximum is too large. Whether the last entries were cut off with all that they wrote, only
 * a head that has left the house tells (journal_proof.h).
 * Tables and settings of other names are those of a newer program, and are passed over.
 */
#include "store/query/check.h"

#include <stdio.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/query/checker.h"

#define N_(text) text /* to be translated by the front end, as the formats of check_fault() are: see `make po` */

static const struct {
	enum table table;
	check_fn *fn;
} tables[] = {
	{TABLE_SETTING, check_setting},
	{TABLE_NEED, check_need},
	{TABLE_REGISTER, check_register},
	{TABLE_INSTITUTION, check_institution},
	{TABLE_CAMPUS, check_campus},
	{TABLE_CAMPUS_NUMBER, check_campus_number},
	{TABLE_TRAVEL, check_travel},
	{TABLE_RESOURCE, check_resource},
	{TABLE_RESOURCE_CODE, check_resource_code},
	{TABLE_CLOSURE, check_closure},
	{TABLE_BOOKING, check_booking},
	{TABLE_BOOKING_REF, check_booking_ref},
	{TABLE_CLAIM_CLASSES, check_classes},
	{TABLE_WAIT, check_wait},
	{TABLE_SERIES, check_series},
	{TABLE_SERIES_BOOKING, check_series_booking},
	{TABLE_SERIES_REF, check_series_ref},
	{TABLE_TERM, check_term},
	{TABLE_PERIOD, check_period},
	{TABLE_DAY, check_day},
	{TABLE_PERSON, check_person},
	{TABLE_RULE, check_rule},
	{TABLE_RULE_PLACE, check_rule_place},
	{TABLE_QUALIFICATION, check_qualification},
	{TABLE_GRANT, check_grant},
	{TABLE_COLUMN_MAP, check_columns},
	{TABLE_EVENT, check_event},
	{TABLE_TREE, check_tree_row},
	{TABLE_JOURNAL, check_entry},
	{TABLE_REQUEST, check_request},
	{TABLE_COMMENT, check_comment},
	{TABLE_EVALUATION, check_evaluation},
	{TABLE_ADJUSTMENT, check_adjustment},
	{TABLE_DUE, check_due},
	{TABLE_KEY, check_key},
	{TABLE_MAIL, check_mail},
	{TABLE_MAIL_ITEM, check_mail_item},
};

/* What all tables together must be. */
static check_whole_fn *const wholes[] = {
	check_standing,     check_tree,         check_due_count, check_part_count,
	check_claim_counts, check_holder_count, check_directory, check_key_count,
};

static int check_all(struct db_txn *txn, struct checker *c)
{
	c->txn = txn;
	int err = check_settings(c);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		if (err)
			return err;
		err = check_table(c, tables[i].table, tables[i].fn);
	}
	for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++) {
		if (err)
			return err;
		err = wholes[i](c);
	}
	return err;
}

/* Where faults are reported: as texts, or with their parts. */
struct report {
	void (*text)(void *arg, const char *text);
	void (*fault)(void *arg, const struct store_fault *f);
	void *arg;
	uint64_t n_faults;
};

static void report_fault(void *arg, const struct store_fault *f)
{
	const struct report *r = arg;
	if (r->fault)
		r->fault(r->arg, f);
	else
		r->text(r->arg, f->text);
}

/* A fault of a page comes as a text: `page 12 of the file: keys out of order`. */
static void report_page(void *arg, const char *text)
{
	static const char before[] = "page ", between[] = " of the file: ";
	char number[24];
	const char *no = text + strlen(before), *what = strstr(text, between);
	struct store_fault f = {.text = text, .format = text};
	if (what && what > no && (size_t)(what - no) < sizeof number) {
		snprintf(number, sizeof number, "%.*s", (int)(what - no), no);
		f = (struct store_fault){text, N_("page %s of the file: %s"), {number, what + strlen(between)}, 2};
	}
	report_fault(arg, &f);
}

static int prove_records(struct db_txn *txn, struct report *r)
{
	struct checker c = {.fault = report_fault, .arg = r};
	int err = check_all(txn, &c);
	arena_release(&c.arena);
	buf_release(&c.leaf);
	r->n_faults += c.n_faults;
	return err;
}

int check_records(struct db_txn *txn, void (*report)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	struct report r = {.text = report, .arg = arg};
	int err = prove_records(txn, &r);
	*n_faults += r.n_faults;
	return err;
}

static int check_snapshot(struct db_txn *txn, void *arg)
{
	return prove_records(txn, arg);
}

static int prove_store(struct store *s, struct report *r)
{
	static const char cut[] = N_("the file ends before its last page, or is no such file");
	int err = db_prove(s->db, report_page, r, &r->n_faults);
	if (!err && r->n_faults == 0)
		err = db_read(s->db, check_snapshot, r);
	if (err != QUAD_ECORRUPT)
		return err;
	report_fault(r, &(struct store_fault){.text = cut, .format = cut});
	r->n_faults++;
	return 0;
}

int query_check(struct store *s, void (*report)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	struct report r = {.text = report, .arg = arg};
	int err = prove_store(s, &r);
	*n_faults = r.n_faults;
	return err;
}

int query_prove(struct store *s, void (*report)(void *arg, const struct store_fault *f), void *arg, uint64_t *n_faults)
{
	struct report r = {.fault = report, .arg = arg};
	int err = prove_store(s, &r);
	*n_faults = r.n_faults;
	return err;
}
