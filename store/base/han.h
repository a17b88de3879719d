/* Chinese as people type it into a search. The readings and variants are those of the Unihan database. */
#ifndef QUAD_STORE_HAN_H
#define QUAD_STORE_HAN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * True if every word (blank-separated) of a folded query is somewhere in the folded text (utf8_fold). A word is there
 *
 * - as it stands;
 * - in other characters: a simplified one means each traditional one that it is written for, and the reverse (发: 發,
 * 髮), and 裏 is 裡;
 * - by sound, from the beginning of any character on: each character by its pinyin or its initial (`qiche`, `qc`,
 * `qiwx`, also zh, ch, sh) or by its Jyutping (`heice`), and the last by the beginning of one, as far as it is typed.
 * All readings count. Tone marks do not, nor do the digits of tones; a digit that ends a word of several syllables is a
 *   tone only where an earlier one has it too, so that `shukong1` is not 数控2. ü may be v or u, ' stands between
 *   syllables. One word is in one of the two. What may begin a syllable of pinyin is not taken for a part of one of
 *   Jyutping, so a longer word may be there where its beginning is not: 汽 is found by `hei`, not by `he`.
 *
 * Letters, digits and marks of the text are read as they stand, beside sounds too (`lab1sk`: LAB1数控). A word of more
 * than 63 characters is only sought as it stands. Bytes that are not UTF-8 are compared as bytes.
 */
bool han_has_words(const char *folded, const char *words);

/* The same, and how: for lists in which the rows that a word is written in come before those that only sound like it.
 */
enum han_match {
	HAN_NOT,
	HAN_SOUNDS, /* a word of them only by sound, or in other characters */
	HAN_STANDS, /* as they stand */
};
enum han_match han_match(const char *folded, const char *words);

/*
 * 3, with the bytes of the simplified character in `to`, if s[0..len) is a traditional one or another variant of it;
 * else 0. It is the one that stands for all that are written for each other: 发 for 發 and 髮.
 */
size_t han_simplified(const char *s, size_t len, char to[3]);

#endif
