/*
 * Lists as schools hold them, whole: the tables of the ministry, rooms from timetable systems, training places,
 * instruments, lists from Hong Kong. Each is imported into a store of its own in its own encoding, and must give that
 * report, those unknown columns and, exported again, those rows. After them what is remembered of columns.
 */
#include <check.h>
#include <iconv.h>

#include "store/format/list_words.h"
#include "store/query/query.h"
#include "store/change/store_apply.h"
#include "tests/engine.h"
#include "tests/list_support.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define COMMON_END ",0,0,none,consortium,,yes,,," /* of most rows of resources: left out below */

static struct store store;

static void set_up(void)
{
	ck_assert_int_eq(store_create(test_store("school"), "Asia/Shanghai", &store), 0);
}

static void tear_down(void)
{
	store_close(&store);
}

/* A text in UTF-8 as a file of that encoding has it; `-MARK` is with a byte-order mark. */
static void encode(const char *text, const char *encoding, struct buf *out)
{
	char name[40], chunk[8192], *to = chunk, *in = (char *)text;
	size_t left = strlen(text), room = sizeof chunk, n = strcspn(encoding, "M");
	bool mark = strstr(encoding, "-MARK") != NULL;
	snprintf(name, sizeof name, "%.*s", (int)(mark ? n - 1 : strlen(encoding)), encoding);
	iconv_t cd = iconv_open(name, "UTF-8");
	ck_assert_msg(cd != (iconv_t)-1, "no encoding %s", name);
	ck_assert_msg(iconv(cd, &in, &left, &to, &room) != (size_t)-1 && left == 0, "%s: not in %s", text, name);
	iconv_close(cd);
	if (mark)
		buf_str(out, strcmp(name, "UTF-16LE") == 0 ? "\xff\xfe" : strcmp(name, "UTF-16BE") == 0 ? "\xfe\xff" : "\xef\xbb\xbf");
	buf_add(out, chunk, (size_t)(to - chunk));
}

static void import(struct list_import *ask, struct buf *report, struct list_summary *summary)
{
	const char *bad = NULL;
	int err = list_import(&store, ask, test_note_row, report, summary, &bad);
	ck_assert_msg(err == 0, "%s (%zu missing, the first %s)", bad ? bad : "", summary->n_missing,
	              summary->n_missing ? summary->missing[0] : "");
}

static void import_plain(const char *kind, const char *text, const char *wanted)
{
	struct list_import ask = test_ask(kind, text, strlen(text));
	struct list_summary summary;
	struct buf report = {0};
	ask.create_missing = true;
	import(&ask, &report, &summary);
	ck_assert_str_eq(buf_text(&report), wanted);
	list_summary_release(&summary);
	buf_release(&report);
}

/* The rows of an export without the header, and without what most rows end in. */
static void exported_rows(const char *kind, struct buf *out)
{
	struct buf whole;
	ck_assert_int_eq(test_export(&store, kind, &whole), 0);
	for (const char *p = strchr(buf_text(&whole), '\n') + 1; *p;) {
		size_t len = strcspn(p, "\n"), end = strlen(COMMON_END);
		bool common = len > end && memcmp(p + len - end, COMMON_END, end) == 0;
		buf_add(out, p, common ? len - end : len);
		buf_char(out, '\n');
		p += len + 1;
	}
	buf_release(&whole);
}

static void join(const char **names, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "%s%s", i ? ", " : "", names[i]);
}

/* ---- whole lists ---- */

/* What stands before a list that is none of resources: two rooms of one name, a lab, a teacher, periods, a term. */
static void prepare(void)
{
	import_plain("resources",
	             "code,name,kind,campus,building,room,seats\nR305,智慧教室,room,东校区,1号楼,305,60\n"
	             "R306,智慧教室,room,西校区,1号楼,305,60\nR7,汽修实训室,lab,东校区,实训楼,101,40\nT1,张三,teacher,,,,\n",
	             "1,R305,added,\n2,R306,added,\n3,R7,added,\n4,T1,added,\n");
	import_plain("periods",
	             "number,start,end,campus\n1,08:00,08:45,\n2,08:55,09:40,\n3,10:00,10:45,\n1,08:30,09:15,西校区\n"
	             "2,09:25,10:10,西校区\n",
	             "1,,added,\n2,,added,\n3,,added,\n4,,added,\n5,,added,\n");
	import_plain("terms", "code,name,first_monday,weeks\n2026A,2026A,2026-09-07,18\n", "1,2026A,added,\n");
}

struct school_list {
	const char *what, *encoding, *kind;
	const char *text;
	const char *unknown, *report, *rows;
};

