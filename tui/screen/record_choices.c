/* Two tables: the words of columns with their meanings, and the columns that name things of the store. */
#include "tui/screen/record_choices.h"

#include <string.h>

#include "store/base/err.h"
#include "store/query/known.h"
#include "tui/base/locale.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

/* ---- words ---- */

static const struct word {
	enum list_id list;
	const char *column;
	const char *field; /* of the value of a rule: the field that it is for; else NULL */
	const char *word, *meaning;
} words[] = {
	{LIST_OF_RULES, "place", NULL, "*", N_("everywhere")},
	{LIST_OF_RULES, "place", NULL, "kind:lab", N_("all labs")},
	{LIST_OF_RULES, "place", NULL, "kind:base", N_("all training bases")},
	{LIST_OF_RULES, "place", NULL, "kind:room", N_("all rooms")},
	{LIST_OF_RULES, "place", NULL, "kind:equipment", N_("all equipment")},
	{LIST_OF_RULES, "place", NULL, "kind:teacher", N_("all teachers")},
	{LIST_OF_RULES, "who", NULL, "*", N_("everybody")},
	{LIST_OF_RULES, "who", NULL, "class:own", N_("the institution that owns the resource")},
	{LIST_OF_RULES, "who", NULL, "class:consortium", N_("other institutions of the consortium")},
	{LIST_OF_RULES, "who", NULL, "class:public", N_("communities, the public")},
	{LIST_OF_RULES, "who", NULL, "class:enterprise", N_("enterprises")},
	{LIST_OF_RULES, "who", NULL, "!class:own", N_("everybody but the institution that owns it")},
	{LIST_OF_RULES, "who", NULL, "region:guangdong", N_("institutions of Guangdong")},
	{LIST_OF_RULES, "who", NULL, "region:hongkong", N_("institutions of Hong Kong")},
	{LIST_OF_RULES, "who", NULL, "region:macao", N_("institutions of Macao")},
	{LIST_OF_RULES, "field", NULL, "forbid", N_("it may not be booked at all")},
	{LIST_OF_RULES, "field", NULL, "limit", N_("how much may be booked in a day, week, term...")},
	{LIST_OF_RULES, "field", NULL, "approval", N_("whose approval it needs")},
	{LIST_OF_RULES, "field", NULL, "hold", N_("how long a request holds its time")},
	{LIST_OF_RULES, "field", NULL, "lead", N_("how long before the start one has to ask")},
	{LIST_OF_RULES, "field", NULL, "horizon", N_("how early one may ask")},
	{LIST_OF_RULES, "field", NULL, "min", N_("the shortest booking")},
	{LIST_OF_RULES, "field", NULL, "max", N_("the longest booking")},
	{LIST_OF_RULES, "field", NULL, "gap", N_("the time between two bookings")},
	{LIST_OF_RULES, "field", NULL, "notice", N_("until when before the start it may be changed or cancelled")},
	{LIST_OF_RULES, "field", NULL, "priority", N_("who comes first of those who wait: the larger number")},
	{LIST_OF_RULES, "field", NULL, "checkin", N_("whether one has to check in")},
	{LIST_OF_RULES, "field", NULL, "noshow", N_("how long after the start the rest is free if nobody came")},
	{LIST_OF_RULES, "field", NULL, "price", N_("what it costs, as a text")},
	{LIST_OF_RULES, "field", NULL, "qualification", N_("the qualification that it needs")},
	{LIST_OF_RULES, "field", NULL, "suspend", N_("after how many no-shows one may not book, and how long")},
	{LIST_OF_RULES, "field", NULL, "preempt", N_("until when before the start it may take the place of others")},
	{LIST_OF_RULES, "field", NULL, "self", N_("whether one may approve one's own request")},
	{LIST_OF_RULES, "value", "approval", "none", N_("nobody's")},
	{LIST_OF_RULES, "value", "approval", "owner", N_("the owner's")},
	{LIST_OF_RULES, "value", "approval", "owner+coordinator", N_("the owner's, then the coordinator's")},
	{LIST_OF_RULES, "value", "checkin", "required", N_("one has to check in")},
	{LIST_OF_RULES, "value", "checkin", "none", N_("one need not")},
	{LIST_OF_RULES, "value", "self", "yes", N_("one may")},
	{LIST_OF_RULES, "value", "limit", "count 2 per week for person", N_("two bookings a week for each person")},
	{LIST_OF_RULES, "value", "limit", "hours 20 per month for institution",
         N_("20 hours a month for each institution")},
	{LIST_OF_RULES, "value", "limit", "count 1 per future for person", N_("one booking ahead for each person")},
	{LIST_OF_RULES, "value", "suspend", "3 in 90d for 30d", N_("after 3 in 90 days for 30 days")},
	{LIST_OF_RULES, "value", "qualification", "level:2", N_("level 2 or higher")},
	{LIST_OF_RULES, "value", "hold", "7d", N_("7 days")},
	{LIST_OF_RULES, "value", "lead", "2d", N_("2 days")},
	{LIST_OF_RULES, "value", "horizon", "60d", N_("60 days")},
	{LIST_OF_RULES, "value", "min", "1h", N_("1 hour")},
	{LIST_OF_RULES, "value", "max", "4h", N_("4 hours")},
	{LIST_OF_RULES, "value", "gap", "15m", N_("15 minutes")},
	{LIST_OF_RULES, "value", "notice", "1d", N_("1 day")},
	{LIST_OF_RULES, "value", "noshow", "15m", N_("15 minutes")},
	{LIST_OF_RULES, "value", "preempt", "3d", N_("3 days")},
	{LIST_OF_RULES, "overridable", NULL, "true", N_("a coordinator may override it")},
	{LIST_OF_RULES, "overridable", NULL, "false", N_("nobody may")},
	{LIST_OF_RULES, "trial", NULL, "true", N_("it only records what it would have refused")},
	{LIST_OF_RULES, "trial", NULL, "false", N_("it holds")},
	{LIST_OF_PEOPLE, "role", NULL, "viewer", N_("sees what is free and busy")},
	{LIST_OF_PEOPLE, "role", NULL, "requester", N_("asks for bookings, and changes one's own")},
	{LIST_OF_PEOPLE, "role", NULL, "approver", N_("decides requests in the scope")},
	{LIST_OF_PEOPLE, "role", NULL, "administrator", N_("keeps, books and decides all in the scope")},
	{LIST_OF_PEOPLE, "role", NULL, "coordinator", N_("does everything, and decides last")},
	{LIST_OF_PEOPLE, "role", NULL, "auditor", N_("sees everything, and changes nothing")},
	{LIST_OF_PEOPLE, "role", NULL, "expert", N_("evaluates what was used")},
	{LIST_OF_PEOPLE, "scope", NULL, "*", N_("everywhere")},
	{LIST_OF_FIGURES, "name", NULL, "gdp_100m_yuan", N_("gross domestic product in 100 million yuan")},
	{LIST_OF_FIGURES, "name", NULL, "graduates_higher", N_("graduates of colleges and universities")},
	{LIST_OF_FIGURES, "name", NULL, "graduates_secondary", N_("graduates of secondary vocational schools")},
};

