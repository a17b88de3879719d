/*
 * A grammar of three roles: a noun, a suffix that says what of the noun, a mark that qualifies. Words that only fill
 * have a role of their own. Of all ways to take a header apart the one with the fewest parts is right: 教学班组成 is
 * 教学班 and 组成, not 教学, 班 and 组成. The table is in the form that words_header leaves: folded, simplified,
 * without blanks and underscores, so `roomMaxCap` and `room_max_cap` are one header.
 */
#include "store/format/header_words.h"

#include <stdint.h>
#include <string.h>

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define HEADER_MAX_BYTES 96
#define NO_WAY UINT8_MAX

enum role { FILLER, NOUN, SUFFIX, MARK };

/* Parts of one role and value, with blanks between them. */
struct part_words {
	enum role role;
	int value;
	const char *words;
};

/* clang-format off */
static const struct part_words table[] = {
	{FILLER, 0,
	 "教学 主要 基本 详细 具体 当前 目前 现 实际 标准 有效 建议 最大 最多 最高 限定 额定 固定 统一 系统 内部 校内 "
	 "校外 中文 英文 简 全 正式 信息 情况 原 新 本 各 一级 二级 三级 1级 2级 3级 级 的 与 和 及 或 、 , & / # 用 日常 "
	 "批准 计划 已 可 能 公共 技能 职业 综合 办公 线上 线下 其他 账面 在册 运行 国有 资源 主 副 max maximum min "
	 "current actual total main full common our the of no. sec section default std official primary de la du 对象 "
	 "专用 配备 室内 服务 对应 同时 一次 已选 限选 应 可坐 可排 承载 上限 下限 限制 大师 完好 工作 登录 年级 "
	 "limit flag display computer academic at on "
	 "核定 设计 在校 允许 安全 合理 推荐 每次 单次 参考 分 真实 real "
	 "普通 虚拟仿真 仿真 生产性 工程 创新 创业 示范 产教融合 大学生 学生用"},
	{MARK, MARK_BELONGS | MARK_USE, "使用 领用"},
	{MARK, MARK_BELONGS,
	 "所属 所在 所处 隶属 归属 归口 依托 挂靠 存放 放置 安放 安装 装设 安置 储存 储藏 摆放 坐落 管理 保管 主管 责任 承担 建设 "
	 "主办 承办 协办 组织 举办 organised organized by owner owning managing home 所辖"},
	{MARK, MARK_START, "开始 起始 起 开 借出 start begin from 始"},
	{MARK, MARK_END, "结束 终止 截止 截至 终 止 归还 预计归还 应归还 应还 end finish until to"},
	{MARK, MARK_OPEN, "可用 开放 可预约 可借用 可使用 可约 可借 opening open bookable"},
	{MARK, MARK_EXAM, "考试 期末考试 exam"},
	{MARK, MARK_USE,
	 "借用 预约 预订 预定 申请 占用 审核 审批 租用 出借 拟 预计 登记 booking booked reservation reserved borrow borrowed request requested"},
	{MARK, MARK_ATTEND, "出席 参加 参会 与会 到场"},
	{MARK, MARK_IS, "是否 是否为 is has"},
	{MARK, MARK_CLASS_TIME, "上课 授课 任课 开课 排课 选课 听课 主讲 所授 面向 适应 适用 配课"},

	{NOUN, NOUN_PLACE,
	 "教室 课室 实验室 实训室 实训 实习 实验 实践 考场 教室考场 会议室 房间 场地 场所 场室 场馆 功能室 机房 基地 实训基地 实习基地 实践基地 培训基地 培训室 "
	 "实验实训室 实训场所 球馆 球场 体育馆 产线 生产线 车间 工位区 工作室 工作间 研讨室 报告厅 活动室 琴房 画室 语音室 "
	 "会议厅 多功能厅 演播厅 演播室 录播室 排练厅 展厅 礼堂 剧场 健身房 暗房 温室 操场 "
	 "预约资源 借用资源 申请资源 使用资源 多媒体教室 智慧教室 用房 房屋 讨论间 自习室 舞蹈房 设施 空间 classroom room lab laboratory venue hall "
	 "facility space studio salle raum sala aula saal theatre workshop"},
	{NOUN, NOUN_CENTRE, "中心 实验中心 实训中心 教学实验中心 实验教学中心 工程训练中心 centre center"},
	{NOUN, NOUN_EQUIPMENT,
	 "设备 仪器 仪器设备 器材 资产 固定资产 财产 实物 物资 物品 器具 工具 设施设备 设备设施 教具 用品 耗材 软硬件 多媒体设备 设备台账 资产台账 机器 电脑 计算机 "
	 "asset equipment device instrument appliance inventory item machine facilities ausstattung"},
	{NOUN, NOUN_TEACHER,
	 "教师 老师 讲师 导师 教员 指导教师 指导老师 任课教师 任课老师 授课教师 授课老师 上课教师 上课老师 主讲教师 主讲老师 "
	 "培训教师 培训师 实验教师 实训教师 带教教师 主讲人 授课人 任课人 teacher teach instructor lecturer tutor professor trainer docente "
	 "enseignant dozent"},
	{NOUN, NOUN_CLASS,
	 "班级 班 教学班 行政班 上课班级 教学班级 合班 授课班级 教学班组成 班级组成 授课对象 上课对象 studentgroup class classes cohort 自然班"},
	{NOUN, NOUN_PERSON,
	 "人员 员工 职工 教职工 教工 职员 用户 会员 成员 user person staff employee member personnel mitarbeiter"},
	{NOUN, NOUN_USER,
	 "申请人 申请者 预约人 预订人 预定人 借用人 借用者 借用人员 使用人 使用者 填写人 填表人 填报人 登记人 经办人 发起人 "
	 "组织者 组织人 主持人 提交人 预约者 预订者 申报人 订场人 requester applicant organiser organizer booker borrower requestedby "
	 "bookedby createdby"},
	{NOUN, NOUN_KEEPER,
	 "管理员 负责人 联系人 责任人 保管人 保管员 管理人员 管理人 联络人 管理老师 管理教师 负责老师 负责教师 室主任 主任 "
	 "领用人 使用保管人 责任教师 安全负责人 安全责任人 实验员 keeper custodian manager contact contactperson "
	 "personincharge incharge responsible caretaker"},
	{NOUN, NOUN_PHONE,
	 "电话 联系电话 手机 手机号 手机号码 电话号码 联系方式 联系手机 座机 办公电话 分机 分机号 phone telephone tel mobile "
	 "phoneno phonenumber ext extension telefon"},
	{NOUN, NOUN_MAIL,
	 "邮箱 电子邮箱 电子邮件 邮件 邮箱地址 邮件地址 电邮 信箱 电子信箱 mail email emailaddress e-mail"},
	{NOUN, NOUN_INSTITUTION,
	 "单位 部门 院系 学系 学院 院部 系部 系 院 高校 院校 学校 机构 组织 组织机构 科室 教研室 "
	 "organisedby organizedby ownedby managedby 教学单位 学部 分院 党政部门 "
	 "行政部门 department dept departement departamento fakultät fachbereich faculty school college university "
	 "institute institution organisation organization 系所 系别 专业系 unit division"},
	{NOUN, NOUN_CAMPUS, "校区 校园 院区 campus site standort"},
	{NOUN, NOUN_REGION, "区域 片区 region zone"},
	{NOUN, NOUN_BUILDING,
	 "楼 楼栋 楼宇 大楼 教学楼 实验楼 实训楼 建筑 建筑物 楼房 楼座 大厦 building block landmark gebäude gebaude "
	 "geb batiment bâtiment liegenschaft edificio edifici bldg haus"},
	{NOUN, NOUN_FLOOR, "楼层 层 层数 层次号 floor storey story level geschoss etage stockwerk piso étage"},
	{NOUN, NOUN_LOCATION,
	 "位置 地点 地址 方位 地方 门牌 门 房号 存放地 所在地 location address place position door raumnummer raumnr örtlnr ort lieu"},
	{NOUN, NOUN_KIND,
	 "类型 类别 分类 种类 类 type kind category art typ genre tipo 大类"},
	{NOUN, NOUN_TRAIT, "性质 功能 规格 属性 级别"},
	{NOUN, NOUN_USAGE, "用途 使用用途 nutzung purpose usage 使用目的 目的 事由 原因 用途说明 使用说明 使用事由 理由 使用功能 功能用途 使用性质 reason"},
	{NOUN, NOUN_SPECIALTY,
	 "专业 学科 专业类别 专业类 专业大类 专业群 专业方向 学科门类 specialty speciality specialite spécialité major "
	 "discipline subjectarea fach studiengang programme"},
	{NOUN, NOUN_SEATS,
	 "容量 考位 考位数 座位 座位数 座位数量 席位 席位数 工位 工位数 机位 机位数 座数 容纳 容纳人数 可容纳人数 容纳量 承载量 排课容量 seat "
	 "seats capacity cap capacite capacité capacidad kapazität plätze sitzplätze workstation desk pax "
	 "seating occupancy quota"},
	{NOUN, NOUN_PEOPLE,
	 "people enrolled 人数 学生 学生数 学生人数 人次 实选 应到 参会人数 attendee attendance student headcount participant "
	 "enrolment enrollment learner 实选人数 应到人数 应修人数 修读人数"},
	{NOUN, NOUN_PIECES, "数量 台数 套数 台套数 件数 总数 库存 quantity qty pieces units stück anzahl"},
	{NOUN, NOUN_SIZE, "规模 大小 size"},
	{NOUN, NOUN_STATE, "状态 状况 现状 使用现状 使用情况 完好情况 state status statut zustand estado"},
	{NOUN, NOUN_AVAILABLE, "启用 在用 有效性 available active enabled usable inuse"},
	{NOUN, NOUN_DESCRIPTION, "描述 description desc"},
	{NOUN, NOUN_NOTE, "说明 备注 备忘 附注 要求 特殊要求 其他要求 remark note comment bemerkung"},
	{NOUN, NOUN_MODEL, "型号 规格型号 model"},
	{NOUN, NOUN_RANK, "职务 岗位 职位 职称 任职 技术职务 角色 权限 身份 role permission post rank jobtitle"},
	{NOUN, NOUN_LOGIN,
	 "工号 职工号 教工号 教职工号 学工号 一卡通 一卡通号 账号 帐号 登录名 用户名 员工号 登陆名 登陆账号 工资号 userid login username "
	 "account useraccount 账户 帐户 登录账户 登录帐户 userlogin"},
	{NOUN, NOUN_COURSE,
	 "课程 课 课目 科目 实验项目 实训项目 项目 教学内容 授课内容 上课内容 课题 任务 教学任务 course subject lesson module lecture "
	 "offering"},
	{NOUN, NOUN_TOPIC, "主题 议题 标题 活动 活动内容 会议 内容 topic event meeting activity"},
	{NOUN, NOUN_TERM, "学期 学年 学年度 学年学期 学年度学期 semester term"},
	{NOUN, NOUN_WEEKS, "周 周次 周数 起止周 教学周 周期 教学周次 课程周期 周次范围 起止周次 上课周状态 周次详情 week"},
	{NOUN, NOUN_PARITY, "单双周 单双 单双周标志 奇偶周 周类型 周别 单双周类型 parity oddeven"},
	{NOUN, NOUN_WEEKDAY, "星期 周几 星期几 礼拜 上课日 day weekday dayofweek"},
	{NOUN, NOUN_PERIODS, "节次 节 节数 课节 小节 起止节 起止小节 起止节次 节次范围 第几节 period session"},
	{NOUN, NOUN_TIME,
	 "时间 时间段 时段 时刻 日期时间 hour time timetext classtime lessontime timeslot slot schedule timeslotid"},
	{NOUN, NOUN_DATE, "日期 日子 date"},
	{NOUN, NOUN_MADE,
	 "申请时间 申请日期 审核时间 审核日期 审批时间 审批日期 登记时间 登记日期 提交时间 提交日期 填写时间 填写日期 "
	 "requesttime requestdate requestedat"},
	{NOUN, NOUN_BOOKING, "单 预约单 申请单 借用单 流水 单据 订单 表单 申请表 登记表 reservationid bookingid"},

	{SUFFIX, SUFFIX_NAME, "名称 名 姓名 名字 简称 全称 name names nom nombre bezeichnung label nome title 品名"},
	{SUFFIX, SUFFIX_CODE,
	 "编号 编码 代码 代号 ref reference 标识 识别号 识别码 id number numero numéro code tag 标识码 条码"},
	{SUFFIX, SUFFIX_NUMBER, "号 号码 序号 no nr num index"},
	{SUFFIX, SUFFIX_COUNT, "数 总量 个数 count nb"},
	{SUFFIX, SUFFIX_LIST, "列表 明细 配置 清单 一览 list items 详情 范围 组成 安排 range"},
};
/* clang-format on */

