/* What is to be booked, as a command's words say it. */
#include "tui/cmd/cmd_claims.h"

#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_fail.h"

bool input_claim(struct input *in, char *text, struct claim_ask *out)
{
	char *star = strrchr(text, '*');
	uint64_t units;
	*out = (struct claim_ask){.resource = text};
	if (!*text) {
		input_wrong(in, _("%s: a CLAIM is empty; write LAB-1 or OSC*3"), in->word);
		return false;
	}
	if (!star || star == text || !star[1] || star[1 + strspn(star + 1, "0123456789")])
		return true;
	if (!parse_number(star + 1, SEATS_MAX, &units) || units == 0) {
		input_wrong(in, _("%s: \"%s\" takes no number of units from 1 to %d; write OSC*3"), in->word, text,
		            SEATS_MAX);
		return false;
	}
	*star = '\0';
	out->units = (uint32_t)units;
	return true;
}

bool input_claims(struct input *in, size_t from, struct booking_ask *out)
{
	struct claim_ask *claims = NULL;
	size_t n = 0, max = 0;
	for (size_t i = from; i < in->args.n_words; i++) {
		max++;
		for (const char *p = in->args.words[i]; *p; p++)
			max += *p == ';';
	}
	claims = arena_alloc(&in->arena, (max + 1) * sizeof *claims);
	if (!claims) {
		cmd_fail(in->c, QUAD_ENOMEM, in->word);
		return false;
	}
	for (size_t i = from; i < in->args.n_words; i++) {
		for (const char *p = in->args.words[i], *end; p; p = *end ? end + 1 : NULL) {
			end = p + strcspn(p, ";");
			const char *part = arena_dup(&in->arena, p, (size_t)(end - p));
			const char *clean = part ? input_clean(in, "CLAIM", part) : NULL;
			char *text = clean ? arena_str(&in->arena, clean) : NULL;
			if (!text || !input_claim(in, text, &claims[n++]))
				return false;
		}
	}
	out->claims = claims;
	out->n_claims = n;
	return true;
}
