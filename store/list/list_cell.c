/*
 * Cells to values. Generous in form (full-width digits, units behind numbers, both scripts, either separator) and
 * strict in substance: what is not surely understood is reported, never guessed.
 */
#include "store/list/list_cell.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/format/list_words.h"
#include "store/list/list_amount.h"
#include "store/list/list_rule.h"
#include "store/model/opening.h"
#include "store/model/person.h"
#include "store/base/utf8.h"

#define QUOTED_MAX_BYTES 60
#define ALWAYS_MAX_BYTES 24 /* of the words for it, with blanks */

void cell_refuse(struct reasons *why, enum reason_detail detail, const char *field, const char *text)
{
	reason_add_text(why, detail, field, "%.*s", (int)utf8_cut(text, QUOTED_MAX_BYTES), text);
}

/* True if p is a comma that separates thousands in the number that begins at first. */
static bool is_thousands(const char *first, const char *p)
{
	size_t before = strspn(first, "0123456789");
	if (*p != ',' || p == first || before == 0 || before > 3)
		return false;
	return (size_t)(p - first - (ptrdiff_t)before) % 4 == 0 && strspn(p + 1, "0123456789") == 3;
}

/* Reads digits, perhaps with a comma before each three, up to more than a uint32_t holds. The text after them. */
static const char *read_grouped(const char *first, uint64_t *out)
{
	const char *p = first;
	for (*out = 0; *out <= UINT32_MAX; p++) {
		if (*p >= '0' && *p <= '9')
			*out = *out * 10 + (uint64_t)(*p - '0');
		else if (!is_thousands(first, p))
			break;
	}
	return p;
}

/* Reads a text of nothing but a few digits, which is most numbers. */
static bool read_digits(const char *text, uint32_t *out)
{
	uint32_t v = 0;
	size_t n = 0;
	for (; text[n] >= '0' && text[n] <= '9' && n < 9; n++)
		v = v * 10 + (uint32_t)(text[n] - '0');
	if (n == 0 || text[n])
		return false;
	*out = v;
	return true;
}

/*
 * Perhaps 第, digits (perhaps with a comma before each three), then perhaps a fraction of zeros, then perhaps a unit;
 * blanks only before the unit.
 */
bool cell_number(const char *text, uint32_t *out, bool *failed)
{
	struct buf folded = {0}, unit = {0};
	uint64_t v;
	if (read_digits(text, out))
		return true;
	*out = 0;
	if (strncmp(text, "第", 3) == 0)
		text += 3;
	utf8_fold(&folded, text);
	const char *p = read_grouped(buf_text(&folded), &v);
	bool ok = p > buf_text(&folded) && v <= UINT32_MAX;
	if (p[0] == '.' && p[1] == '0')
		p += 1 + strspn(p + 1, "0");
	words_normal(&unit, p);
	ok = ok && (unit.len == 0 || words_unit(buf_text(&unit)));
	*failed |= folded.failed || unit.failed;
	if (ok)
		*out = (uint32_t)v;
	buf_release(&folded);
	buf_release(&unit);
	return ok;
}

int cell_flag(const char *text, bool *failed)
{
	struct buf normal = {0};
	words_normal(&normal, text);
	int flag = words_bool(buf_text(&normal));
	*failed |= normal.failed;
	buf_release(&normal);
	return flag;
}

/* ---- lists within a cell ---- */

static const char *const semicolons[] = {";", "；"};
static const char *const commas[] = {",", "，", "、"};

static bool holds_any(const char *s, const char *const *marks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(s, marks[i]))
			return true;
	return false;
}

/* The first of the marks in s, its length in *len; NULL if there is none. */
static const char *first_mark(const char *s, const char *const *marks, size_t n, size_t *len)
{
	for (; *s; s++)
		for (size_t i = 0; i < n; i++) {
			if (*s != *marks[i])
				continue;
			*len = strlen(marks[i]);
			if (strncmp(s, marks[i], *len) == 0)
				return s;
		}
	*len = 0;
	return NULL;
}

