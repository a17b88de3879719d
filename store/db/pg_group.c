#include "store/db/pg_group.h"

#include "store/db/pg_txn.h"
#include "store/db/pg_write.h"

int pg_submit(struct db *base, const struct db_job *job, void *arg, uint64_t *moment)
{
	return pg_update(base, job->run, arg, moment);
}

void pg_group_close(struct pg *pg)
{
	(void)pg;
}
