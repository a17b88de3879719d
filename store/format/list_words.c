/*
 * The vocabulary of lists. Every table is in normal form: small letters, simplified characters, no blanks. A
 * traditional list is brought into that form character by character, which is enough for headers and type words and
 * would not be for prose; stored texts are never touched by it.
 */
#include "store/format/list_words.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/han.h"
#include "store/model/pattern.h"
#include "store/base/utf8.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

static bool is_gap(uint32_t c)
{
	return c == ' ' || c == '_' || c == 0xa0 || c == 0x3000 || (c >= '\t' && c <= '\r') || c == 0xfeff;
}

/* 1 for an opening bracket, -1 for a closing one, else 0. */
static int bracket_of(uint32_t c)
{
	switch (c) {
	case '(':
	case '[':
	case '{':
	case 0x3010:
	case 0x3014: return 1;
	case ')':
	case ']':
	case '}':
	case 0x3011:
	case 0x3015: return -1;
	default: return 0;
	}
}

/* True for a mark that a header has without meaning. */
static bool is_header_mark(uint32_t c)
{
	return c < 0x80 && c > 0 && strchr("*:\"'.-?", (int)c);
}

/* True if a header's character is dropped: a mark, a bracket, or within brackets, of which *depth are open. */
static bool is_dropped_in_header(uint32_t c, int *depth)
{
	int bracket = bracket_of(c);
	if (bracket > 0)
		++*depth;
	bool drop = *depth > 0 || bracket || is_header_mark(c);
	if (bracket < 0 && *depth > 0)
		--*depth;
	return drop;
}

static void add_simplified(struct buf *out, const char *p, size_t len)
{
	char plain[3];
	size_t n = han_simplified(p, len, plain);
	buf_add(out, n ? plain : p, n ? n : len);
}

static void normalise(struct buf *out, const char *s, bool header)
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
		if (header)
			drop |= is_dropped_in_header(c, &depth);
		if (!drop)
			add_simplified(out, p + at, len);
		at += len;
	}
	buf_release(&folded);
}

void words_normal(struct buf *out, const char *s)
{
	normalise(out, s, false);
}

bool words_may_begin(const char *text, const char *firsts)
{
	unsigned char c = (unsigned char)*text;
	size_t n = c < 0x80 ? 1 : utf8_ideograph(text, strnlen(text, 3));
	if (n == 0 || is_gap(c))
		return true;
	if (n == 1)
		return c && strchr(firsts, c >= 'A' && c <= 'Z' ? c + 32 : c);
	char plain[3];
	const char *first = han_simplified(text, n, plain) ? plain : text;
	for (const char *p = firsts; *p; p++)
		if (*p == *first && strncmp(p, first, n) == 0)
			return true;
	return false;
}

bool words_same(const char *a, const char *b, bool *failed)
{
	struct buf x = {0}, y = {0};
	words_normal(&x, a);
	words_normal(&y, b);
	bool same = strcmp(buf_text(&x), buf_text(&y)) == 0;
	*failed |= x.failed || y.failed;
	buf_release(&x);
	buf_release(&y);
	return same;
}

void words_header(struct buf *out, const char *s)
{
	normalise(out, s, true);
}

/* ---- vocabularies ---- */

struct word {
	const char *text;
	int value;
};

/* Words for one kind of resource, with blanks between them. */
struct kind_words {
	enum resource_kind kind;
	const char *words;
};

/* The value of the word that s is; 0 for none. */
static int value_of_word(const struct word *words, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].text, s) == 0)
			return words[i].value;
	return 0;
}

