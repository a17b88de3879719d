/*
 * The tables of a store. A key begins with its table's letter; the fields after it are added so that the order of the
 * bytes is the order of their values (keys.h).
 */
#ifndef QUAD_STORE_TABLES_H
#define QUAD_STORE_TABLES_H

#include <stdbool.h>

/*
 * A row a table: its name, its letter, and whether the decision of a booking stands on its records and so keeps them
 * (decision_cache.h). The fields of the key:
 *
 *   SETTING          name: schema, zone, mark, the largest travel time, the largest setup or teardown
 *   INSTITUTION      code
 *   CAMPUS           code
 *   CAMPUS_NUMBER    number -> code
 *   TRAVEL           number number -> minutes between two campuses, the smaller number first
 *   RESOURCE_CODE    code -> number
 *   RESOURCE         number
 *   DIRECTORY        number of a chunk; the head without: all resources once more (directory_record.h)
 *   CLOSURE          scope owner class start end; scope 0 is everything, 1 a campus, 2 a resource
 *   BOOKING          id
 *   BOOKING_REF      the reference that a file gave -> id
 *   CLAIM            resource class start id
 *   CLAIM_TIME       class start resource id
 *   CLAIM_CLASSES    resource -> its wide classes beside the first one, see claim_classes.h
 *   TERM             code
 *   PERIOD           campus date number, campus 0 for all, the date from which it is valid
 *   DAY              campus date
 *   SERIES           id
 *   SERIES_REF       the reference that a file gave -> id
 *   SERIES_BOOKING   series id: the bookings of a series, cancelled ones too
 *   PERSON           login
 *   GRANT            login, a byte 1, role and scope: a further role
 *   DUE              minute id: a booking that is another at that minute, by the clock
 *   HOLDER           person or institution, class, start, id: who has bookings when (holder_index.h)
 *   WAIT             resource, id: who waits for it
 *   COMMENT          booking, seq: what was said about it
 *   EVALUATION       booking, side: how it was rated (evaluation.h)
 *   RULE             id: an owner's rule
 *   RULE_PLACE       what kind of place, its name, a byte 1, id: the rules of a place (rule_index.h)
 *   QUALIFICATION    login, a byte 1, name
 *   PART             whole, part: resources by number, of which one is a part of the other
 *   COLUMN_MAP       kind institution: which headers of theirs are which of our columns
 *   EVENT            reference of a calendar's event: what no booking says of it
 *   NEED             week, what else makes a need one: what was asked for and refused
 *   REGISTER         register, then the parts of its row's name with a byte 1 between them (registers.h)
 *   ADJUSTMENT       booking: a use of it that was proposed, and what became of that
 *   MAIL             action, login: a mail that waits to be sent
 *   MAIL_ITEM        action, login, a byte 1, seq, booking: what it is about
 *   KEY              fingerprint of a person's SSH key -> login
 *   TREE             level index -> hash of the entries below; without fields: the tree's edge (journal_tree.h)
 *   JOURNAL          seq
 *   REQUEST          id of a request -> its journal entry, of the last days
 */
#define TABLES(X)                                                                                                      \
	X(SETTING, 'm', false)                                                                                         \
	X(INSTITUTION, 'i', false)                                                                                     \
	X(CAMPUS, 'c', true)                                                                                           \
	X(CAMPUS_NUMBER, 'n', false)                                                                                   \
	X(TRAVEL, 't', true)                                                                                           \
	X(RESOURCE_CODE, 'r', false)                                                                                   \
	X(RESOURCE, 'R', true)                                                                                         \
	X(DIRECTORY, 'D', false)                                                                                       \
	X(CLOSURE, 'x', true)                                                                                          \
	X(BOOKING, 'b', false)                                                                                         \
	X(BOOKING_REF, 'f', false)                                                                                     \
	X(CLAIM, 'A', false)                                                                                           \
	X(CLAIM_TIME, 'T', false)                                                                                      \
	X(CLAIM_CLASSES, 'C', false)                                                                                   \
	X(TERM, 'e', false)                                                                                            \
	X(PERIOD, 'p', false)                                                                                          \
	X(DAY, 'd', false)                                                                                             \
	X(SERIES, 's', false)                                                                                          \
	X(SERIES_REF, 'g', false)                                                                                      \
	X(SERIES_BOOKING, 'S', false)                                                                                  \
	X(PERSON, 'u', true)                                                                                           \
	X(GRANT, 'G', true)                                                                                            \
	X(DUE, 'U', false)                                                                                             \
	X(HOLDER, 'H', false)                                                                                          \
	X(WAIT, 'W', false)                                                                                            \
	X(COMMENT, 'M', false)                                                                                         \
	X(EVALUATION, 'E', false)                                                                                      \
	X(RULE, 'O', true)                                                                                             \
	X(RULE_PLACE, 'P', true)                                                                                       \
	X(QUALIFICATION, 'Q', true)                                                                                    \
	X(PART, 'a', true)                                                                                             \
	X(COLUMN_MAP, 'h', false)                                                                                      \
	X(EVENT, 'k', false)                                                                                           \
	X(NEED, 'N', false)                                                                                            \
	X(REGISTER, 'F', true)                                                                                         \
	X(ADJUSTMENT, 'z', false)                                                                                      \
	X(MAIL, 'y', false)                                                                                            \
	X(MAIL_ITEM, 'Y', false)                                                                                       \
	X(KEY, 'K', false)                                                                                             \
	X(TREE, 'J', false)                                                                                            \
	X(JOURNAL, 'j', false)                                                                                         \
	X(REQUEST, 'q', false)

/* The value is the letter, so that a key's first byte is its table. */
enum table {
#define TABLE_ENUMERATOR(name, letter, decides) TABLE_##name = (letter),
	TABLES(TABLE_ENUMERATOR)
#undef TABLE_ENUMERATOR
};

/* True if what a decision keeps may be another after a record of this table was written. */
bool table_decides(enum table table);

#endif
