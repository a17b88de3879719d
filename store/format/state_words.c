/*
 * A state is told by the words in its text, looked for in an order in which the plainer ones come later: `审核不通过`
 * holds `通过`, and `待审核` may not be taken for `审核`. A text that says two of them (`取消待审核`, `pending
 * cancellation`) is not understood.
 */
#include "store/format/state_words.h"

#include <stddef.h>
#include <string.h>

#include "store/format/list_words.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define STATE_MAX_BYTES 60 /* of a state; what is longer is a sentence */

static bool is_any(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(text, words[i]) == 0)
			return true;
	return false;
}

static bool has_any(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(text, words[i]))
			return true;
	return false;
}

static bool ends_in(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);
	return len >= n && strcmp(text + len - n, end) == 0;
}

/* ---- headers ---- */

/* States of something else than the booking. */
static bool is_of_another_thing(const char *header)
{
	static const char *const things[] = {
		"支付",   "付款",  "缴费",   "收费",         "结算",   "费用",  "设备", "仪器",    "教室", "场地",
		"实验室", "房间",  "资源",   "钥匙",         "签到",   "签退",  "归还", "通知",    "邮件", "短信",
		"评价",   "人员",  "教师",   "考勤",         "门禁",   "卫生",  "健康", "同步",    "现状", "payment",
		"paid",   "email", "notice", "notification", "device", "equip", "room", "checkin", "key",  "sync",
	};
	return has_any(header, things, COUNT(things));
}

static bool ends_in_any(const char *text, const char *const *ends, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ends_in(text, ends[i]))
			return true;
	return false;
}

static bool is_state_header(const char *header)
{
	static const char *const ends[] = {"状态", "status", "state", "statut", "estado", "zustand", "stato"};
	return ends_in_any(header, ends, COUNT(ends));
}

/* What somebody who decides says, as 学院意见, and not what those who were there think of it. */
static bool is_opinion_header(const char *header)
{
	static const char *const deciders[] = {"院",   "系",   "部",   "处",   "科",   "中心", "领导", "主管",
	                                       "老师", "教师", "单位", "审核", "审批", "初审", "复审", "终审"};
	return ends_in(header, "意见") && has_any(header, deciders, COUNT(deciders));
}

/* An approval, or one of its steps: 审核状态, 院系审批, 教务处审核意见, `dept_approval`; but not who or when. */
static bool is_approval_header(const char *header)
{
	static const char *const exact[] = {"decision", "初审", "复审", "终审"};
	static const char *const parts[] = {"审核", "审批", "批准",     "核准",   "初审",
	                                    "复审", "终审", "approval", "approve"};
	static const char *const ends[] = {"审核", "审批", "批准", "核准",  "approval", "结果",  "情况",
	                                   "状况", "进度", "状态", "state", "status",   "result"};
	if (is_any(header, exact, COUNT(exact)))
		return true;
	return has_any(header, parts, COUNT(parts)) && ends_in_any(header, ends, COUNT(ends));
}

