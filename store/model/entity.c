/* A table of words. */
#include "store/model/entity.h"

#include <string.h>

static const char *const words[N_KINDS + 1] = {[OF_INSTITUTION] = "institution",
                                               [OF_CAMPUS] = "campus",
                                               [OF_TRAVEL] = "travel",
                                               [OF_RESOURCE] = "resource",
                                               [OF_CLOSURE] = "closure",
                                               [OF_BOOKING] = "booking",
                                               [OF_SERIES] = "series",
                                               [OF_TERM] = "term",
                                               [OF_PERIOD] = "period",
                                               [OF_DAY] = "day",
                                               [OF_PERSON] = "person",
                                               [OF_COLUMNS] = "columns",
                                               [OF_EVENT] = "event",
                                               [OF_GRANT] = "grant",
                                               [OF_RULE] = "rule",
                                               [OF_QUALIFICATION] = "qualification",
                                               [OF_COMMENT] = "comment",
                                               [OF_EVALUATION] = "evaluation",
                                               [OF_SETTING] = "setting",
                                               [OF_NEED] = "need",
                                               [OF_ADJUSTMENT] = "adjustment",
                                               [OF_CLUSTER] = "clusters",
                                               [OF_OWNER] = "owners",
                                               [OF_AGREEMENT] = "agreements",
                                               [OF_CITY_EVENT] = "events",
                                               [OF_STUDENTS] = "students",
                                               [OF_EMPLOYEES] = "employees",
                                               [OF_FIGURE] = "figures",
                                               [N_KINDS] = ""};

const char *entity_word(enum entity_kind kind)
{
	return words[kind];
}

enum entity_kind entity_kind_of(const char *entity)
{
	size_t len = strcspn(entity, ":");
	enum entity_kind kind = 0;
	for (; kind < N_KINDS; kind++)
		if (strlen(words[kind]) == len && memcmp(words[kind], entity, len) == 0)
			break;
	return kind;
}

const char *entity_name(const char *entity)
{
	const char *colon = strchr(entity, ':');
	return colon ? colon + 1 : "";
}

bool entity_is_note(const char *entity)
{
	static const char *const notes[] = {NOTE_TRIAL,  NOTE_OVERRIDDEN, NOTE_REFUSED, NOTE_LOGIN,
	                                    NOTE_EXPORT, NOTE_MAIL,       NOTE_ERASED};
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		if (strncmp(entity, notes[i], strlen(notes[i])) == 0)
			return true;
	return false;
}