char *cell_next_part(const char **s, const char *const *marks, size_t n, struct arena *arena, bool *failed)
{
	while (**s) {
		size_t mark_len = 0;
		const char *mark = first_mark(*s, marks, n, &mark_len);
		size_t len = mark ? (size_t)(mark - *s) : strlen(*s);
		char *part = utf8_clean(arena, *s, len);
		*s += len + mark_len;
		if (!part) {
			*failed = true;
			return NULL;
		}
		if (*part)
			return part;
	}
	return NULL;
}

static bool has_part(const char *list, const char *part)
{
	size_t len = strlen(part);
	for (const char *p = list; *p;) {
		const char *end = strchr(p, ';');
		size_t n = end ? (size_t)(end - p) : strlen(p);
		if (n == len && memcmp(p, part, n) == 0)
			return true;
		p += n + (end != NULL);
	}
	return false;
}

/* Appends the parts of a cell to the list `before`, `a;b`, each once. In arena; NULL on out of memory. */
static const char *join_parts(const char *before, const char *text, bool also_commas, struct arena *arena)
{
	bool plain = also_commas && !holds_any(text, semicolons, 2);
	const char *const *marks = plain ? commas : semicolons;
	size_t n = plain ? 3 : 2;
	bool failed = false;
	struct buf out = {0};
	buf_str(&out, before);
	for (char *part = cell_next_part(&text, marks, n, arena, &failed); part;
	     part = cell_next_part(&text, marks, n, arena, &failed))
		if (!has_part(buf_text(&out), part))
			buf_fmt(&out, "%s%s", out.len ? ";" : "", part);
	const char *list = failed || out.failed ? NULL : arena_str(arena, buf_text(&out));
	buf_release(&out);
	return list;
}

const char *cell_join(const char *list, const char *more, struct arena *arena)
{
	return join_parts(list, more, false, arena);
}

static size_t len_without_blanks(const char *s, size_t len)
{
	while (len > 0 && s[len - 1] == ' ')
		len--;
	return len;
}

/* The bytes of the star that the text up to len ends in, with something before it; 0 if there is none. */
static size_t star_at_end(const char *s, size_t len)
{
	static const char *const stars[] = {"*", "＊", "×"};
	for (size_t i = 0; i < sizeof stars / sizeof *stars; i++) {
		size_t star = strlen(stars[i]);
		if (len > star && memcmp(s + len - star, stars[i], star) == 0)
			return star;
	}
	return 0;
}

/* Splits `OSC*3` in place. False if the units are not a number above 0. */
static bool split_units(char *part, uint32_t *units)
{
	size_t len = strlen(part), digits = 0;
	uint64_t v = 0;
	*units = 0;
	while (digits < len && part[len - 1 - digits] >= '0' && part[len - 1 - digits] <= '9')
		digits++;
	size_t end = len_without_blanks(part, len - digits);
	size_t star = digits ? star_at_end(part, end) : 0;
	if (!star)
		return true;
	for (const char *p = part + len - digits; *p && v <= UINT32_MAX; p++)
		v = v * 10 + (uint64_t)(*p - '0');
	if (v == 0 || v > UINT32_MAX)
		return false;
	*units = (uint32_t)v;
	end = len_without_blanks(part, end - star);
	part[end] = '\0';
	return end > 0;
}

int cell_claims(const char *text, const char *field, struct arena *arena, struct claim_ask *claims, size_t *n,
                struct reasons *why)
{
	bool failed = false;
	for (char *part = cell_next_part(&text, semicolons, 2, arena, &failed); part;
	     part = cell_next_part(&text, semicolons, 2, arena, &failed)) {
		char *whole = arena_str(arena, part);
		uint32_t units;
		if (!whole)
			return QUAD_ENOMEM;
		if (split_units(part, &units))
			claims[(*n)++] = (struct claim_ask){part, units};
		else
			cell_refuse(why, REASON_VALUE, field, whole);
	}
	return failed ? QUAD_ENOMEM : 0;
}

/* ---- values of one kind each ---- */

