/* The table of registers, and one codec for all of them. */
#include "store/model/registers.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define TEXT(column, type, needed, key, names)                                                                         \
	{                                                                                                              \
		column, type, false, needed, key, names                                                                \
	}
#define NUMBER(column, type, needed, key)                                                                              \
	{                                                                                                              \
		column, type, true, needed, key, N_KINDS                                                               \
	}

static const struct register_field cluster_texts[] = {
	[CLUSTER_SPECIALTY] = TEXT("specialty", FIELD_CODE, true, true, N_KINDS),
	[CLUSTER_NAME] = TEXT("cluster", FIELD_TEXT, true, false, N_KINDS),
	[CLUSTER_INDUSTRY] = TEXT("industry", FIELD_TEXT, false, false, N_KINDS),
};

static const struct register_field owner_texts[] = {
	[OWNER_RESOURCE] = TEXT("resource", FIELD_CODE, true, true, OF_RESOURCE),
	[OWNER_INSTITUTION] = TEXT("institution", FIELD_CODE, true, true, OF_INSTITUTION),
};
static const struct register_field owner_numbers[] = {
	[OWNER_SHARE] = NUMBER("share", FIELD_DECIMAL, true, false),
	[OWNER_FROM] = NUMBER("from", FIELD_DAY, false, false),
	[OWNER_UNTIL] = NUMBER("until", FIELD_DAY, false, false),
};

static const struct register_field agreement_texts[] = {
	[AGREEMENT_CODE] = TEXT("code", FIELD_CODE, true, true, N_KINDS),
	[AGREEMENT_PARTIES] = TEXT("parties", FIELD_TEXT, true, false, OF_INSTITUTION),
	[AGREEMENT_RESOURCES] = TEXT("resources", FIELD_TEXT, false, false, OF_RESOURCE),
	[AGREEMENT_PRICE] = TEXT("price", FIELD_TEXT, false, false, N_KINDS),
	[AGREEMENT_TEXT] = TEXT("text", FIELD_TEXT, false, false, N_KINDS),
};
static const struct register_field agreement_numbers[] = {
	[AGREEMENT_FROM] = NUMBER("from", FIELD_DAY, false, false),
	[AGREEMENT_UNTIL] = NUMBER("until", FIELD_DAY, false, false),
	[AGREEMENT_HOURS] = NUMBER("hours", FIELD_DECIMAL, false, false),
};

static const struct register_field event_texts[] = {
	[EVENT_CODE] = TEXT("code", FIELD_CODE, true, true, N_KINDS),
	[EVENT_NAME] = TEXT("name", FIELD_TEXT, true, false, N_KINDS),
	[EVENT_INSTITUTION] = TEXT("institution", FIELD_CODE, false, false, OF_INSTITUTION),
};
static const struct register_field event_numbers[] = {
	[EVENT_START] = NUMBER("start", FIELD_MOMENT, false, false),
	[EVENT_END] = NUMBER("end", FIELD_MOMENT, false, false),
};

static const struct register_field students_texts[] = {
	[STUDENTS_INSTITUTION] = TEXT("institution", FIELD_CODE, true, true, OF_INSTITUTION),
};
static const struct register_field students_numbers[] = {
	[STUDENTS_YEAR] = NUMBER("year", FIELD_YEAR, true, true),
	[STUDENTS_COUNT] = NUMBER("count", FIELD_COUNT, true, false),
};

static const struct register_field employees_texts[] = {
	[EMPLOYEES_INSTITUTION] = TEXT("institution", FIELD_CODE, true, true, OF_INSTITUTION),
	[EMPLOYEES_POST] = TEXT("post", FIELD_CODE, true, true, N_KINDS),
};
static const struct register_field employees_numbers[] = {
	[EMPLOYEES_COUNT] = NUMBER("count", FIELD_COUNT, true, false),
	[EMPLOYEES_FROM] = NUMBER("from", FIELD_DAY, false, true),
};

static const struct register_field figure_texts[] = {
	[FIGURE_REGION] = TEXT("region", FIELD_CODE, true, true, N_KINDS),
	[FIGURE_NAME] = TEXT("name", FIELD_CODE, true, true, N_KINDS),
};
static const struct register_field figure_numbers[] = {
	[FIGURE_YEAR] = NUMBER("year", FIELD_YEAR, true, true),
	[FIGURE_VALUE] = NUMBER("value", FIELD_DECIMAL, true, false),
};

#define KIND(id, list, entity, texts, numbers) [id] = {id, list, entity, texts, numbers, COUNT(texts), COUNT(numbers)}

