/*
 * The vocabulary of lists. Every table is in normal form: small letters, simplified characters, no blanks. A
 * traditional list is brought into that form character by character, which is enough for headers and type words and
 * would not be for prose; stored texts are never touched by it.
 */
#include "store/list_words.h"

#include <string.h>

#include "store/pattern.h"
#include "store/utf8.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

/* A traditional character, then its simplified one; three bytes each. */
static const char scripts[] =
	"編编號号碼码實实驗验訓训課课樓楼棟栋間间門门開开時时專专業业設设備备類类別别種种場场數数納纳機机構构學学"
	"區区園园屬属單单級级層层辦办質质鎮镇鄉乡縣县緯纬經经詳详細细從从終终點点達达發发鐘钟鍾钟標标簽签籤签鍵键"
	"詞词準准審审範范圍围費费價价啟启啓启無无獨独佔占師师資资員员請请預预約约訂订結结說说註注報报廳厅館馆圖图"
	"書书會会議议體体儀仪車车電电腦脑閱阅覽览禮礼聯联對对廣广東东產产參参關关閉闭項项計计導导講讲臺台檯台個个"
	"際际內内徵征稱称務务製制適适兩两營营築筑張张統统識识舉举輛辆籌筹節节週周規规則则調调補补雙双總总號号曆历"
	"換换組组照照執执";

static void add_simplified(struct buf *out, const char *p, size_t len)
{
	if (len == 3)
		for (const char *s = scripts; *s; s += 6)
			if (memcmp(s, p, 3) == 0) {
				buf_add(out, s + 3, 3);
				return;
			}
	buf_add(out, p, len);
}

static bool is_gap(uint32_t c)
{
	return c == ' ' || c == '_' || c == 0xa0 || c == 0x3000 || (c >= '\t' && c <= '\r') || c == 0xfeff;
}

static void normal(struct buf *out, const char *s, bool header)
{
	struct buf folded = {0};
	int depth = 0;
	utf8_fold(&folded, s);
	out->failed |= folded.failed;
	const char *p = buf_text(&folded);
	for (size_t at = 0; at < folded.len;) {
		uint32_t c;
		int n = utf8_next(p + at, folded.len - at, &c);
		size_t len = n > 0 ? (size_t)n : 1;
		bool drop = n < 0 || is_gap(c);
		if (header) {
			bool opens = c == '(' || c == '[' || c == '{' || c == 0x3010 || c == 0x3014;
			bool closes = c == ')' || c == ']' || c == '}' || c == 0x3011 || c == 0x3015;
			depth += opens;
			drop |= depth > 0 || closes || c == '*' || c == ':' || c == '"' || c == '\'' || c == '.' ||
			        c == '-';
			depth -= closes && depth > 0;
		}
		if (!drop)
			add_simplified(out, p + at, len);
		at += len;
	}
	buf_release(&folded);
}

void words_normal(struct buf *out, const char *s)
{
	normal(out, s, false);
}

void words_header(struct buf *out, const char *s)
{
	normal(out, s, true);
}

/* ---- vocabularies ---- */

struct word {
	const char *text;
	int value;
};

static int exactly(const struct word *words, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].text, s) == 0)
			return words[i].value;
	return 0;
}

static int ending(const struct word *words, size_t n, const char *s)
{
	size_t len = strlen(s);
	for (size_t i = 0; i < n; i++) {
		size_t tail = strlen(words[i].text);
		if (tail <= len && strcmp(s + len - tail, words[i].text) == 0)
			return words[i].value;
	}
	return 0;
}

static int holding(const struct word *words, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(s, words[i].text))
			return words[i].value;
	return 0;
}

