/* A sentence part for each kind of thing. */
#include "tui/words/words_entity.h"

#include <string.h>

#include "store/model/entity.h"
#include "tui/base/locale.h"

static const char *const formats[N_KINDS] = {
	[OF_INSTITUTION] = N_("institution %s"),
	[OF_CAMPUS] = N_("campus %s"),
	[OF_TRAVEL] = N_("travel time %s"),
	[OF_RESOURCE] = N_("resource %s"),
	[OF_CLOSURE] = N_("closure %s"),
	[OF_BOOKING] = N_("booking %s"),
	[OF_SERIES] = N_("series S%s"),
	[OF_TERM] = N_("term %s"),
	[OF_PERIOD] = N_("period %s"),
	[OF_DAY] = N_("day rule %s"),
	[OF_PERSON] = N_("person %s"),
	[OF_COLUMNS] = N_("remembered columns %s"),
	[OF_EVENT] = N_("event %s"),
	[OF_GRANT] = N_("grant %s"),
	[OF_RULE] = N_("rule %s"),
	[OF_QUALIFICATION] = N_("qualification %s"),
	[OF_COMMENT] = N_("comment %s"),
	[OF_EVALUATION] = N_("evaluation %s"),
	[OF_SETTING] = N_("setting %s"),
	[OF_NEED] = N_("refused need %s"),
	[OF_ADJUSTMENT] = N_("adjustment of booking %s"),
	[OF_CLUSTER] = N_("clusters: %s"),
	[OF_OWNER] = N_("owners: %s"),
	[OF_AGREEMENT] = N_("agreement %s"),
	[OF_CITY_EVENT] = N_("event %s"),
	[OF_STUDENTS] = N_("students: %s"),
	[OF_EMPLOYEES] = N_("employees: %s"),
	[OF_FIGURE] = N_("figures: %s"),
};

void words_fill(const char *sentence, const char *name, struct buf *out)
{
	const char *gap = strstr(sentence, "%s");
	buf_add(out, sentence, gap ? (size_t)(gap - sentence) : strlen(sentence));
	if (gap)
		buf_fmt(out, "%s%s", name, gap + 2);
}

void words_fill2(const char *sentence, const char *first, const char *second, struct buf *out)
{
	const char *gap = strstr(sentence, "%s");
	if (!gap) {
		buf_str(out, sentence);
		return;
	}
	buf_add(out, sentence, (size_t)(gap - sentence));
	buf_str(out, first);
	words_fill(gap + 2, second, out);
}

void words_entity(const char *entity, struct buf *out)
{
	enum entity_kind kind = entity_kind_of(entity);
	const char *name = entity_name(entity);
	/* periods and day rules of all campuses have an empty one before their colon */
	bool of_all = (kind == OF_PERIOD || kind == OF_DAY) && *name == ':';
	if (kind == N_KINDS)
		buf_str(out, entity);
	else
		words_fill(_(formats[kind]), of_all ? name + 1 : name, out);
}
