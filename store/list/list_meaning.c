/*
 * A table of meanings: in these lists a header about this noun, with one of these suffixes and these marks, is that
 * column. A row that stands before another is the better one for its column.
 */
#include "store/list/list_meaning.h"

#include <string.h>

#define ANYONE NOUN_NONE
#define COUNT(v) (sizeof(v) / sizeof *(v))

enum {
	RESOURCES = 1u << LIST_OF_RESOURCES,
	PEOPLE = 1u << LIST_OF_PEOPLE,
	BOOKINGS = 1u << LIST_OF_BOOKINGS,
	SERIES = 1u << LIST_OF_SERIES,
	TIMETABLE = 1u << LIST_OF_TIMETABLE,
	CLOSURES = 1u << LIST_OF_CLOSURES,
	LESSONS = SERIES | TIMETABLE,
	CLAIMING = BOOKINGS | LESSONS,
};

enum {
	PLAIN = 1u << SUFFIX_NONE,
	NAME = 1u << SUFFIX_NAME,
	CODE = 1u << SUFFIX_CODE,
	COUNTED = 1u << SUFFIX_COUNT,
	LISTED = 1u << SUFFIX_LIST,
	ANY = PLAIN | NAME | CODE | COUNTED | LISTED,
};

struct meaning {
	unsigned lists;
	const char *column;
	enum header_noun head;
	unsigned suffixes;
	unsigned needs, bars;   /* marks */
	enum header_noun owner; /* NOUN_NONE: any */
};

