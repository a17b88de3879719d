/*
 * The kinds of lists as tables: which columns, what each is called by schools, where its value goes. Adding a kind is
 * a table, its case in list_request.c and its rows in list_export.c.
 *
 * Aliases are in simplified characters and without blanks, marks or brackets: list_header.c brings a file's header
 * into that form first. A column called `group` is nobody's: it names people, not something that is booked. Of what
 * schools list beside (areas, prices, makers) there is no column here: it is named as unknown.
 */
#include "store/list/list_column.h"

#include <string.h>

#include "store/format/list_words.h"

#define FIELD_NONE 31 /* a field that requests always have and `given` does not tell */
#define AT(member) offsetof(union list_value, member)
#define COUNT(v) (sizeof(v) / sizeof *(v))
#define INSTITUTION_NAMES \
	"school college 单位 机构 院校 学校 学院 所属单位 所属机构 所属院系 所属院校 所属学校 所属学院 院系 部门 " \
	"所属部门"
/* A name in two columns, in the order in which the file has them. */
#define NAME_COLUMNS                                                                                               \
	{"first_name", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "firstname givenname forename first given"},      \
	{"last_name", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "lastname surname familyname last family"}
#define NAME_PARTS {"name", "first_name", PART_TOLD, true, 0}, {"name", "last_name", PART_TOLD, true, 0}
#define CAMPUS_NAMES "site 校区 所在校区 所属校区 校园 校区名称 校区编号 校区代码 校区名"
#define BUILDING_NAMES \
	"buildingname buildingno block 楼宇 楼栋 楼宇名称 教学楼 所在楼宇 大楼 楼名 建筑物 建筑 楼栋名称 楼栋号 " \
	"楼号 楼房 楼座 教学楼名称 教学楼号 所在教学楼 所在楼栋 所在大楼 所在建筑 建筑名称 建筑物名称 大楼名称 " \
	"大厦 楼"
#define FLOOR_NAMES "storey level 楼层 所在楼层 层 层数 楼层号"
#define ROOM_NAMES \
	"roomno roomnumber 房间号 房号 门牌号 房间 室号 课室号 教室号 房间号码 门牌 门号 室 所在房间 所在房间号"

