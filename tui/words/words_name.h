/*
 * Values of enumerations as people read them, in the person's language; files, options and JSON have the words of
 * model.h. "" for a number that is no value. Valid until the language changes.
 */
#ifndef QUAD_TUI_WORDS_NAME_H
#define QUAD_TUI_WORDS_NAME_H

#include "store/list/list_kind.h"
#include "store/model/model.h"

const char *kind_name(enum resource_kind kind);
const char *mode_name(enum resource_mode mode);
const char *approval_name(enum approval approval);
const char *sharing_name(enum sharing sharing);
const char *state_name(enum booking_state state);
/* "" for PURPOSE_NONE. */
const char *purpose_name(enum purpose_class class);
const char *role_name(enum person_role role);
/* Of a kind of lists. */
const char *list_name(const struct list_kind *kind);

#endif
