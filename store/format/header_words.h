/*
 * What a header says, by its parts: 所属二级学院 is 所属 (belongs to), 二级 (says nothing) and 学院 (an institution);
 * `room_max_cap` is a room, `max` and a capacity. A header is understood if all of it is made of known parts.
 * Which column of a list has such a meaning is not known here.
 */
#ifndef QUAD_STORE_HEADER_WORDS_H
#define QUAD_STORE_HEADER_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* What a header is about. */
enum header_noun {
	NOUN_NONE,
	NOUN_PLACE,     /* a lab, a room, a hall, a training base */
	NOUN_CENTRE,    /* a centre of labs: a place, or what a place belongs to */
	NOUN_EQUIPMENT, /* devices, instruments, assets */
	NOUN_TEACHER,
	NOUN_CLASS,
	NOUN_PERSON, /* staff of any kind */
	NOUN_USER,   /* who asks, books, fills in */
	NOUN_KEEPER, /* who is in charge */
	NOUN_PHONE,
	NOUN_MAIL,
	NOUN_INSTITUTION,
	NOUN_CAMPUS,
	NOUN_REGION,
	NOUN_BUILDING,
	NOUN_FLOOR,
	NOUN_LOCATION,
	NOUN_KIND,
	NOUN_TRAIT, /* a function, a specification: of a place its kind */
	NOUN_USAGE, /* what a place is for, what a booking is for */
	NOUN_SPECIALTY,
	NOUN_SEATS,
	NOUN_PEOPLE, /* how many people */
	NOUN_PIECES, /* how many things */
	NOUN_SIZE,
	NOUN_STATE,
	NOUN_AVAILABLE,
	NOUN_DESCRIPTION,
	NOUN_NOTE,
	NOUN_MODEL,
	NOUN_RANK, /* a post or a title of staff */
	NOUN_LOGIN,
	NOUN_COURSE,
	NOUN_TOPIC, /* of a meeting, an activity */
	NOUN_TERM,
	NOUN_WEEKS,
	NOUN_PARITY, /* odd or even weeks */
	NOUN_WEEKDAY,
	NOUN_PERIODS,
	NOUN_TIME,
	NOUN_DATE,
	NOUN_MADE,    /* when a request was made or decided */
	NOUN_BOOKING, /* a use, a loan, a request, with its number */
};

/* What of it. */
enum header_suffix {
	SUFFIX_NONE,
	SUFFIX_NAME,
	SUFFIX_CODE,
	SUFFIX_NUMBER, /* of a noun it is its code; alone it is none, and never in a result */
	SUFFIX_COUNT,
	SUFFIX_LIST,
};

enum header_mark {
	MARK_BELONGS = 1, /* what something belongs to, or where it stands */
	MARK_START = 2,
	MARK_END = 4,
	MARK_OPEN = 8,         /* when something may be used */
	MARK_EXAM = 16,        /* in examinations only */
	MARK_USE = 32,         /* of a use, a loan, a request */
	MARK_IS = 64,          /* whether it is: `is_lab` */
	MARK_CLASS_TIME = 128, /* of lessons */
	MARK_ATTEND = 256,     /* of those who come to it */
};

struct header_words {
	enum header_noun head;  /* the last noun */
	enum header_noun owner; /* the noun before it: 教室 in 教室类型 */
	enum header_suffix suffix;
	unsigned marks; /* enum header_mark */
	unsigned after; /* those of them that stand after the head: 使用 in 会议室使用编号 */
};

/* Reads the first len bytes of a header, which words_header has made. False if some of it is no known part. */
bool header_words_read(const char *normal, size_t len, struct header_words *out);

#endif
