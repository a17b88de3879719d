/* A table. */
#include "tui/words/words_setting.h"

#include <string.h>

#include "store/model/settings.h"
#include "tui/base/locale.h"

static const struct {
	const char *name, *help;
} settings[] = {
	{SETTING_MAIL, N_("on: changes tell those whom they concern, by mail; off")},
	{SETTING_MAIL_FROM, N_("the address that mails come from")},
	{SETTING_REMIND, N_("how long before a booking its reminder is sent: 24h, 90m, 2d; none")},
	{SETTING_DIGEST, N_("on: who decides requests gets a mail a day about what waits; off")},
	{SETTING_SHARE_DAYS,
         N_("days before the start from which an owner's unclaimed share is free for all: 14; none: always")},
	{SETTING_KEEP_UNMET, N_("how long refused needs are kept: 3y, 18m; none: for ever")},
};

const char *words_setting(const char *name)
{
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		if (strcmp(settings[i].name, name) == 0)
			return _(settings[i].help);
	return "";
}