static const struct school_list lists[] = {
	{"教务 room list, GBK, CR LF", "GB18030", "resources",
         "教室编号,教室名称,校区,教学楼,楼层,座位数,考试座位数,教室类型,使用状态\r\n"
         "J1-101,教1-101,主校区,教1楼,1,120,60,多媒体教室,启用\r\n"
         "J1-102,教1-102,主校区,教1楼,1,60,30,普通教室,停用\r\n",
         "楼层, 考试座位数",
         "1,J1-101,added,\n"
         "2,J1-102,added,\n",
         "J1-101,教1-101,room,,主校区,教1楼,,120,exclusive,,多媒体教室,,\n"
         "J1-102,教1-102,room,,主校区,教1楼,,60,exclusive,,普通教室,,,0,0,none,consortium,,no,,,\n"},
	{"a timetable system's list with a title and a count of rows", "UTF-8-MARK", "resources",
         "教室信息一览表,,,,,\n"
         "序号,教室代码,教室名称,所在校区,教室类别,座位数\n"
         "1,0101,阶梯教室101,东校区,阶梯教室,200\n"
         "2,0102,语音室102,东校区,语音室,48\n",
         "序号",
         "1,0101,added,\n"
         "2,0102,added,\n",
         "0101,阶梯教室101,room,,东校区,,,200,exclusive,,阶梯教室,,\n"
         "0102,语音室102,room,,东校区,,,48,exclusive,,语音室,,\n"},
	{"rooms by building and number alone", "UTF-8", "resources",
         "楼宇,房间号,类型,容量\n"
         "A楼,101,普通教室,60\n"
         "A楼,A楼102,机房,50\n"
         ",报告厅,报告厅,300\n",
         "",
         "1,A楼 101,added,\n"
         "2,A楼102,added,\n"
         "3,报告厅,added,\n",
         "A楼 101,A楼 101,room,,,A楼,101,60,exclusive,,普通教室,,\n"
         "A楼102,A楼102,lab,,,A楼,A楼102,50,exclusive,,机房,,\n"
         "报告厅,报告厅,room,,,,报告厅,300,exclusive,,报告厅,,\n"},
	{"rooms by campus, building, floor and number", "UTF-8", "resources",
         "校区,楼栋,楼层,房号,教室类型,容量（人）\n"
         "东校区,1号楼,3层,305,智慧教室,60\n"
         "西校区,1号楼,3,305,智慧教室,60\n"
         "西校区,1号楼,3层,05,琴房,2\n",
         "",
         "1,东校区 1号楼 305,added,\n"
         "2,西校区 1号楼 305,added,\n"
         "3,西校区 1号楼 3层 05,added,\n",
         "东校区 1号楼 305,东校区 1号楼 305,room,,东校区,1号楼,305,60,exclusive,,智慧教室,,\n"
         "西校区 1号楼 305,西校区 1号楼 305,room,,西校区,1号楼,305,60,exclusive,,智慧教室,,\n"
         "西校区 1号楼 3层 05,西校区 1号楼 3层 05,room,,西校区,1号楼,3层 05,2,exclusive,,琴房,,\n"},
	{"the ministry's table of laboratories", "GB18030", "resources",
         "实验室基本情况表,,,,,,,,\n"
         "实验室编号,实验室名称,实验室类别,建立年份,房屋使用面积,实验室类型,所属学科,专任人员数,实验室面向专业\n"
         "S001,电工电子实验室,国家级,2008,320.5,教学为主,0807,3,电气自动化\n"
         "S002,材料力学实验室,,2011,150,科研,0805,2,\n"
         "合计,,,,470.5,,,5,\n",
         "实验室类别, 建立年份, 房屋使用面积, 所属学科, 专任人员数",
         "1,S001,added,\n"
         "2,S002,added,\n",
         "S001,电工电子实验室,lab,,,,,0,exclusive,电气自动化,教学为主,,\n"
         "S002,材料力学实验室,lab,,,,,0,exclusive,,科研,,\n"},
	{"the ministry's table of instruments", "GB18030", "resources",
         "仪器编号,分类号,仪器名称,型号,规格,仪器来源,国别码,单价,购置日期,现状码,使用方向,单位编号,单位名称\n"
         "20140001,03030406,数字示波器,DS1102,100MHz,1,156,3200.00,20140315,1,1,0101,机电学院\n"
         "20140002,03030406,数字示波器,DS1102,100MHz,1,156,3200.00,20140315,6,1,0101,机电学院\n",
         "分类号, 型号, 规格, 仪器来源, 国别码, 单价, 购置日期, 使用方向, 单位编号",
         "1,20140001,added,\n"
         "2,20140002,added,\n",
         "20140001,数字示波器,equipment,机电学院,,,,0,exclusive,,,,\n"
         "20140002,数字示波器,equipment,机电学院,,,,0,exclusive,,,,,0,0,none,consortium,,no,,,\n"},
	{"pools of equipment", "UTF-8", "resources",
         "设备编号;设备名称;型号;台套数;存放地点;状态;领用人\n"
         "EQ-1;万用表;VC890;1,200;B101;在用;张三\n"
         "EQ-2;焊台;936;40台;B101;报废;李四\n",
         "型号",
         "1,EQ-1,added,\n"
         "2,EQ-2,added,\n",
         "EQ-1,万用表,equipment,,,,B101,1200,shared,,,,,0,0,none,consortium,,yes,张三,,\n"
         "EQ-2,焊台,equipment,,,,B101,40,shared,,,,,0,0,none,consortium,,no,李四,,\n"},
	{"a vocational school's training places", "UTF-8", "resources",
         "校内实训基地一览表\n"
         "实践基地名称,所属专业,建筑面积(平方米),设备总值(万元),设备台套数(台/套),工位数(个),自主研制设备数,主要实"
         "训项目\n"
         "数控加工实训中心,数控技术,1200,860.5,156,50,3,车削\n"
         "汽车检测实训室,汽车维修,400,300,45,40,0,四轮定位\n"
         "总计,,1600,1160.5,201,90,3,\n"
         "制表人：王五,,,审核人：赵六,,,,\n",
         "建筑面积(平方米), 设备总值(万元), 设备台套数(台/套), 自主研制设备数, 主要实训项目",
         "1,数控加工实训中心,added,\n"
         "2,汽车检测实训室,added,\n",
         "数控加工实训中心,数控加工实训中心,base,,,,,50,exclusive,数控技术,,,\n"
         "汽车检测实训室,汽车检测实训室,base,,,,,40,exclusive,汽车维修,,,\n"},
	{"a Hong Kong list in English", "UTF-8", "resources",
         "Room No.,Venue,Campus,Capacity,Type,Opening Hours,Status\r\n"
         "B-201,Lecture Theatre 1,Tuen Mun,180,Lecture Theatre,Mon-Fri 9am-10pm,Active\r\n"
         "C-105,Computer Room 5,Tuen Mun,40,Computer Room,Weekdays 08:30-18:30,Inactive\r\n",
         "",
         "1,Lecture Theatre 1,added,\n"
         "2,Computer Room 5,added,\n",
         "Computer Room 5,Computer Room 5,lab,,Tuen Mun,,C-105,40,exclusive,,Computer Room,,Mon-Fri 08:30-18:30,0,"
         "0,none,consortium,,no,,,\n"
         "Lecture Theatre 1,Lecture Theatre 1,room,,Tuen Mun,,B-201,180,exclusive,,Lecture Theatre,,Mon-Fri 09:00-"
         "22:00\n"},
	{"a Hong Kong list in traditional characters, Big5", "BIG5-HKSCS", "resources",
         "場地編號,場地名稱,校區,樓層,容納人數,場地類別,開放時間\n"
         "V1,禮堂,屯門,G,500,禮堂,星期一至五 上午9:00至下午10:00\n"
         "V2,電腦室,屯門,3,40,電腦室,週六日 9:00-13:00\n"
         "V3,課室301,屯門,3,35,課室,全天\n",
         "樓層",
         "1,V1,added,\n"
         "2,V2,added,\n"
         "3,V3,added,\n",
         "V1,禮堂,room,,屯門,,,500,exclusive,,禮堂,,Mon-Fri 09:00-22:00\n"
         "V2,電腦室,lab,,屯門,,,40,exclusive,,電腦室,,Sat-Sun 09:00-13:00\n"
         "V3,課室301,room,,屯門,,,35,exclusive,,課室,,\n"},
	{"traditional characters that only HKSCS has", "BIG5-HKSCS", "resources",
         "課室編號,課室名稱,容納人數\n"
         "R1,啫喱房,12\n"
         "R2,邨校課室,35\n",
         "",
         "1,R1,added,\n"
         "2,R2,added,\n",
         "R1,啫喱房,room,,,,,12,exclusive,,,,\n"
         "R2,邨校課室,room,,,,,35,exclusive,,,,\n"},
	{"characters of four bytes in GB18030", "GB18030", "resources",
         "实训室编号,实训室名称,工位数\n"
         "R1,㐂𠀋实训室,12\n",
         "", "1,R1,added,\n", "R1,㐂𠀋实训室,lab,,,,,12,exclusive,,,,\n"},
	{"UTF-16, little end first", "UTF-16LE-MARK", "resources",
         "编号\t名称\t类型\t容量\r\n"
         "A\t多功能厅\t多功能厅\t80\r\n",
         "", "1,A,added,\n", "A,多功能厅,room,,,,,80,exclusive,,多功能厅,,\n"},
	{"UTF-16, big end first, CR alone", "UTF-16BE-MARK", "resources",
         "编号\t名称\t类型\t容量\rA\t多功能厅\t报告厅\t80\rB\t\"两行\r名称\"\t会议室\t8\r", "",
         "1,A,added,\n"
         "2,B,added,\n",
         "A,多功能厅,room,,,,,80,exclusive,,报告厅,,\n"
         "B,两行 名称,room,,,,,8,exclusive,,会议室,,\n"},
	{"opening in two columns", "UTF-8", "resources",
         "实训室名称,开放日,开放开始时间,开放结束时间\n"
         "钳工实训室,周一至周五,8:00,17:30\n"
         "焊工实训室,,08:00,21:00\n"
         "铸造实训室,,,\n"
         "电工实训室,周一至周五,8:00,\n",
         "",
         "1,钳工实训室,added,\n"
         "2,焊工实训室,added,\n"
         "3,铸造实训室,added,\n"
         "4,电工实训室,invalid,value:opening@周一至周五 8:00\n",
         "焊工实训室,焊工实训室,lab,,,,,0,exclusive,,,,Mon-Sun 08:00-21:00\n"
         "钳工实训室,钳工实训室,lab,,,,,0,exclusive,,,,Mon-Fri 08:00-17:30\n"
         "铸造实训室,铸造实训室,lab,,,,,0,exclusive,,,,\n"},
	{"opening hours in words", "UTF-8", "resources",
         "教室名称,开放时间\n"
         "A,周一、三、五 上午8:00-12:00\n"
         "B,工作日8:00—17:30\n"
         "C,每天 08:00～21:00\n"
         "D,24小时\n"
         "E,星期六日下午2:00-5:00\n"
         "F,课余时间\n",
         "",
         "1,A,added,\n"
         "2,B,added,\n"
         "3,C,added,\n"
         "4,D,added,\n"
         "5,E,added,\n"
         "6,F,invalid,value:opening@课余时间\n",
         "A,A,room,,,,,0,exclusive,,,,Mon 08:00-12:00;Wed 08:00-12:00;Fri 08:00-12:00\n"
         "B,B,room,,,,,0,exclusive,,,,Mon-Fri 08:00-17:30\n"
         "C,C,room,,,,,0,exclusive,,,,Mon-Sun 08:00-21:00\n"
         "D,D,room,,,,,0,exclusive,,,,\n"
         "E,E,room,,,,,0,exclusive,,,,Sat-Sun 14:00-17:00\n"},
	{"whom to ask, in several columns, and in one", "UTF-8", "resources",
         "实训室名称,安全负责人,负责人电话,管理员,手机,电子邮箱\n"
         "钳工实训室,赵一,0755-1,钱二,138,q@x\n"
         "焊工实训室,,,钱二,,\n"
         "铸造实训室,,,,,\n",
         "",
         "1,钳工实训室,added,\n"
         "2,焊工实训室,added,\n"
         "3,铸造实训室,added,\n",
         "焊工实训室,焊工实训室,lab,,,,,0,exclusive,,,,,0,0,none,consortium,,yes,钱二,,\n"
         "钳工实训室,钳工实训室,lab,,,,,0,exclusive,,,,,0,0,none,consortium,,yes,赵一 0755-1 钱二 138 q@x,,\n"
         "铸造实训室,铸造实训室,lab,,,,,0,exclusive,,,,\n"},
	{"yes and no", "UTF-8", "resources",
         "场地名称,是否启用,是否共享,是否需要审批\n"
         "A,√,是,否\n"
         "B,×,否,是\n"
         "C,Y,共享,无需\n"
         "D,N,校内,需要\n"
         "E,有,公开,无\n"
         "F,已停用,联盟,否\n"
         "G,也许,是,否\n",
         "",
         "1,A,added,\n"
         "2,B,added,\n"
         "3,C,added,\n"
         "4,D,added,\n"
         "5,E,added,\n"
         "6,F,added,\n"
         "7,G,invalid,value:active@也许\n",
         "A,A,room,,,,,0,exclusive,,,,\n"
         "B,B,room,,,,,0,exclusive,,,,,0,0,owner,owner,,no,,,\n"
         "C,C,room,,,,,0,exclusive,,,,\n"
         "D,D,room,,,,,0,exclusive,,,,,0,0,owner,owner,,no,,,\n"
         "E,E,room,,,,,0,exclusive,,,,,0,0,none,public,,yes,,,\n"
         "F,F,room,,,,,0,exclusive,,,,,0,0,none,consortium,,no,,,\n"},
	{"numbers as people type them", "UTF-8", "resources",
         "教室名称,容量\n"
         "A,60人\n"
         "B,40.0\n"
         "C,\"1,200\"\n"
         "D,４０\n"
         "E,约40\n"
         "F,40个\n"
         "G,\"1,20\"\n"
         "H,不限\n"
         "I,三十\n",
         "",
         "1,A,added,\n"
         "2,B,added,\n"
         "3,C,added,\n"
         "4,D,added,\n"
         "5,E,added,\n"
         "6,F,added,\n"
         "7,G,invalid,value:seats@1,20\n"
         "8,H,added,\n"
         "9,I,invalid,value:seats@三十\n",
         "A,A,room,,,,,60,exclusive,,,,\n"
         "B,B,room,,,,,40,exclusive,,,,\n"
         "C,C,room,,,,,1200,exclusive,,,,\n"
         "D,D,room,,,,,40,exclusive,,,,\nE,E,room,,,,,40,exclusive,,,,\n"
         "F,F,room,,,,,40,exclusive,,,,\n"
         "H,H,room,,,,,0,exclusive,,,,\n"},
	{"equipment in two columns", "UTF-8", "resources",
         "实验室编号,实验室名称,工位数,设备名称,台套数\n"
         "L1,PLC实验室,40,PLC实训台,20\n"
         "L2,机房,60,电脑、投影仪,61\n"
         "L3,钳工室,30,台虎钳,若干\n",
         "",
         "1,L1,added,\n"
         "2,L2,added,\n"
         "3,L3,added,\n",
         "L1,PLC实验室,lab,,,,,40,exclusive,,,PLC实训台*20,\n"
         "L2,机房,lab,,,,,60,exclusive,,,电脑、投影仪,\n"
         "L3,钳工室,lab,,,,,30,exclusive,,,台虎钳,\n"},
	{"a count of equipment is no list of it", "UTF-8", "resources",
         "实验室名称,工位数,主要设备,设备台套数\n"
         "PLC实验室,40,PLC实训台*20;电脑*20,40\n",
         "设备台套数", "1,PLC实验室,added,\n", "PLC实验室,PLC实验室,lab,,,,,40,exclusive,,,PLC实训台*20;电脑*20,\n"},
	{"a row for each piece of equipment", "UTF-8", "resources",
         "序号,实训室名称,校区,工位数,设备名称,数量,型号\n"
         "1,数控车工实训室,主校区,40,数控车床,20,CK6140\n"
         "2,,,,铣床,4台,\n"
         "3,,主校区,,,,X\n"
         "4,,,40,磨床,1,\n"
         "5,网络实训室,主校区,,交换机,10,\n"
         "6,网络实训室,,,路由器,5,\n"
         "7,网络实训室,主校区,,路由器,5,\n"
         ",,,小计,,20,\n"
         "8,网络实训室,,,机柜,2,\n"
         "9,焊接实训室,主校区,30,,,\n"
         "10,焊接实训室,,,焊机,3,\n"
         "13,电工实训室,无,千,万用表,9,\n"
         "14,,,,电桥,9,\n",
         "序号, 型号",
         "1,数控车工实训室,added,\n"
         "2,数控车工实训室,unchanged,\n"
         "3,,invalid,value:code\n"
         "4,,invalid,value:code\n"
         "5,网络实训室,added,\n"
         "6,网络实训室,unchanged,\n"
         "7,网络实训室,unchanged,\n"
         "9,网络实训室,unchanged,\n"
         "10,焊接实训室,added,\n"
         "11,焊接实训室,unchanged,\n"
         "12,电工实训室,invalid,value:seats@千\n"
         "13,电工实训室,invalid,value:seats@千\n",
         "数控车工实训室,数控车工实训室,lab,,主校区,,,40,exclusive,,,数控车床*20;铣床*4,\n"
         "焊接实训室,焊接实训室,lab,,主校区,,,30,exclusive,,,焊机*3,\n"
         "网络实训室,网络实训室,lab,,主校区,,,0,exclusive,,,交换机*10;路由器*5;机柜*2,\n"},
	{"the same with lists in its cells and a code", "UTF-8", "resources",
         "编号,名称,类型,设备\n"
         "L1,机房,实验室,电脑*60\n"
         ",机房,,投影仪*1；幕布\n"
         "L1,,实验室,电脑*60\n"
         ",,机房,白板\n",
         "",
         "1,L1,added,\n"
         "2,L1,unchanged,\n"
         "3,L1,unchanged,\n"
         "4,,invalid,value:code;value:name\n",
         "L1,机房,lab,,,,,0,exclusive,,实验室,电脑*60;投影仪*1;幕布,\n"},
	{"a number beside seats counts pieces, and one that is alone too", "UTF-8", "resources",
         "实训室名称,设备名称,数量,工位数\nA,车床,4,20\n", "", "1,A,added,\n", "A,A,lab,,,,,20,exclusive,,,车床*4,\n"},
	{"instruments are their own pieces", "UTF-8", "resources", "设备编号,设备名称,数量\nE1,车床,4\n", "",
         "1,E1,added,\n", "E1,车床,equipment,,,,,4,shared,,,,\n"},
	{"teachers", "UTF-8", "resources",
         "工号,教师姓名,所在校区,职称\n"
         "T001,张三,主校区,讲师\n",
         "职称", "1,T001,added,\n", "T001,张三,teacher,,主校区,,,0,exclusive,,,,\n"},
	{"classes", "UTF-8", "resources",
         "班级名称,专业名称,学生人数,年级\n"
         "数控2301班,数控技术,45,2023\n",
         "年级", "1,数控2301班,added,\n", "数控2301班,数控2301班,class,,,,,45,exclusive,数控技术,,,\n"},
	{"type words that say another kind than the header", "UTF-8", "resources",
         "实训室编号,实训室名称,类型\n"
         "A,甲,多媒体教室\n"
         "B,乙,校外实训基地\n"
         "C,丙,国家级\n"
         "D,丁,\n",
         "",
         "1,A,added,\n"
         "2,B,added,\n"
         "3,C,added,\n"
         "4,D,added,\n",
         "A,甲,room,,,,,0,exclusive,,多媒体教室,,\n"
         "B,乙,base,,,,,0,exclusive,,校外实训基地,,\n"
         "C,丙,lab,,,,,0,exclusive,,国家级,,\n"
         "D,丁,lab,,,,,0,exclusive,,,,\n"},
	{"departments within a school, blank columns and rows", "UTF-8", "resources",
         "编号,名称,学校,所属院系/学院,类型,容量,,\n"
         "A,甲,理工学院,机电系,教室,30,,\n"
         ",,,,,,,\n"
         "B,乙,理工学院,机电系,教室,31,,\n",
         "所属院系/学院",
         "1,A,added,\n"
         "3,B,added,\n",
         "A,甲,room,理工学院,,,,30,exclusive,,教室,,\n"
         "B,乙,room,理工学院,,,,31,exclusive,,教室,,\n"},
	{"a list with 序号 and names only", "UTF-8", "resources",
         "序号,实训室名称,座位\n"
         "1,数控 实训室,40\n"
         "2,数控  实训室2,40\n",
         "序号",
         "1,数控 实训室,added,\n"
         "2,数控 实训室2,added,\n",
         "数控 实训室,数控 实训室,lab,,,,,40,exclusive,,,,\n"
         "数控 实训室2,数控 实训室2,lab,,,,,40,exclusive,,,,\n"},
	{"a title without marks above semicolons", "UTF-8", "resources",
         "实训室一览表（2026年）\n"
         "编号;名称;类型\n"
         "A;甲;机房\n",
         "", "1,A,added,\n", "A,甲,lab,,,,,0,exclusive,,机房,,\n"},
	{"a date, and clock times beside it", "UTF-8", "bookings",
         "预约编号,校区,楼宇,房间号,使用日期,开始时间,结束时间,用途\n"
         "B1,东校区,1号楼,305,2026-09-07,8:00,10:00,实训\n"
         "B2,西校区,1号楼,305,2026年9月7日,8:00,10:00,\n"
         "B3,,实训楼,101,20260907,14:00,15:30,\n"
         "B4,,1号楼,305,2026-09-08,8:00,10:00,\n"
         "B5,,实训楼,101,2026-09-09,2026-09-10 08:00,2026-09-10 09:00,\n"
         "B6,,实训楼,101,,8:00,9:00,\n"
         "B7,,实训楼,101,2026-09-11,上午8:00,下午 2:30,\n",
         "",
         "1,B1,added,\n"
         "2,B2,added,\n"
         "3,B3,added,\n"
         "4,B4,refused,unknown:1号楼 305@resource\n"
         "5,B5,added,\n"
         "6,B6,invalid,time:start@8:00;time:end@9:00\n"
         "7,B7,added,\n",
         "B1,R305,2026-09-07T08:00,2026-09-07T10:00,0,实训,tester,,,,\n"
         "B2,R306,2026-09-07T08:00,2026-09-07T10:00,0,,tester,,,,\n"
         "B3,R7,2026-09-07T14:00,2026-09-07T15:30,0,,tester,,,,\n"
         "B5,R7,2026-09-10T08:00,2026-09-10T09:00,0,,tester,,,,\n"
         "B7,R7,2026-09-11T08:00,2026-09-11T14:30,0,,tester,,,,\n"},
	{"a date and periods", "UTF-8", "bookings",
         "单号,场地名称,所在校区,使用日期,节次,申请人\n"
         "B1,智慧教室,东校区,2026-09-07,第1-2节,张三\n"
         "B2,智慧教室,西校区,2026/9/7,1-2节,\n"
         "B3,实训楼101,,2026-09-07,下午2:00-4:00,\n"
         "B4,汽修实训室,,2026-09-07,1、3,\n"
         "B5,汽修实训室,,2026-09-07,9,\n"
         "B6,汽修实训室,,某日,1,\n"
         "B7,智慧教室,,2026-09-08,1,\n",
         "",
         "1,B1,added,\n"
         "2,B2,added,\n"
         "3,B3,added,\n"
         "4,B4,invalid,value:time@1、3\n"
         "5,B5,refused,unknown:9@period 2026-09-07 东校区\n"
         "6,B6,invalid,time:date@某日\n"
         "7,B7,refused,unknown:智慧教室@resource\n",
         "B1,R305,2026-09-07T08:00,2026-09-07T09:40,0,,张三,,,,\n"
         "B2,R306,2026-09-07T08:30,2026-09-07T10:10,0,,tester,,,,\n"
         "B3,R7,2026-09-07T14:00,2026-09-07T16:00,0,,tester,,,,\n"},
	{"closures of days and of hours", "UTF-8", "closures",
         "教室编号,开始日期,结束日期,开始时间,结束时间,原因\n"
         "R7,2026-10-01,2026-10-07,,,国庆\n"
         "R7,2026-10-09,2026-10-09,8:00,12:00,检修\n",
         "",
         "1,,added,\n"
         "2,,added,\n",
         "2026-10-01T00:00,2026-10-08T00:00,R7,,国庆\n"
         "2026-10-09T08:00,2026-10-09T12:00,R7,,检修\n"},
	{"series in rooms by place", "UTF-8", "series",
         "编号,教学楼,教室号,任课教师,周次,星期,节次\n"
         "S1,实训楼,101,张三,1-2周,周一,1-2\n",
         "", "1,S1,added,\n", "S1,R7;T1,1-2,1,1-2,,,2026A,,0,,tester,,,,,\n"},
	{"dates and times in one column", "UTF-8", "bookings",
         "编号,场地,使用时间\n"
         "1,R7,2026-09-07 08:00-10:00\n"
         "2,R7,2026年9月7日 10:00—12:00\n"
         "3,R7,2026年9月8日2-3节\n"
         "4,R7,2026/9/10（周四）下午2:00-4:00\n"
         "5,R7,2026/9/11（周四）下午2:00-4:00\n"
         "6,R7,2026-09-12 08:00 至 2026-09-13 10:00\n"
         "7,R7,2026-09-14 08:00-2026-09-14 10:00\n"
         "8,R7,２０２６－０９－１８　０８：００－１０：００\n"
         "9,T1,20260918 第1-2节\n"
         "10,R7,2026-09-19T22:00~24:00\n"
         "11,R306,2026.9.24 1、2节\n"
         "12,R7,9月16日 3-4节\n"
         "13,R7,8:00-10:00\n"
         "14,R7,\n"
         "15,R7,2026-09-17\n"
         "16,R7,2026-09-20 9-10节\n"
         "17,R7,2026-02-30 8:00-9:00\n"
         "18,R7,2026-09-22 8:00-10:00-12:00\n"
         "19,R7,2026-09-23 1、3节\n",
         "",
         "1,1,added,\n2,2,added,\n3,3,added,\n4,4,added,\n"
         "5,5,invalid,value:time@2026/9/11（周四）下午2:00-4:00\n"
         "6,6,added,\n7,7,added,\n8,8,added,\n9,9,added,\n10,10,added,\n11,11,added,\n"
         "12,12,invalid,time:time@9月16日 3-4节\n"
         "13,13,invalid,time:date\n"
         "14,14,invalid,time:date\n"
         "15,15,invalid,value:time@2026-09-17\n"
         "16,16,refused,unknown:2026-09-20 9-10节@period 2026-09-20 东校区\n"
         "17,17,invalid,time:date\n"
         "18,18,invalid,value:time@2026-09-22 8:00-10:00-12:00\n"
         "19,19,invalid,value:time@2026-09-23 1、3节\n",
         "1,R7,2026-09-07T08:00,2026-09-07T10:00,0,,tester,,,,\n"
         "2,R7,2026-09-07T10:00,2026-09-07T12:00,0,,tester,,,,\n"
         "3,R7,2026-09-08T08:55,2026-09-08T10:45,0,,tester,,,,\n"
         "4,R7,2026-09-10T14:00,2026-09-10T16:00,0,,tester,,,,\n"
         "6,R7,2026-09-12T08:00,2026-09-13T10:00,0,,tester,,,,\n"
         "7,R7,2026-09-14T08:00,2026-09-14T10:00,0,,tester,,,,\n"
         "8,R7,2026-09-18T08:00,2026-09-18T10:00,0,,tester,,,,\n"
         "9,T1,2026-09-18T08:00,2026-09-18T09:40,0,,tester,,,,\n"
         "10,R7,2026-09-19T22:00,2026-09-20T00:00,0,,tester,,,,\n"
         "11,R306,2026-09-24T08:30,2026-09-24T10:10,0,,tester,,,,\n"},
	{"a date beside another, and a campus by its name", "UTF-8", "bookings",
         "编号,教师,校区,日期,时间\n"
         "1,T1,西校区,2026-09-25,1-2\n"
         "2,T1,东校区,2026-09-26,2026-09-26 3节\n"
         "3,T1,东校区,2026-09-26,2026-09-27 3节\n"
         "4,T1,西校区,,2026-09-28 1节\n"
         "5,T1,西校区,,1节\n",
         "", "1,1,added,\n2,2,added,\n3,3,invalid,value:time@2026-09-27 3节\n4,4,added,\n5,5,invalid,time:date\n",
         "1,T1,2026-09-25T08:30,2026-09-25T10:10,0,,tester,,,,\n"
         "2,T1,2026-09-26T10:00,2026-09-26T10:45,0,,tester,,,,\n"
         "4,T1,2026-09-28T08:30,2026-09-28T09:15,0,,tester,,,,\n"},
	{"closures in periods", "UTF-8", "closures",
         "场地,校区,日期,节次,原因\n"
         "R7,,2026-10-07,1-2节,a\n"
         "R306,,2026-10-07,1-2节,b\n"
         ",西校区,2026-10-08,1-2节,c\n"
         ",,2026-10-09,8:00-10:00,d\n"
         ",,2026-10-10,,e\n"
         "R7,,2026-10-11,9-10节,f\n"
         "R7,,x,1-2节,g\n",
         "",
         "1,,added,\n2,,added,\n3,,added,\n4,,added,\n5,,added,\n"
         "6,,refused,unknown:9-10节@period 2026-10-11 东校区\n7,,invalid,time:date@x\n",
         "2026-10-07T08:00,2026-10-07T09:40,R7,,a\n"
         "2026-10-07T08:30,2026-10-07T10:10,R306,,b\n"
         "2026-10-08T08:30,2026-10-08T10:10,,西校区,c\n"
         "2026-10-09T08:00,2026-10-09T10:00,,,d\n"
         "2026-10-10T00:00,2026-10-11T00:00,,,e\n"},
	{"closures with dates and times in one column", "UTF-8", "closures",
         "场地,关闭时间,原因\n"
         "R7,2026-11-07 08:00-10:00,a\n"
         "R7,2026-11-08,b\n"
         "R7,,c\n"
         "R7,2026-11-09 08:00 - 2026-11-10 08:00,d\n",
         "", "1,,added,\n2,,added,\n3,,invalid,time:date\n4,,added,\n",
         "2026-11-07T08:00,2026-11-07T10:00,R7,,a\n"
         "2026-11-08T00:00,2026-11-09T00:00,R7,,b\n"
         "2026-11-09T08:00,2026-11-10T08:00,R7,,d\n"},
	{"of days, the periods are not of each", "UTF-8", "closures",
         "场地,开始日期,结束日期,节次,原因\n"
         "R7,2026-12-07,2026-12-08,1-2,a\n",
         "节次", "1,,added,\n", "2026-12-07T00:00,2026-12-09T00:00,R7,,a\n"},
	{"a timetable in rooms by place", "UTF-8", "timetable",
         "课程名称,星期,开始节数,结束节数,老师,教学楼,房间号,周数\n"
         "汽车底盘,1,1,2,张三,实训楼,101,1-2\n",
         "", "1,timetable:2026A|汽车底盘|1|1-2|T1|R7|1-2,added,\n", "汽车底盘,1,1,2,张三,汽修实训室,1-2\n"},
};

