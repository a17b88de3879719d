/*
 * No library does this without much beside it: GMime, which could, brings GLib and GPGME into a program that starts in
 * milliseconds.
 *
 * A boundary cannot occur in a part: it begins with `=_`, which quoted-printable and base64 cannot hold, and a part
 * that holds it is not sent as it is (mime_text.h).
 */
#include "store/format/mime.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/format/mime_text.h"
#include "store/model/person.h"

#define BOUNDARY "=_quad"
#define ID_MAX_BYTES 250

/* ---- what may not be any text ---- */

static bool is_id(const char *s)
{
	const char *at = strchr(s, '@');
	if (!at || at == s || !at[1] || strchr(at + 1, '@') || strlen(s) > ID_MAX_BYTES)
		return false;
	for (; *s; s++)
		if (*s <= ' ' || *s > '~' || strchr("<>()[]\\,;:\"", *s))
			return false;
	return true;
}

static bool is_file_name(const char *s)
{
	return *s != '.' && person_login_fits(s);
}

static bool is_sound(const struct mime_mail *m)
{
	bool ok = person_email_fits(m->from.address) && person_email_fits(m->to.address) && is_id(m->id);
	ok = ok && (!*m->thread || is_id(m->thread));
	ok = ok && (!*m->language || person_language_fits(m->language));
	for (size_t i = 0; i < m->n_parts; i++)
		ok = ok && (!m->parts[i].file || is_file_name(m->parts[i].file));
	return ok && m->n_parts;
}

/* ---- header ---- */

/* `Mon, 07 Sep 2026 08:00:00 +0800` */
static void put_date(struct buf *out, int64_t at)
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
	                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct wall w;
	clock_to_wall(at, &w);
	int64_t day = clock_day_number(w.year, w.month, w.day);
	int offset = (int)(day * DAY_MIN + w.hour * 60 + w.minute - at);
	buf_fmt(out, "Date: %s, %02d %s %04d %02d:%02d:00 %c%02d%02d\n", days[clock_weekday(day) - 1], w.day,
	        months[w.month - 1], w.year, w.hour, w.minute, offset < 0 ? '-' : '+', abs(offset) / 60,
	        abs(offset) % 60);
}

/* `zh_CN` as `zh-CN` */
static void put_language(struct buf *out, const char *language)
{
	if (!*language)
		return;
	buf_str(out, "Content-Language: ");
	for (const char *p = language; *p; p++)
		buf_char(out, *p == '_' ? '-' : *p);
	buf_char(out, '\n');
}

static void put_header(const struct mime_mail *m, struct buf *out)
{
	mime_put_mailbox(out, "From", m->from.name, m->from.address);
	mime_put_mailbox(out, "To", m->to.name, m->to.address);
	mime_put_field(out, "Subject", m->subject);
	put_date(out, m->at_min);
	buf_fmt(out, "Message-ID: <%s>\n", m->id);
	if (*m->thread)
		buf_fmt(out, "In-Reply-To: <%s>\nReferences: <%s>\n", m->thread, m->thread);
	/* RFC 3834, and what Exchange reads in its place: nobody's absence is to be answered to */
	buf_str(out, "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nMIME-Version: 1.0\n");
	put_language(out, m->language);
}

/* ---- body ---- */

static void put_part(const struct mime_part *p, struct buf *out)
{
	buf_fmt(out, "Content-Type: %s;\n charset=UTF-8\n", p->type);
	if (p->file)
		buf_fmt(out, "Content-Disposition: attachment;\n filename=\"%s\"\n", p->file);
	mime_put_body(out, p->text);
}

int mime_build(const struct mime_mail *m, struct buf *out)
{
	if (!is_sound(m))
		return QUAD_EINVAL;
	put_header(m, out);
	if (m->n_parts == 1) {
		put_part(m->parts, out);
		return out->failed ? QUAD_ENOMEM : 0;
	}
	buf_fmt(out, "Content-Type: multipart/%s;\n boundary=\"" BOUNDARY "\"\n",
	        m->alternative ? "alternative" : "mixed");
	for (size_t i = 0; i < m->n_parts; i++) {
		buf_str(out, "\n--" BOUNDARY "\n");
		put_part(&m->parts[i], out);
	}
	buf_str(out, "\n--" BOUNDARY "--\n");
	return out->failed ? QUAD_ENOMEM : 0;
}
