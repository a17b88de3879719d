/*
 * A request: an operation with its fields, flags, and the person who asks. Commands, forms and import rows build
 * requests and hand them to store_apply; nothing else writes. All strings are borrowed from the caller for the call.
 */
#ifndef QUAD_STORE_REQUEST_H
#define QUAD_STORE_REQUEST_H

#include "store/model/mail.h"
#include "store/model/model.h"
#include "store/model/reason.h"
#include "store/model/registers.h"

enum request_op {
	OP_INSTITUTION = 1, /* add or update, by code */
	OP_CAMPUS,
	OP_TRAVEL,
	OP_RESOURCE,
	OP_CLOSURE,      /* add or update, by owner and interval */
	OP_CLOSURE_DROP, /* take a closure away */
	OP_BOOK,         /* a new booking; with a ref that stands already, the whole new state of that booking */
	OP_MOVE,         /* change the fields that `given` names of booking `id` */
	/*
	 * Booking `id`. What took place stands, unless it is recorded: one that runs ends now (state booked in the
	 * result), one that is over refuses it. One that waits leaves; with REQUEST_WAIT only such a one does.
	 */
	OP_CANCEL,
	OP_TERM,          /* add or update, by code; bookings of its series follow */
	OP_PERIOD,        /* add or update, by campus, date and number; bookings follow */
	OP_DAY,           /* add or update, by campus and date; bookings follow */
	OP_SERIES,        /* a new series; with a ref that stands already, the whole new state of that series */
	OP_SERIES_CHANGE, /* change the fields that `given` names of series `id`, of its bookings from day `from` on */
	OP_SERIES_CANCEL, /* the bookings of series `id` from day `from` on */
	OP_SERIES_ADD,    /* the occurrences of series `id` on the day `from`, which was left out or cancelled */
	OP_SWAP,          /* bookings `id` and `other` exchange their claims, or with GIVEN(BOOKING_TIME) their times */
	OP_PERSON,        /* add or update, by login */
	OP_EVENT,         /* remember how often a calendar's event was changed, and a source that it is in or left */
	OP_COLUMNS,       /* remember an institution's headers in a kind of list; without pairs: forget them */
	/*
	 * Take back what the action did that journal entry `entry` belongs to: every record becomes again what it was
	 * before, if it still is as the action left it. Entries of its own, so that an undo can be undone.
	 */
	OP_UNDO,
	OP_LAPSE,         /* by the clock, from nobody: what has lapsed or was not used becomes so in the store */
	OP_APPROVE,       /* `decision`: the request, or requests of a series */
	OP_DECLINE,       /* the same */
	OP_ASK,           /* `decision`: ask the requester back, which pauses the hold */
	OP_COMMENT,       /* `decision`: a text about a booking */
	OP_PROMOTE,       /* what waited takes a freed place; only within another change */
	OP_CHECKIN,       /* `decision`: somebody has come */
	OP_RELEASE,       /* `decision`: the rest of its time is free */
	OP_NOSHOW,        /* `decision`: nobody came */
	OP_EVALUATE,      /* `decision`: text is the scores, note what is said beside */
	OP_HAND,          /* `decision`: text is the login who has the booking from now on */
	OP_GRANT,         /* add or update, by login, role and scope */
	OP_REVOKE,        /* take such a grant away */
	OP_RULE,          /* add or update an owner's rule, by id */
	OP_RULE_DROP,     /* take it away */
	OP_QUALIFICATION, /* add or update, by login and name */
	OP_SETTING,       /* a setting of the store, by name; "" sets it back to its default */
	OP_REFUSED,       /* `refused`: a request was refused; what was needed is kept, or that it was asked for */
	OP_LOGIN,         /* `note`: somebody has come in */
	OP_EXPORT,        /* `note`: a list or the store has left the house */
	OP_MAIL,          /* mails that wait: one is dropped, or what the clock makes of them */
	OP_ERASE,         /* the personal text of a thing goes, from its record and from its entries */
	OP_KEY,           /* `person`: ssh_key is a key that the login has from now on, beside the others */
	OP_KEY_DROP,      /* `person`: ssh_key is the fingerprint of a key that the login shall not have any more */
	OP_REGISTER,      /* `row`: add or update a row of a register, by what tells its rows apart */
	OP_REGISTER_DROP, /* `row`: take such a row away */
	OP_ADJUST,        /* `adjust`: propose, or decide about, another use of a booking, or that less is owed */
};

