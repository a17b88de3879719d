/*
 * Queries: a filter in, rows out that own their memory. Each reads one short snapshot, which it closes before it
 * returns, and shows what the one may see who looks (store_look_as). Free a result with its _release, or release its
 * arena where it has none; an all-zero result needs neither.
 * Errors of all: QUAD_ENOMEM, QUAD_EIO, QUAD_ECORRUPT; QUAD_ENOTFOUND as each says.
 */
#ifndef QUAD_STORE_QUERY_H
#define QUAD_STORE_QUERY_H

#include "store/facts/resources.h"
#include "store/facts/store_open.h"
#include "store/model/calendar.h"
#include "store/model/codec.h"
#include "store/model/request.h"

/* ---- lists ---- */

struct institution_list {
	struct institution *v;
	size_t n;
	struct arena arena;
};
struct person_list {
	struct person *v;
	size_t n;
	struct arena arena;
};
struct campus_list {
	struct campus *v;
	size_t n;
	struct arena arena;
};
struct travel_list {
	struct travel *v;
	size_t n;
	struct arena arena;
};
struct closure_list {
	struct closure *v;
	size_t n;
	struct arena arena;
};
/* All of them, in order of code; travel by its campuses, closures by start. Each arena owns its list. */
int query_institutions(struct store *s, struct institution_list *out) __attribute__((warn_unused_result));
int query_campuses(struct store *s, struct campus_list *out) __attribute__((warn_unused_result));
int query_travel(struct store *s, struct travel_list *out) __attribute__((warn_unused_result));
int query_closures(struct store *s, struct closure_list *out) __attribute__((warn_unused_result));
struct grant_list {
	struct grant *v; /* by login; the scope is a text that can mean no other (facts_scope_text) */
	size_t n;
	struct arena arena;
};

int query_grants(struct store *s, struct grant_list *out) __attribute__((warn_unused_result));
/*
 * By login: those of whom the looker may know, without addresses and keys where he may see but the rest. A scope whose
 * code alone would not lead to it has `campus:` or `institution:` before it (facts_scope).
 */
int query_people(struct store *s, struct person_list *out) __attribute__((warn_unused_result));
/* One, by login; QUAD_ENOTFOUND. The list then holds it. */
int query_person(struct store *s, const char *login, struct person_list *out) __attribute__((warn_unused_result));

/* In order of code. */
int query_resources(struct store *s, const struct resource_filter *f, struct resource_list *out)
	__attribute__((warn_unused_result));
/* One, by code; QUAD_ENOTFOUND. The list then holds it. */
int query_resource(struct store *s, const char *code, struct resource_list *out) __attribute__((warn_unused_result));

struct term_list {
	struct term *v;
	size_t n;
	struct arena arena;
};
struct period_list {
	struct period *v;
	size_t n;
	struct arena arena;
};
struct day_rule_list {
	struct day_rule *v;
	size_t n;
	struct arena arena;
};
struct series_list {
	struct series *v;
	size_t n;
	struct arena arena;
};
/*
 * Terms by code; periods by campus, date and number; day rules by date and campus; series by id, those of which the
 * looker may know.
 */
int query_terms(struct store *s, struct term_list *out) __attribute__((warn_unused_result));
int query_periods(struct store *s, struct period_list *out) __attribute__((warn_unused_result));
int query_days(struct store *s, struct day_rule_list *out) __attribute__((warn_unused_result));
int query_series(struct store *s, struct series_list *out) __attribute__((warn_unused_result));
/* All series, whoever looks: for an import, which compares with what is stored and is refused what one may not do. */
int query_stored_series(struct store *s, struct series_list *out) __attribute__((warn_unused_result));
/* One of all series, which the list holds; release its arena in either case. QUAD_ENOTFOUND. */
int query_one_series(struct store *s, uint64_t id, struct series_list *list, struct series **out)
	__attribute__((warn_unused_result));

/* All terms, periods and day rules as a calendar, in arena. */
int query_calendar(struct store *s, struct arena *arena, struct calendar *out) __attribute__((warn_unused_result));
/* The occurrences of a series in that calendar, in arena; what it lacks for the series is added to `why`. */
int query_series_dates(struct store *s, const struct series *series, struct reasons *why, struct arena *arena,
                       struct occurrences *out) __attribute__((warn_unused_result));

/* ---- free resources ---- */

struct interval {
	int64_t start, end;
};

struct find_ask {
	struct resource_filter filter;
	int64_t start, end; /* the interval that must be free; with for_min, the one to search */
	int64_t for_min;    /* 0: free for all of [start, end) */
	int64_t now;        /* a free start before it is not offered, unless all of [start, end) is past */
	bool free;          /* false: all that match, free or not */
	/* with for_min: times in which nothing counts as free, by start, since somebody is elsewhere then */
	const struct interval *taken;
	size_t n_taken;
};