static const struct list_column institution_columns[] = {
	{"code", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, INST_CODE, AT(institution.code),
	 "id 编号 编码 代码 代号 机构编号 机构代码 单位编号 单位代码 学校编号 学校代码 学校标识码 院校代码 院校编号"},
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
         "场地编号 场地代码 场所编号 仪器编号 设备编号 资产编号 教师编号 教师工号 工号 班级编号 班级代码 课室编号 "
         "roomid roomcode resourceid resourcecode venueid venuecode labid labcode facilityid facilitycode "
         "equipmentid equipmentcode assetno assetnumber staffid staffno teacherid classcode classid 实验室代码 "
         "实验室编码 实验室号 实训室代码 实训室编码 实训室号 实践基地编号 实践基地代码 实训基地代码 基地代码 "
         "教室代码 教室编码 房间代码 房间编码 课室代码 场室编号 场室代码 场地编码 场所代码 场馆编号 场馆代码 "
         "会议室编号 功能室编号 仪器编码 仪器代码 设备编码 设备代码 资产编码 资产代码 器材编号 教工号 职工号 "
         "教职工号 教师代码 人员编号 班号 班级号 行政班代码 编号id"},
	{"name", VALUE_TEXT, COLUMN_NEEDED | COLUMN_NAME, RES_NAME, AT(resource.name),
         "title 名称 资源名称 实验室名称 实训室名称 实训基地名称 基地名称 教室名称 房间名称 场地名称 场所名称 "
         "仪器名称 设备名称 教师姓名 姓名 班级名称 课室名称 实验室 实训室 教室 课室 场地 roomname venue venuename "
         "labname facility facilityname resourcename equipmentname teachername classname fullname 校内实训基地名称 "
         "校外实训基地名称 实践基地名称 实习基地名称 实践教学基地名称 实训中心名称 实验中心名称 实训场所名称 "
         "实验实训室名称 实验实训室 场室名称 场室 功能室名称 功能室 场馆名称 场馆 会议室名称 会议室 机房名称 "
         "仪器设备名称 器材名称 资产名称 教师名称 教师 教工姓名 班级 行政班 行政班名称 实训基地 基地 中文名称"},
	{"kind", VALUE_KIND, COLUMN_NEEDED, RES_KIND, AT(resource.kind),
         "type category 类型 类别 种类 教室类型 场地类别 场地类型 场所类型 实验室类型 实验室类别 实训室类型 资源类型 "
         "资源类别 房间类型 课室类型 教室类别 roomtype venuetype labtype resourcetype facilitytype 类型名称 场室类型 "
         "场室类别 场馆类型 场馆类别 场所类别 房间类别 课室类别 实训室类别 实训基地类型 实训基地类别 基地类型 "
         "基地类别 教室类型名称 场地类型名称 设备类型 设备类别 用房类型 功能类型"},
	{"institution", VALUE_TEXT, 0, RES_INSTITUTION, AT(resource.institution), INSTITUTION_NAMES},
	{"campus", VALUE_TEXT, 0, RES_CAMPUS, AT(resource.campus), CAMPUS_NAMES},
	{"building", VALUE_TEXT, 0, RES_BUILDING, AT(resource.building), BUILDING_NAMES},
	{"room", VALUE_TEXT, 0, RES_ROOM, AT(resource.room),
         ROOM_NAMES " location 具体位置 位置 地点 所在位置 存放地点 详细位置 具体地点 详细地址 地址 安装地点 "
                    "存放位置 存放地 所在地点"},
	{"seats", VALUE_SEATS, 0, RES_SEATS, AT(resource.seats),
         "capacity workstations 容量 座位数 工位数 工位 座位 座位数目 座位数量 工位数量 可容纳人数 容纳人数 最大容量 "
         "人数 数量 台数 最大人数 maxcapacity seatingcapacity numberofseats noofseats pax quantity 有效座位数 "
         "上课座位数 标准座位数 工位总数 总工位数 实训工位数 可用工位数 机位数 机位 席位 席位数 容纳学生数 "
         "可容纳学生数 可容纳 容纳量 最大容纳人数 额定人数 额定容量 班级人数 学生人数 学生数"},
	{"mode", VALUE_MODE, 0, RES_MODE, AT(resource.mode), "使用方式 使用模式 占用方式 预约方式"},
	{"specialty", VALUE_TEXT, 0, RES_SPECIALTY, AT(resource.specialty),
         "speciality specialties major 专业 面向专业 实验室面向专业 适用专业 所属专业 服务专业 专业名称 programme "
         "program subject 对应专业 专业方向 面向专业群 所属专业群 专业群 专业大类 所属专业大类 所属学科 面向学科 学科"},
	{"tags", VALUE_TAGS, 0, RES_TAGS, AT(resource.tags), "tag labels keywords 标签 关键词 特征"},
	{"equipment", VALUE_EQUIPMENT, 0, RES_EQUIPMENT, AT(resource.equipment),
         "设备 主要设备 仪器设备 设备清单 设备配置 配套设备 主要仪器设备 主要设备名称 主要仪器设备名称 设施设备 "
         "设备设施 主要实训设备"},
	{"opening", VALUE_OPENING, 0, RES_OPENING, AT(resource.opening),
         "openinghours hours 开放时间 开放时段 开放 使用时间 营业时间 opentime availability 开放时间段 可用时间 "
         "可预约时间 可预约时段 服务时间"},
	{"setup", VALUE_NUMBER, 0, RES_SETUP, AT(resource.setup_min), "setupminutes 准备时间 准备 开机时间 课前准备"},
	{"teardown", VALUE_NUMBER, 0, RES_TEARDOWN, AT(resource.teardown_min),
         "teardownminutes cleanup 整理时间 整理 清理时间 收尾时间"},
	{"approval", VALUE_APPROVAL, 0, RES_APPROVAL, AT(resource.approval),
         "审批 审批方式 审核方式 是否需要审核 需要审核 审批流程 是否审批 是否需要审批 是否需审批 需要审批 审批类型"},
	{"sharing", VALUE_SHARING, 0, RES_SHARING, AT(resource.sharing),
         "共享范围 开放范围 共享 共享方式 是否共享 是否开放共享 是否对外开放 对外开放 开放对象 面向对象 共享类型"},
	{"rate", VALUE_TEXT, 0, RES_RATE, AT(resource.rate), "price fee 收费标准 费率 价格 收费"},
	{"active", VALUE_BOOL, 0, RES_ACTIVE, AT(resource.active),
         "enabled 启用 是否启用 有效 是否有效 在用 是否在用 status 状态 使用状态 使用状况 现状 设备状态 教室状态 "
         "场地状态 可用 是否可用 可用状态 启用状态 当前状态 是否停用 是否已停用 是否禁用 是否报废 是否已报废 是否注销 "
         "停用 disabled isdisabled isdeleted inactive retired scrapped"},
	{"contact", VALUE_TEXT, 0, RES_CONTACT, AT(resource.contact), "contacts contactinfo 联系信息"},
	{"part_of", VALUE_TEXT, 0, RES_PART_OF, AT(resource.part_of),
         "partof parentroom parenthall parentvenue parentresource 所属场地 上级场地 隶属 隶属场地 所属大厅 上级场馆 "
         "所属场馆 上级场地编号 所属场地编号 上级资源 所属资源 父级场地 父场地 上级编号 父级编号"},
	{"rated", VALUE_RATED, 0, RES_RATED, AT(resource.rated),
         "ratedhours 定额机时 额定机时 年额定机时 年定额机时 额定年机时 定额 额定机时数 定额机时数 年额定小时 "
         "年额定学时"},
	{"floor", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, FLOOR_NAMES},
	{"opening_days", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "开放日 开放日期 开放星期 开放周次"},
	{"opening_from", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0,
         "opensat openfrom 开放开始时间 开放起始时间 开始开放时间 开门时间 开始时间"},
	{"opening_to", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0,
         "closesat opento openuntil 开放结束时间 开放截止时间 结束开放时间 关门时间 闭馆时间 结束时间"},
	{"equipment_name", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "设备名称 仪器名称 仪器设备名称"},
	{"pieces", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0,
         "台套数 设备台套数 台件数 套数 件数 数量 台数 设备数量 "
         "设备台数"},
	{"state_code", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "现状码 使用现状码 现状代码"},
	{"contact_person", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "联系人 管理员 负责人"},
	{"contact_second", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "负责人 管理员 联系人"},
	{"contact_phone", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "联系电话 电话"},
	{"contact_phone2", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "手机 办公电话"},
	{"contact_mail", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "邮箱 email"},
	NAME_COLUMNS,
};

/* A room of which only the place is known has that for its code; with the campus, since halls repeat on each. */
static const struct list_part resource_parts[] = {
	NAME_PARTS,
	{"code", "campus", PART_WORD, false, 0},
	{"code", "building", PART_WORD, false, 0},
	{"code", "floor", PART_FLOOR, false, 0},
	{"code", "room", PART_WORD, true, 0},
	{"room", "floor", PART_FLOOR, false, 0},
	{"room", "room", PART_WORD, true, 0},
	{"seats", "pieces", PART_WORD, true, KIND_EQUIPMENT},
	{"equipment", "equipment_name", PART_WORD, true, 0},
	{"equipment", "pieces", PART_COUNT, false, 0},
	{"opening", "opening_days", PART_WORD, false, 0},
	{"opening", "opening_from", PART_FROM, true, 0},
	{"opening", "opening_to", PART_UNTIL, true, 0},
	{"active", "state_code", PART_STATUS, true, 0},
	{"contact", "contact", PART_TOLD, false, 0},
	{"contact", "contact_person", PART_TOLD, false, 0},
	{"contact", "contact_second", PART_TOLD, false, 0},
	{"contact", "contact_phone", PART_TOLD, false, 0},
	{"contact", "contact_phone2", PART_TOLD, false, 0},
	{"contact", "contact_mail", PART_TOLD, false, 0},
	{NULL, NULL, PART_WORD, false, 0},
};

#define START_NAMES \
	"begin begins from starttime startat 开始 开始时间 起始时间 起始 开始日期时间 上课时间 预约开始时间 " \
	"使用开始时间 借用开始时间 开始使用时间 关闭开始时间"
#define END_NAMES \
	"until to finish endtime endat 结束 结束时间 终止时间 终止 截止时间 结束日期时间 下课时间 预约结束时间 " \
	"使用结束时间 借用结束时间 结束使用时间 关闭结束时间"
