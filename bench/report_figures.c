#include "bench/report_figures.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct engine_look engines[ENGINES] = {
	[QUAD] = {"quad", "Quad", "#c0392b"},
	[SQLITE] = {"sqlite", "SQLite", "#2471a3"},
	[EXCLUDE] = {"exclude", "PostgreSQL EXCLUDE", "#1e8449"},
	[SERIALIZABLE] = {"serializable", "PostgreSQL SERIALIZABLE", "#9a7d0a"},
	[MACHINE] = {"machine", "", ""},
	[APART] = {"quad apart", "", ""},
	[BARE_OWN] = {"bare own", "", ""},
	[BARE_SHARED] = {"bare shared", "", ""},
};

size_t figures_split(char *line, char **fields, size_t max)
{
	size_t n = 0;
	line[strcspn(line, "\n")] = '\0';
	while (n < max) {
		fields[n++] = line;
		line += strcspn(line, "\t");
		if (!*line)
			break;
		*line++ = '\0';
	}
	return n;
}

static void copy(char out[FIELD_BYTES], const char *text)
{
	snprintf(out, FIELD_BYTES, "%s", text);
}

int figures_read(const char *path, struct figures *out)
{
	char line[1024];
	FILE *f = fopen(path, "r");
	if (!f) {
		perror(path);
		return -1;
	}
	while (fgets(line, sizeof line, f)) {
		char *field[10];
		if (figures_split(line, field, 10) < 10)
			continue;
		struct figure *v = array_grow(out->v, &out->cap, out->n, sizeof *v);
		if (!v)
			break;
		out->v = v;
		v = &v[out->n++];
		copy(v->medium, field[0]);
		v->size = (size_t)strtoull(field[1], NULL, 10);
		copy(v->work, field[2]);
		copy(v->engine, field[3]);
		copy(v->unit, field[4]);
		v->n = (size_t)strtoull(field[5], NULL, 10);
		v->p10 = strtod(field[6], NULL);
		v->median = strtod(field[7], NULL);
		v->p90 = strtod(field[8], NULL);
		copy(v->note, field[9]);
		if (strcmp(v->medium, SLOW) == 0)
			out->flush_size = v->size;
		else if (strcmp(v->medium, CLUSTER) == 0)
			out->cluster_size = v->size;
		else if (out->n_sizes < SIZES_MAX && (!out->n_sizes || out->sizes[out->n_sizes - 1] != v->size))
			out->sizes[out->n_sizes++] = v->size;
	}
	fclose(f);
	return 0;
}

const struct figure *figures_find(const struct figures *all, const char *medium, size_t size, const char *work,
                                  int engine)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct figure *v = &all->v[i];
		if (v->size == size && strcmp(v->medium, medium) == 0 && strcmp(v->work, work) == 0 &&
		    strcmp(v->engine, engines[engine].key) == 0)
			return v;
	}
	return NULL;
}

double figures_median(const struct figures *all, const char *medium, size_t size, const char *work, int engine)
{
	const struct figure *v = figures_find(all, medium, size, work, engine);
	return v ? v->median : 0;
}

static bool is_rate(const struct figure *v)
{
	return strcmp(v->unit, "/s") == 0;
}

const struct figure *figures_postgres(const struct figures *all, const char *medium, size_t size, const char *work)
{
	const struct figure *a = figures_find(all, medium, size, work, EXCLUDE);
	const struct figure *b = figures_find(all, medium, size, work, SERIALIZABLE);
	if (!a)
		return b;
	if (!b)
		return a;
	return is_rate(a) == (a->median > b->median) ? a : b;
}

double figures_times(const struct figure *quad, const struct figure *other)
{
	bool compared = quad && other && quad->median > 0 && other->median > 0;
	if (!compared || (!is_rate(quad) && strcmp(quad->unit, "us") != 0 && strcmp(quad->unit, "B") != 0))
		return 0;
	return is_rate(quad) ? quad->median / other->median : other->median / quad->median;
}

void put_grouped(struct buf *out, double v)
{
	char digits[32];
	snprintf(digits, sizeof digits, "%.0f", v);
	size_t len = strlen(digits);
	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			buf_char(out, ',');
		buf_char(out, digits[i]);
	}
}

void put_number(struct buf *out, double v)
{
	if (fabs(v) >= 100 || v == 0)
		put_grouped(out, v);
	else
		buf_fmt(out, v >= 10 ? "%.1f" : "%.2f", v);
}

static double scale_of(const struct figure *v)
{
	return strcmp(v->unit, "us") == 0 && v->median >= 10000 ? 1000 : 1;
}

static const char *unit_of(const struct figure *v)
{
	if (scale_of(v) > 1)
		return " ms";
	if (strcmp(v->unit, "us") == 0)
		return " us";
	if (strcmp(v->unit, "/s") == 0)
		return " /s";
	return strcmp(v->unit, "MiB") == 0 ? " MiB" : "";
}

void put_median(struct buf *out, const struct figure *v)
{
	if (!v)
		return;
	put_number(out, v->median / scale_of(v));
	buf_str(out, unit_of(v));
}

void put_figure(struct buf *out, const struct figure *v)
{
	put_median(out, v);
	if (!v || v->n <= 1 || v->p90 <= 0 || strcmp(v->unit, "count") == 0)
		return;
	buf_str(out, " (");
	put_number(out, v->p10 / scale_of(v));
	buf_str(out, " - ");
	put_number(out, v->p90 / scale_of(v));
	buf_char(out, ')');
}