START_TEST(test_a_school_s_list_is_understood)
{
	const struct school_list *l = &lists[_i];
	struct buf file = {0}, report = {0}, unknown = {0}, rows = {0};
	struct list_summary summary;
	if (strcmp(l->kind, "resources") != 0)
		prepare();
	encode(l->text, l->encoding, &file);
	struct list_import ask = test_ask(l->kind, buf_text(&file), file.len);
	ask.create_missing = true;
	import(&ask, &report, &summary);
	ck_assert_msg(strcmp(buf_text(&report), l->report) == 0, "%s: got\n%swanted\n%s", l->what, buf_text(&report),
	              l->report);
	join(summary.unknown, summary.n_unknown, &unknown);
	ck_assert_msg(strcmp(buf_text(&unknown), l->unknown) == 0, "%s: unknown %s", l->what, buf_text(&unknown));
	exported_rows(l->kind, &rows);
	ck_assert_msg(strcmp(buf_text(&rows), l->rows) == 0, "%s: got\n%swanted\n%s", l->what, buf_text(&rows), l->rows);
	/* and once more, so that what is composed has the same code again */
	list_summary_release(&summary);
	buf_clear(&report);
	import(&ask, &report, &summary);
	ck_assert_msg(!strstr(buf_text(&report), ",added,") && !strstr(buf_text(&report), ",updated,"), "%s: again\n%s",
	              l->what, buf_text(&report));
	list_summary_release(&summary);
	buf_release(&file);
	buf_release(&report);
	buf_release(&unknown);
	buf_release(&rows);
}
END_TEST

