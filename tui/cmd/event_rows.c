/* The looker's sight is that of every query. */
#include "tui/cmd/event_rows.h"

#include "store/base/err.h"
#include "store/query/query_event.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_refuse.h"

static const struct column columns[] = {{"id", CELL_NUMBER},    {"start", CELL_TIME},      {"end", CELL_TIME},
                                        {"state", CELL_TEXT},   {"claims", CELL_TEXT},     {"party", CELL_NUMBER},
                                        {"purpose", CELL_TEXT}, {"institution", CELL_TEXT}};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

enum cmd_status event_load(struct input *in, const char *word, struct register_row *out)
{
	const char *code = input_clean(in, "EVENT", word);
	if (!code)
		return CMD_USAGE;
	int err = query_event(in->c->store, code, &in->arena, out);
	if (err == QUAD_ENOTFOUND)
		return cmd_not_there(in->c, REASON_NO_EVENT, code);
	return err ? cmd_fail(in->c, err, in->word) : CMD_DONE;
}

int event_load_bookings(struct store *s, const char *code, struct booking_rows *out)
{
	struct booking_ids ids = {0};
	int err = query_booking_ids(s, &(struct booking_filter){.event = code}, &ids);
	if (!err)
		err = query_bookings(s, ids.v, ids.n, out);
	arena_release(&ids.arena);
	return err;
}

int event_begin_rows(struct table_sink *rows)
{
	return rows->begin(rows, columns, N_COLUMNS);
}

int event_write_row(struct table_sink *rows, uint64_t id, enum booking_state state, const struct booking_ask *b,
                    const char *claims)
{
	return rows->row(rows, (struct cell[N_COLUMNS]){{.number = (int64_t)id, .none = !id},
	                                                {.number = b->start},
	                                                {.number = b->end},
	                                                {.text = state_word(state)},
	                                                {.text = claims},
	                                                {.number = b->party},
	                                                {.text = b->purpose},
	                                                {.text = b->institution}});
}