static bool says_always(const char *text, bool *failed)
{
	static const char *const words[] = {"全天", "全天开放", "always", "24小时", "24h", "不限"};
	struct buf normal = {0};
	bool always = false;
	if (strlen(text) > ALWAYS_MAX_BYTES)
		return false;
	words_normal(&normal, text);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		always |= strcmp(buf_text(&normal), words[i]) == 0;
	*failed |= normal.failed;
	buf_release(&normal);
	return always;
}

/* Parses opening hours as they are, else with full-width digits and marks as plain ones; *bad as opening_parse. */
static bool parse_hours(const char *text, struct opening *out, const char **bad, bool *failed)
{
	struct buf folded = {0};
	const char *bad_folded;
	if (opening_parse(text, out, bad) == 0)
		return true;
	utf8_fold(&folded, text);
	bool ok = opening_parse(buf_text(&folded), out, &bad_folded) == 0;
	*failed |= folded.failed;
	buf_release(&folded);
	return ok;
}

static int read_opening(const char *text, struct arena *arena, const char **out, struct reasons *why, const char *field)
{
	struct opening hours;
	struct buf b = {0};
	const char *bad;
	bool failed = false;
	if (says_always(text, &failed))
		text = "";
	if (parse_hours(text, &hours, &bad, &failed))
		opening_format(&hours, &b);
	else
		cell_refuse(why, REASON_VALUE, field, bad);
	*out = arena_str(arena, buf_text(&b));
	failed |= b.failed || !*out;
	buf_release(&b);
	return failed ? QUAD_ENOMEM : 0;
}

/* Reads one or two digits; their number, 0 for others. */
static size_t read_hour(const char *p, unsigned *out)
{
	size_t digits = strspn(p, "0123456789");
	*out = 0;
	if (digits < 1 || digits > 2)
		return 0;
	for (size_t i = 0; i < digits; i++)
		*out = *out * 10 + (unsigned)(p[i] - '0');
	return digits;
}

/* Reads `下午2` and its like at *p and appends the hour of the 24-hour clock. False for anything else. */
static bool put_hour_of_part(const char **p, struct buf *out)
{
	static const struct {
		const char *text;
		unsigned added, of_twelve; /* hours; what 12 o'clock is */
	} words[] = {{"上午", 0, 12}, {"早上", 0, 12}, {"中午", 0, 12}, {"下午", 12, 12}, {"晚上", 12, 24}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t len = strlen(words[i].text);
		unsigned hour;
		if (strncmp(*p, words[i].text, len) != 0)
			continue;
		const char *q = *p + len + strspn(*p + len, " ");
		size_t digits = read_hour(q, &hour);
		if (!digits)
			return false;
		if (hour == 12)
			hour = words[i].of_twelve;
		else if (hour < 12)
			hour += words[i].added;
		buf_fmt(out, " %u", hour);
		*p = q + digits;
		return true;
	}
	return false;
}

struct date_sign {
	const char *text, *plain;
};

/* The sign of a date or time that stands at p; NULL for none. */
static const struct date_sign *find_sign(const char *p)
{
	static const struct date_sign signs[] = {{"年", "-"}, {"月", "-"}, {"日", " "}, {"号", " "}, {"號", " "},
	                                         {"时", ":"}, {"時", ":"}, {"点", ":"}, {"點", ":"}, {"分", ""}};
	if ((unsigned char)*p < 0x80)
		return NULL;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strncmp(p, signs[i].text, strlen(signs[i].text)) == 0)
			return &signs[i];
	return NULL;
}

/* Appends a date or time as clock.h reads it: `２０２６`, `2026年9月7日 8时30分`, `20260907` in plain signs. */
static void put_plain_date(struct buf *out, const char *text)
{
	struct buf folded = {0};
	utf8_fold(&folded, text);
	const char *p = buf_text(&folded);
	bool compact = strspn(p, "0123456789") == 8;
	while (*p) {
		if (put_hour_of_part(&p, out))
			continue;
		const struct date_sign *sign = find_sign(p);
		size_t at = (size_t)(p - buf_text(&folded));
		if (compact && (at == 4 || at == 6))
			buf_char(out, '-');
		if (sign)
			buf_str(out, sign->plain);
		else
			buf_char(out, *p == 't' ? 'T' : *p);
		p += sign ? strlen(sign->text) : 1;
	}
	if (out->len && out->p[out->len - 1] == ':')
		buf_str(out, "00");
	out->failed |= folded.failed;
	buf_release(&folded);
}

