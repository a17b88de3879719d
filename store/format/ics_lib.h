/* libical, found when the first calendar needs it: no start of the program pays for it, nor does a plain calendar. */
#ifndef QUAD_STORE_ICS_LIB_H
#define QUAD_STORE_ICS_LIB_H

#include <libical/ical.h>

/* The functions that are used here, by their own names without the prefix. */
struct ics_lib {
	void *library;
	void (*set_errors_are_fatal)(int);
	void (*free_ring)(void);
	icalcomponent *(*parse)(const char *);
	icalcomponent_kind (*isa)(const icalcomponent *);
	void (*component_free)(icalcomponent *);
	icaltimezone *(*zone_new)(void);
	int (*zone_set_component)(icaltimezone *, icalcomponent *);
	void (*zone_free)(icaltimezone *, int);
	time_t (*as_time)(const struct icaltimetype, const icaltimezone *);
	struct icaltimetype (*null_time)(void);
	int (*is_null_time)(const struct icaltimetype);
	struct icalrecurrencetype (*rule_from_string)(const char *);
	icalrecur_iterator *(*iterator_new)(struct icalrecurrencetype, struct icaltimetype);
	struct icaltimetype (*iterator_next)(icalrecur_iterator *);
	void (*iterator_free)(icalrecur_iterator *);
};

/* The Debian package it is in. */
#define ICS_LIB_PACKAGE "libical3"

/* QUAD_ENOTFOUND: it is not installed. */
int ics_lib_open(struct ics_lib *out) __attribute__((warn_unused_result));
void ics_lib_close(struct ics_lib *lib); /* all-zero is fine */

#endif
