/* What the rows of a list of resources are about, by its headers. Private to the list modules. */
#ifndef QUAD_STORE_LIST_SUBJECT_H
#define QUAD_STORE_LIST_SUBJECT_H

#include "store/list/list_sample.h"

/* What a header says; `known` is false for one that is not understood by its parts. */
struct header_said {
	bool known;
	struct header_words words;
};

/*
 * NOUN_PLACE, NOUN_EQUIPMENT, NOUN_TEACHER or NOUN_CLASS; NOUN_NONE if no header tells. told is the kind that `--set`
 * gives, 0 for none.
 */
enum header_noun list_subject(const struct header_said *headers, size_t n, const struct list_sample *sample,
                              enum resource_kind told);

/* True for a header about a thing of one of these sorts that the rows are not about: 教师 in a list of rooms. */
bool list_subject_is_other(enum header_noun subject, const struct header_words *words);

#endif