/* Rows of one resource are one change of it, whatever transaction ends among them. */
START_TEST(test_rows_of_a_resource_are_joined_across_batches)
{
	enum { LABS = 2000, PIECES = 3 }; /* more rows than a batch has */
	struct buf text = {0}, report = {0}, wanted = {0}, rows = {0};
	buf_str(&text, "编号,名称,类型,设备\n");
	for (int i = 0; i < LABS; i++) {
		for (int j = 0; j < PIECES; j++)
			buf_fmt(&text, j ? "L%04d,,,P%d*%d\n" : "L%04d,机房,lab,P%d*%d\n", i, j, j + 1);
		buf_fmt(&wanted, "L%04d,机房,lab,,,,,0,exclusive,,,P0*1;P1*2;P2*3,\n", i);
	}
	struct list_import ask = test_ask("resources", buf_text(&text), text.len);
	for (int run = 0; run < 3; run++) {
		struct list_summary summary;
		ask.dry_run = run == 0;
		buf_clear(&report);
		import(&ask, &report, &summary);
		ck_assert_uint_eq(summary.rows, LABS * PIECES);
		ck_assert_uint_eq(summary.n_joined, LABS * (PIECES - 1));
		ck_assert_uint_eq(summary.counts[OUTCOME_ADDED], run < 2 ? LABS : 0);
		ck_assert_uint_eq(summary.counts[OUTCOME_UNCHANGED], LABS * PIECES - summary.counts[OUTCOME_ADDED]);
		list_summary_release(&summary);
	}
	exported_rows("resources", &rows);
	ck_assert_str_eq(buf_text(&rows), buf_text(&wanted));
	buf_release(&text);
	buf_release(&report);
	buf_release(&wanted);
	buf_release(&rows);
}
END_TEST

