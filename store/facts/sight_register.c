/* The places that a row names, and the right to see what is there. */
#include "store/facts/sight_register.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/right_rows.h"
#include "store/facts/sight_rows.h"

/* A place for each of the institutions of a list. */
static int place_parties(const char *codes, struct arena *arena, struct right_row *out)
{
	struct right_place *places = arena_alloc(arena, (strlen(codes) / 2 + 1) * sizeof *places);
	*out = (struct right_row){.places = places};
	if (!places)
		return QUAD_ENOMEM;
	for (const char *p = codes; *p;) {
		size_t len = strcspn(p, ";");
		const char *code = arena_dup(arena, p, len);
		if (!code)
			return QUAD_ENOMEM;
		places[out->n_places++] = (struct right_place){"", "", code};
		p += len + (p[len] == ';');
	}
	return 0;
}

int sight_register_row(struct db_txn *txn, const struct register_row *row, struct arena *arena, struct right_row *out)
{
	*out = (struct right_row){0};
	switch (row->id) {
	case REGISTER_OWNERS: return right_rows_place(txn, row->text[OWNER_RESOURCE], "", arena, out);
	case REGISTER_AGREEMENTS: return place_parties(row->text[AGREEMENT_PARTIES], arena, out);
	case REGISTER_EVENTS: return right_rows_institution(row->text[EVENT_INSTITUTION], arena, out);
	case REGISTER_STUDENTS: return right_rows_institution(row->text[STUDENTS_INSTITUTION], arena, out);
	case REGISTER_EMPLOYEES: return right_rows_institution(row->text[EMPLOYEES_INSTITUTION], arena, out);
	case REGISTER_CLUSTERS:
	case REGISTER_FIGURES:
	case REGISTER_N: break;
	}
	return 0;
}

int sight_of_register(struct sight *s, struct db_txn *txn, const struct register_row *row, struct arena *arena,
                      bool *seen)
{
	struct right_row about;
	*seen = !s || (row->id != REGISTER_AGREEMENTS && row->id != REGISTER_EMPLOYEES);
	if (*seen)
		return 0;
	int err = sight_register_row(txn, row, arena, &about);
	*seen = !err && rights_may(&s->member, RIGHT_REPORT, &about, s->now, NULL);
	return err;
}