/* Reads a date that a store accepts. The midnight that a spreadsheet adds to a date is no time of day. */
static bool read_plain_date(const char *text, int64_t *out)
{
	int64_t at;
	bool ok = clock_parse_date(text, out) == 0;
	if (!ok && clock_parse(text, &at) == 0 && clock_local_minute(at) == 0) {
		*out = clock_local_day(at);
		ok = true;
	}
	return ok && *out >= PERIOD_ALWAYS && *out < CLOCK_MAX_MIN / DAY_MIN - 1;
}

static int read_plain_time(const char *text, enum value_type type, int64_t *out)
{
	int64_t day;
	int err = clock_parse(text, out);
	if (err != QUAD_EINVAL || type == VALUE_TIME || !read_plain_date(text, &day))
		return err;
	*out = clock_day_start(type == VALUE_UNTIL ? day + 1 : day);
	return 0;
}

bool cell_date(const char *text, int64_t *out, bool *failed)
{
	struct buf plain = {0};
	bool ok = read_plain_date(text, out);
	if (!ok) {
		put_plain_date(&plain, text);
		ok = read_plain_date(buf_text(&plain), out);
	}
	*failed |= plain.failed;
	buf_release(&plain);
	return ok;
}

/* True for `2-Jan`, `Jan-26`. */
static bool has_month_name(const char *text)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
	                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	for (size_t i = 0; i < sizeof months / sizeof *months; i++)
		if (strstr(text, months[i]))
			return strpbrk(text, "0123456789") && strchr(text, '-');
	return false;
}

bool cell_made_date(const char *text, bool *failed)
{
	int64_t day;
	const char *slash = strchr(text, '/'), *second = slash ? strchr(slash + 1, '/') : NULL;
	if (cell_date(text, &day, failed) || has_month_name(text))
		return true;
	if (strstr(text, "月") && strstr(text, "日"))
		return true;
	return second && strspn(text, "0123456789/") == strlen(text);
}

static int read_any_time(const char *text, enum value_type type, int64_t *out, bool *failed)
{
	struct buf plain = {0};
	int err = read_plain_time(text, type, out);
	if (err == QUAD_EINVAL) {
		put_plain_date(&plain, text);
		err = read_plain_time(buf_text(&plain), type, out);
	}
	*failed |= plain.failed;
	buf_release(&plain);
	return err;
}

int cell_instant(const char *text, int64_t *out, bool *failed)
{
	return read_any_time(text, VALUE_TIME, out, failed);
}

static void read_time(const char *text, enum value_type type, const char *field, int64_t *out, struct reasons *why)
{
	if (!*text) {
		cell_refuse(why, REASON_VALUE, field, text);
		return;
	}
	switch (read_any_time(text, type, out, &why->failed)) {
	case 0: break;
	case QUAD_EGAP: cell_refuse(why, REASON_TIME_GAP, field, text); break;
	case QUAD_ETWICE: cell_refuse(why, REASON_TIME_TWICE, field, text); break;
	default: cell_refuse(why, REASON_TIME, field, text); break;
	}
}

void cell_clock(const char *text, const char *field, int *out, struct reasons *why)
{
	struct buf folded = {0};
	utf8_fold(&folded, text);
	if (clock_parse_time(buf_text(&folded), out) != 0)
		cell_refuse(why, REASON_TIME, field, text);
	why->failed |= folded.failed;
	buf_release(&folded);
}

int cell_dates(const char *text, const char *field, struct arena *arena, const int64_t **out, size_t *n,
               struct reasons *why)
{
	static const char *const marks[] = {";", "；", ",", "，", "、"};
	const size_t n_marks = sizeof marks / sizeof *marks;
	int64_t *dates = NULL;
	size_t cap = 0;
	bool failed = false;
	*n = 0;
	for (char *part = cell_next_part(&text, marks, n_marks, arena, &failed); part;
	     part = cell_next_part(&text, marks, n_marks, arena, &failed)) {
		dates = arena_grow(arena, dates, *n, &cap, sizeof *dates);
		if (!dates)
			return QUAD_ENOMEM;
		if (cell_date(part, &dates[*n], &failed))
			++*n;
		else
			cell_refuse(why, REASON_TIME, field, part);
	}
	*out = dates;
	return failed ? QUAD_ENOMEM : 0;
}

