/*
 * What there is to name in a finder: campuses, institutions, terms, resources; and which of them a text means. Texts
 * compare as searches do, in any case and width.
 */
#ifndef QUAD_TUI_FINDER_TERMS_H
#define QUAD_TUI_FINDER_TERMS_H

#include "store/query/query.h"

struct finder_terms {
	struct campus_list campuses;
	struct institution_list institutions;
	struct term_list terms;
	struct found_list resources; /* all, by code */
	const char *own_campus;      /* of the person at the screen, "" if none or several are */
	struct arena arena;
};

/* Reads them; all-zero is empty. An error of the store leaves it empty. */
int finder_terms_load(struct finder_terms *t, struct store *s, const char *actor) __attribute__((warn_unused_result));
void finder_terms_release(struct finder_terms *t);

/* How sure a text is to mean something. */
enum finder_fit {
	FINDER_WHOLE, /* it is the code or the name */
	FINDER_PART,  /* it is the beginning of the code, or in the name or in its sound, of one alone */
};

/*
 * The code that a text means, NULL if none; *several is set if it may mean more than one, and then the codes of up to
 * three of them are appended to it, with commas. several may be NULL.
 */
const char *finder_campus(const struct finder_terms *t, const char *text, enum finder_fit fit, struct buf *several);
const char *finder_institution(const struct finder_terms *t, const char *text, enum finder_fit fit,
                               struct buf *several);
/* A resource of these kinds (1 << enum resource_kind); a part is one of the name only. */
const struct resource *finder_resource(const struct finder_terms *t, const char *text, unsigned kinds,
                                       enum finder_fit fit, struct buf *several);
/* Who comes along: teachers, classes, equipment. */
#define FINDER_COMPANIONS (1u << KIND_TEACHER | 1u << KIND_CLASS | 1u << KIND_EQUIPMENT)

/*
 * The kind that a word means, in the words of files, of the person's language and of schools (实训室, labs); 0 for none.
 * *whole: the word says nothing else, so that nothing is lost if it is not looked for.
 */
enum resource_kind finder_kind(const char *word, bool *whole);

#endif
