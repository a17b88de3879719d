/* Reads the fields of the finder one by one; each that is wrong says why, and the others are read all the same. */
#include "tui/screen/finder_fields.h"

#include <inttypes.h>
#include <stdlib.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/model/spoken.h"
#include "tui/base/locale.h"
#include "tui/screen/finder_when.h"
#include "tui/words/words_name.h"

const char *finder_label(enum finder_field field)
{
	static const char *const labels[FINDER_FIELDS] = {
		[FINDER_LINE] = N_("Find"),         [FINDER_KIND] = N_("Kind"),
		[FINDER_SEATS] = N_("Seats"),       [FINDER_NEAR] = N_("Near"),
		[FINDER_CAMPUS] = N_("Campus"),     [FINDER_INSTITUTION] = N_("Of"),
		[FINDER_TAGS] = N_("Tags"),         [FINDER_SPECIALTY] = N_("Specialty"),
		[FINDER_TEXT] = N_("Text"),         [FINDER_WHEN] = N_("When"),
		[FINDER_WITH] = N_("With"),         [FINDER_ALL_BUT] = N_("All but"),
	};
	return _(labels[field]);
}

struct reading {
	struct finder_ask *ask;
	const struct finder_terms *terms;
	enum finder_field field;
	const char *text; /* of the field, cleaned */
	bool failed;      /* memory ran out */
};

static void add_problem(struct reading *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add_problem(struct reading *r, const char *format, ...)
{
	va_list ap;
	if (r->ask->n_problems++ == 0)
		r->ask->problem = r->field;
	buf_fmt(&r->ask->problems, "%s: ", finder_label(r->field));
	va_start(ap, format);
	buf_vfmt(&r->ask->problems, format, ap);
	va_end(ap);
	buf_char(&r->ask->problems, '\n');
}

static const char *keep_text(struct reading *r, const char *text, size_t len)
{
	const char *copy = arena_dup(&r->ask->arena, text, len);
	r->failed |= !copy;
	return copy ? copy : "";
}

static const char *keep_folded(struct reading *r, const char *text)
{
	struct buf folded = {0};
	utf8_fold(&folded, text);
	const char *copy = keep_text(r, buf_text(&folded), folded.len);
	buf_release(&folded);
	return copy;
}

/* ---- the fields ---- */

static void read_kind(struct reading *r)
{
	bool whole;
	r->ask->wish.filter.kind = finder_kind(r->text, &whole);
	if (!r->ask->wish.filter.kind)
		add_problem(r, _("there is no kind \"%s\"; F4 shows them"), r->text);
}

/* A number, with a word for people or seats after it or not. */
static bool read_number(const char *text, uint64_t max, uint64_t *out)
{
	static const char *const units[] = {"", "+", "座", "人", "席", "个座位", "座位", "seats", "seat", "people"};
	char *end;
	*out = strtoull(text, &end, 10);
	end += strspn(end, " ");
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(end, units[i]) == 0)
			return *text >= '0' && *text <= '9' && *out <= max;
	return false;
}

static void read_seats(struct reading *r)
{
	uint64_t n;
	if (!read_number(keep_folded(r, r->text), SEATS_MAX, &n))
		add_problem(r, _("\"%s\" is not a number of people; write 40"), r->text);
	else
		r->ask->wish.filter.seats = (uint32_t)n;
}

/* Says that a text means nothing, or several things. */
static void complain_of_name(struct reading *r, const char *text, const struct buf *several)
{
	if (several->len)
		add_problem(r, _("\"%s\" may be %s; write the code"), text, buf_text(several));
	else
		add_problem(r, _("\"%s\" is not known; F4 shows what there is"), text);
}

static const char *read_name(struct reading *r, const char *text,
                             const char *(*find)(const struct finder_terms *t, const char *text, enum finder_fit fit,
                                                 struct buf *several))
{
	struct buf several = {0};
	const char *code = find(r->terms, text, FINDER_PART, &several);
	if (!code)
		complain_of_name(r, text, &several);
	buf_release(&several);
	return code ? keep_text(r, code, strlen(code)) : NULL;
}

