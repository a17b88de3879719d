/* Helpers for all who build requests: words, ids, the text form of claims. */
#include "store/model/request.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "store/model/codec.h"
#include "store/base/err.h"
#include "store/base/utf8.h"

static const char *const outcome_words[] = {"", "added", "updated", "unchanged", "refused", "invalid"};

const char *outcome_word(enum outcome outcome)
{
	return (size_t)outcome < sizeof outcome_words / sizeof *outcome_words ? outcome_words[outcome] : "";
}

const char *op_word(unsigned op)
{
	static const char *const ops[] = {
		"",        "institution",   "campus",  "travel", "resource", "closure", "reopen",  "book",   "move",
		"cancel",  "term",          "period",  "day",    "series",   "move",    "cancel",  "add",    "swap",
		"person",  "event",         "columns", "undo",   "lapse",    "approve", "decline", "ask",    "comment",
		"promote", "checkin",       "release", "noshow", "evaluate", "hand",    "grant",   "revoke", "rule",
		"drop",    "qualification", "config",  "refuse", "login",    "export",  "mail",    "erase",  "key",
		"unkey",   "register",      "drop",    "adjust"};
	return op < sizeof ops / sizeof *ops ? ops[op] : "";
}

const char *via_word(unsigned via)
{
	static const char *const vias[] = {"", "shell", "screen", "clock", "ssh"};
	return via < sizeof vias / sizeof *vias ? vias[via] : "";
}

bool op_asks_for_series(enum request_op op)
{
	return op == OP_SERIES || op == OP_SERIES_CHANGE;
}

bool op_decides(enum request_op op)
{
	return (op >= OP_APPROVE && op <= OP_COMMENT) || (op >= OP_CHECKIN && op <= OP_HAND);
}

bool op_is_about_series(enum request_op op)
{
	return op_asks_for_series(op) || op == OP_SERIES_CANCEL || op == OP_SERIES_ADD;
}

void request_id_new(unsigned char id[REQUEST_ID_BYTES])
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	uint64_t ms = (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
	for (int i = 0; i < 6; i++)
		id[i] = (unsigned char)(ms >> (8 * (5 - i)));
	if (getrandom(id + 6, REQUEST_ID_BYTES - 6, 0) != REQUEST_ID_BYTES - 6) {
		clock_gettime(CLOCK_MONOTONIC, &t);
		le_put(id + 6, (uint64_t)t.tv_nsec, 4);
		le_put(id + 10, (uint64_t)t.tv_sec, 6);
	}
	/* version and variant */
	id[6] = (unsigned char)(0x70 | (id[6] & 0x0f));
	id[8] = (unsigned char)(0x80 | (id[8] & 0x3f));
}

