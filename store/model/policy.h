/*
 * Owners' rules, read from their texts: where a rule holds (place), for whom (who), when, and what it says (field and
 * value). Pure: whoever asks gathers the rules and the facts. policy_order.h says which rule decides, policy_limit.h
 * what counts against a limit, policy_check.h what a setting refuses.
 *
 * A rule has one form of each of its parts, which policy_read makes and the store keeps: equal rules are equal texts.
 */
#ifndef QUAD_STORE_POLICY_H
#define QUAD_STORE_POLICY_H

#include "store/model/model.h"
#include "store/model/opening.h"

/* ---- where ---- */

/* The broader first: the order of precedence of single places. */
enum policy_where {
	POLICY_EVERYWHERE,
	POLICY_OF_KIND,
	POLICY_OF_INSTITUTION,
	POLICY_OF_CAMPUS,
	POLICY_OF_TAG,
	POLICY_OF_RESOURCE
};

/* `campus:C` or, of a kind, `kind:lab`. */
struct policy_spot {
	enum policy_where where;
	enum resource_kind kind;
	const char *name; /* code or tag, "" of a kind and of everywhere */
};

/* One or two spots, both of which have to hold; the more specific one first. */
struct policy_place {
	struct policy_spot spot[2];
	unsigned n;
};

/*
 * Reads `*`, `kind:lab`, `institution:I`, `campus:C`, `tag:T`, `resource:R` or two of them with `+`, which is followed
 * by one of these words and `:`, so that codes may have a `+`. An empty text is `*`. Names are in arena. QUAD_EINVAL,
 * also for two spots that no resource has both.
 */
int policy_place_parse(const char *text, struct arena *arena, struct policy_place *out)
	__attribute__((warn_unused_result));
void policy_place_format(const struct policy_place *v, struct buf *out);
bool policy_place_has(const struct policy_place *v, const struct resource *resource);

/* Greater for the more specific: of two spots the more specific one counts first, then the other. 0 = everywhere. */
unsigned policy_place_rank(const struct policy_place *v);

/* ---- for whom ---- */

/* The broader first. */
enum policy_whose { POLICY_ANYBODY, POLICY_REGION, POLICY_CLASS, POLICY_INSTITUTION, POLICY_LOGIN };

/*
 * What an institution is to a resource: its owner, or by its kind an enterprise, the public (a community), or another
 * member of the consortium. POLICY_CLASS_NONE: on behalf of no institution, which is no class.
 */
enum policy_class {
	POLICY_CLASS_NONE,
	POLICY_CLASS_OWN,
	POLICY_CLASS_CONSORTIUM,
	POLICY_CLASS_PUBLIC,
	POLICY_CLASS_ENTERPRISE
};

struct policy_who {
	enum policy_whose whose;
	bool negated;
	enum policy_class class; /* POLICY_CLASS */
	const char *name;        /* region, code or login; else "" */
};

/* Who asks, on behalf of which institution; "" = none. */
struct policy_asker {
	const char *login;
	const char *institution, *region, *kind; /* its code, region and kind */
};

/* Reads `*`, `class:own`, `region:R`, `institution:I`, `login:L`, `!` before one. An empty text is `*`. QUAD_EINVAL. */
int policy_who_parse(const char *text, struct arena *arena, struct policy_who *out) __attribute__((warn_unused_result));
void policy_who_format(const struct policy_who *v, struct buf *out);

enum policy_class policy_class_of(const struct policy_asker *asker, const char *owner);
const char *policy_class_word(enum policy_class v); /* "" for POLICY_CLASS_NONE */

/* On behalf of no institution nothing but `*` is met, with and without `!`. `owner`: the resource's institution. */
bool policy_who_has(const struct policy_who *v, const struct policy_asker *asker, const char *owner);

/* ---- what ---- */

enum policy_field {
	POLICY_FORBID = 1, /* whatever matches refuses */
	POLICY_LIMIT,      /* all that match hold */
	/* settings: the most specific one decides */
	POLICY_APPROVAL,      /* `none`, `owner`, `owner+coordinator` */
	POLICY_HOLD,          /* how long a request holds its time */
	POLICY_LEAD,          /* not later than so long before the start */
	POLICY_HORIZON,       /* not earlier than so long before the start */
	POLICY_MIN,           /* the shortest booking */
	POLICY_MAX,           /* the longest */
	POLICY_GAP,           /* so long between two bookings of the resource */
	POLICY_NOTICE,        /* the latest change or cancel before the start */
	POLICY_PRIORITY,      /* of who waits, the larger first */
	POLICY_CHECKIN,       /* `required`, or `none` */
	POLICY_NOSHOW,        /* so long after the start the rest is free, if check-in is required and nobody came */
	POLICY_PRICE,         /* a text */
	POLICY_QUALIFICATION, /* `level:N`, `training:NAME` */
	POLICY_SUSPEND,       /* `3 in 90d for 30d`: after so many no-shows within so long, for so long */
	POLICY_PREEMPT,       /* whoever it is for may take the place of others until so long before the start */
	POLICY_SELF,          /* `yes`: who may approve may approve what he asked for himself */
	POLICY_FIELDS         /* one more than the last */
};

