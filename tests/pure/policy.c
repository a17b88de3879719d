/* The parts of owners' rules: one form each, what is refused, and for which cases a rule holds. */
#include <check.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/policy.h"

Suite *policy_suite(void);

#define COUNT(v) (int)(sizeof(v) / sizeof *(v))

static struct arena arena;

static void use_shanghai(void)
{
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
}

static void release(void)
{
	arena_release(&arena);
	arena = (struct arena){0};
}

static int64_t at(const char *text)
{
	int64_t v;
	ck_assert_msg(clock_parse(text, &v) == 0, "%s is no time", text);
	return v;
}

static int64_t day(const char *text)
{
	int64_t v = 0;
	if (*text)
		ck_assert_msg(clock_parse_date(text, &v) == 0, "%s is no date", text);
	return v;
}

static const struct {
	const char *text, *canonical; /* NULL: refused */
} places[] = {
	{"", "*"},
	{"*", "*"},
	{" * ", "*"},
	{"kind:lab", "kind:lab"},
	{"kind: lab ", "kind:lab"},
	{"institution:I1", "institution:I1"},
	{"campus:C1", "campus:C1"},
	{"tag:vr", "tag:vr"},
	{"resource:LAB-1", "resource:LAB-1"},
	{"kind:lab+campus:C1", "campus:C1+kind:lab"},
	{"campus:C1 + kind:lab", "campus:C1+kind:lab"},
	{"kind:lab+institution:I1", "institution:I1+kind:lab"},
	{"institution:I1+campus:C1", "campus:C1+institution:I1"},
	{"tag:b+tag:a", "tag:a+tag:b"},
	{"tag:a+tag:a", "tag:a"},
	{"*+tag:a", "tag:a"},
	{"tag:a+*", "tag:a"},
	{"*+*", "*"},
	{"resource:A+B", "resource:A+B"},
	{"tag:c+++tag:d", "tag:c+++tag:d"},
	{"resource:实训楼:1", "resource:实训楼:1"},
	{"lab", NULL},
	{"kind:", NULL},
	{"kind:spaceship", NULL},
	{"campus:", NULL},
	{"campus: ", NULL},
	{"kind:lab+kind:room", NULL},
	{"campus:A+campus:B", NULL},
	{"resource:A+resource:B", NULL},
	{"tag:a+tag:b+tag:c", NULL},
	{"tag:a+kind:lab+*", NULL},
	{"*kind:lab", NULL},
	{"+kind:lab", NULL},
	{"building:B", NULL},
};

START_TEST(a_place_has_one_form)
{
	struct policy_place v;
	struct buf b = {0};
	int err = policy_place_parse(places[_i].text, &arena, &v);
	if (!places[_i].canonical) {
		ck_assert_msg(err == QUAD_EINVAL, "\"%s\" is taken", places[_i].text);
		return;
	}
	ck_assert_msg(err == 0, "\"%s\": %s", places[_i].text, quad_strerror(err));
	policy_place_format(&v, &b);
	ck_assert_str_eq(buf_text(&b), places[_i].canonical);
	buf_release(&b);
}
END_TEST

static const struct {
	const char *text, *canonical;
} who_forms[] = {
	{"", "*"},
	{"*", "*"},
	{"class:own", "class:own"},
	{"class:consortium", "class:consortium"},
	{"class:public", "class:public"},
	{"class:enterprise", "class:enterprise"},
	{"! class:own", "!class:own"},
	{"region:macao", "region:macao"},
	{"institution: I1", "institution:I1"},
	{"!login:anna", "!login:anna"},
	{"!*", NULL},
	{"!", NULL},
	{"!!login:anna", NULL},
	{"class:", NULL},
	{"class:foreign", NULL},
	{"anna", NULL},
	{"login:", NULL},
	{"role:viewer", NULL},
};

