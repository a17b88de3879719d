/* The bytes that are hashed are promised to whoever proves an entry: they change only with the store's schema. */
#include "store/model/journal_leaf.h"

#include "store/base/err.h"

static int give_salt(struct bytes record, struct bytes *salt, unsigned char *room)
{
	if (!record.len || salt->len)
		return 0;
	*salt = (struct bytes){room, JOURNAL_SALT_BYTES};
	return hash_random(room, JOURNAL_SALT_BYTES);
}

int journal_salt(struct journal_entry *e, struct journal_salts *room)
{
	int err = give_salt(e->before, &e->before_salt, room->before);
	return err ? err : give_salt(e->after, &e->after_salt, room->after);
}

static struct hash hash_record(struct bytes salt, struct bytes record)
{
	return hash_of((const struct bytes[]){salt, record}, 2);
}

static void put_hash(struct record_writer *w, struct bytes hash, struct bytes salt, struct bytes record)
{
	if (record.len) {
		struct hash h = hash_record(salt, record);
		record_bytes(w, h.p, HASH_BYTES);
	} else {
		record_bytes(w, hash.p, hash.len);
	}
}

void journal_leaf_data(const struct journal_entry *e, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, e->prev, 8);
	record_int(&w, (uint64_t)e->at_min, 8);
	record_int(&w, e->op, 1);
	record_int(&w, e->outcome, 1);
	record_int(&w, e->action, 8);
	record_int(&w, e->shared, 1);
	record_int(&w, e->via, 1);
	record_texts(&w);
	record_text(&w, e->actor);
	record_text(&w, e->entity);
	record_text(&w, e->in_place_of);
	put_hash(&w, e->before_hash, e->before_salt, e->before);
	put_hash(&w, e->after_hash, e->after_salt, e->after);
}

int journal_leaf(const struct journal_entry *e, struct buf *scratch, struct hash *out)
{
	buf_clear(scratch);
	journal_leaf_data(e, scratch);
	if (scratch->failed)
		return QUAD_ENOMEM;
	*out = merkle_leaf((struct bytes){scratch->p, scratch->len});
	return 0;
}

static void erase(struct bytes *record, struct bytes *salt, struct bytes *hash, struct hash *room)
{
	if (!record->len)
		return;
	*room = hash_record(*salt, *record);
	*hash = (struct bytes){room->p, HASH_BYTES};
	*record = *salt = (struct bytes){"", 0};
}

void journal_erase_before(struct journal_entry *e, struct journal_hashes *room)
{
	erase(&e->before, &e->before_salt, &e->before_hash, &room->before);
}

void journal_erase_after(struct journal_entry *e, struct journal_hashes *room)
{
	erase(&e->after, &e->after_salt, &e->after_hash, &room->after);
}
