/* What the tests of mails share: a small store with people who have addresses, and programs in the place of sendmail.
 */
#ifndef QUAD_TESTS_MAIL_STORE_H
#define QUAD_TESTS_MAIL_STORE_H

#include "store/base/clock.h"
#include "tests/engine.h"
#include "tests/mime_reader.h"
#include "tests/tui/command.h"
#include "tui/base/locale.h"
#include "tui/mail/mail_send.h"

#define FROM "quad@example.org"

static struct store mail_store;
static int64_t mail_minutes; /* that the clock of the store is ahead */

static int64_t mail_clock(void)
{
	return clock_now_min() + mail_minutes;
}

static inline void import_rows(const char *kind, const char *rows)
{
	write_file("rows.csv", rows);
	ASSERT_STATUS(0, "--as boss --quiet import %s %s/rows.csv", kind, test_dir());
}

/* boss, chan (Chinese), lee, and app, who approves R12. */
static inline void make_mail_store(void)
{
	use_store();
	mail_minutes = 0;
	ASSERT_STATUS(0, "--as boss --quiet init --zone Asia/Shanghai");
	import_rows("institutions", "code,name\nPOLY,City Polytechnic\n");
	import_rows("campuses", "code,name,institution\nE,East,POLY\n");
	import_rows("resources", "code,name,kind,institution,campus,seats,approval\nR11,焊接实训室,lab,POLY,E,40,\n"
	                         "R12,Hall,room,POLY,E,40,owner\n");
	import_rows("people", "login,name,institution,role,scope,email,language\n"
	                      "chan,陈大文,POLY,requester,,chan@example.edu,zh_CN\n"
	                      "lee,\"Lee \"\"L\"\" <x@y.org>, \\\",POLY,requester,,lee@example.edu,en\n"
	                      "app,App,POLY,administrator,POLY,app@example.edu,en\n");
	ASSERT_STATUS(0, "--as boss --quiet config mail-from " FROM);
	ASSERT_STATUS(0, "--as boss --quiet config mail on");
}

/* A program of that name that runs these lines of a shell; its path, which stays until the test is over. */
static inline const char *make_program(const char *name, const char *lines)
{
	char text[4000];
	snprintf(text, sizeof text, "#!/bin/sh\ncd '%s' || exit 1\n%s", test_dir(), lines);
	write_file(name, text);
	const char *path = arena_str(&kept, test_path(test_dir(), name));
	ck_assert_int_eq(chmod(path, 0700), 0);
	return path;
}

static inline char *read_made(const char *name)
{
	return keep_file(test_path(test_dir(), name));
}

/* Sends what is due at the minute of mail_clock; the counts are in *s, whose `why` the caller releases. */
static inline void send_now(const char *path, struct mail_sending *s)
{
	ck_assert_int_eq(store_open(test_store("store"), &mail_store), 0);
	mail_store.clock = mail_clock;
	locale_setup();
	*s = (struct mail_sending){.store = &mail_store,
	                           .actor = "boss",
	                           .via = VIA_SHELL,
	                           .now = mail_clock(),
	                           .from = FROM,
	                           .path = path,
	                           .limit_s = 2};
	ck_assert_int_eq(mail_send(s), 0);
	store_close(&mail_store);
}

/* The value of a field of a message. */
static inline const char *field_of(const char *message, const char *name)
{
	struct reader r = {0};
	struct read_part *mail = reader_mail(&r, message, strlen(message));
	const char *value = reader_field(mail, name);
	value = value ? arena_str(&kept, reader_decode(&r, value)) : NULL;
	arena_release(&r.arena);
	return value;
}

#endif