/* Whom or what a word ends in comes first: a training teacher and a lab's instruments are no labs. */
static const struct word kind_endings[] = {
	{"教师", KIND_TEACHER},   {"老师", KIND_TEACHER}, {"讲师", KIND_TEACHER},   {"教授", KIND_TEACHER},
	{"导师", KIND_TEACHER},   {"师傅", KIND_TEACHER}, {"工程师", KIND_TEACHER}, {"教员", KIND_TEACHER},
	{"班级", KIND_CLASS},     {"班", KIND_CLASS},     {"设备", KIND_EQUIPMENT}, {"仪器", KIND_EQUIPMENT},
	{"器材", KIND_EQUIPMENT},
};
/* The better known before the more general. */
static const struct word kind_parts[] = {
	{"基地", KIND_BASE},
	{"车间", KIND_BASE},
	{"工场", KIND_BASE},
	{"实训中心", KIND_BASE},
	{"trainingbase", KIND_BASE},
	{"trainingcent", KIND_BASE},
	{"workshop", KIND_BASE},
	{"实验", KIND_LAB},
	{"实训", KIND_LAB},
	{"机房", KIND_LAB},
	{"仿真", KIND_LAB},
	{"计算机", KIND_LAB},
	{"电脑", KIND_LAB},
	{"lab", KIND_LAB},
	{"教室", KIND_ROOM},
	{"课室", KIND_ROOM},
	{"会议", KIND_ROOM},
	{"报告厅", KIND_ROOM},
	{"礼堂", KIND_ROOM},
	{"讲堂", KIND_ROOM},
	{"体育", KIND_ROOM},
	{"操场", KIND_ROOM},
	{"球场", KIND_ROOM},
	{"场地", KIND_ROOM},
	{"场馆", KIND_ROOM},
	{"琴房", KIND_ROOM},
	{"舞蹈", KIND_ROOM},
	{"图书", KIND_ROOM},
	{"阅览", KIND_ROOM},
	{"室", KIND_ROOM},
	{"厅", KIND_ROOM},
	{"馆", KIND_ROOM},
	{"classroom", KIND_ROOM},
	{"room", KIND_ROOM},
	{"hall", KIND_ROOM},
	{"auditorium", KIND_ROOM},
	{"gym", KIND_ROOM},
	{"sportsground", KIND_ROOM},
	{"教师", KIND_TEACHER},
	{"老师", KIND_TEACHER},
	{"teacher", KIND_TEACHER},
	{"lecturer", KIND_TEACHER},
	{"班", KIND_CLASS},
	{"设备", KIND_EQUIPMENT},
	{"仪器", KIND_EQUIPMENT},
	{"equipment", KIND_EQUIPMENT},
	{"instrument", KIND_EQUIPMENT},
};
static const struct word modes[] = {
	{"exclusive", MODE_EXCLUSIVE}, {"独占", MODE_EXCLUSIVE}, {"独享", MODE_EXCLUSIVE}, {"独用", MODE_EXCLUSIVE},
	{"专用", MODE_EXCLUSIVE},      {"shared", MODE_SHARED},  {"共享", MODE_SHARED},    {"共用", MODE_SHARED},
};
static const struct word approvals[] = {
	{"none", APPROVAL_NONE},
	{"无", APPROVAL_NONE},
	{"无需", APPROVAL_NONE},
	{"不需要", APPROVAL_NONE},
	{"无需审批", APPROVAL_NONE},
	{"免审批", APPROVAL_NONE},
	{"否", APPROVAL_NONE},
	{"owner", APPROVAL_OWNER},
	{"本校", APPROVAL_OWNER},
	{"本校审批", APPROVAL_OWNER},
	{"所属单位", APPROVAL_OWNER},
	{"所属单位审批", APPROVAL_OWNER},
	{"owner+coordinator", APPROVAL_OWNER_COORDINATOR},
	{"本校+统筹", APPROVAL_OWNER_COORDINATOR},
	{"两级审批", APPROVAL_OWNER_COORDINATOR},
};
static const struct word sharings[] = {
	{"owner", SHARING_OWNER},       {"本校", SHARING_OWNER},      {"校内", SHARING_OWNER},
	{"不共享", SHARING_OWNER},      {"本单位", SHARING_OWNER},    {"consortium", SHARING_CONSORTIUM},
	{"联合体", SHARING_CONSORTIUM}, {"联盟", SHARING_CONSORTIUM}, {"园区", SHARING_CONSORTIUM},
	{"校际", SHARING_CONSORTIUM},   {"public", SHARING_PUBLIC},   {"公开", SHARING_PUBLIC},
	{"社会", SHARING_PUBLIC},       {"对外开放", SHARING_PUBLIC},
};
enum { YES = 1, NO = 2 };
static const struct word bools[] = {
	{"yes", YES},  {"true", YES},  {"1", YES},     {"y", YES},    {"t", YES},    {"on", YES},   {"是", YES},
	{"有", YES},   {"√", YES},     {"✓", YES},     {"启用", YES}, {"在用", YES}, {"正常", YES}, {"可用", YES},
	{"有效", YES}, {"开放", YES},  {"no", NO},     {"false", NO}, {"0", NO},     {"n", NO},     {"f", NO},
	{"off", NO},   {"否", NO},     {"无", NO},     {"×", NO},     {"停用", NO},  {"禁用", NO},  {"无效", NO},
	{"报废", NO},  {"不可用", NO}, {"不开放", NO},
};

#define EXACTLY(words, s) exactly(words, COUNT(words), s)

enum resource_kind words_kind(const char *s, bool *plain)
{
	enum resource_kind kind;
	int found;
	*plain = kind_parse(s, &kind) == 0;
	if (*plain)
		return kind;
	found = ending(kind_endings, COUNT(kind_endings), s);
	if (!found)
		found = holding(kind_parts, COUNT(kind_parts), s);
	return (enum resource_kind)found;
}

enum resource_mode words_mode(const char *s)
{
	return (enum resource_mode)EXACTLY(modes, s);
}

enum approval words_approval(const char *s)
{
	return (enum approval)EXACTLY(approvals, s);
}

enum sharing words_sharing(const char *s)
{
	return (enum sharing)EXACTLY(sharings, s);
}

int words_bool(const char *s)
{
	int v = EXACTLY(bools, s);
	return v == YES ? 1 : v == NO ? 0 : -1;
}

