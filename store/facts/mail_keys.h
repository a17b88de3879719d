/* The keys of mails and of their items (mail.h). Private to the store layer. */
#ifndef QUAD_STORE_MAIL_KEYS_H
#define QUAD_STORE_MAIL_KEYS_H

#include "store/facts/keys.h"
#include "store/model/mail.h"

struct key mail_key(uint64_t action, const char *login);
/* The first key of the items of a mail; they end at key_after of it. */
struct key mail_items_key(uint64_t action, const char *login);
struct key mail_item_key(uint64_t action, const char *login, uint64_t seq, uint64_t booking);

/* The number and the login in a mail's key; the login is put into the buffer. QUAD_ECORRUPT. */
int mail_read_key(struct bytes key, uint64_t *action, char login[LOGIN_MAX_BYTES + 1])
	__attribute__((warn_unused_result));
/* The same of an item, and what the item is about. */
int mail_read_item_key(struct bytes key, uint64_t *action, char login[LOGIN_MAX_BYTES + 1], struct mail_item *out)
	__attribute__((warn_unused_result));

/* The mail of that name, with the login that was given; its error is in the database. QUAD_ENOTFOUND, QUAD_ECORRUPT. */
int mail_get(struct db_txn *txn, uint64_t action, const char *login, struct mail *out)
	__attribute__((warn_unused_result));
/* The mail of a record. */
int mail_read(struct bytes key, struct bytes value, char login[LOGIN_MAX_BYTES + 1], struct mail *out)
	__attribute__((warn_unused_result));
/* The item of a record; login and action as above. */
int mail_read_item(struct bytes key, struct bytes value, uint64_t *action, char login[LOGIN_MAX_BYTES + 1],
                   struct mail_item *out) __attribute__((warn_unused_result));

#endif
