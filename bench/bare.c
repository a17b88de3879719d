/*
 * A booking is one of those that were recorded, chosen at random. Its first round trip begins a SERIALIZABLE
 * transaction and reads all ranges by one prepared statement; its second writes all keys by another one and commits.
 * When it cannot be serialized it is run again. The keys it writes are new: each ends in the number of the booking,
 * which is the client's own (own) or the next of all (shared, which is counted in the key that Quad's journal has for
 * that). A claim is of the resource that is asked for, and so is the range in which it looks for others.
 */
#include "bench/bare.h"

#include <endian.h>
#include <libpq-fe.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/pq.h"
#include "store/base/err.h"
#include "store/facts/store_open.h"

enum {
	OID_BYTEA = 17,
	OID_INT4 = 23,
	VALUE_MAX = 4096,
	CLIENTS = 64,
	CLIENT_BITS = 36,
	ROWS = 1000,
	OWN_LABS = 100,
	OWN_LABS_FIRST = 10000
};

/* Requests have ids by time: those of bookings that are made come after all that the tables begin with. */
#define LATER_REQUEST (UINT64_C(2) << 56)

#define HEAD "\\x0068656164"

struct variant {
	const char *table;
	bool shared;
};

static const struct variant own = {"bare_own", false}, shared = {"bare_shared", true};

/* What processes share. */
struct common {
	atomic_size_t n_again, n_clients;
};

static const struct shapes *shapes;
static struct common *common;

int bare_use(const struct shapes *use)
{
	void *p = mmap(NULL, sizeof *common, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED) {
		perror("bench: memory");
		return -1;
	}
	shapes = use;
	common = p;
	return 0;
}

size_t bare_again(void)
{
	return atomic_exchange(&common->n_again, 0);
}

struct bare {
	const struct variant *variant;
	PGconn *c;
	uint64_t client, id, random;
	struct key counter; /* whose value begins with the number of the last booking */
	struct buf arrays[3];
	char filler[VALUE_MAX];
};

