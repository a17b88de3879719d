/*
 * The settings of a store that its people change, a row each. The values stand in the store as texts, in the one form
 * in which they are typed; a setting that was never changed, or was set back, has its default.
 */
#ifndef QUAD_STORE_SETTINGS_H
#define QUAD_STORE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SETTING_MAIL "mail"             /* on: changes write mails, off */
#define SETTING_MAIL_FROM "mail-from"   /* the address that mails come from */
#define SETTING_REMIND "remind"         /* so long before a booking a reminder is sent */
#define SETTING_DIGEST "digest"         /* on: a mail a day to who decides, off */
#define SETTING_KEEP_UNMET "keep-unmet" /* so long what was refused is kept */
#define SETTING_SHARE_DAYS "share-days" /* so many days ahead an owner's unclaimed share is free for all */

struct setting_kind {
	const char *name;
	const char *fallback; /* what holds where nothing is stored */
	bool (*fits)(const char *value);
};

/* The table, up to a row whose name is NULL. */
const struct setting_kind *settings_kinds(void);
/* NULL: there is no such setting. */
const struct setting_kind *settings_find(const char *name);

/* What a value that fits means: on or off; minutes; months. 0 is `none`. */
bool settings_on(const char *value);
int64_t settings_minutes(const char *value);
unsigned settings_months(const char *value);

/* Days; -1 is `none`. */
int64_t settings_days(const char *value);

#endif
