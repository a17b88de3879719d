/*
 * Opening and closing a store. What is in it is recorded in its settings: the schema, the zone and the mark, checked at
 * every open, so that a program that would misread it refuses instead.
 */
#include "store/facts/store_open.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "store/base/err.h"
#include "store/facts/decision_cache.h"
#include "store/facts/directory.h"
#include "store/facts/expect.h"
#include "store/facts/facts.h"
#include "store/facts/keys.h"
#include "store/facts/members.h"
#include "store/facts/sight.h"
#include "store/model/codec.h"

static struct key setting_key(const char *name)
{
	struct key k = key_table(TABLE_SETTING);
	key_text(&k, name);
	return k;
}

int store_verify(struct db_txn *txn, void *arg)
{
	struct store *s = arg;
	struct bytes v;
	uint32_t mark;
	struct key schema = setting_key(SETTING_SCHEMA), zone = setting_key("zone");
	int err = db_get(txn, key_bytes(&schema), &v);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	if (v.len != 8)
		return QUAD_ECORRUPT;
	uint64_t version = le_get(v.p, 8);
	if (version < 1 || version > STORE_SCHEMA)
		return QUAD_EVERSION;
	err = facts_mark(txn, &mark);
	if (err)
		return err;
	err = db_get(txn, key_bytes(&zone), &v);
	if (err || v.len == 0 || v.len >= CLOCK_ZONE_MAX)
		return err && err != QUAD_ENOTFOUND ? err : QUAD_ECORRUPT;
	if (s) {
		memcpy(s->zone, v.p, v.len);
		s->zone[v.len] = '\0';
		s->schema = version;
		s->mark = mark;
	}
	return 0;
}

static int put_number(struct db_txn *txn, const char *name, uint64_t v)
{
	unsigned char bytes[8];
	struct key k = setting_key(name);
	le_put(bytes, v, sizeof bytes);
	return db_put(txn, key_bytes(&k), (struct bytes){bytes, sizeof bytes});
}

int store_write_settings(struct db_txn *txn, const struct store *s)
{
	struct key zone = setting_key("zone");
	struct bytes v;
	/* another may have made it meanwhile */
	int err = db_get(txn, key_bytes(&zone), &v);
	if (err != QUAD_ENOTFOUND)
		return err ? err : QUAD_EEXIST;
	err = upgrade_write_schema(txn);
	if (!err)
		err = put_number(txn, SETTING_MARK, s->mark);
	if (!err)
		err = put_number(txn, SETTING_PRICED, 1);
	return err ? err : db_put(txn, key_bytes(&zone), (struct bytes){s->zone, strlen(s->zone)});
}

/* A random number, never 0. */
static int new_mark(uint32_t *out)
{
	for (*out = 0; !*out;)
		if (getrandom(out, sizeof *out, 0) != (ssize_t)sizeof *out)
			return QUAD_EIO;
	return 0;
}

/* What this process has read holds no longer. */
static void forget_store(struct store *s)
{
	directory_release(s->directory);
	cache_free(s->cache);
	sight_free(s->sight);
	free(s->numbers);
	s->numbers = NULL;
	s->directory = NULL;
	s->sight = NULL;
	s->cache = NULL;
}

int store_reopen(struct store *s)
{
	forget_store(s);
	int err = db_reopen(s->db);
	if (!err)
		err = db_read(s->db, store_verify, s);
	return err ? err : clock_zone_use(s->zone);
}

/* After QUAD_EMOVED: goes on with what another process has made of the same store. */
static int follow_upgrade(struct store *s)
{
	uint32_t mark = s->mark;
	int err = store_reopen(s);
	if (err)
		return err;
	return s->mark == mark && s->schema == STORE_SCHEMA ? 0 : QUAD_EMOVED;
}

int store_upgrade(struct store *s)
{
	bool done;
	int err = upgrade_db(s->db, &done);
	if (err == QUAD_EMOVED)
		return follow_upgrade(s);
	if (err)
		return err;
	forget_store(s);
	s->upgraded |= done;
	s->schema = STORE_SCHEMA;
	return 0;
}

/* Where a power cut took commits that only an upgrade brings back, nobody may go on without them. */
static int bring_back_lost(struct store *s)
{
	bool must;
	int err = db_must_rebuild(s->db, &must);
	return err || !must ? err : store_upgrade(s);
}

/* What every command reads first, and what it mostly names. */
static void expect_first_reads(struct store *s)
{
	static const enum table small[] = {TABLE_SETTING, TABLE_INSTITUTION, TABLE_CAMPUS, TABLE_CAMPUS_NUMBER};
	struct expect e = {0};
	if (!db_is_far(s->db))
		return;
	for (size_t i = 0; i < sizeof small / sizeof *small; i++)
		expect_table(&e, small[i]);
	if (s->looker)
		members_expect(&e, s->looker);
	expect_next(&e, s->db);
}

static int open_store(const char *dir, unsigned flags, struct store *out)
{
	int err = db_open(dir, flags, &out->db);
	if (err)
		return err;
	expect_first_reads(out);
	err = db_read(out->db, store_verify, out);
	if (!err)
		err = bring_back_lost(out);
	if (!err)
		err = clock_zone_use(out->zone);
	if (err)
		store_close(out);
	return err;
}

int store_open(const char *dir, struct store *out)
{
	*out = (struct store){0};
	return open_store(dir, 0, out);
}

int store_open_act(const char *dir, const char *looker, struct store *out)
{
	*out = (struct store){.looker = looker};
	return open_store(dir, DB_ONE_ACT, out);
}

static int is_empty(struct db_txn *txn, void *arg)
{
	struct key first = {.p = {0}, .len = 1}, last = {.p = {0xff}, .len = 1};
	struct db_scan scan;
	struct bytes k, v;
	bool *empty = arg;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&first), key_bytes(&last));
	if (!err)
		err = db_scan_next(&scan, &k, &v);
	*empty = err == QUAD_ENOTFOUND;
	db_scan_close(&scan);
	return *empty ? 0 : err;
}

/* Opens what an interrupted init left: a database with nothing in it. QUAD_EEXIST if there is something, QUAD_EFOREIGN.
 */
static int open_left(const char *dir, struct db **out)
{
	bool empty = false;
	int err = db_open(dir, 0, out);
	if (!err)
		err = db_read(*out, is_empty, &empty);
	if (err == QUAD_EFOREIGN)
		return err;
	return err || !empty ? QUAD_EEXIST : 0;
}

int store_open_new(const char *dir, const char *zone, struct store *out)
{
	*out = (struct store){0};
	int err = clock_zone_use(zone);
	if (err)
		return err;
	err = db_open(dir, DB_CREATE, &out->db);
	if (err == QUAD_EEXIST)
		err = open_left(dir, &out->db);
	if (!err)
		err = new_mark(&out->mark);
	if (err)
		store_close(out);
	else
		memcpy(out->zone, zone, strlen(zone) + 1);
	out->schema = STORE_SCHEMA;
	return err;
}

void store_close(struct store *s)
{
	forget_store(s);
	db_close(s->db);
	s->db = NULL;
}

void store_look_as(struct store *s, const char *login)
{
	sight_free(s->sight);
	s->sight = NULL;
	s->looker = login;
}
