/* The records of mails, and their names. */
#include "store/model/mail.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"

const char *mail_kind_word(enum mail_kind v)
{
	switch (v) {
	case MAIL_OF_CHANGE: return "change";
	case MAIL_OF_REMINDERS: return "reminder";
	case MAIL_OF_DIGEST: return "digest";
	}
	return "";
}

const char *mail_state_word(enum mail_state v)
{
	switch (v) {
	case MAIL_WAITING: return "waiting";
	case MAIL_LEASED: return "sending";
	case MAIL_FAILED: return "failed";
	}
	return "";
}

const char *mail_item_word(enum mail_item_kind v)
{
	static const char *const words[MAIL_ITEM_KINDS] = {
		[MAIL_BOOKED] = "booked",
		[MAIL_REQUESTED] = "requested",
		[MAIL_WAITS] = "waiting",
		[MAIL_CHANGED] = "changed",
		[MAIL_CANCELLED] = "cancelled",
		[MAIL_ASKS] = "asks",
		[MAIL_APPROVED] = "approved",
		[MAIL_DECLINED] = "declined",
		[MAIL_ASKED_BACK] = "asked-back",
		[MAIL_COMMENT] = "comment",
		[MAIL_LAPSED] = "lapsed",
		[MAIL_PROMOTED] = "promoted",
		[MAIL_DISPLACED] = "displaced",
		[MAIL_HANDED_TO] = "handed-to",
		[MAIL_HANDED_AWAY] = "handed-away",
		[MAIL_CALENDAR] = "calendar",
		[MAIL_HIT] = "hit",
		[MAIL_NOSHOW] = "noshow",
		[MAIL_REMINDER] = "reminder",
	};
	bool known = v > 0 && v < MAIL_ITEM_KINDS;
	return known ? words[v] : "";
}

enum mail_state mail_state_at(const struct mail *m, int64_t now)
{
	bool over = m->state == MAIL_LEASED && m->lease_min <= now;
	return over ? MAIL_WAITING : m->state;
}

bool mail_is_due(const struct mail *m, int64_t now)
{
	return mail_state_at(m, now) != MAIL_LEASED && m->next_min <= now;
}

const char *mail_id(uint64_t action, const char *login, char out[MAIL_ID_MAX])
{
	snprintf(out, MAIL_ID_MAX, "%" PRIu64 "-%s", action, login);
	return out;
}

int mail_id_parse(const char *text, uint64_t *action, const char **login)
{
	size_t digits = strspn(text, "0123456789");
	*action = 0;
	*login = "";
	if (!digits || digits > 19 || *text == '0' || text[digits] != '-')
		return QUAD_EINVAL;
	if (!person_login_fits(text + digits + 1))
		return QUAD_EINVAL;
	*action = strtoull(text, NULL, 10);
	*login = text + digits + 1;
	return 0;
}

void mail_encode(const struct mail *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->kind, 1);
	record_int(&w, v->state, 1);
	record_int(&w, (uint64_t)v->made_min, 8);
	record_int(&w, (uint64_t)v->next_min, 8);
	record_int(&w, (uint64_t)v->lease_min, 8);
	record_int(&w, v->tries, 4);
	record_int(&w, v->first, 8);
	record_int(&w, v->upto, 8);
	record_int(&w, v->n_items, 4);
	record_int(&w, (uint64_t)v->day, 8);
	record_texts(&w);
	record_text(&w, v->error);
}

int mail_decode(struct bytes b, struct mail *out)
{
	struct record_reader r = record_read(b);
	*out = (struct mail){.login = ""};
	out->kind = (enum mail_kind)record_get_int(&r, 1);
	out->state = (enum mail_state)record_get_int(&r, 1);
	out->made_min = (int64_t)record_get_int(&r, 8);
	out->next_min = (int64_t)record_get_int(&r, 8);
	out->lease_min = (int64_t)record_get_int(&r, 8);
	out->tries = (uint32_t)record_get_int(&r, 4);
	out->first = record_get_int(&r, 8);
	out->upto = record_get_int(&r, 8);
	out->n_items = (uint32_t)record_get_int(&r, 4);
	out->day = (int64_t)record_get_int(&r, 8);
	out->error = record_get_text(&r);
	if (!r.err && (!*mail_kind_word(out->kind) || !*mail_state_word(out->state)))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void mail_item_encode(const struct mail_item *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->kind, 1);
	record_int(&w, v->series, 8);
	record_texts(&w);
}

int mail_item_decode(struct bytes b, struct mail_item *out)
{
	struct record_reader r = record_read(b);
	*out = (struct mail_item){0};
	out->kind = (enum mail_item_kind)record_get_int(&r, 1);
	out->series = record_get_int(&r, 8);
	if (!r.err && !*mail_item_word(out->kind))
		r.err = QUAD_ECORRUPT;
	return r.err;
}
