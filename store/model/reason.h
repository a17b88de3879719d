/*
 * Why a request was refused: a list that holds every broken rule, not only the first. A reason is a value: its detail
 * says what is wrong and which of its fields say with what, and the front end words it in the person's language.
 * Reports, JSON and logs have the one text form of reasons_format, which does not depend on the language.
 */
#ifndef QUAD_STORE_REASON_H
#define QUAD_STORE_REASON_H

#include <stdint.h>

#include "store/base/buf.h"

enum rule {
	RULE_BUSY = 1,
	RULE_CAPACITY,
	RULE_TRAVEL,
	RULE_CLOSED,
	RULE_HOURS,
	RULE_PAST,
	RULE_LEAD,
	RULE_HORIZON,
	RULE_DURATION,
	RULE_QUOTA,
	RULE_DENIED,
	RULE_QUALIFICATION,
	RULE_INACTIVE,
	RULE_UNKNOWN,
	RULE_TIME,
	RULE_VALUE,
	/* of rows of files */
	RULE_REPEAT,
	RULE_STATE,
	RULE_MANGLED,
	/* of owners and rights */
	RULE_GAP,
	RULE_NOTICE,
	RULE_SUSPENDED,
	RULE_SHARE,
	RULE_AGREEMENT,
	RULE_ROLE,
};

/* The code in files and answers: `busy`, `capacity`... */
const char *rule_word(enum rule rule);

/*
 * What is wrong; each detail belongs to one rule. The comments name the subject, if it is not a resource's code, and
 * the other fields that are set.
 */
