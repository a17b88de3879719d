/*
 * Any bytes as a list of public keys: what is understood is written, and reads back as the same keys with the same
 * fingerprints; nothing that is written could begin another line or option of authorized_keys.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/ssh_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NEED(what) ((what) ? (void)0 : abort())

static void try_line(const char *line, size_t len)
{
	struct ssh_key key, back;
	struct buf out = {0};
	char text[SSH_KEY_TEXT_MAX];
	struct hash fingerprint;
	enum ssh_key_fault fault = ssh_key_read(line, len, &key);
	NEED((key.type != NULL) == (fault == SSH_KEY_FITS || fault == SSH_KEY_SHORT));
	NEED((*ssh_key_hint(fault) == '\0') == (fault == SSH_KEY_FITS));
	if (!key.type)
		return;
	ssh_key_write(&key, &out);
	NEED(!strpbrk(buf_text(&out), "\n\r;'`\\"));
	NEED(ssh_key_read(buf_text(&out), out.len, &back) == fault);
	NEED(hash_equals(&key.fingerprint, &back.fingerprint) && key.expires_min == back.expires_min);
	ssh_key_fingerprint(&key.fingerprint, text);
	NEED(ssh_key_read_fingerprint(text, &fingerprint) && hash_equals(&fingerprint, &key.fingerprint));
	NEED(ssh_keys_find(buf_text(&out), &fingerprint, &back));
	buf_release(&out);
}

static void try_list(const char *list)
{
	struct buf once = {0}, twice = {0};
	struct ssh_key_bad bad;
	if (ssh_keys_read(list, "", &once, &bad) == 0) {
		NEED(ssh_keys_read(buf_text(&once), "", &twice, &bad) == 0);
		NEED(strcmp(buf_text(&once), buf_text(&twice)) == 0);
	} else {
		NEED(bad.fault != SSH_KEY_FITS);
	}
	buf_release(&once);
	buf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool has_zone;
	char *text = malloc(size + 1);
	NEED(text);
	if (!has_zone)
		NEED(clock_zone_use("America/New_York") == 0);
	has_zone = true;
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	try_line(text, size);
	try_list(text);
	free(text);
	return 0;
}