START_TEST(a_who_has_one_form)
{
	struct policy_who v;
	struct buf b = {0};
	int err = policy_who_parse(who_forms[_i].text, &arena, &v);
	if (!who_forms[_i].canonical) {
		ck_assert_msg(err == QUAD_EINVAL, "\"%s\" is taken", who_forms[_i].text);
		return;
	}
	ck_assert_int_eq(err, 0);
	policy_who_format(&v, &b);
	ck_assert_str_eq(buf_text(&b), who_forms[_i].canonical);
	buf_release(&b);
}
END_TEST

/* ---- values ---- */

static const struct {
	const char *field, *value;
	bool fits;
	enum policy_given given;
	int64_t number;
} values[] = {
	{"forbid", "", true, POLICY_SET, 0},
	{"forbid", "yes", true, POLICY_SET, 0},
	{"forbid", "none", true, POLICY_NO_LIMIT, 0},
	{"forbid", "perhaps", false, 0, 0},
	{"lead", "", true, POLICY_INHERITS, 0},
	{"lead", " ", true, POLICY_INHERITS, 0},
	{"lead", "none", true, POLICY_NO_LIMIT, 0},
	{"lead", "0", true, POLICY_SET, 0},
	{"lead", "0h", true, POLICY_SET, 0},
	{"lead", "90m", true, POLICY_SET, 90},
	{"lead", "2h", true, POLICY_SET, 120},
	{"horizon", "3d", true, POLICY_SET, 3 * 1440},
	{"min", "1h30m", true, POLICY_SET, 90},
	{"max", "1d2h", true, POLICY_SET, 1560},
	{"max", "45", true, POLICY_SET, 45},
	{"max", "-1h", false, 0, 0},
	{"max", "long", false, 0, 0},
	{"gap", "15m", true, POLICY_SET, 15},
	{"notice", "24h", true, POLICY_SET, 1440},
	{"hold", "2d", true, POLICY_SET, 2880},
	{"noshow", "20m", true, POLICY_SET, 20},
	{"preempt", "14d", true, POLICY_SET, 14 * 1440},
	{"priority", "7", true, POLICY_SET, 7},
	{"priority", "high", false, 0, 0},
	{"priority", "99999999", false, 0, 0},
	{"approval", "none", true, POLICY_NO_LIMIT, 0},
	{"approval", "owner", true, POLICY_SET, 0},
	{"approval", "owner+coordinator", true, POLICY_SET, 0},
	{"approval", "boss", false, 0, 0},
	{"checkin", "required", true, POLICY_SET, 0},
	{"checkin", "optional", true, POLICY_SET, 0},
	{"checkin", "maybe", false, 0, 0},
	{"self", "yes", true, POLICY_SET, 0},
	{"self", "no", true, POLICY_SET, 0},
	{"self", "y", false, 0, 0},
	{"price", "20 yuan an hour", true, POLICY_SET, 0},
	{"qualification", "level:3", true, POLICY_SET, 3},
	{"qualification", "level:", false, 0, 0},
	{"qualification", "level:x", false, 0, 0},
	{"qualification", "training:laser safety", true, POLICY_SET, 0},
	{"qualification", "training:", false, 0, 0},
	{"qualification", "laser", false, 0, 0},
	{"suspend", "3 in 90d for 30d", true, POLICY_SET, 3},
	{"suspend", "0 in 90d for 30d", false, 0, 0},
	{"suspend", "3 in 90d", false, 0, 0},
	{"suspend", "3 in 90d for 30d or so", false, 0, 0},
	{"suspend", "3 in x for 30d", false, 0, 0},
	{"limit", "", true, POLICY_INHERITS, 0},
	{"limit", "none", true, POLICY_NO_LIMIT, 0},
	{"limit", "count 0 per day for person", true, POLICY_SET, 0},
	{"limit", "three a day", false, 0, 0},
};

START_TEST(a_value_is_empty_none_or_something)
{
	enum policy_field field;
	struct policy_value v;
	ck_assert_int_eq(policy_field_parse(values[_i].field, &field), 0);
	ck_assert_str_eq(policy_field_word(field), values[_i].field);
	int err = policy_value_parse(field, values[_i].value, &arena, &v);
	ck_assert_msg((err == 0) == values[_i].fits, "%s \"%s\": %s", values[_i].field, values[_i].value,
	              quad_strerror(err));
	if (err) {
		ck_assert_int_eq(err, QUAD_EINVAL);
		return;
	}
	ck_assert_int_eq(v.given, values[_i].given);
	ck_assert_int_eq(v.number, values[_i].number);
}
END_TEST

