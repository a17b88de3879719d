/*
 * What the reports know beside the bookings: clusters, agreements, events, students, employees, figures of invented
 * regions, and a base that two schools own together. The last two are made after everything else: rules that stand on
 * them would have something to say about a term that is booked at once.
 */
#include "tui/demo/demo_plan.h"

#include "store/model/registers.h"

static struct register_row *add_row(struct plan *p, enum register_id id)
{
	struct request *rq = plan_add_request(p, OP_REGISTER);
	if (!rq)
		return NULL;
	rq->u.row = register_row_of(id);
	return &rq->u.row;
}

/* The text that a resource of the cluster has as its specialty. */
static const char *specialty_of(struct plan *p, size_t cluster)
{
	return TEXT(p, "%s %s", demo_clusters[cluster].han, demo_clusters[cluster].pinyin);
}

static void make_clusters(struct plan *p)
{
	for (size_t i = 0; i < N_CLUSTERS; i++) {
		struct register_row *row = add_row(p, REGISTER_CLUSTERS);
		if (!row)
			return;
		row->text[CLUSTER_SPECIALTY] = specialty_of(p, i);
		row->text[CLUSTER_NAME] = demo_clusters[i].han;
		row->text[CLUSTER_INDUSTRY] = demo_clusters[i].pinyin;
	}
}

/* The school year in which the term lies begins in that year. */
static int64_t school_year(const struct plan *p)
{
	struct wall first;
	clock_day_civil(p->first_day, &first);
	return first.year - (first.month < 8);
}

static void make_students(struct plan *p)
{
	static const struct {
		const char *code;
		int64_t count;
	} students[] = {{"GC", 14200}, {"KM", 11600}, {"RP", 9800}, {"ZX", 3100}};
	for (size_t i = 0; i < sizeof students / sizeof *students; i++)
		for (int64_t year = 0; year < 2; year++) {
			struct register_row *row = add_row(p, REGISTER_STUDENTS);
			if (!row)
				return;
			row->text[STUDENTS_INSTITUTION] = students[i].code;
			row->number[STUDENTS_YEAR] = school_year(p) - year;
			row->number[STUDENTS_COUNT] = students[i].count - 200 * year;
		}
}

/* The codes of an institution's bases, `;` between them. */
static const char *bases_of(struct plan *p, const char *institution)
{
	const char *codes = "";
	for (size_t i = 0; i < p->kind_n[KIND_BASE]; i++) {
		const struct thing *t = &p->things[p->kind_first[KIND_BASE] + i];
		if (t->institution == plan_institution_index(institution))
			codes = TEXT(p, "%s%s%s", codes, *codes ? ";" : "", t->r.code);
	}
	return codes;
}

static void make_agreements(struct plan *p)
{
	static const struct {
		const char *code, *parties, *lender, *price, *text;
		int64_t hours;
	} agreements[] = {
		{"XL-GC-RP", "XL;GC;RP", "XL", "60", "产业学院共建协议 Industrial college, built together", 1200},
		{"GC-ZX", "GC;ZX", "GC", "30", "中高职贯通培养 From secondary to higher vocational", 1500},
	};
	for (size_t i = 0; i < sizeof agreements / sizeof *agreements; i++) {
		struct register_row *row = add_row(p, REGISTER_AGREEMENTS);
		if (!row)
			return;
		row->text[AGREEMENT_CODE] = agreements[i].code;
		row->text[AGREEMENT_PARTIES] = agreements[i].parties;
		row->text[AGREEMENT_RESOURCES] = bases_of(p, agreements[i].lender);
		row->text[AGREEMENT_PRICE] = agreements[i].price;
		row->text[AGREEMENT_TEXT] = agreements[i].text;
		row->number[AGREEMENT_FROM] = clock_day_number((int)school_year(p) - 1, 9, 1);
		row->number[AGREEMENT_UNTIL] = clock_day_number((int)school_year(p) + 2, 8, 31);
		row->number[AGREEMENT_HOURS] = agreements[i].hours * REGISTER_MILLION;
	}
}

