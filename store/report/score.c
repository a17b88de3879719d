/*
 * The institutions by weighted indicators (score.h), and a fund that is split by their scores.
 *
 * - score: institution, a column for each indicator, score, grade. The score is the mean of the indicators by their
 *   weights, those without data left out (indicators.h); without weights all weigh alike. grade: A from 80, B from 60,
 *   C from 40, else D. An institution that has nothing to share, or of which nothing is known, has neither.
 * - fund: institution, score, amount: the total by the scores, each in whole hundredths; what is left over goes a
 *   hundredth each to the largest remainders, of equal ones to the first code. The amounts sum to the total exactly. If
 *   all scores are 0 it is split evenly. Who has no score gets nothing, and no row.
 *
 * Both are of the institutions that the looker may see, and a fund is split among these.
 */
#include "store/report/score.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/report/indicators.h"
#include "store/report/reports.h"

enum { GRADE_A = 8000, GRADE_B = 6000, GRADE_C = 4000 };

static const struct report_column score_columns[] = {
	{"institution", REPORT_TEXT},  {"utilisation", REPORT_DECIMAL}, {"sharing", REPORT_DECIMAL},
	{"offered", REPORT_DECIMAL},   {"lent", REPORT_DECIMAL},        {"evaluation", REPORT_DECIMAL},
	{"decisions", REPORT_DECIMAL}, {"attendance", REPORT_DECIMAL},  {"recorded", REPORT_DECIMAL},
	{"score", REPORT_DECIMAL},     {"grade", REPORT_TEXT},
};

_Static_assert(sizeof score_columns / sizeof *score_columns == INDICATORS + 3, "a column for each indicator");

static const struct report_column fund_columns[] = {
	{"institution", REPORT_TEXT},
	{"score", REPORT_DECIMAL},
	{"amount", REPORT_MONEY},
};

static const char *grade_of(int64_t score)
{
	if (score >= GRADE_A)
		return "A";
	if (score >= GRADE_B)
		return "B";
	return score >= GRADE_C ? "C" : "D";
}

/* ---- score ---- */

static int put_score(struct report_work *w, uint32_t institution, const struct indicated *v)
{
	struct report_row *row = frame_row(w);
	if (!row)
		return QUAD_ENOMEM;
	row->source.owner = w->institutions[institution].code;
	frame_text(&row->cells[0], row->source.owner);
	for (size_t i = 0; i < INDICATORS; i++)
		if (v->value[i] != INDICATOR_NONE)
			frame_number(&row->cells[1 + i], v->value[i]);
	if (v->score == INDICATOR_NONE)
		return 0;
	frame_number(&row->cells[1 + INDICATORS], v->score);
	frame_text(&row->cells[2 + INDICATORS], grade_of(v->score));
	return 0;
}

int report_score(struct report_work *w)
{
	struct indicated *v;
	frame_columns(w, score_columns, sizeof score_columns / sizeof *score_columns);
	int err = indicators_count(w, &v);
	for (uint32_t i = 0; i < w->n_institutions && !err; i++)
		if (w->institution_seen[i])
			err = put_score(w, i, &v[i]);
	return err;
}

/* ---- fund ---- */

struct fund_share {
	uint32_t institution; /* places are in the order of codes */
	int64_t score, amount;
	sum_t remainder;
};

static int order_remainders(const void *a, const void *b)
{
	const struct fund_share *x = a, *y = b;
	if (x->remainder != y->remainder)
		return x->remainder > y->remainder ? -1 : 1;
	return (x->institution > y->institution) - (x->institution < y->institution);
}

static int order_institutions(const void *a, const void *b)
{
	const struct fund_share *x = a, *y = b;
	return (x->institution > y->institution) - (x->institution < y->institution);
}

/* Splits the total by the scores, exactly. The shares stay in their order. */
static void split(struct fund_share *v, size_t n, int64_t total)
{
	sum_t sum = 0;
	int64_t left = total;
	for (size_t i = 0; i < n; i++)
		sum += v[i].score;
	for (size_t i = 0; i < n; i++) {
		sum_t part = (sum_t)total * (sum ? v[i].score : 1), of = sum ? sum : (sum_t)n;
		v[i].amount = (int64_t)(part / of);
		v[i].remainder = part % of;
		left -= v[i].amount;
	}
	if (n)
		qsort(v, n, sizeof *v, order_remainders);
	for (size_t i = 0; i < n && left; i++, left--)
		v[i].amount++;
	if (n)
		qsort(v, n, sizeof *v, order_institutions);
}

static int put_share(struct report_work *w, const struct fund_share *v)
{
	struct report_row *row = frame_row(w);
	if (!row)
		return QUAD_ENOMEM;
	row->source.owner = w->institutions[v->institution].code;
	frame_text(&row->cells[0], row->source.owner);
	frame_number(&row->cells[1], v->score);
	frame_number(&row->cells[2], v->amount);
	return 0;
}

int report_fund(struct report_work *w)
{
	struct indicated *v = NULL;
	struct fund_share *shares = arena_alloc(w->arena, (w->n_institutions + 1) * sizeof *shares);
	size_t n = 0;
	frame_columns(w, fund_columns, sizeof fund_columns / sizeof *fund_columns);
	if (!shares)
		return QUAD_ENOMEM;
	int err = w->ask->total > 0 ? indicators_count(w, &v) : QUAD_EINVAL;
	for (uint32_t i = 0; i < w->n_institutions && !err; i++)
		if (v[i].score != INDICATOR_NONE)
			shares[n++] = (struct fund_share){.institution = i, .score = v[i].score};
	if (!err)
		split(shares, n, w->ask->total);
	for (size_t i = 0; i < n && !err; i++)
		err = put_share(w, &shares[i]);
	return err;
}