static const struct register_kind kinds[REGISTER_N] = {
	[REGISTER_CLUSTERS] = {REGISTER_CLUSTERS, LIST_OF_CLUSTERS, OF_CLUSTER, cluster_texts, NULL,
                               COUNT(cluster_texts), 0},
	KIND(REGISTER_OWNERS, LIST_OF_OWNERS, OF_OWNER, owner_texts, owner_numbers),
	KIND(REGISTER_AGREEMENTS, LIST_OF_AGREEMENTS, OF_AGREEMENT, agreement_texts, agreement_numbers),
	KIND(REGISTER_EVENTS, LIST_OF_EVENTS, OF_CITY_EVENT, event_texts, event_numbers),
	KIND(REGISTER_STUDENTS, LIST_OF_STUDENTS, OF_STUDENTS, students_texts, students_numbers),
	KIND(REGISTER_EMPLOYEES, LIST_OF_EMPLOYEES, OF_EMPLOYEES, employees_texts, employees_numbers),
	KIND(REGISTER_FIGURES, LIST_OF_FIGURES, OF_FIGURE, figure_texts, figure_numbers),
};

const struct register_kind *register_kind(enum register_id id)
{
	return id > 0 && id < REGISTER_N ? &kinds[id] : NULL;
}

const struct register_kind *register_of_entity(enum entity_kind entity)
{
	for (size_t i = 1; i < REGISTER_N; i++)
		if (kinds[i].entity == entity)
			return &kinds[i];
	return NULL;
}

struct register_row register_row_of(enum register_id id)
{
	struct register_row row = {.id = id};
	for (size_t i = 0; i < REGISTER_TEXTS; i++)
		row.text[i] = "";
	if (id == REGISTER_AGREEMENTS)
		row.number[AGREEMENT_HOURS] = -1;
	return row;
}

void register_name(const struct register_row *row, struct buf *out)
{
	const struct register_kind *kind = register_kind(row->id);
	size_t n = 0;
	for (size_t i = 0; kind && i < kind->n_texts; i++)
		if (kind->texts[i].key)
			buf_fmt(out, "%s%s", n++ ? ":" : "", row->text[i]);
	for (size_t i = 0; kind && i < kind->n_numbers; i++)
		if (kind->numbers[i].key)
			buf_fmt(out, ":%" PRId64, row->number[i]);
}

bool register_key_fits(const struct register_row *row)
{
	const struct register_kind *kind = register_kind(row->id);
	size_t len = 0;
	for (size_t i = 0; kind && i < kind->n_texts; i++)
		len += kind->texts[i].key ? strlen(row->text[i]) : 0;
	return len <= REGISTER_KEY_TEXTS_MAX;
}

void register_encode(const struct register_row *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, v->id, 1);
	for (size_t i = 0; i < REGISTER_NUMBERS; i++)
		record_int(&w, (uint64_t)v->number[i], 8);
	record_texts(&w);
	for (size_t i = 0; i < REGISTER_TEXTS; i++)
		record_text(&w, v->text[i]);
}

int register_decode(struct bytes b, struct register_row *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->id = (enum register_id)record_get_int(&r, 1);
	for (size_t i = 0; i < REGISTER_NUMBERS; i++)
		out->number[i] = (int64_t)record_get_int(&r, 8);
	for (size_t i = 0; i < REGISTER_TEXTS; i++)
		out->text[i] = record_get_text(&r);
	if (!r.err && (!register_kind(out->id) || !*out->text[0]))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

bool register_has_code(const char *codes, const char *code)
{
	size_t len = strlen(code);
	for (const char *p = codes; *p;) {
		size_t n = strcspn(p, ";");
		if (n == len && memcmp(p, code, n) == 0)
			return true;
		p += n;
		p += *p == ';';
	}
	return false;
}

/* The shares of those who own a part on that day, but for one institution's. */
static int64_t sum_shares(const struct register_row *owners, size_t n, const char *but, int64_t day)
{
	int64_t sum = 0;
	for (size_t i = 0; i < n; i++)
		if (register_holds(owners[i].number[OWNER_FROM], owners[i].number[OWNER_UNTIL], day) &&
		    strcmp(owners[i].text[OWNER_INSTITUTION], but) != 0)
			sum += owners[i].number[OWNER_SHARE];
	return sum;
}

int64_t register_shares_taken(const struct register_row *owners, size_t n, const struct register_row *row, int64_t *day)
{
	const char *own = row->text[OWNER_INSTITUTION];
	int64_t from = row->number[OWNER_FROM], until = row->number[OWNER_UNTIL];
	int64_t most = sum_shares(owners, n, own, from ? from : INT64_MIN);
	*day = from;
	/* a sum grows only on the first day of a share */
	for (size_t i = 0; i < n; i++) {
		int64_t first = owners[i].number[OWNER_FROM];
		if (!first || !register_holds(from, until, first))
			continue;
		int64_t sum = sum_shares(owners, n, own, first);
		if (sum < most || (sum == most && first >= *day))
			continue;
		most = sum;
		*day = first;
	}
	return most;
}
