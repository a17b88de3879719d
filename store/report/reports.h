/* The reports, a function each, in the order of their table (report.c). Private to store/report. */
#ifndef QUAD_STORE_REPORTS_H
#define QUAD_STORE_REPORTS_H

#include "store/report/frame.h"

/* Fills the frame whose store, txn, ask, out, arena, now and directory are set. */
int frame_fill(struct report_work *w) __attribute__((warn_unused_result));

int report_use(struct report_work *w);
int report_heat(struct report_work *w);
int report_lending(struct report_work *w);
int report_balance(struct report_work *w);
int report_settlement(struct report_work *w);
int report_unmet(struct report_work *w);
int report_demand(struct report_work *w);
int report_coverage(struct report_work *w);
int report_score(struct report_work *w);
int report_fund(struct report_work *w);
int report_coordination(struct report_work *w);
int report_specialisation(struct report_work *w);
int report_evaluations(struct report_work *w);
int report_idle(struct report_work *w);
int report_duplicates(struct report_work *w);
int report_ministry(struct report_work *w);
int report_person(struct report_work *w);
int report_shares(struct report_work *w);
int report_agreements(struct report_work *w);
int report_trainees(struct report_work *w);

#endif
