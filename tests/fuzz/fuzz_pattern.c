/*
 * Any bytes as weeks, weekdays, periods (the first byte is 0, 1, 2) or a recurrence rule (3, then four bytes for its
 * start): what is understood is written, read back and expanded, and what is not is named within the text.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/pattern.h"
#include "store/model/rrule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NEED(what) ((what) ? (void)0 : abort())
#define EXPAND_MAX 50

static const struct {
	int (*read)(const char *text, uint64_t *out, const char **bad);
	int max;
} patterns[] = {
	{pattern_weeks, PATTERN_WEEK_MAX},
	{pattern_weekdays, 7},
	{pattern_periods, PATTERN_PERIOD_MAX},
};

static void try_pattern(const char *text, unsigned which)
{
	uint64_t set, back;
	const char *bad;
	struct buf b = {0};
	int err = patterns[which].read(text, &set, &bad);
	if (err) {
		NEED(err == QUAD_EINVAL && set == 0 && bad >= text && bad <= text + strlen(text));
		return;
	}
	NEED(!bad && set != 0 && !(set & 1) && set >> patterns[which].max <= 1);
	pattern_format(set, &b);
	NEED(patterns[which].read(buf_text(&b), &back, &bad) == 0 && back == set);
	buf_release(&b);
}

static void try_rule(const char *text, int64_t start)
{
	struct arena arena = {0};
	struct buf b = {0}, twice = {0};
	struct rrule r, again;
	const char *bad;
	int64_t *at;
	size_t n;
	bool more;
	int err = rrule_parse(text, &r, &arena, &bad);
	if (err) {
		NEED(err == QUAD_EINVAL && (strstr(text, bad) || strcmp(bad, "FREQ") == 0));
		goto out;
	}
	rrule_format(&r, &b);
	NEED(!bad && rrule_parse(buf_text(&b), &again, &arena, &bad) == 0);
	rrule_format(&again, &twice);
	NEED(strcmp(buf_text(&b), buf_text(&twice)) == 0);
	int64_t day = clock_local_day(start), except[] = {day + 14, day, day + 7};
	NEED(rrule_expand(&r, start, except, 3, EXPAND_MAX, &arena, &at, &n, &more) == 0);
	NEED(n <= EXPAND_MAX && (!more || n == EXPAND_MAX) && (!r.count || n <= (size_t)r.count));
	for (size_t i = 0; i < n; i++) {
		NEED(at[i] >= start && at[i] < CLOCK_MAX_MIN && (i == 0 || at[i] > at[i - 1]));
		NEED(!r.until_min || at[i] <= r.until_min);
		NEED(at[i] != start);
	}
out:
	buf_release(&b);
	buf_release(&twice);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool has_zone;
	uint32_t seed = 0;
	if (!has_zone)
		NEED(clock_zone_use("Europe/Berlin") == 0);
	has_zone = true;
	if (size == 0)
		return 0;
	unsigned which = data[0] & 3;
	size_t skip = which < 3 ? 1 : 5;
	if (size < skip)
		return 0;
	char *text = calloc(size - skip + 1, 1);
	NEED(text);
	memcpy(text, data + skip, size - skip);
	for (size_t i = 1; i < skip; i++)
		seed = seed << 8 | data[i];
	if (which < 3)
		try_pattern(text, which);
	else
		try_rule(text, CLOCK_MIN_MIN + seed % (CLOCK_MAX_MIN - CLOCK_MIN_MIN));
	free(text);
	return 0;
}
