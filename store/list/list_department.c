#include "store/list/list_department.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/format/list_words.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

static bool has_any(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(text, words[i]))
			return true;
	return false;
}

bool department_header(const char *header, bool *failed)
{
	static const char *const departments[] = {"部",       "系",      "科室",     "处室",       "教研室",
	                                          "中心",     "dep",     "dpt",      "center",     "centre",
	                                          "division", "faculty", "fakultät", "fachbereich"};
	static const char *const institutions[] = {"单位",    "学校",   "学院",       "院校",   "高校",    "institut",
	                                           "college", "school", "university", "organi", "employer"};
	struct buf normal = {0};
	words_header(&normal, header);
	const char *text = buf_text(&normal);
	bool is = has_any(text, departments, COUNT(departments)) && !has_any(text, institutions, COUNT(institutions));
	*failed |= normal.failed;
	buf_release(&normal);
	return is;
}

struct search {
	const char *text;
	int err; /* QUAD_ENOTFOUND: it is no institution */
};

static int search_institution(struct db_txn *txn, void *arg)
{
	struct search *search = arg;
	struct institution found;
	search->err = facts_institution_named(txn, search->text, &found);
	return 0;
}

/* Looks a text up in the store and notes what it is. A name of several institutions is not strange. */
static int look_up(struct list_departments *d, struct store *s, const char *text, bool *strange)
{
	struct search search = {.text = text};
	int err = db_read(s->db, search_institution, &search);
	if (err)
		return err;
	*strange = search.err == QUAD_ENOTFOUND;
	if (search.err && search.err != QUAD_ENOTFOUND && search.err != QUAD_EINVAL)
		return search.err;
	return seen_add(*strange ? &d->strange : &d->known, text, 1, "");
}

int department_is_strange(struct list_departments *d, struct store *s, const char *header, const char *text,
                          struct arena *arena, bool *out)
{
	*out = seen_find(&d->strange, text, NULL);
	bool known = seen_find(&d->known, text, NULL);
	int err = *out || known ? 0 : look_up(d, s, text, out);
	if (err || !*out)
		return err;
	d->n_cells++;
	if (!d->header)
		d->header = arena_str(arena, header);
	return d->header ? 0 : QUAD_ENOMEM;
}

void departments_release(struct list_departments *d)
{
	seen_release(&d->known);
	seen_release(&d->strange);
	*d = (struct list_departments){0};
}
