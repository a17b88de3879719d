#include "tui/mail/mail_compose.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/format/mime.h"
#include "tui/base/locale.h"
#include "tui/mail/mail_calendar.h"
#include "tui/mail/mail_digest.h"
#include "tui/mail/mail_text.h"

#define FROM_NAME "Quad"
#define SUBJECT_MAX_CHARS 150

/* A mail under way. */
struct draft {
	struct mail_office *office;
	const struct mail_row *row;
	const struct mail_things *things;
	struct buf subject, text;
	struct mime_part *parts;
	size_t n_parts;
	struct arena arena;
};

int mail_office_open(struct mail_office *o, struct store *s, const char *from)
{
	o->store = s;
	o->from = from;
	return itip_open(&o->itip, s);
}

void mail_office_close(struct mail_office *o)
{
	itip_close(&o->itip);
}

/* ---- calendars ---- */

static const char *calendar_type(enum itip_method method)
{
	return method == ITIP_REQUEST ? "text/calendar; method=REQUEST" : "text/calendar; method=CANCEL";
}

static int add_calendar(struct draft *d, struct itip_ask *ask, bool alone)
{
	struct mime_part *part = &d->parts[d->n_parts];
	struct buf text = {0};
	ask->organizer = d->office->from;
	ask->organizer_name = FROM_NAME;
	ask->attendee = d->row->email;
	ask->attendee_name = d->row->name;
	int err = itip_write(&d->office->itip, ask, &text);
	part->type = calendar_type(ask->method);
	part->file = alone ? NULL : arena_fmt(&d->arena, "booking-%" PRIu64 ".ics", ask->row->b.id);
	part->text = (struct bytes){arena_dup(&d->arena, buf_text(&text), text.len), text.len};
	if (!err && (!part->text.p || (!alone && !part->file)))
		err = QUAD_ENOMEM;
	d->n_parts += !err;
	buf_release(&text);
	return err;
}

static int add_calendars(struct draft *d, size_t n)
{
	int err = 0;
	for (size_t i = 0; i < d->things->n && d->n_parts <= MAIL_CALENDARS && !err; i++) {
		struct booking_row row;
		struct itip_ask ask;
		if (mail_calendar(&d->things->v[i], &row, &ask))
			err = add_calendar(d, &ask, n == 1);
	}
	return err;
}

/* ---- text ---- */

static int put_text(struct draft *d, size_t n_calendars)
{
	const struct names *names = &d->office->itip.w.names;
	if (d->row->mail.kind == MAIL_OF_DIGEST) {
		mail_digest_subject(d->row, &d->subject);
		return mail_digest_text(d->office->store, names, d->row, &d->text);
	}
	struct mail_source m = {d->office->store, d->row, d->things, names, n_calendars};
	mail_put_subject(&m, &d->subject);
	return mail_put_text(&m, &d->text);
}

/* A subject is a line: what is too long for one is cut. */
static void cut_subject(struct buf *subject)
{
	size_t at = 0;
	const char *p = buf_text(subject);
	for (size_t chars = 0; p[at]; at++) {
		chars += ((unsigned char)p[at] & 0xc0) != 0x80;
		if (chars > SUBJECT_MAX_CHARS)
			break;
	}
	if (!p[at])
		return;
	subject->p[at] = '\0';
	subject->len = at;
	buf_str(subject, "...");
}

/* ---- the whole ---- */

static const char *domain_of(const char *address)
{
	const char *at = strchr(address, '@');
	return at ? at + 1 : "";
}

/* An id that is the same each time: of the action and the first thing, and of the reader. */
static const char *make_id(struct draft *d)
{
	const struct mail *m = &d->row->mail;
	char *login = arena_str(&d->arena, m->login);
	if (!login)
		return NULL;
	/* a dot may not end the word; no login has a plus */
	for (char *p = login; *p; p++)
		*p = *p == '.' ? '+' : *p;
	return arena_fmt(&d->arena, "quad.%08" PRIx32 ".%" PRIu64 ".%" PRIu64 ".%s@%s", d->office->store->mark,
	                 m->action, m->first, login, domain_of(d->office->from));
}

