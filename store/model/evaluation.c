/* The record of an evaluation, and the text of its scores. */
#include "store/model/evaluation.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"
#include "store/base/utf8.h"

static const char *const sides[] = {"", "user", "owner"};

const char *evaluation_side_word(enum evaluation_side v)
{
	return (size_t)v < sizeof sides / sizeof *sides ? sides[v] : "";
}

int evaluation_side_parse(const char *word, enum evaluation_side *out)
{
	for (enum evaluation_side v = EVALUATION_BY_USER; v <= EVALUATION_BY_OWNER; v++)
		if (strcmp(sides[v], word) == 0) {
			*out = v;
			return 0;
		}
	*out = 0;
	return QUAD_EINVAL;
}

/* Reads the plain form. */
static int read_scores(const char *p, unsigned char out[EVALUATION_SCORES])
{
	for (size_t i = 0; i < EVALUATION_SCORES; i++) {
		if (i > 0 && *p++ != ',')
			return QUAD_EINVAL;
		p += strspn(p, " ");
		if (*p < '1' || *p > '0' + EVALUATION_SCORE_MAX)
			return QUAD_EINVAL;
		out[i] = (unsigned char)(*p++ - '0');
		p += strspn(p, " ");
	}
	return *p ? QUAD_EINVAL : 0;
}

int evaluation_scores_parse(const char *text, unsigned char out[EVALUATION_SCORES])
{
	struct buf plain = {0};
	memset(out, 0, EVALUATION_SCORES);
	utf8_fold(&plain, text);
	int err = plain.failed ? QUAD_ENOMEM : read_scores(buf_text(&plain), out);
	buf_release(&plain);
	if (err)
		memset(out, 0, EVALUATION_SCORES);
	return err;
}

const char *evaluation_scores_format(const unsigned char scores[EVALUATION_SCORES], char text[EVALUATION_TEXT_MAX])
{
	for (size_t i = 0; i < EVALUATION_SCORES; i++) {
		text[2 * i] = (char)('0' + scores[i] % 10);
		text[2 * i + 1] = ',';
	}
	text[EVALUATION_TEXT_MAX - 1] = '\0';
	return text;
}

bool evaluation_is_sound(const struct evaluation *v)
{
	for (size_t i = 0; i < EVALUATION_SCORES; i++)
		if (v->scores[i] < 1 || v->scores[i] > EVALUATION_SCORE_MAX)
			return false;
	return true;
}

void evaluation_encode(const struct evaluation *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, (uint64_t)v->at_min, 8);
	for (size_t i = 0; i < EVALUATION_SCORES; i++)
		record_int(&w, v->scores[i], 1);
	record_texts(&w);
	record_text(&w, v->login);
	record_text(&w, v->note);
}

int evaluation_decode(struct bytes b, struct evaluation *out)
{
	struct record_reader r = record_read(b);
	*out = (struct evaluation){0};
	out->seq = record_get_int(&r, 8);
	out->at_min = (int64_t)record_get_int(&r, 8);
	for (size_t i = 0; i < EVALUATION_SCORES; i++)
		out->scores[i] = (unsigned char)record_get_int(&r, 1);
	out->login = record_get_text(&r);
	out->note = record_get_text(&r);
	return r.err;
}
