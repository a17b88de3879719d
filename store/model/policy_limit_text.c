/* The text form of a limit. */
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/policy.h"
#include "store/model/policy_when.h"

#define AMOUNT_MAX 1000000 /* bookings or hours */

/* The words of a text, one after the other. */
struct word_reader {
	const char *p;
	char word[64]; /* "" at the end, or for one that is too long to be any of ours */
};

static void next_word(struct word_reader *r)
{
	r->p += strspn(r->p, " ");
	size_t len = strcspn(r->p, " ");
	bool fits = len < sizeof r->word;
	memcpy(r->word, r->p, fits ? len : 0);
	r->word[fits ? len : 0] = '\0';
	r->p += fits ? len : 0;
}

static bool skip_word(struct word_reader *r, const char *word)
{
	if (strcmp(r->word, word) != 0)
		return false;
	next_word(r);
	return true;
}

/* The place of the next word in a list that ends with NULL, from 1 on, and goes past it; 0: it is none of them. */
static unsigned read_one_of(struct word_reader *r, const char *const *words)
{
	for (unsigned i = 0; words[i]; i++)
		if (skip_word(r, words[i]))
			return i + 1;
	return 0;
}

/* `3`, and of hours `1.5` or `0.25`, as whole minutes. */
static bool read_amount(struct word_reader *r, bool hours, int64_t *out)
{
	size_t whole = strspn(r->word, "0123456789");
	int64_t hundredths = 0;
	if (whole == 0 || whole > 7)
		return false;
	*out = strtoll(r->word, NULL, 10);
	const char *p = r->word + whole;
	if (*p == '.' && hours) {
		size_t n = strspn(p + 1, "0123456789");
		if (n == 0 || n > 2)
			return false;
		hundredths = strtoll(p + 1, NULL, 10) * (n == 1 ? 10 : 1);
		p += n + 1;
	}
	if (*p || *out > AMOUNT_MAX || hundredths * 60 % 100)
		return false;
	if (hours)
		*out = *out * 60 + hundredths * 60 / 100;
	next_word(r);
	return true;
}

/* `18:00-22:00`, `22:00-06:00` */
static bool read_window(struct word_reader *r, struct policy_limit *out)
{
	char *dash = strchr(r->word, '-');
	if (!dash)
		return false;
	*dash = '\0';
	if (clock_parse_time(r->word, &out->from_min) != 0 || clock_parse_time(dash + 1, &out->to_min) != 0)
		return false;
	next_word(r);
	return out->from_min != out->to_min && out->from_min < DAY_MIN;
}

static bool is_option(const char *word)
{
	return strcmp(word, "within") == 0 || strcmp(word, "on") == 0 || strcmp(word, "except-within") == 0;
}

/* Weekdays, which may be several words: up to the next option. */
static int read_days(struct word_reader *r, unsigned *out)
{
	struct buf days = {0};
	while (*r->word && !is_option(r->word)) {
		buf_fmt(&days, "%s%s", days.len ? " " : "", r->word);
		next_word(r);
	}
	int err = days.failed ? QUAD_ENOMEM : policy_days_parse(buf_text(&days), out);
	buf_release(&days);
	return err;
}

static int read_option(struct word_reader *r, struct policy_limit *out)
{
	if (skip_word(r, "within"))
		return read_window(r, out) ? 0 : QUAD_EINVAL;
	if (skip_word(r, "on"))
		return read_days(r, &out->days);
	if (!skip_word(r, "except-within"))
		return QUAD_EINVAL;
	int err = clock_parse_duration(r->word, &out->except_min);
	if (!err)
		next_word(r);
	return err;
}

int policy_limit_parse(const char *text, struct policy_limit *out)
{
	static const char *const measures[] = {"count", "hours", "seat-hours", NULL};
	static const char *const pers[] = {"day", "week", "month", "term", "year", "future", NULL};
	static const char *const ofs[] = {"person", "institution", "class", NULL};
	struct policy_limit v = {.to_min = DAY_MIN, .days = POLICY_ALL_DAYS};
	struct word_reader r = {.p = text};
	*out = (struct policy_limit){0};
	next_word(&r);
	v.measure = (enum policy_measure)read_one_of(&r, measures);
	if (!v.measure || !read_amount(&r, v.measure != POLICY_COUNT, &v.amount) || !skip_word(&r, "per"))
		return QUAD_EINVAL;
	v.per = (enum policy_per)read_one_of(&r, pers);
	if (!v.per || !skip_word(&r, "for"))
		return QUAD_EINVAL;
	v.of = (enum policy_of)read_one_of(&r, ofs);
	if (!v.of)
		return QUAD_EINVAL;
	while (*r.word) {
		int err = read_option(&r, &v);
		if (err)
			return err;
	}
	if (*r.p) /* a word that is too long */
		return QUAD_EINVAL;
	*out = v;
	return 0;
}