/* ---- things ---- */

enum source { INSTITUTIONS, CAMPUSES, RESOURCES, PEOPLE };

static const struct thing {
	enum list_id list;
	const char *column;
	enum source source;
	const char *prefix;
} things[] = {
	{LIST_OF_RULES, "place", INSTITUTIONS, "institution:"},
	{LIST_OF_RULES, "place", CAMPUSES, "campus:"},
	{LIST_OF_RULES, "place", RESOURCES, "resource:"},
	{LIST_OF_RULES, "who", INSTITUTIONS, "institution:"},
	{LIST_OF_RULES, "who", PEOPLE, "login:"},
	{LIST_OF_PEOPLE, "scope", INSTITUTIONS, "institution:"},
	{LIST_OF_PEOPLE, "scope", CAMPUSES, "campus:"},
	{LIST_OF_PEOPLE, "institution", INSTITUTIONS, ""},
	{LIST_OF_GRANTS, "login", PEOPLE, ""},
	{LIST_OF_GRANTS, "scope", RESOURCES, "resource:"},
	{LIST_OF_QUALIFICATIONS, "login", PEOPLE, ""},
	{LIST_OF_RESOURCES, "institution", INSTITUTIONS, ""},
	{LIST_OF_RESOURCES, "campus", CAMPUSES, ""},
	{LIST_OF_RESOURCES, "part_of", RESOURCES, ""},
	{LIST_OF_CAMPUSES, "institution", INSTITUTIONS, ""},
	{LIST_OF_OWNERS, "resource", RESOURCES, ""},
	{LIST_OF_OWNERS, "institution", INSTITUTIONS, ""},
	{LIST_OF_AGREEMENTS, "parties", INSTITUTIONS, ""},
	{LIST_OF_AGREEMENTS, "resources", RESOURCES, ""},
	{LIST_OF_EVENTS, "institution", INSTITUTIONS, ""},
	{LIST_OF_STUDENTS, "institution", INSTITUTIONS, ""},
	{LIST_OF_EMPLOYEES, "institution", INSTITUTIONS, ""},
	{LIST_OF_CLOSURES, "resource", RESOURCES, ""},
	{LIST_OF_CLOSURES, "campus", CAMPUSES, ""},
};