/* What all mails about one booking, or one series, have in common. */
static const char *make_thread(struct draft *d)
{
	const struct mail_things *things = d->things;
	if (!things->n)
		return "";
	uint64_t booking = things->v[0].item.booking, series = things->v[0].item.series;
	for (size_t i = 1; i < things->n; i++) {
		if (things->v[i].item.booking != booking)
			booking = 0;
		if (things->v[i].item.series != series)
			series = 0;
	}
	if (!booking && !series)
		return "";
	return arena_fmt(&d->arena, "quad.%08" PRIx32 ".%s.%" PRIu64 "@%s", d->office->store->mark,
	                 series ? "series" : "booking", series ? series : booking, domain_of(d->office->from));
}

static int write_mail(struct draft *d, struct buf *out)
{
	const char *id = make_id(d), *thread = make_thread(d);
	if (!id || !thread || d->subject.failed)
		return QUAD_ENOMEM;
	cut_subject(&d->subject);
	struct mime_mail mail = {
		.from = {d->office->from, FROM_NAME},
		.to = {d->row->email, d->row->name},
		.subject = buf_text(&d->subject),
		.id = id,
		.thread = thread,
		.language = locale_language()->code,
		.at_min = d->row->mail.made_min,
		.parts = d->parts,
		.n_parts = d->n_parts,
		.alternative = d->n_parts == 2 && !d->parts[1].file,
	};
	return mime_build(&mail, out);
}

static int write_draft(struct draft *d, struct buf *out)
{
	size_t n = mail_calendar_count(d->things->v, d->things->n);
	size_t n_parts = 1 + (n < MAIL_CALENDARS ? n : MAIL_CALENDARS);
	d->parts = arena_alloc(&d->arena, n_parts * sizeof *d->parts);
	if (!d->parts)
		return QUAD_ENOMEM;
	int err = put_text(d, n);
	if (err)
		return err;
	d->parts[d->n_parts++] = (struct mime_part){"text/plain", NULL, {buf_text(&d->text), d->text.len}};
	err = add_calendars(d, n);
	return err ? err : write_mail(d, out);
}

/* True for what was said along with something else that the mail tells of: there it is the reason. */
static bool is_reason(const struct mail_things *things, size_t i)
{
	const struct mail_thing *t = &things->v[i];
	if (t->item.kind != MAIL_COMMENT || !t->has_comment || t->comment.op == OP_COMMENT)
		return false;
	for (size_t k = 0; k < things->n; k++)
		if (things->v[k].item.kind != MAIL_COMMENT && things->v[k].item.booking == t->item.booking)
			return true;
	return false;
}

/* The things that are told, in arena. */
static int choose_things(const struct mail_things *all, struct arena *arena, struct mail_things *out)
{
	*out = (struct mail_things){.v = arena_alloc(arena, (all->n + 1) * sizeof *out->v)};
	if (!out->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < all->n; i++)
		if (!is_reason(all, i))
			out->v[out->n++] = all->v[i];
	return 0;
}

int mail_compose(struct mail_office *o, const struct mail_row *row, const struct mail_things *things, struct buf *out)
{
	struct mail_things told;
	struct draft d = {.office = o, .row = row, .things = &told};
	const struct language *before = locale_language(), *theirs = language_find(row->language);
	const char *looker = o->store->looker;
	locale_speak(theirs ? theirs : before);
	store_look_as(o->store, row->mail.login);
	int err = choose_things(things, &d.arena, &told);
	if (!err)
		err = write_draft(&d, out);
	store_look_as(o->store, looker);
	locale_speak(before);
	buf_release(&d.subject);
	buf_release(&d.text);
	arena_release(&d.arena);
	return err;
}
