/*
 * Files that are not what the program wrote: cut off, with a bit turned over, of another kind. A process of its own
 * opens them, proves, reads everything, books, and proves again; how far it came stands in shared memory. It must end
 * by itself, and must not call right what is not what was there.
 *
 * The content is all keys and values; a bit may also stand where nothing is (free pages, gaps in pages).
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/list/list_import.h"
#include "store/query/query.h"
#include "tests/torture/shim.h"
#include "tests/torture/writer.h"

enum { PAGE = 4096 };

enum stage { AT_OPEN, AT_CHECK, AT_READ, AT_LIST, AT_BOOK, AT_CHECK_AGAIN, AT_END, STAGES };

static const char *const stage_words[] = {"open", "check", "read", "list", "book", "check again", "end"};

/* What came of one look. */
struct look {
	char dir[4096];
	bool unasked;      /* works with it without a check before */
	enum stage stage;
	int err;           /* of the stage that refused, 0 = none did */
	uint64_t n_faults; /* of the checks */
	uint64_t content;  /* a sum of all keys and values, where it came so far */
};

/* FNV-1a, Fowler, Noll and Vo. */
static uint64_t sum(uint64_t h, struct bytes b)
{
	return fnv1a(fnv1a(h, b), (struct bytes){&b.len, sizeof b.len});
}

