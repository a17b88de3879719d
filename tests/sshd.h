/*
 * A real sshd for tests, on loopback, with a configuration, host key and keys of its own. Between it and each client is
 * a line that counts what passes, can be made as slow as one across the world, and can be cut. As who runs the tests
 * only: sshd lets no other in without being root, and it needs no account of its own.
 */
#ifndef QUAD_TESTS_SSHD_H
#define QUAD_TESTS_SSHD_H

#include <stddef.h>
#include <stdint.h>

struct sshd;

/*
 * Starts it. dir: its files; keys: lines of authorized_keys; more: lines of sshd_config, "" for none. Stop it in any
 * case.
 */
struct sshd *sshd_start(const char *dir, const char *keys, const char *more);
void sshd_stop(struct sshd *s);

/* Makes a pair of keys of a client, DIR/NAME and DIR/NAME.pub; both buffers get a line without its end. */
void sshd_make_key(const char *dir, const char *name, char *public_key, size_t size, char *fingerprint,
                   size_t fingerprint_size);

/*
 * The words of a client's command line, NULL at the end, borrowed until the next call: ssh with what finds this sshd,
 * key (a name of sshd_make_key), then `options` and the host, then `command`, each ending in NULL.
 */
const char *const *sshd_words(struct sshd *s, const char *key, const char *const *options, const char *const *command);
/* On 127.0.0.1, for clients other than ssh. */
int sshd_port(const struct sshd *s);
/* What the server has said. The caller frees. */
char *sshd_log(const struct sshd *s);

/* From now on all takes that long, each way. */
void sshd_delay(struct sshd *s, int ms);
/* Cuts all lines that there are. */
void sshd_cut(struct sshd *s);
/* Waits until nothing of any connection is left, what was started through it included. */
void sshd_wait_idle(struct sshd *s);

/* What has passed since sshd_count: pieces and bytes, from the client and to it. */
struct sshd_traffic {
	uint64_t sent, sent_bytes, received, received_bytes;
};
void sshd_count(struct sshd *s);
struct sshd_traffic sshd_traffic(const struct sshd *s);

#endif