const char *words_tier(const char *s)
{
	static const char *const names[] = {NULL, "urban", "county", "township"};
	static const struct word words[] = {
		{"urban", 1}, {"城区", 1},     {"市区", 1}, {"中心城区", 1}, {"主城区", 1},
		{"城市", 1},  {"county", 2},   {"县城", 2}, {"县域", 2},     {"县", 2},
		{"县级", 2},  {"township", 3}, {"乡镇", 3}, {"镇", 3},       {"乡", 3},
	};
	return names[EXACTLY(words, s)];
}

const char *words_region(const char *s)
{
	static const char *const names[] = {NULL, "guangdong", "hongkong", "macao"};
	static const struct word words[] = {
		{"guangdong", 1},      {"广东", 1},  {"广东省", 1}, {"hongkong", 2}, {"香港", 2},
		{"香港特别行政区", 2}, {"macao", 3}, {"macau", 3},  {"澳门", 3},     {"澳门特别行政区", 3},
	};
	return names[EXACTLY(words, s)];
}

/* ---- day rules ---- */

/* Skips the words for as long as one of them is there. */
static const char *skip_words(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(s, words[i], strlen(words[i])) == 0) {
			s += strlen(words[i]);
			i = SIZE_MAX; /* from the first again */
		}
	return s;
}

/* `4-2`, `第4周周二的课`: digits, a mark or 周, one weekday. */
static bool read_week_and_day(const char *s, uint32_t *week, uint32_t *weekday)
{
	static const char *const before[] = {"as", "week", "补", "按", "上", "调", "课", "第", ":"};
	static const char *const between[] = {"-", "/", ",", "的"};
	static const char *const behind[] = {"的课程", "的课表", "的课", "课程", "课表", "上课", "课"};
	char day[40];
	const char *bad, *p = skip_words(s, before, COUNT(before));
	uint64_t set;
	for (*week = 0; *p >= '0' && *p <= '9' && *week <= PATTERN_WEEK_MAX; p++)
		*week = *week * 10 + (uint32_t)(*p - '0');
	if (strncmp(p, "周", 3) == 0)
		p += 3;
	p = skip_words(p, between, COUNT(between));
	size_t len = strlen(p);
	for (size_t i = 0; i < COUNT(behind); i++) {
		size_t tail = strlen(behind[i]);
		if (tail < len && strcmp(p + len - tail, behind[i]) == 0) {
			len -= tail;
			break;
		}
	}
	if (*week < 1 || *week > PATTERN_WEEK_MAX || len >= sizeof day)
		return false;
	memcpy(day, p, len);
	day[len] = '\0';
	if (pattern_weekdays(day, &set, &bad) != 0)
		return false;
	for (*weekday = 1; *weekday < 7 && !(set >> *weekday & 1);)
		++*weekday;
	return set == UINT64_C(1) << *weekday;
}

bool words_day(const char *s, enum day_kind *kind, uint32_t *week, uint32_t *weekday)
{
	static const struct word words[] = {
		{"normal", DAY_NORMAL}, {"正常", DAY_NORMAL},   {"上课", DAY_NORMAL}, {"正常上课", DAY_NORMAL},
		{"照常", DAY_NORMAL},   {"照常上课", DAY_NORMAL}, {"行课", DAY_NORMAL}, {"正常教学", DAY_NORMAL},
		{"工作日", DAY_NORMAL}, {"off", DAY_OFF},       {"holiday", DAY_OFF}, {"休", DAY_OFF},
		{"休息", DAY_OFF},      {"放假", DAY_OFF},      {"停课", DAY_OFF},    {"放假停课", DAY_OFF},
		{"假", DAY_OFF},        {"假期", DAY_OFF},      {"假日", DAY_OFF},    {"节假日", DAY_OFF},
		{"法定节假日", DAY_OFF}, {"公休", DAY_OFF},      {"不上课", DAY_OFF},
	};
	*kind = (enum day_kind)EXACTLY(words, s);
	*week = *weekday = 0;
	if (*kind)
		return true;
	if (!read_week_and_day(s, week, weekday)) {
		*week = *weekday = 0;
		return false;
	}
	*kind = DAY_AS;
	return true;
}

bool words_unlimited(const char *s)
{
	static const struct word words[] = {{"不限", 1},     {"无限", 1},      {"不限制", 1}, {"无限制", 1},
	                                    {"不限人数", 1}, {"unlimited", 1}, {"nolimit", 1}};
	return EXACTLY(words, s);
}

bool words_unit(const char *s)
{
	static const struct word words[] = {{"人", 1},     {"名", 1},      {"位", 1},    {"台", 1},   {"个", 1},
	                                    {"座", 1},     {"席", 1},      {"套", 1},    {"件", 1},   {"台套", 1},
	                                    {"台(套)", 1}, {"把", 1},      {"间", 1},    {"张", 1},   {"辆", 1},
	                                    {"分", 1},     {"分钟", 1},    {"min", 1},   {"mins", 1}, {"minutes", 1},
	                                    {"周", 1},     {"节", 1},      {"weeks", 1}, {"week", 1},
	                                    {"people", 1}, {"persons", 1}, {"seats", 1}, {"pcs", 1}};
	return EXACTLY(words, s);
}