START_TEST(values_have_their_own_parts)
{
	struct policy_value v;
	ck_assert_int_eq(policy_value_parse(POLICY_SUSPEND, "3 in 90d for 30d", &arena, &v), 0);
	ck_assert_int_eq(v.within_min, 90 * DAY_MIN);
	ck_assert_int_eq(v.for_min, 30 * DAY_MIN);
	ck_assert_int_eq(policy_value_parse(POLICY_QUALIFICATION, "training: laser", &arena, &v), 0);
	ck_assert_str_eq(v.text, "laser");
	ck_assert_int_eq(policy_value_parse(POLICY_APPROVAL, "owner+coordinator", &arena, &v), 0);
	ck_assert_int_eq(v.approval, APPROVAL_OWNER_COORDINATOR);
	ck_assert_int_eq(policy_value_parse(POLICY_APPROVAL, "none", &arena, &v), 0);
	ck_assert_int_eq(v.approval, APPROVAL_NONE);
	ck_assert_int_eq(policy_value_parse(POLICY_SELF, "yes", &arena, &v), 0);
	ck_assert(v.yes);
	ck_assert_int_eq(policy_value_parse(POLICY_SELF, "none", &arena, &v), 0);
	ck_assert(!v.yes);
}
END_TEST

static const struct {
	const char *text;
	bool fits;
	struct policy_limit limit;
} limits[] = {
	{"count 3 per day for person", true, {POLICY_COUNT, POLICY_DAY, POLICY_PER_PERSON, 3, 0, 1440, 0xfe, 0}},
	{"hours 1.5 per week for institution",
         true,
         {POLICY_HOURS, POLICY_WEEK, POLICY_PER_INSTITUTION, 90, 0, 1440, 0xfe, 0}},
	{"hours 0.25 per month for class", true, {POLICY_HOURS, POLICY_MONTH, POLICY_PER_CLASS, 15, 0, 1440, 0xfe, 0}},
	{"seat-hours 100 per term for class within 18:00-22:00",
         true,
         {POLICY_SEAT_HOURS, POLICY_TERM, POLICY_PER_CLASS, 6000, 1080, 1320, 0xfe, 0}},
	{"hours 4 per year for person within 22:00-06:00 on Mon-Fri",
         true,
         {POLICY_HOURS, POLICY_YEAR, POLICY_PER_PERSON, 240, 1320, 360, 0x3e, 0}},
	{"count 2 per future for person on Sat, Sun except-within 24h",
         true,
         {POLICY_COUNT, POLICY_FUTURE, POLICY_PER_PERSON, 2, 0, 1440, 0xc0, 1440}},
	{"count 2 per future for person except-within 2d on 周一、周三 within 08:00-24:00",
         true,
         {POLICY_COUNT, POLICY_FUTURE, POLICY_PER_PERSON, 2, 480, 1440, 1 << 1 | 1 << 3, 2880}},
	{"count 1.5 per day for person", false, {0}},
	{"hours 1.01 per day for person", false, {0}},
	{"hours 1. per day for person", false, {0}},
	{"hours per day for person", false, {0}},
	{"count -1 per day for person", false, {0}},
	{"count 99999999 per day for person", false, {0}},
	{"count 3 day for person", false, {0}},
	{"count 3 per fortnight for person", false, {0}},
	{"count 3 per day", false, {0}},
	{"count 3 per day for dog", false, {0}},
	{"count 3 per day for person within 08:00", false, {0}},
	{"count 3 per day for person within 08:00-08:00", false, {0}},
	{"count 3 per day for person within 25:00-26:00", false, {0}},
	{"count 3 per day for person within 24:00-08:00", false, {0}},
	{"count 3 per day for person on", false, {0}},
	{"count 3 per day for person on Mon 08:00-10:00", false, {0}},
	{"count 3 per day for person on Sun closed", false, {0}},
	{"count 3 per day for person except-within soon", false, {0}},
	{"count 3 per day for person please", false, {0}},
	{"count 3 per day for person "
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         false,
         {0}},
	{"parties 3 per day for person", false, {0}},
};