enum request_flags {
	REQUEST_RECORD = 1,         /* enters, changes or cancels what is past: the rule `past` is not applied */
	REQUEST_CREATE_MISSING = 2, /* make institutions and campuses that are named and missing */
	REQUEST_NEW_ONLY = 8,       /* book: a booking that stands under the ref refuses it, instead of being updated */
	REQUEST_SKIP_CONFLICTS = 4, /* series: keep the occurrences that fit, and list the others */
	REQUEST_AND_NEXT = 16,      /* this one and the next one of the same call: both are done or neither */
	REQUEST_ONE_PHASE = 64,     /* series: its phase that begins with `from` alone, which may be a new one */
	REQUEST_IMAGES = 32,        /* the result of an update carries the record before and after it */
	/*
	 * Its entries belong to one action with those of the other requests of the call that have this flag, and with
	 * those of earlier calls: `action`.
	 */
	REQUEST_SHARED = 128,
	REQUEST_WAIT = 256,     /* book: where it is refused because something is taken, it waits for a place */
	REQUEST_OVERRIDE = 512, /* of a coordinator: rules that may be overridden are */
	REQUEST_PREEMPT = 1024, /* book: who is in the way is given another place, where the owner's rule allows it */
};

/* The word of an op in the journal's list; "" for a number that is no op. */
const char *op_word(unsigned op);

/* By which way a request came. */
enum request_via { VIA_UNKNOWN, VIA_SHELL, VIA_SCREEN, VIA_CLOCK, VIA_SSH };
const char *via_word(unsigned via); /* "" where it is not known */

/* The op asks for a whole series, new or changed: OP_SERIES, OP_SERIES_CHANGE. */
bool op_asks_for_series(enum request_op op);
/* The op has a `u.decision`. */
bool op_decides(enum request_op op);
/* The op is about a series, as its `u.series`: these, OP_SERIES_CANCEL and OP_SERIES_ADD. */
bool op_is_about_series(enum request_op op);

/*
 * The fields that a request gives, the bit 1 << field each. A field that is not given keeps its stored value, or has
 * its default in a new record. The order is that of the columns in files.
 */
enum institution_field { INST_CODE, INST_NAME, INST_KIND, INST_LEVEL, INST_REGION, INST_PARENT };
enum campus_field {
	CAMPUS_CODE, CAMPUS_NAME, CAMPUS_INSTITUTION, CAMPUS_TIER, CAMPUS_REGION, CAMPUS_ADDRESS, CAMPUS_LATITUDE,
	CAMPUS_LONGITUDE
};
enum resource_field {
	RES_CODE,
	RES_NAME,
	RES_KIND,
	RES_INSTITUTION,
	RES_CAMPUS,
	RES_BUILDING,
	RES_ROOM,
	RES_SEATS,
	RES_MODE,
	RES_SPECIALTY,
	RES_TAGS,
	RES_EQUIPMENT,
	RES_OPENING,
	RES_SETUP,
	RES_TEARDOWN,
	RES_APPROVAL,
	RES_SHARING,
	RES_RATE,
	RES_ACTIVE,
	RES_CONTACT,
	RES_PART_OF,
	RES_RATED
};
enum person_field {
	PERSON_LOGIN, PERSON_NAME, PERSON_INSTITUTION, PERSON_ROLE, PERSON_SCOPE, PERSON_EMAIL, PERSON_LANGUAGE,
	PERSON_SSH_KEY
};
enum grant_field { GRANT_LOGIN, GRANT_ROLE, GRANT_SCOPE, GRANT_FROM, GRANT_UNTIL, GRANT_BY, GRANT_MAY_GRANT };
enum rule_field {
	RULE_FIELD_ID,
	RULE_FIELD_PLACE,
	RULE_FIELD_WHO,
	RULE_FIELD_WHEN,
	RULE_FIELD_FIELD,
	RULE_FIELD_VALUE,
	RULE_FIELD_TEXT,
	RULE_FIELD_OVERRIDABLE,
	RULE_FIELD_VALID_FROM,
	RULE_FIELD_VALID_UNTIL,
	RULE_FIELD_TRIAL
};
enum qualification_field { QUAL_LOGIN, QUAL_NAME, QUAL_LEVEL, QUAL_FROM, QUAL_UNTIL };
enum closure_field { CLOSURE_START, CLOSURE_END, CLOSURE_RESOURCE, CLOSURE_CAMPUS, CLOSURE_REASON };
enum booking_field {
	BOOKING_CLAIMS,
	BOOKING_TIME,
	BOOKING_PARTY,
	BOOKING_PURPOSE,
	BOOKING_NOTE,
	BOOKING_REQUESTER,
	BOOKING_INSTITUTION,
	BOOKING_CLASS,
	BOOKING_EVENT
};

