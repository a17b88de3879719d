/* The language of the person who acts. */
#ifndef QUAD_TUI_CMD_SPEAK_H
#define QUAD_TUI_CMD_SPEAK_H

#include "store/facts/store_open.h"

/*
 * Words come from now on in the language that the list of people has for this login, unless the environment tells
 * another (locale_is_told), or the list has none that is spoken here.
 */
void cmd_speak_to(struct store *store, const char *login);

#endif
