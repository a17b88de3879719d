/*
 * The kinds of lists as tables: which columns, what each is called by schools, where its value goes. Adding a kind is
 * a table, its case in list_request and its rows in list_export.c.
 *
 * Aliases are in simplified characters and without blanks, marks or brackets: list_header.c brings a file's header
 * into that form first. A column called `group` is nobody's: it names people, not something that is booked.
 */
#include "store/list_kind.h"

#include <string.h>

#include "store/err.h"
#include "store/list_cell.h"

#define FIELD_NONE 31 /* a field that requests always have and `given` does not tell */
#define AT(member) offsetof(union list_value, member)
#define COUNT(v) (sizeof(v) / sizeof *(v))
#define INSTITUTION_NAMES \
	"school college 单位 机构 院校 学校 学院 所属单位 所属机构 所属院系 所属院校 所属学校 所属学院 院系 部门 " \
	"所属部门"
#define CAMPUS_NAMES "site 校区 所在校区 所属校区 校园 校区名称 校区编号 校区代码"

static const struct list_column institution_columns[] = {
	{"code", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, INST_CODE, AT(institution.code),
	 "id 编号 编码 代码 代号 机构编号 机构代码 单位编号 单位代码 学校编号 学校代码 学校标识码 院校代码 "
	 "院校编号"},
	{"name", VALUE_TEXT, COLUMN_NEEDED | COLUMN_NAME, INST_NAME, AT(institution.name),
	 "名称 全称 机构名称 单位名称 学校名称 院校名称 机构 单位 学校 院校"},
	{"kind", VALUE_TEXT, 0, INST_KIND, AT(institution.kind),
	 "type category 类型 类别 性质 机构类型 机构类别 单位类型 单位性质 学校类型 办学类型"},
	{"level", VALUE_TEXT, 0, INST_LEVEL, AT(institution.level), "级别 层次 办学层次 管理级别"},
	{"region", VALUE_REGION, 0, INST_REGION, AT(institution.region), "地区 区域 所在地区 所在地"},
	{"parent", VALUE_TEXT, 0, INST_PARENT, AT(institution.parent),
	 "上级 上级单位 上级机构 主管单位 主管部门 举办单位"},
};

static const struct list_column campus_columns[] = {
	{"code", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, CAMPUS_CODE, AT(campus.code),
	 "id 编号 编码 代码 代号 校区编号 校区代码 校区编码 校区号"},
	{"name", VALUE_TEXT, COLUMN_NEEDED | COLUMN_NAME, CAMPUS_NAME, AT(campus.name),
	 "campus site 名称 校区名称 校区 校园名称 校园"},
	{"institution", VALUE_TEXT, 0, CAMPUS_INSTITUTION, AT(campus.institution), INSTITUTION_NAMES},
	{"tier", VALUE_TIER, 0, CAMPUS_TIER, AT(campus.tier), "层级 区位 城乡 地域类型"},
	{"region", VALUE_REGION, 0, CAMPUS_REGION, AT(campus.region), "地区 区域 所在地区 所在地"},
	{"address", VALUE_TEXT, 0, CAMPUS_ADDRESS, AT(campus.address), "地址 详细地址 校区地址 位置"},
	{"latitude", VALUE_TEXT, 0, CAMPUS_LATITUDE, AT(campus.latitude), "lat 纬度"},
	{"longitude", VALUE_TEXT, 0, CAMPUS_LONGITUDE, AT(campus.longitude), "lon lng long 经度"},
};

static const struct list_column travel_columns[] = {
	{"from", VALUE_TEXT, COLUMN_NEEDED, FIELD_NONE, AT(travel.from),
	 "origin 起点 出发 出发地 出发校区 起点校区 从 校区1 校区a 校区甲"},
	{"to", VALUE_TEXT, COLUMN_NEEDED, FIELD_NONE, AT(travel.to),
	 "destination 终点 到达 目的地 到达校区 终点校区 到 校区2 校区b 校区乙"},
	{"minutes", VALUE_NUMBER, COLUMN_NEEDED, FIELD_NONE, AT(travel.minutes),
	 "min mins time duration 分钟 分钟数 时间 用时 耗时 路程时间 通行时间 车程"},
};