enum reason_detail {
	/* busy */
	REASON_TAKEN = 1, /* booking, start, end of the booking that holds it then */
	REASON_OVERLAPS,  /* booking, start, end; number: the booking that it overlaps, so that the resource cannot be
	                     for one at a time */
	REASON_REF_USED,  /* a reference; booking: has it already */
	REASON_SAME_REF,  /* a reference; number: the row of the file that has it already, and says something else */
	REASON_OLDER,     /* a reference; number: how often it was changed, limit: how often what came before it was */
	REASON_CHANGED,   /* a booking's number or a series' name; booking (not of a series): somebody changed it
	                     meanwhile */
	REASON_STANDS,    /* a booking's number; booking: it is not over, so its texts cannot be erased */
	/* busy, of an undo: the subject is a record as the journal names it, `booking:17` */
	REASON_SINCE,  /* number: the entry that has changed it since; text: by whom, start: when */
	REASON_GONE,   /* it is not there any more */
	REASON_ERASED, /* its personal text was erased, and cannot come back */
	REASON_USED,   /* it would go; text: a record that names it, number: how many more do */
	/* capacity */
	REASON_ROOM_LEFT,   /* number: how many more it has room for */
	REASON_IN_USE,      /* number: how many are in use at a time, more than there would be */
	REASON_USES,        /* booking, start, end: one of those; number: how many it has */
	REASON_LARGE_PARTY, /* booking, start, end; number: its people, limit: the seats that there would be */
	/* travel, closed, hours, past... */
	REASON_TRAVEL,     /* booking, start, end as of REASON_TAKEN; number: minutes needed */
	REASON_CLOSED,     /* start, end of the closure; text: why it is closed, "" if nobody said */
	REASON_HOURS,      /* text: the opening hours */
	REASON_PAST,       /* text: the time */
	REASON_TOOK_PLACE, /* a series of which what was to be cancelled has begun or taken place */
	REASON_IS_OVER,    /* booking, start, end: it is over; text: its start, number: what was asked for, 0: cancel */
	REASON_LEAD,       /* text: the limit; so for the next four */
	REASON_HORIZON,
	REASON_DURATION,
	REASON_QUOTA,
	REASON_DENIED,
	REASON_QUALIFICATION, /* text: which */
	REASON_INACTIVE,
	/* unknown: the subject is what was named */
	REASON_NO_RESOURCE,
	REASON_NEAR_RESOURCES,    /* not there; text: those with the nearest names, ", " between them */
	REASON_SEVERAL_RESOURCES, /* text: the codes of those that bear the name */
	REASON_NO_CAMPUS,
	REASON_SEVERAL_CAMPUSES,
	REASON_NO_INSTITUTION,
	REASON_SEVERAL_INSTITUTIONS,
	REASON_NO_SCOPE, /* neither a campus nor an institution */
	REASON_SEVERAL_SCOPES,
	REASON_NO_PERSON, /* a login, or the code of a teacher */
	REASON_NO_TERM,   /* a term's code, "" = the present one */
	REASON_NO_EVENT,  /* an event's code */
	REASON_NO_PERIOD, /* a period's number or a cell's text; number: the date; text: the campus */
	REASON_NO_CLOSURE,
	REASON_NO_ENTRY, /* a number of the journal */
	REASON_NO_MAIL,  /* ACTION-LOGIN, of those that wait to be sent */
	REASON_NO_BOOKING,
	REASON_CANCELLED, /* a booking's number; booking */
	REASON_NO_SERIES,
	REASON_SERIES_ENDED,     /* a series of which no booking stands */
	REASON_NO_LATER_BOOKING, /* `from`: no booking of the series stands from there on */
	REASON_NO_OCCURRENCE,    /* a date that the series does not lack */
	/* time: the subject is the field */
	REASON_NO_TIME,
	REASON_TIME,       /* text: it is no time */
	REASON_TIME_GAP,   /* text: the clocks go forward over it */
	REASON_TIME_TWICE, /* text: the clocks go back over it */
	REASON_END,        /* text: an end that is not after the start */
	REASON_OUTSIDE,    /* text: a time outside the years that a store holds */
	/* value: the subject is the field, column or property */
	REASON_MISSING,
	REASON_VALUE,         /* text: it cannot be used */
	REASON_NUMBER,        /* number: it is out of the field's range */
	REASON_TOO_LONG,      /* number: its length in bytes, more than TEXT_MAX_BYTES */
	REASON_NOT_PLAIN,     /* it has control characters, or is not UTF-8 */
	REASON_LARGE_ACTION,  /* number: of entries, limit: as many can be taken back at once */
	REASON_TOO_MANY,      /* more of them than a booking may have */
	REASON_UNFIT_KEY,     /* text: of a key that cannot be used, "" = not to be shown; number: enum ssh_key_fault */
	REASON_KEY_OF,        /* text: the login of another person who has that key, "" = of one not to be named */
	REASON_BOTH_TIMES,    /* text: periods, where clock times are given too */
	REASON_NOT_MONDAY,    /* number: the date */
	REASON_SAME_BOOKING,  /* number: the one booking that was named twice, for a swap */
	REASON_WEEKS,         /* number: a week, limit: the last one that the term has */
	REASON_MANY_DATES,    /* number: of occurrences, limit: how many a series may have */
	REASON_NO_DATE,       /* no date of the term is left */
	REASON_RULE_SHIFT,    /* text: a rule that names several days, none of which is that of the new start */
	REASON_COUNT_REACHED, /* number: of occurrences before the change, limit: the COUNT of the whole series */
	REASON_MANY_BOOKINGS, /* limit: the bookings of a series, of which the rule makes more */
	/* value: of files */
	REASON_ENCODING,     /* text: its characters could not be read */
	REASON_NUL,          /* a NUL byte */
	REASON_NO_HEADING,   /* text of a cell after the last column of the header */
	REASON_QUOTE,        /* a quote within the cell */
	REASON_OPEN_QUOTE,   /* a quote that is not closed */
	REASON_LARGE_CELL,   /* the cell or its row is larger than it may be */
	REASON_REPEATED,     /* a property that is there twice */
	REASON_CUT,          /* a property that is too long */
	REASON_MANY_TIMES,   /* limit: how many times a property may list */
	REASON_NO_SUCH_RULE, /* a kind of rule that is not understood */
	REASON_MADE_DATE,    /* text: a date that a spreadsheet program has made of numbers such as `1-2` */
	REASON_RANGE,        /* a change of an occurrence and all later ones */
	REASON_ENDLESS,      /* a rule without an end, and no term that ends it */
	/* value: what is not wrong but should be known */
	REASON_BOUNDED,      /* a rule without an end; number: the day with which it ends, text: the term or "" */
	REASON_HITS_NOTHING, /* text: a time at which there is no occurrence */
	REASON_SUPERSEDED,   /* number: the row of the file that says the last of it */
	REASON_ANSWER,       /* text: what the calendar is for, by which nothing is booked */
	REASON_DEPARTMENT,   /* text: a department, which is no institution of the store */
	REASON_LEFT_SOURCE,  /* text: the source in which it no longer is */
	/* repeat: the subject is the column of the code */
	REASON_REPEAT_OF, /* number: the row that has the same code; text: its sheet, "" if the file has one list */
	/* state: the subject is the column; text: the word */
	REASON_KEPT_OUT,     /* cancelled, declined...: the row is no booking, and is not refused */
	REASON_STILL_STANDS, /* the same, and booking or, negative, series number stands under its reference */
	REASON_PENDING,      /* nobody has decided; text "": the cell is empty */
	REASON_STATE,        /* not understood */
	/* mangled: the subject is the column; text: what a spreadsheet program made of it */
	REASON_SCIENTIFIC,  /* a number with an exponent */
	REASON_MANY_DIGITS, /* a number of more digits than a spreadsheet program keeps */
	REASON_AS_DATE,     /* a date, where `1-2` was typed */
	REASON_NO_RESULT,   /* a formula without a saved value */
	REASON_CELL_ERROR,  /* `#REF!`... */
	/* owners' rules, as REASON_LEAD: text: the limit */
	REASON_GAP,
	REASON_NOTICE,
	REASON_SUSPENDED, /* text: the date until which it is so */
	/* rights: the subject is an entity as the journal names it */
	REASON_ROLE,      /* text: the role that would be needed, `administrator`, or several with `|` between them */
	REASON_NO_MEMBER, /* a login that is not among the people */
	REASON_LAST_COORDINATOR, /* a login: nobody else could grant anything then */
	REASON_NO_KEY,           /* unknown: a fingerprint; text: the login that has no such key, "" = nobody has */
	REASON_NO_GRANT,         /* unknown: a login; text: the role and scope */
	REASON_NO_RULE,          /* unknown: the id of an owner's rule */
	/* state: a booking's number, or a series' name; booking (not of a series) */
	REASON_NOT_REQUESTED, /* text: its state; nobody has to decide it */
	REASON_NOT_BOOKED,    /* text: its state; it is not booked */
	REASON_NOT_WAITING,   /* text: its state; it does not wait */
	/* of a request to take the place of others */
	REASON_NO_ELSEWHERE, /* busy: booking, start, end; text: the codes that were tried, "" = there are none */
	REASON_NO_PREEMPT,   /* denied: no rule lets who asks take the place of others there, so near to the start */
	REASON_ASKED_ONCE,   /* it was asked back before */
	REASON_NOT_YET,      /* start, end; text: from when on it can be done, number: what (enum request_op) */
	REASON_EVALUATED,    /* text: the login of who has said already what its side says */
	REASON_PROPOSED, /* text: the login of who has proposed another adjustment, of which nobody has decided yet */
	REASON_OWN_PROPOSAL, /* text: the login of who has proposed it, and so does not decide of it */
	REASON_NO_PROPOSAL,  /* unknown: a booking's number; no adjustment of it waits to be decided */
	/* value */
	REASON_PART_OF_ITSELF, /* a resource's code; text: what it should be part of, which is a part of it */
	REASON_RULE_PLACE,     /* a rule's field; text: the place for which it makes no sense */
	REASON_PART_CLAIMED,   /* busy: a resource's code; text: what it is part of, in the same booking */
	/* busy, as the one before; booking, start, end; number: the booking that it overlaps; text: what the two are on
	 */
	REASON_PART_TAKEN,
	/*
	 * share: text: the institution; number: hundredths of hours left to it, limit: of the whole month;
	 * start: where the month begins, end: from this minute on it is free for all
	 */
	REASON_SHARE,
	REASON_AGREEMENT,  /* agreement: text: its code; number: hundredths of hours used, limit: agreed */
	REASON_TRAINEES,   /* quota: text: the post, "" = all; number: how many more people, limit: at one time */
	REASON_OVERSHARED, /* share: a resource's code; number: millionths of a percent that are left, limit: the day on
	                  which they are fewest, 0 = from the beginning */
	REASON_NO_ROW,     /* unknown: a row of a register, as the journal names it */
	REASON_N
};

