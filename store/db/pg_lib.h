/* The functions of libpq that are used; opened when a store is on a server, see store/base/library.h. */
#ifndef QUAD_STORE_PG_LIB_H
#define QUAD_STORE_PG_LIB_H

#include <libpq-fe.h>
#include <stdbool.h>

/* Each is libpq's function of that name with PQ before it. */
struct pg_lib {
	void *library;
	PGconn *(*connectdbParams)(const char *const *keywords, const char *const *values, int expand_dbname);
	ConnStatusType (*status)(const PGconn *conn);
	void (*finish)(PGconn *conn);
	char *(*errorMessage)(const PGconn *conn);
	int (*socket)(const PGconn *conn);
	int (*setnonblocking)(PGconn *conn, int arg);
	PQnoticeReceiver (*setNoticeReceiver)(PGconn *conn, PQnoticeReceiver fn, void *arg);
	int (*enterPipelineMode)(PGconn *conn);
	int (*pipelineSync)(PGconn *conn);
	int (*sendPrepare)(PGconn *conn, const char *name, const char *query, int n, const Oid *types);
	int (*sendQueryParams)(PGconn *conn, const char *query, int n, const Oid *types, const char *const *values,
	                       const int *lengths, const int *formats, int result_format);
	int (*sendQueryPrepared)(PGconn *conn, const char *name, int n, const char *const *values, const int *lengths,
	                         const int *formats, int result_format);
	int (*flush)(PGconn *conn);
	int (*consumeInput)(PGconn *conn);
	int (*isBusy)(PGconn *conn);
	PGresult *(*getResult)(PGconn *conn);
	ExecStatusType (*resultStatus)(const PGresult *res);
	char *(*resultErrorField)(const PGresult *res, int field);
	void (*clear)(PGresult *res);
	int (*ntuples)(const PGresult *res);
	char *(*getvalue)(const PGresult *res, int row, int column);
	int (*getlength)(const PGresult *res, int row, int column);
	char *(*host)(const PGconn *conn);
	char *(*port)(const PGconn *conn);
	PGPing (*pingParams)(const char *const *keywords, const char *const *values, int expand_dbname);
	const char *(*parameterStatus)(const PGconn *conn, const char *name);
};

/* False if libpq is not on this machine. */
bool pg_lib_open(struct pg_lib *out) __attribute__((warn_unused_result));
void pg_lib_close(struct pg_lib *lib);

#endif
