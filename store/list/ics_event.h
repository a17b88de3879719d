/* Events of calendar files: a check of the file as a whole, then one VEVENT after the other as plain values. */
#ifndef QUAD_STORE_ICS_EVENT_H
#define QUAD_STORE_ICS_EVENT_H

#include "store/format/ics_text.h"
#include "store/format/ics_time.h"
#include "store/format/list_fault.h"
#include "store/model/reason.h"

#define ICS_TIMES_MAX 10000 /* dates of one event */

/* The names of properties that bookings have no place for, each once. Ready when all-zero except the arena. */
struct ics_notes {
	struct arena *arena;
	const char **v;
	size_t n, cap;
};

/* A time as the file has it. */
struct ics_value {
	const char *text, *tzid; /* tzid NULL: none. text NULL: there is no such property */
};
struct ics_values {
	struct ics_value *v;
	size_t n, cap;
};

/* A VEVENT. Texts are cleaned but for times, "" where there is none. */
struct ics_event {
	const char *uid, *summary, *description, *location;
	const char **resources;
	size_t n_resources, cap_resources;
	struct ics_value start, end, recurrence;
	const char *duration, *rule; /* NULL: none */
	struct ics_values exdates, rdates;
	bool cancelled;
	bool own; /* made by an export of ours, and so says all of these */
	uint32_t party;
	const char *requester, *institution;
};

/* An event that is not alone with its UID: one that recurs, or what stands for one occurrence of it. */
struct ics_part {
	const char *uid; /* the first member (array_find_text) */
	struct ics_value recurrence; /* text NULL: the recurring one */
};

/* All that must be known of a file before its first event is read. */
struct ics_survey {
	struct ics_part *v; /* by uid */
	size_t n, cap;
	struct arena arena;
};

/*
 * Reads the whole file: proves that what begins ends, gathers the zones that it defines and the parts. QUAD_EINVAL:
 * it is no calendar, *fault says why with a line's number, in arena. QUAD_ENOMEM.
 */
int ics_survey(struct bytes text, struct ics_zones *zones, struct ics_survey *out, struct arena *arena,
               struct list_fault *fault) __attribute__((warn_unused_result));
void ics_survey_release(struct ics_survey *s);
/* The parts of a UID; *n of them. */
const struct ics_part *ics_parts(const struct ics_survey *s, const char *uid, size_t *n);

/*
 * The next VEVENT of a surveyed file, all in arena; what is malformed goes to why, what has no place to notes.
 * QUAD_ENOTFOUND at the end, QUAD_ENOMEM.
 */
int ics_event_next(struct ics_reader *r, struct arena *arena, struct ics_event *out, struct ics_notes *notes,
                   struct reasons *why) __attribute__((warn_unused_result));

#endif
