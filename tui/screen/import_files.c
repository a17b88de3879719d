/* Reads directories, and names paths in them. */
#include "tui/screen/import_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"

static const char *const endings[] = {".csv", ".txt", ".tsv",  ".xlsx", ".xlsm",
                                      ".xls", ".xml", ".html", ".htm",  ".ics"};

static bool has_list_ending(const char *name)
{
	size_t len = strlen(name);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t n = strlen(endings[i]);
		if (len > n && strcasecmp(name + len - n, endings[i]) == 0)
			return true;
	}
	return false;
}

/* ---- paths ---- */

static const char *home(void)
{
	const char *dir = getenv("HOME");
	return dir && *dir == '/' && dir[1] ? dir : NULL;
}

void import_files_expand(const char *path, struct buf *out)
{
	bool is_home = path[0] == '~' && (path[1] == '/' || !path[1]) && home();
	buf_fmt(out, "%s%s", is_home ? home() : "", is_home ? path + 1 : path);
}

void import_files_tilde(const char *path, struct buf *out)
{
	size_t len = home() ? strlen(home()) : 0;
	bool is_below = len && strncmp(path, home(), len) == 0 && (path[len] == '/' || !path[len]);
	buf_fmt(out, "%s%s", is_below ? "~" : "", is_below ? path + len : path);
}

void import_files_path(const char *dir, const char *name, struct buf *out)
{
	const char *last = strrchr(dir, '/');
	if (strcmp(name, "..") == 0 && last)
		buf_add(out, dir, last == dir ? 1 : (size_t)(last - dir));
	else
		buf_fmt(out, "%s%s%s", dir, strcmp(dir, "/") == 0 ? "" : "/", name);
}

/* ---- entries ---- */

static int add_entry(struct import_files *f, const char *name)
{
	struct buf path = {0};
	struct stat st;
	struct import_entry *v = arena_grow(&f->arena, f->v, f->n, &f->cap, sizeof *v);
	const char *copy = arena_str(&f->arena, name);
	if (!v || !copy)
		return ENOMEM;
	f->v = v;
	import_files_path(f->dir, name, &path);
	bool is_above = strcmp(name, "..") == 0;
	bool found = !path.failed && stat(buf_text(&path), &st) == 0;
	bool wanted = found && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
	if (wanted) {
		enum import_entry_type file = has_list_ending(name) ? IMPORT_LIST : IMPORT_OTHER;
		enum import_entry_type dir = is_above ? IMPORT_ABOVE : IMPORT_DIR;
		v[f->n++] = (struct import_entry){.name = copy,
		                                  .type = S_ISDIR(st.st_mode) ? dir : file,
		                                  .size = (uint64_t)st.st_size,
		                                  .changed_min = (int64_t)st.st_mtime / 60,
		                                  .changed_s = (int64_t)st.st_mtime,
		                                  .readable = access(buf_text(&path), R_OK) == 0};
	}
	buf_release(&path);
	return 0;
}

/* Files newest first, all else by name. */
static int compare_entries(const void *a, const void *b)
{
	const struct import_entry *x = a, *y = b;
	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	if (x->type <= IMPORT_OTHER && x->changed_s != y->changed_s)
		return x->changed_s > y->changed_s ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int read_entries(struct import_files *f, DIR *d)
{
	int err = strcmp(f->dir, "/") == 0 ? 0 : add_entry(f, "..");
	for (const struct dirent *e = err ? NULL : readdir(d); e; e = err ? NULL : readdir(d))
		if (e->d_name[0] != '.')
			err = add_entry(f, e->d_name);
	if (f->n)
		qsort(f->v, f->n, sizeof *f->v, compare_entries);
	return err;
}

int import_files_read(const char *dir, struct import_files *out)
{
	struct buf path = {0};
	*out = (struct import_files){0};
	import_files_expand(*dir ? dir : ".", &path);
	char *real = path.failed ? NULL : realpath(buf_text(&path), NULL);
	int err = real ? 0 : errno;
	DIR *d = real ? opendir(real) : NULL;
	if (!err && !d)
		err = errno;
	out->dir = err ? NULL : arena_str(&out->arena, real);
	if (!err && !out->dir)
		err = ENOMEM;
	if (!err)
		err = read_entries(out, d);
	if (d)
		closedir(d);
	if (err)
		import_files_release(out);
	free(real);
	buf_release(&path);
	return err;
}

void import_files_release(struct import_files *f)
{
	arena_release(&f->arena);
	*f = (struct import_files){0};
}