/* What a word is as a whole: abbreviations, and words that within others say nothing. */
/* clang-format off */
static const struct kind_words kind_wholes[] = {
	{KIND_ROOM,
	 "lh lt cr td rm amphi aula aud sem field pitch track outdoor outdoors lecture seminar tutorial theory office "
	 "普通 理论 办公 户外 露天 面授"},
	{KIND_LAB, "tp pc it practical clinic 上机 汽修 实操 工位 机位"},
	{KIND_EQUIPMENT, "bus car van kit tool tools asset assets 资产 固定资产"},
};
/* clang-format on */
/* Whom or what a word ends in comes first: a training teacher and a lab's instruments are no labs. */
/* clang-format off */
static const struct kind_words kind_endings[] = {
	{KIND_TEACHER, "教师 老师 讲师 教授 导师 师傅 工程师 教员 teacher lecturer instructor professor trainer tutor"},
	{KIND_CLASS, "班级 班 cohort classgroup studentgroup"},
	{KIND_EQUIPMENT,
	 "设备 仪器 器材 器械 仪表 工具 量具 教具 家具 车辆 车 软件 模型 耗材 equipment device devices instrument instruments "
	 "machine machines vehicle vehicles furniture camera laptop projector"},
};
/* clang-format on */
/* The better known before the more general. */
/* clang-format off */
static const struct kind_words kind_parts[] = {
	{KIND_BASE,
	 "基地 车间 工场 实训中心 训练中心 工训 产教融合 trainingbase trainingcent workshop taller atelier werkstatt 工作坊 工坊 "
	 "厂房 工厂 生产线 产线 农场 试验田 实训田"},
	{KIND_ROOM, "collab"},
	{KIND_LAB,
	 "computer pcsuite itsuite pc-pool pcpool pc-lab salledetp simulation skills 实验 实训 机房 仿真 虚仿 计算机 电脑 微机 "
	 "实操 沙盘 lab"},
	{KIND_ROOM,
	 "教室 课室 会议 报告厅 报告堂 礼堂 讲堂 体育 操场 球场 场地 场馆 琴房 舞蹈 图书 阅览 运动 田径 泳池 剧场 多媒体 房间 空间 "
	 "自习 咨询 研讨 研修 室 厅 馆 smartclass classroom room hall auditorium gym sportsground sportsfield theatre theater "
	 "lecture seminar studio court stadium library swimmingpool suite lounge foyer atrium kitchen raum hörsaal "
	 "horsaal salle sala saal meeting conference arena playground"},
	{KIND_TEACHER, "教师 老师 teacher lecturer professor"},
	{KIND_CLASS, "班"},
	{KIND_EQUIPMENT, "设备 仪器 equipment instrument"},
};
/* clang-format on */
/* What any place may be called by its last character. */
static const struct kind_words kind_last[] = {
	{KIND_ROOM,
         "房 堂 场 区 区域 站 库 棚 院 园 池 吧 角 廊 台 楼 中心 office centre center ground field space area hub"},
};
static const struct word modes[] = {
	{"exclusive", MODE_EXCLUSIVE}, {"独占", MODE_EXCLUSIVE}, {"独享", MODE_EXCLUSIVE}, {"独用", MODE_EXCLUSIVE},
	{"专用", MODE_EXCLUSIVE},      {"shared", MODE_SHARED},  {"共享", MODE_SHARED},    {"共用", MODE_SHARED},
};
static const struct word approvals[] = {
	{"none", APPROVAL_NONE},
	{"无须", APPROVAL_NONE},
	{"无须审批", APPROVAL_NONE},
	{"无须审核", APPROVAL_NONE},
	{"无需审核", APPROVAL_NONE},
	{"免审核", APPROVAL_NONE},
	{"本校审核", APPROVAL_OWNER},
	{"需审核", APPROVAL_OWNER},
	{"需要审核", APPROVAL_OWNER},
	{"本校和协调员审批", APPROVAL_OWNER_COORDINATOR},
	{"本校和协调员审核", APPROVAL_OWNER_COORDINATOR},
	{"两级审核", APPROVAL_OWNER_COORDINATOR},
	{"主管方", APPROVAL_OWNER},
	{"主管方审批", APPROVAL_OWNER},
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
	{"是", APPROVAL_OWNER},
	{"需要", APPROVAL_OWNER},
	{"需审批", APPROVAL_OWNER},
	{"需要审批", APPROVAL_OWNER},
	{"yes", APPROVAL_OWNER},
	{"no", APPROVAL_NONE},
};
static const struct word sharings[] = {
	{"owner", SHARING_OWNER},       {"本校", SHARING_OWNER},      {"校内", SHARING_OWNER},
	{"不共享", SHARING_OWNER},      {"本单位", SHARING_OWNER},    {"consortium", SHARING_CONSORTIUM},
	{"联合体", SHARING_CONSORTIUM}, {"联盟", SHARING_CONSORTIUM}, {"园区", SHARING_CONSORTIUM},
	{"校际", SHARING_CONSORTIUM},   {"public", SHARING_PUBLIC},   {"公开", SHARING_PUBLIC},
	{"社会", SHARING_PUBLIC},       {"对外开放", SHARING_PUBLIC}, {"全社会", SHARING_PUBLIC},
	{"社会公开", SHARING_PUBLIC},   {"是", SHARING_CONSORTIUM},   {"共享", SHARING_CONSORTIUM},
	{"可共享", SHARING_CONSORTIUM}, {"yes", SHARING_CONSORTIUM},  {"否", SHARING_OWNER},
	{"仅本校", SHARING_OWNER},      {"no", SHARING_OWNER},        {"仅校内", SHARING_OWNER},
	{"校内共享", SHARING_OWNER},
};
enum { YES = 1, NO = 2 };
static const struct word bools[] = {
	{"yes", YES},  {"true", YES},  {"1", YES},     {"y", YES},    {"t", YES},    {"on", YES},   {"是", YES},
	{"有", YES},   {"√", YES},     {"✓", YES},     {"启用", YES}, {"在用", YES}, {"正常", YES}, {"可用", YES},
	{"有效", YES}, {"开放", YES},  {"no", NO},     {"false", NO}, {"0", NO},     {"n", NO},     {"f", NO},
	{"off", NO},   {"否", NO},     {"无", NO},     {"×", NO},     {"停用", NO},  {"禁用", NO},  {"无效", NO},
	{"报废", NO},  {"不可用", NO}, {"不开放", NO},
	{"已启用", YES},    {"使用中", YES},  {"正常使用", YES},  {"在用中", YES},    {"闲置", YES},     {"空闲", YES},
	{"完好", YES}, {"良好", YES}, {"✔", YES},
	{"active", YES}, {"enabled", YES}, {"available", YES},
	{"inuse", YES},     {"未启用", NO},   {"待启用", NO},     {"已停用", NO},     {"停用中", NO},    {"不启用", NO},
	{"待修", NO},       {"维修", NO},     {"维修中", NO},     {"故障", NO},       {"损坏", NO},      {"待报废", NO},
	{"已报废", NO},     {"报损", NO},     {"封存", NO},       {"丢失", NO},       {"调出", NO},      {"拆除", NO},
	{"已拆除", NO},     {"关闭", NO},     {"未使用", NO},     {"✗", NO},          {"✘", NO},         {"✕", NO},
	{"占用", YES},      {"已占用", YES},  {"借出", YES},      {"外借", YES},      {"合格", YES},     {"优", YES},
	{"良", YES},        {"一般", YES},    {"不合格", NO},     {"检修", NO},       {"检修中", NO},    {"待检修", NO},
	{"待维修", NO},     {"停机", NO},     {"故障中", NO},     {"在修", NO},       {"闲置中", YES},   {"装修中", NO},
	{"inactive", NO},   {"disabled", NO}, {"unavailable", NO}, {"withdrawn", NO}, {"scrapped", NO},
};
/* The ministry's code of states of instruments, behind the word that lists put before it. */
static const struct word states[] = {
	{"1", YES}, {"2", YES}, {"8", YES}, {"3", NO}, {"4", NO}, {"5", NO}, {"6", NO}, {"7", NO},
};