#define GIVEN(field) (1u << (field))
#define GIVEN_ALL (~0u)

enum term_field { TERM_CODE, TERM_NAME, TERM_FIRST_MONDAY, TERM_WEEKS };
enum period_field { PERIOD_NUMBER, PERIOD_START, PERIOD_END, PERIOD_CAMPUS, PERIOD_VALID_FROM };
enum day_field { DAY_DATE, DAY_RULE, DAY_CAMPUS, DAY_NOTE };
enum series_field {
	SERIES_CLAIMS,
	SERIES_WHEN,
	SERIES_PARTY,
	SERIES_PURPOSE,
	SERIES_NOTE,
	SERIES_REQUESTER,
	SERIES_INSTITUTION,
	SERIES_EXCEPT,
	/*
	 * Of `weeks` or `rule`, whichever the phase has, those parts that are neither 0 nor "", and of times of day
	 * those that are not SERIES_NO_TIME. With SERIES_WHEN all of it is meant, and this says nothing.
	 */
	SERIES_PARTS,
	SERIES_FROM,
	SERIES_CLASS,
	SERIES_EVENT
};

#define SERIES_NO_TIME (-1)

struct event_ask {
	const char *ref;
	uint64_t sequence;  /* the largest that was seen counts */
	const char *source; /* "" = none */
	bool left;          /* it is no longer in that source; what is in none is forgotten */
};

struct claim_ask {
	const char *resource; /* code */
	uint32_t units;       /* 0 = not said */
};

struct booking_ask {
	uint64_t id;  /* move, cancel, swap */
	uint64_t other; /* swap */
	uint64_t other_seq; /* the version of that one, 0 = any */
	uint64_t seq; /* the version it was made on, 0 = any; another stored one refuses the request */
	const char *ref;
	const struct claim_ask *claims;
	size_t n_claims;
	int64_t start, end;
	uint32_t party;
	const char *purpose, *note;
	const char *requester; /* "" = the actor */
	const char *institution;
	enum purpose_class class;
	const char *event; /* code; NULL = none */
	/* codes with `;` between them: if its owner declines, the booking stands without it; NULL = none */
	const char *optional;
	const char *wish;   /* with REQUEST_WAIT: alternatives beside the claims, as in struct booking; NULL = none */
	int64_t wait_until; /* with REQUEST_WAIT: the minute at which the wish ends, 0 = when it would start */
};

/* What is done with a request or a booking that stands. */
struct decision_ask {
	uint64_t id, series; /* one of them, the other 0 */
	uint64_t seq;        /* the version of the booking it was made on, 0 = any */
	const int64_t *only; /* of a series: these days alone; n_only 0 = all */
	size_t n_only;
	const char *text, *note; /* a reason, a question, a comment...; "" = none */
	int64_t at_min;          /* release: from that minute on the rest is free; 0 = now */
};

/* An entry of the journal that stands for no record: its entity, and what it says. */
struct note_ask {
	const char *entity, *text;
};

/*
 * The use of a booking as it was, when that is over: proposed by one, and in force once another has said yes, who may
 * decide of it (store/change/adjust.h).
 */