static int sum_all(struct db_txn *txn, void *arg)
{
	static const unsigned char lo[1] = {1}, hi[2] = {0xff, 0xff}; /* not the database's own */
	uint64_t *out = arg;
	struct db_scan scan;
	struct bytes k, v;
	*out = FNV1A_START;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, (struct bytes){lo, 1}, (struct bytes){hi, 2});
	while (!err && (err = db_scan_next(&scan, &k, &v)) == 0)
		*out = sum(sum(*out, k), v);
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static void count_fault(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static int list_everything(struct store *s)
{
	struct booking_filter f = {.any_state = true};
	struct booking_ids ids = {0};
	struct booking_rows rows = {0};
	struct resource_list resources = {0};
	struct resource_filter all = {0};
	int err = query_booking_ids(s, &f, &ids);
	if (!err)
		err = query_bookings(s, ids.v, ids.n, &rows);
	if (!err)
		err = query_resources(s, &all, &resources);
	for (size_t i = 0; !err && i < ids.n; i += 7) {
		struct history h = {0};
		err = query_history(s, ids.v[i], &h);
		arena_release(&h.arena);
	}
	arena_release(&ids.arena);
	arena_release(&rows.arena);
	arena_release(&resources.arena);
	return err;
}

static void tell_nobody(void *arg, const struct note *n)
{
	(void)arg;
	(void)n;
}

/* Goes through all stages until one refuses, or the check has found something. */
static int look_at(void *arg)
{
	struct look *l = arg;
	struct store s;
	uint64_t n = 0;
	torture_be_quiet(); /* LMDB says what it thinks of a page before it aborts */
	l->stage = AT_OPEN;
	l->err = store_open(l->dir, &s);
	if (l->err)
		return 0;
	if (!l->unasked) {
		l->stage = AT_CHECK;
		l->err = query_check(&s, count_fault, NULL, &l->n_faults);
		if (l->err || l->n_faults)
			return 0;
		l->stage = AT_READ;
		l->err = db_read(s.db, sum_all, &l->content);
		if (l->err)
			return 0;
	}
	l->stage = AT_LIST;
	l->err = list_everything(&s);
	if (l->err)
		return 0;
	store_close(&s);
	l->stage = AT_BOOK;
	struct board board = {0};
	struct writer w = {.dir = l->dir, .seed = 3, .n_most = 12, .board = &board, .tell = tell_nobody};
	if (writer_run(&w) != 0)
		l->err = QUAD_EIO;
	l->stage = AT_CHECK_AGAIN;
	int err = store_open(l->dir, &s);
	if (!err)
		err = query_check(&s, count_fault, NULL, &n);
	l->err = l->err ? l->err : err;
	l->n_faults += n;
	if (!l->err)
		l->stage = AT_END;
	return 0;
}

/* A store with all kinds of records, free pages and a second level; returns its file. */
static unsigned char *sample(const char *dir, unsigned n_requests, uint64_t seed, size_t *len)
{
	static const char *const lists[][2] = {
		{"institutions", "code,name\nI1,First\nI2,Second\n"},
		{"campuses", "code,name,institution\nN,North,I1\nS,South,I2\n"},
		{"travel", "from,to,minutes\nN,S,30\n"},
		{"terms", "code,name,first_monday,weeks\n2026A,Autumn,2026-08-31,18\n"},
		{"periods", "number,start,end\n1,08:00,08:45\n2,08:55,09:40\n"},
		{"closures", "start,end,campus,reason\n2027-02-01T00:00,2027-02-10T00:00,N,holiday\n"},
		{"resources", "code,name,kind,campus,seats\nR1,One,lab,N,30\nR2,Two,room,S,60\nR3,Three,base,S,20\n"},
		{"series", "ref,resources,weeks,weekdays,periods,term,party\nS1,R1,1-16,1,1-2,2026A,20\n"},
	};
	struct board board = {0};
	struct store s;
	char path[4200];
	torture_school(dir);
	int err = store_open(dir, &s);
	for (size_t i = 0; !err && i < sizeof lists / sizeof *lists; i++) {
		struct list_summary summary;
		const char *bad = NULL;
		struct list_import ask = {.kind = list_kind_find(lists[i][0]), .data = {lists[i][1], strlen(lists[i][1])},
		                          .actor = "anna", .now = torture_now()};
		err = list_import(&s, &ask, NULL, NULL, &summary, &bad);
		list_summary_release(&summary);
	}
	store_close(&s);
	struct writer w = {.dir = dir, .seed = seed, .n_most = n_requests, .board = &board, .tell = tell_nobody};
	if (err || writer_run(&w) != 0)
		torture_give_up("a sample");
	snprintf(path, sizeof path, "%s/data.mdb", dir);
	return torture_load(path, len);
}

/* ---- cut off ---- */

void truncation(struct torture *t)
{
	struct look *l = torture_share(sizeof *l);
	char data[4200];
	size_t len;
	unsigned n = 0, n_refused = 0;
	double start = torture_seconds();
	snprintf(l->dir, sizeof l->dir, "%s", torture_path("cut-off"));
	snprintf(data, sizeof data, "%s/data.mdb", l->dir);
	unsigned char *file = sample(l->dir, t->brief ? 60 : 300, t->seed, &len);
	for (size_t at = 0; at < len; at += PAGE)
		for (size_t more = 0; more < 2; more++, n++) {
			size_t keep = at + more * 1000;
			torture_save(data, file, keep);
			int status = torture_child(look_at, l, 10);
			/* a file may be longer than what is in use; and an empty one is a store in the making */
			if (status != 0)
				torture_fail(t, "cut off at %zu of %zu: %s at %s", keep, len, torture_status(status), stage_words[l->stage]);
			else if (l->stage != AT_OPEN || !l->err)
				torture_fail(t, "cut off at %zu of %zu: opened", keep, len);
			else
				n_refused++;
		}
	free(file);
	torture_remove(l->dir);
	torture_told(t, "%u lengths of a file of %zu KiB, %u refused, %.1f s", n, len / 1024, n_refused,
	             torture_seconds() - start);
}

/* ---- bits ---- */

enum came { UNTOUCHED, REFUSED, FOUND, UNNOTICED, CRASHED, ENDLESS, CAMES };


static enum came judge(const struct look *l, int status, uint64_t content)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGALRM || WTERMSIG(status) == SIGKILL ? ENDLESS : CRASHED;
	if (l->stage < AT_END && l->err)
		return l->n_faults ? FOUND : REFUSED;
	if (l->n_faults)
		return FOUND;
	return l->content == content ? UNTOUCHED : UNNOTICED;
}

/* Where a bit stands: for the table of what came of it. */
static const char *region(const unsigned char *file, size_t at)
{
	uint16_t flags, lower, upper;
	const unsigned char *page = file + at / PAGE * PAGE;
	size_t in = at % PAGE;
	memcpy(&flags, page + 10, 2);
	memcpy(&lower, page + 12, 2);
	memcpy(&upper, page + 14, 2);
	if (at < 2 * PAGE)
		return in < 16 ? "meta head" : in < 152 ? "meta" : "meta tail";
	if (memcmp(page, "Qlog 1", 6) == 0)
		return "log";
	if (memcmp(page, "Qstate", 6) == 0)
		return "log state";
	if (in < 16)
		return "page head";
	if (in < lower)
		return "offsets";
	if (in < upper)
		return "gap";
	return flags & 1 ? "branch nodes" : "leaf nodes";
}

/* A byte of a page in which there is anything; of the log, which is most of a young store, one in four. */
static size_t choose_byte(struct random *r, const unsigned char *file, size_t len)
{
	static const unsigned char blank[PAGE];
	bool may_be_log = random_below(r, 4) == 0;
	for (;;) {
		size_t at = (size_t)(random_next(r) % len);
		const unsigned char *page = file + at / PAGE * PAGE;
		bool is_log = memcmp(page, "Qlog 1", 6) == 0;
		if (memcmp(page, blank, PAGE) != 0 && (may_be_log || !is_log))
			return at;
	}
}

