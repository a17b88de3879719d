/* Events of calendar files: a check of the file as a whole, then one VEVENT after the other as plain values. */
#ifndef QUAD_STORE_ICS_EVENT_H
#define QUAD_STORE_ICS_EVENT_H

#include "store/format/ics_text.h"
#include "store/format/ics_time.h"
#include "store/format/list_fault.h"
#include "store/model/model.h"
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

/* What a calendar is for (METHOD, RFC 5546): of ICS_ANSWER nothing is to be booked, as of a reply or a proposal. */
enum ics_method { ICS_PUBLISH, ICS_ADD, ICS_CANCEL, ICS_ANSWER };

/* A VEVENT. Texts are cleaned but for times, NULL where the file gives none. */
struct ics_event {
	const char *uid; /* "": none */
	const char *summary, *description, *location;
	const char **resources;
	size_t n_resources, cap_resources;
	struct ics_value start, end, recurrence;
	const char *duration, *rule; /* NULL: none */
	struct ics_values exdates, rdates;
	bool cancelled;
	uint64_t sequence;
	bool has_party;
	uint32_t party;
	const char *requester, *institution;
	const char *event;        /* the code of one of the register of events */
	enum purpose_class class; /* by its categories; PURPOSE_NONE: they name none */
	uint64_t series;      /* whose export of ours it is, 0 = none */
	const char *stand_in; /* what an export of ours put where a purpose is missing */
	enum ics_method method;
	const char *method_word; /* of ICS_ANSWER */
	size_t calendar;         /* of the file, from 1: its zones are meant */
	uint64_t content;        /* the same for events that say the same, whenever they were written */
};

/* Where a VEVENT stands in the file. */
struct ics_entry {
	uint64_t uid;      /* a hash, 0 = it has none */
	size_t at, number; /* the byte and the line of its BEGIN */
	size_t calendar;
	size_t next; /* the index of the next one with this UID, ICS_LAST at the end */
	bool later;  /* one with this UID stands before it */
};
#define ICS_LAST SIZE_MAX

struct ics_calendar {
	enum ics_method method;
	const char *word; /* METHOD's */
};

/* All that must be known of a file before its first event is read. */
struct ics_survey {
	struct ics_reader start; /* at the file's beginning; never read from */
	struct ics_entry *v;     /* the events, in the order of the file */
	size_t n, cap;
	struct ics_calendar *calendars; /* [calendar - 1] */
	size_t n_calendars, cap_calendars;
	struct arena arena;
};

/*
 * Reads the whole file, whose text must stay: proves that what begins ends, gathers the zones that it defines and the
 * events. What has no place in bookings and stands outside of events goes to notes. QUAD_EINVAL: it is no calendar,
 * *fault says why with a line's number, in arena. QUAD_ENOMEM.
 */
int ics_survey(struct bytes text, struct ics_zones *zones, struct ics_survey *out, struct ics_notes *notes,
               struct arena *arena, struct list_fault *fault) __attribute__((warn_unused_result));
void ics_survey_release(struct ics_survey *s);

/*
 * Reads an event of a surveyed file, all in arena; what is malformed goes to why, what has no place to notes.
 * QUAD_ENOMEM.
 */
int ics_event_read(const struct ics_survey *s, const struct ics_entry *entry, struct arena *arena,
                   struct ics_event *out, struct ics_notes *notes, struct reasons *why)
	__attribute__((warn_unused_result));

#endif
