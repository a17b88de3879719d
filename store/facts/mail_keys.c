/* A login ends where the key does, or at a byte that no login has. */
#include "store/facts/mail_keys.h"

#include <string.h>

#include "store/base/err.h"

enum { HEAD_BYTES = 1 + 8, TAIL_BYTES = 1 + 8 + 8 };

struct key mail_key(uint64_t action, const char *login)
{
	struct key k = key_table(TABLE_MAIL);
	key_u64(&k, action);
	key_text(&k, login);
	return k;
}

struct key mail_items_key(uint64_t action, const char *login)
{
	struct key k = key_table(TABLE_MAIL_ITEM);
	key_u64(&k, action);
	key_text(&k, login);
	key_u8(&k, 1);
	return k;
}

struct key mail_item_key(uint64_t action, const char *login, uint64_t seq, uint64_t booking)
{
	struct key k = mail_items_key(action, login);
	key_u64(&k, seq);
	key_u64(&k, booking);
	return k;
}

/* The login in the bytes of a key before its tail. */
static int read_login(struct bytes key, size_t tail, char login[LOGIN_MAX_BYTES + 1])
{
	*login = '\0';
	if (key.len <= HEAD_BYTES + tail || key.len > HEAD_BYTES + tail + LOGIN_MAX_BYTES)
		return QUAD_ECORRUPT;
	size_t len = key.len - tail - HEAD_BYTES;
	memcpy(login, (const char *)key.p + HEAD_BYTES, len);
	login[len] = '\0';
	return person_login_fits(login) ? 0 : QUAD_ECORRUPT;
}

int mail_read_key(struct bytes key, uint64_t *action, char login[LOGIN_MAX_BYTES + 1])
{
	int err = read_login(key, 0, login);
	*action = err ? 0 : key_get_u64(key, 1);
	return err;
}

int mail_read_item_key(struct bytes key, uint64_t *action, char login[LOGIN_MAX_BYTES + 1], struct mail_item *out)
{
	*out = (struct mail_item){0};
	*action = 0;
	int err = read_login(key, TAIL_BYTES, login);
	if (err || ((const char *)key.p)[key.len - TAIL_BYTES] != 1)
		return QUAD_ECORRUPT;
	*action = key_get_u64(key, 1);
	out->seq = key_get_u64(key, key.len - 16);
	out->booking = key_get_u64(key, key.len - 8);
	return 0;
}

int mail_get(struct db_txn *txn, uint64_t action, const char *login, struct mail *out)
{
	struct key k = mail_key(action, login);
	struct bytes v;
	*out = (struct mail){.login = login, .error = ""};
	int err = db_get(txn, key_bytes(&k), &v);
	if (!err)
		err = mail_decode(v, out);
	out->action = action;
	out->login = login;
	return err;
}

int mail_read(struct bytes key, struct bytes value, char login[LOGIN_MAX_BYTES + 1], struct mail *out)
{
	uint64_t action;
	int err = mail_read_key(key, &action, login);
	if (!err)
		err = mail_decode(value, out);
	if (err)
		return err;
	out->action = action;
	out->login = login;
	return 0;
}

int mail_read_item(struct bytes key, struct bytes value, uint64_t *action, char login[LOGIN_MAX_BYTES + 1],
                   struct mail_item *out)
{
	struct mail_item in_key;
	int err = mail_read_item_key(key, action, login, &in_key);
	if (!err)
		err = mail_item_decode(value, out);
	if (err)
		return err;
	out->seq = in_key.seq;
	out->booking = in_key.booking;
	return 0;
}