/* True for a word that s is, ends in or contains. */
static bool is_word(const char *s, const char *word, size_t len)
{
	return strlen(s) == len && memcmp(s, word, len) == 0;
}

static bool ends_in_word(const char *s, const char *word, size_t len)
{
	size_t whole = strlen(s);
	return whole >= len && memcmp(s + whole - len, word, len) == 0;
}

static bool contains_word(const char *s, const char *word, size_t len)
{
	size_t whole = strlen(s);
	for (size_t at = 0; at + len <= whole; at++)
		if (memcmp(s + at, word, len) == 0)
			return true;
	return false;
}

/* The kind of the first row that has a word for which `fits` holds; 0 for none. */
static enum resource_kind kind_of_words(const struct kind_words *rows, size_t n, const char *s,
                                        bool (*fits)(const char *s, const char *word, size_t len))
{
	for (size_t i = 0; i < n; i++)
		for (const char *p = rows[i].words; *p;) {
			size_t len = strcspn(p, " ");
			if (fits(s, p, len))
				return rows[i].kind;
			p += len;
			p += *p == ' ';
		}
	return 0;
}

#define EXACTLY(words, s) value_of_word(words, COUNT(words), s)

/* True for what stands in a list of places and is none: 不用教室, 线上. It could be taken twice at one time. */
static bool says_no_place(const char *s)
{
	static const char *const words[] = {"不用",   "无需", "不需", "不占",   "线上",
	                                    "网络课", "网课", "在线", "online", "virtual"};
	static const char lab[] = "虚拟";
	for (size_t i = 0; i < COUNT(words); i++)
		if (strstr(s, words[i]))
			return !strstr(s, lab) && !strstr(s, "lab");
	return false;
}