static const struct list_column resource_columns[] = {
	{"code", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, RES_CODE, AT(resource.code),
	 "id 编号 编码 代码 代号 资源编号 资源代码 实验室编号 实训室编号 实训基地编号 基地编号 教室编号 房间编号 "
	 "场地编号 场地代码 场所编号 仪器编号 设备编号 资产编号 教师编号 教师工号 工号 班级编号 班级代码 课室编号"},
	{"name", VALUE_TEXT, COLUMN_NEEDED | COLUMN_NAME, RES_NAME, AT(resource.name),
	 "title 名称 资源名称 实验室名称 实训室名称 实训基地名称 基地名称 教室名称 房间名称 场地名称 场所名称 "
	 "仪器名称 设备名称 教师姓名 姓名 班级名称 课室名称 实验室 实训室 教室 课室 场地"},
	{"kind", VALUE_KIND, COLUMN_NEEDED, RES_KIND, AT(resource.kind),
	 "type category 类型 类别 种类 教室类型 场地类别 场地类型 场所类型 实验室类型 实验室类别 实训室类型 "
	 "资源类型 资源类别 房间类型 课室类型 教室类别"},
	{"institution", VALUE_TEXT, 0, RES_INSTITUTION, AT(resource.institution), INSTITUTION_NAMES},
	{"campus", VALUE_TEXT, 0, RES_CAMPUS, AT(resource.campus), CAMPUS_NAMES},
	{"building", VALUE_TEXT, 0, RES_BUILDING, AT(resource.building),
	 "楼宇 楼栋 楼宇名称 教学楼 所在楼宇 大楼 楼名 建筑物 建筑"},
	{"room", VALUE_TEXT, 0, RES_ROOM, AT(resource.room),
	 "roomno location 房间号 房号 门牌号 房间 室号 具体位置 位置 地点 所在位置 存放地点 课室号"},
	{"seats", VALUE_SEATS, 0, RES_SEATS, AT(resource.seats),
	 "capacity workstations 容量 座位数 工位数 工位 座位 座位数目 座位数量 工位数量 可容纳人数 容纳人数 "
	 "最大容量 人数 数量 台数 最大人数"},
	{"mode", VALUE_MODE, 0, RES_MODE, AT(resource.mode), "使用方式 使用模式 占用方式 预约方式"},
	{"specialty", VALUE_TEXT, 0, RES_SPECIALTY, AT(resource.specialty),
	 "speciality specialties major 专业 面向专业 适用专业 所属专业 服务专业 专业名称"},
	{"tags", VALUE_TAGS, 0, RES_TAGS, AT(resource.tags), "tag labels keywords 标签 关键词 特征"},
	{"equipment", VALUE_EQUIPMENT, 0, RES_EQUIPMENT, AT(resource.equipment),
	 "设备 主要设备 仪器设备 设备清单 设备配置 配套设备"},
	{"opening", VALUE_OPENING, 0, RES_OPENING, AT(resource.opening),
	 "openinghours hours 开放时间 开放时段 开放 使用时间 营业时间"},
	{"setup", VALUE_NUMBER, 0, RES_SETUP, AT(resource.setup_min), "setupminutes 准备时间 准备 开机时间 课前准备"},
	{"teardown", VALUE_NUMBER, 0, RES_TEARDOWN, AT(resource.teardown_min),
	 "teardownminutes cleanup 整理时间 整理 清理时间 收尾时间"},
	{"approval", VALUE_APPROVAL, 0, RES_APPROVAL, AT(resource.approval), "审批 审批方式 审批流程 是否审批"},
	{"sharing", VALUE_SHARING, 0, RES_SHARING, AT(resource.sharing), "共享范围 开放范围 共享 共享方式"},
	{"rate", VALUE_TEXT, 0, RES_RATE, AT(resource.rate), "price fee 收费标准 费率 价格 收费"},
	{"active", VALUE_BOOL, 0, RES_ACTIVE, AT(resource.active), "enabled 启用 是否启用 有效 是否有效 在用 是否在用"},
};

#define START_NAMES "begin begins from starttime startat 开始 开始时间 起始时间 起始 开始日期时间"
#define END_NAMES "until to finish endtime endat 结束 结束时间 终止时间 终止 截止时间 结束日期时间"

static const struct list_column closure_columns[] = {
	{"start", VALUE_TIME, COLUMN_NEEDED, CLOSURE_START, AT(closure.start), START_NAMES},
	{"end", VALUE_TIME, COLUMN_NEEDED, CLOSURE_END, AT(closure.end), END_NAMES},
	{"resource", VALUE_TEXT, 0, CLOSURE_RESOURCE, AT(closure.resource),
	 "room lab facility 资源 资源编号 实验室 实验室编号 实训室 教室 教室编号 场地 场地编号"},
	{"campus", VALUE_TEXT, 0, CLOSURE_CAMPUS, AT(closure.campus), CAMPUS_NAMES},
	{"reason", VALUE_TEXT, 0, CLOSURE_REASON, AT(closure.reason), "note 原因 事由 关闭原因 停用原因 说明 备注"},
};

