/* Changes of more than one booking, each asked about before it is made. Flags of enum reaction. */
#ifndef QUAD_TUI_UI_BOOKINGS_CHANGE_H
#define QUAD_TUI_UI_BOOKINGS_CHANGE_H

#include "tui/screen/app.h"

/* Asks whether to cancel the series of a booking from its date on. */
unsigned bookings_ask_cancel_rest(struct app *app, const struct booking_row *r);

/* Two bookings in the versions that the person saw. */
struct bookings_pair {
	uint64_t a, b;
	uint64_t a_seq, b_seq;
};

/* Asks whether they shall exchange their resources; claims: those of the second one. */
unsigned bookings_ask_swap(struct app *app, const struct bookings_pair *p, const char *claims);

#endif