#define DATE_NAMES "day 日期 使用日期 预约日期 预订日期 上课日期 借用日期 活动日期 申请使用日期 关闭日期 停用日期"
#define TIME_NAMES \
	"timeslot slot session period periods 时间段 时段 节次 使用时段 使用时间 预约时段 预约时间 借用时间 时间 " \
	"使用节次 借用节次 上课节次 节数 节"

/* A date in a column of its own, and on it the clock times of others. */
#define DATE_COLUMNS                                                                                               \
	{"start_date", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, \
	 "开始日期 起始日期 使用开始日期 借用开始日期"}, \
	{"end_date", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "结束日期 终止日期 截止日期 使用结束日期 借用结束日期"}
#define DATE_PARTS(needed)                                                                                         \
	{"start", "date", PART_DATE, false, 0}, {"start", "start_date", PART_DATE, false, 0},                      \
	{"start", "start", PART_WORD, needed, 0}, {"end", "date", PART_DATE, false, 0},                            \
	{"end", "end_date", PART_DATE, false, 0}, {"end", "end", PART_WORD, needed, 0}
#define PLACE_PARTS {"resource", "floor", PART_FLOOR, false, 0}, {"resource", "room_no", PART_WORD, true, 0}

/* Whether a row is to be booked; list_state.c finds the column by more names. */
#define STATE_COLUMN                                                                                                   \
	{                                                                                                              \
		"state", VALUE_STATE, COLUMN_IN_ONLY, FIELD_NONE, 0,                                                   \
			"status 状态 审核状态 审批状态 预约状态 审核 审批"                           \
	}

static const struct list_column closure_columns[] = {
	{"start", VALUE_FROM, COLUMN_NEEDED, CLOSURE_START, AT(closure.start), START_NAMES},
	{"end", VALUE_UNTIL, COLUMN_NEEDED, CLOSURE_END, AT(closure.end), END_NAMES},
	{"resource", VALUE_TEXT, 0, CLOSURE_RESOURCE, AT(closure.resource),
         "room lab facility 资源 资源编号 实验室 实验室编号 实训室 教室 教室编号 场地 场地编号"},
	{"campus", VALUE_TEXT, 0, CLOSURE_CAMPUS, AT(closure.campus), CAMPUS_NAMES},
	{"reason", VALUE_TEXT, 0, CLOSURE_REASON, AT(closure.reason), "note 原因 事由 关闭原因 停用原因 说明 备注"},
	{"date", VALUE_TEXT, COLUMN_IN_ONLY, FIELD_NONE, AT(closure_line.date), DATE_NAMES},
	{"time", VALUE_TEXT, COLUMN_IN_ONLY | COLUMN_SPAN, FIELD_NONE, AT(closure_line.time),
         TIME_NAMES " 关闭时间 停用时间 关闭时段 停用时段 关闭节次 停用节次"},
	DATE_COLUMNS,
	STATE_COLUMN,
};

/* A closure may be of whole days. */
static const struct list_part closure_parts[] = {
	DATE_PARTS(false),
	{NULL, NULL, PART_WORD, false, 0},
};

#define PARTY_NAMES "people size attendees headcount 人数 使用人数 上课人数 参加人数 选课人数 学生数 学生人数"
#define PURPOSE_NAMES "title subject 用途 事由 目的 使用目的 课程 课程名称 项目 实验项目 实训项目"
#define CLASS_NAMES                                                                                                    \
	"purposetype purposecategory 用途类别 使用类别 用途类型 使用类型 用途分类 使用分类 使用性质 活动类别 活动类型"
#define EVENT_NAMES "eventcode eventid 活动编号 活动代码 赛事编号 赛事代码 竞赛编号 竞赛代码"
#define REQUESTER_NAMES "user login 申请人 预约人 预订人 使用人 申请者"
#define NOTE_NAMES "notes remark remarks comment 备注 说明 附注"
#define TERM_NAMES "semester 学期 学期代码 学期编号 学年学期"
#define WEEK_NAMES "week 周次 周数 上课周次 上课周数 起止周 教学周 周"
#define WHEN_NAMES "上课时间 上课时间段 开课时间 课程时间 时间安排"
#define PARITY_NAMES "单双周 单双周标志 单双"
#define COURSE_NUMBER_NAMES "课程编号 课程代码 课程号 课号 coursecode courseno courseid"
#define LESSON_PARTS                                                                                               \
	{"weeks_from", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "起始周 开始周 起始周次 开始周次 起始周数 开始周数"},   \
	{"weeks_to", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "结束周 终止周 结束周次 终止周次 结束周数 终止周数"}
#define WEEKDAY_NAMES "dayofweek day 星期 周几 星期几 上课星期 星期数"

/* What is booked, of a line with `claims`. */
#define CLAIM_COLUMNS(line, field)                                                                                 \
	{"resources", VALUE_TEXT, COLUMN_CLAIM, field, AT(line.claims.resources),                                  \
	 "claims 资源 预约资源 资源列表 使用资源"},                                                                \
	{"resource", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, field, AT(line.claims.resource),                   \
	 "room lab facility 资源编号 实验室 实验室编号 实训室 实训室编号 教室 教室编号 场地 场地编号 地点 课室 " \
	 "上课地点 上课教室 venue location resourcecode 资源名称 实验室名称 实训室名称 教室名称 场地名称 课室名称 " \
	 "房间名称 场室 场馆 机房 会议室 使用地点 使用场地 使用教室 借用教室 预约教室 预约场地 活动地点 " \
	 "教学地点"},                                                                                              \
	{"teacher", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, field, AT(line.claims.teacher),                     \
	 "instructor 教师 老师 主讲 任课教师 任课老师 授课教师 指导教师 指导老师 教师编号 教师工号"},                   \
	{"class", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, field, AT(line.claims.class),                         \
	 "教学班组成 班级组成 班级 上课班级 教学班 授课班级 班级编号"},                                                                \
	{"equipment", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, field, AT(line.claims.equipment),                 \
	 "设备 仪器 仪器设备 设备编号 仪器编号 所用设备"},                                                         \
	{"campus", VALUE_TEXT, COLUMN_IN_ONLY, FIELD_NONE, AT(line.claims.campus), CAMPUS_NAMES},                  \
	{"building", VALUE_TEXT, COLUMN_IN_ONLY, FIELD_NONE, AT(line.claims.building), BUILDING_NAMES},            \
	{"floor", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, FLOOR_NAMES},                                         \
	{"room_no", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, ROOM_NAMES}

