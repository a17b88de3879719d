/* Few rows: each question goes through all of them. */
#include "store/model/joint_share.h"

#include <string.h>

int64_t joint_share(const struct register_row *rows, size_t n, const char *own, const char *institution, int64_t day)
{
	int64_t share = 0, left = JOINT_WHOLE;
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		const struct register_row *r = &rows[i];
		if (!register_holds(r->number[OWNER_FROM], r->number[OWNER_UNTIL], day))
			continue;
		any = true;
		left -= r->number[OWNER_SHARE];
		if (strcmp(r->text[OWNER_INSTITUTION], institution) == 0)
			share += r->number[OWNER_SHARE];
	}
	if (!any)
		return -1;
	if (left > 0 && *own && strcmp(own, institution) == 0)
		share += left;
	return share;
}

int64_t joint_share_last(const struct register_row *rows, size_t n, int64_t day, int64_t last)
{
	for (size_t i = 0; i < n; i++) {
		int64_t from = rows[i].number[OWNER_FROM], until = rows[i].number[OWNER_UNTIL];
		if (from > day && from - 1 < last)
			last = from - 1;
		if (until && until >= day && until < last)
			last = until;
	}
	return last;
}
