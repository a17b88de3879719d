/*
 * A column has a title and perhaps a vocabulary: the words that its cells may hold, each with a name. The words are
 * those of the lists, so what is shown can be looked up again. In English most titles and names are those words.
 */
#include "tui/words/words_column.h"

#include <stdbool.h>
#include <string.h>

#include "store/model/request.h"
#include "tui/base/locale.h"
#include "tui/words/words_name.h"
#include "tui/words/words_opening.h"
#include "tui/words/words_time.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

/* ---- titles ---- */

static const char *const titles[] = {
	NC_("column", "active"),      NC_("column", "address"),      NC_("column", "approval"),
	NC_("column", "bookings"),    NC_("column", "building"),     NC_("column", "campus"),
	NC_("column", "changes"),     NC_("column", "claims"),       NC_("column", "code"),
	NC_("column", "contact"),     NC_("column", "date"),         NC_("column", "dropped"),
	NC_("column", "email"),       NC_("column", "end"),          NC_("column", "equipment"),
	NC_("column", "except"),      NC_("column", "first_monday"), NC_("column", "free"),
	NC_("column", "free_from"),   NC_("column", "from"),         NC_("column", "history"),
	NC_("column", "id"),          NC_("column", "institution"),  NC_("column", "key"),
	NC_("column", "kind"),        NC_("column", "language"),     NC_("column", "latitude"),
	NC_("column", "left out"),    NC_("column", "level"),        NC_("column", "login"),
	NC_("column", "longitude"),   NC_("column", "made"),         NC_("column", "minutes"),
	NC_("column", "mode"),        NC_("column", "name"),         NC_("column", "note"),
	NC_("column", "number"),      NC_("column", "of"),           NC_("column", "opening"),
	NC_("column", "parent"),      NC_("column", "party"),        NC_("column", "periods"),
	NC_("column", "purpose"),     NC_("column", "rate"),         NC_("column", "reason"),
	NC_("column", "reasons"),     NC_("column", "ref"),          NC_("column", "region"),
	NC_("column", "requester"),   NC_("column", "resource"),     NC_("column", "resources"),
	NC_("column", "result"),      NC_("column", "role"),         NC_("column", "room"),
	NC_("column", "row"),         NC_("column", "rule"),         NC_("column", "scope"),
	NC_("column", "seats"),       NC_("column", "series"),       NC_("column", "setup"),
	NC_("column", "sharing"),     NC_("column", "sheet"),        NC_("column", "specialty"),
	NC_("column", "ssh_key"),     NC_("column", "start"),        NC_("column", "state"),
	NC_("column", "tags"),        NC_("column", "teardown"),     NC_("column", "term"),
	NC_("column", "tier"),        NC_("column", "to"),           NC_("column", "valid_from"),
	NC_("column", "value"),       NC_("column", "weekdays"),     NC_("column", "weeks"),
	NC_("column", "when"),        NC_("column", "seq"),          NC_("column", "time"),
	NC_("column", "person"),      NC_("column", "via"),          NC_("column", "op"),
	NC_("column", "entity"),      NC_("column", "change"),       NC_("column", "place"),
	NC_("column", "who"),         NC_("column", "field"),        NC_("column", "text"),
	NC_("column", "trial"),       NC_("column", "overridable"),  NC_("column", "valid_until"),
	NC_("column", "until"),       NC_("column", "wish"),         NC_("column", "priority"),
	NC_("column", "part_of"),     NC_("column", "used_from"),    NC_("column", "used_to"),
	NC_("column", "comments"),    NC_("column", "evaluations"),  NC_("column", "verdict"),
	NC_("column", "because"),     NC_("column", "loses_to"),     NC_("column", "refuses"),
	NC_("column", "granted_by"),  NC_("column", "may_grant"),    NC_("column", "deputy_of"),
	NC_("column", "action"),      NC_("column", "may"),          NC_("column", "needed"),
	NC_("column", "default"),     NC_("column", "help"),         NC_("column", "week"),
	NC_("column", "hours"),       NC_("column", "times"),        NC_("column", "first"),
	NC_("column", "last"),        NC_("column", "fingerprint"),  NC_("column", "type"),
	NC_("column", "bits"),        NC_("column", "comment"),      NC_("column", "expires"),
	NC_("column", "added"),       NC_("column", "added_by"),     NC_("column", "cluster"),
	NC_("column", "industry"),    NC_("column", "share"),        NC_("column", "parties"),
	NC_("column", "price"),       NC_("column", "year"),         NC_("column", "count"),
	NC_("column", "post"),        NC_("column", "rated"),        NC_("column", "purpose_class"),
	NC_("column", "event"),       NC_("column", "cost"),         NC_("column", "waived"),
	NC_("column", "proposed_by"),
};