static const struct list_column booking_columns[] = {
	{"ref", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, FIELD_NONE, AT(booking.ref),
	 "id reference code 编号 预约编号 预约号 预订编号 单号 申请编号 申请单号 流水号"},
	{"resources", VALUE_TEXT, COLUMN_CLAIM, BOOKING_CLAIMS, AT(booking.resources),
	 "claims 资源 预约资源 资源列表 使用资源"},
	{"resource", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, BOOKING_CLAIMS, AT(booking.resource),
	 "room lab facility 资源编号 实验室 实验室编号 实训室 实训室编号 教室 教室编号 场地 场地编号 地点 房间 "
	 "课室"},
	{"teacher", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, BOOKING_CLAIMS, AT(booking.teacher),
	 "instructor 教师 老师 任课教师 任课老师 授课教师 指导教师 指导老师 教师编号 教师工号"},
	{"class", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, BOOKING_CLAIMS, AT(booking.class),
	 "班级 上课班级 教学班 授课班级 班级编号"},
	{"equipment", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, BOOKING_CLAIMS, AT(booking.equipment),
	 "设备 仪器 仪器设备 设备编号 仪器编号 所用设备"},
	{"start", VALUE_TIME, COLUMN_NEEDED, BOOKING_TIME, AT(booking.start), START_NAMES},
	{"end", VALUE_TIME, COLUMN_NEEDED, BOOKING_TIME, AT(booking.end), END_NAMES},
	{"party", VALUE_NUMBER, 0, BOOKING_PARTY, AT(booking.party),
	 "people size attendees headcount 人数 使用人数 上课人数 参加人数 学生数 学生人数"},
	{"purpose", VALUE_TEXT, 0, BOOKING_PURPOSE, AT(booking.purpose),
	 "title subject 用途 事由 目的 使用目的 课程 课程名称 项目 实验项目 实训项目"},
	{"requester", VALUE_TEXT, 0, BOOKING_REQUESTER, AT(booking.requester),
	 "user login 申请人 预约人 预订人 使用人 申请者"},
	{"institution", VALUE_TEXT, 0, BOOKING_INSTITUTION, AT(booking.institution),
	 "申请单位 使用单位 " INSTITUTION_NAMES},
	{"note", VALUE_TEXT, 0, BOOKING_NOTE, AT(booking.note), "notes remark remarks comment 备注 说明 附注"},
};

static const struct list_kind institutions = {"institutions", OP_INSTITUTION, 0, institution_columns,
                                              COUNT(institution_columns)};
static const struct list_kind campuses = {"campuses", OP_CAMPUS, 0, campus_columns, COUNT(campus_columns)};
static const struct list_kind travel = {"travel", OP_TRAVEL, 0, travel_columns, COUNT(travel_columns)};
static const struct list_kind resources = {"resources", OP_RESOURCE, 0, resource_columns, COUNT(resource_columns)};
static const struct list_kind closures = {"closures", OP_CLOSURE, 0, closure_columns, COUNT(closure_columns)};
static const struct list_kind bookings = {"bookings", OP_BOOK, REQUEST_RECORD, booking_columns, COUNT(booking_columns)};

static const struct list_kind *const kinds[] = {&institutions, &campuses, &travel, &resources,
                                                &closures,     &bookings, NULL};

const struct list_kind *const *list_kinds(void)
{
	return kinds;
}

const struct list_kind *list_kind_find(const char *word)
{
	for (size_t i = 0; kinds[i]; i++)
		if (strcmp(kinds[i]->word, word) == 0)
			return kinds[i];
	return NULL;
}

const char *list_kind_word(const struct list_kind *kind)
{
	return kind->word;
}

void list_value_init(const struct list_kind *kind, union list_value *v)
{
	memset(v, 0, sizeof *v);
	for (size_t i = 0; i < kind->n_columns; i++)
		if (kind->columns[i].type < VALUE_NUMBER)
			*(const char **)((char *)v + kind->columns[i].offset) = "";
}

/* The claims that the columns of a row name, in the columns' order. */
static int booking_request(const struct booking_line *line, struct arena *arena, struct booking_ask *out,
                           struct reasons *why)
{
	const char *const cells[] = {line->resources, line->resource, line->teacher, line->class, line->equipment};
	static const char *const names[] = {"resources", "resource", "teacher", "class", "equipment"};
	struct claim_ask *claims;
	size_t n = 0, most = 0;
	for (size_t i = 0; i < COUNT(cells); i++)
		most += strlen(cells[i]) + 1;
	claims = arena_alloc(arena, (most / 2 + 1) * sizeof *claims);
	if (!claims)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < COUNT(cells); i++) {
		int err = cell_claims(cells[i], names[i], arena, claims, &n, why);
		if (err)
			return err;
	}
	if (n == 0 && why->n == 0)
		reason_add(why, RULE_VALUE, "resources", "%s", "");
	*out = (struct booking_ask){.ref = line->ref,
	                            .claims = claims,
	                            .n_claims = n,
	                            .start = line->start,
	                            .end = line->end,
	                            .party = line->party,
	                            .purpose = line->purpose,
	                            .note = line->note,
	                            .requester = line->requester,
	                            .institution = line->institution};
	return 0;
}

int list_request(const struct list_kind *kind, const union list_value *v, struct arena *arena, struct request *rq,
                 struct reasons *why)
{
	switch (kind->op) {
	case OP_INSTITUTION: rq->u.institution = v->institution; break;
	case OP_CAMPUS: rq->u.campus = v->campus; break;
	case OP_TRAVEL: rq->u.travel = v->travel; break;
	case OP_RESOURCE:
		rq->u.resource = v->resource;
		/* also without a column of tags, where the type word has become one */
		if (*v->resource.tags)
			rq->given |= GIVEN(RES_TAGS);
		break;
	case OP_CLOSURE: rq->u.closure = v->closure; break;
	case OP_BOOK: return booking_request(&v->booking, arena, &rq->u.booking, why);
	default: return QUAD_EINVAL;
	}
	return 0;
}