enum state_header state_words_header(const char *normal)
{
	static const char *const words[] = {"处理结果", "预约结果", "预订结果", "申请结果", "办理结果",
	                                    "办理情况", "处理情况", "预约状况", "预订状况"};
	static const char *const out[] = {
		"是否取消",   "是否已取消",    "已取消",       "取消",       "取消否",      "是否作废",
		"作废",       "是否撤销",      "撤销",         "是否驳回",   "是否拒绝",    "是否删除",
		"cancelled",  "canceled",      "iscancelled",  "iscanceled", "cancel",      "isdeleted",
		"deleted",    "rejected",      "isrejected",   "declined",   "isdeclined",  "取消标志",
		"取消标识",   "取消标记",      "作废标志",     "作废标识",   "删除标志",    "删除标记",
		"cancelflag", "cancelledflag", "canceledflag", "deleteflag", "deletedflag", "delflag"};
	static const char *const stands[] = {"是否通过",     "是否批准",   "是否同意",   "是否有效", "是否确认",
	                                     "是否成功",     "通过",       "isapproved", "approved", "confirmed",
	                                     "isconfirmed",  "isactive",   "isvalid",    "是否审核", "是否审批",
	                                     "是否已审核",   "是否已审批", "是否核准",   "有效标志", "审核标志",
	                                     "approvedflag", "validflag"};
	static const char *const traces[] = {
		"取消时间",         "取消日期",      "取消原因",      "取消理由",        "取消人",
		"撤销时间",         "撤销原因",      "拒绝原因",      "拒绝理由",        "驳回原因",
		"驳回理由",         "驳回时间",      "不通过原因",    "作废原因",        "作废时间",
		"退回原因",         "cancelledat",   "canceledat",    "cancelleddate",   "cancelleddatetime",
		"cancelledby",      "cancelledon",   "canceledby",    "cancelreason",    "cancellationreason",
		"cancellationdate", "deletedat",     "rejectedat",    "declinedat",      "rejectreason",
		"rejectionreason",  "declinereason", "cancelledtime", "cancellationtime"};
	if (is_any(normal, out, COUNT(out)))
		return STATE_HEADER_OUT;
	if (is_any(normal, stands, COUNT(stands)))
		return STATE_HEADER_STANDS;
	if (is_any(normal, traces, COUNT(traces)))
		return STATE_HEADER_TRACE;
	if (is_opinion_header(normal))
		return STATE_HEADER_OPINION;
	if (is_approval_header(normal))
		return STATE_HEADER_APPROVAL;
	if (is_of_another_thing(normal))
		return STATE_HEADER_NONE;
	return is_state_header(normal) || is_any(normal, words, COUNT(words)) ? STATE_HEADER_WORD : STATE_HEADER_NONE;
}

/* ---- cells ---- */

/* Words that are met whole before any of their parts is looked for. */
static enum state_meaning find_whole(const char *s)
{
	static const char *const stands[] = {"未取消",      "未撤销", "未作废",   "未删除", "notcancelled",
	                                     "notcanceled", "unused", "upcoming", "在用",   "接受",
	                                     "booked",      "used",   "ok",       "yes",    "y",
	                                     "是",          "√",      "✓",        "✔",      "accept"};
	static const char *const out[] = {"no-show", "noshow", "no", "n", "否", "×", "✗", "✘", "停", "x"};
	static const char *const pending[] = {"requested", "waiting", "申请", "提交", "草稿",
	                                      "新建",      "new",     "open", "初审", "审核"};
	if (is_any(s, stands, COUNT(stands)))
		return STATE_SAYS_STANDS;
	if (is_any(s, out, COUNT(out)))
		return STATE_SAYS_OUT;
	return is_any(s, pending, COUNT(pending)) ? STATE_SAYS_PENDING : STATE_SAYS_UNKNOWN;
}

/* True for what was approved and is still to come: no decision is waited for. */
static bool is_to_come(const char *s)
{
	static const char *const words[] = {"未使用", "待使用", "未开始", "待开始", "未签到", "待签到",
	                                    "未归还", "待归还", "待上课", "待评价", "未评价", "未结束"};
	return has_any(s, words, COUNT(words));
}