static void be_quiet(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static int connect_to(const char *at, PGconn **out)
{
	*out = PQconnectdb(at);
	if (PQstatus(*out) != CONNECTION_OK)
		return pq_failed(*out, NULL, at);
	PQsetNoticeProcessor(*out, be_quiet, NULL);
	return 0;
}

/* ---- arrays as PostgreSQL takes them in binary ---- */

static void put_i32(struct buf *b, uint32_t v)
{
	uint32_t big = htobe32(v);
	buf_add(b, &big, sizeof big);
}

static void array_begin(struct buf *b, uint32_t type, size_t n)
{
	buf_clear(b);
	put_i32(b, 1); /* a dimension */
	put_i32(b, 0); /* without nulls */
	put_i32(b, type);
	put_i32(b, (uint32_t)n);
	put_i32(b, 1); /* counted from */
}

static void array_add(struct buf *b, const void *p, size_t len)
{
	put_i32(b, (uint32_t)len);
	buf_add(b, p, len);
}

/* ---- the keys of a booking ---- */

static void set_u32(struct key *k, size_t at, uint32_t v)
{
	uint32_t big = htobe32(v);
	memcpy(k->p + at, &big, sizeof big);
}

static void set_u64(struct key *k, size_t at, uint64_t v)
{
	uint64_t big = htobe64(v);
	memcpy(k->p + at, &big, sizeof big);
}

/* The numbers of a client's bookings are greater than this one, and less than the next client's. */
static uint64_t first_id(uint64_t client)
{
	return (client + 1) << CLIENT_BITS;
}

/* The key that all bookings write, or the client's own, which stands among its entries of the journal. */
static struct key key_of_all(const struct bare *b, const struct key *k)
{
	struct key own_key = {.p = {TABLE_JOURNAL}, .len = 1 + sizeof(uint64_t)};
	set_u64(&own_key, 1, first_id(b->client) + ROWS / 2);
	return b->variant->shared ? *k : own_key;
}

static void put_range(struct bare *b, const struct shape *shape, const struct shape_read *r, uint32_t resource)
{
	struct key lo = r->lo, hi = r->hi;
	if (lo.p[0] == TABLE_CLAIM && lo.len > 5 && hi.len >= 5) {
		set_u32(&lo, 1, resource);
		set_u32(&hi, 1, resource + 1);
	} else if (shape_is_shared(shape, key_bytes(&lo))) {
		lo = key_of_all(b, &lo);
		hi = lo;
		hi.p[hi.len++] = 0;
	}
	uint32_t n = htobe32(r->n);
	array_add(&b->arrays[0], lo.p, lo.len);
	array_add(&b->arrays[1], hi.p, hi.len);
	array_add(&b->arrays[2], &n, sizeof n);
}

static void put_ranges(struct bare *b, const struct shape *shape, uint32_t resource)
{
	array_begin(&b->arrays[0], OID_BYTEA, shape->n_reads);
	array_begin(&b->arrays[1], OID_BYTEA, shape->n_reads);
	array_begin(&b->arrays[2], OID_INT4, shape->n_reads);
	for (size_t i = 0; i < shape->n_reads; i++)
		put_range(b, shape, &shape->reads[i], resource);
}

static struct key new_key(const struct bare *b, const struct shape_write *w, uint32_t resource)
{
	struct key k = w->key;
	if (w->shared)
		return key_of_all(b, &k);
	if (k.p[0] == TABLE_CLAIM)
		set_u32(&k, 1, resource);
	if (k.p[0] == TABLE_REQUEST)
		set_u64(&k, 1, LATER_REQUEST | b->id);
	if (k.len > sizeof(uint64_t))
		set_u64(&k, k.len - sizeof(uint64_t), b->id);
	return k;
}

static void put_entries(struct bare *b, const struct shape *shape, uint32_t resource)
{
	uint64_t id = htobe64(b->id);
	size_t n = shape->n_writes + b->variant->shared;
	array_begin(&b->arrays[0], OID_BYTEA, n);
	array_begin(&b->arrays[1], OID_BYTEA, n);
	for (size_t i = 0; i < shape->n_writes; i++) {
		struct key k = new_key(b, &shape->writes[i], resource);
		size_t len = shape->writes[i].value_len;
		array_add(&b->arrays[0], k.p, k.len);
		memcpy(b->filler, &id, sizeof id);
		array_add(&b->arrays[1], b->filler, len < VALUE_MAX ? len : VALUE_MAX);
	}
	if (b->variant->shared) {
		array_add(&b->arrays[0], "\0head", 5);
		array_add(&b->arrays[1], &id, sizeof id);
	}
}

/* ---- round trips ---- */

static int send_query(struct bare *b, const char *statement, int n_arrays)
{
	const char *values[3];
	int lens[3], binary[3] = {1, 1, 1};
	for (int i = 0; i < n_arrays; i++) {
		if (b->arrays[i].failed)
			return -1;
		values[i] = buf_text(&b->arrays[i]);
		lens[i] = (int)b->arrays[i].len;
	}
	return PQsendQueryPrepared(b->c, statement, n_arrays, values, lens, binary, 1) == 1 ? 0 : -1;
}

static int send_end(struct bare *b)
{
	return PQpipelineSync(b->c) == 1 ? 0 : -1;
}

/* The number of the last booking. */
static void take_last(struct bare *b, const PGresult *r)
{
	for (int i = 0; PQnfields(r) == 2 && i < PQntuples(r); i++) {
		struct bytes k = {PQgetvalue(r, i, 0), (size_t)PQgetlength(r, i, 0)};
		if (bytes_compare(k, key_bytes(&b->counter)) != 0)
			continue;
		memcpy(&b->id, PQgetvalue(r, i, 1), sizeof b->id);
		b->id = be64toh(b->id);
	}
}

static int take_result(struct bare *b, PGresult *r, bool *again)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	switch (PQresultStatus(r)) {
	case PGRES_TUPLES_OK: take_last(b, r); break;
	case PGRES_COMMAND_OK:
	case PGRES_PIPELINE_ABORTED: break;
	default:
		if (!state || (strcmp(state, "40001") != 0 && strcmp(state, "40P01") != 0))
			return pq_failed(b->c, r, "a booking");
		*again = true;
	}
	PQclear(r);
	return 0;
}

