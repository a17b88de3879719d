/*
 * The environment of a process that somebody else has filled, made anew: what is not known to be harmless is not there
 * any more, and what stays has a plain form.
 */
#ifndef QUAD_TUI_CLEAN_ENV_H
#define QUAD_TUI_CLEAN_ENV_H

/*
 * Only these stay: TERM (vt100 in place of a name that is none; whether the system knows it is asked when the screen
 * opens), LANG, LC_ALL, LC_CTYPE, LC_MESSAGES and LANGUAGE if they look like names of locales. PATH is a fixed one. 0,
 * or QUAD_ENOMEM. Pointers into the environment are not valid any more.
 */
int clean_env(void) __attribute__((warn_unused_result));

#endif
