/*
 * Any bytes as when something is: the first byte holds the flags, the next four say when now is. What is understood is
 * within what a store accepts, and ends after it begins; what is not is named within the text.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/spoken.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NEED(what) ((what) ? (void)0 : abort())
#define HEAD 5

static void try_when(const char *text, int64_t now, unsigned flags)
{
	struct spoken_when w;
	int err = spoken_when(text, now, flags, &w);
	if (err) {
		NEED(err == QUAD_EINVAL || err == QUAD_EGAP || err == QUAD_ETWICE);
		NEED(w.fault != SPOKEN_FINE && w.bad >= text && w.bad <= text + strlen(text) && w.has == 0);
		return;
	}
	NEED(w.fault == SPOKEN_FINE && w.has != 0);
	if (w.has & SPOKEN_WEEKS) {
		NEED(w.pattern.weeks && w.pattern.weekdays && !(w.pattern.weekdays & ~UINT64_C(0xfe)));
		NEED(!w.pattern.to_min || (w.pattern.to_min > w.pattern.from_min && w.pattern.to_min <= DAY_MIN));
	} else {
		NEED(!w.end || w.end > w.start);
		NEED(!(w.has & SPOKEN_END) || w.end);
	}
}

static void try_parts(const char *text, int64_t now, unsigned flags)
{
	int64_t v, readings[2];
	int minute;
	if (spoken_time(text, &minute) == 0)
		NEED(minute >= 0 && minute <= DAY_MIN);
	if (spoken_length(text, &v) == 0)
		NEED(v > 0);
	if (spoken_day(text, clock_local_day(now), flags, &v, readings) == 0)
		NEED(!readings[0] && !readings[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool has_zone;
	uint32_t seed = 0;
	if (!has_zone)
		NEED(clock_zone_use("Europe/Berlin") == 0);
	has_zone = true;
	if (size < HEAD)
		return 0;
	char *text = calloc(size - HEAD + 1, 1);
	NEED(text);
	memcpy(text, data + HEAD, size - HEAD);
	for (size_t i = 1; i < HEAD; i++)
		seed = seed << 8 | data[i];
	int64_t now = CLOCK_MIN_MIN + seed % (CLOCK_MAX_MIN - CLOCK_MIN_MIN);
	try_when(text, now, data[0] & 7);
	try_parts(text, now, data[0] & 3);
	free(text);
	return 0;
}