/* Waits for what was sent up to the last of `n_ends` ends. */
static int take(struct bare *b, int n_ends, bool *again)
{
	int err = 0;
	while (n_ends > 0 && !err) {
		PGresult *r = PQgetResult(b->c);
		if (!r && PQstatus(b->c) != CONNECTION_OK)
			return pq_failed(b->c, NULL, "connection");
		if (!r)
			continue;
		if (PQresultStatus(r) == PGRES_PIPELINE_SYNC) {
			n_ends--;
			PQclear(r);
		} else {
			err = take_result(b, r, again);
		}
	}
	return err;
}

static int read_all(struct bare *b, const struct shape *shape, uint32_t resource, bool *again)
{
	bool ordered = b->variant->shared;
	put_ranges(b, shape, resource);
	int err = send_query(b, "begin", 0);
	if (!err && ordered)
		err = send_query(b, "lock", 0);
	if (!err && ordered)
		err = send_query(b, "head", 0);
	if (!err)
		err = send_query(b, "read", 3);
	if (!err)
		err = send_end(b);
	return err ? pq_failed(b->c, NULL, "send") : take(b, 1, again);
}

static int write_all(struct bare *b, const struct shape *shape, uint32_t resource, bool *again)
{
	b->id++;
	put_entries(b, shape, resource);
	int err = send_query(b, "write", 2);
	if (!err)
		err = send_query(b, "commit", 0);
	if (!err)
		err = send_end(b);
	return err ? pq_failed(b->c, NULL, "send") : take(b, 1, again);
}

static int give_up(struct bare *b)
{
	bool unused = false;
	int err = send_query(b, "rollback", 0);
	if (!err)
		err = send_end(b);
	return err ? pq_failed(b->c, NULL, "send") : take(b, 1, &unused);
}

static int bare_book(void *e, const struct ask *ask, bool *made)
{
	struct bare *b = e;
	uint32_t resource = ask->resource + 1;
	const struct shape *shape = &shapes->v[random_below(&b->random, SHAPES)];
	bool again = true;
	int err = 0;
	if (!b->variant->shared)
		resource = OWN_LABS_FIRST + (uint32_t)b->client * OWN_LABS + resource % OWN_LABS;
	while (!err && again) {
		again = false;
		err = read_all(b, shape, resource, &again);
		if (!err && !again)
			err = write_all(b, shape, resource, &again);
		if (!err && again) {
			atomic_fetch_add(&common->n_again, 1);
			err = give_up(b);
		}
	}
	*made = !err;
	return err;
}

/* ---- opening ---- */

static int prepare(struct bare *b)
{
	static const struct {
		const char *name, *before, *after;
	} v[] = {
		{"lock", "LOCK TABLE bare_turn IN EXCLUSIVE MODE", NULL},
		{"begin", "BEGIN ISOLATION LEVEL SERIALIZABLE", NULL},
		{"commit", "COMMIT", NULL},
		{"rollback", "ROLLBACK", NULL},
		{"head", "SELECT v FROM ", " WHERE k = '" HEAD "'"},
		{"read",
	         "SELECT x.k, x.v FROM unnest($1::bytea[], $2::bytea[], $3::int4[]) AS q(lo, hi, n)"
	         " CROSS JOIN LATERAL (SELECT k, v FROM ",
	         " WHERE k >= q.lo AND k < q.hi ORDER BY k LIMIT q.n) x"},
		{"write", "INSERT INTO ",
	         " SELECT * FROM unnest($1::bytea[], $2::bytea[])"
	         " ON CONFLICT (k) DO UPDATE SET v = excluded.v"},
	};
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		char sql[512];
		snprintf(sql, sizeof sql, "%s%s%s", v[i].before, v[i].after ? b->variant->table : "",
		         v[i].after ? v[i].after : "");
		PGresult *r = PQprepare(b->c, v[i].name, sql, 0, NULL);
		if (PQresultStatus(r) != PGRES_COMMAND_OK)
			return pq_failed(b->c, r, sql);
		PQclear(r);
	}
	return 0;
}

