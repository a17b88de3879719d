/* Words are compared in the form of words_normal; what stands after a colon is a name, and stays as it is written. */
#include "store/list/list_rule.h"

#include <string.h>

#include "store/format/list_words.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

struct rule_word {
	const char *ours;
	const char *theirs; /* in normal form, blanks between */
};

static const struct rule_word spots[] = {
	{"kind", "kind type 类型 类别 种类"},
	{"institution", "institution school 机构 单位 学校 院校"},
	{"campus", "campus site 校区 校园"},
	{"tag", "tag label 标签"},
	{"resource", "resource 资源 场地 实验室 实训室 教室"},
	{"class", "class 身份 对象"},
	{"region", "region 地区 区域"},
	{"login", "login user person 登录名 用户 人员"},
};

static const struct rule_word classes[] = {
	{"own", "own 本单位 本校 本机构 自己"},
	{"consortium", "consortium member 联合体 联盟 成员单位"},
	{"public", "public community 公众 社会 社区"},
	{"enterprise", "enterprise company 企业 公司"},
};

static const struct rule_word fields[] = {
	{"forbid", "forbid deny denied 禁止 不允许"},
	{"limit", "limit quota 限额 配额 上限"},
	{"approval", "approval 审批 审核"},
	{"hold", "hold 保留 保留时间 保留时长"},
	{"lead", "lead leadtime 提前 提前量 最短提前"},
	{"horizon", "horizon 最远提前 预约期限 可预约天数"},
	{"min", "min minimum 最短 最短时长"},
	{"max", "max maximum 最长 最长时长"},
	{"gap", "gap buffer 间隔 间隔时间"},
	{"notice", "notice 取消期限 变更期限"},
	{"priority", "priority 优先级 优先"},
	{"checkin", "checkin 签到"},
	{"noshow", "noshow 未到 爽约 迟到"},
	{"price", "price rate 价格 收费"},
	{"qualification", "qualification 资格 资质 培训"},
	{"suspend", "suspend suspension 停权 暂停"},
	{"preempt", "preempt preemption 抢占 优先占用"},
	{"self", "self selfapproval 自批 自审"},
};

static const struct rule_word values[] = {
	{"none", "none 无 没有 不限 无限制 不需要 unlimited nolimit"},
	{"yes", "yes 是 允许"},
	{"no", "no 否 不允许"},
	{"required", "required 必须 需要 要求"},
	{"optional", "optional 可选"},
	{"owner", "owner 所有者 所属单位 归属单位"},
	{"owner+coordinator", "owner+coordinator 所有者+协调员 所有者和协调员 两级"},
};

static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);
	for (const char *p = list; *p;) {
		size_t n = strcspn(p, " ");
		if (n == len && memcmp(p, word, n) == 0)
			return true;
		p += n;
		p += *p == ' ';
	}
	return false;
}

/* Our word for that of a text; NULL for one that is not known. */
static const char *find_word(const struct rule_word *words, size_t n, const char *text, bool *failed)
{
	struct buf normal = {0};
	const char *found = NULL;
	words_normal(&normal, text);
	for (size_t i = 0; i < n && !found; i++)
		if (normal.len && has_word(words[i].theirs, buf_text(&normal)))
			found = words[i].ours;
	*failed |= normal.failed;
	buf_release(&normal);
	return found;
}

/* Appends a text with plain marks for full-width ones. */
static void put_plain_marks(struct buf *out, const char *text)
{
	static const struct {
		const char *wide;
		char plain;
	} marks[] = {{"：", ':'}, {"＋", '+'}, {"！", '!'}, {"＊", '*'}, {"　", ' '}, {"－", '-'}, {"～", '~'}};
	while (*text) {
		size_t i = 0;
		while (i < COUNT(marks) && strncmp(text, marks[i].wide, strlen(marks[i].wide)) != 0)
			i++;
		buf_char(out, i < COUNT(marks) ? marks[i].plain : *text);
		text += i < COUNT(marks) ? strlen(marks[i].wide) : 1;
	}
}

/* What stands after the word of a spot: a name, but for kinds, classes and regions, which are words too. */
static const char *name_of(const char *spot, const char *name, bool *failed)
{
	struct buf normal = {0};
	const char *known = NULL;
	bool plain;
	words_normal(&normal, name);
	if (strcmp(spot, "kind") == 0)
		known = kind_word(words_kind(buf_text(&normal), &plain));
	else if (strcmp(spot, "region") == 0)
		known = words_region(buf_text(&normal));
	else if (strcmp(spot, "class") == 0)
		known = find_word(classes, COUNT(classes), name, failed);
	*failed |= normal.failed;
	buf_release(&normal);
	return known && *known ? known : name;
}

