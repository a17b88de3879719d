/*
 * The records of a store: institutions, resources, people, the calendar, bookings. Strings are UTF-8, cleaned
 * (utf8_clean), never NULL, and borrowed: the header of the function that hands out a structure says how long they live
 * (a transaction, or the arena of a result). Instants are minutes since the epoch (clock.h); intervals are half-open.
 */
#ifndef QUAD_STORE_MODEL_H
#define QUAD_STORE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"

/* Limits of stored text, in bytes. */
#define CODE_MAX_BYTES 300 /* also of refs: a UID of 255 bytes (RFC 7986, 5.3) and an occurrence's time after it */
#define TEXT_MAX_BYTES 4000

#define SEATS_MAX 1000000
#define PAD_MAX_MIN 1440 /* setup and teardown */
#define RATED_MAX 8784   /* hours of a leap year */
#define RATED_HOURS 1400 /* a year: 7 hours, 5 days, 40 weeks (the ministry's rated machine hours) */

enum resource_kind { KIND_LAB = 1, KIND_BASE, KIND_ROOM, KIND_EQUIPMENT, KIND_TEACHER, KIND_CLASS };
enum resource_mode { MODE_EXCLUSIVE = 1, MODE_SHARED };
enum approval { APPROVAL_NONE = 1, APPROVAL_OWNER, APPROVAL_OWNER_COORDINATOR };
enum sharing { SHARING_OWNER = 1, SHARING_CONSORTIUM, SHARING_PUBLIC };
enum booking_state {
	STATE_BOOKED = 1,
	STATE_CANCELLED,
	STATE_REQUESTED, /* waits for approval, and holds its time until `until` */
	STATE_DECLINED,
	STATE_LAPSED,  /* a request whose hold ended before it was decided */
	STATE_WAITING, /* holds nothing, and takes the place of what is freed */
	STATE_USED,    /* somebody came */
	STATE_NOSHOW   /* nobody came */
};
enum person_role {
	ROLE_VIEWER = 1,
	ROLE_REQUESTER,
	ROLE_ADMINISTRATOR,
	ROLE_COORDINATOR,
	ROLE_AUDITOR,
	ROLE_APPROVER,
	ROLE_EXPERT
};
/* What a booking is for, as the ministry's tables count it. */
enum purpose_class {
	PURPOSE_NONE, /* not said */
	PURPOSE_TEACHING,
	PURPOSE_RESEARCH,
	PURPOSE_SERVICE, /* for the public, enterprises, the community */
	PURPOSE_TRAINING,
	PURPOSE_COMPETITION,
	PURPOSE_MAINTENANCE,
	PURPOSE_N
};

/* The kinds of lists that are imported and exported; store/list knows their columns. */
enum list_id {
	LIST_OF_INSTITUTIONS = 1,
	LIST_OF_CAMPUSES,
	LIST_OF_TRAVEL,
	LIST_OF_RESOURCES,
	LIST_OF_PEOPLE,
	LIST_OF_TERMS,
	LIST_OF_PERIODS,
	LIST_OF_DAYS,
	LIST_OF_CLOSURES,
	LIST_OF_BOOKINGS,
	LIST_OF_SERIES,
	LIST_OF_TIMETABLE,
	LIST_OF_ICS,
	LIST_OF_GRANTS,
	LIST_OF_RULES,
	LIST_OF_QUALIFICATIONS,
	/* the registers (registers.h), in their order */
	LIST_OF_CLUSTERS,
	LIST_OF_OWNERS,
	LIST_OF_AGREEMENTS,
	LIST_OF_EVENTS,
	LIST_OF_STUDENTS,
	LIST_OF_EMPLOYEES,
	LIST_OF_FIGURES
};

/* The word of a value in files and options; "" for a number that is no value. */
const char *kind_word(enum resource_kind v);
const char *mode_word(enum resource_mode v);
const char *approval_word(enum approval v);
const char *sharing_word(enum sharing v);
const char *state_word(enum booking_state v);
const char *role_word(enum person_role v);
const char *list_word(enum list_id v);
const char *purpose_word(enum purpose_class v);

/* The value of such a word; QUAD_EINVAL for another word. */
int kind_parse(const char *word, enum resource_kind *out);
int state_parse(const char *word, enum booking_state *out);
int list_parse(const char *word, enum list_id *out);
int role_parse(const char *word, enum person_role *out);
int purpose_parse(const char *word, enum purpose_class *out);

/* A booking of this state holds its claims: requested, booked, used. */
static inline bool state_stands(enum booking_state v)
{
	return v == STATE_REQUESTED || v == STATE_BOOKED || v == STATE_USED;
}

