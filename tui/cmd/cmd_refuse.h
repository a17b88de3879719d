/*
 * Refusals: the reasons as data for --json, else as one line for programs and a sentence each, and which commands say
 * more about what was named and is not there.
 */
#ifndef QUAD_TUI_CMD_REFUSE_H
#define QUAD_TUI_CMD_REFUSE_H

#include "store/model/reason.h"
#include "store/query/query.h"
#include "tui/cmd/cmd.h"

/* CMD_DENIED where a reason is that the person may not, else CMD_REFUSED. */
enum cmd_status cmd_status_of(const struct reasons *reasons);

/* Says the reasons. Returns cmd_status_of them. */
enum cmd_status cmd_refused(struct cmd_context *c, const struct reasons *reasons);

/* Appends the reasons as the members of a JSON array. */
void cmd_add_reasons_json(const struct reasons *reasons, struct buf *out);

/*
 * Says which commands say more about what is not there; series: the series that was asked about, 0 = none. False if
 * there is nothing to say.
 */
bool cmd_say_where_to_look(struct cmd_context *c, const struct reasons *reasons, uint64_t series);

/* Refuses because something of that name is not there: REASON_NO_RESOURCE, REASON_NO_CAMPUS... */
enum cmd_status cmd_not_there(struct cmd_context *c, enum reason_detail detail, const char *name);

/*
 * Words err, the failure of a query with this filter. QUAD_ENOTFOUND is a refusal that names the word of the filter
 * that is not there; anything else is cmd_fail's.
 */
enum cmd_status cmd_resource_filter_fail(struct cmd_context *c, const struct resource_filter *f, int err,
                                         const char *what);
enum cmd_status cmd_booking_filter_fail(struct cmd_context *c, const struct booking_filter *f, int err,
                                        const char *what);

#endif