/* clang-format off */
static const struct meaning meanings[] = {
	{RESOURCES, "code", NOUN_PLACE, CODE, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "code", NOUN_CENTRE, CODE, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "code", NOUN_EQUIPMENT, CODE, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "code", NOUN_TEACHER, CODE, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "code", NOUN_CLASS, CODE, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "code", NOUN_PERSON, CODE, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "code", NOUN_LOGIN, ANY, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "code", NOUN_NONE, CODE, 0, 0, ANYONE},
	{RESOURCES, "name", NOUN_PLACE, NAME, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "name", NOUN_CENTRE, NAME, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "name", NOUN_EQUIPMENT, NAME, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "name", NOUN_TEACHER, PLAIN | NAME, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "name", NOUN_CLASS, PLAIN | NAME, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "name", NOUN_PERSON, NAME, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "name", NOUN_NONE, NAME, 0, 0, ANYONE},
	{RESOURCES, "name", NOUN_PLACE, PLAIN, 0, MARK_BELONGS | MARK_IS, ANYONE},
	{RESOURCES, "name", NOUN_CENTRE, PLAIN, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "name", NOUN_DESCRIPTION, PLAIN, 0, 0, ANYONE},
	{RESOURCES, "kind", NOUN_KIND, PLAIN | NAME, 0, 0, ANYONE},
	{RESOURCES, "kind", NOUN_TRAIT, PLAIN | NAME, 0, 0, NOUN_PLACE},
	{RESOURCES, "kind", NOUN_USAGE, PLAIN, 0, 0, ANYONE},
	{RESOURCES, "kind", NOUN_PLACE, PLAIN, MARK_IS, 0, ANYONE},
	{RESOURCES, "institution", NOUN_INSTITUTION, PLAIN | NAME, MARK_BELONGS, 0, ANYONE},
	{RESOURCES, "institution", NOUN_INSTITUTION, PLAIN | NAME, 0, 0, ANYONE},
	{RESOURCES, "institution", NOUN_CENTRE, PLAIN | NAME, MARK_BELONGS, 0, ANYONE},
	{RESOURCES, "campus", NOUN_CAMPUS, ANY, 0, 0, ANYONE},
	{RESOURCES, "campus", NOUN_REGION, PLAIN | NAME | CODE, 0, 0, ANYONE},
	{RESOURCES, "building", NOUN_BUILDING, ANY, 0, 0, ANYONE},
	{RESOURCES, "room", NOUN_LOCATION, ANY, 0, 0, ANYONE},
	{RESOURCES, "room", NOUN_PLACE, PLAIN | NAME | CODE, MARK_BELONGS, 0, ANYONE},
	{RESOURCES, "floor", NOUN_FLOOR, ANY, 0, 0, ANYONE},
	{RESOURCES, "seats", NOUN_SEATS, ANY, 0, MARK_EXAM, ANYONE},
	{RESOURCES, "seats", NOUN_PEOPLE, ANY, 0, MARK_EXAM, ANYONE},
	{RESOURCES, "seats", NOUN_SIZE, ANY, 0, 0, ANYONE},
	{RESOURCES, "seats", NOUN_PIECES, ANY, 0, 0, ANYONE},
	{RESOURCES, "seats", NOUN_SEATS, ANY, MARK_EXAM, 0, ANYONE},
	{RESOURCES, "seats", NOUN_PEOPLE, ANY, MARK_EXAM, 0, ANYONE},
	{RESOURCES, "pieces", NOUN_PIECES, ANY, 0, 0, ANYONE},
	{RESOURCES, "equipment_name", NOUN_EQUIPMENT, NAME, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "active", NOUN_STATE, PLAIN | NAME, 0, 0, ANYONE},
	{RESOURCES, "active", NOUN_AVAILABLE, PLAIN, 0, 0, ANYONE},
	{RESOURCES, "active", NOUN_NONE, PLAIN, MARK_IS | MARK_OPEN, 0, ANYONE},
	{RESOURCES, "equipment", NOUN_EQUIPMENT, PLAIN | LISTED, 0, MARK_BELONGS, ANYONE},
	{RESOURCES, "specialty", NOUN_SPECIALTY, PLAIN | NAME, 0, 0, ANYONE},
	{RESOURCES, "opening", NOUN_TIME, PLAIN, MARK_OPEN, MARK_START | MARK_END, ANYONE},
	{RESOURCES, "opening", NOUN_TIME, PLAIN, 0, MARK_START | MARK_END, NOUN_AVAILABLE},
	{RESOURCES, "opening_from", NOUN_TIME, PLAIN, MARK_OPEN | MARK_START, 0, ANYONE},
	{RESOURCES, "opening_to", NOUN_TIME, PLAIN, MARK_OPEN | MARK_END, 0, ANYONE},
	{RESOURCES, "contact_person", NOUN_KEEPER, PLAIN | NAME, 0, 0, ANYONE},
	{RESOURCES, "contact_second", NOUN_KEEPER, PLAIN | NAME, 0, 0, ANYONE},
	{RESOURCES, "contact_phone", NOUN_PHONE, ANY, 0, 0, ANYONE},
	{RESOURCES, "contact_phone2", NOUN_PHONE, ANY, 0, 0, ANYONE},
	{RESOURCES, "contact_mail", NOUN_MAIL, ANY, 0, 0, ANYONE},

	{PEOPLE, "login", NOUN_LOGIN, ANY, 0, 0, ANYONE},
	{PEOPLE, "login", NOUN_TEACHER, CODE, 0, 0, ANYONE},
	{PEOPLE, "login", NOUN_PERSON, CODE, 0, 0, ANYONE},
	{PEOPLE, "login", NOUN_NONE, CODE, 0, 0, ANYONE},
	{PEOPLE, "name", NOUN_TEACHER, PLAIN | NAME, 0, 0, ANYONE},
	{PEOPLE, "name", NOUN_PERSON, PLAIN | NAME, 0, 0, ANYONE},
	{PEOPLE, "name", NOUN_NONE, NAME, 0, 0, ANYONE},
	{PEOPLE, "institution", NOUN_INSTITUTION, PLAIN | NAME, 0, 0, ANYONE},
	{PEOPLE, "role", NOUN_RANK, PLAIN | NAME, 0, 0, ANYONE},
	{PEOPLE, "role", NOUN_KIND, PLAIN | NAME, 0, 0, ANYONE},
	{PEOPLE, "role", NOUN_TRAIT, PLAIN | NAME, 0, 0, NOUN_PERSON},
	{PEOPLE, "email", NOUN_MAIL, ANY, 0, 0, ANYONE},

	{BOOKINGS, "ref", NOUN_BOOKING, ANY, 0, 0, ANYONE},
	{BOOKINGS, "ref", NOUN_NONE, CODE, 0, 0, ANYONE},
	{BOOKINGS, "resource", NOUN_PLACE, PLAIN | NAME | CODE, 0, MARK_IS, ANYONE},
	{BOOKINGS, "resource", NOUN_CENTRE, PLAIN | NAME | CODE, 0, MARK_IS, ANYONE},
	{BOOKINGS, "resource", NOUN_LOCATION, PLAIN | NAME, 0, 0, ANYONE},
	{BOOKINGS, "resource", NOUN_SEATS, CODE, 0, 0, ANYONE},
	{BOOKINGS, "start", NOUN_TIME, PLAIN, MARK_START, MARK_END, ANYONE},
	{BOOKINGS, "end", NOUN_TIME, PLAIN, MARK_END, MARK_START, ANYONE},
	{BOOKINGS, "start_date", NOUN_DATE, PLAIN, MARK_START, MARK_END, ANYONE},
	{BOOKINGS, "end_date", NOUN_DATE, PLAIN, MARK_END, MARK_START, ANYONE},
	{BOOKINGS, "date", NOUN_DATE, PLAIN, 0, MARK_START | MARK_END, ANYONE},
	{BOOKINGS, "time", NOUN_TIME, PLAIN, 0, MARK_START | MARK_END, ANYONE},
	{BOOKINGS, "time", NOUN_PERIODS, PLAIN, 0, MARK_START | MARK_END, ANYONE},
	{BOOKINGS, "purpose", NOUN_TOPIC, PLAIN | NAME, 0, 0, ANYONE},
	{BOOKINGS, "purpose", NOUN_USAGE, PLAIN, 0, 0, ANYONE},
	{BOOKINGS, "purpose", NOUN_NONE, NAME, MARK_USE, 0, ANYONE},
	{BOOKINGS, "purpose", NOUN_COURSE, PLAIN | NAME, 0, 0, ANYONE},
	{BOOKINGS, "requester", NOUN_USER, PLAIN | NAME, 0, 0, ANYONE},
	{BOOKINGS, "requester", NOUN_LOGIN, PLAIN | NAME, 0, 0, ANYONE},
	{BOOKINGS, "requester", NOUN_PERSON, PLAIN | NAME, 0, MARK_ATTEND, ANYONE},
	{BOOKINGS, "requester", NOUN_KEEPER, PLAIN | NAME, 0, 0, ANYONE},

	{SERIES, "ref", NOUN_NONE, CODE, 0, MARK_CLASS_TIME, ANYONE},
	{SERIES, "purpose", NOUN_COURSE, PLAIN | NAME, 0, 0, ANYONE},
	{SERIES, "purpose", NOUN_TOPIC, PLAIN | NAME, 0, 0, ANYONE},
	{SERIES, "resource", NOUN_PLACE, PLAIN | NAME | CODE, 0, MARK_IS, ANYONE},
	{SERIES, "resource", NOUN_LOCATION, PLAIN | NAME, 0, MARK_EXAM, ANYONE},
	{LESSONS, "term", NOUN_TERM, ANY, 0, MARK_START | MARK_END, ANYONE},
	{TIMETABLE, "课程名称", NOUN_COURSE, PLAIN | NAME, 0, 0, ANYONE},
	{TIMETABLE, "课程名称", NOUN_TOPIC, PLAIN | NAME, 0, 0, ANYONE},
	{TIMETABLE, "老师", NOUN_LOGIN, ANY, 0, 0, NOUN_TEACHER},
	{TIMETABLE, "地点", NOUN_PLACE, PLAIN | NAME | CODE, 0, MARK_IS, ANYONE},
	{TIMETABLE, "地点", NOUN_LOCATION, PLAIN | NAME, 0, MARK_EXAM, ANYONE},
	{TIMETABLE, "老师", NOUN_TEACHER, ANY, 0, 0, ANYONE},
	{LESSONS, "when", NOUN_TIME, ANY, 0, MARK_START | MARK_END | MARK_EXAM, ANYONE},
	{LESSONS, "weeks_from", NOUN_WEEKS, ANY, MARK_START, MARK_END, ANYONE},
	{LESSONS, "weeks_to", NOUN_WEEKS, ANY, MARK_END, MARK_START, ANYONE},
	{SERIES, "parity", NOUN_PARITY, ANY, 0, 0, ANYONE},
	{TIMETABLE, "单双周", NOUN_PARITY, ANY, 0, 0, ANYONE},
	{SERIES, "course_no", NOUN_COURSE, CODE, 0, 0, ANYONE},
	{SERIES, "course_no", NOUN_NONE, CODE, MARK_CLASS_TIME, 0, ANYONE},
	{SERIES, "periods_from", NOUN_PERIODS, ANY, MARK_START, MARK_END, ANYONE},
	{SERIES, "periods_to", NOUN_PERIODS, ANY, MARK_END, MARK_START, ANYONE},
	{TIMETABLE, "节次", NOUN_PERIODS, ANY, 0, MARK_START | MARK_END, ANYONE},
	{TIMETABLE, "班级", NOUN_CLASS, PLAIN | NAME | CODE | LISTED, 0, 0, ANYONE},
	{SERIES, "weeks", NOUN_WEEKS, ANY, 0, MARK_START | MARK_END, ANYONE},
	{SERIES, "weekdays", NOUN_WEEKDAY, ANY, 0, MARK_START | MARK_END, ANYONE},
	{SERIES, "periods", NOUN_PERIODS, ANY, 0, MARK_START | MARK_END, ANYONE},
	{TIMETABLE, "周数", NOUN_WEEKS, ANY, 0, MARK_START | MARK_END, ANYONE},
	{TIMETABLE, "星期", NOUN_WEEKDAY, ANY, 0, MARK_START | MARK_END, ANYONE},
	{TIMETABLE, "开始节数", NOUN_PERIODS, ANY, MARK_START, MARK_END, ANYONE},
	{TIMETABLE, "结束节数", NOUN_PERIODS, ANY, MARK_END, MARK_START, ANYONE},

	{CLAIMING, "party", NOUN_PEOPLE, ANY, 0, MARK_EXAM, ANYONE},
	{CLAIMING, "party", NOUN_PERSON, COUNTED, 0, 0, ANYONE},
	{BOOKINGS | SERIES, "teacher", NOUN_TEACHER, ANY, 0, 0, ANYONE},
	{BOOKINGS | SERIES, "teacher", NOUN_LOGIN, ANY, 0, 0, NOUN_TEACHER},
	{BOOKINGS | SERIES, "class", NOUN_CLASS, PLAIN | NAME | CODE | LISTED, 0, 0, ANYONE},
	{BOOKINGS | SERIES, "institution", NOUN_INSTITUTION, PLAIN | NAME, 0, 0, ANYONE},
	{BOOKINGS | SERIES, "equipment", NOUN_EQUIPMENT, PLAIN | NAME | CODE, 0, MARK_BELONGS, ANYONE},
	{BOOKINGS | SERIES, "note", NOUN_NOTE, PLAIN, 0, 0, ANYONE},
	{CLAIMING, "campus", NOUN_CAMPUS, ANY, 0, 0, ANYONE},
	{CLAIMING, "building", NOUN_BUILDING, ANY, 0, 0, ANYONE},
	{CLAIMING, "floor", NOUN_FLOOR, ANY, 0, 0, ANYONE},

	{CLOSURES, "resource", NOUN_PLACE, PLAIN | NAME | CODE, 0, MARK_IS, ANYONE},
	{CLOSURES, "resource", NOUN_EQUIPMENT, PLAIN | NAME | CODE, 0, MARK_BELONGS, ANYONE},
	{CLOSURES, "campus", NOUN_CAMPUS, ANY, 0, 0, ANYONE},
};
/* clang-format on */