struct found {
	const struct resource *resource;
	int64_t free_from;
};
/* Resources in these answers belong to a directory that the answer holds, and stay until its release. */
struct found_list {
	struct found *v;
	size_t n;
	size_t n_forbidden; /* besides, free then, but an owner's rule forbids the looker to book it then */
	struct arena arena; /* for the caller, to keep things with the answer */
	struct directory *directory;
};

/*
 * In order of code; a resource that is withdrawn is never free, nor one that an owner's rule forbids the looker
 * (store_look_as) all the time; without for_min, then.
 */
int query_find(struct store *s, const struct find_ask *ask, struct found_list *out) __attribute__((warn_unused_result));
void found_list_release(struct found_list *l);

/* The resources that match, in order of code, and for each in how many of the intervals it is free throughout. */
struct free_count {
	const struct resource *resource;
	size_t n_free;
	uint64_t *free; /* a bit for each interval, interval_words of them: it is free then */
};
size_t interval_words(size_t n); /* of a set of n bits */
struct free_counts {
	struct free_count *v;
	size_t n;
	struct arena arena;
	struct directory *directory;
};
int query_free_counts(struct store *s, const struct resource_filter *filter, const struct interval *intervals, size_t n,
                      struct free_counts *out) __attribute__((warn_unused_result));
void free_counts_release(struct free_counts *c);

/* ---- bookings ---- */

struct booking_filter {
	const char *resource;    /* code; NULL = any. QUAD_ENOTFOUND if there is none such */
	const char *person;      /* the requester, or a teacher who is booked */
	const char *mine;        /* another one, of whom it may not be known whether there is such a person */
	const char *institution; /* code or name: the booking is for it, or books a resource of its. QUAD_ENOTFOUND */
	/* of what a report counts, by codes; what is not there matches nothing. NULL and 0 = any */
	const char *lender, *borrower; /* a claim's resource is the lender's; the booking is for the borrower */
	const char *campus;            /* of a claim's resource, the same as the lender's */
	enum resource_kind kind;       /* likewise */
	uint64_t series;         /* 0 = any */
	int64_t from, to;        /* overlapping [from, to); both 0 = any time */
	enum booking_state state; /* 0 = those that stand */
	bool any_state;
	enum purpose_class class; /* 0 = any, PURPOSE_N = of which none is told */
	const char *event;        /* the code of an event; NULL = any, or none */
	const char *text; /* words in claims, purpose, note, requester, ref: han_has_words */
};

struct booking_ids {
	uint64_t *v;
	size_t n;
	struct arena arena;
};
/*
 * The ids of the bookings that match, by start, then id. Rows are read in portions, so that no snapshot is held for
 * long. QUAD_ENOTFOUND: the resource, the series, the person or the institution that the filter names is unknown. A
 * person is known who is in the list of people, is a teacher, or ever asked for a booking. What the looker may not see
 * of a booking matches nothing, and makes nobody and nothing known.
 */
int query_booking_ids(struct store *s, const struct booking_filter *f, struct booking_ids *out)
	__attribute__((warn_unused_result));

struct booking_row {
	struct booking b;   /* what the looker may not see is empty or 0 (sight_hide) */
	const char *claims; /* `R11;T001;OSC*3` */
	const char *contact; /* of the first resource of the claims that has one, else "" */
	bool hidden;         /* the looker may see only that something is taken, when and for whom */
	bool may_change;     /* the looker has the right to change and to cancel it */
};
struct booking_rows {
	struct booking_row *v;
	size_t n;
	struct arena arena;
};
/* The bookings of n ids, in that order, except those that are not there. */
int query_bookings(struct store *s, const uint64_t *ids, size_t n, struct booking_rows *out)
	__attribute__((warn_unused_result));

struct against_list {
	struct against *v;
	size_t n;
	struct arena arena;
};
/*
 * Those of n bookings that stand and are against the rules of today, in that order, with the reasons of a request for
 * them. That they are past is none. Those that the looker may not see are left out.
 */
int query_against_rules(struct store *s, const uint64_t *ids, size_t n, struct against_list *out)
	__attribute__((warn_unused_result));

/* ---- a resource's calendar ---- */

