/*
 * What is not surely understood is refused, so the words are listed: a number with anything else beside it, as in `40人
 * (含教师2人)`, is none.
 */
#include "store/list/list_loose.h"

#include <string.h>

#include "store/format/list_words.h"
#include "store/list/list_cell.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define PLACEHOLDER_MAX_BYTES 24
#define LOOSE_MAX_BYTES 60

static bool is_any(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(text, words[i]) == 0)
			return true;
	return false;
}

/* Dashes of any width, and nothing else. */
static bool is_dashes(const char *s)
{
	static const char *const wide[] = {"—", "–", "─", "－", "‐"};
	bool any = false;
	for (size_t i = 0; *s && i < COUNT(wide); i++) {
		if (*s == '-' || strncmp(s, wide[i], 3) == 0) {
			s += *s == '-' ? 1 : 3;
			any = true;
			i = (size_t)-1;
		}
	}
	return any && *s == '\0';
}

/* Words of letters begin with two of these, unless there are blanks in them. */
static bool may_be_word(const char *text)
{
	static const char starts[] = "na n. n/ ni no nu tb un";
	unsigned char second = (unsigned char)text[1];
	if (!*text || !strchr("nNtTuU", *text))
		return true;
	if (second >= 0x80 || second == ' ' || second == '_')
		return true;
	for (const char *p = starts; p < starts + sizeof starts - 1; p += 3)
		if (p[0] == (*text | 0x20) && p[1] == (second >= 'A' && second <= 'Z' ? second | 0x20 : second))
			return true;
	return false;
}

/* Most cells are none by their length and their first letters. */
static bool may_be_placeholder(const char *text)
{
	size_t len = strlen(text);
	if (len == 0 || len > PLACEHOLDER_MAX_BYTES)
		return false;
	if ((unsigned char)*text < 0x80 && !strchr("-/\\?.*(nNtTuU", *text))
		return false;
	return words_may_begin(text, "-/\\?.*(ntu无暂没空待未不") && may_be_word(text);
}

/* True for what says nothing in any column, in normal form. */
static bool is_placeholder(const char *normal)
{
	static const char *const words[] = {"/",    "\\",   "//",   "无",     "暂无",   "没有",    "空",     "空白",
	                                    "待定", "未定", "待补", "待补充", "待填",   "未填",    "未填写", "未知",
	                                    "不详", "不明", "n/a",  "null",   "(null)", "(blank)", "?",      "??",
	                                    "???",  "…",    "……",   "...",    "(空)",   "(无)",    "*",      "、"};
	return *normal == '\0' || is_dashes(normal) || is_any(normal, words, COUNT(words));
}

bool loose_is_placeholder(const char *text, bool *failed)
{
	struct buf normal = {0};
	if (!may_be_placeholder(text))
		return false;
	words_normal(&normal, text);
	bool found = is_placeholder(buf_text(&normal));
	*failed |= normal.failed;
	buf_release(&normal);
	return found;
}

/* Columns whose texts are codes or names, and so may be made of any letters. */
static bool names_things(const struct list_column *column)
{
	static const char *const names[] = {"institution", "campus", "scope",    "parent", "from",
	                                    "to",          "term",   "building", "room"};
	return column->flags & (COLUMN_KEY | COLUMN_NAME | COLUMN_CLAIM) || is_any(column->name, names, COUNT(names));
}

/* Words of plain letters, which would be codes elsewhere. */
static bool is_word_for_nothing(const char *normal)
{
	static const char *const words[] = {"na",  "n.a.",    "nil",       "none", "tbd",     "tba",
	                                    "tbc", "unknown", "undefined", "nan",  "notgiven"};
	return is_any(normal, words, COUNT(words));
}

/* Everything, and no limit. */
static bool is_rule_word(const char *normal)
{
	static const char *const words[] = {"*", "none", "无", "没有"};
	return is_any(normal, words, COUNT(words));
}

/* True for a word that means something in columns of this type. */
static bool has_meaning(enum value_type type, const char *normal)
{
	enum day_kind day;
	enum purpose_class purpose;
	uint32_t week, weekday;
	switch (type) {
	case VALUE_BOOL:
	case VALUE_YES: return words_bool(normal) >= 0;
	case VALUE_MODE: return words_mode(normal);
	case VALUE_APPROVAL: return words_approval(normal);
	case VALUE_SHARING: return words_sharing(normal);
	case VALUE_ROLE: return words_role(normal);
	case VALUE_PURPOSE: return words_purpose(normal, &purpose);
	case VALUE_DAY: return words_day(normal, &day, &week, &weekday);
	case VALUE_SEATS: return words_unlimited(normal);
	case VALUE_STATE: return true;
	case VALUE_RULE: return is_rule_word(normal);
	default: return false;
	}
}

