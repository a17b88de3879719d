/* What is done with requests at the screen: approving, declining, asking back, and saying something about one. */
#ifndef QUAD_TUI_REQUESTS_DECIDE_H
#define QUAD_TUI_REQUESTS_DECIDE_H

#include "tui/screen/app.h"

/* A request, or all of a series. */
struct requests_target {
	uint64_t id;     /* of a series: its first one, of which something is said */
	uint64_t seq;    /* the version that the person saw; of a series 0 */
	uint64_t series; /* 0 = one booking */
};

/*
 * Approves all of them in one change, which is taken back as one. Those that are refused stay as they are; of one alone
 * a coordinator is asked whether to override the rules that may be.
 */
unsigned requests_approve(struct app *app, const struct requests_target *v, size_t n);

/* Ask for a text, and do it then. Flags of enum reaction. */
unsigned requests_ask_decline(struct app *app, const struct requests_target *t);
unsigned requests_ask_back(struct app *app, const struct requests_target *t);
unsigned requests_ask_comment(struct app *app, const struct requests_target *t);

#endif
