/*
 * Cells to values. Generous in form (full-width digits, units behind numbers, both scripts, either separator) and
 * strict in substance: what is not surely understood is reported, never guessed.
 */
#include "store/list/list_cell.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/format/list_words.h"
#include "store/model/opening.h"
#include "store/model/person.h"
#include "store/base/utf8.h"

#define QUOTED_MAX_BYTES 60
#define ALWAYS_MAX_BYTES 24 /* of the words for it, with blanks */

/* The length of the text up to max bytes that ends with a whole character. */
static size_t whole_len(const char *s, size_t max)
{
	size_t len = strlen(s);
	if (len <= max)
		return len;
	for (len = max; len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80;)
		len--;
	return len;
}

void cell_malformed(struct reasons *why, const char *field, const char *text)
{
	reason_add(why, RULE_VALUE, field, "%.*s", (int)whole_len(text, QUOTED_MAX_BYTES), text);
}

static void malformed_time(struct reasons *why, const char *field, const char *text, const char *hint)
{
	reason_add(why, RULE_TIME, field, "%.*s%s", (int)whole_len(text, QUOTED_MAX_BYTES), text, hint);
}

void cell_malformed_time(struct reasons *why, const char *field, const char *text)
{
	malformed_time(why, field, text, "");
}

/* Is p a comma that separates thousands of the number that begins at first? */
static bool is_thousands(const char *first, const char *p)
{
	size_t before = strspn(first, "0123456789");
	return *p == ',' && p > first && before > 0 && before <= 3 && (size_t)(p - first - (ptrdiff_t)before) % 4 == 0 &&
	       strspn(p + 1, "0123456789") == 3;
}

/*
 * Perhaps 第, digits (perhaps with a comma before each three), then perhaps a fraction of zeros, then perhaps a unit;
 * blanks only before the unit.
 */
