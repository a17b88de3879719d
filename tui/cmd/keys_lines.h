/* The lines of authorized_keys that keys in the store stand for: each lets one person into forced mode (forced.h). */
#ifndef QUAD_TUI_KEYS_LINES_H
#define QUAD_TUI_KEYS_LINES_H

#include "store/query/query_keys.h"

/*
 * What all lines have in common: the program and the store, as words that neither a shell nor sshd reads otherwise: an
 * address of a server stands within single quotes. In the arena; the store is left out (NULL) if it is the one that is
 * taken anyway.
 */
struct keys_command {
	const char *program, *store;
};

/*
 * Fails with QUAD_EINVAL, and *bad the path, if one of them has characters that cannot stand in a line; with QUAD_EPERM
 * if the address of the store has a password. The program is `quad` where sshd's own PATH leads to the one that runs,
 * else its absolute path.
 */
int keys_command_make(const char *store_dir, struct arena *arena, struct keys_command *out, const char **bad)
	__attribute__((warn_unused_result));

/* Appends the line of a key, with a newline; nothing for one that lets nobody in now. */
void keys_line(const struct keys_command *command, const struct key_row *row, struct buf *out);

/* The fingerprint of the key that stands in a line of authorized_keys, whatever options it has; false if none does. */
bool keys_line_read(const char *line, size_t len, struct hash *out);

#endif