/* A teacher or a class: in one place at a time, and has to travel. */
bool kind_travels(enum resource_kind kind);
/* A lab, base or room: the people of its booking are on its campus. */
bool kind_is_place(enum resource_kind kind);

struct institution {
	const char *code, *name, *kind, *level, *region, *parent;
	uint64_t seq; /* journal entry of the last change */
};

struct campus {
	uint32_t no; /* given by the store, from 1; the place in claims */
	const char *code, *name, *institution, *tier, *region, *address, *latitude, *longitude;
	uint64_t seq;
};

struct travel {
	const char *from, *to; /* codes of campuses */
	uint32_t minutes;
};

struct resource {
	uint32_t no; /* given by the store, from 1 */
	const char *code, *name;
	enum resource_kind kind;
	const char *institution, *campus; /* codes, "" for none */
	const char *building, *room;
	uint32_t seats; /* 0 = unlimited */
	enum resource_mode mode;
	const char *specialty;
	const char *tags;      /* `a;b` */
	const char *equipment; /* `name*count;...` */
	const char *opening;   /* opening.h's canonical text, "" = always */
	uint32_t setup_min, teardown_min;
	enum approval approval;
	enum sharing sharing;
	const char *rate;
	bool active;
	const char *contact; /* who to ask: name, telephone, mail */
	const char *part_of; /* code of the hall that it is a part of, "" = none */
	uint32_t rated;      /* hours a year that it is to be used, 0 = not said: RATED_HOURS */
	uint64_t seq;
};

/* What a role is for: nothing in particular, a campus, an institution, a resource, or all (`*`). */
enum person_scope { OVER_NOTHING, OVER_CAMPUS, OVER_INSTITUTION, OVER_RESOURCE, OVER_ALL };

/*
 * A user of the store, with the first role. An administrator or an approver has a scope, others have none. person.h
 * says which logins, keys, addresses and languages are accepted, since other programs read them.
 */
struct person {
	const char *login, *name, *institution;
	enum person_role role;
	enum person_scope over;
	const char *scope; /* the code of that campus or institution */
	const char *email, *language;
	const char *ssh_key; /* public keys, `;` between them */
	uint64_t seq;
};

/* A further role of a person, for a time and a scope. */
struct grant {
	const char *login;
	enum person_role role;
	enum person_scope over;
	const char *scope;      /* the code of that campus, institution or resource */
	int64_t from, until;    /* minutes, [from, until); 0 = open */
	const char *granted_by; /* a login */
	const char *deputy_of;  /* the login in whose place it is held, "" = none */
	bool may_grant;         /* its holder may give it to others */
	uint64_t seq;
};

/* A rule of an owner, its parts as written in their one form (policy.h). */
struct owner_rule {
	const char *id, *place, *who, *when, *field, *value;
	const char *text; /* what the refused person reads */
	bool overridable, trial;
	int64_t valid_from, valid_until; /* day numbers, both inclusive; 0 = open */
	uint64_t seq;
};

struct qualification {
	const char *login, *name;
	uint32_t level;      /* 0 = none */
	int64_t from, until; /* day numbers, both inclusive; 0 = open */
	uint64_t seq;
};

/* A setting of the store that its people change (settings.h). */
struct setting {
	const char *name, *value;
	uint64_t seq;
};

/* Remembered columns: which header of an institution is which of our columns, in one kind of list (column_map.h). */
struct kept_columns {
	const char *institution; /* code, "" = any that is not named */
	const char *kind;        /* the list's word */
	const char *pairs;       /* `ours=theirs` a line */
	uint64_t seq;
};

/* What a calendar's event says of itself and no booking keeps (event_memory.h). */
struct event_memory {
	const char *ref;
	uint64_t sequence;   /* how often it was changed, by its own count */
	const char *sources; /* the names of those that it is in, each with a line end after it */
	uint64_t seq;
};

struct closure {
	int64_t start, end;
	const char *resource, *campus; /* codes; both "" = everything */
	const char *reason;
	uint64_t seq;
};

struct term {
	const char *code, *name;
	int64_t first_monday; /* day number (clock.h) of the Monday of week 1 */
	uint32_t weeks;
	uint64_t seq;
};

struct period {
	uint32_t number;
	int start, end;     /* minutes of the day, start < end <= 1440 */
	const char *campus; /* code, "" = all campuses */
	int64_t valid_from; /* day number; PERIOD_ALWAYS where the list gives none */
	uint64_t seq;
};

#define PERIOD_ALWAYS INT64_C(-25567) /* 1900-01-01 */

enum day_kind { DAY_NORMAL = 1, DAY_OFF, DAY_AS };

struct day_rule {
	int64_t date; /* day number */
	enum day_kind kind;
	uint32_t week, weekday; /* DAY_AS: whose timetable the date has, weekday 1 = Monday */
	const char *campus;     /* code, "" = all campuses */
	const char *note;
	uint64_t seq;
};

