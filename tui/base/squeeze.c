/*
 * Attributes are held back until something comes that looks different with them. A movement of the cursor does not;
 * text does, and so does whatever erases or scrolls, since it fills with the colour of the ground.
 */
#include "tui/base/squeeze.h"

#include <stdbool.h>
#include <string.h>

enum { HELD_BYTES = 128, SHIFT_OUT = 0x0e, SHIFT_IN = 0x0f };

struct squeeze {
	struct buf *out;
	char held[HELD_BYTES]; /* parameters of SGR that were not written yet, `0` first where they begin anew */
	size_t n_held;
	bool is_plain; /* no attribute is set */
	bool is_ascii; /* ESC ( B was the last to choose the first set */
	bool is_shifted_in;
};

static void release_held(struct squeeze *s)
{
	const char *p = s->held;
	size_t n = s->n_held;
	bool anew = n && p[0] == '0' && (n == 1 || p[1] == ';');
	bool ends_plain = anew && n == 1;
	s->n_held = 0;
	if (n == 0 || (ends_plain && s->is_plain))
		return;
	if (anew && !ends_plain && s->is_plain) {
		p += 2;
		n -= 2;
	}
	s->is_plain = ends_plain;
	buf_str(s->out, "\033[");
	if (!ends_plain)
		buf_add(s->out, p, n);
	buf_char(s->out, 'm');
}

/* Parameters that begin with none or with 0 replace all before them. */
static void hold_attributes(struct squeeze *s, const char *params, size_t n)
{
	bool anew = n == 0 || params[0] == ';' || (params[0] == '0' && (n == 1 || params[1] == ';'));
	if (anew)
		s->n_held = 0;
	if (s->n_held + n + 2 > sizeof s->held)
		release_held(s);
	if (n + 2 > sizeof s->held) {
		buf_str(s->out, "\033[");
		buf_add(s->out, params, n);
		buf_char(s->out, 'm');
		s->is_plain = false;
		return;
	}
	if (s->n_held)
		s->held[s->n_held++] = ';';
	if (n == 0)
		s->held[s->n_held++] = '0';
	memcpy(s->held + s->n_held, params, n);
	s->n_held += n;
}

/* The length of CSI parameters and final byte at p; 0 if it is not one, or not whole. */
static size_t measure_csi(const char *p, size_t len)
{
	size_t n = 2;
	if (len < 3 || p[0] != '\033' || p[1] != '[')
		return 0;
	while (n < len && ((p[n] >= '0' && p[n] <= '9') || p[n] == ';'))
		n++;
	return n < len && p[n] >= 0x40 && p[n] < 0x7f ? n + 1 : 0;
}

static size_t take_csi(struct squeeze *s, const char *p, size_t n)
{
	char final = p[n - 1];
	if (final == 'm') {
		hold_attributes(s, p + 2, n - 3);
		return n;
	}
	if (!strchr("HdGABCD", final))
		release_held(s);
	buf_add(s->out, p, n);
	return n;
}

/* Takes what stands at p, len > 0 bytes: a sequence as a whole, or a byte. Returns how many. */
static size_t take_next(struct squeeze *s, const char *p, size_t len)
{
	size_t csi = measure_csi(p, len);
	if (csi)
		return take_csi(s, p, csi);
	if (len >= 3 && memcmp(p, "\033(B", 3) == 0) {
		if (!s->is_ascii)
			buf_add(s->out, p, 3);
		s->is_ascii = true;
		return 3;
	}
	if (*p == SHIFT_IN) {
		if (!s->is_shifted_in)
			buf_char(s->out, SHIFT_IN);
		s->is_shifted_in = true;
		return 1;
	}
	/* of another sequence the rest goes by as text does; which set it chooses is not known */
	if (*p == '\033')
		s->is_ascii = false;
	if (*p == '\033' || *p == SHIFT_OUT)
		s->is_shifted_in = false;
	if (*p != '\r' && *p != '\b')
		release_held(s);
	buf_char(s->out, *p);
	return 1;
}

void squeeze_burst(const char *bytes, size_t len, struct buf *out)
{
	struct squeeze s = {.out = out};
	for (size_t at = 0; at < len;)
		at += take_next(&s, bytes + at, len - at);
	release_held(&s);
}
