/*
 * The scripts by which shells complete the command line. They hold no command and no option: at each TAB they ask
 * `quad completion SHELL --line LINE`. Its first line says how to take the others: `words`; `more`, no blank after
 * them; `names`, to be shown and not put into the line, because they do not begin with what was typed; `files`.
 */
#ifndef QUAD_TUI_COMPLETION_SCRIPT_H
#define QUAD_TUI_COMPLETION_SCRIPT_H

extern const char completion_bash[], completion_zsh[];

#endif