START_TEST(a_limit_is_read)
{
	struct policy_limit v;
	const struct policy_limit *want = &limits[_i].limit;
	int err = policy_limit_parse(limits[_i].text, &v);
	ck_assert_msg(err == (limits[_i].fits ? 0 : QUAD_EINVAL), "\"%s\": %s", limits[_i].text, quad_strerror(err));
	ck_assert_int_eq(v.measure, want->measure);
	ck_assert_int_eq(v.per, want->per);
	ck_assert_int_eq(v.of, want->of);
	ck_assert_int_eq(v.amount, want->amount);
	ck_assert_int_eq(v.from_min, want->from_min);
	ck_assert_int_eq(v.to_min, want->to_min);
	ck_assert_uint_eq(v.days, want->days);
	ck_assert_int_eq(v.except_min, want->except_min);
}
END_TEST

/* ---- whole rules ---- */

static struct owner_rule rule_of(const char *place, const char *who, const char *when, const char *field,
                                 const char *value)
{
	return (struct owner_rule){
		.id = "1", .place = place, .who = who, .when = when, .field = field, .value = value, .text = ""};
}

static const struct {
	const char *place, *who, *when, *field, *value;
	enum policy_bad bad;
} wholes[] = {
	{"*", "*", "", "forbid", "", POLICY_BAD_NOTHING},
	{"*", "*", "Mon-Fri", "forbid", "", POLICY_BAD_NOTHING},
	{"*", "*", "周一至周五", "forbid", "", POLICY_BAD_NOTHING},
	{"nowhere", "*", "", "forbid", "", POLICY_BAD_PLACE},
	{"*", "anna", "", "forbid", "", POLICY_BAD_WHO},
	{"*", "*", "sometimes", "forbid", "", POLICY_BAD_WHEN},
	{"*", "*", "Sun closed", "forbid", "", POLICY_BAD_WHEN},
	{"*", "*", "", "colour", "", POLICY_BAD_FIELD},
	{"*", "*", "", "", "", POLICY_BAD_FIELD},
	{"*", "*", "", "lead", "soon", POLICY_BAD_VALUE},
	{"kind:teacher", "*", "", "approval", "owner", POLICY_BAD_NOTHING},
	{"kind:teacher", "*", "", "limit", "hours 20 per week for institution", POLICY_BAD_NOTHING},
	{"kind:teacher", "*", "", "limit", "seat-hours 20 per week for institution", POLICY_BAD_PLACE_FIELD},
	{"campus:C+kind:class", "*", "", "limit", "seat-hours 20 per week for person", POLICY_BAD_PLACE_FIELD},
	{"kind:lab", "*", "", "limit", "seat-hours 20 per week for person", POLICY_BAD_NOTHING},
	{"kind:class", "*", "", "checkin", "required", POLICY_BAD_PLACE_FIELD},
	{"kind:teacher", "*", "", "noshow", "10m", POLICY_BAD_PLACE_FIELD},
	{"kind:teacher", "*", "", "suspend", "3 in 90d for 30d", POLICY_BAD_PLACE_FIELD},
	{"kind:teacher", "*", "", "qualification", "level:1", POLICY_BAD_PLACE_FIELD},
};

START_TEST(what_is_wrong_with_a_rule_is_named)
{
	struct owner_rule v =
		rule_of(wholes[_i].place, wholes[_i].who, wholes[_i].when, wholes[_i].field, wholes[_i].value);
	struct policy_rule rule;
	enum policy_bad bad;
	int err = policy_read(&v, &arena, &rule, &bad);
	ck_assert_int_eq(err, wholes[_i].bad ? QUAD_EINVAL : 0);
	ck_assert_int_eq(bad, wholes[_i].bad);
	ck_assert_int_eq(policy_read(&v, &arena, &rule, NULL), err);
}
END_TEST