static void read_campus(struct reading *r)
{
	r->ask->wish.filter.campus = read_name(r, r->text, finder_campus);
}

static void read_institution(struct reading *r)
{
	r->ask->wish.filter.institution = read_name(r, r->text, finder_institution);
}

/* The minutes at the end of `NORTH 20`, `NORTH:20`, 北校区 20分钟; *len becomes that of the campus. False: none. */
static bool read_minutes(const char *text, size_t *len, int64_t *out)
{
	size_t at = *len;
	while (at > 0 && text[at - 1] != ' ' && text[at - 1] != ':')
		at--;
	const char *last = text + at;
	char *end;
	if (at == 0)
		return false;
	*out = strtoll(last, &end, 10);
	bool is_number = *last >= '0' && *last <= '9' && *end == '\0';
	if (!is_number && spoken_length(last, out) != 0)
		return false;
	while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == ':'))
		at--;
	*len = at;
	return true;
}

static void read_near(struct reading *r)
{
	struct resource_filter *f = &r->ask->wish.filter;
	const char *folded = keep_folded(r, r->text);
	size_t len = strlen(r->text), folded_len = strlen(folded);
	int64_t min;
	f->near_min = FIND_NEAR_ANY;
	/* a code or a name may end in a number */
	bool is_name = finder_campus(r->terms, r->text, FINDER_WHOLE, NULL) != NULL;
	if (!is_name && (read_minutes(r->text, &len, &min) || read_minutes(folded, &folded_len, &min)))
		f->near_min = min < DAY_MIN ? (uint32_t)min : DAY_MIN;
	if (f->near_min == FIND_NEAR_ANY || r->text[len])
		f->near = read_name(r, keep_text(r, r->text, len), finder_campus);
	else
		f->near = read_name(r, keep_text(r, folded, folded_len), finder_campus);
}

/* The length of the first item of a list, and where the next begins. Commas of both scripts part it, maybe blanks too.
 */
static size_t measure_item(const char *text, bool blanks, const char **next)
{
	static const char *const commas[] = {";", ",", "、", "，", "；"};
	size_t len = 0;
	*next = "";
	for (; text[len]; len++) {
		if (blanks && text[len] == ' ') {
			*next = text + len + 1;
			return len;
		}
		for (size_t i = 0; i < sizeof commas / sizeof *commas; i++) {
			size_t n = strlen(commas[i]);
			if (strncmp(text + len, commas[i], n) == 0) {
				*next = text + len + n;
				return len;
			}
		}
	}
	return len;
}

/* Calls `add` with each item, cleaned; returns an array with room for all. */
static const char **read_items(struct reading *r, bool blanks, size_t *n,
                               const char *(*read)(struct reading *r, const char *item))
{
	const char **v = arena_alloc(&r->ask->arena, (strlen(r->text) + 1) * sizeof *v), *next;
	r->failed |= !v;
	*n = 0;
	for (const char *p = r->text; v && *p; p = next) {
		size_t len = measure_item(p, blanks, &next);
		const char *item = utf8_clean(&r->ask->arena, p, len);
		r->failed |= !item;
		const char *value = item && *item ? read(r, item) : NULL;
		if (value)
			v[(*n)++] = value;
	}
	return v;
}

static const char *read_tag(struct reading *r, const char *item)
{
	(void)r;
	return item;
}

static void read_tags(struct reading *r)
{
	r->ask->wish.filter.tags = read_items(r, false, &r->ask->wish.filter.n_tags, read_tag);
}

static const char *read_companion(struct reading *r, const char *item)
{
	struct buf several = {0};
	const struct resource *x = finder_resource(r->terms, item, ~0u, FINDER_PART, &several);
	if (!x)
		complain_of_name(r, item, &several);
	buf_release(&several);
	return x ? keep_text(r, x->code, strlen(x->code)) : NULL;
}

static void read_with(struct reading *r)
{
	r->ask->wish.with = read_items(r, true, &r->ask->wish.n_with, read_companion);
}

static void read_specialty(struct reading *r)
{
	r->ask->wish.filter.specialty = r->text;
}

