/*
 * Headers vote: who has a code in the list is its subject more likely than who has a name, and that more than who is
 * only named. A place wins a tie, since rooms list what is in them, and with what is held there by whom.
 */
#include "store/list/list_subject.h"

enum { VOTE_FIRST = 1, VOTE_PLAIN = 1, VOTE_NAME = 2, VOTE_CODE = 3, VOTE_KIND = 2, VOTE_SEATS = 1, VOTE_TOLD = 100 };

enum { PLACE, EQUIPMENT, TEACHER, CLASS, N_SUBJECTS };

static const enum header_noun nouns[N_SUBJECTS] = {NOUN_PLACE, NOUN_EQUIPMENT, NOUN_TEACHER, NOUN_CLASS};

static size_t subject_of(enum header_noun noun)
{
	size_t i = 0;
	while (i < N_SUBJECTS && nouns[i] != noun)
		i++;
	return i;
}

/* The votes of a header for the thing that it is about. */
static unsigned votes_of(const struct header_words *words)
{
	if (words->marks & MARK_BELONGS)
		return 0;
	switch (words->suffix) {
	case SUFFIX_CODE: return VOTE_CODE;
	case SUFFIX_NAME: return VOTE_NAME;
	case SUFFIX_NONE: return words->head == NOUN_EQUIPMENT ? 0 : VOTE_PLAIN;
	default: return 0;
	}
}

/* The votes of a header about a kind or a number for the thing whose it is: 教室类型, 教室容量. */
static unsigned votes_for_owner(const struct header_words *words)
{
	if (words->head == NOUN_KIND)
		return VOTE_KIND;
	return words->head == NOUN_SEATS ? VOTE_SEATS : 0;
}

static size_t subject_told(enum resource_kind told)
{
	switch (told) {
	case KIND_EQUIPMENT: return EQUIPMENT;
	case KIND_TEACHER: return TEACHER;
	case KIND_CLASS: return CLASS;
	default: return PLACE;
	}
}

/* True if each row is another piece and several of them are in one place. */
static bool lists_pieces(const struct header_said *headers, size_t n, const struct list_sample *sample)
{
	bool pieces = false, places = false;
	for (size_t i = 0; i < n; i++) {
		if (!headers[i].known || headers[i].words.suffix != SUFFIX_CODE)
			continue;
		bool apart = list_sample_tells_apart(sample, i);
		pieces |= headers[i].words.head == NOUN_EQUIPMENT && apart;
		places |= headers[i].words.head == NOUN_PLACE && !apart;
	}
	return pieces && places && sample->n > 1;
}

enum header_noun list_subject(const struct header_said *headers, size_t n, const struct list_sample *sample,
                              enum resource_kind told)
{
	unsigned votes[N_SUBJECTS + 1] = {0};
	size_t best = 0;
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		if (!headers[i].known)
			continue;
		size_t subject = subject_of(headers[i].words.head), owner = subject_of(headers[i].words.owner);
		votes[subject] += votes_of(&headers[i].words);
		votes[owner] += votes_for_owner(&headers[i].words);
		if (subject < N_SUBJECTS && !any)
			votes[subject] += VOTE_FIRST;
		any |= subject < N_SUBJECTS;
	}
	/* what was told, if any header is about it */
	if (told && votes[subject_told(told)])
		votes[subject_told(told)] += VOTE_TOLD;
	else if (lists_pieces(headers, n, sample))
		votes[EQUIPMENT] += VOTE_TOLD;
	for (size_t i = 1; i < N_SUBJECTS; i++)
		if (votes[i] > votes[best])
			best = i;
	return votes[best] ? nouns[best] : NOUN_NONE;
}

bool list_subject_is_other(enum header_noun subject, const struct header_words *words)
{
	return subject && words->head != subject && subject_of(words->head) < N_SUBJECTS;
}
