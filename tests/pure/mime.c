/* Mails: what a reader finds in them, what cannot be put into them, and the bytes of a small one. */
#include "store/format/mime.h"

#include <check.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/format/mime_text.h"
#include "tests/mime_reader.h"

Suite *mime_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define TEXT(s)                                                                                                        \
	{                                                                                                              \
		s, strlen(s)                                                                                           \
	}

static struct mime_part plain[] = {{"text/plain", NULL, {"Hello\n", 6}}};

static struct mime_mail small_mail(void)
{
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	int64_t at;
	ck_assert_int_eq(clock_parse("2026-09-07T08:00", &at), 0);
	return (struct mime_mail){
		.from = {"quad@example.org", "Quad"},
		.to = {"chan@example.edu", "Chan Tai-Man"},
		.subject = "Booked: LAB-1",
		.id = "quad.0000abcd.17.chan@example.org",
		.thread = "",
		.language = "zh_CN",
		.at_min = at,
		.parts = plain,
		.n_parts = 1,
	};
}

START_TEST(a_mail_is_these_bytes)
{
	struct mime_mail m = small_mail();
	struct buf out = {0};
	ck_assert_int_eq(mime_build(&m, &out), 0);
	ck_assert_str_eq(buf_text(&out), "From: \"Quad\" <quad@example.org>\n"
	                                 "To: \"Chan Tai-Man\" <chan@example.edu>\n"
	                                 "Subject: Booked: LAB-1\n"
	                                 "Date: Mon, 07 Sep 2026 08:00:00 +0800\n"
	                                 "Message-ID: <quad.0000abcd.17.chan@example.org>\n"
	                                 "Auto-Submitted: auto-generated\n"
	                                 "X-Auto-Response-Suppress: All\n"
	                                 "MIME-Version: 1.0\n"
	                                 "Content-Language: zh-CN\n"
	                                 "Content-Type: text/plain;\n charset=UTF-8\n"
	                                 "Content-Transfer-Encoding: 7bit\n"
	                                 "\n"
	                                 "Hello\n");
	buf_release(&out);
}
END_TEST

START_TEST(parts_are_held_apart)
{
	static const char evil[] = "--=_quad\nContent-Type: text/html\n\n--=_quad--\n";
	struct mime_part parts[] = {{"text/plain", NULL, TEXT(evil)}, {"text/calendar", "a.ics", TEXT("=_quad\n")}};
	struct mime_mail m = small_mail();
	struct reader r = {0};
	struct buf out = {0};
	m.parts = parts;
	m.n_parts = 2;
	m.thread = "quad.booking.1@example.org";
	ck_assert_int_eq(mime_build(&m, &out), 0);
	struct read_part *mail = reader_mail(&r, buf_text(&out), out.len);
	ck_assert_uint_eq(mail->n_parts, 2);
	ck_assert_str_eq(mail->parts[0].body, evil);
	ck_assert_str_eq(mail->parts[1].body, "=_quad\n");
	ck_assert_str_eq(reader_field(mail, "References"), "<quad.booking.1@example.org>");
	ck_assert_ptr_nonnull(strstr(reader_field(mail, "Content-Type"), "multipart/mixed"));
	ck_assert_ptr_nonnull(strstr(reader_field(&mail->parts[1], "Content-Disposition"), "filename=\"a.ics\""));
	arena_release(&r.arena);
	buf_release(&out);
}
END_TEST

static const char *const fields[] = {
	"",
	"short",
	"=?UTF-8?B?eA==?=",
	"\xe5\xb7\xb2\xe9\xa2\x84\xe8\xae\xa2",
	"a \xf0\x9f\x98\x80 b",
	"Bcc: x@example.org",
	"a subject that is plain and has more characters than a line of a header may have by the standard, by far",
};

START_TEST(a_field_is_read_as_it_was)
{
	struct mime_mail m = small_mail();
	struct reader r = {0};
	struct buf out = {0}, longest = {0};
	for (int i = 0; i < 300; i++)
		buf_str(&longest, i % 3 ? "\xe7\x84\x8a" : "x");
	for (size_t i = 0; i <= COUNT(fields); i++) {
		m.subject = i < COUNT(fields) ? fields[i] : buf_text(&longest);
		m.to.name = m.subject;
		buf_clear(&out);
		ck_assert_int_eq(mime_build(&m, &out), 0);
		struct read_part *mail = reader_mail(&r, buf_text(&out), out.len);
		ck_assert_str_eq(reader_decode(&r, reader_field(mail, "Subject")), m.subject);
		ck_assert_ptr_nonnull(strstr(reader_decode(&r, reader_field(mail, "To")), m.subject));
		for (const char *line = buf_text(&out), *feed; (feed = strchr(line, '\n')); line = feed + 1)
			ck_assert_int_le((int)(feed - line), 76);
	}
	buf_release(&longest);
	buf_release(&out);
	arena_release(&r.arena);
}
END_TEST

