/* A person's language is looked up in a read of its own; one that cannot be read changes nothing. */
#include "tui/cmd/cmd_speak.h"

#include "store/query/query.h"
#include "tui/base/locale.h"

void cmd_speak_to(struct store *store, const char *login)
{
	struct person_list people;
	if (locale_is_told() || query_person(store, login, &people) != 0)
		return;
	const struct language *l = language_find(people.v[0].language);
	if (l)
		locale_speak(l);
	arena_release(&people.arena);
}