START_TEST(test_rows_that_contradict_each_other_are_not_joined)
{
	struct buf rows = {0};
	import_plain("resources",
	             "实训室名称,校区,设备名称,数量\n焊接室,东校区,焊机,3\n焊接室,东校区,面罩,9\n焊接室,西校区,焊机,5\n"
	             "焊接室,,面罩,5\n焊接室,东校区,手套,1\n",
	             "1,焊接室,added,\n2,焊接室,unchanged,\n3,焊接室,refused,repeat:code@row 1\n"
	             "4,焊接室,refused,repeat:code@row 1\n5,焊接室,refused,repeat:code@row 1\n");
	exported_rows("resources", &rows);
	ck_assert_str_eq(buf_text(&rows), "焊接室,焊接室,lab,,东校区,,,0,exclusive,,,焊机*3;面罩*9,\n");
	buf_release(&rows);
}
END_TEST

START_TEST(test_a_list_of_equipment_that_is_too_long_is_refused)
{
	struct buf text = {0}, report = {0};
	struct list_summary summary;
	buf_str(&text, "编号,名称,类型,设备\n");
	for (int i = 0; i < 1100; i++)
		buf_fmt(&text, "L,机房,lab,piece%04d\n", i);
	struct list_import ask = test_ask("resources", buf_text(&text), text.len);
	import(&ask, &report, &summary);
	ck_assert_uint_eq(summary.counts[OUTCOME_INVALID], 1001);
	ck_assert_int_eq(strncmp(buf_text(&report), "1,L,invalid,value:equipment@4", 29), 0);
	list_summary_release(&summary);
	buf_release(&text);
	buf_release(&report);
}
END_TEST

