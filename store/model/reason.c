/* The list of reasons and its one text form, which reports, JSON and scripts read. */
#include "store/model/reason.h"

#include <string.h>

static const char *const words[] = {"",      "busy",   "capacity", "travel",        "closed",   "hours",
                                    "past",  "lead",   "horizon",  "duration",      "quota",    "denied",
                                    "qualification", "inactive", "unknown", "time", "value"};

const char *rule_word(enum rule rule)
{
	return (size_t)rule < sizeof words / sizeof *words ? words[rule] : "";
}

struct reason *reason_add(struct reasons *list, enum rule rule, const char *subject, const char *what, ...)
{
	static struct reason lost; /* written and never read when memory ran out */
	struct reason *v = arena_grow(list->arena, list->v, list->n, &list->cap, sizeof *v);
	if (!v) {
		list->failed = true;
		return &lost;
	}
	list->v = v;
	va_list ap;
	struct reason *r = &list->v[list->n];
	*r = (struct reason){.rule = rule};
	r->subject = arena_str(list->arena, subject);
	va_start(ap, what);
	r->what = arena_vfmt(list->arena, what, ap);
	va_end(ap);
	if (!r->subject || !r->what) {
		list->failed = true;
		return &lost;
	}
	list->n++;
	return r;
}

/* `;` would split a reason in two. */
static void add_plain(struct buf *out, const char *s)
{
	for (; *s; s++)
		buf_char(out, *s == ';' ? ',' : *s);
}

void reasons_format(const struct reasons *list, struct buf *out)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct reason *r = &list->v[i];
		buf_fmt(out, "%s%s:", i ? ";" : "", rule_word(r->rule));
		add_plain(out, r->subject);
		if (*r->what) {
			buf_char(out, '@');
			add_plain(out, r->what);
		}
	}
}

bool reasons_malformed(const struct reasons *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].rule == RULE_TIME || list->v[i].rule == RULE_VALUE)
			return true;
	return false;
}
