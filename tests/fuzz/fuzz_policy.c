/*
 * Any bytes as an owner's rule: place, who, when, field and value with line ends between. What is understood is
 * written, read back to the same texts, and asked about a booking; and a limit counts no more minutes than there are.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/policy_limit.h"
#include "store/model/policy_order.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NEED(what) ((what) ? (void)0 : abort())
#define PARTS 5

static const struct resource lab = {.code = "LAB-1",
                                    .name = "Lab",
                                    .kind = KIND_LAB,
                                    .institution = "I1",
                                    .campus = "C1",
                                    .tags = "vr;wifi",
                                    .sharing = SHARING_PUBLIC};
static const struct policy_asker anna = {"anna", "I2", "macao", "college"};

/* Sunday to Monday, when the clock is set back on the first day. */
static const int64_t start_min = INT64_C(29887200), len_min = 3000;

static void count(const struct policy_limit *limit)
{
	struct policy_clock clock = {.now = start_min};
	struct policy_use use = {1, start_min, start_min + len_min, 2, 0};
	struct policy_span period, reach;
	int64_t sum = 0;
	if (!policy_limit_reach(limit, use.start, use.end, &clock, &reach))
		return;
	for (int64_t at = use.start; at < use.end && policy_period(limit->per, at, &clock, &period); at = period.end) {
		NEED(period.end > at && period.start < period.end);
		sum += policy_amount(limit, &period, &use);
	}
	NEED(sum >= 0 && sum <= 2 * len_min);
}

static void ask(const struct policy_rule *rule)
{
	struct policy_case c = {&anna, &lab, start_min, start_min + len_min};
	struct policy_decided decided;
	struct policy_look look;
	struct ruling ruling = {.price = ""};
	policy_decide(&rule, 1, &c, &decided, &look);
	NEED(look.rule == rule && (look.fit == POLICY_FITS || look.verdict == POLICY_DOES_NOT_FIT));
	policy_put_ruling(&decided, &ruling);
	NEED(policy_compare(rule, rule, NULL) == 0);
	if (rule->field == POLICY_LIMIT && rule->value.given == POLICY_SET)
		count(&rule->value.limit);
}

static void try_rule(const struct owner_rule *v)
{
	struct arena arena = {0};
	struct policy_rule rule, back;
	struct owner_rule once, twice;
	enum policy_bad bad;
	int err = policy_read(v, &arena, &rule, &bad);
	if (err) {
		NEED(err == QUAD_EINVAL && bad != POLICY_BAD_NOTHING);
	} else {
		NEED(bad == POLICY_BAD_NOTHING && policy_format(&rule, &arena, &once) == 0);
		NEED(policy_read(&once, &arena, &back, NULL) == 0 && policy_format(&back, &arena, &twice) == 0);
		NEED(strcmp(once.place, twice.place) == 0 && strcmp(once.who, twice.who) == 0);
		NEED(strcmp(once.when, twice.when) == 0 && strcmp(once.value, twice.value) == 0);
		ask(&rule);
	}
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool has_zone;
	const char *parts[PARTS];
	char *text = calloc(size + 1, 1), *p = text;
	NEED(text);
	if (!has_zone)
		NEED(clock_zone_use("America/New_York") == 0);
	has_zone = true;
	if (size)
		memcpy(text, data, size);
	for (int i = 0; i < PARTS; i++) {
		char *end = strchr(p, '\n');
		parts[i] = p;
		p = end ? end + 1 : p + strlen(p);
		if (end)
			*end = '\0';
	}
	try_rule(&(struct owner_rule){.id = "1",
	                              .place = parts[0],
	                              .who = parts[1],
	                              .when = parts[2],
	                              .field = parts[3],
	                              .value = parts[4],
	                              .text = ""});
	free(text);
	return 0;
}