/* Whether a hyphen stands before that byte of an id. */
static bool has_hyphen(size_t byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

const char *request_id_text(const unsigned char id[REQUEST_ID_BYTES], char text[REQUEST_ID_TEXT_MAX])
{
	size_t at = 0;
	for (size_t i = 0; i < REQUEST_ID_BYTES; i++)
		at += (size_t)snprintf(text + at, REQUEST_ID_TEXT_MAX - at, "%s%02x", has_hyphen(i) ? "-" : "", id[i]);
	return text;
}

static int digit_of(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;
	return at ? (int)(at - digits) : -1;
}

enum request_id_judgement request_id_parse(const char *text, int64_t now_ms, unsigned char id[REQUEST_ID_BYTES])
{
	const int64_t day_ms = INT64_C(24) * 3600 * 1000, ahead_ms = INT64_C(60000) * REQUEST_AHEAD_MIN;
	const char *p = text;
	int64_t made_ms = 0;
	for (size_t i = 0; i < REQUEST_ID_BYTES; i++) {
		if (has_hyphen(i) && *p++ != '-')
			return REQUEST_ID_MALFORMED;
		int high = digit_of(p[0]), low = high < 0 ? -1 : digit_of(p[1]);
		if (low < 0)
			return REQUEST_ID_MALFORMED;
		id[i] = (unsigned char)(high << 4 | low);
		p += 2;
	}
	for (size_t i = 0; i < 6; i++)
		made_ms = made_ms << 8 | id[i];
	if (*p)
		return REQUEST_ID_MALFORMED;
	if (made_ms < now_ms - REQUEST_REPEAT_DAYS * day_ms)
		return REQUEST_ID_OLD;
	return made_ms > now_ms + ahead_ms ? REQUEST_ID_LATE : REQUEST_ID_FITS;
}

bool booking_ask_is_optional(const struct booking_ask *b, const char *code)
{
	size_t len = strlen(code);
	for (const char *p = b->optional; p && *p;) {
		size_t n = strcspn(p, ";");
		if (n == len && memcmp(p, code, len) == 0)
			return true;
		p += n + (p[n] == ';');
	}
	return false;
}

struct series_ask series_of_booking(const struct booking_ask *b)
{
	return (struct series_ask){.ref = b->ref,
	                           .claims = b->claims,
	                           .n_claims = b->n_claims,
	                           .weeks.term = "",
	                           .rule.rule = "",
	                           .party = b->party,
	                           .purpose = b->purpose,
	                           .note = b->note,
	                           .requester = b->requester,
	                           .institution = b->institution,
	                           .class = b->class,
	                           .event = b->event,
	                           .from = FROM_THE_START};
}

uint32_t series_given(uint32_t booking_given)
{
	static const struct {
		int booking, series;
	} fields[] = {
		{BOOKING_CLAIMS, SERIES_CLAIMS},       {BOOKING_PARTY, SERIES_PARTY},
		{BOOKING_PURPOSE, SERIES_PURPOSE},     {BOOKING_NOTE, SERIES_NOTE},
		{BOOKING_REQUESTER, SERIES_REQUESTER}, {BOOKING_INSTITUTION, SERIES_INSTITUTION},
		{BOOKING_CLASS, SERIES_CLASS},         {BOOKING_EVENT, SERIES_EVENT},
	};
	uint32_t given = 0;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (booking_given & GIVEN(fields[i].booking))
			given |= GIVEN(fields[i].series);
	return given;
}

int claims_parse(const char *text, struct arena *arena, const struct claim_ask **out, size_t *n_out)
{
	static const char wide_mark[] = "\xef\xbc\x9b"; /* U+FF1B */
	struct claim_ask *claims = NULL;
	size_t n = 0, cap = 0;
	*out = NULL;
	*n_out = 0;
	for (const char *p = text; *p;) {
		const char *plain = strchr(p, ';'), *wide = strstr(p, wide_mark);
		const char *stop = plain && (!wide || plain < wide) ? plain : wide;
		size_t len = stop ? (size_t)(stop - p) : strlen(p);
		char *one = utf8_clean(arena, p, len);
		char *star = one ? strrchr(one, '*') : NULL;
		struct claim_ask *v = arena_grow(arena, claims, n, &cap, sizeof *v);
		if (!one || !v)
			return QUAD_ENOMEM;
		claims = v;
		v[n] = (struct claim_ask){one, 0};
		if (star && star[1] && strspn(star + 1, "0123456789") == strlen(star + 1)) {
			unsigned long units = strtoul(star + 1, NULL, 10);
			v[n].units = units > UINT32_MAX ? UINT32_MAX : (uint32_t)units;
			*star = '\0';
		}
		n += *one != '\0';
		p += len;
		if (stop)
			p += stop == plain ? 1 : sizeof wide_mark - 1;
	}
	*out = claims;
	*n_out = n;
	return 0;
}

void claims_format(const struct claim_ask *claims, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		buf_fmt(out, "%s%s", i ? ";" : "", claims[i].resource);
		if (claims[i].units)
			buf_fmt(out, "*%" PRIu32, claims[i].units);
	}
}

const char *claims_text(const struct claim_ask *claims, size_t n, struct arena *arena)
{
	struct buf b = {0};
	claims_format(claims, n, &b);
	const char *text = b.failed ? NULL : arena_str(arena, buf_text(&b));
	buf_release(&b);
	return text;
}