static void bare_close(void *e)
{
	struct bare *b = e;
	if (!b)
		return;
	PQfinish(b->c);
	for (size_t i = 0; i < sizeof b->arrays / sizeof *b->arrays; i++)
		buf_release(&b->arrays[i]);
	free(b);
}

static int open_as(const struct variant *variant, const char *at, void **out)
{
	const struct key edge = key_table(TABLE_TREE);
	struct bare *b = calloc(1, sizeof *b);
	if (!b)
		return -1;
	b->variant = variant;
	b->client = atomic_fetch_add(&common->n_clients, 1) % CLIENTS;
	b->counter = key_of_all(b, &edge);
	b->random = (uint64_t)getpid() << 32;
	for (size_t i = 0; i < sizeof b->filler; i++)
		b->filler[i] = (char)random_below(&b->random, 256);
	int err = connect_to(at, &b->c);
	if (!err)
		err = prepare(b);
	if (!err && PQenterPipelineMode(b->c) != 1)
		err = pq_failed(b->c, NULL, "pipeline");
	if (err)
		bare_close(b);
	else
		*out = b;
	return err;
}

static int own_open(const char *at, void **out)
{
	return open_as(&own, at, out);
}

static int shared_open(const char *at, void **out)
{
	return open_as(&shared, at, out);
}

/* ---- the tables ---- */

struct copy {
	PGconn *c;
	struct buf row;
};