#define LANGUAGE_BYTES 8 /* of a locale's name, with the NUL */

/* Brings `zh-CN.UTF-8` into the form of `zh_CN`; false if it is too long. */
static bool put_plain_language(const char *text, char out[LANGUAGE_BYTES])
{
	size_t n = strcspn(text, ".@");
	bool region = false;
	if (n >= LANGUAGE_BYTES)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = text[i];
		if (c >= 'A' && c <= 'Z' && !region)
			c = (char)(c + 32);
		else if (c >= 'a' && c <= 'z' && region)
			c = (char)(c - 32);
		out[i] = c == '-' ? '_' : c;
		region |= out[i] == '_';
	}
	out[n] = '\0';
	return true;
}

/*
 * Reads `zh-CN.UTF-8` and the words for a language as `zh_CN`. False for a text that names none, which stays as it is,
 * for the reason.
 */
static bool read_language(const char *text, const char *normal, struct arena *arena, const char **out)
{
	const char *known = words_language(normal);
	char plain[LANGUAGE_BYTES];
	*out = known ? known : text;
	if (known || !*text)
		return true;
	if (!put_plain_language(text, plain) || !person_language_fits(plain))
		return false;
	*out = arena_str(arena, plain);
	return true;
}

/*
 * Reads the kind; a type word that says more than the kind goes to the tags. A word that says none leaves the kind that
 * is there.
 */
static bool read_kind(const char *text, const char *normal, struct arena *arena, struct resource *out)
{
	bool plain;
	enum resource_kind kind = words_kind(normal, &plain);
	if (!kind && !out->kind)
		return false;
	if (kind)
		out->kind = kind;
	if (!plain)
		out->tags = join_parts("", text, false, arena);
	return true;
}

int cell_told_kind(const char *text, enum resource_kind kind, struct arena *arena, struct resource *out)
{
	out->kind = kind;
	out->tags = join_parts("", text, false, arena);
	return out->tags ? 0 : QUAD_ENOMEM;
}

/* A cell that is read. */
struct cell_text {
	const struct list_column *column;
	const char *text, *normal; /* normal: words_normal of it, "" for columns that need none */
	struct arena *arena;
	struct reasons *why;
	bool failed; /* memory ran out */
};

/* Reads a value that is kept as a text; false if the cell is malformed. */
static bool read_text_value(struct cell_text *r, const char **out)
{
	const char *known;
	switch (r->column->type) {
	case VALUE_REGION:
		known = words_region(r->normal);
		*out = known ? known : r->text;
		return true;
	case VALUE_TIER:
		known = words_tier(r->normal);
		*out = known ? known : "";
		return known || !*r->normal;
	case VALUE_TAGS: *out = join_parts(*out, r->text, true, r->arena); return true;
	case VALUE_CODES: *out = join_parts("", r->text, true, r->arena); return true;
	case VALUE_EQUIPMENT: *out = join_parts("", r->text, false, r->arena); return true;
	case VALUE_OPENING:
		r->failed |= read_opening(r->text, r->arena, out, r->why, r->column->name) != 0;
		return true;
	case VALUE_LANGUAGE: return read_language(r->text, r->normal, r->arena, out);
	case VALUE_SCOPE: *out = list_rule_scope(r->text, r->arena); return true;
	case VALUE_RULE: *out = list_rule_text(r->column->name, r->text, r->arena); return true;
	default: *out = r->text; return true;
	}
}