/* A way to take the rest of a header apart. */
struct way {
	uint8_t parts; /* NO_WAY: there is none */
	uint8_t row;   /* of the table, for the first part */
	uint8_t len;   /* of the first part */
};

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* The bytes of an English plural's ending at p, which a word that ends in the letter before may have. */
static size_t plural_len(const char *p, size_t left, char before)
{
	bool hisses = before == 's' || before == 'x' || before == 'h';
	if (hisses && left > 1 && memcmp(p, "es", 2) == 0)
		return 2;
	return left && *p == 's' ? 1 : 0;
}

/* The bytes of a plural such as `facilities` at p, of a word of n letters that ends in y; 0 if it is none. */
static size_t plural_of_y(const char *p, size_t left, const char *word, size_t n)
{
	bool is = n > 2 && word[n - 1] == 'y' && left >= n + 2;
	return is && memcmp(p, word, n - 1) == 0 && memcmp(p + n - 1, "ies", 3) == 0 ? n + 2 : 0;
}

/* Offers a way that begins with a word of a row and goes on after it. */
static void offer(struct way *ways, size_t at, size_t row, size_t len)
{
	struct way *next = &ways[at + len];
	if (next->parts == NO_WAY || next->parts + 1 >= ways[at].parts)
		return;
	ways[at] = (struct way){(uint8_t)(next->parts + 1), (uint8_t)row, (uint8_t)len};
}