/* When a series happens: by the academic calendar, or by a recurrence rule. */
struct week_pattern {
	const char *term;            /* code */
	uint64_t weeks, weekdays;    /* sets (pattern.h) */
	uint64_t periods;            /* a set, or 0: from_min to to_min */
	int from_min, to_min;        /* minutes of the day */
};

struct rule_pattern {
	const char *rule;   /* RFC 5545, "" = a week pattern */
	int64_t start;      /* of the first occurrence */
	int64_t len_min;
};

/* A series: the request for many bookings, kept so that they can be changed as one. */
struct series {
	uint64_t id;
	const char *ref;
	struct week_pattern weeks;
	struct rule_pattern rule;
	/* the dates left out on purpose, as those that they would have without day rules: `2026-10-01;2026-10-02` */
	const char *except;
	const char *claims; /* as asked: `R11;T001;OSC*3` */
	uint32_t party;
	const char *purpose, *note, *requester, *institution;
	int64_t made_min;
	bool skips;    /* conflicts are left out rather than refusing all */
	enum purpose_class class;
	const char *event; /* the code of the event (registers.h) that it belongs to, "" = none */
	uint64_t seq;
	/*
	 * A change from a date on begins a phase of its own. The fields above are those of the last phase;
	 * series_phases.h reads the others.
	 */
	int64_t from_day;     /* the local day on which the phase begins; 0: with its pattern, as the first may */
	struct bytes earlier; /* the phases before, as stored */
};

/*
 * A claim as it was decided. [start, end) is taken: for a lab with setup and teardown more than the
 * booking. `limit` is the seats at that moment, so that a later change of seats does not make stored claims
 * look wrong: at every instant the units in use are at most the largest limit among them.
 */
struct claim {
	uint32_t resource; /* number */
	uint32_t units;
	uint32_t limit; /* 0 = unlimited */
	uint32_t place; /* campus number of the people, 0 = nowhere in particular */
	bool whole;     /* nothing else at the same time */
	int64_t start, end;
	int64_t until; /* from this minute on it does not count any more, whatever is stored; 0 = it always does */
};

/* True if the claim counts at the minute `now`. */
static inline bool claim_counts(const struct claim *c, int64_t now)
{
	return !c->until || now < c->until;
}

struct booking {
	uint64_t id;
	uint64_t series; /* 0 = a single booking */
	enum booking_state state;
	int64_t start, end;
	uint32_t party;
	const char *ref; /* as the file named it; "" = none, then its own (facts.h) in lists */
	const char *purpose, *note, *requester, *institution;
	int64_t made_min; /* when it was entered */
	const struct claim *claims;
	size_t n_claims;
	/*
	 * The number of its occurrence in its series (calendar.h), 0 = none. A booking that was cancelled alone keeps
	 * its occurrence, so that no change of the calendar books it again.
	 */
	uint64_t origin;
	bool follows; /* moves with its series and the calendar, since it was never changed alone */
	uint64_t seq;
	/*
	 * requested: the minute at which it lapses; booked: that at which it becomes a no-show, if nobody has come;
	 * waiting: that at which the wish ends. 0 = never. The claims have the same minute.
	 */
	int64_t until;
	int64_t asked_min; /* when the approver has asked back, and nothing was answered; 0 = no question is open */
	bool was_asked;    /* asked back once already */
	int64_t used_from, used_to; /* the minutes in which it was used, as recorded; 0 = not recorded */
	uint32_t priority;          /* waiting: the larger goes first */
	const char *chain;          /* whose approval it needs, and what they decided (approval.h); "" = nobody's */
	const char *wish; /* waiting: what it would take, alternatives with `|` between them; "" = its claims */
	enum purpose_class class;
	const char *event; /* the code of the event (registers.h) that it belongs to, "" = none */
	/*
	 * What was agreed when it was booked: for each claim the price of an hour in hundredths of a yuan, `;` between
	 * them (price.h); "" = nothing. `waived` percent of it were let off.
	 */
	const char *prices;
	uint32_t waived;
};

/*
 * The state that a stored booking has at the minute `now`: a request whose hold has ended is lapsed, also while no
 * change of the store has written so; likewise a wish, and a booking to which nobody came.
 */
enum booking_state booking_state_at(const struct booking *b, int64_t now);

/* True for two bookings that hold the same, as long. */
bool booking_has_same_claims(const struct booking *a, const struct booking *b);
/* True for two bookings of the same resources, in the same order. */
bool booking_has_same_resources(const struct booking *a, const struct booking *b);

/* True for a booking that stands at a minute, or waits for its place: what is asked for under its ref changes it. */
bool booking_is_open(const struct booking *b, int64_t now);

#endif