START_TEST(a_rule_is_written_in_one_form)
{
	struct owner_rule v = rule_of("kind:lab+ campus:C", " !class:own", "周一", "forbid", "yes"), out;
	struct policy_rule rule;
	v.overridable = true;
	ck_assert_int_eq(policy_read(&v, &arena, &rule, NULL), 0);
	ck_assert_int_eq(policy_format(&rule, &arena, &out), 0);
	ck_assert_str_eq(out.place, "campus:C+kind:lab");
	ck_assert_str_eq(out.who, "!class:own");
	ck_assert_str_eq(out.when, "Mon 00:00-24:00");
	ck_assert_str_eq(out.value, "");
	ck_assert_str_eq(out.id, "1");
	ck_assert(out.overridable);
}
END_TEST

/* ---- cases ---- */

static const struct resource lab = {.code = "LAB-1",
                                    .name = "Lab",
                                    .kind = KIND_LAB,
                                    .institution = "I1",
                                    .campus = "C1",
                                    .tags = "vr;wifi",
                                    .approval = APPROVAL_NONE,
                                    .sharing = SHARING_CONSORTIUM};

static const struct policy_asker anna = {"anna", "I1", "guangdong", "college"};
static const struct policy_asker ben = {"ben", "I2", "macao", "university"};
static const struct policy_asker car_maker = {"carl", "E1", "guangdong", "Enterprise"};
static const struct policy_asker neighbours = {"dora", "P1", "guangdong", "community"};
static const struct policy_asker nobody = {"eve", "", "", ""};

static const struct {
	const char *place;
	bool fits;
} on_lab[] = {
	{"*", true},
	{"kind:lab", true},
	{"kind:room", false},
	{"institution:I1", true},
	{"institution:I2", false},
	{"campus:C1", true},
	{"campus:C", false},
	{"tag:vr", true},
	{"tag:wifi", true},
	{"tag:wi", false},
	{"tag:vr;wifi", false},
	{"resource:LAB-1", true},
	{"resource:LAB-2", false},
	{"campus:C1+kind:lab", true},
	{"campus:C1+kind:room", false},
	{"campus:C2+kind:lab", false},
	{"tag:vr+tag:wifi", true},
	{"tag:vr+tag:dark", false},
};

START_TEST(a_place_has_a_resource_or_not)
{
	struct policy_place v;
	ck_assert_int_eq(policy_place_parse(on_lab[_i].place, &arena, &v), 0);
	ck_assert_msg(policy_place_has(&v, &lab) == on_lab[_i].fits, "%s", on_lab[_i].place);
}
END_TEST

/* Each who against an own person, one of another member, an enterprise, the public, and nobody's. */
static const struct {
	const char *who;
	bool fits[5];
} met[] = {
	{"*", {true, true, true, true, true}},
	{"class:own", {true, false, false, false, false}},
	{"class:consortium", {false, true, false, false, false}},
	{"class:enterprise", {false, false, true, false, false}},
	{"class:public", {false, false, false, true, false}},
	{"!class:own", {false, true, true, true, false}},
	{"!class:public", {true, true, true, false, false}},
	{"region:guangdong", {true, false, true, true, false}},
	{"!region:guangdong", {false, true, false, false, false}},
	{"institution:I2", {false, true, false, false, false}},
	{"!institution:I2", {true, false, true, true, false}},
	{"login:carl", {false, false, true, false, false}},
	{"login:eve", {false, false, false, false, false}},
	{"!login:carl", {true, true, false, true, false}},
};

START_TEST(a_who_meets_somebody_or_not)
{
	const struct policy_asker *askers[] = {&anna, &ben, &car_maker, &neighbours, &nobody};
	struct policy_who v;
	ck_assert_int_eq(policy_who_parse(met[_i].who, &arena, &v), 0);
	for (int i = 0; i < COUNT(askers); i++)
		ck_assert_msg(policy_who_has(&v, askers[i], lab.institution) == met[_i].fits[i], "%s, %s", met[_i].who,
		              askers[i]->login);
}
END_TEST

