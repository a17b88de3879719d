/*
 * Takes a line apart. Words are made first: at blanks, and in Chinese where a known one begins or ends. Then each kind
 * of meaning takes the words that it is sure of; of the rest the longest stretch that is a time is the time.
 */
#include "tui/screen/finder_line.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/han.h"
#include "store/base/utf8.h"
#include "store/model/spoken.h"
#include "tui/screen/finder_when.h"
#include "tui/words/words_name.h"

enum { WORDS_MAX = 64, WORD_CHARS_MAX = 16, TIME_WORDS_MAX = 8 };

struct line_reader {
	const struct finder_terms *terms;
	int64_t now;
	struct buf *out;
	struct arena arena;
	const char *words[WORDS_MAX]; /* NULL: it has been taken */
	size_t n;
	enum resource_kind kind;
	bool failed;
};

static void set_field(struct line_reader *l, enum finder_field field, const char *separator, const char *text)
{
	if (l->out[field].len)
		buf_str(&l->out[field], separator);
	buf_str(&l->out[field], text);
}

/* ---- words ---- */

static const char *const near_words[] = {"near", "nearby", "around", "附近", "靠近", "邻近", "近", NULL};
static const char *const seat_words[] = {"座", "人", "席", "个座位", "座位", "个人", "p", "pax", "seats", "seat", "people", NULL};

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(text, *words) == 0)
			return true;
	return false;
}

static void add_word(struct line_reader *l, const char *text, size_t len)
{
	/* commas between words say nothing */
	while (len && (text[len - 1] == ',' || text[len - 1] == ';'))
		len--;
	if (!len || l->n == WORDS_MAX)
		return;
	l->words[l->n] = arena_dup(&l->arena, text, len);
	l->failed |= !l->words[l->n];
	l->n += l->words[l->n] != NULL;
}

/* The number that a word for people begins with: `40座`, `40p`, `>=40`; *bare: it says nothing but the number. */
static bool read_seats(const char *word, char number[8], bool *bare)
{
	bool is_least = strncmp(word, ">=", 2) == 0;
	word += is_least ? 2 : 0;
	size_t len = strspn(word, "0123456789");
	if (len == 0 || len > 6)
		return false;
	snprintf(number, 8, "%.*s", (int)len, word);
	*bare = word[len] == '\0' && !is_least;
	return word[len] == '\0' || strcmp(word + len, "+") == 0 || is_one_of(word + len, seat_words);
}

/* True for a word that one may cut out of Chinese text. */
static bool is_known(struct line_reader *l, const char *word, size_t chars)
{
	char number[8];
	bool whole, bare;
	if (*word >= '0' && *word <= '9')
		return read_seats(word, number, &bare) && !bare;
	if ((unsigned char)*word < 0x80 || chars < 2)
		return false;
	if (is_one_of(word, near_words) || (finder_kind(word, &whole) && whole))
		return true;
	if (finder_resource(l->terms, word, FINDER_COMPANIONS, FINDER_WHOLE, NULL))
		return true;
	enum finder_fit fit = chars < 3 ? FINDER_WHOLE : FINDER_PART;
	return finder_campus(l->terms, word, fit, NULL) || finder_institution(l->terms, word, fit, NULL);
}

/* The length of the longest known word that text begins with, 0 if there is none. */
static size_t measure_known(struct line_reader *l, const char *text, size_t len)
{
	size_t ends[WORD_CHARS_MAX], n = 0;
	for (size_t at = 0; at < len && n < WORD_CHARS_MAX;) {
		uint32_t c;
		int step = utf8_next(text + at, len - at, &c);
		if (step <= 0)
			break;
		at += (size_t)step;
		ends[n++] = at;
	}
	for (; n > 0; n--) {
		const char *word = arena_dup(&l->arena, text, ends[n - 1]);
		l->failed |= !word;
		if (word && is_known(l, word, n))
			return ends[n - 1];
	}
	return 0;
}