static void read_text(struct reading *r)
{
	r->ask->wish.filter.text = r->text;
}

static void read_when(struct reading *r)
{
	struct buf problem = {0};
	if (!finder_when(r->text, &r->terms->terms, &r->ask->wish, &problem))
		add_problem(r, "%s", buf_text(&problem));
	else if (r->ask->wish.when == FIND_WEEKS)
		r->ask->wish.weeks.term = keep_text(r, r->ask->wish.weeks.term, strlen(r->ask->wish.weeks.term));
	buf_release(&problem);
}

static void read_all_but(struct reading *r)
{
	uint64_t n;
	if (!read_number(keep_folded(r, r->text), 1000, &n))
		add_problem(r, _("\"%s\" is not a number of dates; write 2"), r->text);
	else
		r->ask->wish.all_but = n;
}

int finder_ask_read(struct finder_ask *a, const struct finder_terms *t, const char *const texts[FINDER_FIELDS],
                    int64_t now)
{
	static void (*const readers[FINDER_FIELDS])(struct reading *r) = {
		[FINDER_KIND] = read_kind,
		[FINDER_SEATS] = read_seats,
		[FINDER_NEAR] = read_near,
		[FINDER_CAMPUS] = read_campus,
		[FINDER_INSTITUTION] = read_institution,
		[FINDER_TAGS] = read_tags,
		[FINDER_SPECIALTY] = read_specialty,
		[FINDER_TEXT] = read_text,
		[FINDER_WHEN] = read_when,
		[FINDER_WITH] = read_with,
		[FINDER_ALL_BUT] = read_all_but,
	};
	struct reading r = {.ask = a, .terms = t};
	finder_ask_release(a);
	a->wish = (struct find_wish){.now = now, .all_but = FIND_HALF};
	for (int i = 0; i < FINDER_FIELDS; i++) {
		r.field = (enum finder_field)i;
		r.text = utf8_clean(&a->arena, texts[i], strlen(texts[i]));
		if (!r.text)
			return QUAD_ENOMEM;
		if (*r.text && readers[i])
			readers[i](&r);
	}
	return r.failed ? QUAD_ENOMEM : 0;
}

void finder_ask_release(struct finder_ask *a)
{
	arena_release(&a->arena);
	buf_release(&a->problems);
	*a = (struct finder_ask){0};
}

/* ---- wishes ---- */

static void add_part(struct buf *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add_part(struct buf *out, const char *format, ...)
{
	va_list ap;
	if (out->len)
		buf_str(out, ", ");
	va_start(ap, format);
	buf_vfmt(out, format, ap);
	va_end(ap);
}

static void word_filter(const struct resource_filter *f, struct buf *out)
{
	if (f->kind)
		add_part(out, "%s", kind_name(f->kind));
	if (f->seats)
		add_part(out, ngettext("%" PRIu32 " seat", "%" PRIu32 " seats", f->seats), f->seats);
	if (f->near && f->near_min == FIND_NEAR_ANY)
		add_part(out, _("nearest to %s"), f->near);
	else if (f->near)
		add_part(out, _("within %" PRIu32 " min of %s"), f->near_min, f->near);
	if (f->campus)
		add_part(out, "%s", f->campus);
	if (f->institution)
		add_part(out, _("of %s"), f->institution);
	for (size_t i = 0; i < f->n_tags; i++)
		add_part(out, "%s", f->tags[i]);
	if (f->specialty)
		add_part(out, "%s", f->specialty);
	if (f->text)
		add_part(out, "/%s", f->text);
}

void find_wish_word(const struct find_wish *wish, struct buf *out)
{
	struct buf words = {0};
	word_filter(&wish->filter, &words);
	if (wish->when != FIND_ANY_TIME) {
		add_part(&words, "%s", "");
		finder_when_word(wish, &words);
	}
	if (wish->n_with)
		add_part(&words, "%s ", _("with"));
	for (size_t i = 0; i < wish->n_with; i++)
		buf_fmt(&words, "%s%s", i ? ";" : "", wish->with[i]);
	buf_str(out, buf_text(&words));
	buf_release(&words);
}
