/* The figures are those of the journal's entries of that day that the reader may see, as `log` shows them. */
#include "tui/mail/mail_digest.h"

#include <inttypes.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/entity.h"
#include "store/query/journal_proof.h"
#include "store/query/requests.h"
#include "tui/base/locale.h"
#include "tui/mail/mail_words.h"
#include "tui/words/words_time.h"

#define LISTED 10
#define PORTION 500

enum figure { BOOKED, REQUESTED, CHANGED, CANCELLED, APPROVED, DECLINED, LAPSED, N_FIGURES };

static const char *const labels[N_FIGURES] = {
	[BOOKED] = NC_("mail", "Booked"),     [REQUESTED] = NC_("mail", "Requested"),
	[CHANGED] = NC_("mail", "Changed"),   [CANCELLED] = NC_("mail", "Cancelled"),
	[APPROVED] = NC_("mail", "Approved"), [DECLINED] = NC_("mail", "Declined"),
	[LAPSED] = NC_("mail", "Lapsed"),
};

void mail_digest_subject(const struct mail_row *row, struct buf *out)
{
	buf_fmt(out, "%s ", C_("mail", "The day"));
	words_date(row->mail.day, out);
}

/* ---- figures ---- */

/* What the entry of a booking is counted as; N_FIGURES: nothing. */
static enum figure figure_of(const struct booking *before, const struct booking *after)
{
	bool stood = before && state_stands(before->state);
	bool requested = before && before->state == STATE_REQUESTED;
	switch (after->state) {
	case STATE_REQUESTED:
		if (requested)
			return CHANGED;
		return REQUESTED;
	case STATE_BOOKED:
		if (requested)
			return APPROVED;
		return stood ? CHANGED : BOOKED;
	case STATE_CANCELLED: return stood ? CANCELLED : N_FIGURES;
	case STATE_DECLINED: return DECLINED;
	case STATE_LAPSED: return requested ? LAPSED : N_FIGURES;
	default: return N_FIGURES;
	}
}

static int count_entry(const struct journal_entry *e, uint64_t counts[N_FIGURES + 1])
{
	struct booking before, after;
	if (entity_kind_of(e->entity) != OF_BOOKING || !e->after.len)
		return 0;
	int err = e->before.len ? booking_decode_head(e->before, &before) : 0;
	if (!err)
		err = booking_decode_head(e->after, &after);
	if (!err)
		counts[figure_of(e->before.len ? &before : NULL, &after)]++;
	return err;
}

static int count_day(struct store *s, int64_t day, uint64_t counts[N_FIGURES + 1])
{
	struct journal_filter filter = {.since = clock_day_start(day), .until = clock_day_start(day + 1)};
	uint64_t from = 1;
	int err = 0;
	while (from && !err) {
		struct journal_rows rows;
		err = query_journal(s, &filter, &from, PORTION, &rows);
		for (size_t i = 0; i < rows.n && !err; i++)
			err = count_entry(&rows.v[i], counts);
		arena_release(&rows.arena);
	}
	return err;
}

/* ---- what waits ---- */

static int put_waiting(struct store *s, const struct names *names, const char *login, struct buf *out)
{
	struct request_rows rows = {0};
	struct request_filter filter = {.mine = login};
	int err = query_requests(s, &filter, &rows);
	size_t n = 0;
	for (size_t i = 0; i < rows.n; i++)
		n += rows.v[i].mine;
	if (!err)
		buf_fmt(out, ngettext("%zu request waits for you.\n", "%zu requests wait for you.\n", (unsigned long)n),
		        n);
	for (size_t i = 0, listed = 0; i < rows.n && listed < LISTED && !err; i++) {
		if (!rows.v[i].mine)
			continue;
		buf_fmt(out, "  %" PRIu64 "  ", rows.v[i].b.id);
		mail_put_when(&rows.v[i].b, out);
		buf_str(out, "  ");
		mail_put_what(names, rows.v[i].claims, out);
		buf_char(out, '\n');
		listed++;
	}
	if (!err && n)
		buf_str(out, _("What waits for you: quad requests --mine\n"));
	arena_release(&rows.arena);
	return err;
}

/* The three lines of the head, which so leaves the house. */
static int put_head(struct store *s, struct buf *out)
{
	struct journal_head head;
	int err = query_head(s, &head);
	if (err)
		return err;
	buf_fmt(out, "\n%s", _("The journal's head, to compare with later ones:\n"));
	journal_head_format(&head, out);
	return 0;
}

int mail_digest_text(struct store *s, const struct names *names, const struct mail_row *row, struct buf *out)
{
	uint64_t counts[N_FIGURES + 1] = {0};
	int err = count_day(s, row->mail.day, counts);
	if (err)
		return err;
	words_date(row->mail.day, out);
	buf_char(out, '\n');
	for (enum figure f = 0; f < N_FIGURES; f++)
		buf_fmt(out, "  %s: %" PRIu64 "\n", locale_text("mail", labels[f]), counts[f]);
	buf_char(out, '\n');
	err = put_waiting(s, names, row->mail.login, out);
	if (!err)
		err = put_head(s, out);
	if (!err && out->failed)
		err = QUAD_ENOMEM;
	return err;
}