/* 2026-09-07 is a Monday; in New York the clock goes back on 1 November 2026 and forward on 14 March 2027. */
static const struct {
	const char *zone, *when, *from, *until, *start, *end;
	enum policy_fit fit;
} times[] = {
	{"Asia/Shanghai", "", "", "", "2026-09-07T08:00", "2026-09-07T10:00", POLICY_FITS},
	{"Asia/Shanghai", "Mon", "", "", "2026-09-07T08:00", "2026-09-07T10:00", POLICY_FITS},
	{"Asia/Shanghai", "Tue", "", "", "2026-09-07T08:00", "2026-09-07T10:00", POLICY_OTHER_TIME},
	{"Asia/Shanghai", "Tue", "", "", "2026-09-07T22:00", "2026-09-08T00:00", POLICY_OTHER_TIME},
	{"Asia/Shanghai", "Tue", "", "", "2026-09-07T22:00", "2026-09-08T00:01", POLICY_FITS},
	{"Asia/Shanghai", "Mon 10:00-12:00", "", "", "2026-09-07T08:00", "2026-09-07T10:00", POLICY_OTHER_TIME},
	{"Asia/Shanghai", "Mon 10:00-12:00", "", "", "2026-09-07T08:00", "2026-09-07T10:01", POLICY_FITS},
	{"Asia/Shanghai", "Mon 10:00-12:00", "", "", "2026-09-07T12:00", "2026-09-07T13:00", POLICY_OTHER_TIME},
	{"Asia/Shanghai", "Mon 22:00-02:00", "", "", "2026-09-08T01:00", "2026-09-08T03:00", POLICY_FITS},
	{"Asia/Shanghai", "Mon 22:00-02:00", "", "", "2026-09-07T01:00", "2026-09-07T03:00", POLICY_OTHER_TIME},
	{"Asia/Shanghai", "Sun 10:00-11:00", "", "", "2026-09-07T08:00", "2026-09-28T08:00", POLICY_FITS},
	{"Asia/Shanghai", "", "2026-09-08", "", "2026-09-07T08:00", "2026-09-08T00:00", POLICY_OTHER_DAYS},
	{"Asia/Shanghai", "", "2026-09-08", "", "2026-09-07T08:00", "2026-09-08T00:01", POLICY_FITS},
	{"Asia/Shanghai", "", "", "2026-09-07", "2026-09-07T23:59", "2026-09-08T08:00", POLICY_FITS},
	{"Asia/Shanghai", "", "", "2026-09-07", "2026-09-08T00:00", "2026-09-08T08:00", POLICY_OTHER_DAYS},
	{"Asia/Shanghai", "", "2026-09-07", "2026-09-07", "2026-09-07T00:00", "2026-09-08T00:00", POLICY_FITS},
	{"America/New_York", "Sun 01:30-01:45", "", "", "2026-11-01T00:30", "2026-11-01T04:00", POLICY_FITS},
	{"America/New_York", "Sun 01:30-01:45", "", "", "2026-11-01T02:00", "2026-11-01T04:00", POLICY_OTHER_TIME},
	{"America/New_York", "Sun 02:00-03:00", "", "", "2027-03-14T01:00", "2027-03-14T04:00", POLICY_OTHER_TIME},
	{"America/New_York", "Sun 03:00-04:00", "", "", "2027-03-14T01:00", "2027-03-14T03:01", POLICY_FITS},
};

START_TEST(a_rule_holds_at_a_time_or_not)
{
	struct owner_rule v = rule_of("*", "*", times[_i].when, "forbid", "");
	struct policy_rule rule;
	ck_assert_int_eq(clock_zone_use(times[_i].zone), 0);
	v.valid_from = day(times[_i].from);
	v.valid_until = day(times[_i].until);
	ck_assert_int_eq(policy_read(&v, &arena, &rule, NULL), 0);
	struct policy_case c = {&anna, &lab, at(times[_i].start), at(times[_i].end)};
	ck_assert_int_eq(policy_fits(&rule, &c), times[_i].fit);
}
END_TEST