START_TEST(test_a_type_word_that_is_none_leaves_what_was_told)
{
	const char *text = "编号,名称,类型\nA,甲,一类\nB,乙,机房\nC,丙,\n";
	struct list_import ask = test_ask("resources", text, strlen(text));
	struct list_pair set = {"kind", "room"};
	struct list_summary summary;
	struct buf report = {0}, rows = {0};
	ask.set = &set;
	ask.n_set = 1;
	import(&ask, &report, &summary);
	ck_assert_str_eq(buf_text(&report), "1,A,added,\n2,B,added,\n3,C,added,\n");
	exported_rows("resources", &rows);
	ck_assert_str_eq(buf_text(&rows), "A,甲,room,,,,,0,exclusive,,一类,,\nB,乙,lab,,,,,0,exclusive,,机房,,\n"
	                                  "C,丙,room,,,,,0,exclusive,,,,\n");
	list_summary_release(&summary);
	buf_release(&report);
	buf_release(&rows);
}
END_TEST

START_TEST(test_type_words_say_the_kind)
{
	static const struct {
		const char *word;
		enum resource_kind kind;
	} v[] = {
		{"多媒体教室", KIND_ROOM},   {"普通教室", KIND_ROOM},       {"机房", KIND_LAB},         {"实训车间", KIND_BASE},
		{"汽修实训室", KIND_LAB},    {"电工实训室", KIND_LAB},      {"虚拟仿真实训室", KIND_LAB}, {"琴房", KIND_ROOM},
		{"舞蹈教室", KIND_ROOM},     {"化工仿真实训室", KIND_LAB},  {"多媒体机房", KIND_LAB},   {"智慧教室", KIND_ROOM},
		{"校外实训基地", KIND_BASE}, {"產教融合實訓基地", KIND_BASE}, {"語音室", KIND_ROOM},      {"運動場", KIND_ROOM},
		{"实训工厂", KIND_BASE},     {"微機室", KIND_LAB},          {"Lecture Theatre", KIND_ROOM}, {"Computer Lab", KIND_LAB},
		{"Workshop", KIND_BASE},     {"Basketball Court", KIND_ROOM}, {"仪器设备", KIND_EQUIPMENT}, {"专任教师", KIND_TEACHER},
		{"行政班", KIND_CLASS},      {"教学为主", 0},
		{"钢琴房", KIND_ROOM},       {"健身区", KIND_ROOM},         {"摄影棚", KIND_ROOM},      {"学生活动中心", KIND_ROOM},
		{"实训农场", KIND_BASE},     {"农机具", 0},               {"叉车", KIND_EQUIPMENT},
		{"教学软件", KIND_EQUIPMENT}, {"网络实训室", KIND_LAB},      {"線上", 0},                {"网络课程", 0},
		{"virtual lab", KIND_LAB},   {"online only", 0},            {"spaceship", 0},           {"Study Space", KIND_ROOM},
		{"Konferenzraum", KIND_ROOM}, {"salle informatique", KIND_ROOM}, {"Tutor", KIND_TEACHER}, {"Tutorial", KIND_ROOM},
		              {"国家级", 0},              {"1", 0},
	};
	for (size_t i = 0; i < COUNT(v); i++) {
		struct buf normal = {0};
		bool plain;
		words_normal(&normal, v[i].word);
		ck_assert_msg(words_kind(buf_text(&normal), &plain) == v[i].kind, "%s", v[i].word);
		buf_release(&normal);
	}
}
END_TEST

