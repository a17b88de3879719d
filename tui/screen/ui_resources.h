/* The resources: the first view. */
#ifndef QUAD_TUI_UI_RESOURCES_H
#define QUAD_TUI_UI_RESOURCES_H

#include "tui/screen/view.h"

/* All resources, without a filter. NULL on out of memory. */
struct view *ui_resources_new(void);

#endif
