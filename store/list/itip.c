/*
 * The UID is the booking's reference, else its own one, which it keeps for ever: that of `export ics`, but for a date
 * of a series, which is a part of one event there. Nobody is asked to answer, since the booking stands by the one who
 * made it: PARTSTAT is ACCEPTED, and RSVP is FALSE.
 */
#include "store/list/itip.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/facts/facts.h"

#define PERSON_PARAMS ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"

const char *itip_word(enum itip_method method)
{
	return method == ITIP_REQUEST ? "REQUEST" : "CANCEL";
}

int itip_open(struct itip *t, struct store *s)
{
	return ics_output_open(&t->w, s);
}

void itip_close(struct itip *t)
{
	ics_output_close(&t->w);
}

/* A name within quotes (RFC 5545, 3.2; RFC 6868). */
static void add_parameter(struct buf *out, const char *clean)
{
	for (; *clean; clean++) {
		if (*clean == '"')
			buf_char(out, '\'');
		else if (*clean == '^')
			buf_str(out, "^^");
		else
			buf_char(out, *clean);
	}
}

/* `ORGANIZER;CN="Name":mailto:name@example.org` */
static int put_person(struct ics_output *o, const char *property, const char *params, const char *name,
                      const char *address)
{
	struct buf head = {0}, value = {0};
	const char *clean = utf8_clean(&o->arena, name, strlen(name));
	if (!clean)
		return QUAD_ENOMEM;
	buf_str(&head, property);
	if (*clean) {
		buf_str(&head, ";CN=\"");
		add_parameter(&head, clean);
		buf_char(&head, '"');
	}
	buf_str(&head, params);
	buf_str(&value, "mailto:");
	for (; *address; address++)
		buf_str(&value, *address == '%' ? "%25" : (char[]){*address, '\0'});
	ics_put(&o->text, buf_text(&head), buf_text(&value));
	int err = head.failed || value.failed ? QUAD_ENOMEM : 0;
	buf_release(&head);
	buf_release(&value);
	return err;
}

static const char *find_status(const struct itip_ask *ask)
{
	if (ask->method == ITIP_UNINVITE)
		return NULL;
	return ask->method == ITIP_CANCEL ? ics_status(STATE_CANCELLED) : ics_status(ask->row->b.state);
}

static int put_event(struct itip *t, const struct itip_ask *ask)
{
	struct ics_output *o = &t->w;
	const struct booking *b = &ask->row->b;
	struct ics_version v;
	char own[OWN_REF_MAX];
	const char *uid = *b->ref ? b->ref : facts_own_ref(o->store->mark, OWN_BOOKING, b->id, own);
	int err = ics_version_find(o->store, uid, b->made_min, &ask->entry, 1, &v);
	if (err)
		return err;
	ics_put_head(o, uid, &v);
	ics_put_utc(o, "DTSTART", b->start);
	ics_put_utc(o, "DTEND", b->end);
	err = ics_put_contents(o, ask->row, find_status(ask));
	if (!err)
		err = put_person(o, "ORGANIZER", "", ask->organizer_name, ask->organizer);
	if (!err)
		err = put_person(o, "ATTENDEE", PERSON_PARAMS, ask->attendee_name, ask->attendee);
	ics_put_end(o, b->series);
	return err;
}

int itip_write(struct itip *t, const struct itip_ask *ask, struct buf *out)
{
	struct ics_output *o = &t->w;
	buf_clear(&o->text);
	ics_put_calendar(o);
	ics_put(&o->text, "METHOD", itip_word(ask->method));
	int err = put_event(t, ask);
	ics_put(&o->text, "END", "VCALENDAR");
	arena_release(&o->arena);
	buf_add(out, buf_text(&o->text), o->text.len);
	if (!err && (o->text.failed || o->value.failed || out->failed))
		err = QUAD_ENOMEM;
	return err;
}
