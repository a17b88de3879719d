/* The words of the enumerations, a table each, as files, options and answers use them. */
#include "store/model/model.h"

#include <string.h>

#include "store/base/err.h"

static const char *const kinds[] = {"", "lab", "base", "room", "equipment", "teacher", "class"};
static const char *const modes[] = {"", "exclusive", "shared"};
static const char *const approvals[] = {"", "none", "owner", "owner+coordinator"};
static const char *const sharings[] = {"", "owner", "consortium", "public"};
static const char *const states[] = {"",       "booked",  "cancelled", "requested", "declined",
                                     "lapsed", "waiting", "used",      "noshow"};
static const char *const roles[] = {"",        "viewer",   "requester", "administrator", "coordinator",
                                    "auditor", "approver", "expert"};
static const char *const lists[] = {"",          "institutions", "campuses", "travel",   "resources",      "people",
                                    "terms",     "periods",      "days",     "closures", "bookings",       "series",
                                    "timetable", "ics",          "grants",   "rules",    "qualifications", "clusters",
                                    "owners",    "agreements",   "events",   "students", "employees",      "figures"};
static const char *const purposes[] = {"", "teaching", "research", "service", "training", "competition", "maintenance"};

#define COUNT(words) (sizeof(words) / sizeof *(words))

static const char *word_of(const char *const *words, size_t n, int v)
{
	return v > 0 && (size_t)v < n ? words[v] : "";
}

static int value_of(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 1; i < n; i++)
		if (strcmp(words[i], word) == 0)
			return (int)i;
	return 0;
}

#define WORD(name, type, words)                              \
	const char *name##_word(type v)                      \
	{                                                    \
		return word_of(words, COUNT(words), (int)v); \
	}

#define PARSE(name, type, words)                                  \
	int name##_parse(const char *word, type *out)             \
	{                                                         \
		*out = (type)value_of(words, COUNT(words), word); \
		return *out ? 0 : QUAD_EINVAL;                    \
	}

WORD(kind, enum resource_kind, kinds)
WORD(mode, enum resource_mode, modes)
WORD(approval, enum approval, approvals)
WORD(sharing, enum sharing, sharings)
WORD(state, enum booking_state, states)
WORD(role, enum person_role, roles)
WORD(list, enum list_id, lists)
WORD(purpose, enum purpose_class, purposes)
PARSE(kind, enum resource_kind, kinds)
PARSE(state, enum booking_state, states)
PARSE(list, enum list_id, lists)
PARSE(role, enum person_role, roles)
PARSE(purpose, enum purpose_class, purposes)

enum booking_state booking_state_at(const struct booking *b, int64_t now)
{
	bool due = b->until && now >= b->until;
	if (!due)
		return b->state;
	switch (b->state) {
	case STATE_REQUESTED:
	case STATE_WAITING: return STATE_LAPSED;
	case STATE_BOOKED: return STATE_NOSHOW;
	default: return b->state;
	}
}

static bool is_same_claim(const struct claim *a, const struct claim *b)
{
	if (a->resource != b->resource || a->units != b->units || a->start != b->start || a->end != b->end)
		return false;
	return a->place == b->place && a->limit == b->limit && a->whole == b->whole && a->until == b->until;
}

bool booking_has_same_claims(const struct booking *a, const struct booking *b)
{
	if (a->n_claims != b->n_claims)
		return false;
	for (size_t i = 0; i < a->n_claims; i++)
		if (!is_same_claim(&a->claims[i], &b->claims[i]))
			return false;
	return true;
}

bool booking_has_same_resources(const struct booking *a, const struct booking *b)
{
	if (a->n_claims != b->n_claims)
		return false;
	for (size_t i = 0; i < a->n_claims; i++)
		if (a->claims[i].resource != b->claims[i].resource)
			return false;
	return true;
}

bool booking_is_open(const struct booking *b, int64_t now)
{
	enum booking_state state = booking_state_at(b, now);
	return state_stands(state) || state == STATE_WAITING;
}

bool kind_travels(enum resource_kind kind)
{
	return kind == KIND_TEACHER || kind == KIND_CLASS;
}

bool kind_is_place(enum resource_kind kind)
{
	return kind == KIND_LAB || kind == KIND_BASE || kind == KIND_ROOM;
}
