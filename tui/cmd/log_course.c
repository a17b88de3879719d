/* In the words of the store, which are the same in every language. */
#include "tui/cmd/log_course.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/model/adjustment.h"
#include "store/model/approval.h"
#include "store/model/codec.h"
#include "store/model/evaluation.h"
#include "store/model/need.h"

static void add_change(const char *name, const char *was, const char *is, struct buf *out)
{
	if (strcmp(was, is) != 0)
		buf_fmt(out, "%s%s %s -> %s", out->len ? "; " : "", name, was, is);
}

static const char *time_text(int64_t minute, char text[CLOCK_TEXT_MAX])
{
	return minute ? clock_format(minute, text) : "";
}

static void add_time(const char *name, int64_t was, int64_t is, struct buf *out)
{
	char before[CLOCK_TEXT_MAX], after[CLOCK_TEXT_MAX];
	add_change(name, time_text(was, before), time_text(is, after), out);
}

static void add_number(const char *name, uint32_t was, uint32_t is, struct buf *out)
{
	if (was != is)
		buf_fmt(out, "%s%s %u -> %u", out->len ? "; " : "", name, (unsigned)was, (unsigned)is);
}

/* `1/2`; "" where nobody is asked. */
static int approvals_text(const char *chain, struct arena *arena, struct buf *out)
{
	struct approval_chain v;
	size_t n = 0;
	int err = approval_parse(chain, arena, &v);
	for (size_t i = 0; i < v.n; i++)
		n += v.v[i].approved;
	if (v.n)
		buf_fmt(out, "%zu/%zu", n, v.n);
	return err;
}

static int add_approvals(const struct booking *was, const struct booking *is, struct arena *arena, struct buf *out)
{
	struct buf before = {0}, after = {0};
	int err = approvals_text(was->chain, arena, &before);
	if (!err)
		err = approvals_text(is->chain, arena, &after);
	if (!err)
		add_change("approval", buf_text(&before), buf_text(&after), out);
	out->failed |= before.failed || after.failed;
	buf_release(&before);
	buf_release(&after);
	return err;
}

int log_course_booking(struct bytes before, struct bytes after, struct arena *arena, struct buf *out)
{
	struct booking was, is;
	int err = booking_decode_head(before, &was);
	if (!err)
		err = booking_decode_head(after, &is);
	if (err)
		return err;
	add_change("state", state_word(was.state), state_word(is.state), out);
	add_change("purpose_class", purpose_word(was.class), purpose_word(is.class), out);
	add_change("event", was.event, is.event, out);
	add_time("until", was.until, is.until, out);
	err = add_approvals(&was, &is, arena, out);
	add_time("asked", was.asked_min, is.asked_min, out);
	add_time("used_from", was.used_from, is.used_from, out);
	add_time("used_to", was.used_to, is.used_to, out);
	add_number("waived", was.waived, is.waived, out);
	return err;
}

int log_course_evaluation(struct bytes before, struct bytes after, struct buf *out)
{
	struct evaluation was, is;
	char a[EVALUATION_TEXT_MAX], b[EVALUATION_TEXT_MAX];
	int err = evaluation_decode(before, &was);
	if (!err)
		err = evaluation_decode(after, &is);
	if (err)
		return err;
	add_change("scores", evaluation_scores_format(was.scores, a), evaluation_scores_format(is.scores, b), out);
	add_change("note", was.note, is.note, out);
	return 0;
}

int log_course_adjustment(struct bytes before, struct bytes after, struct buf *out)
{
	struct adjustment was, is;
	int err = adjustment_decode(before, &was);
	if (!err)
		err = adjustment_decode(after, &is);
	if (err)
		return err;
	add_change("state", adjustment_word(was.state), adjustment_word(is.state), out);
	add_time("used_from", was.from, is.from, out);
	add_time("used_to", was.to, is.to, out);
	add_change("reason", was.reason, is.reason, out);
	add_change("answer", was.answer, is.answer, out);
	return 0;
}

int log_course_setting(struct bytes before, struct bytes after, struct buf *out)
{
	struct setting was = {.value = ""}, is = {.value = ""};
	int err = before.len ? setting_decode(before, &was) : 0;
	if (!err && after.len)
		err = setting_decode(after, &is);
	if (!err)
		add_change("value", was.value, is.value, out);
	return err;
}

int log_course_need(struct bytes after, struct buf *out)
{
	struct need v;
	char start[CLOCK_TEXT_MAX];
	int err = need_decode(after, &v);
	if (!err)
		buf_fmt(out, "%s %s: %s", v.claims, clock_format(v.start, start), v.reasons);
	return err;
}