struct tally {
	const char *region;
	unsigned n[CAMES];
};

static void tell_tally(const struct torture *t, const struct tally *y)
{
	torture_told(t, "  %-12s nothing there %5u, refused %5u, found %5u, unnoticed %5u, crashed %4u, endless %3u",
	             y->region, y->n[UNTOUCHED], y->n[REFUSED], y->n[FOUND], y->n[UNNOTICED], y->n[CRASHED], y->n[ENDLESS]);
}

void bit_flips(struct torture *t)
{
	struct look *l = torture_share(sizeof *l);
	struct random r = {t->seed + 3};
	struct tally tallies[16] = {0}, total = {.region = "all"};
	unsigned n = torture_rounds(t, 300, 10000), n_unasked = 0, n_crashed = 0;
	char data[4200];
	size_t len;
	double start = torture_seconds();
	snprintf(l->dir, sizeof l->dir, "%s", torture_path("flipped"));
	snprintf(data, sizeof data, "%s/data.mdb", l->dir);
	unsigned char *file = sample(l->dir, t->brief ? 100 : 300, t->seed, &len);
	int status = torture_child(look_at, l, 10);
	uint64_t content = l->content;
	if (status != 0 || l->stage != AT_END)
		torture_fail(t, "the whole file: %s at %s", torture_status(status), stage_words[l->stage]);
	for (unsigned i = 0; i < n; i++) {
		size_t at = choose_byte(&r, file, len);
		unsigned bit = random_below(&r, 8);
		const char *where = region(file, at);
		file[at] ^= (unsigned char)(1u << bit);
		torture_save(data, file, len);
		file[at] ^= (unsigned char)(1u << bit);
		l->content = l->n_faults = 0;
		l->unasked = i % 2;
		status = torture_child(look_at, l, 2);
		enum came came = judge(l, status, content);
		if (l->unasked) {
			/* LMDB believes what a page says: what is promised is only that the check says so */
			n_unasked++;
			n_crashed += came == CRASHED || came == ENDLESS;
			continue;
		}
		struct tally *y = tallies;
		while (y->region && y->region != where)
			y++;
		y->region = where;
		y->n[came]++;
		total.n[came]++;
		if (came == CRASHED || came == ENDLESS)
			torture_fail(t, "byte %zu bit %u (page %zu, %s): %s at %s", at, bit, at / PAGE, where, torture_status(status),
			             stage_words[l->stage]);
	}
	free(file);
	torture_remove(l->dir);
	torture_told(t, "%u bits in a file of %zu KiB, %.1f s; %u with a check first:", n, len / 1024,
	             torture_seconds() - start, n - n_unasked);
	for (const struct tally *y = tallies; y->region; y++)
		tell_tally(t, y);
	tell_tally(t, &total);
	torture_told(t, "  %u without: %u ended by a signal", n_unasked, n_crashed);
}

/* ---- of another kind ---- */

struct foreign {
	const char *name; /* of the file in the store's directory */
	const char *what;
	int (*make)(const char *path, unsigned char *file, size_t len);
	bool opens; /* the store is whole nevertheless */
};

static int make_text(const char *path, unsigned char *file, size_t len)
{
	static const char text[] = "code,name\nA,Alpha\n";
	(void)file;
	(void)len;
	torture_save(path, text, sizeof text - 1);
	return 0;
}

static int make_long_text(const char *path, unsigned char *file, size_t len)
{
	unsigned char *text = malloc(len);
	(void)file;
	if (!text)
		return -1;
	memset(text, 'x', len);
	torture_save(path, text, len);
	free(text);
	return 0;
}

static int make_empty(const char *path, unsigned char *file, size_t len)
{
	(void)file;
	(void)len;
	torture_save(path, "", 0);
	return 0;
}

static int make_directory(const char *path, unsigned char *file, size_t len)
{
	(void)file;
	(void)len;
	unlink(path);
	return mkdir(path, 0700);
}

/* As a newer LMDB would write it: version at 4 bytes into what follows the page's head. */
static int make_newer(const char *path, unsigned char *file, size_t len)
{
	for (size_t page = 0; page < 2; page++)
		file[page * PAGE + 20]++;
	torture_save(path, file, len);
	for (size_t page = 0; page < 2; page++)
		file[page * PAGE + 20]--;
	return 0;
}