struct slot {
	uint64_t booking; /* 0: a closure */
	int64_t start, end; /* with setup and teardown */
	int64_t from, to;   /* the booking itself */
	uint32_t units;
	bool whole;
	/*
	 * The booking's purpose, else its requester; its institution, if no more may be seen; the closure's
	 * reason. After `on: `, where that is not "".
	 */
	const char *label;
	const char *requester, *institution; /* of a booking, in slot_rows; else "" */
	bool hidden;                         /* no more may be seen of the booking than its label */
	bool requested;                      /* the booking waits for approval */
	const char *on; /* the code of the whole or part that it is on, and so is whole; "": the resource itself */
	bool may_change;  /* the looker has the right to change and to cancel the booking */
	int64_t check_in; /* the minute by which somebody has to have come; 0: no need, or not to be known */
};
struct slot_list {
	struct slot *v; /* by start */
	size_t n;
	struct arena arena;
};
/*
 * The slots of a resource that overlap [start, end), and those of its wholes and parts; closures of its campus and of
 * everything too. QUAD_ENOTFOUND.
 */
int query_slots(struct store *s, const char *code, int64_t start, int64_t end, struct slot_list *out)
	__attribute__((warn_unused_result));

/* The slots of many resources: those of the i-th are list.v[first[i]] up to list.v[first[i + 1] - 1]. */
struct slot_rows {
	struct slot_list list; /* by start for each; the arena owns all */
	size_t *first;         /* one more than there are resources */
};
/* The slots of n resources that overlap [start, end), as above; a resource that is gone has none. */
int query_slot_rows(struct store *s, const struct resource *const *resources, size_t n, int64_t start, int64_t end,
                    struct slot_rows *out) __attribute__((warn_unused_result));

/* ---- history and health ---- */

struct history_entry {
	struct journal_entry entry;
	bool has_before, has_after;
	struct booking before, after;
	const char *before_claims, *after_claims;
};
struct history {
	struct history_entry *v; /* oldest first */
	size_t n;
	struct arena arena;
};
/*
 * The changes of a booking, from the journal: none of one that the looker may not see, and without what he may not see
 * of what it was before. QUAD_ENOTFOUND.
 */
int query_history(struct store *s, uint64_t id, struct history *out) __attribute__((warn_unused_result));

/* What a list of the journal is about. */
struct journal_filter {
	/* `booking:17`, or the name alone: `17`, `S3`, `LAB-1`; NULL = anything */
	const char *entity;
	const char *person;   /* who did it; NULL = anybody */
	int64_t since, until; /* minutes, [since, until); 0 = open */
};
struct journal_rows {
	struct journal_entry *v; /* by number */
	size_t n;
	struct arena arena; /* of what the entries point to */
};
/*
 * Of those that the looker may see, the next entries of the journal from number `*from` on, at most `max` of them, and
 * *from the number to go on with; 0 at the end. The caller releases the arena in any case.
 */
int query_journal(struct store *s, const struct journal_filter *f, uint64_t *from, size_t max, struct journal_rows *out)
	__attribute__((warn_unused_result));

/* The number of the journal's last entry, 0 = none: another one later means that something was changed. */
int query_last_seq(struct store *s, uint64_t *out) __attribute__((warn_unused_result));
/* *out: how many entries after `seq` are of changes, and do not only say what was refused, or who came in. */
int query_changes_since(struct store *s, uint64_t seq, uint64_t *out) __attribute__((warn_unused_result));

/* As all see them, but for the people: those of whom the looker may know. */
struct store_figures {
	struct db_figures db;
	uint64_t institutions, campuses, travel, resources, people, closures, bookings, standing, claims, journal;
};
int query_figures(struct store *s, struct store_figures *out) __attribute__((warn_unused_result));

/*
 * Reads the whole store and proves that it is sound: every page of its file where it belongs, every record readable and
 * as the journal says that it was written, every reference resolved, both claim indexes equal to the bookings' claims,
 * no resource booked twice at one time, no pool above its limit. fault is called with a sentence for each failure;
 * *n_faults counts them.
 */
int query_check(struct store *s, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults)
	__attribute__((warn_unused_result));

#define STORE_FAULT_ARGS_MAX 4

/* A failure that the proof found, with its parts, for other languages. Borrowed until the function returns. */
struct store_fault {
	const char *text;   /* the sentence, in English and without a full stop */
	const char *format; /* the constant that the text was made from; each `%s` is one of args, in their order */
	const char *args[STORE_FAULT_ARGS_MAX]; /* codes, numbers; of a format that ends in `: %s`, last a phrase */
	size_t n_args;
};

/* The same proof; fault is given the parts of each failure. */
int query_prove(struct store *s, void (*fault)(void *arg, const struct store_fault *f), void *arg, uint64_t *n_faults)
	__attribute__((warn_unused_result));

#endif
