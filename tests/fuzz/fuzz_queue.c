/*
 * The file of waiting requests, changed by the input while one request is posted, and again when it is answered. What a
 * writer gets is that request or none, and what its owner gets is that answer or none.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include "store/base/buf.h"
#include "store/db/queue.h"
#include "tests/fuzz/fuzz_scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The file as others see it. */
static unsigned char *map_file(size_t *len)
{
	struct stat st;
	int fd = open(scratch_path(QUEUE_NAME), O_RDWR | O_CLOEXEC);
	NEED(fd >= 0 && fstat(fd, &st) == 0);
	*len = (size_t)st.st_size;
	void *map = mmap(NULL, *len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	NEED(map != MAP_FAILED);
	close(fd);
	return map;
}

static void serve_all(struct queue *q, struct bytes request, struct bytes answer)
{
	struct buf got = {0};
	for (size_t at = 0; queue_take_next(q, &at, &got); at++) {
		NEED(got.len == request.len && memcmp(buf_text(&got), request.p, request.len) == 0);
		queue_post_answer(q, at, answer);
	}
	buf_release(&got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct bytes request = {"a request", 9}, answer = {"an answer", 9};
	struct buf got = {0};
	size_t len, half = size / 6 * 3;
	if (!*scratch_dir)
		make_scratch();
	unlink(scratch_path(QUEUE_NAME));
	struct queue *q = queue_open(scratch_dir);
	NEED(q && queue_post(q, request));
	unsigned char *bytes = map_file(&len);
	/* most of what counts is in the first pages; larger steps reach the rest */
	patch_bytes(bytes, len, data, half, size % 5 ? 1 : 4);
	serve_all(q, request, answer);
	patch_bytes(bytes, len, data + half, size - half, size % 5 ? 1 : 4);
	(void)queue_own_state(q);
	(void)queue_bell(q);
	if (queue_take_answer(q, &got))
		NEED(got.len == answer.len && memcmp(buf_text(&got), answer.p, answer.len) == 0);
	queue_wake_next(q);
	(void)queue_expects_more(q, size, queue_gather_end(q));
	/* it can be used again, by the same slot or by none */
	buf_clear(&got);
	if (queue_post(q, request))
		(void)queue_withdraw(q);
	queue_give_back(q);
	queue_close(q);
	munmap(bytes, len);
	buf_release(&got);
	return 0;
}
