/*
 * The kinds of things that the journal records, and how its entries name them: `booking:17`, `resource:LAB-1`. A name
 * may have colons of its own.
 */
#ifndef QUAD_STORE_ENTITY_H
#define QUAD_STORE_ENTITY_H

#include <stdbool.h>

enum entity_kind {
	OF_INSTITUTION,
	OF_CAMPUS,
	OF_TRAVEL,
	OF_RESOURCE,
	OF_CLOSURE,
	OF_BOOKING,
	OF_SERIES,
	OF_TERM,
	OF_PERIOD,
	OF_DAY,
	OF_PERSON,
	OF_COLUMNS,
	OF_EVENT,
	OF_GRANT,
	OF_RULE,
	OF_QUALIFICATION,
	OF_COMMENT,
	OF_EVALUATION,
	OF_SETTING,
	OF_NEED,
	OF_ADJUSTMENT,
	OF_CLUSTER, /* the registers (registers.h), in their order, each by the word of its list */
	OF_OWNER,
	OF_AGREEMENT,
	OF_CITY_EVENT,
	OF_STUDENTS,
	OF_EMPLOYEES,
	OF_FIGURE,
	N_KINDS
};

/*
 * Entries without a record, which say what is worth knowing: what a rule on trial would have refused, what was
 * overridden of a booking, what was refused to whom, who came in, what left the house, which mail was dropped, whose
 * text was erased. Their kind is N_KINDS.
 */
#define NOTE_TRIAL "trial:"           /* and the rule's id */
#define NOTE_OVERRIDDEN "overridden:" /* and the booking's */
#define NOTE_REFUSED "refused:"       /* and the op's word */
#define NOTE_LOGIN "login:"           /* and the login */
#define NOTE_EXPORT "export:"         /* and the word of the list, or `store` */
#define NOTE_MAIL "mail:"             /* and the mail's id */
#define NOTE_ERASED "erased:"         /* and the entity that lost its text */
bool entity_is_note(const char *entity);

/* The word before the colon; "" for N_KINDS. */
const char *entity_word(enum entity_kind kind);
/* N_KINDS for a name that begins with none of the words. */
enum entity_kind entity_kind_of(const char *entity);
/* What stands after the colon; "" without one. */
const char *entity_name(const char *entity);

#endif
