/* The demo consortium's names: tables that demo.c makes a store of. Everybody and every school is invented. */
#ifndef QUAD_TUI_DEMO_NAMES_H
#define QUAD_TUI_DEMO_NAMES_H

#include <stddef.h>

#include "store/model/model.h"

enum demo_cluster {
	CLUSTER_MANUFACTURING,
	CLUSTER_MATERIALS,
	CLUSTER_DATA,
	CLUSTER_HEALTH,
	CLUSTER_AGRICULTURE,
	CLUSTER_TRADE,
	CLUSTER_TOURISM,
	CLUSTER_EDUCATION,
	N_CLUSTERS
};

struct demo_institution {
	const char *code, *name, *kind, *level;
	const char *login; /* who books for it */
	unsigned teachers;
};

struct demo_campus {
	const char *code, *name, *institution, *tier, *region, *address;
	int latitude, longitude; /* in ten-thousandths of a degree, north and east */
};

struct demo_person {
	const char *login, *name, *institution;
	enum person_role role;
	const char *scope, *language;
};

enum demo_flags {
	DEMO_SHARED = 1,    /* many bookings at once */
	DEMO_PADDED = 2,    /* takes setup and teardown */
	DEMO_OWN = 4,       /* not lent */
	DEMO_PUBLIC = 8,    /* lent to everybody */
	DEMO_LAST_OUT = 16, /* the last of them is withdrawn */
	DEMO_LATE = 32,     /* open in the evening and at weekends */
};

/* So many resources of one sort on one campus. */
struct demo_sort {
	const char *campus;
	enum resource_kind kind;
	unsigned count;
	const char *name, *english; /* english "": the name stands alone, and its translation in `specialty` */
	enum demo_cluster cluster;
	unsigned seats, flags;
	const char *tags, *equipment;
};

struct demo_course {
	const char *name, *english;
};

struct demo_name {
	const char *han, *pinyin;
};

#define DEMO_COURSES 6

extern const struct demo_institution demo_institutions[];
extern const size_t demo_n_institutions;
extern const struct demo_campus demo_campuses[];
extern const size_t demo_n_campuses;
extern const struct demo_person demo_people[];
extern const size_t demo_n_people;
extern const struct demo_sort demo_sorts[];
extern const size_t demo_n_sorts;
extern const struct demo_name demo_clusters[N_CLUSTERS]; /* in Chinese and English */
extern const struct demo_course demo_courses[N_CLUSTERS][DEMO_COURSES];
/* 40 family names and 60 given names: taken together by one index, 120 people without a double. */
extern const struct demo_name demo_families[];
extern const size_t demo_n_families;
extern const struct demo_name demo_givens[];
extern const size_t demo_n_givens;

#endif