/* What would end a line for one program or another. */
static const char *const breaks[] = {"\n",   "\r",       "\r\n",         "\n ",          "\v",  "\f",
                                     "\x1c", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9", "\x01"};

START_TEST(no_text_ends_a_line)
{
	struct mime_mail m = small_mail();
	for (size_t i = 0; i < COUNT(breaks); i++) {
		struct reader r = {0};
		struct buf out = {0};
		m.subject = arena_fmt(&r.arena, "Lab%sBcc: all@example.org", breaks[i]);
		m.to.name = m.from.name = m.subject;
		ck_assert_int_eq(mime_build(&m, &out), 0);
		struct read_part *mail = reader_mail(&r, buf_text(&out), out.len);
		ck_assert_uint_eq(mail->n_fields, 11);
		ck_assert_ptr_null(reader_field(mail, "Bcc"));
		const char *subject = reader_decode(&r, reader_field(mail, "Subject"));
		ck_assert_ptr_nonnull(strstr(subject, "Bcc: all@example.org"));
		for (const char *p = subject; *p; p++)
			ck_assert_int_ge((unsigned char)*p, ' ');
		ck_assert_ptr_null(strstr(subject, "\xc2\x85"));
		ck_assert_ptr_null(strstr(subject, "\xe2\x80\xa8"));
		buf_release(&out);
		arena_release(&r.arena);
	}
}
END_TEST

static const char *const addresses[] = {
	"",        "chan",  "-oQ/tmp@example.org", "a@b\nBcc: c@d", "a@b\r\n",         "a@b,c@d",
	"a@b c@d", "<a@b>", "\"a b\"@c",           "|sh@b",         "a@b\xe2\x80\xa8",
};
static const char *const ids[] = {"", "a", "a@", "@b", "a@b@c", "a b@c", "a@b\n", "a@b>", "<a@b", "a@\xc2\x85"};

START_TEST(what_is_no_address_or_id_is_refused)
{
	struct buf out = {0};
	for (size_t i = 0; i < COUNT(addresses); i++) {
		struct mime_mail m = small_mail();
		m.to.address = addresses[i];
		ck_assert_int_eq(mime_build(&m, &out), QUAD_EINVAL);
		m = small_mail();
		m.from.address = addresses[i];
		ck_assert_int_eq(mime_build(&m, &out), QUAD_EINVAL);
	}
	for (size_t i = 0; i < COUNT(ids); i++) {
		struct mime_mail m = small_mail();
		m.id = ids[i];
		ck_assert_int_eq(mime_build(&m, &out), QUAD_EINVAL);
		m = small_mail();
		m.thread = ids[i];
		ck_assert_int_eq(mime_build(&m, &out), *ids[i] ? QUAD_EINVAL : 0);
		buf_clear(&out);
	}
	struct mime_mail m = small_mail();
	m.language = "zh\nX: y";
	ck_assert_int_eq(mime_build(&m, &out), QUAD_EINVAL);
	struct mime_part parts[] = {{"text/plain", "a\"b", TEXT("x")}};
	m = small_mail();
	m.parts = parts;
	ck_assert_int_eq(mime_build(&m, &out), QUAD_EINVAL);
	ck_assert_uint_eq(out.len, 0);
	buf_release(&out);
}
END_TEST

static const struct {
	const char *text, *encoding;
} bodies[] = {
	{"", "7bit"},
	{"plain\n", "7bit"},
	{"a = b\n", "7bit"},
	{"no end", "7bit"},
	{"From here\n", "quoted-printable"},
	{"a line of some length, for it is not to be base64\n.\n", "quoted-printable"},
	{"a line of some length with a blank \nafter it, and another\n", "quoted-printable"},
	{"a line of some length, a mark =_ and another one\n", "quoted-printable"},
	{"a caf\xc3\xa9 and the like is quoted as printable text, since that is short\n", "quoted-printable"},
	{"\xe7\x84\x8a\xe6\x8e\xa5\xe5\xae\x9e\xe8\xae\xad\n", "base64"},
};

START_TEST(a_body_is_read_as_it_was)
{
	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct mime_part parts[] = {{"text/plain", NULL, TEXT(bodies[i].text)}};
		struct mime_mail m = small_mail();
		struct reader r = {0};
		struct buf out = {0};
		m.parts = parts;
		ck_assert_int_eq(mime_build(&m, &out), 0);
		struct read_part *mail = reader_mail(&r, buf_text(&out), out.len);
		ck_assert_str_eq(reader_field(mail, "Content-Transfer-Encoding"), bodies[i].encoding);
		size_t len = strlen(bodies[i].text);
		ck_assert_int_eq(strncmp(mail->body, bodies[i].text, len), 0);
		ck_assert_uint_le(mail->len - len, 1);
		buf_release(&out);
		arena_release(&r.arena);
	}
}
END_TEST

START_TEST(a_long_line_is_broken)
{
	struct buf text = {0}, out = {0};
	struct mime_mail m = small_mail();
	for (int i = 0; i < 5000; i++)
		buf_str(&text, i % 7 ? "." : "From ");
	struct mime_part parts[] = {{"text/plain", NULL, {buf_text(&text), text.len}}};
	m.parts = parts;
	ck_assert_int_eq(mime_build(&m, &out), 0);
	struct reader r = {0};
	struct read_part *mail = reader_mail(&r, buf_text(&out), out.len);
	ck_assert_int_eq(strncmp(mail->body, buf_text(&text), text.len), 0);
	const char *body = strstr(buf_text(&out), "\n\n") + 2;
	for (const char *line = body, *feed; (feed = strchr(line, '\n')); line = feed + 1) {
		ck_assert_int_le((int)(feed - line), 76);
		ck_assert_int_ne(*line, '.');
		ck_assert_int_ne(strncmp(line, "From ", 5), 0);
	}
	buf_release(&text);
	buf_release(&out);
	arena_release(&r.arena);
}
END_TEST

Suite *mime_suite(void)
{
	Suite *s = suite_create("mime");
	TCase *c = tcase_create("mails");
	tcase_add_test(c, a_mail_is_these_bytes);
	tcase_add_test(c, parts_are_held_apart);
	tcase_add_test(c, a_field_is_read_as_it_was);
	tcase_add_test(c, no_text_ends_a_line);
	tcase_add_test(c, what_is_no_address_or_id_is_refused);
	tcase_add_test(c, a_body_is_read_as_it_was);
	tcase_add_test(c, a_long_line_is_broken);
	suite_add_tcase(s, c);
	return s;
}
