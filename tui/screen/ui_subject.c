/* The subject of a view of use, and choosing another one. */
#include "tui/screen/ui_subject.h"

#include <stdlib.h>
#include <string.h>

#include "tui/base/locale.h"

bool subject_set(struct subject *s, const char *resource, const char *campus, enum resource_kind kind)
{
	s->resource = resource ? strdup(resource) : NULL;
	s->narrow.campus = campus ? strdup(campus) : NULL;
	s->narrow.kind = kind;
	return (!resource || s->resource) && (!campus || s->narrow.campus);
}

void subject_release(struct subject *s)
{
	free(s->resource);
	narrow_clear(&s->narrow);
	arena_release(&s->list.arena);
	*s = (struct subject){0};
}

void subject_ask(const struct subject *s, struct use_ask *out)
{
	out->code = s->resource;
	out->filter = (struct resource_filter){.kind = s->narrow.kind, .campus = s->narrow.campus};
}

void subject_word(const struct subject *s, struct buf *out)
{
	if (s->resource)
		buf_fmt(out, " %s", s->resource);
	else if (narrow_is_set(&s->narrow))
		narrow_word(&s->narrow, out);
	else
		buf_fmt(out, " %s", _("everything"));
}

unsigned subject_choose_campus(struct subject *s, struct app *app, struct view *v,
                               unsigned (*changed)(struct app *app, struct view *v))
{
	struct resource_filter all = {0};
	arena_release(&s->list.arena);
	int err = query_resources(app->store, &all, &s->list);
	if (err) {
		app_fail(app, err, "");
		return REACT_HANDLED;
	}
	struct narrow_asker asker = {&s->narrow, &s->list, changed, v};
	return narrow_ask_value(app, &asker, NARROW_CAMPUS);
}
