/* Asks the engine about one thing; nothing is kept, since it is asked when a key is pressed. */
#include "tui/screen/may.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/query/query_members.h"
#include "tui/base/locale.h"
#include "tui/words/words_name.h"

void may_word_roles(const char *needed, struct buf *out)
{
	for (const char *p = needed; *p; p += strcspn(p, "|"), p += *p == '|') {
		char word[32];
		enum person_role role;
		snprintf(word, sizeof word, "%.*s", (int)strcspn(p, "|"), p);
		buf_fmt(out, "%s%s", p == needed ? "" : ", ", role_parse(word, &role) == 0 ? role_name(role) : word);
	}
}

static const char *word_needed(struct app *app, const char *needed)
{
	buf_clear(&app->why);
	buf_str(&app->why, _("it is not yours to do; needed: "));
	may_word_roles(needed, &app->why);
	return buf_text(&app->why);
}

const char *may_not(struct app *app, enum right right, const char *entity)
{
	struct arena arena = {0};
	struct may_answer answer;
	const char *why = NULL;
	int err = query_may(app->store, app->actor, right, entity, app->now(), &arena, &answer);
	if (!err && !answer.may)
		why = word_needed(app, answer.needed);
	arena_release(&arena);
	return why;
}

const char *may_not_change(struct app *app, uint64_t booking)
{
	char entity[32];
	snprintf(entity, sizeof entity, "booking:%" PRIu64, booking);
	return may_not(app, RIGHT_ASK, entity);
}

const char *may_not_change_shown(struct app *app, bool may_change, const char *requester)
{
	bool own = strcmp(requester, app->actor) == 0;
	return may_change ? NULL : word_needed(app, rights_needed(RIGHT_ASK, own));
}