/* Appends `WORD:NAME` with our word; a part without one stays as it is. */
static void put_spot(struct buf *out, const char *part, struct arena *arena, bool *failed)
{
	static const struct rule_word all[] = {
		{"*", "* 全部 所有 任何 所有人 任何人 all everybody anybody everywhere"}};
	const char *colon = strchr(part, ':');
	const char *whole = find_word(all, COUNT(all), part, failed);
	const char *word = colon ? arena_dup(arena, part, (size_t)(colon - part)) : "";
	const char *ours = word && *word ? find_word(spots, COUNT(spots), word, failed) : NULL;
	*failed |= !word;
	if (whole)
		buf_str(out, whole);
	else if (ours)
		buf_fmt(out, "%s:%s", ours, name_of(ours, colon + 1 + strspn(colon + 1, " "), failed));
	else
		buf_str(out, part);
}

/* Each spot of `a+b`. */
static void put_place(struct buf *out, const char *text, struct arena *arena, bool *failed)
{
	for (const char *p = text;; p++) {
		size_t len = strcspn(p, "+"), blanks = strspn(p, " ");
		blanks = blanks < len ? blanks : len;
		char *part = arena_dup(arena, p + blanks, len - blanks);
		*failed |= !part;
		if (part)
			put_spot(out, part, arena, failed);
		p += len;
		if (!*p)
			return;
		buf_char(out, '+');
	}
}

/* One spot, perhaps with a word for not before it. */
static void put_who(struct buf *out, const char *text, struct arena *arena, bool *failed)
{
	static const char *const nots[] = {"!", "非", "不是", "除"};
	for (size_t i = 0; i < COUNT(nots); i++) {
		size_t len = strlen(nots[i]);
		if (strncmp(text, nots[i], len) != 0)
			continue;
		buf_char(out, '!');
		text += len + strspn(text + len, " ");
		break;
	}
	put_spot(out, text, arena, failed);
}

static void put_word(struct buf *out, const char *text, const struct rule_word *words, size_t n, bool *failed)
{
	const char *ours = find_word(words, n, text, failed);
	buf_str(out, ours ? ours : text);
}

/* The bytes of a word for a unit of time at p, and our letter for it; 0 if there is none. */
static size_t read_unit(const char *p, char *ours)
{
	static const struct {
		const char *word;
		char ours;
	} units[] = {{"小时", 'h'}, {"小時", 'h'}, {"分钟", 'm'}, {"分鐘", 'm'}, {"分", 'm'},
	             {"天", 'd'},   {"日", 'd'},   {"h", 'h'},    {"m", 'm'},    {"d", 'd'}};
	for (size_t i = 0; i < COUNT(units); i++) {
		*ours = units[i].ours;
		if (strncmp(p, units[i].word, strlen(units[i].word)) == 0)
			return strlen(units[i].word);
	}
	return 0;
}

/* Appends `2小时30分钟` as `2h30m`; false for what is no length, of which nothing may be kept. */
static bool put_length(struct buf *out, const char *p)
{
	while (*p) {
		size_t digits = strspn(p, "0123456789"), unit;
		char ours;
		buf_add(out, p, digits);
		p += digits;
		unit = digits ? read_unit(p, &ours) : 0;
		if (!unit)
			return false;
		buf_char(out, ours);
		p += unit;
	}
	return true;
}

/* A value that is one word, or a length. */
static void put_value(struct buf *out, const char *text, bool *failed)
{
	struct buf length = {0};
	bool is_length = put_length(&length, text);
	*failed |= length.failed;
	if (*text && is_length)
		buf_str(out, buf_text(&length));
	else
		put_word(out, text, values, COUNT(values), failed);
	buf_release(&length);
}

const char *list_rule_scope(const char *text, struct arena *arena)
{
	struct buf plain = {0}, out = {0};
	bool failed = false;
	put_plain_marks(&plain, text);
	if (strchr(buf_text(&plain), ':'))
		put_spot(&out, buf_text(&plain), arena, &failed);
	else
		buf_str(&out, text);
	failed |= plain.failed || out.failed;
	const char *made = failed ? NULL : arena_str(arena, buf_text(&out));
	buf_release(&plain);
	buf_release(&out);
	return made;
}

const char *list_rule_text(const char *column, const char *text, struct arena *arena)
{
	struct buf plain = {0}, out = {0};
	bool failed = false;
	put_plain_marks(&plain, text);
	if (strcmp(column, "place") == 0)
		put_place(&out, buf_text(&plain), arena, &failed);
	else if (strcmp(column, "who") == 0)
		put_who(&out, buf_text(&plain), arena, &failed);
	else if (strcmp(column, "field") == 0)
		put_word(&out, buf_text(&plain), fields, COUNT(fields), &failed);
	else if (strcmp(column, "value") == 0)
		put_value(&out, text, &failed);
	else
		buf_str(&out, buf_text(&plain));
	failed |= plain.failed || out.failed;
	const char *made = failed ? NULL : arena_str(arena, buf_text(&out));
	buf_release(&plain);
	buf_release(&out);
	return made;
}