/* Tries all words of a row at one place. */
static void try_row(const char *s, size_t len, struct way *ways, size_t at, size_t row)
{
	size_t left = len - at;
	for (const char *word = table[row].words; *word;) {
		size_t n = strcspn(word, " ");
		if (n <= left && memcmp(s + at, word, n) == 0) {
			offer(ways, at, row, n);
			size_t plural = is_letter(word[n - 1]) ? plural_len(s + at + n, left - n, word[n - 1]) : 0;
			if (plural)
				offer(ways, at, row, n + plural);
		}
		size_t plural = plural_of_y(s + at, left, word, n);
		if (plural)
			offer(ways, at, row, plural);
		word += n;
		word += *word == ' ';
	}
}

/* Makes a noun the head. A suffix before the first noun is of it (`numero_salle`); `type_salle` is about the type. */
static void take_noun(enum header_noun noun, struct header_words *out)
{
	bool thing = noun == NOUN_PLACE || noun == NOUN_EQUIPMENT;
	if (out->head == NOUN_KIND && thing) {
		out->owner = noun;
		return;
	}
	if (out->head) {
		out->owner = out->head;
		out->suffix = SUFFIX_NONE;
	}
	out->head = noun;
	out->after = 0;
}

/* Takes a part into the meaning. */
static void take(const struct part_words *part, struct header_words *out)
{
	switch (part->role) {
	case NOUN: take_noun((enum header_noun)part->value, out); break;
	case SUFFIX: out->suffix = (enum header_suffix)part->value; break;
	case MARK:
		out->marks |= (unsigned)part->value;
		if (out->head)
			out->after |= (unsigned)part->value;
		break;
	case FILLER: break;
	}
}

