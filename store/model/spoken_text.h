/*
 * What people write, folded for the readers of spoken.h: small letters, plain digits and marks for full-width ones,
 * simplified characters for traditional ones, one sign for every dash (至 and 到 too) and one for every blank. Pure.
 *
 * Readers take the place where they begin, and move it after what they read; what they do not understand they leave.
 */
#ifndef QUAD_STORE_SPOKEN_TEXT_H
#define QUAD_STORE_SPOKEN_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPOKEN_MAX 255 /* bytes of a text, at most */

struct spoken_text {
	char s[SPOKEN_MAX + 1];
	uint16_t at[SPOKEN_MAX + 1]; /* where in the text as given each byte began */
};

/* QUAD_EINVAL for a text that is too long. */
int spoken_fold(const char *text, struct spoken_text *out) __attribute__((warn_unused_result));
/* The place in the text as given that a place in the folded one came from. */
const char *spoken_place(const struct spoken_text *t, const char *folded, const char *text);

void spoken_blanks(const char **p); /* skips them */
/* Skips one of the words (the list ends with NULL): its place in the list, or -1. A word of letters ends where letters
 * end. */
int spoken_any(const char **p, const char *const *words);
bool spoken_is(const char **p, const char *word);
/* The same, with the blanks before the word; they stay if the word is not there. */
bool spoken_sign(const char **p, const char *word);
/* The place of the English name that the letters here abbreviate to `least` or more of them, a full stop after them or
 * not; -1. */
int spoken_name(const char **p, const char *const *names, size_t least);
/* A number of up to so many digits, which nothing but its digits can end. */
bool spoken_digits(const char **p, size_t max_digits, int *out);
/* A number of digits (at most 6), or a numeral up to 99: 三, 两, 十六, 二十一. */
bool spoken_number(const char **p, int *out);

#endif
