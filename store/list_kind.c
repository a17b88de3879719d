/*
 * The kinds of lists as tables: which columns, what each is called by schools, where its value goes. Adding a kind is
 * a table, its case in list_request.c and its rows in list_export.c.
 *
 * Aliases are in simplified characters and without blanks, marks or brackets: list_header.c brings a file's header
 * into that form first. A column called `group` is nobody's: it names people, not something that is booked.
 */
#include "store/list_kind.h"

#include <string.h>

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

#define START_NAMES "begin begins from starttime startat 开始 开始时间 起始时间 起始 开始日期时间 上课时间"
#define END_NAMES "until to finish endtime endat 结束 结束时间 终止时间 终止 截止时间 结束日期时间 下课时间"

static const struct list_column closure_columns[] = {
	{"start", VALUE_FROM, COLUMN_NEEDED, CLOSURE_START, AT(closure.start), START_NAMES " 开始日期 起始日期"},
	{"end", VALUE_UNTIL, COLUMN_NEEDED, CLOSURE_END, AT(closure.end), END_NAMES " 结束日期 终止日期"},
	{"resource", VALUE_TEXT, 0, CLOSURE_RESOURCE, AT(closure.resource),
	 "room lab facility 资源 资源编号 实验室 实验室编号 实训室 教室 教室编号 场地 场地编号"},
	{"campus", VALUE_TEXT, 0, CLOSURE_CAMPUS, AT(closure.campus), CAMPUS_NAMES},
	{"reason", VALUE_TEXT, 0, CLOSURE_REASON, AT(closure.reason), "note 原因 事由 关闭原因 停用原因 说明 备注"},
};

#define PARTY_NAMES "people size attendees headcount 人数 使用人数 上课人数 参加人数 选课人数 学生数 学生人数"
#define PURPOSE_NAMES "title subject 用途 事由 目的 使用目的 课程 课程名称 项目 实验项目 实训项目"
#define REQUESTER_NAMES "user login 申请人 预约人 预订人 使用人 申请者"
#define NOTE_NAMES "notes remark remarks comment 备注 说明 附注"
#define TERM_NAMES "semester 学期 学期代码 学期编号 学年学期"
#define WEEK_NAMES "week 周次 周数 上课周次 上课周数 起止周 教学周 周"
#define WEEKDAY_NAMES "dayofweek day 星期 周几 星期几 上课星期 星期数"

/* What is booked, of a line with `claims`. */
#define CLAIM_COLUMNS(line, field)                                                                                 \
	{"resources", VALUE_TEXT, COLUMN_CLAIM, field, AT(line.claims.resources),                                  \
	 "claims 资源 预约资源 资源列表 使用资源"},                                                                \
	{"resource", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, field, AT(line.claims.resource),                   \
	 "room lab facility 资源编号 实验室 实验室编号 实训室 实训室编号 教室 教室编号 场地 场地编号 地点 房间 "     \
	 "课室 上课地点 上课教室"},                                                                                \
	{"teacher", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, field, AT(line.claims.teacher),                     \
	 "instructor 教师 老师 任课教师 任课老师 授课教师 指导教师 指导老师 教师编号 教师工号"},                   \
	{"class", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, field, AT(line.claims.class),                         \
	 "班级 上课班级 教学班 授课班级 班级编号"},                                                                \
	{"equipment", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, field, AT(line.claims.equipment),                 \
	 "设备 仪器 仪器设备 设备编号 仪器编号 所用设备"}

static const struct list_column booking_columns[] = {
	{"ref", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, FIELD_NONE, AT(booking.ref),
	 "id reference code 编号 预约编号 预约号 预订编号 单号 申请编号 申请单号 流水号"},
	CLAIM_COLUMNS(booking, BOOKING_CLAIMS),
	{"start", VALUE_TIME, COLUMN_NEEDED, BOOKING_TIME, AT(booking.start), START_NAMES},
	{"end", VALUE_TIME, COLUMN_NEEDED, BOOKING_TIME, AT(booking.end), END_NAMES},
	{"party", VALUE_NUMBER, 0, BOOKING_PARTY, AT(booking.party), PARTY_NAMES},
	{"purpose", VALUE_TEXT, 0, BOOKING_PURPOSE, AT(booking.purpose), PURPOSE_NAMES},
	{"requester", VALUE_TEXT, 0, BOOKING_REQUESTER, AT(booking.requester), REQUESTER_NAMES},
	{"institution", VALUE_TEXT, 0, BOOKING_INSTITUTION, AT(booking.institution),
	 "申请单位 使用单位 " INSTITUTION_NAMES},
	{"note", VALUE_TEXT, 0, BOOKING_NOTE, AT(booking.note), NOTE_NAMES},
};

