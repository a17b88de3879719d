/*
 * Any bytes as what a terminal sends. The byte 0xff, which no text has, stands for a pause. In the end all is quiet, and
 * the next letter is that letter.
 */
#include <stdlib.h>

#include "tui/base/keys.h"

#define NEED(what) ((what) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take_keys(struct keys *k, uint32_t *last)
{
	for (uint32_t key; keys_get(k, &key); *last = key) {
		bool is_paste = key == KEY_CODE_PASTE;
		NEED(key <= KEY_CODE_MOUSE && key != KEY_CODE_NONE && key != 0);
		NEED(!is_paste || k->paste.len <= KEYS_PASTE_MAX_BYTES);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { PAUSE = 0xff, PAUSES_MAX = 4 };
	struct keys k = {.linux_console = size % 2};
	uint32_t last = 0;
	for (size_t i = 0; i < size; i++) {
		if (data[i] == PAUSE)
			keys_pause(&k);
		else
			keys_put(&k, data[i]);
		NEED(k.n_ready <= sizeof k.ready / sizeof *k.ready);
		take_keys(&k, &last);
	}
	for (int i = 0; i < PAUSES_MAX && keys_patience_ms(&k) >= 0; i++) {
		keys_pause(&k);
		take_keys(&k, &last);
	}
	NEED(keys_patience_ms(&k) == -1);
	keys_put(&k, 'z');
	take_keys(&k, &last);
	NEED(last == 'z');
	keys_release(&k);
	return 0;
}