enum adjust_step { ADJUST_PROPOSE, ADJUST_ACCEPT, ADJUST_REJECT };
struct adjust_ask {
	enum adjust_step step;
	uint64_t id;      /* booking */
	int64_t from, to; /* when it was used, minutes; both 0 = as it stands */
	bool has_waived;
	uint32_t waived;  /* percent of what is owed for it that is let off */
	const char *text; /* the reason; "" = none */
};

struct request;
struct result;

/* A request that was refused, or a series of which dates were, and its result. Their texts are borrowed. */
struct refused_ask {
	const struct request *request;
	const struct result *result;
};

/* True if the request can do without the resource of that code. */
bool booking_ask_is_optional(const struct booking_ask *b, const char *code);

#define FROM_THE_START INT64_MIN

struct series_ask {
	uint64_t id;  /* change, cancel, add */
	uint64_t seq; /* as above */
	const char *ref;
	const struct claim_ask *claims;
	size_t n_claims;
	struct week_pattern weeks; /* the term may be "": the only one, or the one that holds today */
	struct rule_pattern rule;  /* rule.rule not "": this, not weeks */
	const int64_t *except;     /* dates left out, day numbers; of a change, those left out besides */
	size_t n_except;
	uint32_t party;
	const char *purpose, *note, *requester, *institution;
	enum purpose_class class;
	const char *event; /* code; NULL = none */
	int64_t from; /* local day number; FROM_THE_START = all */
};

/* The fields of a booking's request as those of a series, which has no pattern yet; and the bits of those given. */
struct series_ask series_of_booking(const struct booking_ask *b);
uint32_t series_given(uint32_t booking_given); /* never SERIES_WHEN and SERIES_EXCEPT */

#define REQUEST_ID_BYTES 16
#define REQUEST_ID_TEXT_MAX 37 /* bytes of its text, with the zero */

/* What came of a request is remembered by its id for so long; */
#define REQUEST_MEMORY_DAYS 7
/* so one that is asked again may be so old, where clocks differ; */
#define REQUEST_REPEAT_DAYS 6
/* and of a time to come by so much. */
#define REQUEST_AHEAD_MIN 60

struct request {
	/*
	 * Made by request_id_new. Asking again with an id that was carried out gives the first answer and changes
	 * nothing. All zero: no memory of it is kept (import rows, whose ref or code does the same).
	 */
	unsigned char id[REQUEST_ID_BYTES];
	enum request_op op;
	unsigned flags; /* enum request_flags */
	const char *actor;
	int64_t now; /* minutes; compared with by the rule `past`, and recorded in the journal */
	uint32_t given;
	enum request_via via;
	uint64_t action; /* with REQUEST_SHARED: the `action` of earlier results, 0 = none yet */
	union {
		struct institution institution;
		struct campus campus;
		struct travel travel;
		struct resource resource;
		struct kept_columns columns;
		struct event_ask event;
		struct person person; /* `over` is not read: the scope says it (facts_scope) */
		struct closure closure;
		struct booking_ask booking;
		struct term term;
		struct period period;
		struct day_rule day;
		struct series_ask series;
		struct decision_ask decision;
		struct grant grant;
		struct owner_rule rule;
		struct qualification qualification;
		struct setting setting;
		struct note_ask note;
		struct mail_ask mail;
		struct refused_ask refused;
		struct register_row row;
		struct adjust_ask adjust;
		uint64_t entry; /* undo: the number of a journal entry */
	} u;
};

enum outcome { OUTCOME_ADDED = 1, OUTCOME_UPDATED, OUTCOME_UNCHANGED, OUTCOME_REFUSED, OUTCOME_INVALID };

/* The word in import reports. */
const char *outcome_word(enum outcome outcome);

/* One booking of a series, or one that followed a change of the calendar. */
struct made {
	uint64_t id, series;
	int64_t start, end;
	enum booking_state state;
	enum outcome outcome;   /* added, updated (moved), unchanged */
	int64_t was_start;      /* updated: where it stood */
};

/* An occurrence that could not be kept, with the reasons. */
struct skipped {
	uint64_t series;
	int64_t start, end;
	uint64_t stays; /* the booking that was to go there and stands where it stood; 0: there is none */
	struct reasons reasons;
};

