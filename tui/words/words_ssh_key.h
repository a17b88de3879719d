/* What is wrong with a public key, in words. */
#ifndef QUAD_TUI_WORDS_SSH_KEY_H
#define QUAD_TUI_WORDS_SSH_KEY_H

#include "store/model/ssh_key.h"

/* A sentence that says what to do, without a full stop. */
const char *words_key_fault(enum ssh_key_fault fault);

#endif