static bool has_chinese(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return true;
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Parts a run without blanks where known words begin and end. */
static void part_run(struct line_reader *l, const char *text, size_t len)
{
	size_t from = 0;
	if (!has_chinese(text, len)) {
		add_word(l, text, len);
		return;
	}
	for (size_t at = 0; at < len;) {
		uint32_t c;
		size_t known = measure_known(l, text + at, len - at);
		int step = utf8_next(text + at, len - at, &c);
		if (known) {
			add_word(l, text + from, at - from);
			add_word(l, text + at, known);
			from = at + known;
		}
		at = known ? from : at + (size_t)(step > 0 ? step : 1);
		/* a number is a whole one: not from its middle on */
		while (!known && at < len && is_digit(text[at - 1]) && is_digit(text[at]))
			at++;
	}
	add_word(l, text + from, len - from);
}

static void part_line(struct line_reader *l, const char *line)
{
	for (const char *p = line + strspn(line, " "); *p;) {
		size_t len = strcspn(p, " ");
		part_run(l, p, len);
		p += len;
		p += strspn(p, " ");
	}
}

/* ---- the meanings that are sure ---- */

/* Minutes of a way: `20m`, `20min`, 20分钟内. */
static bool read_way(const char *word, char number[8])
{
	int64_t min;
	char part[64];
	size_t len = strlen(word);
	if (len >= sizeof part)
		return false;
	memcpy(part, word, len + 1);
	if (len > 6 && strcmp(part + len - 6, "以内") == 0)
		part[len - 6] = '\0';
	else if (len > 3 && strcmp(part + len - 3, "内") == 0)
		part[len - 3] = '\0';
	if (part[strspn(part, "0123456789")] == '\0' || spoken_length(part, &min) != 0 || min > 1440)
		return false;
	snprintf(number, 8, "%d", (int)min);
	return true;
}

/* The campus of the word at `at`, if there is one. */
static const char *campus_at(struct line_reader *l, size_t at)
{
	return at < l->n && l->words[at] ? finder_campus(l->terms, l->words[at], FINDER_PART, NULL) : NULL;
}

/* `near NORTH`, 北校区附近, near alone for one's own; minutes after it, or after a campus. */
static void take_near(struct line_reader *l)
{
	for (size_t i = 0; i < l->n; i++) {
		char minutes[8];
		size_t after = i + 1;
		const char *campus = l->terms->own_campus;
		if (!is_one_of(l->words[i], near_words))
			continue;
		if (campus_at(l, i + 1)) {
			campus = campus_at(l, i + 1);
			l->words[after++] = NULL;
		} else if (i && campus_at(l, i - 1)) {
			campus = campus_at(l, i - 1);
			l->words[i - 1] = NULL;
		}
		l->words[i] = NULL;
		set_field(l, FINDER_NEAR, "", campus);
		if (*campus && after < l->n && read_way(l->words[after], minutes)) {
			set_field(l, FINDER_NEAR, " ", minutes);
			l->words[after] = NULL;
		}
		return;
	}
}

static void take_kind(struct line_reader *l)
{
	for (size_t i = 0; i < l->n && !l->kind; i++) {
		bool whole;
		enum resource_kind kind = l->words[i] ? finder_kind(l->words[i], &whole) : 0;
		if (!kind || !whole)
			continue;
		l->kind = kind;
		l->words[i] = NULL;
		set_field(l, FINDER_KIND, "", kind_name(kind));
	}
}

/* Numbers that are surely people: with their unit, also as the next word. */
static void take_seats(struct line_reader *l)
{
	for (size_t i = 0; i < l->n; i++) {
		char number[8];
		bool bare = false;
		bool is_number = l->words[i] && read_seats(l->words[i], number, &bare);
		bool has_unit = i + 1 < l->n && l->words[i + 1] && is_one_of(l->words[i + 1], seat_words);
		if (!is_number || (bare && !has_unit))
			continue;
		set_field(l, FINDER_SEATS, "", number);
		l->words[i] = NULL;
		if (bare)
			l->words[i + 1] = NULL;
		return;
	}
}

/* A word that is the code or name of a campus, an institution, or somebody who comes along. */
static bool take_name(struct line_reader *l, const char *word)
{
	unsigned companions = FINDER_COMPANIONS & ~(1u << l->kind);
	const char *campus = finder_campus(l->terms, word, FINDER_WHOLE, NULL);
	const char *institution = campus ? NULL : finder_institution(l->terms, word, FINDER_WHOLE, NULL);
	const struct resource *r =
		campus || institution ? NULL : finder_resource(l->terms, word, companions, FINDER_WHOLE, NULL);
	if (campus)
		set_field(l, FINDER_CAMPUS, " ", campus);
	else if (institution)
		set_field(l, FINDER_INSTITUTION, " ", institution);
	else if (r)
		set_field(l, FINDER_WITH, ";", r->code);
	return campus || institution || r;
}

static void take_names(struct line_reader *l)
{
	for (size_t i = 0; i < l->n; i++) {
		char number[8];
		bool bare;
		if (l->words[i] && !read_seats(l->words[i], number, &bare) && take_name(l, l->words[i]))
			l->words[i] = NULL;
	}
}

/* ---- the time ---- */

/* A stretch of the words that are left, and how well it is a time. */
struct stretch {
	size_t from, to; /* among the words that are left */
	int rank;        /* 2: a time, 1: one with a fault that its field shall tell, 0: none */
	size_t telling;  /* words that are more than a number */
	bool leads;      /* it begins with a number */
};

static bool is_bare_number(const char *word)
{
	return word[strspn(word, "0123456789")] == '\0';
}

static int rank_time(struct line_reader *l, const char *text)
{
	struct find_wish wish = {.now = l->now};
	struct spoken_when w;
	if (finder_when(text, &l->terms->terms, &wish, NULL))
		return 2;
	if (spoken_when(text, l->now, 0, &w) == 0)
		return 1;
	return w.fault != SPOKEN_UNKNOWN && w.fault != SPOKEN_FINE;
}

/* What tells more is better, also with a fault. A number before a time is one of people, after it one of hours. */
static bool is_better(const struct stretch *a, const struct stretch *b)
{
	if (a->telling != b->telling)
		return a->telling > b->telling;
	if (a->rank != b->rank)
		return a->rank > b->rank;
	if (a->leads != b->leads)
		return b->leads;
	return a->to - a->from > b->to - b->from;
}

static void join_words(const char *const *words, size_t from, size_t to, struct buf *out)
{
	buf_clear(out);
	for (size_t i = from; i < to; i++)
		buf_fmt(out, "%s%s", i > from ? " " : "", words[i]);
}

static void take_time(struct line_reader *l)
{
	const char *left[WORDS_MAX];
	size_t place[WORDS_MAX], n = 0;
	struct stretch best = {0};
	struct buf text = {0};
	for (size_t i = 0; i < l->n; i++) {
		if (l->words[i]) {
			place[n] = i;
			left[n++] = l->words[i];
		}
	}
	for (size_t from = 0; from < n; from++) {
		struct stretch s = {.from = from, .leads = is_bare_number(left[from])};
		for (s.to = from + 1; s.to <= n && s.to - from <= TIME_WORDS_MAX; s.to++) {
			s.telling += !is_bare_number(left[s.to - 1]);
			join_words(left, from, s.to, &text);
			s.rank = s.telling ? rank_time(l, buf_text(&text)) : 0;
			if (s.rank && is_better(&s, &best))
				best = s;
		}
	}
	join_words(left, best.from, best.to, &text);
	if (best.rank)
		set_field(l, FINDER_WHEN, "", buf_text(&text));
	for (size_t i = best.from; i < best.to; i++)
		l->words[place[i]] = NULL;
	buf_release(&text);
}

/* ---- what is left ---- */

/* True if the name, the specialty or the tags of any place have the word. */
static bool is_in_places(struct line_reader *l, const char *word)
{
	struct buf folded = {0}, text = {0};
	bool found = false;
	utf8_fold(&folded, word);
	for (size_t i = 0; i < l->terms->resources.n && !found; i++) {
		const struct resource *r = l->terms->resources.v[i].resource;
		if (!kind_is_place(r->kind))
			continue;
		buf_clear(&text);
		utf8_fold(&text, r->name);
		buf_char(&text, '\n');
		utf8_fold(&text, r->specialty);
		buf_char(&text, '\n');
		utf8_fold(&text, r->tags);
		found = han_has_words(buf_text(&text), buf_text(&folded));
	}
	buf_release(&folded);
	buf_release(&text);
	return found;
}

/* A part of the name of a campus, an institution or somebody who comes along, unless places have that word. */
static bool take_part(struct line_reader *l, const char *word)
{
	unsigned companions = FINDER_COMPANIONS & ~(1u << l->kind);
	const char *campus = finder_campus(l->terms, word, FINDER_PART, NULL);
	const char *institution = campus ? NULL : finder_institution(l->terms, word, FINDER_PART, NULL);
	const struct resource *r =
		campus || institution ? NULL : finder_resource(l->terms, word, companions, FINDER_PART, NULL);
	bool is_new = (campus && !l->out[FINDER_CAMPUS].len) || (institution && !l->out[FINDER_INSTITUTION].len) || r;
	/* last, since it looks at all words of thousands */
	if (!is_new || is_in_places(l, word))
		return false;
	if (campus)
		set_field(l, FINDER_CAMPUS, "", campus);
	else if (institution)
		set_field(l, FINDER_INSTITUTION, "", institution);
	else
		set_field(l, FINDER_WITH, ";", r->code);
	return true;
}

/* A number of people, a part of a name, `#` and a tag; else text. */
static void take_rest(struct line_reader *l, const char *word)
{
	char number[8];
	bool bare;
	if (!l->out[FINDER_SEATS].len && read_seats(word, number, &bare))
		set_field(l, FINDER_SEATS, "", number);
	else if (take_part(l, word))
		return;
	else if (*word == '#' && word[1])
		set_field(l, FINDER_TAGS, ";", word + 1);
	else
		set_field(l, FINDER_TEXT, " ", word);
}

int finder_line_read(const char *line, const struct finder_terms *t, int64_t now, struct buf out[FINDER_FIELDS])
{
	struct line_reader l = {.terms = t, .now = now, .out = out};
	struct buf folded = {0};
	utf8_fold(&folded, line);
	const char *clean = utf8_clean(&l.arena, buf_text(&folded), folded.len);
	l.failed = !clean || folded.failed;
	buf_release(&folded);
	if (clean)
		part_line(&l, clean);
	take_near(&l);
	take_kind(&l);
	take_seats(&l);
	take_names(&l);
	take_time(&l);
	for (size_t i = 0; i < l.n; i++)
		if (l.words[i])
			take_rest(&l, l.words[i]);
	for (int i = 0; i < FINDER_FIELDS; i++)
		l.failed |= out[i].failed;
	arena_release(&l.arena);
	return l.failed ? QUAD_ENOMEM : 0;
}
