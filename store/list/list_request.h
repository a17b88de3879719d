/* A row's values become a request. Private to the list modules. */
#ifndef QUAD_STORE_LIST_REQUEST_H
#define QUAD_STORE_LIST_REQUEST_H

#include "store/list/list_column.h"
#include "store/query/names.h"
#include "store/list/list_timetable.h"

/* Records of the store that rows are looked up in, read once for an import; none for most kinds. All-zero is closed. */
struct lookup {
	struct names names;         /* kinds that claim, OP_CLOSURE */
	struct term_list terms;     /* OP_SERIES */
	int64_t today;              /* day number */
	struct period_list periods; /* OP_BOOK, OP_CLOSURE: a row may give its time in them */
	struct campus_list campuses; /* and name the campus whose they are */
	struct timetable timetable; /* LIST_TIMETABLE */
};

int lookup_open(struct lookup *l, struct store *s, const struct list_kind *kind, int64_t now)
	__attribute__((warn_unused_result));
void lookup_close(struct lookup *l);

/*
 * Completes the request of a row from its values; op, actor, now and given are the caller's. What is malformed, and in
 * a timetable what is unknown, goes to why. A row of several lessons is as many series: all of them are in asks, the
 * first is the request's own; of other kinds there are none. Claims are in arena. QUAD_ENOMEM.
 */
int list_request(const struct list_kind *kind, const union list_value *v, const struct lookup *look,
                 struct arena *arena, struct request *rq, struct series_asks *asks, struct reasons *why)
	__attribute__((warn_unused_result));

#endif