START_TEST(test_words_and_codes_of_states_say_whether_it_is_in_use)
{
	static const struct {
		const char *word;
		int value;
	} v[] = {
		{"是", 1},    {"否", 0},   {"有", 1},     {"无", 0},     {"無", 0},   {"√", 1},      {"×", 0},     {"Y", 1},
		{"N", 0},     {"TRUE", 1}, {"false", 0},  {"1", 1},      {"0", 0},    {"启用", 1},   {"停用", 0},  {"在用", 1},
		{"報廢", 0},  {"閒置", 1}, {"待维修", 0}, {"现状1", 1},  {"现状6", 0}, {"现状8", 1}, {"现状在用", 1},
		{"现状9", -1}, {"现状", -1}, {"6", -1},   {"也许", -1},  {"", -1},
	};
	for (size_t i = 0; i < COUNT(v); i++) {
		struct buf normal = {0};
		words_normal(&normal, v[i].word);
		ck_assert_msg(words_bool(buf_text(&normal)) == v[i].value, "%s", v[i].word);
		buf_release(&normal);
	}
}
END_TEST

/* Headers that the domain knows, with ours; "" = named as unknown, on purpose. */
static const struct {
	const char *theirs, *ours;
} headers[] = {
	{"实验室编号", "code"}, {"實驗室編號", "code"}, {"仪器编号", "code"}, {"工号", "code"},
	{"实验室名称", "name"}, {"實驗室名稱", "name"}, {"仪器名称", "name"}, {"Venue", "name"}, {"場地名稱", "name"},
	{"所属院系/学院", "institution"}, {"所屬學校", "institution"}, {"校区", "campus"}, {"校區", "campus"},
	{"楼宇", "building"}, {"樓宇", "building"}, {"教学楼", "building"}, {"Block", "building"},
	{"房间号/具体位置", "room"}, {"Room No.", "room"}, {"房間號", "room"}, {"存放地点", "room"},
	{"工位数/座位数", "seats"}, {"容量", "seats"}, {"工位数（个）", "seats"}, {"容納人數", "seats"},
	{"面向专业", "specialty"}, {"实验室类型/类型", "kind"}, {"教室类型", "kind"}, {"场地类别", "kind"}, {"場地類別", "kind"},
	{"开放时间", "opening"}, {"開放時間", "opening"}, {"状态", "active"}, {"狀態", "active"}, {"是否启用", "active"},
	{"主要设备", "equipment"},
	{"房屋使用面积", ""}, {"负责人", "contact"}, {"联系电话", "contact"}, {"设备总值(万元)", ""}, {"建立年份", ""}, {"管理级别", ""},
	{"分类号", ""}, {"型号", ""}, {"规格", ""}, {"单价", ""}, {"购置日期", ""}, {"领用人", "contact"}, {"设备台套数", ""},
	{"考试座位数", "seats"}, {"序号", ""}, {"group", ""},
};

START_TEST(test_headers_are_ours_or_named)
{
	struct buf text = {0}, unknown = {0};
	struct list_summary summary;
	const char *bad, *theirs = headers[_i].theirs, *ours = headers[_i].ours;
	bool is_key = strcmp(ours, "code") == 0 || strcmp(ours, "name") == 0;
	buf_fmt(&text, "%s%s,%s\nA,%s,room\n", is_key ? "" : "code,", theirs, strcmp(ours, "kind") == 0 ? "note" : "kind",
	        is_key ? "" : "x");
	struct list_import ask = test_ask("resources", buf_text(&text), text.len);
	struct list_pair set = {"kind", "room"};
	ask.set = &set;
	ask.n_set = 1;
	ask.dry_run = true;
	int err = list_import(&store, &ask, NULL, NULL, &summary, &bad);
	ck_assert_msg(err == 0, "%s: %d", theirs, err);
	join(summary.unknown, summary.n_unknown, &unknown);
	ck_assert_msg((strstr(buf_text(&unknown), theirs) == NULL) == (*ours != '\0'), "%s: unknown are %s", theirs,
	              buf_text(&unknown));
	list_summary_release(&summary);
	buf_release(&text);
	buf_release(&unknown);
}
END_TEST

/* ---- rows that are damaged, and rows that are none ---- */

START_TEST(test_damage_stays_in_its_row)
{
	static const char text[] = "code,name,kind\nA,a,room\nB,\"b,room\nC,c,room\nD,d\xff,room\nE,e,room,x\nF,f\n"
				   "G,g\0g,room\nH,\"h\nh\",room,,\n";
	struct list_import ask = test_ask("resources", text, sizeof text - 1);
	struct list_summary summary;
	struct buf report = {0};
	ask.encoding = "UTF-8";
	import(&ask, &report, &summary);
	ck_assert_str_eq(buf_text(&report), "1,A,added,\n2,B,invalid,value:name@a quote that is not closed\n3,C,added,\n"
	                                    "4,D,invalid,value:name@d\xef\xbf\xbd\n5,E,invalid,value:cell 4@x\n"
	                                    "6,F,invalid,value:kind\n7,G,invalid,value:name@a NUL byte\n8,H,added,\n");
	list_summary_release(&summary);
	buf_release(&report);
}
END_TEST

START_TEST(test_sums_and_remarks_are_no_rows_of_the_list)
{
	static const struct {
		const char *cells[4];
		bool aside;
	} v[] = {
		{{"合计", "", "3", "1,200.50"}, true},
		{{"", "总计：", "", "12"}, true},
		{{"合计（3间）", "", "", ""}, true},
		{{"小計", "/", "", "40人"}, true},
		{{"Total", "", "", "1200"}, true},
		{{"制表人：张三", "", "审核：李四", ""}, true},
		{{"注：本表每年填报一次", "", "", ""}, true},
		{{"合计", "合计实验室", "3", ""}, false},
		{{"A1", "合计", "3", ""}, false},
		{{"12", "", "3", "4"}, false},
		{{"总计算中心", "", "", "40"}, false},
		{{"说明书", "", "", ""}, false},
		{{"Total Station Lab", "", "", "40"}, false},
		{{"", "", "", ""}, false},
	};
	bool failed = false;
	for (size_t i = 0; i < COUNT(v); i++)
		ck_assert_msg(words_aside(v[i].cells, 4, &failed) == v[i].aside, "%s,%s,%s,%s", v[i].cells[0], v[i].cells[1],
		              v[i].cells[2], v[i].cells[3]);
	const char *text = "编号,名称,类型,容量\nA,甲,教室,40\n合计,,,40\nB,乙,教室,\n";
	struct list_import ask = test_ask("resources", text, strlen(text));
	struct list_summary summary;
	struct buf report = {0};
	import(&ask, &report, &summary);
	ck_assert_str_eq(buf_text(&report), "1,A,added,\n3,B,added,\n");
	ck_assert_uint_eq(summary.n_aside, 1);
	ck_assert_uint_eq(summary.first_aside, 2);
	ck_assert_ptr_null(summary.kind);
	list_summary_release(&summary);
	buf_release(&report);
}
END_TEST

START_TEST(test_characters_of_both_scripts_are_one_word)
{
	static const char *const pairs[][2] = {{"佔用", "占用"}, {"實驗室編號", "实验室编号"}, {"體驗館", "体验馆"},
	                                       {"點", "点"}, {"開放時間", "开放时间"}, {"機房", "机房"}, {"廠房", "厂房"},
	                                       {"學", "学"}, {"狀態", "状态"}, {"語音室", "语音室"}, {"龘", "龘"}};
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct buf b = {0};
		words_normal(&b, pairs[i][0]);
		ck_assert_str_eq(buf_text(&b), pairs[i][1]);
		buf_release(&b);
	}
}
END_TEST