static bool fits(const struct meaning *m, const struct header_words *words)
{
	if (m->head != words->head)
		return false;
	if (!(m->suffixes >> words->suffix & 1u))
		return false;
	/* the college of the students, the login of a keeper: of another than the row */
	if (words->owner == NOUN_PEOPLE && words->head == NOUN_INSTITUTION)
		return false;
	if (words->owner == NOUN_KEEPER && words->head == NOUN_LOGIN)
		return false;
	if (m->owner && m->owner != words->owner)
		return false;
	return (words->marks & m->needs) == m->needs && !(words->marks & m->bars);
}

/* A code of a use, as 会议室使用编号, is none of the place. */
static bool is_code_of_use(const struct header_words *words)
{
	return words->suffix == SUFFIX_CODE && words->after & MARK_USE;
}

size_t list_meaning_rank(const struct list_kind *kind, const struct list_column *column,
                         const struct header_words *words)
{
	struct header_words meant = *words;
	if (is_code_of_use(words))
		meant.head = NOUN_BOOKING;
	for (size_t i = 0; i < COUNT(meanings); i++) {
		const struct meaning *m = &meanings[i];
		if (!(m->lists >> kind->id & 1u) || strcmp(m->column, column->name) != 0)
			continue;
		if (fits(m, &meant))
			return i;
	}
	return MEANING_NONE;
}