bool cell_number(const char *text, uint32_t *out, bool *failed)
{
	struct buf folded = {0}, unit = {0};
	uint64_t v = 0;
	*out = 0;
	if (strncmp(text, "第", 3) == 0)
		text += 3;
	utf8_fold(&folded, text);
	const char *first = buf_text(&folded), *p = first;
	for (; ((*p >= '0' && *p <= '9') || is_thousands(first, p)) && v <= UINT32_MAX; p++)
		v = *p == ',' ? v : v * 10 + (uint64_t)(*p - '0');
	bool ok = p > first && v <= UINT32_MAX;
	if (p[0] == '.' && p[1] == '0')
		for (p++; *p == '0';)
			p++;
	words_normal(&unit, p);
	ok = ok && (unit.len == 0 || words_unit(buf_text(&unit)));
	*failed |= folded.failed || unit.failed;
	if (ok)
		*out = (uint32_t)v;
	buf_release(&folded);
	buf_release(&unit);
	return ok;
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

/* The next non-empty part of *s, cleaned, in arena; NULL at the end (or, with *failed, without memory). */
static char *next_part(const char **s, const char *const *marks, size_t n, struct arena *arena, bool *failed)
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

/* `a;b` of a cell behind what `before` lists already, each once. */
static const char *joined(const char *before, const char *text, bool also_commas, struct arena *arena)
{
	bool plain = also_commas && !holds_any(text, semicolons, 2);
	const char *const *marks = plain ? commas : semicolons;
	size_t n = plain ? 3 : 2;
	bool failed = false;
	struct buf out = {0};
	buf_str(&out, before);
	for (char *part; (part = next_part(&text, marks, n, arena, &failed));)
		if (!has_part(buf_text(&out), part))
			buf_fmt(&out, "%s%s", out.len ? ";" : "", part);
	const char *list = failed || out.failed ? NULL : arena_str(arena, buf_text(&out));
	buf_release(&out);
	return list;
}

const char *cell_join(const char *list, const char *more, struct arena *arena)
{
	return joined(list, more, false, arena);
}

/* Splits `OSC*3` in place. False if the units are not a number above 0. */
static bool split_units(char *part, uint32_t *units)
{
	static const char *const stars[] = {"*", "＊", "×"};
	size_t len = strlen(part), digits = 0;
	uint64_t v = 0;
	*units = 0;
	while (digits < len && part[len - 1 - digits] >= '0' && part[len - 1 - digits] <= '9')
		digits++;
	size_t end = len - digits;
	while (end > 0 && part[end - 1] == ' ')
		end--;
	for (size_t i = 0; digits > 0 && i < sizeof stars / sizeof *stars; i++) {
		size_t star = strlen(stars[i]);
		if (end <= star || memcmp(part + end - star, stars[i], star) != 0)
			continue;
		for (const char *p = part + len - digits; *p && v <= UINT32_MAX; p++)
			v = v * 10 + (uint64_t)(*p - '0');
		if (v == 0 || v > UINT32_MAX)
			return false;
		*units = (uint32_t)v;
		for (end -= star; end > 0 && part[end - 1] == ' ';)
			end--;
		part[end] = '\0';
		return end > 0;
	}
	return true;
}

int cell_claims(const char *text, const char *field, struct arena *arena, struct claim_ask *claims, size_t *n,
                struct reasons *why)
{
	bool failed = false;
	for (char *part; (part = next_part(&text, semicolons, 2, arena, &failed));) {
		char *whole = arena_str(arena, part);
		uint32_t units;
		if (!whole)
			return QUAD_ENOMEM;
		if (split_units(part, &units))
			claims[(*n)++] = (struct claim_ask){part, units};
		else
			cell_malformed(why, field, whole);
	}
	return failed ? QUAD_ENOMEM : 0;
}

/* ---- values of one kind each ---- */

static int read_opening(const char *text, struct arena *arena, const char **out, struct reasons *why, const char *field)
{
	static const char *const always[] = {"全天", "全天开放", "always", "24小时", "24h", "不限"};
	struct opening hours;
	struct buf b = {0}, normal = {0};
	const char *bad;
	int err = 0;
	if (strlen(text) <= ALWAYS_MAX_BYTES)
		words_normal(&normal, text);
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		if (strcmp(buf_text(&normal), always[i]) == 0)
			text = "";
	bool ok = opening_parse(text, &hours, &bad) == 0;
	if (!ok) {
		/* Full-width digits and marks, once folded. */
		struct opening again;
		const char *bad_again;
		utf8_fold(&b, text);
		ok = opening_parse(buf_text(&b), &again, &bad_again) == 0;
		if (ok)
			hours = again;
	}
	buf_clear(&b);
	if (!ok)
		cell_malformed(why, field, bad);
	else
		opening_format(&hours, &b);
	*out = arena_str(arena, buf_text(&b));
	if (b.failed || normal.failed || !*out)
		err = QUAD_ENOMEM;
	buf_release(&b);
	buf_release(&normal);
	return err;
}

/* `下午2:00` and its like at *p: appends the hour of the 24-hour clock. False where no such word and hour stand. */
static bool hour_of_part(const char **p, struct buf *out)
{
	static const struct {
		const char *text;
		unsigned added, of_twelve; /* hours; what 12 o'clock is */
	} words[] = {{"上午", 0, 12}, {"早上", 0, 12}, {"中午", 0, 12}, {"下午", 12, 12}, {"晚上", 12, 24}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t len = strlen(words[i].text);
		if (strncmp(*p, words[i].text, len) != 0)
			continue;
		const char *q = *p + len + strspn(*p + len, " ");
		size_t digits = strspn(q, "0123456789");
		unsigned hour = 0;
		if (digits < 1 || digits > 2)
			return false;
		for (size_t d = 0; d < digits; d++)
			hour = hour * 10 + (unsigned)(q[d] - '0');
		hour = hour == 12 ? words[i].of_twelve : hour < 12 ? hour + words[i].added : hour;
		buf_fmt(out, " %u", hour);
		*p = q + digits;
		return true;
	}
	return false;
}

/* As clock.h reads it: full-width characters as plain ones, `2026年9月7日 8时30分` with signs, `20260907` too. */
static void plain_date(struct buf *out, const char *text)
{
	static const struct {
		const char *text, *plain;
	} signs[] = {{"年", "-"}, {"月", "-"}, {"日", " "}, {"号", " "}, {"號", " "}, {"时", ":"}, {"時", ":"},
	             {"点", ":"}, {"點", ":"}, {"分", ""}};
	struct buf folded = {0};
	utf8_fold(&folded, text);
	const char *p = buf_text(&folded);
	bool compact = strspn(p, "0123456789") == 8;
	while (*p) {
		if (hour_of_part(&p, out))
			continue;
		size_t i = 0, at = (size_t)(p - buf_text(&folded));
		while (i < sizeof signs / sizeof *signs && strncmp(p, signs[i].text, strlen(signs[i].text)) != 0)
			i++;
		if (compact && (at == 4 || at == 6))
			buf_char(out, '-');
		if (i < sizeof signs / sizeof *signs)
			buf_str(out, signs[i].plain);
		else
			buf_char(out, *p == 't' ? 'T' : *p);
		p += i < sizeof signs / sizeof *signs ? strlen(signs[i].text) : 1;
	}
	if (out->len && out->p[out->len - 1] == ':')
		buf_str(out, "00");
	out->failed |= folded.failed;
	buf_release(&folded);
}

/* A date that a store accepts. A spreadsheet's midnight behind it is none of its time. */
static bool date_of(const char *text, int64_t *out)
{
	int64_t at;
	bool ok = clock_parse_date(text, out) == 0;
	if (!ok && clock_parse(text, &at) == 0 && clock_local_minute(at) == 0) {
		*out = clock_local_day(at);
		ok = true;
	}
	return ok && *out >= PERIOD_ALWAYS && *out < CLOCK_MAX_MIN / DAY_MIN - 1;
}

static int time_of(const char *text, enum value_type type, int64_t *out)
{
	int64_t day;
	int err = clock_parse(text, out);
	if (err != QUAD_EINVAL || type == VALUE_TIME || !date_of(text, &day))
		return err;
	*out = clock_day_start(type == VALUE_UNTIL ? day + 1 : day);
	return 0;
}

bool cell_date(const char *text, int64_t *out, bool *failed)
{
	struct buf plain = {0};
	bool ok = date_of(text, out);
	if (!ok) {
		plain_date(&plain, text);
		ok = date_of(buf_text(&plain), out);
	}
	*failed |= plain.failed;
	buf_release(&plain);
	return ok;
}

static int any_time(const char *text, enum value_type type, int64_t *out, bool *failed)
{
	struct buf plain = {0};
	int err = time_of(text, type, out);
	if (err == QUAD_EINVAL) {
		plain_date(&plain, text);
		err = time_of(buf_text(&plain), type, out);
	}
	*failed |= plain.failed;
	buf_release(&plain);
	return err;
}

int cell_instant(const char *text, int64_t *out, bool *failed)
{
	return any_time(text, VALUE_TIME, out, failed);
}

static void read_time(const char *text, enum value_type type, const char *field, int64_t *out, struct reasons *why)
{
	if (!*text) {
		cell_malformed(why, field, text);
		return;
	}
	switch (any_time(text, type, out, &why->failed)) {
	case 0: break;
	case QUAD_EGAP: malformed_time(why, field, text, " (the clock skips it)"); break;
	case QUAD_ETWICE: malformed_time(why, field, text, " (comes twice: add its offset)"); break;
	default: malformed_time(why, field, text, ""); break;
	}
}

void cell_clock(const char *text, const char *field, int *out, struct reasons *why)
{
	struct buf folded = {0};
	utf8_fold(&folded, text);
	if (clock_parse_time(buf_text(&folded), out) != 0)
		malformed_time(why, field, text, "");
	why->failed |= folded.failed;
	buf_release(&folded);
}

int cell_dates(const char *text, const char *field, struct arena *arena, const int64_t **out, size_t *n,
               struct reasons *why)
{
	static const char *const marks[] = {";", "；", ",", "，", "、"};
	int64_t *dates = NULL;
	size_t cap = 0;
	bool failed = false;
	*n = 0;
	for (char *part; (part = next_part(&text, marks, sizeof marks / sizeof *marks, arena, &failed));) {
		dates = arena_grow(arena, dates, *n, &cap, sizeof *dates);
		if (!dates)
			return QUAD_ENOMEM;
		if (cell_date(part, &dates[*n], &failed))
			++*n;
		else
			malformed_time(why, field, part, "");
	}
	*out = dates;
	return failed ? QUAD_ENOMEM : 0;
}

/* `zh-CN.UTF-8` and the words for a language as `zh_CN`; what is none stays, for its reason. False for that. */
static bool read_language(const char *text, const char *normal, struct arena *arena, const char **out)
{
	const char *known = words_language(normal);
	char plain[8];
	size_t n = strcspn(text, ".@");
	*out = known ? known : text;
	if (known || !*text)
		return true;
	for (size_t i = 0; i < n && i < sizeof plain; i++) {
		bool region = i > 0 && memchr(plain, '_', i);
		char c = text[i];
		if (c >= 'A' && c <= 'Z' && !region)
			c = (char)(c + 32);
		else if (c >= 'a' && c <= 'z' && region)
			c = (char)(c - 32);
		plain[i] = c == '-' ? '_' : c;
	}
	if (n >= sizeof plain)
		return false;
	plain[n] = '\0';
	if (!person_language_fits(plain))
		return false;
	*out = arena_str(arena, plain);
	return true;
}

/* The kind, and a type word that says more than it for the tags; a word that says none leaves the kind that is there. */
static bool read_kind(const char *text, const char *normal, struct arena *arena, struct resource *out)
{
	bool plain;
	enum resource_kind kind = words_kind(normal, &plain);
	if (!kind && !out->kind)
		return false;
	if (kind)
		out->kind = kind;
	if (!plain)
		out->tags = joined("", text, false, arena);
	return true;
}

int cell_read(const struct list_column *c, const char *text, struct arena *arena, union list_value *v,
              struct reasons *why)
{
	void *p = (char *)v + c->offset;
	const char **as_text = p;
	struct buf word = {0};
	const char *known;
	int64_t day;
	int flag;
	bool ok = true, failed = false;
	int err = 0;
	if (c->type != VALUE_TEXT && (c->type < VALUE_TIME || c->type > VALUE_CLOCK))
		words_normal(&word, text);
	const char *normal = buf_text(&word);
	bool given = *normal != '\0';
	switch (c->type) {
	case VALUE_TEXT: *as_text = text; break;
	case VALUE_REGION:
		known = words_region(normal);
		*as_text = known ? known : text;
		break;
	case VALUE_TIER:
		known = words_tier(normal);
		ok = known || !given;
		*as_text = known ? known : "";
		break;
	case VALUE_TAGS: *as_text = joined(*as_text, text, true, arena); break;
	case VALUE_EQUIPMENT: *as_text = joined("", text, false, arena); break;
	case VALUE_OPENING: err = read_opening(text, arena, as_text, why, c->name); break;
	case VALUE_SEATS:
		if (words_unlimited(normal))
			break;
		/* fall through */
	case VALUE_NUMBER: ok = !given || cell_number(text, p, &failed); break;
	case VALUE_TIME:
	case VALUE_FROM:
	case VALUE_UNTIL: read_time(text, c->type, c->name, p, why); break;
	case VALUE_DATE:
		*(int64_t *)p = PERIOD_ALWAYS;
		if (*text && cell_date(text, &day, &failed))
			*(int64_t *)p = day;
		else if (*text)
			malformed_time(why, c->name, text, "");
		break;
	case VALUE_CLOCK: cell_clock(text, c->name, p, why); break;
	case VALUE_BOOL:
		flag = words_bool(normal);
		ok = flag >= 0 || !given;
		*(bool *)p = flag != 0;
		break;
	case VALUE_KIND: ok = read_kind(text, normal, arena, &v->resource); break;
	case VALUE_MODE:
		*(enum resource_mode *)p = words_mode(normal);
		ok = words_mode(normal) || !given;
		break;
	case VALUE_APPROVAL:
		*(enum approval *)p = words_approval(normal);
		ok = words_approval(normal) || !given;
		break;
	case VALUE_SHARING:
		*(enum sharing *)p = words_sharing(normal);
		ok = words_sharing(normal) || !given;
		break;
	case VALUE_LANGUAGE: ok = read_language(text, normal, arena, as_text); break;
	case VALUE_ROLE:
		*(enum person_role *)p = words_role(normal);
		ok = words_role(normal) || !given;
		break;
	case VALUE_DAY: ok = words_day(normal, p, &v->day.week, &v->day.weekday); break;
	case VALUE_PART: break;
	}
	if (!ok)
		cell_malformed(why, c->name, text);
	if (failed || word.failed || (c->type < VALUE_NUMBER && !*as_text) || (c->type == VALUE_KIND && !v->resource.tags))
		err = QUAD_ENOMEM;
	buf_release(&word);
	return err;
}
