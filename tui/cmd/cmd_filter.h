/* The filters of resources and of bookings that several commands have: their options, and reading them. */
#ifndef QUAD_TUI_CMD_FILTER_H
#define QUAD_TUI_CMD_FILTER_H

#include "tui/cmd/cmd_input.h"

/* The kind of resource that a word names, in English or Chinese, as in lists; 0 for none. */
enum resource_kind input_kind_word(const char *text);
/* Appends the names of all kinds. */
void input_known_kinds(struct buf *out);

/*
 * The option --class, if it is given: a class of purposes, in English or Chinese, as in lists; PURPOSE_NONE for a word
 * that says that it is none of them.
 */
bool input_class(struct input *in, enum purpose_class *out);

/* The options of resource filters, for tables of options, and the filter that was given. */
#define RESOURCE_FILTER_OPTIONS                                                                                        \
	{"kind", "KIND", N_("lab, base, room, equipment, teacher or class")},                                          \
		{"campus", "CAMPUS", N_("on this campus, by code or name")},                                           \
		{"near", "CAMPUS:MINUTES", N_("on this campus or within so many minutes' travel of it")},              \
		{"institution", "INSTITUTION", N_("of this institution, by code or name")},                            \
		{"seats", "N", N_("for at least N people")},                                                           \
		{"tag", "TAG", N_("with this tag; repeat it for several, all of which must be there")},                \
		{"specialty", "WORDS", N_("every word in the specialty")},                                             \
	{                                                                                                              \
		"text", "WORDS", N_("every word in code, name, place, specialty, tags or equipment")                   \
	}
bool input_resource_filter(struct input *in, struct resource_filter *out);

/* The same for filters of bookings. */
#define BOOKING_FILTER_OPTIONS                                                                                         \
	{"resource", "CODE", N_("of this resource")},                                                                  \
		{"person", "LOGIN", N_("asked for by this person, or with this teacher")},                             \
		{"mine", NULL, N_("asked for by you, or with you as a teacher")},                                      \
		{"series", "S", N_("of this series")},                                                                 \
		{"from", "TIME", N_("that end after this: Mon, 12-02 10:00; a date alone is its midnight")},           \
		{"to", "TIME", N_("that start before this; a date alone is its midnight")},                            \
		{"today", NULL, N_("of today")},                                                                       \
		{"on", "DAY", N_("of this day, or these days: tomorrow, Wed, 12-02, 'next week'")},                    \
		{"week", "N", N_("of this week of the term")},                                                         \
		{"term", "TERM", N_("with --week: of this term, by code; the present one if not given")},              \
		{"class", "CLASS", N_("of this class of purposes; `none`: of which none is told")},                    \
		{"event", "EVENT", N_("for this event, by its code")},                                                 \
	{                                                                                                              \
		"state", "STATE", N_("booked, cancelled or all; what stands if not given")                             \
	}
bool input_booking_filter(struct input *in, struct booking_filter *out);

#endif
