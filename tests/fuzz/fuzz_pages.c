/*
 * The pages of a store's file, changed by the input. The proof reads nothing outside of them; and a file in which it
 * finds no fault is walked by LMDB, which trusts every page, from the first entry to the last.
 */
#include "store/base/err.h"
#include "store/db/db.h"
#include "store/db/lmdb_pages.h"
#include "tests/fuzz/fuzz_scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_MAX_BYTES = 1 << 18, LONG_BYTES = 9000 };

static unsigned char sound[FILE_MAX_BYTES], changed[FILE_MAX_BYTES];
static size_t file_len;
static uint32_t page_bytes;

static int put_entries(struct db_txn *txn, void *arg)
{
	static char value[LONG_BYTES];
	const int *round = arg;
	for (int i = 0; i < 120; i++) {
		char key[16];
		int n = snprintf(key, sizeof key, "k%d", i * 7 % 113 + *round);
		int err = i % 3 == 2 ? db_del(txn, (struct bytes){key, (size_t)n})
		                     : db_put(txn, (struct bytes){key, (size_t)n}, (struct bytes){value, (size_t)i * 5});
		if (err)
			return err;
	}
	return db_put(txn, (struct bytes){"long", 4}, (struct bytes){value, sizeof value});
}

static void make_file(void)
{
	struct db *db;
	struct pages_meta meta;
	make_scratch();
	NEED(db_open(scratch_dir, DB_CREATE, &db) == 0);
	for (int round = 0; round < 4; round++)
		NEED(db_update(db, put_entries, &round, NULL) == 0);
	db_close(db);
	int fd = open(scratch_path("data.mdb"), O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, sound, sizeof sound);
	close(fd);
	NEED(n > 0);
	file_len = (size_t)n;
	NEED(pages_meta_read(sound, &meta) == 0);
	page_bytes = meta.page_bytes;
}

static int read_page(void *arg, uint64_t no, unsigned char *out)
{
	const struct pages_meta *meta = arg;
	if (no >= file_len / meta->page_bytes)
		return QUAD_ECORRUPT;
	memcpy(out, changed + no * meta->page_bytes, meta->page_bytes);
	return 0;
}

static void ignore_fault(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static int walk_entries(struct db_txn *txn, void *arg)
{
	struct db_scan scan;
	struct bytes k, v;
	uint64_t *sum = arg;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, (struct bytes){"", 0}, (struct bytes){"\377\377", 2});
	while (!err) {
		err = db_scan_next(&scan, &k, &v);
		if (!err)
			*sum = fnv1a(fnv1a(*sum, k), v);
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* Has LMDB follow every page that it would. */
static void walk_file(void)
{
	struct db *db;
	uint64_t sum = 0;
	empty_scratch();
	write_scratch("data.mdb", changed, file_len);
	if (db_open(scratch_dir, 0, &db) != 0)
		return;
	(void)db_read(db, walk_entries, &sum);
	db_close(db);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pages_meta metas[2];
	uint64_t n_faults = 0;
	if (!file_len)
		make_file();
	memcpy(changed, sound, file_len);
	patch_bytes(changed, file_len, data, size, 1);
	bool known[2];
	for (size_t i = 0; i < 2; i++)
		known[i] = pages_meta_read(changed + i * page_bytes, &metas[i]) == 0;
	/* LMDB takes the newer of both, and needs both to be whole */
	size_t newer = known[1] && metas[1].txn > metas[0].txn;
	if (!known[0] || !known[1] || metas[newer].page_bytes != page_bytes)
		return 0;
	struct pages_source source = {read_page, ignore_fault, &metas[newer]};
	int err = metas[newer].last >= file_len / page_bytes ? QUAD_ECORRUPT : 0;
	if (!err)
		err = pages_check(&metas[newer], &source, &n_faults);
	if (!err && !n_faults)
		walk_file();
	return 0;
}
