/* What the settings of a store are for, in the person's language. */
#ifndef QUAD_TUI_WORDS_SETTING_H
#define QUAD_TUI_WORDS_SETTING_H

/* One line about the setting of that name (settings.h), with the values that it may have; "" for an unknown one. */
const char *words_setting(const char *name);

#endif