/* True for a meaning: not of nothing but fillers, or of a number alone, which counts the rows of most lists. */
static bool says_something(const struct header_words *words)
{
	if (words->head || words->marks & (MARK_USE | MARK_CLASS_TIME))
		return true;
	return words->suffix != SUFFIX_NUMBER && (words->suffix || words->marks);
}

bool header_words_read(const char *normal, size_t len, struct header_words *out)
{
	struct way ways[HEADER_MAX_BYTES + 1];
	*out = (struct header_words){0};
	if (len == 0 || len > HEADER_MAX_BYTES)
		return false;
	ways[len] = (struct way){0};
	for (size_t at = len; at-- > 0;) {
		ways[at].parts = NO_WAY;
		for (size_t row = 0; row < COUNT(table); row++)
			try_row(normal, len, ways, at, row);
	}
	if (ways[0].parts == NO_WAY)
		return false;
	for (size_t at = 0; at < len; at += ways[at].len)
		take(&table[ways[at].row], out);
	if (!says_something(out))
		return false;
	/* 上课时间地点 is two things in one cell */
	if (out->head == NOUN_LOCATION && out->owner == NOUN_TIME)
		return false;
	if (out->suffix == SUFFIX_NUMBER)
		out->suffix = SUFFIX_CODE;
	return true;
}
