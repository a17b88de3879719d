#include "tui/mail/mail_words.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/words/words_name.h"
#include "tui/words/words_time.h"

const struct booking *mail_image(const struct mail_thing *t)
{
	if (t->has_after)
		return &t->after;
	return t->has_before ? &t->before : NULL;
}

const char *mail_image_claims(const struct mail_thing *t)
{
	return t->has_after ? t->after_claims : t->before_claims;
}

void mail_put_when(const struct booking *b, struct buf *out)
{
	buf_fmt(out, "%s ", words_weekday(clock_weekday(clock_local_day(b->start))));
	words_interval(b->start, b->end, out);
}

/* One of the claims: `R11`, `OSC*3`. */
static void put_claim(const struct names *names, const char *claim, size_t len, struct buf *out)
{
	struct buf code = {0}, whole = {0};
	buf_add(&whole, claim, len);
	size_t star = len;
	while (star > 0 && claim[star - 1] >= '0' && claim[star - 1] <= '9')
		star--;
	bool has_units = star > 0 && star < len && claim[star - 1] == '*';
	buf_add(&code, claim, has_units ? star - 1 : len);
	const struct resource *r = names_by_code(names, buf_text(&code));
	bool named = r && *r->name && strcmp(r->name, r->code) != 0;
	if (named) {
		text_plain(out, r->name);
		buf_str(out, " (");
	}
	text_plain(out, buf_text(&whole));
	buf_str(out, named ? ")" : "");
	buf_release(&code);
	buf_release(&whole);
}

void mail_put_what(const struct names *names, const char *claims, struct buf *out)
{
	for (const char *p = claims; *p;) {
		size_t len = strcspn(p, ";");
		if (p != claims)
			buf_str(out, "; ");
		put_claim(names, p, len, out);
		p += len + (p[len] == ';');
	}
}

void mail_put_person(struct store *s, const char *login, struct buf *out)
{
	struct person_list list = {0};
	int err = query_person(s, login, &list);
	bool named = !err && list.n && *list.v[0].name && strcmp(list.v[0].name, login) != 0;
	if (named)
		text_plain(out, list.v[0].name);
	buf_str(out, named ? " (" : "");
	text_plain(out, login);
	buf_str(out, named ? ")" : "");
	arena_release(&list.arena);
}

/* ---- facts ---- */

/* The values that a mail tells of a booking. The order is that of the lines. */
enum fact {
	FACT_WHAT,
	FACT_WHEN,
	FACT_PURPOSE,
	FACT_PARTY,
	FACT_NOTE,
	FACT_REQUESTER,
	FACT_INSTITUTION,
	FACT_STATE,
	N_FACTS
};

static const char *fact_label(enum fact fact)
{
	static const char *const labels[N_FACTS] = {
		[FACT_WHAT] = NC_("mail", "What"),        [FACT_WHEN] = NC_("mail", "When"),
		[FACT_PURPOSE] = NC_("mail", "What for"), [FACT_PARTY] = NC_("mail", "People"),
		[FACT_NOTE] = NC_("mail", "Note"),        [FACT_REQUESTER] = NC_("mail", "Whose"),
		[FACT_INSTITUTION] = NC_("mail", "For"),  [FACT_STATE] = NC_("mail", "State"),
	};
	return locale_text("mail", labels[fact]);
}

static void put_fact(const struct names *names, const struct booking *b, const char *claims, enum fact fact,
                     struct buf *out)
{
	switch (fact) {
	case FACT_WHAT: mail_put_what(names, claims, out); break;
	case FACT_WHEN: mail_put_when(b, out); break;
	case FACT_PURPOSE: text_plain(out, b->purpose); break;
	case FACT_PARTY:
		if (b->party)
			buf_fmt(out, "%" PRIu32, b->party);
		break;
	case FACT_NOTE: text_plain(out, b->note); break;
	case FACT_REQUESTER:
		if (*b->requester)
			mail_put_person(names->store, b->requester, out);
		break;
	case FACT_INSTITUTION: text_plain(out, b->institution); break;
	case FACT_STATE: buf_str(out, state_name(b->state)); break;
	case N_FACTS: break;
	}
}

void mail_put_facts(const struct names *names, const struct mail_thing *t, struct buf *out)
{
	const struct booking *b = mail_image(t);
	struct buf value = {0};
	for (enum fact fact = 0; b && fact < N_FACTS; fact++) {
		buf_clear(&value);
		put_fact(names, b, mail_image_claims(t), fact, &value);
		if (value.len)
			buf_fmt(out, "  %s: %s\n", fact_label(fact), buf_text(&value));
	}
	out->failed |= value.failed;
	buf_release(&value);
}

void mail_put_changes(const struct names *names, const struct mail_thing *t, struct buf *out)
{
	struct buf before = {0}, after = {0};
	bool both = t->has_before && t->has_after;
	for (enum fact fact = 0; both && fact < N_FACTS; fact++) {
		/* other kinds of things say by themselves what has become of it */
		if (fact == FACT_STATE && t->item.kind != MAIL_CHANGED)
			continue;
		buf_clear(&before);
		buf_clear(&after);
		put_fact(names, &t->before, t->before_claims, fact, &before);
		put_fact(names, &t->after, t->after_claims, fact, &after);
		if (strcmp(buf_text(&before), buf_text(&after)) == 0)
			continue;
		buf_fmt(out, "  %s: %s -> %s\n", fact_label(fact), before.len ? buf_text(&before) : "-",
		        after.len ? buf_text(&after) : "-");
	}
	out->failed |= before.failed || after.failed;
	buf_release(&before);
	buf_release(&after);
}