static const struct list_column booking_columns[] = {
	{"ref", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, FIELD_NONE, AT(booking.ref),
         "id reference code 编号 预约编号 预约号 预订编号 单号 申请编号 申请单号 流水号"},
	CLAIM_COLUMNS(booking, BOOKING_CLAIMS),
	{"start", VALUE_TIME, COLUMN_NEEDED, BOOKING_TIME, AT(booking.start), START_NAMES},
	{"end", VALUE_TIME, COLUMN_NEEDED, BOOKING_TIME, AT(booking.end), END_NAMES},
	{"date", VALUE_TEXT, COLUMN_IN_ONLY, FIELD_NONE, AT(booking.date), DATE_NAMES},
	{"time", VALUE_TEXT, COLUMN_IN_ONLY | COLUMN_SPAN, FIELD_NONE, AT(booking.time), TIME_NAMES},
	DATE_COLUMNS,
	{"party", VALUE_NUMBER, 0, BOOKING_PARTY, AT(booking.party), PARTY_NAMES},
	{"purpose", VALUE_TEXT, 0, BOOKING_PURPOSE, AT(booking.purpose), PURPOSE_NAMES},
	{"requester", VALUE_TEXT, 0, BOOKING_REQUESTER, AT(booking.requester), REQUESTER_NAMES},
	{"institution", VALUE_TEXT, 0, BOOKING_INSTITUTION, AT(booking.institution),
         "申请单位 使用单位 " INSTITUTION_NAMES},
	{"note", VALUE_TEXT, 0, BOOKING_NOTE, AT(booking.note), NOTE_NAMES},
	{"purpose_class", VALUE_PURPOSE, 0, BOOKING_CLASS, AT(booking.class), CLASS_NAMES},
	{"event", VALUE_TEXT, 0, BOOKING_EVENT, AT(booking.event), EVENT_NAMES},
	STATE_COLUMN,
};

static const struct list_part booking_parts[] = {
	DATE_PARTS(true),
	PLACE_PARTS,
	{NULL, NULL, PART_WORD, false, 0},
};

static const struct list_column person_columns[] = {
	{"login", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, PERSON_LOGIN, AT(person.login),
         "loginname userlogin username userid account accountname user uid code id 登录名 登录账号 登录帐号 登录账户 "
         "登录帐户 登入名 登入名称 登录 用户名 用户账号 用户帐号 账号 帐号 账户 帐户 系统账号 系统帐号 用户代码 "
         "用户编号 工号 教工号 职工号 员工号 教职工号 教师工号 学工号 人员编号 人员代码 编号 代码 用户"},
	{"name", VALUE_TEXT, COLUMN_NEEDED | COLUMN_NAME, PERSON_NAME, AT(person.name),
         "fullname realname displayname personname 姓名 真实姓名 中文姓名 用户姓名 人员姓名 教师姓名 职工姓名 "
         "教职工姓名 员工姓名 管理员姓名 显示名 显示名称 名字 名称 人员"},
	{"institution", VALUE_TEXT, 0, PERSON_INSTITUTION, AT(person.institution),
         "organisation organization employer 工作单位 所在单位 所在学校 所在院校 所在机构 所在院系 " INSTITUTION_NAMES},
	{"role", VALUE_ROLE, 0, PERSON_ROLE, AT(person.role),
         "roles rolename userrole permission permissions access 角色 用户角色 系统角色 角色名称 权限 用户权限 "
         "权限角色 权限级别 用户类型 用户类别"},
	{"scope", VALUE_SCOPE, 0, PERSON_SCOPE, AT(person.scope),
         "administers manages 管理范围 权限范围 管辖范围 负责范围 数据范围 范围 管理校区 负责校区 管辖校区 所辖校区 "
         "管理单位 管理机构 管理学校"},
	{"email", VALUE_TEXT, 0, PERSON_EMAIL, AT(person.email),
         "mail emailaddress mailaddress 电子邮箱 电子邮件 电子邮箱地址 电子邮件地址 邮箱 邮箱地址 邮件 邮件地址 电邮 "
         "电邮地址 联系邮箱 常用邮箱"},
	{"language", VALUE_LANGUAGE, 0, PERSON_LANGUAGE, AT(person.language),
         "lang locale 语言 界面语言 显示语言 首选语言 使用语言 系统语言 语种"},
	{"ssh_key", VALUE_TEXT, 0, PERSON_SSH_KEY, AT(person.ssh_key),
         "sshkeys publickey publickeys sshpublickey sshpublickeys pubkey sshpubkey authorizedkeys key keys ssh公钥 "
         "公钥 登录公钥 ssh密钥 密钥"},
	NAME_COLUMNS,
};

static const struct list_part person_parts[] = {
	NAME_PARTS,
	{NULL, NULL, PART_WORD, false, 0},
};

static const struct list_column grant_columns[] = {
	{"login", VALUE_TEXT, COLUMN_NEEDED, GRANT_LOGIN, AT(grant.login),
         "loginname user userid username account person 登录名 登录账号 用户名 账号 帐号 工号 人员 用户"},
	{"role", VALUE_ROLE, COLUMN_NEEDED, GRANT_ROLE, AT(grant.role), "roles rolename permission 角色 角色名称 权限"},
	{"scope", VALUE_SCOPE, 0, GRANT_SCOPE, AT(grant.scope), "范围 管理范围 权限范围 管辖范围 负责范围"},
	{"from", VALUE_FROM, 0, GRANT_FROM, AT(grant.from),
         "since validfrom start 开始 起 自 开始日期 起始日期 生效日期 开始时间 起始时间 生效时间"},
	{"until", VALUE_UNTIL, 0, GRANT_UNTIL, AT(grant.until),
         "to validuntil end expires 结束 止 至 截止 到期 有效期至 结束日期 失效日期 到期日期 截止日期 终止日期 "
         "结束时间 失效时间 到期时间 截止时间"},
	{"granted_by", VALUE_TEXT, 0, GRANT_BY, AT(grant.granted_by), "grantor grantedby 授权人 授予人"},
	{"may_grant", VALUE_BOOL, 0, GRANT_MAY_GRANT, AT(grant.may_grant), "maygrant 可授权 可转授 可转授权"},
	{"deputy_of", VALUE_TEXT, 0, FIELD_NONE, AT(grant.deputy_of), "deputyof deputy 代理 代理谁 被代理人"},
};