static const struct list_column term_columns[] = {
	{"code", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, TERM_CODE, AT(term.code),
	 "id 学期代码 学期编号 学期编码 学期号 编号 编码 代码 代号"},
	{"name", VALUE_TEXT, COLUMN_NEEDED | COLUMN_NAME, TERM_NAME, AT(term.name),
	 "term semester title 学期名称 学年学期 学期 名称 全称"},
	{"first_monday", VALUE_DATE, COLUMN_NEEDED, TERM_FIRST_MONDAY, AT(term.first_monday),
	 "firstweek startdate start begin 开学日期 第一周周一 第一周星期一 首周周一 第1周周一 第1周星期一 第一周 开学时间 开学 "
	 "开始日期 起始日期 教学开始日期"},
	{"weeks", VALUE_NUMBER, COLUMN_NEEDED, TERM_WEEKS, AT(term.weeks), "weekcount 周数 总周数 教学周数 教学周 周次数"},
};

static const struct list_column period_columns[] = {
	{"number", VALUE_NUMBER, COLUMN_NEEDED, PERIOD_NUMBER, AT(period.number),
	 "period no index 节次 节 节数 第几节 节次编号 节次号 小节 序号"},
	{"start", VALUE_CLOCK, COLUMN_NEEDED, PERIOD_START, AT(period.start), START_NAMES},
	{"end", VALUE_CLOCK, COLUMN_NEEDED, PERIOD_END, AT(period.end), END_NAMES},
	{"campus", VALUE_TEXT, 0, PERIOD_CAMPUS, AT(period.campus), CAMPUS_NAMES},
	{"valid_from", VALUE_DATE, 0, PERIOD_VALID_FROM, AT(period.valid_from),
	 "since effective effectivefrom effectivedate 生效日期 启用日期 执行日期 适用日期 生效时间 开始日期 起始日期"},
};

static const struct list_column day_columns[] = {
	{"date", VALUE_DATE, COLUMN_NEEDED, DAY_DATE, AT(day.date), "day 日期 时间"},
	{"rule", VALUE_DAY, COLUMN_NEEDED, DAY_RULE, AT(day.kind),
	 "kind type 规则 安排 调休 调休安排 调课安排 上课安排 教学安排 放假安排 类型 状态"},
	{"campus", VALUE_TEXT, 0, DAY_CAMPUS, AT(day.campus), CAMPUS_NAMES},
	{"note", VALUE_TEXT, 0, DAY_NOTE, AT(day.note), "name reason " NOTE_NAMES " 名称 节日 节假日 事由 原因"},
};

static const struct list_column series_columns[] = {
	{"ref", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, FIELD_NONE, AT(series.ref),
	 "id reference code 编号 预约编号 预约号 预订编号 单号 申请编号 申请单号 课程序号 教学班编号 教学班号"},
	CLAIM_COLUMNS(series, SERIES_CLAIMS),
	{"weeks", VALUE_TEXT, COLUMN_NEEDED, SERIES_WHEN, AT(series.weeks), WEEK_NAMES},
	{"weekdays", VALUE_TEXT, COLUMN_NEEDED, SERIES_WHEN, AT(series.weekdays), "weekday " WEEKDAY_NAMES},
	{"periods", VALUE_TEXT, 0, SERIES_WHEN, AT(series.periods), "period 节次 节 上课节次 节数 起止节次"},
	{"start", VALUE_TEXT, 0, SERIES_WHEN, AT(series.start), START_NAMES},
	{"end", VALUE_TEXT, 0, SERIES_WHEN, AT(series.end), END_NAMES},
	{"term", VALUE_TEXT, 0, SERIES_WHEN, AT(series.term), TERM_NAMES},
	{"except", VALUE_TEXT, 0, SERIES_EXCEPT, AT(series.except),
	 "exdate exceptions 例外 例外日期 除外日期 排除日期 停课日期"},
	{"party", VALUE_NUMBER, 0, SERIES_PARTY, AT(series.party), PARTY_NAMES},
	{"purpose", VALUE_TEXT, 0, SERIES_PURPOSE, AT(series.purpose), PURPOSE_NAMES},
	{"requester", VALUE_TEXT, 0, SERIES_REQUESTER, AT(series.requester), REQUESTER_NAMES},
	{"institution", VALUE_TEXT, 0, SERIES_INSTITUTION, AT(series.institution),
	 "申请单位 使用单位 " INSTITUTION_NAMES},
	{"note", VALUE_TEXT, 0, SERIES_NOTE, AT(series.note), NOTE_NAMES},
};

