/* A login becomes a part of a forced command (`quad --as LOGIN`), so it is held to what is harmless there. */
#include "store/model/person.h"

#include <string.h>

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool person_login_fits(const char *s)
{
	size_t len = strlen(s);
	bool ok = len > 0 && len <= LOGIN_MAX_BYTES && *s != '.' && *s != '-';
	for (; ok && *s; s++)
		ok = is_letter(*s) || is_digit(*s) || strchr("._-", *s);
	return ok;
}

/*
 * The characters that addresses are made of and that a shell or a header reads as nothing else: fewer than RFC 5322
 * has.
 */
static bool is_mailbox(const char *s, size_t len)
{
	char before = '.';
	for (size_t i = 0; i < len; i++) {
		if (!is_letter(s[i]) && !is_digit(s[i]) && !strchr(".+-_=%~", s[i]))
			return false;
		if (s[i] == '.' && before == '.')
			return false;
		before = s[i];
	}
	return before != '.';
}

/* Words of letters and digits with dots between them, and hyphens within them. */
static bool is_domain(const char *s)
{
	char before = '.';
	for (; *s; s++) {
		bool mark = *s == '.' || *s == '-';
		if (!mark && !is_letter(*s) && !is_digit(*s))
			return false;
		if (mark && before == '.')
			return false;
		if (*s == '.' && before == '-')
			return false;
		before = *s;
	}
	return before != '.' && before != '-';
}

bool person_email_fits(const char *s)
{
	const char *at = strchr(s, '@');
	if (!at || *s == '-' || strlen(s) > EMAIL_MAX_BYTES)
		return false;
	return is_mailbox(s, (size_t)(at - s)) && is_domain(at + 1);
}

bool person_language_fits(const char *s)
{
	size_t n = 0;
	while (s[n] >= 'a' && s[n] <= 'z')
		n++;
	if (n < 2 || n > 3)
		return false;
	s += n;
	return !*s || (strlen(s) == 3 && s[0] == '_' && s[1] >= 'A' && s[1] <= 'Z' && s[2] >= 'A' && s[2] <= 'Z');
}