const char *policy_field_word(enum policy_field v);
int policy_field_parse(const char *word, enum policy_field *out) __attribute__((warn_unused_result));
bool policy_is_setting(enum policy_field v);

/* ---- limits ---- */

enum policy_measure { POLICY_COUNT = 1, POLICY_HOURS, POLICY_SEAT_HOURS };
enum policy_per { POLICY_DAY = 1, POLICY_WEEK, POLICY_MONTH, POLICY_TERM, POLICY_YEAR, POLICY_FUTURE };
enum policy_of { POLICY_PER_PERSON = 1, POLICY_PER_INSTITUTION, POLICY_PER_CLASS };

/* `count|hours|seat-hours N per day|... for person|... [within HH:MM-HH:MM] [on Mon-Fri] [except-within 24h]` */
struct policy_limit {
	enum policy_measure measure;
	enum policy_per per;
	enum policy_of of;
	int64_t amount; /* bookings, or minutes (of seats) */
	/* What counts: minutes of the day from <= m < to, after midnight if to <= from, of days in this set (bit 1 =
	 * Monday). All day and all days: 0, 1440 and 0xfe. A day's window that runs into the next one belongs to the
	 * day. */
	int from_min, to_min;
	unsigned days;
	int64_t except_min; /* what is booked less than so long before its start does not count; 0 = all counts */
};

/* ---- the value ---- */

enum policy_given { POLICY_INHERITS, POLICY_NO_LIMIT, POLICY_SET };

struct policy_value {
	enum policy_given given; /* an empty text, `none`, or one of these: */
	int64_t number; /* minutes, or a number; of POLICY_SUSPEND how many; of POLICY_QUALIFICATION the level */
	int64_t within_min, for_min; /* POLICY_SUSPEND */
	enum approval approval;      /* POLICY_APPROVAL; also where it is `none` */
	bool yes;                    /* POLICY_SELF, POLICY_CHECKIN */
	const char *text;            /* the price, the name of the training; else "" */
	struct policy_limit limit;   /* POLICY_LIMIT */
};

/*
 * Reads a value of a field; texts are in arena. Durations are `90m`, `2h`, `3d` and their sums, `0` and numbers of
 * minutes. QUAD_EINVAL.
 */
int policy_value_parse(enum policy_field field, const char *text, struct arena *arena, struct policy_value *out)
	__attribute__((warn_unused_result));
/* The form of a limit, as above. QUAD_EINVAL. */
int policy_limit_parse(const char *text, struct policy_limit *out) __attribute__((warn_unused_result));

/*
 * False for what a rule cannot say of resources of a kind: teachers and classes have no seats, are not checked in, and
 * nobody needs a training to work with them.
 */
bool policy_makes_sense(enum policy_field field, const struct policy_value *value, enum resource_kind kind);

/* ---- a rule ---- */

struct policy_rule {
	const struct owner_rule *rule; /* its texts, borrowed */
	struct policy_place place;
	struct policy_who who;
	const struct opening *when; /* NULL = always */
	enum policy_field field;
	struct policy_value value;
};

/* Which part of a rule policy_read did not understand; POLICY_BAD_PLACE_FIELD: its field makes no sense there. */
enum policy_bad {
	POLICY_BAD_NOTHING,
	POLICY_BAD_PLACE,
	POLICY_BAD_WHO,
	POLICY_BAD_WHEN,
	POLICY_BAD_FIELD,
	POLICY_BAD_VALUE,
	POLICY_BAD_PLACE_FIELD
};

/*
 * Reads a rule as it is stored or given; all but its texts is in arena. QUAD_ENOMEM, or QUAD_EINVAL with *bad, which
 * may be NULL.
 */
int policy_read(const struct owner_rule *v, struct arena *arena, struct policy_rule *out, enum policy_bad *bad)
	__attribute__((warn_unused_result));

/*
 * The texts of place, who and when in their one form, in arena; a forbid's `yes` is left out, and the value else stays
 * as it was written. All other members are those of v->rule. QUAD_ENOMEM.
 */
int policy_format(const struct policy_rule *v, struct arena *arena, struct owner_rule *out)
	__attribute__((warn_unused_result));

/* One claim of a booking that is asked for. */
struct policy_case {
	const struct policy_asker *asker;
	const struct resource *resource;
	int64_t start, end;
};

/* Why a rule does not hold for a case; the first of these. */
enum policy_fit { POLICY_FITS, POLICY_OTHER_PLACE, POLICY_OTHER_WHO, POLICY_OTHER_TIME, POLICY_OTHER_DAYS };

/*
 * A rule with `when` holds for an interval that overlaps it; one that is valid from or until a day for an interval that
 * has a minute of those days.
 */
enum policy_fit policy_fits(const struct policy_rule *v, const struct policy_case *c);

/*
 * The rules that a resource's columns approval and sharing say for its own place: *n of them, which have no id; their
 * texts are in arena. An approval `none` says nothing, so that a broader rule may ask for one; of a resource without an
 * institution nobody is kept out. QUAD_ENOMEM.
 */
#define POLICY_OWN_MAX 3
int policy_own_rules(const struct resource *resource, struct arena *arena, struct policy_rule out[POLICY_OWN_MAX],
                     size_t *n) __attribute__((warn_unused_result));

#endif
