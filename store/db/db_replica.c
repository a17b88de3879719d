/* The mark of a replica: version, minute, token, then the text of the place. */
#include "store/db/db_replica.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"

enum { MARK_VERSION = 1, AT = 1, TOKEN = 9, FROM = 17 };

const struct bytes replica_key = {"\0replica", 8};

int replica_decode(struct bytes v, struct db_replica *out)
{
	const unsigned char *p = v.p;
	if (v.len < FROM || v.len - FROM >= sizeof out->from || p[0] != MARK_VERSION)
		return QUAD_ECORRUPT;
	out->at_min = (int64_t)le_get(p + AT, 8);
	out->token = le_get(p + TOKEN, 8);
	memcpy(out->from, p + FROM, v.len - FROM);
	out->from[v.len - FROM] = '\0';
	return out->at_min ? 0 : QUAD_ECORRUPT;
}

static int put_mark(struct db_txn *txn, void *arg)
{
	const struct db_replica *r = arg;
	unsigned char value[FROM + sizeof r->from];
	size_t len = strlen(r->from);
	value[0] = MARK_VERSION;
	le_put(value + AT, (uint64_t)r->at_min, 8);
	le_put(value + TOKEN, r->token, 8);
	memcpy(value + FROM, r->from, len);
	return txn->engine->put(txn, replica_key, (struct bytes){value, FROM + len});
}

int db_mark_replica(struct db *db, const struct db_replica *mark)
{
	struct db_replica copy = *mark;
	uint64_t moment = 0;
	if (!db->engine->replace || !mark->at_min)
		return QUAD_EINVAL;
	int err = db->engine->update(db, put_mark, &copy, &moment);
	if (!err)
		db->replica = copy;
	return err;
}

const struct db_replica *db_replica(const struct db *db)
{
	return &db->replica;
}