/* A date that a day rule takes away from a series. */
struct dropped_date {
	int64_t date;     /* day number */
	const char *note; /* the rule's note, else its kind */
};

/* A record, no booking, that an undo made again what it was. */
struct restored {
	const char *entity;   /* as in the journal: `resource:LAB-1` */
	enum outcome outcome; /* added: it is there again; updated: as it was before */
	bool gone;            /* updated: it is not there any more */
};

/* Who was given another place by a request with REQUEST_PREEMPT. */
struct displaced {
	uint64_t id;
	int64_t start, end;
	const char *from, *to; /* codes of resources */
	const char *institution;
};

/* Who had waited for what a change has freed, and has it now. */
struct promoted {
	uint64_t id;
	int64_t start, end;
	enum booking_state state; /* requested, where it needs approval */
	const char *claims;       /* `R11;T001;OSC*3` */
	const char *institution;
};

/* A booking that stands and is against the rules, with the reasons of a request for it. */
struct against {
	uint64_t booking;
	int64_t start, end;
	struct reasons reasons;
};

struct result {
	enum outcome outcome;
	enum request_op recalled; /* it was carried out before, by a request with its id: as what; 0 = it was not */
	struct reasons reasons; /* of a refused or invalid request, in the arena given to store_apply */
	/* bookings: the state after the request */
	uint64_t id, series;
	int64_t start, end;
	enum booking_state state;
	uint64_t seq; /* the journal's entry, 0 if nothing changed */
	uint64_t action; /* the number of the first entry of its action, 0 if nothing changed or it is not known */
	struct bytes before, after; /* with REQUEST_IMAGES, of an update: the records (codec.h), in the arena */
	/*
	 * Series, and changes of the calendar: the bookings that stand (state booked) or were taken away (cancelled),
	 * by start; the occurrences left out with REQUEST_SKIP_CONFLICTS, or that clash after a change of the
	 * calendar; and the dates that day rules take away. In the arena.
	 */
	const struct made *made;
	const struct skipped *skipped;
	const struct dropped_date *dropped;
	size_t n_made, n_skipped, n_dropped;
	/* Of a new booking: the reasons against what it can do without, and is booked without. */
	struct reasons without;
	/* Undo: the records other than bookings, which are in `made`. In the arena. */
	const struct restored *restored;
	size_t n_restored;
	/*
	 * Changes of resources, closures and travel times: the bookings that are not over and that the change puts
	 * against the rules, by start, each with the reasons that it did not have before. They stand as they stood. In
	 * the arena.
	 */
	const struct against *against;
	size_t n_against;
	/* Of any change: those that waited for what it has freed and took it, in that order. In the arena. */
	const struct promoted *promoted;
	size_t n_promoted;
	/* With REQUEST_PREEMPT: who was moved, and where to. In the arena. */
	const struct displaced *displaced;
	size_t n_displaced;
};

/*
 * `R11;T001;OSC*3` as claims in arena, and back. `；` separates too, blanks around a code do not count. QUAD_ENOMEM.
 */
int claims_parse(const char *text, struct arena *arena, const struct claim_ask **out, size_t *n_out)
	__attribute__((warn_unused_result));
void claims_format(const struct claim_ask *claims, size_t n, struct buf *out);
/* The same as a text in arena; NULL on out of memory. */
const char *claims_text(const struct claim_ask *claims, size_t n, struct arena *arena);

/* A fresh id, a UUID of version 7 (RFC 9562): it sorts by time, so that the index of ids grows at one end. */
void request_id_new(unsigned char id[REQUEST_ID_BYTES]);
/* Its text, as `01900000-0000-7000-8000-000000000000`. Returns text. */
const char *request_id_text(const unsigned char id[REQUEST_ID_BYTES], char text[REQUEST_ID_TEXT_MAX]);
/* Reads the text of an id, and judges its time by the clock, milliseconds since 1970: whether it may be asked again. */
enum request_id_judgement { REQUEST_ID_FITS, REQUEST_ID_MALFORMED, REQUEST_ID_OLD, REQUEST_ID_LATE };
enum request_id_judgement request_id_parse(const char *text, int64_t now_ms, unsigned char id[REQUEST_ID_BYTES]);

#endif