static int copy_entries(struct db_txn *txn, void *arg)
{
	static const struct bytes first = {"\1", 1}, last = {"\xff", 1};
	struct copy *copy = arg;
	struct db_scan scan;
	struct bytes key, value;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, first, last);
	while (!err) {
		err = db_scan_next(&scan, &key, &value);
		if (err)
			break;
		uint16_t fields = htobe16(2);
		buf_clear(&copy->row);
		buf_add(&copy->row, &fields, sizeof fields);
		array_add(&copy->row, key.p, key.len);
		array_add(&copy->row, value.p, value.len);
		if (copy->row.failed || PQputCopyData(copy->c, buf_text(&copy->row), (int)copy->row.len) != 1)
			err = QUAD_EIO;
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int copy_store(PGconn *c, struct store *s)
{
	static const char begin[19] = "PGCOPY\n\377\r\n";
	struct copy copy = {.c = c};
	PGresult *r = PQexec(c, "COPY bare_load FROM STDIN BINARY");
	if (PQresultStatus(r) != PGRES_COPY_IN)
		return pq_failed(c, r, "COPY");
	PQclear(r);
	int err = PQputCopyData(c, begin, sizeof begin) == 1 ? 0 : -1;
	if (!err)
		err = db_read(s->db, copy_entries, &copy);
	buf_release(&copy.row);
	if (err || PQputCopyData(c, "\xff\xff", 2) != 1 || PQputCopyEnd(c, NULL) != 1)
		return pq_failed(c, NULL, "COPY");
	while ((r = PQgetResult(c)) != NULL) {
		if (PQresultStatus(r) != PGRES_COMMAND_OK)
			return pq_failed(c, r, "COPY");
		PQclear(r);
	}
	return 0;
}

#define FIRST_ID "((client::int8 + 1) << 36)"
#define LAST_BOOKING "decode(repeat('00', 8), 'hex')"
#define TABLE_OF_KEYS " (k bytea PRIMARY KEY, v bytea NOT NULL)"

/*
 * Rows come to the tables in the order of a hash, as if it had been over a long time. Rows that all read lie on
 * different pages then; on the same one, a new row beside them would seem to be in the way of each reader.
 */
static int make_tables(PGconn *c, struct store *s)
{
	/* clang-format off */
	static const char *const steps[] = {
		"CREATE TABLE bare_turn ()",
		"CREATE TABLE bare_shared" TABLE_OF_KEYS,
		"INSERT INTO bare_shared SELECT * FROM bare_load ORDER BY md5(k)",
		"INSERT INTO bare_shared VALUES ('" HEAD "', " LAST_BOOKING ")",
		"UPDATE bare_shared SET v = " LAST_BOOKING " WHERE k = 'J'",
		"INSERT INTO bare_load SELECT 'j'::bytea || int8send(" FIRST_ID " + n), int8send(" FIRST_ID " + 1000)"
		" FROM generate_series(0, 63) client, generate_series(1, 1000) n",
		/* claims like those of the first resources */
		"INSERT INTO bare_load SELECT substr(a.k, 1, 1) || int4send(10000 + lab) || substr(a.k, 6), a.v"
		" FROM generate_series(0, 6399) lab, LATERAL (SELECT k, v FROM bare_shared WHERE k >= 'A' AND k < 'B'"
		" AND substr(k, 2, 4) = int4send(1 + lab % 50)) a",
		/* requests of the last days, of which all read the first one */
		"INSERT INTO bare_load SELECT 'q'::bytea || int8send(n) || int8send(n), ''"
		" FROM generate_series(1, 1000) n",
		/* after all new entries of a table, so that who reads what follows it does not read their page */
		"INSERT INTO bare_load SELECT letter::bytea || '\\xff' || int8send(n), ''"
		" FROM unnest('{A, H, J, T, b, j, q}'::text[]) letter, generate_series(1, 1000) n",
		"CREATE TABLE bare_own" TABLE_OF_KEYS,
		"INSERT INTO bare_own SELECT * FROM bare_load ORDER BY md5(k)",
		"VACUUM ANALYZE bare_own",
		"VACUUM ANALYZE bare_shared",
	};
	/* clang-format on */
	int err = pq_run(c, "CREATE TEMPORARY TABLE bare_load" TABLE_OF_KEYS);
	if (!err)
		err = copy_store(c, s);
	for (size_t i = 0; !err && i < sizeof steps / sizeof *steps; i++)
		err = pq_run(c, steps[i]);
	return err;
}

int bare_create(const char *at, const char *quad)
{
	struct store s = {0};
	PGconn *c = NULL;
	int err = store_open(quad, &s);
	if (err) {
		fprintf(stderr, "bench: %s: %s\n", quad, quad_strerror(err));
		return -1;
	}
	err = connect_to(at, &c);
	if (!err)
		err = make_tables(c, &s);
	PQfinish(c);
	store_close(&s);
	return err;
}

/* Those of `own` by the least number of any client's, those of `shared` as they are counted. */
int bare_count(const struct engine *engine, const char *at, size_t *out)
{
	bool is_shared = engine == &engine_bare_shared;
	PGconn *c = NULL;
	int err = connect_to(at, &c);
	*out = 0;
	if (!err) {
		PGresult *r = PQexec(c, is_shared ? "SELECT ('x' || encode(substr(v, 1, 8), 'hex'))::bit(64)::int8"
		                                    " FROM bare_shared WHERE k = 'J'"
		                                  : "SELECT count(*) FROM bare_own WHERE k > '\\x620000000f00000000'"
		                                    " AND k < '\\x62ff'");
		if (PQresultStatus(r) != PGRES_TUPLES_OK || PQntuples(r) != 1)
			err = pq_failed(c, r, "count");
		else {
			*out = (size_t)strtoull(PQgetvalue(r, 0, 0), NULL, 10);
			PQclear(r);
		}
	}
	PQfinish(c);
	return err;
}

const struct engine engine_bare_own = {
	.key = "bare own", .name = "the bare client", .open = own_open, .close = bare_close, .book = bare_book};
const struct engine engine_bare_shared = {.key = "bare shared",
                                          .name = "the bare client with shared keys",
                                          .open = shared_open,
                                          .close = bare_close,
                                          .book = bare_book};