/* Those of reports. */
static const char *const report_titles[] = {
	NC_("column", "rated_hours"),
	NC_("column", "open_hours"),
	NC_("column", "booked_hours"),
	NC_("column", "effective_hours"),
	NC_("column", "estimated_hours"),
	NC_("column", "outside_hours"),
	NC_("column", "utilisation"),
	NC_("column", "open_utilisation"),
	NC_("column", "sharing_rate"),
	NC_("column", "seat_fill"),
	NC_("column", "weekday"),
	NC_("column", "lender"),
	NC_("column", "borrower"),
	NC_("column", "seat_hours"),
	NC_("column", "amount"),
	NC_("column", "lent_hours"),
	NC_("column", "borrowed_hours"),
	NC_("column", "net_hours"),
	NC_("column", "lent_amount"),
	NC_("column", "borrowed_amount"),
	NC_("column", "net_amount"),
	NC_("column", "free_hours"),
	NC_("column", "neighbours"),
	NC_("column", "count"),
	NC_("column", "institutions"),
	NC_("column", "mean_hours"),
	NC_("column", "use"),
	NC_("column", "recommend"),
	NC_("column", "why"),
	NC_("column", "asked"),
	NC_("column", "met"),
	NC_("column", "met_otherwise"),
	NC_("column", "unmet"),
	NC_("column", "offered_hours"),
	NC_("column", "used_hours"),
	NC_("column", "seats_per_100"),
	NC_("column", "match"),
	NC_("column", "score"),
	NC_("column", "grade"),
	NC_("column", "year"),
	NC_("column", "month"),
	NC_("column", "slot"),
	NC_("column", "asked_hours"),
	NC_("column", "unmet_hours"),
	NC_("column", "pressure"),
	NC_("column", "side"),
	NC_("column", "n"),
	NC_("column", "mean"),
	NC_("column", "city_share"),
	NC_("column", "index"),
	NC_("column", "noshow"),
	NC_("column", "refused"),
	NC_("column", "refused_hours"),
	NC_("column", "offered"),
	NC_("column", "lent"),
	NC_("column", "evaluation"),
	NC_("column", "decisions"),
	NC_("column", "attendance"),
	NC_("column", "recorded"),
	NC_("column", "higher"),
	NC_("column", "secondary"),
	NC_("column", "both"),
	NC_("column", "flag"),
	NC_("column", "period"),
	NC_("column", "indicator"),
	NC_("column", "weight"),
	NC_("column", "cluster"),
	NC_("column", "post"),
	NC_("column", "share"),
	NC_("column", "over"),
	NC_("column", "peak_at"),
	NC_("column", "peak"),
	NC_("column", "limit"),
	NC_("column", "employees"),
	NC_("column", "agreed_hours"),
	NC_("column", "left_hours"),
	NC_("column", "entitled_hours"),
	NC_("column", "by"),
	NC_("column", "about"),
	NC_("column", "asked_hours"),
	NC_("column", "unmet_hours"),
	NC_("column", "pressure"),
	NC_("column", "city_share"),
	NC_("column", "index"),
	NC_("column", "side"),
	NC_("column", "n"),
	NC_("column", "a"),
	NC_("column", "b"),
	NC_("column", "c"),
	NC_("column", "d"),
	NC_("column", "mean"),
	NC_("column", "teaching"),
	NC_("column", "research"),
	NC_("column", "service"),
	NC_("column", "training"),
	NC_("column", "competition"),
	NC_("column", "maintenance"),
	NC_("column", "unsaid"),
	NC_("column", "total"),
	NC_("column", "noshow"),
	NC_("column", "refused"),
	NC_("column", "refused_hours"),
	NC_("column", "offered"),
	NC_("column", "lent"),
	NC_("column", "evaluation"),
	NC_("column", "decisions"),
	NC_("column", "attendance"),
	NC_("column", "recorded"),
	NC_("column", "entitled_hours"),
	NC_("column", "left_hours"),
	NC_("column", "agreed_hours"),
	NC_("column", "employees"),
	NC_("column", "limit"),
	NC_("column", "peak"),
	NC_("column", "peak_at"),
	NC_("column", "over"),
};