START_TEST(the_first_part_that_does_not_fit_is_told)
{
	struct owner_rule v = rule_of("kind:room", "class:public", "Tue", "forbid", "");
	struct policy_rule rule;
	struct policy_case c = {&anna, &lab, at("2026-09-07T08:00"), at("2026-09-07T10:00")};
	ck_assert_int_eq(policy_read(&v, &arena, &rule, NULL), 0);
	ck_assert_int_eq(policy_fits(&rule, &c), POLICY_OTHER_PLACE);
	v.place = "kind:lab";
	ck_assert_int_eq(policy_read(&v, &arena, &rule, NULL), 0);
	ck_assert_int_eq(policy_fits(&rule, &c), POLICY_OTHER_WHO);
}
END_TEST

/* Who of the five is kept out by the resource's own column, and whether its approval speaks. */
static const struct {
	enum sharing sharing;
	enum approval approval;
	const char *institution;
	bool out[5];
	size_t n;
} own[] = {
	{SHARING_PUBLIC, APPROVAL_NONE, "I1", {false, false, false, false, false}, 0},
	{SHARING_PUBLIC, APPROVAL_OWNER, "I1", {false, false, false, false, false}, 1},
	{SHARING_CONSORTIUM, APPROVAL_NONE, "I1", {false, false, true, true, false}, 2},
	{SHARING_CONSORTIUM, APPROVAL_OWNER_COORDINATOR, "I1", {false, false, true, true, false}, 3},
	{SHARING_OWNER, APPROVAL_NONE, "I1", {false, true, true, true, false}, 1},
	{SHARING_OWNER, APPROVAL_OWNER, "", {false, false, false, false, false}, 1},
};

START_TEST(a_resource_has_rules_of_its_own)
{
	const struct policy_asker *askers[] = {&anna, &ben, &car_maker, &neighbours, &nobody};
	struct policy_rule rules[POLICY_OWN_MAX];
	struct resource r = lab;
	size_t n;
	r.sharing = own[_i].sharing;
	r.approval = own[_i].approval;
	r.institution = own[_i].institution;
	ck_assert_int_eq(policy_own_rules(&r, &arena, rules, &n), 0);
	ck_assert_uint_eq(n, own[_i].n);
	for (int i = 0; i < COUNT(askers); i++) {
		struct policy_case c = {askers[i], &r, at("2026-09-07T08:00"), at("2026-09-07T10:00")};
		bool out = false;
		for (size_t k = 0; k < n; k++)
			out |= rules[k].field == POLICY_FORBID && policy_fits(&rules[k], &c) == POLICY_FITS;
		ck_assert_msg(out == own[_i].out[i], "%s", askers[i]->login);
	}
	for (size_t k = 0; k < n; k++)
		if (rules[k].field == POLICY_APPROVAL)
			ck_assert_int_eq(rules[k].value.approval, own[_i].approval);
}
END_TEST

Suite *policy_suite(void)
{
	Suite *s = suite_create("policy");
	TCase *t = tcase_create("policy");
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, use_shanghai, release);
	tcase_add_loop_test(t, a_place_has_one_form, 0, COUNT(places));
	tcase_add_loop_test(t, a_who_has_one_form, 0, COUNT(who_forms));
	tcase_add_loop_test(t, a_value_is_empty_none_or_something, 0, COUNT(values));
	tcase_add_test(t, values_have_their_own_parts);
	tcase_add_loop_test(t, a_limit_is_read, 0, COUNT(limits));
	tcase_add_loop_test(t, what_is_wrong_with_a_rule_is_named, 0, COUNT(wholes));
	tcase_add_test(t, a_rule_is_written_in_one_form);
	tcase_add_loop_test(t, a_place_has_a_resource_or_not, 0, COUNT(on_lab));
	tcase_add_loop_test(t, a_who_meets_somebody_or_not, 0, COUNT(met));
	tcase_add_loop_test(t, a_rule_holds_at_a_time_or_not, 0, COUNT(times));
	tcase_add_test(t, the_first_part_that_does_not_fit_is_told);
	tcase_add_loop_test(t, a_resource_has_rules_of_its_own, 0, COUNT(own));
	return s;
}