/* Reads an instant, a date or a clock time; adds the reason itself if it is none. */
static void read_time_value(struct cell_text *r, void *out)
{
	const struct list_column *column = r->column;
	if (column->type == VALUE_CLOCK) {
		cell_clock(r->text, column->name, out, r->why);
		return;
	}
	/* without bound */
	bool open = !*r->text && !(column->flags & COLUMN_NEEDED);
	bool is_day = column->type == VALUE_DATE || column->type == VALUE_OPEN_DAY;
	if (column->type != VALUE_DATE && open) {
		*(int64_t *)out = 0;
		return;
	}
	if (!is_day) {
		read_time(r->text, column->type, column->name, out, r->why);
		return;
	}
	int64_t day;
	*(int64_t *)out = column->type == VALUE_DATE ? PERIOD_ALWAYS : 0;
	if (!*r->text)
		return;
	if (cell_date(r->text, &day, &r->failed))
		*(int64_t *)out = day;
	else
		cell_refuse(r->why, REASON_TIME, column->name, r->text);
}

/* Reads hours a year; a full number of them is written without decimals, and 0 is none. */
static bool read_rated(struct cell_text *r, uint32_t *out)
{
	int64_t hours;
	if (!amount_count(r->text, &hours, &r->failed) || hours <= 0 || hours > UINT32_MAX)
		return false;
	*out = (uint32_t)hours;
	return true;
}

/* Reads a number, a word for an enumerator, or a day rule; false if the cell is malformed. */
static bool read_word_value(struct cell_text *r, union list_value *v, void *out)
{
	const char *normal = r->normal;
	bool given = *normal;
	int flag;
	switch (r->column->type) {
	case VALUE_NUMBER: return !given || cell_number(r->text, out, &r->failed);
	case VALUE_SEATS:
		return !given || words_unlimited(normal) || cell_number(r->text, out, &r->failed);
	case VALUE_RATED: return !given || read_rated(r, out);
	case VALUE_BOOL:
		flag = words_bool(normal);
		*(bool *)out = flag != 0;
		return flag >= 0 || !given;
	case VALUE_YES:
		flag = words_bool(normal);
		*(bool *)out = flag > 0;
		return flag >= 0 || !given;
	case VALUE_KIND: return read_kind(r->text, normal, r->arena, &v->resource);
	case VALUE_MODE: return (*(enum resource_mode *)out = words_mode(normal)) || !given;
	case VALUE_APPROVAL: return (*(enum approval *)out = words_approval(normal)) || !given;
	case VALUE_SHARING: return (*(enum sharing *)out = words_sharing(normal)) || !given;
	case VALUE_ROLE: return (*(enum person_role *)out = words_role(normal)) || !given;
	case VALUE_COUNT: return !given || amount_count(r->text, out, &r->failed);
	case VALUE_YEAR: return !given || amount_year(r->text, out, &r->failed);
	case VALUE_DECIMAL:
		*(int64_t *)out = list_no_decimal(r->column);
		return !given || amount_decimal(r->text, out, &r->failed);
	case VALUE_PURPOSE: return words_purpose(normal, out);
	case VALUE_DAY: return words_day(normal, out, &v->day.week, &v->day.weekday);
	default: return true;
	}
}

static bool is_time_type(enum value_type type)
{
	return type >= VALUE_TIME && type <= VALUE_CLOCK;
}

int cell_read(const struct list_column *c, const char *text, struct arena *arena, union list_value *v,
              struct reasons *why)
{
	struct cell_text r = {.column = c, .text = text, .arena = arena, .why = why};
	void *out = (char *)v + c->offset;
	struct buf normal = {0};
	bool is_text = c->type < VALUE_NUMBER, ok = true;
	if (list_is_number(c->type) && read_digits(text, out))
		return 0;
	if (c->type != VALUE_TEXT && !is_time_type(c->type))
		words_normal(&normal, text);
	r.normal = buf_text(&normal);
	if (is_text)
		ok = read_text_value(&r, out);
	else if (is_time_type(c->type))
		read_time_value(&r, out);
	else
		ok = read_word_value(&r, v, out);
	if (!ok)
		cell_refuse(why, REASON_VALUE, c->name, text);
	r.failed |= normal.failed || (is_text && !*(const char **)out);
	r.failed |= c->type == VALUE_KIND && !v->resource.tags;
	buf_release(&normal);
	return r.failed ? QUAD_ENOMEM : 0;
}