bool loose_says_nothing(const struct list_column *column, const char *text, bool *failed)
{
	struct buf normal = {0};
	bool everything = column->type == VALUE_SCOPE && strcmp(text, "*") == 0;
	if (everything || !may_be_placeholder(text))
		return false;
	words_normal(&normal, text);
	bool nothing = is_placeholder(buf_text(&normal));
	if (!nothing && !names_things(column))
		nothing = is_word_for_nothing(buf_text(&normal));
	nothing = nothing && !has_meaning(column->type, buf_text(&normal));
	*failed |= normal.failed;
	buf_release(&normal);
	return nothing;
}

/* ---- numbers ---- */

/* Moves *p after the first of the words that stands there; false if none does. */
static bool skip_any(const char **p, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(words[i]);
		if (strncmp(*p, words[i], len) != 0)
			continue;
		*p += len;
		return true;
	}
	return false;
}

static void skip_all(const char **p, const char *const *words, size_t n)
{
	bool more = true;
	while (more)
		more = skip_any(p, words, n);
}

/* What people, places and minutes are counted in, longer words first. */
static void skip_unit(const char **p)
{
	static const char *const measures[] = {"个", "名", "位", "台", "张", "把", "套",
	                                       "件", "组", "间", "座", "席", "人"};
	static const char *const things[] = {
		"工位",   "座位",   "机位", "席位",         "学生",    "同学",   "教师",     "电脑",    "计算机",
		"桌椅",   "课桌",   "桌",   "椅",           "位",      "座",     "人",       "分钟",    "minutes",
		"minute", "mins",   "min",  "people",       "persons", "person", "students", "student", "seats",
		"seat",   "places", "pax",  "workstations", "pcs",     "次"};
	skip_any(p, measures, COUNT(measures));
	skip_any(p, things, COUNT(things));
}

static bool read_count(const char **p, uint32_t *out)
{
	const char *start = *p;
	uint64_t v = 0;
	for (; **p >= '0' && **p <= '9' && v <= UINT32_MAX; ++*p)
		v = v * 10 + (uint64_t)(**p - '0');
	*out = (uint32_t)v;
	return *p > start && v <= UINT32_MAX;
}

/* Reads what a loose number says: from and to, the same where it is one. */
static bool read_loose(const char *p, uint32_t *from, uint32_t *to)
{
	static const char *const before[] = {"大约",
	                                     "大概",
	                                     "约",
	                                     "将近",
	                                     "近",
	                                     "接近",
	                                     "不超过",
	                                     "最多",
	                                     "至多",
	                                     "至少",
	                                     "不少于",
	                                     "可容纳",
	                                     "容纳",
	                                     "共",
	                                     "≤",
	                                     "≥",
	                                     "<=",
	                                     ">=",
	                                     "<",
	                                     ">",
	                                     "~",
	                                     "≈",
	                                     "approximately",
	                                     "approx.",
	                                     "approx",
	                                     "about",
	                                     "around",
	                                     "circa",
	                                     "ca.",
	                                     "upto",
	                                     "max.",
	                                     "max",
	                                     "atleast",
	                                     "atmost",
	                                     "min.",
	                                     "over",
	                                     "nearly"};
	static const char *const ranges[] = {"-", "–", "—", "~", "至", "到", "to"};
	static const char *const after[] = {"+",  "以上", "以下", "以内", "之内", "左右",   "上下", "多",
	                                    "余", "来",   "许",   "内",   "orso", "ormore", "max",  "上限"};
	skip_all(&p, before, COUNT(before));
	if (!read_count(&p, from))
		return false;
	*to = *from;
	skip_all(&p, after, COUNT(after));
	skip_unit(&p);
	skip_all(&p, after, COUNT(after));
	if (!skip_any(&p, ranges, COUNT(ranges)))
		return *p == '\0';
	if (!read_count(&p, to) || *to < *from)
		return false;
	skip_unit(&p);
	skip_all(&p, after, COUNT(after));
	return *p == '\0';
}

/* Columns of numbers that may be estimates; those of periods and weeks are exact. */
static bool may_be_loose(const struct list_column *column)
{
	static const char *const names[] = {"party", "setup", "teardown", "minutes"};
	return column->type == VALUE_SEATS ||
	       (column->type == VALUE_NUMBER && is_any(column->name, names, COUNT(names)));
}

/* `1 000` may be a number of thousands or two numbers. */
static bool has_blank_between_digits(const char *s)
{
	for (const char *p = s + strcspn(s, " "); *p; p += 1 + strcspn(p + 1, " "))
		if (p > s && p[-1] >= '0' && p[-1] <= '9' && p[1] >= '0' && p[1] <= '9')
			return true;
	return false;
}

bool loose_number(const struct list_column *column, const char *text, uint32_t *out, bool *failed)
{
	struct buf normal = {0};
	uint32_t from, to;
	if (!may_be_loose(column) || strlen(text) > LOOSE_MAX_BYTES || cell_number(text, out, failed))
		return false;
	if (has_blank_between_digits(text))
		return false;
	words_normal(&normal, text);
	bool read = read_loose(buf_text(&normal), &from, &to);
	*failed |= normal.failed;
	buf_release(&normal);
	if (read)
		*out = column->type == VALUE_SEATS ? from : to;
	return read;
}
