/*
 * Which resources a filter lets through. The list and the search ask the same; each case must get the same from both,
 * and the pure function that filters rows in memory agrees where it can.
 */
#include "store/facts/resources.h"

#include "store/facts/keys.h"
#include "tests/store/ask.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

Suite *resources_suite(void);

static struct world w;

static void put(struct request rq, const char *institution, const char *tags)
{
	rq.u.resource.institution = institution;
	rq.u.resource.tags = tags;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void set_up(void)
{
	world_open(&w);
	struct request rq = rq_institution(&w, "POLY", "City Polytechnic");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_institution(&w, "TECH", "Tech");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(campus(&w, "E", "East"), "added");
	ck_assert_str_eq(campus(&w, "W", "West"), "added");
	ck_assert_str_eq(campus(&w, "F", "Far"), "added");
	ck_assert_str_eq(campus(&w, "S1", "Same"), "added");
	ck_assert_str_eq(campus(&w, "S2", "Same"), "added");
	ck_assert_str_eq(travel(&w, "E", "W", 30), "added");
	ck_assert_str_eq(travel(&w, "W", "F", 90), "added");
	put(rq_resource(&w, "A1", KIND_LAB, MODE_EXCLUSIVE, 30, "E"), "POLY", "linux;gpu");
	put(rq_resource(&w, "A2", KIND_LAB, MODE_EXCLUSIVE, 60, "W"), "POLY", "linux");
	put(rq_resource(&w, "A3", KIND_ROOM, MODE_SHARED, 0, "F"), "TECH", "gpu2");
	put(rq_resource(&w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "TECH", "");
	rq = rq_resource(&w, "A4", KIND_LAB, MODE_EXCLUSIVE, 20, "E");
	rq.u.resource.name = "机房 ＡＢＣ";
	rq.u.resource.building = "North Hall";
	rq.u.resource.room = "101";
	rq.u.resource.specialty = "Robotics";
	rq.u.resource.equipment = "Oscilloscope*4";
	rq.u.resource.active = false;
	put(rq, "", "");
}

static void tear_down(void)
{
	world_close(&w);
}

static const char *const no_tag[] = {"none"}, *const linux_tag[] = {"linux"}, *const gpu[] = {"gpu"},
                         *const both[] = {"gpu", "linux"};

static const struct {
	struct resource_filter f;
	const char *want;
	int err;
} cases[] = {
	{{0}, "A1 A2 A3 A4 T1 ", 0},
	{{.kind = KIND_LAB}, "A1 A2 A4 ", 0},
	{{.kind = KIND_BASE}, "", 0},
	{{.kind = KIND_LAB, .active_only = true}, "A1 A2 ", 0},
	{{.active_only = true}, "A1 A2 A3 T1 ", 0},
	{{.campus = "E"}, "A1 A4 ", 0},
	{{.campus = "West"}, "A2 ", 0},
	{{.campus = "Nowhere"}, "", QUAD_ENOTFOUND},
	{{.campus = "Same"}, "", QUAD_EINVAL},
	{{.institution = "TECH"}, "A3 T1 ", 0},
	{{.institution = "City Polytechnic"}, "A1 A2 ", 0},
	{{.institution = "Nobody"}, "", QUAD_ENOTFOUND},
	{{.institution = "POLY", .campus = "W"}, "A2 ", 0},
	{{.institution = "POLY", .campus = "F"}, "", 0},
	/* on it, within the time, not within it, not listed; what is nowhere is near nothing */
	{{.near = "E", .near_min = 0}, "A1 A4 ", 0},
	{{.near = "E", .near_min = 29}, "A1 A4 ", 0},
	{{.near = "E", .near_min = 30}, "A1 A2 A4 ", 0},
	{{.near = "West", .near_min = 90}, "A1 A2 A3 A4 ", 0},
	{{.near = "E", .near_min = 1000, .kind = KIND_TEACHER}, "", 0},
	{{.near = "Nowhere", .near_min = 30}, "", QUAD_ENOTFOUND},
	{{.seats = 30}, "A1 A2 A3 T1 ", 0},
	{{.seats = 31, .kind = KIND_LAB}, "A2 ", 0},
	/* a whole tag, and all of them */
	{{.tags = gpu, .n_tags = 1}, "A1 ", 0},
	{{.tags = linux_tag, .n_tags = 1}, "A1 A2 ", 0},
	{{.tags = both, .n_tags = 2}, "A1 ", 0},
	{{.tags = no_tag, .n_tags = 1}, "", 0},
	{{.text = ""}, "A1 A2 A3 A4 T1 ", 0},
	{{.text = "a4"}, "A4 ", 0},
	{{.text = "abc"}, "A4 ", 0},
	{{.text = "ａｂｃ 机房"}, "A4 ", 0},
	{{.text = "机房 tech"}, "", 0},
	{{.text = "101 HALL"}, "A4 ", 0},
	{{.text = "robot scope"}, "A4 ", 0},
	{{.text = "tech"}, "A3 T1 ", 0},
	{{.text = "lab gpu"}, "A1 ", 0},
	{{.text = "teacher"}, "T1 ", 0},
	{{.text = "no such words"}, "", 0},
	/* by sound, and in other characters */
	{{.text = "jifang"}, "A4 ", 0},
	{{.text = "jf abc"}, "A4 ", 0},
	{{.text = "geifong"}, "A4 ", 0},
	{{.text = "機房"}, "A4 ", 0},
	{{.text = "ifang"}, "", 0},
	{{.text = "jfx"}, "", 0},
};

START_TEST(a_filter_is_the_same_for_a_list_and_a_search)
{
	struct resource_filter f = cases[_i].f;
	struct resource_list list = {0};
	struct find_ask ask = {.filter = f, .start = at("2026-09-07T08:00"), .end = at("2026-09-07T10:00")};
	struct found_list found = {0};
	struct buf listed = {0}, searched = {0}, matched = {0}, scratch = {0};
	ck_assert_int_eq(query_resources(&w.s, &f, &list), cases[_i].err);
	ck_assert_int_eq(query_find(&w.s, &ask, &found), cases[_i].err);
	for (size_t i = 0; i < list.n; i++)
		buf_fmt(&listed, "%s ", list.v[i].code);
	for (size_t i = 0; i < found.n; i++)
		buf_fmt(&searched, "%s ", found.v[i].resource->code);
	ck_assert_str_eq(buf_text(&listed), cases[_i].want);
	ck_assert_str_eq(buf_text(&searched), cases[_i].want);
	arena_release(&list.arena);
	found_list_release(&found);
	/* rows in memory: codes only, and no travel */
	bool in_memory = !cases[_i].err && !f.near && (!f.campus || strlen(f.campus) == 1) &&
	                 (!f.institution || strlen(f.institution) == 4);
	ck_assert_int_eq(query_resources(&w.s, &cases[0].f, &list), 0);
	for (size_t i = 0; in_memory && i < list.n; i++)
		if (resource_matches(&list.v[i], &f, &scratch))
			buf_fmt(&matched, "%s ", list.v[i].code);
	if (in_memory)
		ck_assert_str_eq(buf_text(&matched), cases[_i].want);
	arena_release(&list.arena);
	buf_release(&listed);
	buf_release(&searched);
	buf_release(&matched);
	buf_release(&scratch);
}
END_TEST

START_TEST(one_is_found_by_its_code)
{
	struct resource_list list;
	ck_assert_int_eq(query_resource(&w.s, "A4", &list), 0);
	ck_assert_uint_eq(list.n, 1);
	ck_assert_str_eq(list.v[0].name, "机房 ＡＢＣ");
	arena_release(&list.arena);
	ck_assert_int_eq(query_resource(&w.s, "a4", &list), QUAD_ENOTFOUND);
	ck_assert_uint_eq(list.n, 0);
	ck_assert_ptr_null(list.v);
}
END_TEST

/* ---- records that are not there, or are none ---- */

struct damage {
	enum table table;
	const void *key, *value;
	size_t key_len, value_len;
	int err; /* of the list, where it goes by the records and not by the directory */
};

static int spoil(struct db_txn *txn, void *arg)
{
	const struct damage *d = arg;
	struct key k = key_table(d->table);
	memcpy(k.p + 1, d->key, d->key_len);
	k.len += d->key_len;
	struct bytes v = {d->value, d->value_len};
	return d->value ? db_put(txn, key_bytes(&k), v) : db_del(txn, key_bytes(&k));
}

static const struct damage damages[] = {
	{'r', "A2", "\2\0\0", 2, 3, 0},
	{'r', "A2", "\143\0\0\0", 2, 4, 0},
	{'R', "\0\0\0\2", NULL, 4, 0, 0},
	{'R', "\0\0\0\2", "\1\0\0\0", 4, 4, QUAD_ECORRUPT},
};

static int drop_directory(struct db_txn *txn, void *arg)
{
	(void)arg;
	struct key head = key_table(TABLE_DIRECTORY);
	return db_del(txn, key_bytes(&head));
}

/* Each with the directory that the store keeps, and without. */
START_TEST(damage_is_told_and_leaves_nothing)
{
	struct resource_list list;
	struct damage d = damages[_i / 2];
	if (_i % 2)
		ck_assert_int_eq(db_update(w.s.db, drop_directory, NULL, NULL), 0);
	else
		d.err = 0;
	struct find_ask ask = {.start = at("2026-09-07T08:00"), .end = at("2026-09-07T10:00"), .free = true};
	struct found_list found;
	ck_assert_int_eq(db_update(w.s.db, spoil, &d, NULL), 0);
	ck_assert_int_eq(query_resources(&w.s, &ask.filter, &list), d.err);
	ck_assert(list.n == 0 || !d.err);
	arena_release(&list.arena);
	ck_assert_int_eq(query_find(&w.s, &ask, &found), d.err);
	ck_assert(found.n == 0 || !d.err);
	found_list_release(&found);
	ck_assert_int_eq(query_resource(&w.s, "A2", &list), QUAD_ECORRUPT);
	ck_assert_uint_eq(list.n, 0);
	ck_assert_str_eq(book(&w, "A2", "2026-09-07T08:00", "2026-09-07T10:00"), quad_strerror(QUAD_ECORRUPT));
	ck_assert_str_eq(book(&w, "A1", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
}
END_TEST

Suite *resources_suite(void)
{
	Suite *s = suite_create("resources");
	TCase *c = tcase_create("filters");
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, a_filter_is_the_same_for_a_list_and_a_search, 0, COUNT(cases));
	tcase_add_test(c, one_is_found_by_its_code);
	tcase_add_loop_test(c, damage_is_told_and_leaves_nothing, 0, 2 * COUNT(damages));
	suite_add_tcase(s, c);
	return s;
}