/* A grant is chosen as the first role of a person is, which is in the list of people. */
static bool is_of(enum list_id of, const char *column, enum list_id list, const char *asked)
{
	bool same =
		of == list || (of == LIST_OF_PEOPLE && list == LIST_OF_GRANTS && strcmp(column, "institution") != 0);
	return same && strcmp(column, asked) == 0;
}

bool record_choices_has(enum list_id list, const char *column)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (is_of(words[i].list, words[i].column, list, column))
			return true;
	for (size_t i = 0; i < COUNT(things); i++)
		if (is_of(things[i].list, things[i].column, list, column))
			return true;
	return false;
}

/* ---- gathering ---- */

static int add_choice(struct record_choices *c, const char *prefix, const char *word, const char *meaning)
{
	struct choice *v = arena_grow(&c->arena, c->v, c->n, &c->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	c->v = v;
	v[c->n] = (struct choice){
		.key = arena_fmt(&c->arena, "%s%s", prefix, word), .text = arena_str(&c->arena, meaning), .note = ""};
	if (!v[c->n].key || !v[c->n].text)
		return QUAD_ENOMEM;
	c->n++;
	return 0;
}

static int add_campuses(struct record_choices *c, struct store *s, const char *prefix)
{
	struct campus_list list;
	int err = query_campuses(s, &list);
	if (err)
		return err;
	for (size_t i = 0; !err && i < list.n; i++)
		err = add_choice(c, prefix, list.v[i].code, list.v[i].name);
	arena_release(&list.arena);
	return err;
}

static int add_known(struct record_choices *c, struct store *s, const char *prefix, enum known_list_id id)
{
	struct known known = {0};
	int err = known_read(&known, s, id);
	const struct known_list *list = &known.list[id];
	for (size_t i = 0; !err && i < list->n; i++)
		err = add_choice(c, prefix, list->v[i].code, list->v[i].name);
	known_release(&known);
	return err;
}

static int add_source(struct record_choices *c, struct store *s, const struct thing *t)
{
	switch (t->source) {
	case CAMPUSES: return add_campuses(c, s, t->prefix);
	case INSTITUTIONS: return add_known(c, s, t->prefix, KNOWN_INSTITUTIONS);
	case RESOURCES: return add_known(c, s, t->prefix, KNOWN_RESOURCES);
	case PEOPLE: return add_known(c, s, t->prefix, KNOWN_PEOPLE);
	}
	return 0;
}

int record_choices_read(struct record_choices *c, struct store *s, enum list_id list, const char *column,
                        const char *field)
{
	int err = 0;
	for (size_t i = 0; !err && i < COUNT(words); i++) {
		const struct word *w = &words[i];
		bool fits = !w->field || strcmp(w->field, field) == 0;
		if (fits && is_of(w->list, w->column, list, column))
			err = add_choice(c, "", w->word, _(w->meaning));
	}
	for (size_t i = 0; !err && i < COUNT(things); i++)
		if (is_of(things[i].list, things[i].column, list, column))
			err = add_source(c, s, &things[i]);
	return err;
}
