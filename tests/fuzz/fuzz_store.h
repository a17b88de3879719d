/* A store for the targets that import: made with the first input, removed with all in it at the end. */
#ifndef QUAD_TESTS_FUZZ_STORE_H
#define QUAD_TESTS_FUZZ_STORE_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/change/store_apply.h"
#include "store/list/list_import.h"
#include "store/query/query.h"

#define NEED(what) ((what) ? (void)0 : (fprintf(stderr, "%s:%d %s\n", __FILE__, __LINE__, #what), abort()))

static struct store store;
static char store_dir[512];

static inline void remove_store(void)
{
	char path[sizeof store_dir + 300];
	store_close(&store);
	DIR *d = opendir(store_dir);
	for (const struct dirent *e; d && (e = readdir(d)) != NULL;) {
		snprintf(path, sizeof path, "%s/%s", store_dir, e->d_name);
		unlink(path);
	}
	if (d)
		closedir(d);
	rmdir(store_dir);
}

static inline void make_store(void)
{
	const char *tmp = getenv("TMPDIR");
	snprintf(store_dir, sizeof store_dir, "%s/quad-fuzz-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	NEED(mkdtemp(store_dir));
	NEED(store_create(store_dir, "Europe/Berlin", &store) == 0);
	atexit(remove_store);
}

/* Imports what every input finds there; all of it must go in. */
static inline void import_text(const char *kind, const char *text)
{
	const struct list_import ask = {
		.kind = list_kind_find(kind), .data = {text, strlen(text)}, .actor = "fuzz", .create_missing = true};
	struct list_summary summary;
	const char *bad;
	NEED(list_import(&store, &ask, NULL, NULL, &summary, &bad) == 0);
	NEED(summary.counts[OUTCOME_ADDED] == summary.rows);
	list_summary_release(&summary);
}

#endif