/* The rule that a detail belongs to; 0 for what is no detail. */
enum rule reason_rule(enum reason_detail detail);

struct reason {
	enum rule rule; /* the detail's */
	enum reason_detail detail;
	const char *subject; /* what it is about: a resource's code, unless the detail says otherwise */
	const char *text;    /* "" where the detail has none; so 0 for the following */
	uint64_t booking;
	int64_t start, end; /* minutes */
	int64_t number, limit;
	/*
	 * Any detail: the start of the occurrence that is refused, of a series; or that of the standing booking `of`,
	 * which is against the rules. Else 0.
	 */
	int64_t at;
	uint64_t of;
	/* an owner's rule that says so: its id, and its text for whom it refuses; "" = none */
	const char *owner_rule, *said;
	bool overridable; /* a coordinator may do it all the same */
};

/* All-zero but for the arena, which holds the texts and the list. */
struct reasons {
	struct arena *arena;
	struct reason *v;
	size_t n, cap;
	bool failed; /* memory ran out */
};

/* Adds a reason, whose subject is copied. The result may be filled further; never NULL. */
struct reason *reason_add(struct reasons *list, enum reason_detail detail, const char *subject);
/*
 * The same with a text, which is copied. An empty text makes REASON_VALUE a REASON_MISSING, REASON_TIME a
 * REASON_NO_TIME.
 */
struct reason *reason_add_text(struct reasons *list, enum reason_detail detail, const char *subject, const char *format,
                               ...) __attribute__((format(printf, 4, 5)));
struct reason *reason_add_number(struct reasons *list, enum reason_detail detail, const char *subject, int64_t number);
/* Adds a copy of a reason of any list. */
void reason_copy(struct reasons *list, const struct reason *from);

/* Appends what the fields say, the same in every language: `17`, `period 2026-09-07 E`, `4001 bytes`... */
void reason_what(const struct reason *r, struct buf *out);

/* Appends `CODE:SUBJECT@WHAT`, all of them joined by `;`. WHAT ends in `(booking ID START)` where `of` is set. */
void reasons_format(const struct reasons *list, struct buf *out);

/* True if any reason is a malformed value or time: the request is then invalid rather than refused. */
bool reasons_malformed(const struct reasons *list);
/* True if any reason is that the person may not: the command then ends with another status. */
bool reasons_forbidden(const struct reasons *list);

#endif