static int make_swapped(const char *path, unsigned char *file, size_t len)
{
	static unsigned char pages[2 * PAGE];
	memcpy(pages, file, sizeof pages);
	for (size_t i = 0; i < sizeof pages; i++)
		file[i] = pages[i ^ 7];
	torture_save(path, file, len);
	memcpy(file, pages, sizeof pages);
	return 0;
}

static int make_noise(const char *path, unsigned char *file, size_t len)
{
	static unsigned char noise[300000];
	struct random r = {99};
	(void)file;
	(void)len;
	for (size_t i = 0; i < sizeof noise; i++)
		noise[i] = (unsigned char)random_next(&r);
	torture_save(path, noise, sizeof noise);
	return 0;
}

static int make_unreadable(const char *path, unsigned char *file, size_t len)
{
	make_empty(path, file, len);
	return chmod(path, 0);
}

static int make_link(const char *path, unsigned char *file, size_t len)
{
	(void)file;
	(void)len;
	unlink(path);
	return symlink("/nonexistent/place", path);
}

static const struct foreign foreign[] = {
	{"data.mdb", "a short text", make_text, false},
	{"data.mdb", "a long text", make_long_text, false},
	{"data.mdb", "nothing", make_empty, false},
	{"data.mdb", "a directory", make_directory, false},
	{"data.mdb", "a newer version's", make_newer, false},
	{"data.mdb", "the other byte order", make_swapped, false},
	{"data.mdb", "noise", make_noise, false},
	{"data.mdb", "unreadable", make_unreadable, false},
	{"data.mdb", "a link to nowhere", make_link, false},
	{"lock.mdb", "noise", make_noise, true},
	{"lock.mdb", "a text", make_text, true},
	{"lock.mdb", "nothing", make_empty, true},
	{"lock.mdb", "a directory", make_directory, false},
	{"lock.mdb", "unreadable", make_unreadable, false},
	{"write.lock", "noise", make_noise, true},
	{"write.lock", "a directory", make_directory, false},
	{"write.lock", "unreadable", make_unreadable, false},
	{"queue", "noise", make_noise, true},
	{"queue", "a text", make_text, true},
	{"queue", "nothing", make_empty, true},
	{"queue", "a directory", make_directory, true},
	{"queue", "unreadable", make_unreadable, true},
	{"queue", "a link to nowhere", make_link, true},
};

/* As somebody whom permissions bind. */
static int look_as_nobody(void *arg)
{
	if (geteuid() == 0 && (setegid(65534) != 0 || seteuid(65534) != 0))
		return 9;
	return look_at(arg);
}

static int give_away(const char *dir)
{
	char path[4200];
	static const char *const names[] = {"", "data.mdb", "lock.mdb", "write.lock", "queue"};
	int rc = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		if (lchown(path, 65534, 65534) != 0 && errno != ENOENT)
			rc = -1;
	}
	return rc;
}

void foreign_files(struct torture *t)
{
	struct look *l = torture_share(sizeof *l);
	size_t len, n = sizeof foreign / sizeof *foreign;
	unsigned n_right = 0;
	double start = torture_seconds();
	bool root = geteuid() == 0;
	char path[4200], base[4096];
	for (size_t i = 0; i < n; i++) {
		const struct foreign *f = &foreign[i];
		snprintf(l->dir, sizeof l->dir, "%s", torture_path("foreign-%zu", i));
		snprintf(base, sizeof base, "%s", l->dir);
		*strrchr(base, '/') = '\0';
		unsigned char *file = sample(l->dir, 30, t->seed, &len);
		snprintf(path, sizeof path, "%s/%s", l->dir, f->name);
		unlink(path);
		if (f->make(path, file, len) != 0 || (root && (chmod(base, 0711) != 0 || give_away(l->dir) != 0)))
			torture_give_up(path);
		int status = torture_child(root ? look_as_nobody : look_at, l, 10);
		bool opened = status == 0 && l->stage == AT_END && !l->n_faults;
		bool refused = status == 0 && l->stage == AT_OPEN && l->err;
		if (f->opens ? opened : refused)
			n_right++;
		else
			torture_fail(t, "%s is %s: %s at %s: %s, %" PRIu64 " faults", f->name, f->what, torture_status(status),
			             stage_words[l->stage], quad_strerror(l->err), l->n_faults);
		chmod(path, 0700);
		free(file);
		torture_remove(l->dir);
	}
	torture_told(t, "%zu files of another kind in the place of one's own: %u as it should be, %.1f s", n, n_right,
	             torture_seconds() - start);
}
