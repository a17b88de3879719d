/* The requests that wait for a decision: the list, and the picture around the chosen one. */
#ifndef QUAD_TUI_UI_REQUESTS_H
#define QUAD_TUI_UI_REQUESTS_H

#include "tui/screen/action.h"

/* Opens the list; for other views' tables. */
extern const struct action ui_requests_open;

#endif