/* ---- what is remembered of columns ---- */

/* Imports with pairs, and wants that report (NULL: not understood) and these columns from memory. */
static void with_pairs(const char *text, const char *institution, const struct list_pair *map, size_t n_map, bool dry_run,
                       const char *report, const char *remembered)
{
	struct list_import ask = test_ask("resources", text, strlen(text));
	struct list_pair set = {"institution", institution};
	struct list_summary summary;
	struct buf got = {0}, names = {0};
	const char *bad = NULL;
	ask.set = &set;
	ask.n_set = institution != NULL;
	ask.map = map;
	ask.n_map = n_map;
	ask.dry_run = dry_run;
	int err = list_import(&store, &ask, test_note_row, &got, &summary, &bad);
	ck_assert_int_eq(err, report ? 0 : QUAD_EINVAL);
	if (report)
		ck_assert_str_eq(buf_text(&got), report);
	join(summary.remembered, summary.n_remembered, &names);
	ck_assert_str_eq(buf_text(&names), remembered);
	list_summary_release(&summary);
	buf_release(&got);
	buf_release(&names);
}

START_TEST(test_a_type_word_is_told_once)
{
	static const struct list_pair told[] = {{"lab", "一類"}, {"base", "机房"}}, forget[] = {{"", "一类"}};
	const char *text = "编号,名称,类型\nA,甲,一类\nB,乙,机房\n";
	static const struct {
		const struct list_pair *map;
		size_t n;
		bool dry_run;
		const char *report;
	} v[] = {
		{NULL, 0, false, "1,A,invalid,value:kind@一类\n2,B,added,\n"},
		{told, 2, true, "1,A,added,\n2,B,updated,\n"},
		{told, 2, false, "1,A,added,\n2,B,updated,\n"},
		{NULL, 0, false, "1,A,unchanged,\n2,B,unchanged,\n"},
		{forget, 1, false, "1,A,invalid,value:kind@一类\n2,B,unchanged,\n"},
		{NULL, 0, false, "1,A,invalid,value:kind@一类\n2,B,unchanged,\n"},
	};
	for (size_t i = 0; i < COUNT(v); i++) {
		struct list_import ask = test_ask("resources", text, strlen(text));
		struct list_summary summary;
		struct buf report = {0};
		ask.map_kind = v[i].map;
		ask.n_map_kind = v[i].n;
		ask.dry_run = v[i].dry_run;
		import(&ask, &report, &summary);
		ck_assert_msg(strcmp(buf_text(&report), v[i].report) == 0, "%zu: %s", i, buf_text(&report));
		list_summary_release(&summary);
		buf_release(&report);
	}
	struct buf rows = {0};
	exported_rows("resources", &rows);
	ck_assert_str_eq(buf_text(&rows), "A,甲,lab,,,,,0,exclusive,,一类,,\nB,乙,base,,,,,0,exclusive,,机房,,\n");
	buf_release(&rows);
}
END_TEST

START_TEST(test_a_header_may_ask_for_the_kind)
{
	struct buf rows = {0};
	import_plain("resources", "room_id,is_lab\nA,yes\nB,0\nC,TRUE\n", "1,A,added,\n2,B,added,\n3,C,added,\n");
	exported_rows("resources", &rows);
	ck_assert_str_eq(buf_text(&rows), "A,A,lab,,,,,0,exclusive,,,,\nB,B,room,,,,,0,exclusive,,,,\n"
	                                  "C,C,lab,,,,,0,exclusive,,,,\n");
	buf_release(&rows);
}
END_TEST

static void note_fault(void *arg, const char *text)
{
	(void)text;
	++*(size_t *)arg;
}

START_TEST(test_a_map_is_told_once_for_each_institution)
{
	static const struct list_pair map[] = {{"code", "甲列"}, {"seats", "乙列"}}, forget[] = {{"seats", ""}},
				      other[] = {{"name", "乙列"}};
	const char *text = "甲列,乙列,类型\nA,30,机房\n", *lacks = "甲列,类型\nA,机房\n";
	size_t n = 0;
	uint64_t faults;
	import_plain("institutions", "code,name\nPOLY,City Polytechnic\nTECH,Tech\n", "1,POLY,added,\n2,TECH,added,\n");
	with_pairs(text, "POLY", map, 2, true, "1,A,added,\n", "");
	with_pairs(text, "POLY", NULL, 0, false, NULL, "");
	with_pairs(text, "POLY", map, 2, false, "1,A,added,\n", "");
	with_pairs(text, "City Polytechnic", NULL, 0, false, "1,A,unchanged,\n", "code=甲列, seats=乙列");
	/* not for others, nor for lists that say not whose they are */
	with_pairs(text, "TECH", NULL, 0, false, NULL, "");
	with_pairs(text, NULL, NULL, 0, false, NULL, "");
	/* a file that lacks one of them; a map that takes a column for another; one that is forgotten */
	with_pairs(lacks, "POLY", NULL, 0, false, "1,A,unchanged,\n", "code=甲列");
	with_pairs(text, "POLY", forget, 1, false, "1,A,unchanged,\n", "code=甲列");
	with_pairs(text, "POLY", NULL, 0, false, "1,A,unchanged,\n", "code=甲列");
	with_pairs(text, "POLY", other, 1, false, "1,A,updated,\n", "code=甲列");
	with_pairs(text, "POLY", NULL, 0, false, "1,A,unchanged,\n", "code=甲列, name=乙列");
	/* of an import that brought nothing in, nothing is remembered */
	with_pairs("甲列,类型\nA;,机房\n", NULL, map, 1, false, "1,A;,invalid,value:code@A,\n", "");
	with_pairs(lacks, NULL, NULL, 0, false, NULL, "");
	ck_assert_int_eq(query_check(&store, note_fault, &n, &faults), 0);
	ck_assert_uint_eq(faults + n, 0);
}
END_TEST

Suite *list_school_suite(void);

Suite *list_school_suite(void)
{
	Suite *s = suite_create("list_school");
	TCase *c = tcase_create("schools");
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, test_a_school_s_list_is_understood, 0, COUNT(lists));
	tcase_add_loop_test(c, test_headers_are_ours_or_named, 0, COUNT(headers));
	tcase_add_test(c, test_type_words_say_the_kind);
	tcase_add_test(c, test_words_and_codes_of_states_say_whether_it_is_in_use);
	tcase_add_test(c, test_rows_of_a_resource_are_joined_across_batches);
	tcase_add_test(c, test_a_list_of_equipment_that_is_too_long_is_refused);
	tcase_add_test(c, test_rows_that_contradict_each_other_are_not_joined);
	tcase_add_test(c, test_a_type_word_that_is_none_leaves_what_was_told);
	tcase_add_test(c, test_damage_stays_in_its_row);
	tcase_add_test(c, test_sums_and_remarks_are_no_rows_of_the_list);
	tcase_add_test(c, test_characters_of_both_scripts_are_one_word);
	tcase_add_test(c, test_a_type_word_is_told_once);
	tcase_add_test(c, test_a_header_may_ask_for_the_kind);
	tcase_add_test(c, test_a_map_is_told_once_for_each_institution);
	suite_add_tcase(s, c);
	return s;
}