/* The word of the table that a text is; NULL: none. */
static const char *find_word(const char *const *words, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], text) == 0)
			return words[i];
	return NULL;
}

const char *column_title(const char *column)
{
	const char *known = find_word(titles, COUNT(titles), column);
	if (!known)
		known = find_word(report_titles, COUNT(report_titles), column);
	return known ? locale_text("column", known) : column;
}

/* ---- values that are enumerations ---- */

struct vocabulary {
	const char *column;
	/* the word of a value from 1 on, "" after the last, and its name */
	const char *(*word)(int value);
	const char *(*name)(int value);
};

#define VOCABULARY(of, type)                                                                                           \
	static const char *of##_word_at(int value)                                                                     \
	{                                                                                                              \
		return of##_word((type)value);                                                                         \
	}                                                                                                              \
	static const char *of##_name_at(int value)                                                                     \
	{                                                                                                              \
		return of##_name((type)value);                                                                         \
	}

VOCABULARY(kind, enum resource_kind)
VOCABULARY(mode, enum resource_mode)
VOCABULARY(approval, enum approval)
VOCABULARY(sharing, enum sharing)
VOCABULARY(state, enum booking_state)
VOCABULARY(role, enum person_role)
VOCABULARY(purpose, enum purpose_class)

/* Words of columns that are texts to the engine. */
static const char *const plain_words[] = {
	/* yes or no */
	NC_("value", "true"),
	NC_("value", "false"),
	/* tier and region of a campus */
	NC_("value", "urban"),
	NC_("value", "county"),
	NC_("value", "township"),
	NC_("value", "guangdong"),
	NC_("value", "hongkong"),
	NC_("value", "macao"),
	/* kind and level of an institution */
	NC_("value", "college"),
	NC_("value", "secondary school"),
	NC_("value", "university"),
	NC_("value", "enterprise"),
	NC_("value", "government"),
	NC_("value", "community"),
	NC_("value", "higher vocational"),
	NC_("value", "secondary vocational"),
	/* what reports say */
	NC_("value", "outlier"),
	NC_("value", "user"),
	NC_("value", "owner"),
	/* rules of days */
	NC_("value", "normal"),
	NC_("value", "off"),
	/* results of rows */
	NC_("value", "added"),
	NC_("value", "updated"),
	NC_("value", "unchanged"),
	NC_("value", "refused"),
	NC_("value", "invalid"),
	/* the journal: by which way, and what was asked for */
	NC_("value", "shell"),
	NC_("value", "screen"),
	NC_("value", "ssh"),
	NC_("value", "institution"),
	NC_("value", "campus"),
	NC_("value", "travel"),
	NC_("value", "resource"),
	NC_("value", "closure"),
	NC_("value", "reopen"),
	NC_("value", "book"),
	NC_("value", "move"),
	NC_("value", "cancel"),
	NC_("value", "term"),
	NC_("value", "period"),
	NC_("value", "day"),
	NC_("value", "series"),
	NC_("value", "add"),
	NC_("value", "swap"),
	NC_("value", "person"),
	NC_("value", "rule"),
	NC_("value", "drop"),
	NC_("value", "qualification"),
	NC_("value", "event"),
	NC_("value", "columns"),
	NC_("value", "undo"),
	NC_("value", "config"),
	NC_("value", "refuse"),
	NC_("value", "login"),
	NC_("value", "export"),
	/* what a report recommends */
	NC_("value", "buy"),
	NC_("value", "share"),
	/* who rated, and what stands out */
	NC_("value", "user"),
	NC_("value", "owner"),
	NC_("value", "outlier"),
	/* what became of a rule, and by what */
	NC_("value", "refuses"),
	NC_("value", "decides"),
	NC_("value", "holds"),
	NC_("value", "loses"),
	NC_("value", "inherits"),
	NC_("value", "trial"),
	NC_("value", "other"),
	NC_("value", "place"),
	NC_("value", "who"),
	NC_("value", "when"),
	NC_("value", "valid_from"),
	NC_("value", "id"),
};
static const char *const plain_columns[] = {"active", "tier", "region",  "kind",    "level",     "rule", "result",
                                            "via",    "op",   "verdict", "because", "recommend", "side", "flag"};

