/*
 * How a booking was rated after its end, by each of its two sides: whoever used what was booked, and whoever keeps it.
 * Pure.
 */
#ifndef QUAD_STORE_EVALUATION_H
#define QUAD_STORE_EVALUATION_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"

enum evaluation_side { EVALUATION_BY_USER = 1, EVALUATION_BY_OWNER };

/*
 * The scores in their order. Of a user, about what was booked: its equipment, its order, the service, how well it
 * fitted the purpose. Of an owner, about the use: care, order, punctuality, how well it kept to its purpose.
 */
#define EVALUATION_SCORES 4
#define EVALUATION_SCORE_MAX 5 /* from 1 on, the more the better */

struct evaluation {
	uint64_t booking; /* with the side the key */
	enum evaluation_side side;
	uint64_t seq; /* journal entry of the last change */
	int64_t at_min;
	unsigned char scores[EVALUATION_SCORES];
	const char *login, *note; /* by whom; what is said besides, "" = nothing */
};

/* `user`, `owner`; "" for a number that is no side. */
const char *evaluation_side_word(enum evaluation_side v);
/* QUAD_EINVAL for another word. */
int evaluation_side_parse(const char *word, enum evaluation_side *out) __attribute__((warn_unused_result));

/*
 * Reads `5,4,3,2`, in which the commas and digits may be full-width ones. QUAD_EINVAL for anything but four scores.
 */
int evaluation_scores_parse(const char *text, unsigned char out[EVALUATION_SCORES]) __attribute__((warn_unused_result));
/* `5,4,3,2` */
#define EVALUATION_TEXT_MAX (2 * EVALUATION_SCORES)
const char *evaluation_scores_format(const unsigned char scores[EVALUATION_SCORES], char text[EVALUATION_TEXT_MAX]);

/* True if every score is one. */
bool evaluation_is_sound(const struct evaluation *v);

void evaluation_encode(const struct evaluation *v, struct buf *out);
/* Fills all but the key. Texts point into the bytes. QUAD_ECORRUPT, QUAD_EVERSION. */
int evaluation_decode(struct bytes b, struct evaluation *out) __attribute__((warn_unused_result));

#endif