/* The de-facto exchange form of class timetables; its own names are Chinese. */
static const struct list_column timetable_columns[] = {
	{"课程名称", VALUE_TEXT, COLUMN_NEEDED, SERIES_PURPOSE, AT(timetable.course),
	 "course coursename title subject 课程 课程名 课名 名称 科目"},
	{"星期", VALUE_TEXT, COLUMN_NEEDED, SERIES_WHEN, AT(timetable.weekday), "weekday weekdays " WEEKDAY_NAMES},
	{"开始节数", VALUE_TEXT, COLUMN_NEEDED, SERIES_WHEN, AT(timetable.first),
	 "start startperiod firstperiod startnode 开始节次 起始节次 起始节数 开始节"},
	{"结束节数", VALUE_TEXT, COLUMN_NEEDED, SERIES_WHEN, AT(timetable.last),
	 "end endperiod lastperiod endnode 结束节次 终止节次 终止节数 结束节"},
	{"老师", VALUE_TEXT, COLUMN_CLAIM, SERIES_CLAIMS, AT(timetable.teacher),
	 "teacher teachers instructor 教师 任课教师 任课老师 授课教师 上课教师 教师姓名"},
	{"地点", VALUE_TEXT, COLUMN_CLAIM, SERIES_CLAIMS, AT(timetable.room),
	 "room location place resource 教室 课室 上课地点 上课教室 教学地点 场地 教室名称"},
	{"周数", VALUE_TEXT, COLUMN_NEEDED, SERIES_WHEN, AT(timetable.weeks), "weeks " WEEK_NAMES},
	{"term", VALUE_TEXT, COLUMN_IN_ONLY, SERIES_WHEN, AT(timetable.term), TERM_NAMES},
	{"party", VALUE_NUMBER, COLUMN_IN_ONLY, SERIES_PARTY, AT(timetable.party), PARTY_NAMES},
};

static const struct list_kind institutions = {"institutions", OP_INSTITUTION, LIST_PLAIN, 0, institution_columns,
                                              COUNT(institution_columns)};
static const struct list_kind campuses = {"campuses", OP_CAMPUS, LIST_PLAIN, 0, campus_columns, COUNT(campus_columns)};
static const struct list_kind travel = {"travel", OP_TRAVEL, LIST_PLAIN, 0, travel_columns, COUNT(travel_columns)};
static const struct list_kind resources = {"resources", OP_RESOURCE, LIST_PLAIN, 0, resource_columns,
                                           COUNT(resource_columns)};
static const struct list_kind terms = {"terms", OP_TERM, LIST_PLAIN, 0, term_columns, COUNT(term_columns)};
static const struct list_kind periods = {"periods", OP_PERIOD, LIST_PLAIN, 0, period_columns, COUNT(period_columns)};
static const struct list_kind days = {"days", OP_DAY, LIST_PLAIN, 0, day_columns, COUNT(day_columns)};
static const struct list_kind closures = {"closures", OP_CLOSURE, LIST_PLAIN, 0, closure_columns,
                                          COUNT(closure_columns)};
static const struct list_kind bookings = {"bookings", OP_BOOK, LIST_PLAIN, REQUEST_RECORD, booking_columns,
                                          COUNT(booking_columns)};
static const struct list_kind series = {"series", OP_SERIES, LIST_PLAIN, REQUEST_RECORD, series_columns,
                                        COUNT(series_columns)};
static const struct list_kind timetable = {"timetable", OP_SERIES, LIST_TIMETABLE, REQUEST_RECORD, timetable_columns,
                                           COUNT(timetable_columns)};

static const struct list_kind *const kinds[] = {&institutions, &campuses, &travel,   &resources, &terms,     &periods,
                                                &days,         &closures, &bookings, &series,    &timetable, NULL};

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
	for (size_t i = 0; i < kind->n_columns; i++) {
		void *p = (char *)v + kind->columns[i].offset;
		if (kind->columns[i].type < VALUE_NUMBER)
			*(const char **)p = "";
		else if (kind->columns[i].type == VALUE_DATE)
			*(int64_t *)p = PERIOD_ALWAYS;
	}
}

bool list_kind_claims(const struct list_kind *kind)
{
	return kind->op == OP_BOOK || kind->op == OP_SERIES;
}