/* Figures of a store, by their keys. */
static const char *const figures[] = {
	NC_("figure", "institutions"), NC_("figure", "campuses"),    NC_("figure", "travel"),
	NC_("figure", "resources"),    NC_("figure", "people"),      NC_("figure", "closures"),
	NC_("figure", "bookings"),     NC_("figure", "standing"),    NC_("figure", "claims"),
	NC_("figure", "journal"),      NC_("figure", "entries"),     NC_("figure", "log_commits"),
	NC_("figure", "pages_used"),   NC_("figure", "page_bytes"),  NC_("figure", "file_bytes"),
	NC_("figure", "readers"),      NC_("figure", "readers_max"),
};

static const struct vocabulary vocabularies[] = {
	{"kind", kind_word_at, kind_name_at},
	{"mode", mode_word_at, mode_name_at},
	{"approval", approval_word_at, approval_name_at},
	{"sharing", sharing_word_at, sharing_name_at},
	{"state", state_word_at, state_name_at},
	{"role", role_word_at, role_name_at},
	{"purpose_class", purpose_word_at, purpose_name_at},
};

static const struct vocabulary *find_vocabulary(const char *column)
{
	for (size_t i = 0; i < COUNT(vocabularies); i++)
		if (strcmp(vocabularies[i].column, column) == 0)
			return &vocabularies[i];
	return NULL;
}

/* The value, from 1 on, whose word or name a text is; 0: none. */
static int find_value(const char *(*text_of)(int value), const char *(*word)(int value), const char *text)
{
	for (int v = 1; *word(v); v++)
		if (strcmp(text_of(v), text) == 0)
			return v;
	return 0;
}

/* ---- values that are written differently ---- */

/* `as 4-2`: the week and the weekday that a make-up day teaches. */
static bool word_make_up_day(const char *text, struct buf *out)
{
	int week, weekday;
	char rest;
	if (sscanf(text, "as %d-%d%c", &week, &weekday, &rest) != 2 || weekday < 1 || weekday > 7)
		return false;
	if (locale_language() == languages) /* what is typed is plain enough */
		return false;
	buf_fmt(out, _("as week %d %s"), week, words_weekday(weekday));
	return true;
}

/* `1-am`: the weekday and the part of it in which a need begins. */
static bool word_slot(const char *text, struct buf *out)
{
	static const struct {
		const char *part, *format;
	} parts[] = {{"am", N_("%s morning")}, {"pm", N_("%s afternoon")}, {"eve", N_("%s evening")}};
	int weekday = *text - '0';
	if (weekday < 1 || weekday > 7 || text[1] != '-')
		return false;
	for (size_t i = 0; i < COUNT(parts); i++) {
		const char *format = _(parts[i].format), *gap = strstr(format, "%s");
		if (strcmp(text + 2, parts[i].part) != 0 || !gap)
			continue;
		buf_add(out, format, (size_t)(gap - format));
		buf_str(out, words_weekday(weekday));
		buf_str(out, gap + 2);
		return true;
	}
	return false;
}

static const char *plain_name(const char *column, const char *text)
{
	const char *known = NULL;
	if (find_word(plain_columns, COUNT(plain_columns), column))
		known = find_word(plain_words, COUNT(plain_words), text);
	return known ? locale_text("value", known) : NULL;
}

static const char *figure_name(const char *key)
{
	const char *known = find_word(figures, COUNT(figures), key);
	return known ? locale_text("figure", known) : key;
}

const char *column_value(const char *rows, const char *column, const char *text, struct buf *scratch)
{
	const struct vocabulary *v = find_vocabulary(column);
	int value = v ? find_value(v->word, v->word, text) : 0;
	buf_clear(scratch);
	if (value)
		return v->name(value);
	if (rows && strcmp(rows, "stats") == 0 && strcmp(column, "key") == 0)
		return figure_name(text);
	if (strcmp(column, "opening") == 0 && *text) {
		words_opening(text, scratch);
		return buf_text(scratch);
	}
	if (strcmp(column, "rule") == 0 && word_make_up_day(text, scratch))
		return buf_text(scratch);
	if (strcmp(column, "slot") == 0 && word_slot(text, scratch))
		return buf_text(scratch);
	const char *name = plain_name(column, text);
	return name ? name : text;
}

const char *column_word(const char *column, const char *text)
{
	const struct vocabulary *v = find_vocabulary(column);
	int value = v ? find_value(v->name, v->word, text) : 0;
	if (value)
		return v->word(value);
	if (!find_word(plain_columns, COUNT(plain_columns), column))
		return text;
	for (size_t i = 0; i < COUNT(plain_words); i++)
		if (strcmp(locale_text("value", plain_words[i]), text) == 0)
			return plain_words[i];
	return text;
}
