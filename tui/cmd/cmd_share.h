/*
 * What the files of the commands share, and nobody else needs: the functions and option tables that cmd_table names,
 * and helpers that read values and word what is wrong with them.
 */
#ifndef QUAD_TUI_CMD_SHARE_H
#define QUAD_TUI_CMD_SHARE_H

#include "store/list/list_kind.h"
#include "store/model/calendar.h"
#include "tui/base/args.h"
#include "tui/cmd/cmd.h"

enum cmd_status cmd_init(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_check(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_backup(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_restore(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_stats(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_import(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_export(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_list(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_find_free(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_book(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_move(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_cancel(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_add(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_swap(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_bookings(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_show(struct cmd_context *c, int argc, char **argv);

extern const struct arg_option init_options[], import_options[], export_options[], list_options[], find_options[],
	book_options[], move_options[], cancel_options[], swap_options[], bookings_options[];

/* ---- reading what was given ---- */

/* What a command reads its words into. All-zero is ready; release with input_release. */
struct input {
	struct cmd_context *c;
	const char *word; /* the command's */
	struct args args;
	struct arena arena; /* for texts that are made from what was given */
};

/*
 * Reads argv by the table of the command argv[0], with min to max words. CMD_DONE, else the status to return, the
 * message said. Release in either case.
 */
enum cmd_status input_read(struct input *in, struct cmd_context *c, int argc, char **argv, size_t min, size_t max);
void input_release(struct input *in);

/* The kind of list that the first word names; the message said if there is none. */
enum cmd_status cmd_read_kind(const struct input *in, const struct list_kind **out);

/* Says what is wrong with the words given (a format, no newline), and where to read more. */
enum cmd_status input_wrong(const struct input *in, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Values of options. True, and *out the value, if the option was given and its value is right, or if it was not
 * given, *out then being left as it was. False: the message was said, and the command returns CMD_USAGE.
 */
bool input_text(struct input *in, const char *option, const char **out); /* cleaned, in the input's arena */
bool input_number(struct input *in, const char *option, uint64_t max, uint64_t *out);
bool input_u32(struct input *in, const char *option, uint32_t *out);
bool input_duration(struct input *in, const char *option, int64_t *out_min);
bool input_time(struct input *in, const char *option, int64_t *out);
bool input_interval(struct input *in, const char *option, int64_t *start, int64_t *end); /* START/END */

/* A text as a person meant it; NULL with the message said if it is not UTF-8, or memory ran out. */
const char *input_clean(struct input *in, const char *what, const char *text);
/* A number of digits only. */
bool parse_number(const char *text, uint64_t max, uint64_t *out);
/* An end that may be a time of day alone: of the local day of start. */
bool input_end_text(struct input *in, const char *what, const char *text, bool date_too, int64_t start, int64_t *out);

/* The options of resource filters, for tables of options, and the filter that was given. */
#define RESOURCE_FILTER_OPTIONS                                                                        \
	{"kind", "KIND", N_("lab, base, room, equipment, teacher or class")},                          \
	{"campus", "CAMPUS", N_("on this campus, by code or name")},                                   \
	{"near", "CAMPUS:MINUTES", N_("on this campus or within so many minutes' travel of it")},      \
	{"institution", "INSTITUTION", N_("of this institution, by code or name")},                    \
	{"seats", "N", N_("for at least N people")},                                                   \
	{"tag", "TAG", N_("with this tag; repeat it for several, all of which must be there")},        \
	{"text", "WORDS", N_("every word in code, name, place, specialty, tags or equipment")}
bool input_resource_filter(struct input *in, struct resource_filter *out);

/* The same for bookings. */
#define BOOKING_FILTER_OPTIONS                                                             \
	{"resource", "CODE", N_("of this resource")},                                      \
	{"person", "LOGIN", N_("asked for by this person, or with this teacher")},         \
	{"series", "S", N_("of this series")},                                             \
	{"from", "TIME", N_("that end after this; a date alone is its midnight")},         \
	{"to", "TIME", N_("that start before this; a date alone is its midnight")},        \
	{"state", "STATE", N_("booked, cancelled or all; what stands if not given")}
bool input_booking_filter(struct input *in, struct booking_filter *out);

/* ---- weeks, periods and series ---- */

#define PATTERN_OPTIONS                                                                            \
	{"term", "TERM", N_("the term, by code; the present one if not given")},                   \
	{"weeks", "WEEKS", N_("weeks of the term: 1-16, 1-15(odd), 2,5,8, 1-18/3")},               \
	{"weekdays", "DAYS", N_("days of these weeks: 1-5, 1,3 or mon,wed; 1 is Monday")},         \
	{"periods", "PERIODS", N_("teaching periods: 1-2")},                                       \
	{"from-time", "HH:MM", N_("in place of --periods: from this time of day")},                \
	{"to-time", "HH:MM", N_("in place of --periods: to this time of day")}

/* Is any of the options of PATTERN_OPTIONS given? */
bool input_has_pattern(const struct input *in);
/*
 * Reads them over what *out holds already (all-zero for a new one, its term then ""), which together must say weeks,
 * weekdays, and periods or times. Results as above.
 */
bool input_pattern(struct input *in, struct week_pattern *out);
bool input_date(struct input *in, const char *option, int64_t *out); /* a day number */
/* All dates of an option that may be repeated and hold several, `,` or `;` between them; in the input's arena. */
bool input_dates(struct input *in, const char *option, const int64_t **out, size_t *n);
/* The dates of a stored series, `2026-10-01;2026-10-02`, in arena. QUAD_ENOMEM, QUAD_ECORRUPT. */
int parse_dates(const char *text, struct arena *arena, int64_t **out, size_t *n);
/* `S12`; with bare, `12` too. */
bool parse_series(const char *text, bool bare, uint64_t *out);
/* The one series of an id, among the list that it loads. QUAD_ENOTFOUND. Release the list's arena in either case. */
int load_series(struct store *s, uint64_t id, struct series_list *list, struct series **out);

/* The academic calendar with what it is made of. All-zero needs no release. */
struct academic {
	struct calendar calendar;
	struct term_list terms;
	struct period_list periods;
	struct day_rule_list days;
};
int academic_load(struct store *s, struct academic *out);
void academic_release(struct academic *a);
/* What a series of these claims is in the calendar, all in arena; the reasons as calendar_expand says. */
int academic_expand(struct store *s, const struct academic *a, const struct series *series, struct reasons *why,
                    struct arena *arena, struct occurrences *out);

/* ---- saying what came out ---- */

/* `S12` as a cell; an empty one for 0. The text is in scratch. */
#define SERIES_TEXT_MAX 24
struct cell series_cell(uint64_t series, char scratch[SERIES_TEXT_MAX]);

/*
 * Asks the engine for a request, which it completes by who asks and when, and tells the answer: a line per booking, or
 * the refusal, of what is booked or moved with its alternatives. advice: it is only rehearsed.
 */
enum cmd_status cmd_ask(const struct input *in, struct request *rq, bool advice);
/* A refusal of that request, with the alternatives. */
enum cmd_status cmd_refused_instead(struct cmd_context *c, const struct request *rq, const struct result *refused);
/* Says which commands say more about what is not there, of that series, 0 = none; false if there is nothing to say. */
bool cmd_word_looks(struct cmd_context *c, const struct reasons *reasons, uint64_t series);
/* All about a series: `show S12`. */
enum cmd_status cmd_show_series(struct input *in, uint64_t id);
/* The reasons as the members of a JSON array. */
void cmd_add_reasons_json(const struct reasons *reasons, struct buf *out);

/* Says and returns what it means that a filter named something that is not there. */
enum cmd_status cmd_not_there(struct cmd_context *c, const char *what, const char *name);
/* The same for a filter of bookings of which query_booking_ids said so. */
enum cmd_status cmd_bookings_of_none(struct cmd_context *c, const struct booking_filter *f);
/* As cmd_fail, but a QUAD_ENOTFOUND is put down to the filter. */
enum cmd_status cmd_filter_fail(struct cmd_context *c, const struct resource_filter *f, int err, const char *what);
/* A refusal: the reasons as data for --json, else as a line and sentences. */
enum cmd_status cmd_refused(struct cmd_context *c, const struct reasons *reasons);

#endif
