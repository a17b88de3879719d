/* Which functions of libpq are used. */
#include "store/db/pg_lib.h"

#include <stddef.h>

#include "store/base/library.h"

#define LIBPQ "libpq.so.5"

#define FUNCTION(name)                                                                                                 \
	{                                                                                                              \
		"PQ" #name, offsetof(struct pg_lib, name)                                                              \
	}

static const struct library_function functions[] = {
	FUNCTION(connectdbParams),
	FUNCTION(status),
	FUNCTION(finish),
	FUNCTION(errorMessage),
	FUNCTION(socket),
	FUNCTION(setnonblocking),
	FUNCTION(setNoticeReceiver),
	FUNCTION(enterPipelineMode),
	FUNCTION(pipelineSync),
	FUNCTION(sendPrepare),
	FUNCTION(sendQueryParams),
	FUNCTION(sendQueryPrepared),
	FUNCTION(flush),
	FUNCTION(consumeInput),
	FUNCTION(isBusy),
	FUNCTION(getResult),
	FUNCTION(resultStatus),
	FUNCTION(resultErrorField),
	FUNCTION(clear),
	FUNCTION(ntuples),
	FUNCTION(getvalue),
	FUNCTION(getlength),
	FUNCTION(host),
	FUNCTION(port),
	FUNCTION(pingParams),
	FUNCTION(parameterStatus),
	{NULL, 0},
};

bool pg_lib_open(struct pg_lib *out)
{
	*out = (struct pg_lib){0};
	out->library = library_open(LIBPQ, functions, out);
	return out->library != NULL;
}

void pg_lib_close(struct pg_lib *lib)
{
	library_close(lib->library);
	*lib = (struct pg_lib){0};
}