/* A contest of skills in the term. */
static void make_events(struct plan *p)
{
	struct register_row *row = add_row(p, REGISTER_EVENTS);
	if (!row)
		return;
	row->text[EVENT_CODE] = "SKILLS";
	row->text[EVENT_NAME] = "职业技能大赛 Skills contest";
	row->text[EVENT_INSTITUTION] = "SW";
	row->number[EVENT_START] = clock_day_start(p->first_day + 7 * 4 + 5);
	row->number[EVENT_END] = clock_day_start(p->first_day + 7 * 4 + 7);
}

/*
 * Graduates and the product of four invented regions, and what its industries are worth in each: where the schools
 * train few for much, or many for little.
 */
static void make_figures(struct plan *p)
{
	static const struct {
		const char *region;
		int64_t gdp, higher, secondary;
	} regions[] = {
		{"岚湾 Lan Bay", 3120, 11800, 5900},
		{"东浦 Dongpu", 1480, 3900, 4700},
		{"北岭 Beiling", 760, 2400, 3300},
		{"南屿 Nanyu", 2050, 310, 260},
	};
	static const int64_t worth[N_CLUSTERS] = {980, 310, 640, 420, 150, 720, 260, 90};
	for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
		for (int64_t back = 0; back < 5; back++) {
			const char *const names[] = {"gdp_100m_yuan", "graduates_higher", "graduates_secondary"};
			const int64_t values[] = {regions[i].gdp, regions[i].higher, regions[i].secondary};
			for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
				struct register_row *row = add_row(p, REGISTER_FIGURES);
				if (!row)
					return;
				row->text[FIGURE_REGION] = regions[i].region;
				row->text[FIGURE_NAME] = names[n];
				row->number[FIGURE_YEAR] = school_year(p) - 1 - back;
				/* a little less the longer ago, the schools more than the product */
				row->number[FIGURE_VALUE] =
					(values[n] - values[n] * back * (n ? 3 : 5) / 100) * REGISTER_MILLION;
			}
		}
	for (size_t i = 0; i < N_CLUSTERS; i++) {
		struct register_row *row = add_row(p, REGISTER_FIGURES);
		if (!row)
			return;
		row->text[FIGURE_REGION] = regions[0].region;
		row->text[FIGURE_NAME] = demo_clusters[i].pinyin;
		row->number[FIGURE_YEAR] = school_year(p) - 1;
		row->number[FIGURE_VALUE] = worth[i] * REGISTER_MILLION;
	}
}

void demo_make_sharing(struct plan *p)
{
	make_clusters(p);
	make_students(p);
	make_agreements(p);
	make_events(p);
	make_figures(p);
}

/* The enterprise's people, by post; the largest post is that of a specialty that its bases teach. */
static void make_employees(struct plan *p)
{
	static const struct {
		const char *post;
		int64_t count;
	} posts[] = {{"网络运维 network operation", 900}, {"装配 assembly", 640}, {"客服 customer service", 420}};
	for (size_t i = 0; i < sizeof posts / sizeof *posts; i++) {
		struct register_row *row = add_row(p, REGISTER_EMPLOYEES);
		if (!row)
			return;
		row->text[EMPLOYEES_INSTITUTION] = "XL";
		row->text[EMPLOYEES_POST] = posts[i].post;
		row->number[EMPLOYEES_COUNT] = posts[i].count;
	}
}

/* One base of the town's college was built with the secondary school. */
static void make_owners(struct plan *p)
{
	static const struct {
		const char *code;
		int64_t share;
	} owners[] = {{"GC", 60}, {"ZX", 40}};
	const struct thing *base = NULL;
	for (size_t i = 0; i < p->kind_n[KIND_BASE] && !base; i++) {
		const struct thing *t = &p->things[p->kind_first[KIND_BASE] + i];
		if (t->institution == plan_institution_index("GC") && t->r.active)
			base = t;
	}
	for (size_t i = 0; base && i < sizeof owners / sizeof *owners; i++) {
		struct register_row *row = add_row(p, REGISTER_OWNERS);
		if (!row)
			return;
		row->text[OWNER_RESOURCE] = base->r.code;
		row->text[OWNER_INSTITUTION] = owners[i].code;
		row->number[OWNER_SHARE] = owners[i].share * REGISTER_MILLION;
	}
}

void demo_make_owners(struct plan *p)
{
	make_employees(p);
	make_owners(p);
}
