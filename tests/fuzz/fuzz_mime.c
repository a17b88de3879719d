/*
 * Any bytes as the texts of a mail, with NULs between them: address, name, subject, file name, bodies. What another
 * reader takes from the mail is what went in, cleaned, and there is no field that was not written.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/format/mime.h"
#include "store/model/person.h"
#include "tests/mime_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define N_TEXTS 16
#define N_HEAD 4 /* the texts that are not bodies */

/* A body as its reader has it. */
static const char *clean_body(struct arena *arena, const char *text)
{
	struct buf out = {0};
	uint32_t c;
	for (size_t len = strlen(text); len;) {
		int n = utf8_next(text, len, &c);
		size_t step = n < 0 ? 1 : (size_t)n;
		if (n < 0)
			buf_str(&out, "\xef\xbf\xbd");
		else if (c == '\n' || c == '\t' || !utf8_is_control(c))
			buf_add(&out, text, step);
		text += step;
		len -= step;
	}
	if (out.len && out.p[out.len - 1] != '\n')
		buf_char(&out, '\n');
	const char *clean = arena_str(arena, buf_text(&out));
	buf_release(&out);
	return clean;
}

static void compare_mailbox(struct reader *r, const char *value, const struct mime_mailbox *m)
{
	const char *name = utf8_clean(&r->arena, m->name, strlen(m->name));
	const char *read = reader_decode(r, value);
	const char *quoted = arena_fmt(&r->arena, "\"%s\" <%s>", name, m->address);
	const char *plain = arena_fmt(&r->arena, "%s%s<%s>", name, *name ? " " : "", m->address);
	READER_NEED(strcmp(read, quoted) == 0 || strcmp(read, plain) == 0);
}

static void compare(const struct mime_mail *m, const struct buf *text)
{
	static const char *const names[] = {"From",
	                                    "To",
	                                    "Subject",
	                                    "Date",
	                                    "Message-ID",
	                                    "In-Reply-To",
	                                    "References",
	                                    "Auto-Submitted",
	                                    "X-Auto-Response-Suppress",
	                                    "MIME-Version",
	                                    "Content-Language",
	                                    "Content-Type"};
	const size_t n_names = sizeof names / sizeof *names;
	struct reader r = {0};
	struct read_part *mail = reader_mail(&r, buf_text(text), text->len);
	for (size_t i = 0; i < n_names; i++)
		READER_NEED(strcmp(mail->fields[i].name, names[i]) == 0);
	READER_NEED(mail->n_fields <= n_names + 2);
	compare_mailbox(&r, reader_field(mail, "From"), &m->from);
	compare_mailbox(&r, reader_field(mail, "To"), &m->to);
	const char *subject = utf8_clean(&r.arena, m->subject, strlen(m->subject));
	READER_NEED(strcmp(reader_decode(&r, reader_field(mail, "Subject")), subject) == 0);
	READER_NEED(m->n_parts == 1 || mail->n_parts == m->n_parts);
	for (size_t i = 0; i < m->n_parts; i++) {
		const struct read_part *part = m->n_parts == 1 ? mail : &mail->parts[i];
		READER_NEED(strcmp(part->body, clean_body(&r.arena, m->parts[i].text.p)) == 0);
	}
	arena_release(&r.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct buf out = {0};
	const char *texts[N_TEXTS];
	struct mime_part parts[N_TEXTS];
	size_t n = 0;
	for (const uint8_t *p = data, *end = data + size; n < N_TEXTS; n++) {
		const uint8_t *stop = p < end ? memchr(p, 0, (size_t)(end - p)) : end;
		stop = stop ? stop : end;
		texts[n] = arena_dup(&arena, p, (size_t)(stop - p));
		if (stop == end) {
			n++;
			break;
		}
		p = stop + 1;
	}
	for (size_t i = n; i < N_HEAD; i++)
		texts[i] = "";
	struct mime_mail m = {
		.from = {"quad@example.org", "Quad"},
		.to = {texts[0], texts[1]},
		.subject = texts[2],
		.id = "quad.1@example.org",
		.thread = "quad.booking.1@example.org",
		.language = "zh_CN",
		.parts = parts,
		.alternative = n % 2 == 0,
	};
	for (size_t i = N_HEAD; i < n || !m.n_parts; i++) {
		const char *text = i < n ? texts[i] : "";
		parts[m.n_parts++] =
			(struct mime_part){"text/plain", *texts[3] ? texts[3] : NULL, {text, strlen(text)}};
	}
	int err = mime_build(&m, &out);
	READER_NEED(err == 0 || (err == QUAD_EINVAL && !out.len));
	READER_NEED(!person_email_fits(texts[0]) ? err != 0 : true);
	if (err) {
		m.to.address = "chan@example.org";
		for (size_t i = 0; i < m.n_parts; i++)
			parts[i].file = NULL;
		READER_NEED(mime_build(&m, &out) == 0);
	}
	compare(&m, &out);
	buf_release(&out);
	arena_release(&arena);
	return 0;
}
