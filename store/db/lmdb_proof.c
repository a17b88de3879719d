/*
 * The proof reads the pages of a snapshot past LMDB, which would trust them: by the file's descriptor, as the meta page
 * of the snapshot's transaction names them.
 */
#include "store/db/lmdb_proof.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/lmdb_pages.h"

struct proof {
	int fd;
	unsigned page_bytes;
	void (*fault)(void *arg, const char *text);
	void *arg;
};

static int read_page(void *arg, uint64_t no, unsigned char *out)
{
	const struct proof *p = arg;
	ssize_t n = pread(p->fd, out, p->page_bytes, (off_t)(no * p->page_bytes));
	if (n < 0)
		return lmdb_error(errno);
	return n == (ssize_t)p->page_bytes ? 0 : QUAD_ECORRUPT;
}

static void tell_fault(void *arg, const char *text)
{
	const struct proof *p = arg;
	p->fault(p->arg, text);
}

/*
 * Finds the meta page of the snapshot of transaction `id`. There are two meta pages, written in turn: QUAD_EBUSY if two
 * others have committed since the snapshot began, so that its page is gone.
 */
static int find_meta(const struct proof *p, uint64_t id, struct pages_meta *out)
{
	unsigned char page[PAGES_META_BYTES];
	for (int i = 0; i < 2; i++) {
		ssize_t n = pread(p->fd, page, sizeof page, (off_t)i * p->page_bytes);
		if (n < 0)
			return lmdb_error(errno);
		if (n != (ssize_t)sizeof page || pages_meta_read(page, out) != 0)
			continue;
		if (out->txn == id && out->page_bytes == p->page_bytes)
			return 0;
	}
	return QUAD_EBUSY;
}

int proof_snapshot(MDB_txn *txn, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	MDB_env *env = mdb_txn_env(txn);
	struct proof p = {.fault = fault, .arg = arg};
	struct pages_source source = {read_page, tell_fault, &p};
	struct pages_meta meta;
	struct stat st;
	MDB_stat stat;
	int rc = mdb_env_stat(env, &stat);
	if (rc == 0)
		rc = mdb_env_get_fd(env, &p.fd);
	if (rc)
		return lmdb_error(rc);
	if (fstat(p.fd, &st) != 0)
		return lmdb_error(errno);
	p.page_bytes = stat.ms_psize;
	int err = find_meta(&p, mdb_txn_id(txn), &meta);
	if (err)
		return err;
	if (meta.last >= (uint64_t)st.st_size / p.page_bytes)
		return QUAD_ECORRUPT;
	return pages_check(&meta, &source, n_faults);
}

int lmdb_prove(struct db *db, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	enum { TRIES = 20 };
	int err = QUAD_EBUSY;
	*n_faults = 0;
	for (int i = 0; i < TRIES && err == QUAD_EBUSY; i++) {
		MDB_txn *txn;
		err = lmdb_env_begin(lmdb_of(db), MDB_RDONLY, &txn);
		if (err)
			return err;
		err = proof_snapshot(txn, fault, arg, n_faults);
		mdb_txn_abort(txn);
	}
	return err;
}