static const struct list_column term_columns[] = {
	{"code", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, TERM_CODE, AT(term.code),
	 "id 学期代码 学期编号 学期编码 学期号 编号 编码 代码 代号"},
	{"name", VALUE_TEXT, COLUMN_NEEDED | COLUMN_NAME, TERM_NAME, AT(term.name),
	 "term semester title 学期名称 学年学期 学期 名称 全称"},
	{"first_monday", VALUE_DATE, COLUMN_NEEDED, TERM_FIRST_MONDAY, AT(term.first_monday),
	 "firstweek startdate start begin 开学日期 第一周周一 第一周星期一 首周周一 第1周周一 第1周星期一 第一周 "
	 "开学时间 开学 开始日期 起始日期 教学开始日期"},
	{"weeks", VALUE_NUMBER, COLUMN_NEEDED, TERM_WEEKS, AT(term.weeks),
	 "weekcount 周数 总周数 教学周数 教学周 周次数"},
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

static const struct list_column rule_columns[] = {
	{"id", VALUE_TEXT, COLUMN_KEY, RULE_FIELD_ID, AT(rule.id), "code no 编号 规则编号 规则号 序号 代码"},
	{"place", VALUE_RULE, 0, RULE_FIELD_PLACE, AT(rule.place),
         "where resource campus scope location 适用范围 范围 地点 位置 场所 场地 资源 校区 适用资源 适用场地 适用地点 "
         "适用位置 适用校区 对应资源"},
	{"who", VALUE_RULE, 0, RULE_FIELD_WHO, AT(rule.who),
         "for whom 适用对象 对象 谁 人员 用户 适用人员 适用用户 适用单位"},
	{"when", VALUE_RULE, 0, RULE_FIELD_WHEN, AT(rule.when), "hours 时段 适用时段 适用时间 时间"},
	{"field", VALUE_RULE, COLUMN_NEEDED, RULE_FIELD_FIELD, AT(rule.field),
         "rule setting 规则 项目 规则项 字段 规则类型"},
	{"value", VALUE_RULE, 0, RULE_FIELD_VALUE, AT(rule.value), "值 取值 规则值 内容"},
	{"text", VALUE_TEXT, 0, RULE_FIELD_TEXT, AT(rule.text), "message reason note 说明 提示 理由 原因 备注"},
	{"overridable", VALUE_YES, 0, RULE_FIELD_OVERRIDABLE, AT(rule.overridable),
         "override 可否决 可破例 可例外 允许例外 可特批 允许特批 特批 可豁免"},
	{"valid_from", VALUE_DATE, 0, RULE_FIELD_VALID_FROM, AT(rule.valid_from),
         "since from start effective effectivefrom 生效日期 生效时间 启用日期 开始日期 开始时间 起始日期 开始 起 自"},
	{"valid_until", VALUE_DATE, 0, RULE_FIELD_VALID_UNTIL, AT(rule.valid_until),
         "until to end expires 失效日期 失效时间 截止日期 截止时间 结束日期 结束时间 终止日期 到期日期 结束 截止 止 "
         "至"},
	{"trial", VALUE_YES, 0, RULE_FIELD_TRIAL, AT(rule.trial), "试行 试运行 是否试行"},
};

static const struct list_column qualification_columns[] = {
	{"login", VALUE_TEXT, COLUMN_NEEDED, FIELD_NONE, AT(qualification.login),
         "loginname username userid account 登录名 登录账号 用户名 账号 工号"},
	{"name", VALUE_TEXT, COLUMN_NEEDED, FIELD_NONE, AT(qualification.name),
         "qualification training certificate 名称 资格 资格名称 培训 培训名称 证书 证书名称"},
	{"level", VALUE_NUMBER, 0, QUAL_LEVEL, AT(qualification.level), "grade 级别 等级"},
	{"from", VALUE_DATE, 0, QUAL_FROM, AT(qualification.from),
         "validfrom since start 生效日期 取得日期 发证日期 开始日期 起始日期 开始时间 开始 起 自"},
	{"until", VALUE_DATE, 0, QUAL_UNTIL, AT(qualification.until),
         "validuntil to end expires 失效日期 有效期至 有效期 截止日期 结束日期 终止日期 到期日期 到期时间 截止时间 "
         "结束 截止 到期 止 至"},
};

static const struct list_column cluster_columns[] = {
	{"specialty", VALUE_TEXT, COLUMN_NEEDED, CLUSTER_SPECIALTY, AT(row.text[CLUSTER_SPECIALTY]),
         "speciality major programme program subject 专业 专业名称 专业代码 所属专业 专业方向"},
	{"cluster", VALUE_TEXT, COLUMN_NEEDED, CLUSTER_NAME, AT(row.text[CLUSTER_NAME]),
         "clustername group 专业群 专业群名称 所属专业群 集群 专业集群"},
	{"industry", VALUE_TEXT, 0, CLUSTER_INDUSTRY, AT(row.text[CLUSTER_INDUSTRY]),
         "sector 产业 产业名称 对接产业 服务产业 所属产业 产业链 对接产业链 行业"},
};

#define SINCE_NAMES                                                                                                    \
	"since validfrom start effective 生效日期 起始日期 开始日期 起始时间 开始时间 生效时间 有效期起 开始 起 自"
/* clang-format off */
#define TILL_NAMES "to till validuntil end expires 失效日期 有效期至 有效期止 有效期 截止日期 结束日期 终止日期 " \
	"到期日期 结束时间 截止时间 到期时间 结束 截止 止 至"
/* clang-format on */
#define YEAR_NAMES "schoolyear academicyear 年份 年度 学年 学年度 统计年份 统计年度"

static const struct list_column owner_columns[] = {
	{"resource", VALUE_TEXT, COLUMN_NEEDED, OWNER_RESOURCE, AT(row.text[OWNER_RESOURCE]),
         "resourcecode equipment 资源 资源编号 资源代码 设备 设备编号 资产编号 仪器编号 实验室 实验室编号 实训室 "
         "实训室编号 场地 场地编号 资源名称 设备名称 仪器设备 仪器设备名称 实训基地"},
	{"institution", VALUE_TEXT, COLUMN_NEEDED, OWNER_INSTITUTION, AT(row.text[OWNER_INSTITUTION]),
         "owner 产权单位 共有单位 产权人 所有权人 所有单位 权属单位 出资单位 共建单位 " INSTITUTION_NAMES},
	{"share", VALUE_DECIMAL, COLUMN_NEEDED, 2 + OWNER_SHARE, AT(row.number[OWNER_SHARE]),
         "percent percentage stake 份额 占比 比例 产权份额 产权比例 共有份额 所占份额 出资比例 股份 百分比"},
	{"from", VALUE_OPEN_DAY, 0, 2 + OWNER_FROM, AT(row.number[OWNER_FROM]), SINCE_NAMES},
	{"until", VALUE_OPEN_DAY, 0, 2 + OWNER_UNTIL, AT(row.number[OWNER_UNTIL]), TILL_NAMES},
};

static const struct list_column agreement_columns[] = {
	{"code", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, AGREEMENT_CODE, AT(row.text[AGREEMENT_CODE]),
         "id no agreement 协议编号 协议号 合同编号 合同号 协议代码 编号 编码 代码"},
	{"parties", VALUE_CODES, COLUMN_NEEDED, AGREEMENT_PARTIES, AT(row.text[AGREEMENT_PARTIES]),
         "party institutions partners between 合作单位 签约单位 协议单位 签约方 合作方 参与单位 各方 双方 单位"},
	{"from", VALUE_OPEN_DAY, 0, 5 + AGREEMENT_FROM, AT(row.number[AGREEMENT_FROM]),
         "签订日期 签约日期 " SINCE_NAMES},
	{"until", VALUE_OPEN_DAY, 0, 5 + AGREEMENT_UNTIL, AT(row.number[AGREEMENT_UNTIL]), TILL_NAMES},
	{"resources", VALUE_CODES, 0, AGREEMENT_RESOURCES, AT(row.text[AGREEMENT_RESOURCES]),
         "resource 资源 共享资源 资源编号 设备 场地 实验室 实训室 涉及资源 适用资源"},
	{"hours", VALUE_DECIMAL, 0, 5 + AGREEMENT_HOURS, AT(row.number[AGREEMENT_HOURS]),
         "agreedhours 小时 小时数 机时 约定机时 约定小时 约定时数 协议机时 时数 总机时"},
	{"price", VALUE_TEXT, 0, AGREEMENT_PRICE, AT(row.text[AGREEMENT_PRICE]),
         "rate fee 价格 单价 收费标准 收费 费率 协议价格"},
	{"text", VALUE_TEXT, 0, AGREEMENT_TEXT, AT(row.text[AGREEMENT_TEXT]),
         "note terms description 内容 协议内容 说明 条款 协议名称 名称 备注"},
};

static const struct list_column event_columns[] = {
	{"code", VALUE_TEXT, COLUMN_NEEDED | COLUMN_KEY, EVENT_CODE, AT(row.text[EVENT_CODE]),
         "id no event 活动编号 活动代码 赛事编号 赛事代码 赛项编号 编号 编码 代码"},
	{"name", VALUE_TEXT, COLUMN_NEEDED | COLUMN_NAME, EVENT_NAME, AT(row.text[EVENT_NAME]),
         "title 活动 活动名称 赛事 赛事名称 赛项 赛项名称 名称 竞赛名称 比赛名称"},
	{"start", VALUE_FROM, 0, 3 + EVENT_START, AT(row.number[EVENT_START]),
         "from begin begins 开始时间 开始日期 起始时间 起始日期 活动开始时间 比赛开始时间 开始 起"},
	{"end", VALUE_UNTIL, 0, 3 + EVENT_END, AT(row.number[EVENT_END]),
         "to until ends 结束时间 结束日期 截止时间 截止日期 活动结束时间 比赛结束时间 结束 止"},
	{"institution", VALUE_TEXT, 0, EVENT_INSTITUTION, AT(row.text[EVENT_INSTITUTION]),
         "host organiser organizer 主办单位 承办单位 主办方 承办方 组织单位 " INSTITUTION_NAMES},
};

static const struct list_column students_columns[] = {
	{"institution", VALUE_TEXT, COLUMN_NEEDED, STUDENTS_INSTITUTION, AT(row.text[STUDENTS_INSTITUTION]),
         INSTITUTION_NAMES " 学校名称 院校名称 单位名称"},
	{"year", VALUE_YEAR, COLUMN_NEEDED, 1 + STUDENTS_YEAR, AT(row.number[STUDENTS_YEAR]), YEAR_NAMES},
	{"count", VALUE_COUNT, COLUMN_NEEDED, 1 + STUDENTS_COUNT, AT(row.number[STUDENTS_COUNT]),
         "students number enrolment enrollment headcount 学生数 在校生数 在校生 在校学生数 在校学生 学生人数 "
         "在校生人数 在校生规模 学生总数 在校生总数 人数"},
};

static const struct list_column employees_columns[] = {
	{"institution", VALUE_TEXT, COLUMN_NEEDED, EMPLOYEES_INSTITUTION, AT(row.text[EMPLOYEES_INSTITUTION]),
         "enterprise company employer 企业 企业名称 用人单位 公司 公司名称 单位名称 " INSTITUTION_NAMES},
	{"post", VALUE_TEXT, COLUMN_NEEDED, EMPLOYEES_POST, AT(row.text[EMPLOYEES_POST]),
         "position job title role 岗位 岗位名称 职位 工种 工作岗位 实习岗位 职务"},
	{"count", VALUE_COUNT, COLUMN_NEEDED, 2 + EMPLOYEES_COUNT, AT(row.number[EMPLOYEES_COUNT]),
         "employees number headcount staff 员工数 职工数 员工人数 职工人数 在岗人数 在岗职工数 岗位人数 从业人数 人数"},
	{"from", VALUE_OPEN_DAY, 0, 2 + EMPLOYEES_FROM, AT(row.number[EMPLOYEES_FROM]), "统计日期 日期 " SINCE_NAMES},
};

static const struct list_column figure_columns[] = {
	{"region", VALUE_REGION, COLUMN_NEEDED, FIGURE_REGION, AT(row.text[FIGURE_REGION]),
         "area district 地区 区域 城市 地市 省市 行政区"},
	{"year", VALUE_YEAR, COLUMN_NEEDED, 2 + FIGURE_YEAR, AT(row.number[FIGURE_YEAR]), YEAR_NAMES},
	{"name", VALUE_TEXT, COLUMN_NEEDED, FIGURE_NAME, AT(row.text[FIGURE_NAME]),
         "figure indicator 指标 指标名称 指标代码 项目 名称 数据项"},
	{"value", VALUE_DECIMAL, COLUMN_NEEDED, 2 + FIGURE_VALUE, AT(row.number[FIGURE_VALUE]),
         "number amount 数值 值 数据 指标值 取值 统计值"},
};

static const struct list_column series_columns[] = {
	{"ref", VALUE_TEXT, COLUMN_KEY, FIELD_NONE, AT(series.ref),
         "id reference code 编号 预约编号 预约号 预订编号 单号 申请编号 申请单号 课程序号 教学班编号 教学班号 教学班id "
         "教学班代码 教学班编码"},
	CLAIM_COLUMNS(series, SERIES_CLAIMS),
	{"weeks", VALUE_TEXT, COLUMN_LESSON, SERIES_WHEN, AT(series.weeks), WEEK_NAMES},
	{"weekdays", VALUE_TEXT, COLUMN_LESSON, SERIES_WHEN, AT(series.weekdays), "weekday " WEEKDAY_NAMES},
	{"periods", VALUE_TEXT, 0, SERIES_WHEN, AT(series.periods), "period 节次 节 上课节次 节数 起止节次"},
	{"start", VALUE_TEXT, 0, SERIES_WHEN, AT(series.start), START_NAMES},
	{"end", VALUE_TEXT, 0, SERIES_WHEN, AT(series.end), END_NAMES},
	{"when", VALUE_TEXT, COLUMN_IN_ONLY, SERIES_WHEN, AT(series.when), WHEN_NAMES},
	{"parity", VALUE_TEXT, COLUMN_IN_ONLY, SERIES_WHEN, AT(series.parity), PARITY_NAMES},
	{"course_no", VALUE_TEXT, COLUMN_IN_ONLY, FIELD_NONE, AT(series.course_no), COURSE_NUMBER_NAMES},
	LESSON_PARTS,
	{"periods_from", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "开始节次 开始节数 起始节次 起始节数 开始节"},
	{"periods_to", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, "结束节次 结束节数 终止节次 终止节数 结束节"},
	{"term", VALUE_TEXT, 0, SERIES_WHEN, AT(series.term), TERM_NAMES},
	{"except", VALUE_TEXT, 0, SERIES_EXCEPT, AT(series.except),
         "exdate exceptions 例外 例外日期 除外日期 排除日期 停课日期"},
	{"party", VALUE_NUMBER, 0, SERIES_PARTY, AT(series.party), PARTY_NAMES},
	{"purpose", VALUE_TEXT, 0, SERIES_PURPOSE, AT(series.purpose), PURPOSE_NAMES},
	{"requester", VALUE_TEXT, 0, SERIES_REQUESTER, AT(series.requester), REQUESTER_NAMES},
	{"institution", VALUE_TEXT, 0, SERIES_INSTITUTION, AT(series.institution),
         "申请单位 使用单位 " INSTITUTION_NAMES},
	{"note", VALUE_TEXT, 0, SERIES_NOTE, AT(series.note), NOTE_NAMES},
	{"from", VALUE_DATE, 0, SERIES_FROM, AT(series.from), "from_date 变更日期 变动日期"},
	{"purpose_class", VALUE_PURPOSE, 0, SERIES_CLASS, AT(series.class), CLASS_NAMES},
	{"event", VALUE_TEXT, 0, SERIES_EVENT, AT(series.event), EVENT_NAMES},
	STATE_COLUMN,
};

static const struct list_part series_parts[] = {
	PLACE_PARTS,
	{"weeks", "weeks_from", PART_FROM, true, 0},
	{"weeks", "weeks_to", PART_UNTIL, true, 0},
	{"periods", "periods_from", PART_FROM, true, 0},
	{"periods", "periods_to", PART_UNTIL, true, 0},
	{NULL, NULL, PART_WORD, false, 0},
};

/* The de-facto exchange form of class timetables; its own names are Chinese. */
static const struct list_column timetable_columns[] = {
	{"课程名称", VALUE_TEXT, COLUMN_NEEDED, SERIES_PURPOSE, AT(timetable.course),
         "course coursename title subject 课程 课程名 课名 名称 科目"},
	{"星期", VALUE_TEXT, COLUMN_LESSON, SERIES_WHEN, AT(timetable.weekday), "weekday weekdays " WEEKDAY_NAMES},
	{"开始节数", VALUE_TEXT, COLUMN_LESSON, SERIES_WHEN, AT(timetable.first),
         "start startperiod firstperiod startnode 开始节次 起始节次 起始节数 开始节"},
	{"结束节数", VALUE_TEXT, COLUMN_LESSON, SERIES_WHEN, AT(timetable.last),
         "end endperiod lastperiod endnode 结束节次 终止节次 终止节数 结束节"},
	{"老师", VALUE_TEXT, COLUMN_CLAIM, SERIES_CLAIMS, AT(timetable.teacher),
         "teacher teachers instructor 教师 主讲 任课教师 任课老师 授课教师 上课教师 教师姓名"},
	{"地点", VALUE_TEXT, COLUMN_CLAIM, SERIES_CLAIMS, AT(timetable.room),
         "room location place resource 教室 课室 上课地点 上课教室 教学地点 场地 教室名称"},
	{"周数", VALUE_TEXT, COLUMN_LESSON, SERIES_WHEN, AT(timetable.weeks), "weeks " WEEK_NAMES},
	{"班级", VALUE_TEXT, COLUMN_CLAIM | COLUMN_IN_ONLY, SERIES_CLAIMS, AT(timetable.class),
	 "class classes 教学班组成 班级组成 上课班级 教学班 授课班级 班级名称 行政班"},
	{"when", VALUE_TEXT, COLUMN_IN_ONLY, SERIES_WHEN, AT(timetable.when), WHEN_NAMES},
	{"节次", VALUE_TEXT, COLUMN_IN_ONLY, SERIES_WHEN, AT(timetable.periods), "periods period 节 上课节次 节数 起止节次"},
	{"单双周", VALUE_TEXT, COLUMN_IN_ONLY, SERIES_WHEN, AT(timetable.parity), PARITY_NAMES " parity"},
	LESSON_PARTS,
	{"term", VALUE_TEXT, COLUMN_IN_ONLY, SERIES_WHEN, AT(timetable.term), TERM_NAMES},
	{"party", VALUE_NUMBER, COLUMN_IN_ONLY, SERIES_PARTY, AT(timetable.party), PARTY_NAMES},
	{"campus", VALUE_TEXT, COLUMN_IN_ONLY, FIELD_NONE, AT(timetable.campus), CAMPUS_NAMES},
	{"building", VALUE_TEXT, COLUMN_IN_ONLY, FIELD_NONE, AT(timetable.building), BUILDING_NAMES},
	{"floor", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, FLOOR_NAMES},
	{"room_no", VALUE_PART, COLUMN_IN_ONLY, FIELD_NONE, 0, ROOM_NAMES},
	STATE_COLUMN,
};

static const struct list_part timetable_parts[] = {
	{"周数", "weeks_from", PART_FROM, true, 0},
	{"周数", "weeks_to", PART_UNTIL, true, 0},
	{"地点", "floor", PART_FLOOR, false, 0},
	{"地点", "room_no", PART_WORD, true, 0},
	{NULL, NULL, PART_WORD, false, 0},
};

#define KIND(list, op, form, flags, columns, parts) [list - 1] = {list, op, form, flags, columns, COUNT(columns), parts}

/* In the order of enum list_id, which has a row each. */
static const struct list_kind kinds[LIST_OF_FIGURES] = {
	KIND(LIST_OF_INSTITUTIONS, OP_INSTITUTION, LIST_PLAIN, 0, institution_columns, NULL),
	KIND(LIST_OF_CAMPUSES, OP_CAMPUS, LIST_PLAIN, 0, campus_columns, NULL),
	KIND(LIST_OF_TRAVEL, OP_TRAVEL, LIST_PLAIN, 0, travel_columns, NULL),
	KIND(LIST_OF_RESOURCES, OP_RESOURCE, LIST_PLAIN, 0, resource_columns, resource_parts),
	KIND(LIST_OF_PEOPLE, OP_PERSON, LIST_PLAIN, 0, person_columns, person_parts),
	KIND(LIST_OF_TERMS, OP_TERM, LIST_PLAIN, 0, term_columns, NULL),
	KIND(LIST_OF_PERIODS, OP_PERIOD, LIST_PLAIN, 0, period_columns, NULL),
	KIND(LIST_OF_DAYS, OP_DAY, LIST_PLAIN, 0, day_columns, NULL),
	KIND(LIST_OF_CLOSURES, OP_CLOSURE, LIST_PLAIN, 0, closure_columns, closure_parts),
	KIND(LIST_OF_BOOKINGS, OP_BOOK, LIST_PLAIN, REQUEST_RECORD, booking_columns, booking_parts),
	KIND(LIST_OF_SERIES, OP_SERIES, LIST_PLAIN, REQUEST_RECORD, series_columns, series_parts),
	KIND(LIST_OF_TIMETABLE, OP_SERIES, LIST_TIMETABLE, REQUEST_RECORD, timetable_columns, timetable_parts),
	KIND(LIST_OF_RULES, OP_RULE, LIST_PLAIN, 0, rule_columns, NULL),
	KIND(LIST_OF_QUALIFICATIONS, OP_QUALIFICATION, LIST_PLAIN, 0, qualification_columns, NULL),
	[LIST_OF_ICS - 1] = {.id = LIST_OF_ICS, .op = OP_BOOK, .form = LIST_ICS},
	KIND(LIST_OF_GRANTS, OP_GRANT, LIST_PLAIN, 0, grant_columns, NULL),
	KIND(LIST_OF_CLUSTERS, OP_REGISTER, LIST_PLAIN, 0, cluster_columns, NULL),
	KIND(LIST_OF_OWNERS, OP_REGISTER, LIST_PLAIN, 0, owner_columns, NULL),
	KIND(LIST_OF_AGREEMENTS, OP_REGISTER, LIST_PLAIN, 0, agreement_columns, NULL),
	KIND(LIST_OF_EVENTS, OP_REGISTER, LIST_PLAIN, 0, event_columns, NULL),
	KIND(LIST_OF_STUDENTS, OP_REGISTER, LIST_PLAIN, 0, students_columns, NULL),
	KIND(LIST_OF_EMPLOYEES, OP_REGISTER, LIST_PLAIN, 0, employees_columns, NULL),
	KIND(LIST_OF_FIGURES, OP_REGISTER, LIST_PLAIN, 0, figure_columns, NULL),
};

static const struct list_kind *const all[COUNT(kinds) + 1] = {
	&kinds[0],  &kinds[1],  &kinds[2],  &kinds[3],  &kinds[4],  &kinds[5],  &kinds[6],  &kinds[7],
	&kinds[8],  &kinds[9],  &kinds[10], &kinds[11], &kinds[12], &kinds[13], &kinds[14], &kinds[15],
	&kinds[16], &kinds[17], &kinds[18], &kinds[19], &kinds[20], &kinds[21], &kinds[22], NULL};

const struct list_kind *const *list_kinds(void)
{
	return all;
}

const struct list_kind *list_kind_find(const char *word)
{
	struct buf normal = {0};
	enum list_id id;
	if (list_parse(word, &id) != 0) {
		words_normal(&normal, word);
		id = words_list(buf_text(&normal));
	}
	buf_release(&normal);
	return id && kinds[id - 1].id ? &kinds[id - 1] : NULL;
}

uint16_t list_column_alias(const struct list_column *column, const char *header, size_t len)
{
	uint16_t place = 1;
	for (const char *p = column->aliases; *p; place++) {
		size_t n = strcspn(p, " ");
		if (n == len && memcmp(p, header, n) == 0)
			return place;
		p += n;
		p += *p == ' ';
	}
	return 0;
}

const char *list_kind_column(const struct list_kind *kind, const char *word)
{
	struct buf header = {0};
	const char *found = NULL;
	size_t n = 0;
	for (size_t c = 0; c < kind->n_columns; c++)
		if (strcmp(kind->columns[c].name, word) == 0)
			return kind->columns[c].name;
	words_header(&header, word);
	for (size_t c = 0; c < kind->n_columns; c++) {
		const struct list_column *column = &kind->columns[c];
		if (column->flags & COLUMN_IN_ONLY || !list_column_alias(column, buf_text(&header), header.len))
			continue;
		found = column->name;
		n++;
	}
	buf_release(&header);
	return n == 1 ? found : NULL;
}

const char *list_kind_word(const struct list_kind *kind)
{
	return list_word(kind->id);
}

bool list_kind_is_ics(const struct list_kind *kind)
{
	return kind->form == LIST_ICS;
}
