/* Words as people write them in lists: one form for comparing, and the vocabularies of the cells. */
#ifndef QUAD_STORE_LIST_WORDS_H
#define QUAD_STORE_LIST_WORDS_H

#include "store/model/model.h"
#include "store/base/buf.h"

/*
 * The form under which headers and words compare: folded (utf8_fold), simplified characters for traditional ones,
 * without blanks and underscores. Appends to out.
 */
void words_normal(struct buf *out, const char *s);

/*
 * False if the normal form of a text surely begins with none of the characters in `firsts`, which are ASCII and
 * ideographs in that form. It is cheap: most cells are told from a word that is looked for by their first character.
 */
bool words_may_begin(const char *text, const char *firsts);

/* True if two texts are the same in that form; *failed is set on out of memory. */
bool words_same(const char *a, const char *b, bool *failed);

/* A header: as words_normal, and without brackets and what is in them, and marks such as `*` and `:`. */
void words_header(struct buf *out, const char *s);

/*
 * The kind of resource that a word in normal form names, 0 if it names none. *plain: the word is one of our own, so
 * nothing is lost if it is not kept.
 */
enum resource_kind words_kind(const char *normal, bool *plain);

enum resource_mode words_mode(const char *normal);
enum approval words_approval(const char *normal);
enum sharing words_sharing(const char *normal);
/* False for a word that means no class of purposes; other ones than those are PURPOSE_NONE. */
bool words_purpose(const char *normal, enum purpose_class *out);
enum person_role words_role(const char *normal);
/* 0 for a word that names no state; `all` is none. */
enum booking_state words_state(const char *normal);
/* The kind of list that a word names, 0 for none. */
enum list_id words_list(const char *normal);
/* The locale's name of a language that is called by a word, NULL for one that is not known. */
const char *words_language(const char *normal);
/* 1, 0, or -1 for a word that is neither. */
int words_bool(const char *normal);
/* Our word for a tier or a region, NULL for one that is not known. */
const char *words_tier(const char *normal);
const char *words_region(const char *normal);
/*
 * Reads a day rule: `off`, `normal`, `as4-2`, `补4-2`, `第4周周二`, `放假`... week and weekday are 0 unless the kind is
 * DAY_AS. False for a word that is no day rule.
 */
bool words_day(const char *normal, enum day_kind *kind, uint32_t *week, uint32_t *weekday);
/*
 * True for a row of cleaned texts that is no row of a list: a row of sums (its first text is a word for a sum, all
 * others are figures), or of nothing but remarks and signatures such as `填表人：`. *failed is set on out of memory.
 */
bool words_aside(const char *const *texts, size_t n, bool *failed);
/* True for words that say that there is no limit. */
bool words_unlimited(const char *normal);
/* True for a unit behind a number: people, pieces, minutes, weeks, periods. */
bool words_unit(const char *normal);

#endif
