/* Each doubt is a question about one text; the column is what most of its texts say. */
#include "store/list/list_sample.h"

#include <string.h>

#include "store/format/list_words.h"
#include "store/list/list_cell.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

/* A question about a text, cleaned and in normal form. */
typedef bool (*question)(const char *text, const char *normal, bool *failed);

static const char *text_of(const struct list_sample *sample, size_t row, size_t cell)
{
	return cell < sample->n_cells[row] ? sample->rows[row][cell] : "";
}

/* How many texts of a cell there are, and for how many of them the answer is yes. */
static size_t count_yes(const struct list_sample *sample, size_t cell, question ask, size_t *texts, bool *failed)
{
	struct buf normal = {0};
	size_t yes = 0;
	*texts = 0;
	for (size_t i = 0; i < sample->n; i++) {
		const char *text = text_of(sample, i, cell);
		if (!*text)
			continue;
		buf_clear(&normal);
		words_normal(&normal, text);
		++*texts;
		yes += ask(text, buf_text(&normal), failed);
	}
	*failed |= normal.failed;
	buf_release(&normal);
	return yes;
}

static bool mostly(const struct list_sample *sample, size_t cell, question ask, bool *failed)
{
	size_t texts, yes = count_yes(sample, cell, ask, &texts, failed);
	return texts && yes * 2 > texts;
}

/* True if there are texts, and at most half of them are such. */
static bool seldom(const struct list_sample *sample, size_t cell, question ask, bool *failed)
{
	size_t texts, yes = count_yes(sample, cell, ask, &texts, failed);
	return texts && yes * 2 <= texts;
}

/* ---- questions ---- */

static bool is_unit(const char *text, const char *normal, bool *failed)
{
	static const char *const words[] = {"只",   "支",    "块", "组",     "副",  "部",   "架",    "盒",
	                                    "条",   "根",    "本", "卷",     "箱",  "瓶",   "批",    "米",
	                                    "kg",   "m",     "㎡", "平方米", "set", "sets", "piece", "pieces",
	                                    "unit", "units", "pc", "台/套",  "台件"};
	(void)text;
	(void)failed;
	if (words_unit(normal))
		return true;
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i], normal) == 0)
			return true;
	return false;
}

/* True for a rank or a title of staff: Professor, 高级讲师, 助教, 主任. */
static bool is_rank(const char *text, const char *normal, bool *failed)
{
	static const char *const endings[] = {"教授",     "讲师",      "助教",    "教师",      "老师",     "导师",
	                                      "工程师",   "技师",      "研究员",  "实验师",    "教员",     "主任",
	                                      "院长",     "馆员",      "级",      "professor", "lecturer", "instructor",
	                                      "tutor",    "assistant", "teacher", "fellow",    "reader",   "technician",
	                                      "engineer", "dean",      "dr",      "mr",        "mrs",      "ms",
	                                      "miss",     "prof",      "无",      "未评"};
	size_t len = strlen(normal);
	(void)text;
	(void)failed;
	for (size_t i = 0; i < COUNT(endings); i++) {
		size_t tail = strlen(endings[i]);
		if (tail <= len && strcmp(normal + len - tail, endings[i]) == 0)
			return true;
	}
	return false;
}

/* True for a date with its year, or a span of such: no hours of a week begin so. */
static bool is_dated(const char *text, const char *normal, bool *failed)
{
	int64_t day;
	bool century = strncmp(normal, "19", 2) == 0 || strncmp(normal, "20", 2) == 0;
	bool year = century && strspn(normal, "0123456789") == 4;
	if (year && (!normal[4] || strchr("-/.", normal[4]) || strncmp(normal + 4, "年", strlen("年")) == 0))
		return true;
	return cell_date(text, &day, failed);
}

static bool is_kind(const char *text, const char *normal, bool *failed)
{
	bool plain;
	(void)text;
	(void)failed;
	return words_kind(normal, &plain);
}

static bool is_flag(const char *text, const char *normal, bool *failed)
{
	(void)text;
	(void)failed;
	return words_bool(normal) >= 0;
}

static bool is_role(const char *text, const char *normal, bool *failed)
{
	(void)text;
	(void)failed;
	return words_role(normal);
}

static bool is_number(const char *text, const char *normal, bool *failed)
{
	uint32_t n;
	return *normal >= '0' && *normal <= '9' && (cell_number(text, &n, failed) || strpbrk(normal, "+-~"));
}

/* ---- columns ---- */

/* What a header means only perhaps, and which texts then say that it does. */
static const struct {
	const char *column;
	enum header_noun noun;
	question says;
} doubts[] = {
	{"kind", NOUN_USAGE, is_kind},     {"kind", NOUN_TRAIT, is_kind},     {"role", NOUN_RANK, is_role},
	{"role", NOUN_KIND, is_role},      {"role", NOUN_TRAIT, is_role},     {"seats", NOUN_SIZE, is_number},
	{"seats", NOUN_PEOPLE, is_number}, {"seats", NOUN_PIECES, is_number}, {"active", NOUN_AVAILABLE, is_flag},
	{"party", NOUN_PEOPLE, is_number},
};

/* What a header may mean that is a name of the column, and which texts say that it does not. */
static const struct {
	const char *column;
	question denies;
} denials[] = {
	{"institution", is_unit},
	{"name", is_rank},
	{"name", is_unit},
	{"opening", is_dated},
};

bool list_sample_tells_apart(const struct list_sample *sample, size_t cell)
{
	for (size_t i = 0; i < sample->n; i++) {
		const char *text = text_of(sample, i, cell);
		if (!*text)
			return false;
		for (size_t j = 0; j < i; j++)
			if (strcmp(text, text_of(sample, j, cell)) == 0)
				return false;
	}
	return true;
}

bool list_sample_contradicts(const struct list_sample *sample, size_t cell, const struct list_column *column,
                             const struct header_words *words, bool *failed)
{
	for (size_t i = 0; i < COUNT(denials); i++)
		if (strcmp(denials[i].column, column->name) == 0 && mostly(sample, cell, denials[i].denies, failed))
			return true;
	for (size_t i = 0; i < COUNT(doubts) && words; i++) {
		if (doubts[i].noun != words->head || strcmp(doubts[i].column, column->name) != 0)
			continue;
		if (seldom(sample, cell, doubts[i].says, failed))
			return true;
	}
	bool number = words && words->head == NOUN_NONE && words->suffix == SUFFIX_CODE;
	return number && column->flags & COLUMN_KEY && !list_sample_tells_apart(sample, cell);
}
