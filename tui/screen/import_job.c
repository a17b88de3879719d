/* Keeps what was said about an import. Pairs of another kind of list stay, in case it is chosen again. */
#include "tui/screen/import_job.h"

#include <string.h>

#include "store/base/err.h"

int import_job_begin(struct import_job *job, const char *path, const struct list_kind *kind)
{
	*job = (struct import_job){.kind = kind};
	job->path = arena_str(&job->arena, path);
	return job->path ? 0 : QUAD_ENOMEM;
}

void import_job_release(struct import_job *job)
{
	arena_release(&job->arena);
	*job = (struct import_job){0};
}

static int replace_text(struct import_job *job, const char **to, const char *text)
{
	const char *copy = *text ? arena_str(&job->arena, text) : NULL;
	job->n_said++;
	if (*text && !copy)
		return QUAD_ENOMEM;
	*to = copy;
	return 0;
}

int import_job_encoding(struct import_job *job, const char *encoding)
{
	return replace_text(job, &job->encoding, encoding);
}

int import_job_sheet(struct import_job *job, const char *sheet)
{
	return replace_text(job, &job->sheet, sheet);
}

/* ---- pairs ---- */

static void remove_pair(struct import_pairs *pairs, size_t i)
{
	memmove(&pairs->v[i], &pairs->v[i + 1], (pairs->n - i - 1) * sizeof *pairs->v);
	pairs->n--;
}

/* Drops the pairs of this kind of list with that text of ours or of theirs; NULL is none. */
static void drop_pairs(struct import_job *job, struct import_pairs *pairs, const char *ours, const char *theirs)
{
	job->n_said++;
	for (size_t i = pairs->n; i > 0; i--) {
		const struct import_pair *p = &pairs->v[i - 1];
		bool same =
			(ours && strcmp(p->pair.ours, ours) == 0) || (theirs && strcmp(p->pair.theirs, theirs) == 0);
		if (same && p->kind == job->kind)
			remove_pair(pairs, i - 1);
	}
}

static int add_pair(struct import_job *job, struct import_pairs *pairs, const char *ours, const char *theirs)
{
	struct import_pair *v = arena_grow(&job->arena, pairs->v, pairs->n, &pairs->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	pairs->v = v;
	v[pairs->n] = (struct import_pair){job->kind, {arena_str(&job->arena, ours), arena_str(&job->arena, theirs)}};
	if (!v[pairs->n].pair.ours || !v[pairs->n].pair.theirs)
		return QUAD_ENOMEM;
	pairs->n++;
	return 0;
}

int import_job_map(struct import_job *job, const char *ours, const char *theirs)
{
	drop_pairs(job, &job->map, *ours ? ours : NULL, theirs);
	return add_pair(job, &job->map, ours, theirs);
}

void import_job_unmap(struct import_job *job, const char *theirs)
{
	drop_pairs(job, &job->map, NULL, theirs);
}

int import_job_set(struct import_job *job, const char *ours, const char *value)
{
	drop_pairs(job, &job->set, ours, NULL);
	return *value ? add_pair(job, &job->set, ours, value) : 0;
}

int import_job_map_kind(struct import_job *job, const char *word, enum resource_kind kind)
{
	drop_pairs(job, &job->kinds, NULL, word);
	return add_pair(job, &job->kinds, kind_word(kind), word);
}

const char *import_job_value(const struct import_job *job, const char *ours)
{
	for (size_t i = 0; i < job->set.n; i++)
		if (job->set.v[i].kind == job->kind && strcmp(job->set.v[i].pair.ours, ours) == 0)
			return job->set.v[i].pair.theirs;
	return NULL;
}

/* ---- what it comes to ---- */

bool import_job_may(const struct import_job *job, enum import_option option)
{
	const char *word = job->kind ? list_kind_word(job->kind) : "";
	bool is_series = strcmp(word, "series") == 0 || strcmp(word, "timetable") == 0;
	switch (option) {
	case IMPORT_CREATE: return job->kind && !list_kind_is_ics(job->kind);
	case IMPORT_SKIP: return is_series;
	case IMPORT_WITHDRAW: return strcmp(word, "resources") == 0 && import_job_value(job, "institution");
	case IMPORT_OPTIONS: break;
	}
	return false;
}

/* The pairs of the kind at hand. */
static int pick_pairs(const struct import_job *job, const struct import_pairs *pairs, struct arena *arena,
                      const struct list_pair **out, size_t *n)
{
	struct list_pair *v = arena_alloc(arena, (pairs->n + 1) * sizeof *v);
	*n = 0;
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < pairs->n; i++)
		if (pairs->v[i].kind == job->kind)
			v[(*n)++] = pairs->v[i].pair;
	*out = v;
	return 0;
}

int import_job_ask(const struct import_job *job, struct arena *arena, struct list_import *out)
{
	*out = (struct list_import){.kind = job->kind,
	                            .encoding = job->encoding,
	                            .sheet = job->sheet,
	                            .create_missing = job->options[IMPORT_CREATE] && import_job_may(job, IMPORT_CREATE),
	                            .skip_conflicts = job->options[IMPORT_SKIP] && import_job_may(job, IMPORT_SKIP),
	                            .withdraw_missing =
	                                    job->options[IMPORT_WITHDRAW] && import_job_may(job, IMPORT_WITHDRAW)};
	int err = pick_pairs(job, &job->map, arena, &out->map, &out->n_map);
	if (!err)
		err = pick_pairs(job, &job->set, arena, &out->set, &out->n_set);
	if (!err)
		err = pick_pairs(job, &job->kinds, arena, &out->map_kind, &out->n_map_kind);
	return err;
}