enum resource_kind words_kind(const char *s, bool *plain)
{
	enum resource_kind kind;
	*plain = kind_parse(s, &kind) == 0;
	if (*plain)
		return kind;
	if (says_no_place(s))
		return 0;
	kind = kind_of_words(kind_wholes, COUNT(kind_wholes), s, is_word);
	if (!kind)
		kind = kind_of_words(kind_endings, COUNT(kind_endings), s, ends_in_word);
	if (!kind)
		kind = kind_of_words(kind_parts, COUNT(kind_parts), s, contains_word);
	if (!kind)
		kind = kind_of_words(kind_last, COUNT(kind_last), s, ends_in_word);
	return kind;
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

bool words_purpose(const char *s, enum purpose_class *out)
{
	static const struct word words[] = {
		{"teaching", PURPOSE_TEACHING},
		{"teach", PURPOSE_TEACHING},
		{"class", PURPOSE_TEACHING},
		{"course", PURPOSE_TEACHING},
		{"lesson", PURPOSE_TEACHING},
		{"exam", PURPOSE_TEACHING},
		{"教学", PURPOSE_TEACHING},
		{"授课", PURPOSE_TEACHING},
		{"上课", PURPOSE_TEACHING},
		{"课程", PURPOSE_TEACHING},
		{"课程教学", PURPOSE_TEACHING},
		{"课堂教学", PURPOSE_TEACHING},
		{"理论教学", PURPOSE_TEACHING},
		{"实验教学", PURPOSE_TEACHING},
		{"实训教学", PURPOSE_TEACHING},
		{"实践教学", PURPOSE_TEACHING},
		{"实验", PURPOSE_TEACHING},
		{"实训", PURPOSE_TEACHING},
		{"实习", PURPOSE_TEACHING},
		{"考试", PURPOSE_TEACHING},
		{"research", PURPOSE_RESEARCH},
		{"科研", PURPOSE_RESEARCH},
		{"研究", PURPOSE_RESEARCH},
		{"科学研究", PURPOSE_RESEARCH},
		{"课题", PURPOSE_RESEARCH},
		{"课题研究", PURPOSE_RESEARCH},
		{"service", PURPOSE_SERVICE},
		{"services", PURPOSE_SERVICE},
		{"socialservice", PURPOSE_SERVICE},
		{"publicservice", PURPOSE_SERVICE},
		{"社会服务", PURPOSE_SERVICE},
		{"服务", PURPOSE_SERVICE},
		{"对外服务", PURPOSE_SERVICE},
		{"技术服务", PURPOSE_SERVICE},
		{"企业服务", PURPOSE_SERVICE},
		{"社区服务", PURPOSE_SERVICE},
		{"training", PURPOSE_TRAINING},
		{"培训", PURPOSE_TRAINING},
		{"社会培训", PURPOSE_TRAINING},
		{"技能培训", PURPOSE_TRAINING},
		{"职业培训", PURPOSE_TRAINING},
		{"师资培训", PURPOSE_TRAINING},
		{"员工培训", PURPOSE_TRAINING},
		{"competition", PURPOSE_COMPETITION},
		{"contest", PURPOSE_COMPETITION},
		{"competitions", PURPOSE_COMPETITION},
		{"竞赛", PURPOSE_COMPETITION},
		{"比赛", PURPOSE_COMPETITION},
		{"大赛", PURPOSE_COMPETITION},
		{"赛事", PURPOSE_COMPETITION},
		{"技能竞赛", PURPOSE_COMPETITION},
		{"技能大赛", PURPOSE_COMPETITION},
		{"maintenance", PURPOSE_MAINTENANCE},
		{"repair", PURPOSE_MAINTENANCE},
		{"维护", PURPOSE_MAINTENANCE},
		{"维修", PURPOSE_MAINTENANCE},
		{"检修", PURPOSE_MAINTENANCE},
		{"保养", PURPOSE_MAINTENANCE},
		{"维护保养", PURPOSE_MAINTENANCE},
		{"设备维护", PURPOSE_MAINTENANCE},
		{"other", PURPOSE_NONE},
		{"none", PURPOSE_NONE},
		{"其他", PURPOSE_NONE},
		{"其它", PURPOSE_NONE},
		{"无", PURPOSE_NONE},
	};
	*out = PURPOSE_NONE;
	for (size_t i = 0; i < COUNT(words); i++) {
		if (strcmp(words[i].text, s) != 0)
			continue;
		*out = (enum purpose_class)words[i].value;
		return true;
	}
	return !*s;
}

enum person_role words_role(const char *s)
{
	static const struct word words[] = {
		{"viewer", ROLE_VIEWER},
		{"view", ROLE_VIEWER},
		{"reader", ROLE_VIEWER},
		{"readonly", ROLE_VIEWER},
		{"guest", ROLE_VIEWER},
		{"查看", ROLE_VIEWER},
		{"查看者", ROLE_VIEWER},
		{"检视", ROLE_VIEWER},
		{"检视者", ROLE_VIEWER},
		{"查看员", ROLE_VIEWER},
		{"只读", ROLE_VIEWER},
		{"只读用户", ROLE_VIEWER},
		{"浏览", ROLE_VIEWER},
		{"浏览者", ROLE_VIEWER},
		{"浏览用户", ROLE_VIEWER},
		{"访客", ROLE_VIEWER},
		{"观察员", ROLE_VIEWER},
		{"requester", ROLE_REQUESTER},
		{"user", ROLE_REQUESTER},
		{"teacher", ROLE_REQUESTER},
		{"lecturer", ROLE_REQUESTER},
		{"staff", ROLE_REQUESTER},
		{"applicant", ROLE_REQUESTER},
		{"booker", ROLE_REQUESTER},
		{"申请人", ROLE_REQUESTER},
		{"申请者", ROLE_REQUESTER},
		{"预约人", ROLE_REQUESTER},
		{"预约者", ROLE_REQUESTER},
		{"预订人", ROLE_REQUESTER},
		{"使用人", ROLE_REQUESTER},
		{"使用者", ROLE_REQUESTER},
		{"用户", ROLE_REQUESTER},
		{"普通用户", ROLE_REQUESTER},
		{"教师", ROLE_REQUESTER},
		{"老师", ROLE_REQUESTER},
		{"任课教师", ROLE_REQUESTER},
		{"任课老师", ROLE_REQUESTER},
		{"教职工", ROLE_REQUESTER},
		{"职工", ROLE_REQUESTER},
		{"administrator", ROLE_ADMINISTRATOR},
		{"admin", ROLE_ADMINISTRATOR},
		{"campusadministrator", ROLE_ADMINISTRATOR},
		{"campusadmin", ROLE_ADMINISTRATOR},
		{"labadministrator", ROLE_ADMINISTRATOR},
		{"labadmin", ROLE_ADMINISTRATOR},
		{"labmanager", ROLE_ADMINISTRATOR},
		{"schooladministrator", ROLE_ADMINISTRATOR},
		{"institutionadministrator", ROLE_ADMINISTRATOR},
		{"管理员", ROLE_ADMINISTRATOR},
		{"校区管理员", ROLE_ADMINISTRATOR},
		{"校园管理员", ROLE_ADMINISTRATOR},
		{"学校管理员", ROLE_ADMINISTRATOR},
		{"学院管理员", ROLE_ADMINISTRATOR},
		{"院校管理员", ROLE_ADMINISTRATOR},
		{"院系管理员", ROLE_ADMINISTRATOR},
		{"机构管理员", ROLE_ADMINISTRATOR},
		{"单位管理员", ROLE_ADMINISTRATOR},
		{"部门管理员", ROLE_ADMINISTRATOR},
		{"实验室管理员", ROLE_ADMINISTRATOR},
		{"实训室管理员", ROLE_ADMINISTRATOR},
		{"实训基地管理员", ROLE_ADMINISTRATOR},
		{"基地管理员", ROLE_ADMINISTRATOR},
		{"场地管理员", ROLE_ADMINISTRATOR},
		{"教室管理员", ROLE_ADMINISTRATOR},
		{"设备管理员", ROLE_ADMINISTRATOR},
		{"coordinator", ROLE_COORDINATOR},
		{"consortiumcoordinator", ROLE_COORDINATOR},
		{"协调", ROLE_COORDINATOR},
		{"协调员", ROLE_COORDINATOR},
		{"协调人", ROLE_COORDINATOR},
		{"总协调", ROLE_COORDINATOR},
		{"总协调人", ROLE_COORDINATOR},
		{"联合体协调员", ROLE_COORDINATOR},
		{"统筹", ROLE_COORDINATOR},
		{"统筹员", ROLE_COORDINATOR},
		{"统筹人", ROLE_COORDINATOR},
		{"中心管理员", ROLE_COORDINATOR},
		{"事务中心管理员", ROLE_COORDINATOR},
		{"联合体管理员", ROLE_COORDINATOR},
		{"联盟管理员", ROLE_COORDINATOR},
		{"approver", ROLE_APPROVER},
		{"approve", ROLE_APPROVER},
		{"reviewer", ROLE_APPROVER},
		{"审批", ROLE_APPROVER},
		{"审批人", ROLE_APPROVER},
		{"审批者", ROLE_APPROVER},
		{"审批员", ROLE_APPROVER},
		{"审核人", ROLE_APPROVER},
		{"审核员", ROLE_APPROVER},
		{"expert", ROLE_EXPERT},
		{"专家", ROLE_EXPERT},
		{"评审专家", ROLE_EXPERT},
		{"评价专家", ROLE_EXPERT},
		{"auditor", ROLE_AUDITOR},
		{"audit", ROLE_AUDITOR},
		{"审计", ROLE_AUDITOR},
		{"审计员", ROLE_AUDITOR},
		{"审计人", ROLE_AUDITOR},
		{"审计人员", ROLE_AUDITOR},
		{"督导", ROLE_AUDITOR},
		{"督导员", ROLE_AUDITOR},
		{"监督员", ROLE_AUDITOR},
		{"稽核", ROLE_AUDITOR},
		{"稽核员", ROLE_AUDITOR},
	};
	return (enum person_role)EXACTLY(words, s);
}

enum booking_state words_state(const char *s)
{
	static const struct word words[] = {
		{"booked", STATE_BOOKED},      {"已预约", STATE_BOOKED},    {"已预订", STATE_BOOKED},
		{"预约成功", STATE_BOOKED},    {"预约", STATE_BOOKED},      {"有效", STATE_BOOKED},
		{"waiting", STATE_WAITING},    {"等待", STATE_WAITING},     {"等待中", STATE_WAITING},
		{"候补", STATE_WAITING},       {"排队", STATE_WAITING},     {"cancelled", STATE_CANCELLED},
		{"canceled", STATE_CANCELLED}, {"已取消", STATE_CANCELLED}, {"取消", STATE_CANCELLED},
		{"已撤销", STATE_CANCELLED},   {"已作废", STATE_CANCELLED}, {"requested", STATE_REQUESTED},
		{"待审批", STATE_REQUESTED},   {"待审核", STATE_REQUESTED}, {"审批中", STATE_REQUESTED},
		{"审核中", STATE_REQUESTED},   {"申请中", STATE_REQUESTED}, {"declined", STATE_DECLINED},
		{"已拒绝", STATE_DECLINED},    {"拒绝", STATE_DECLINED},    {"已驳回", STATE_DECLINED},
		{"驳回", STATE_DECLINED},      {"lapsed", STATE_LAPSED},    {"已失效", STATE_LAPSED},
		{"失效", STATE_LAPSED},        {"已过期", STATE_LAPSED},    {"已到期", STATE_LAPSED},
		{"used", STATE_USED},          {"已使用", STATE_USED},      {"已签到", STATE_USED},
		{"noshow", STATE_NOSHOW},      {"no-show", STATE_NOSHOW},   {"爽约", STATE_NOSHOW},
		{"未到", STATE_NOSHOW},
	};
	return (enum booking_state)EXACTLY(words, s);
}

enum list_id words_list(const char *s)
{
	/* clang-format off */
	static const struct {
		enum list_id list;
		const char *words;
	} lists[] = {
		{LIST_OF_INSTITUTIONS, "institution 单位 机构 院校 学校 成员单位 成员院校"},
		{LIST_OF_CAMPUSES, "campus 校区 校园"},
		{LIST_OF_TRAVEL, "traveltime traveltimes 路程 路程时间 车程 交通时间"},
		{LIST_OF_RESOURCES, "resource 资源"},
		{LIST_OF_PEOPLE, "person persons users 人员 用户 使用者"},
		{LIST_OF_TERMS, "term semester semesters 学期"},
		{LIST_OF_PERIODS, "period 节次 作息 作息时间 作息时间表"},
		{LIST_OF_DAYS, "day calendar 日期安排 日期规则 调休 放假安排 放假与补课 校历"},
		{LIST_OF_CLOSURES, "closure 关闭 关闭时段 停用时段"},
		{LIST_OF_BOOKINGS, "booking 预约 预订 预约记录"},
		{LIST_OF_SERIES, "系列 系列预约"},
		{LIST_OF_TIMETABLE, "timetables 课表 课程表 时间表"},
		{LIST_OF_RULES, "rule policies policy 规则 规定 业主规则 使用规则"},
		{LIST_OF_QUALIFICATIONS, "qualification training trainings 资格 资质 培训 人员资格"},
		{LIST_OF_CLUSTERS, "cluster 专业群 专业群表 产业专业群"},
		{LIST_OF_OWNERS, "owner ownership 产权 产权份额 共有产权 共有 权属"},
		{LIST_OF_AGREEMENTS, "agreement 协议 共享协议 合作协议"},
		{LIST_OF_EVENTS, "event 活动 赛事 活动赛事"},
		{LIST_OF_STUDENTS, "student 学生数 在校生 在校生数 在校学生数"},
		{LIST_OF_EMPLOYEES, "employee 员工 员工数 岗位员工 企业员工"},
		{LIST_OF_FIGURES, "figure 数据 统计数据 指标数据 地区数据"},
		{LIST_OF_GRANTS, "grant 授权 权限授予 角色授予"},
		{LIST_OF_ICS, "ical icalendar 日历 日历文件 行事历 行事历档案"},
	};
	/* clang-format on */
	enum list_id exact;
	if (list_parse(s, &exact) == 0)
		return exact;
	for (size_t i = 0; i < COUNT(lists); i++)
		for (const char *p = lists[i].words; *p;) {
			size_t len = strcspn(p, " ");
			if (is_word(s, p, len))
				return lists[i].list;
			p += len;
			p += *p == ' ';
		}
	return 0;
}

const char *words_language(const char *s)
{
	static const char *const names[] = {NULL, "zh_CN", "zh_HK", "zh_TW", "en", "pt"};
	static const struct word words[] = {
		{"zh", 1},           {"zhcn", 1},         {"zhhans", 1},       {"zh-hans", 1},   {"zh-hans-cn", 1},
		{"chs", 1}, {"chinese", 1},
		{"simplifiedchinese", 1}, {"chinese(simplified)", 1},
		{"中文", 1},         {"汉语", 1},         {"华语", 1},         {"普通话", 1},    {"简体", 1},
		{"简体中文", 1},     {"简体字", 1},       {"简中", 1},         {"中文简体", 1},  {"中文(简体)", 1},
		{"简体中文(中国)", 1},
		{"zhhk", 2},         {"zhhant", 2},       {"zh-hant", 2},      {"zh-hant-hk", 2}, {"cht", 2},
		{"traditionalchinese", 2},                {"chinese(traditional)", 2},            {"粤语", 2},
		{"繁体", 2},         {"繁体中文", 2},     {"繁体字", 2},       {"繁中", 2},       {"中文繁体", 2},
		{"中文(繁体)", 2},   {"正体中文", 2},     {"繁体中文(香港)", 2}, {"中文(香港)", 2},
		{"zhtw", 3},         {"zh-hant-tw", 3},   {"繁体中文(台湾)", 3}, {"中文(台湾)", 3},
		{"eng", 4},          {"english", 4},      {"英文", 4},         {"英语", 4},
		{"portuguese", 5},   {"português", 5},    {"葡文", 5},         {"葡语", 5},       {"葡萄牙语", 5},
	};
	return names[EXACTLY(words, s)];
}

int words_bool(const char *s)
{
	bool is_state = strncmp(s, "现状", 6) == 0 && s[6];
	int v = 0;
	if (is_state)
		v = EXACTLY(states, s + 6);
	if (!v)
		v = EXACTLY(bools, is_state ? s + 6 : s);
	if (!v)
		return -1;
	return v == YES;
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

/* The text after all words that stand at its beginning, in any order and number. */
static const char *skip_words(const char *s, const char *const *words, size_t n)
{
	size_t i = 0;
	while (i < n) {
		size_t len = strlen(words[i]);
		if (strncmp(s, words[i], len) == 0) {
			s += len;
			i = 0;
		} else {
			i++;
		}
	}
	return s;
}

/* The length of the text without the first of the words that it ends in, unless nothing would remain. */
static size_t len_without_ending(const char *s, const char *const *words, size_t n)
{
	size_t len = strlen(s);
	for (size_t i = 0; i < n; i++) {
		size_t tail = strlen(words[i]);
		if (tail < len && strcmp(s + len - tail, words[i]) == 0)
			return len - tail;
	}
	return len;
}

/* Reads a text that is one weekday, 1 = Monday. */
static bool read_weekday(const char *s, size_t len, uint32_t *out)
{
	char day[40];
	const char *bad;
	uint64_t set;
	if (len >= sizeof day)
		return false;
	memcpy(day, s, len);
	day[len] = '\0';
	if (pattern_weekdays(day, &set, &bad) != 0)
		return false;
	*out = 1;
	while (*out < 7 && !(set >> *out & 1))
		++*out;
	return set == UINT64_C(1) << *out;
}

/* Reads `4-2`, `第4周周二的课`: digits, a mark or 周, one weekday. */
static bool read_week_and_day(const char *s, uint32_t *week, uint32_t *weekday)
{
	static const char *const before[] = {"as", "week", "补", "按", "上", "调", "课", "第", ":"};
	static const char *const between[] = {"-", "/", ",", "的"};
	static const char *const after[] = {"的课程", "的课表", "的课", "课程", "课表", "上课", "课"};
	const char *p = skip_words(s, before, COUNT(before));
	for (*week = 0; *p >= '0' && *p <= '9' && *week <= PATTERN_WEEK_MAX; p++)
		*week = *week * 10 + (uint32_t)(*p - '0');
	if (*week < 1 || *week > PATTERN_WEEK_MAX)
		return false;
	if (strncmp(p, "周", 3) == 0)
		p += 3;
	p = skip_words(p, between, COUNT(between));
	return read_weekday(p, len_without_ending(p, after, COUNT(after)), weekday);
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

/* ---- rows that are none ---- */

static bool is_sum_word(const char *normal)
{
	static const struct word words[] = {{"合计", 1}, {"总计", 1},  {"小计", 1},  {"共计", 1},       {"总合计", 1},
	                                    {"累计", 1}, {"total", 1}, {"subtotal", 1}, {"grandtotal", 1}, {"sum", 1}};
	return EXACTLY(words, normal);
}

static bool is_remark(const char *normal)
{
	static const char *const words[] = {"注", "备注", "说明", "填表", "填报", "制表", "审核", "审批", "单位负责人",
	                                    "负责人", "联系人", "经办人", "报送", "note", "remark"};
	const char *colon = strchr(normal, ':');
	if (!colon || colon - normal >= 30)
		return false;
	for (size_t i = 0; i < COUNT(words); i++)
		if (strncmp(normal, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* True for digits with the marks and units that figures have, and for the slash that stands for none. */
static bool is_figure(const char *normal)
{
	size_t digits = strspn(normal, "0123456789.,-");
	if (strcmp(normal, "/") == 0)
		return true;
	return *normal >= '0' && *normal <= '9' && strlen(normal + digits) <= 6;
}

enum aside_text { ASIDE_NONE, ASIDE_SUM, ASIDE_REMARK, ASIDE_FIGURE };

/* What a text would be in a row of sums or remarks; *failed is set on out of memory. */
static enum aside_text read_aside_text(const char *text, struct buf *scratch, bool *failed)
{
	buf_clear(scratch);
	words_header(scratch, text);
	*failed |= scratch->failed;
	if (is_sum_word(buf_text(scratch)))
		return ASIDE_SUM;
	buf_clear(scratch);
	words_normal(scratch, text);
	*failed |= scratch->failed;
	if (is_remark(buf_text(scratch)))
		return ASIDE_REMARK;
	return is_figure(buf_text(scratch)) ? ASIDE_FIGURE : ASIDE_NONE;
}

/* True if a text may be the first of such a row; most rows are none by their first letter. */
static bool may_begin_aside(const char *text)
{
	return (unsigned char)*text >= 0x80 || strchr("TtSsGgNnRr(*", *text);
}

bool words_aside(const char *const *texts, size_t n, bool *failed)
{
	struct buf scratch = {0};
	bool aside = true, sum = false;
	size_t i = 0;
	while (i < n && !*texts[i])
		i++;
	if (i == n || !may_begin_aside(texts[i]))
		return false;
	for (; i < n && aside; i++) {
		if (!*texts[i])
			continue;
		enum aside_text found = read_aside_text(texts[i], &scratch, failed);
		aside = found == ASIDE_REMARK || found == ASIDE_SUM || (found == ASIDE_FIGURE && sum);
		sum |= found == ASIDE_SUM;
	}
	buf_release(&scratch);
	return aside;
}

bool words_unlimited(const char *s)
{
	static const struct word words[] = {{"不限", 1},     {"无限", 1},      {"不限制", 1}, {"无限制", 1},
	                                    {"不限人数", 1}, {"unlimited", 1}, {"nolimit", 1}};
	return EXACTLY(words, s);
}

bool words_unit(const char *s)
{
	static const struct word words[] = {
		{"人", 1},     {"名", 1},   {"位", 1},     {"台", 1},      {"个", 1},    {"座", 1},
		{"席", 1},     {"工位", 1}, {"座位", 1},   {"套", 1},      {"件", 1},    {"台套", 1},
		{"台(套)", 1}, {"把", 1},   {"间", 1},     {"张", 1},      {"辆", 1},    {"分", 1},
		{"分钟", 1},   {"min", 1},  {"mins", 1},   {"minutes", 1}, {"周", 1},    {"节", 1},
		{"weeks", 1},  {"week", 1}, {"people", 1}, {"persons", 1}, {"seats", 1}, {"pcs", 1},
	};
	return EXACTLY(words, s);
}