static enum state_meaning read_word(const char *s)
{
	static const char *const out[] = {
		"不通过",       "未通过",    "不同意",      "未同意", "不批准",    "未批准",  "未获批",  "不予",
		"未成功",       "取消",      "撤销",        "撤消",   "撤回",      "驳回",    "拒绝",    "退回",
		"否决",         "作废",      "失效",        "失败",   "删除",      "停开",    "停课",    "停用",
		"终止",         "中止",      "爽约",        "违约",   "未到",      "缺席",    "无效",    "释放",
		"退订",         "退课",      "cancel",      "declin", "reject",    "refus",   "denied",  "deny",
		"退件",         "婉拒",      "未核准",      "不核准", "notattend", "missed",  "annul",   "storniert",
		"abgesagt",     "abgelehnt", "anulad",      "rechaz", "withdrawn", "void",    "deleted", "lapsed",
		"notapproved",  "disapprov", "notaccepted", "noshow", "inactive",  "invalid", "revoked", "abandon",
		"unsuccessful", "failed"};
	static const char *const pending[] = {"待",           "未审",       "未确认",
	                                      "未处理",       "未提交",     "审核中",
	                                      "审批中",       "处理中",     "申请中",
	                                      "排队",         "候补",       "受理",
	                                      "已提交",       "已申请",     "草稿",
	                                      "预占",         "pending",    "tentative",
	                                      "submitted",    "draft",      "hold",
	                                      "review",       "processing", "awaiting",
	                                      "waiting",      "waitlist",   "unconfirmed",
	                                      "notconfirmed", "unapproved", "provisional",
	                                      "requested",    "undecided",  "inprogressapproval",
	                                      "option",       "standby",    "enattente",
	                                      "ausstehend",   "pendiente"};
	static const char *const stands[] = {
		"通过",    "批准",       "同意",      "成功",      "有效",       "已预约",    "已预订",    "已预定",
		"预约中",  "已订",       "已定",      "确定",      "正常",       "生效",      "使用中",    "进行中",
		"已使用",  "完成",       "结束",      "签到",      "确认",       "已审",      "已批",      "占用",
		"已安排",  "已排",       "已借",      "借用中",    "已归还",     "已开课",    "已发布",    "获批",
		"booked",  "approv",     "confirm",   "accept",    "active",     "complete",  "finished",  "done",
		"granted", "reserved",   "scheduled", "checkedin", "inuse",      "valid",     "normal",    "ended",
		"核准",    "核销",       "办结",      "attended",  "checkedout", "bestätigt", "genehmigt", "aprobad",
		"validé",  "inprogress", "ongoing",   "fixed",     "definite"};
	enum state_meaning whole = find_whole(s);
	bool to_come = is_to_come(s), is_out = has_any(s, out, COUNT(out));
	bool is_pending = !to_come && has_any(s, pending, COUNT(pending));
	if (whole != STATE_SAYS_UNKNOWN)
		return whole;
	if (is_out && is_pending)
		return STATE_SAYS_UNKNOWN;
	if (is_out)
		return STATE_SAYS_OUT;
	if (is_pending)
		return STATE_SAYS_PENDING;
	return to_come || has_any(s, stands, COUNT(stands)) ? STATE_SAYS_STANDS : STATE_SAYS_UNKNOWN;
}

static bool is_placeholder(const char *s)
{
	static const char *const words[] = {"", "-", "--", "/", "\\", "—", "——", "无", "n/a", "null", "none"};
	return is_any(s, words, COUNT(words));
}

enum state_meaning state_words_meaning(enum state_header header, const char *normal)
{
	bool empty = is_placeholder(normal);
	int flag = -1;
	if (empty && (header == STATE_HEADER_APPROVAL || header == STATE_HEADER_OPINION))
		return STATE_SAYS_PENDING;
	if (empty)
		return STATE_SAYS_NOTHING;
	if (strlen(normal) > STATE_MAX_BYTES && header != STATE_HEADER_TRACE)
		return STATE_SAYS_UNKNOWN;
	switch (header) {
	case STATE_HEADER_TRACE: return STATE_SAYS_OUT;
	case STATE_HEADER_OUT:
	case STATE_HEADER_STANDS: flag = words_bool(normal); break;
	case STATE_HEADER_WORD:
	case STATE_HEADER_APPROVAL:
	case STATE_HEADER_OPINION: return read_word(normal);
	case STATE_HEADER_NONE: return STATE_SAYS_NOTHING;
	}
	if (flag < 0)
		return read_word(normal);
	if (header == STATE_HEADER_OUT)
		return flag ? STATE_SAYS_OUT : STATE_SAYS_NOTHING;
	return flag ? STATE_SAYS_STANDS : STATE_SAYS_PENDING;
}
