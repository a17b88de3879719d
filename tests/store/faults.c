/*
 * What happens when memory runs out, and when the database fails. Every allocation of the engine and every call that it
 * makes to the database may fail (tests/fault.h): the database by a table of functions that stands before the engine's
 * own. A sweep carries out one scenario again and again, until a run comes through without a failure: that one has to
 * give the answer that is known, and so has each that got by without the call that failed. All others must say what
 * failed, have changed nothing, and lost nothing (the sanitizers look).
 */
#include <unistd.h>

#include "store/query/find_loosen.h"
#include "store/query/free_then.h"
#include "store/query/holders.h"
#include "store/query/known.h"
#include "store/query/outbox.h"
#include "store/query/query_keys.h"
#include "store/query/query_needs.h"
#include "store/query/query_settings.h"
#include "store/query/remedies.h"
#include "store/model/calendar.h"
#include "store/facts/decision_cache.h"
#include "store/facts/directory.h"
#include "store/format/encoding.h"
#include "store/model/opening.h"
#include "store/model/pattern.h"
#include "store/model/ssh_key.h"
#include "store/model/rrule.h"
#include "store/format/xlsx.h"
#include "store/format/xlsx_write.h"
#include "store/db/db_engine.h"
#include "store/change/store_notes.h"
#include "store/list/list_preview.h"
#include "tests/engine.h"
#include "tests/fault.h"
#include "tests/list_support.h"
#include "tests/ssh_keys.h"
#include "tests/store/ask.h"
#include "tests/store/old_store.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

/* ---- a database that fails ---- */

/* The table that stands in front of an engine, and the one that does the work: a store's, and that of its copies. */
static struct front {
	struct db_engine table;
	const struct db_engine *engine;
} fronts[2];

/* By a function that no table in front replaces. */
static const struct db_engine *real(const struct db_engine *table)
{
	bool is_first = fronts[0].engine->close == table->close;
	return is_first ? fronts[0].engine : fronts[1].engine;
}

static const struct db_engine *of_cursors; /* cursors of two engines are never open at the same time */

/* A function that is run inside a transaction, which may fail before it and at the commit after it. */
struct guarded {
	int (*fn)(struct db_txn *txn, void *arg);
	void *arg;
};

static int run_guarded(struct db_txn *txn, void *arg)
{
	const struct guarded *g = arg;
	int err = g->fn(txn, g->arg);
	if (!err && fault_now(FAULT_DATABASE))
		err = fault.code;
	return err;
}

static int faulty_read(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	return fault_now(FAULT_DATABASE) ? fault.code : real(db->engine)->read(db, fn, arg);
}

static int faulty_update(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg, uint64_t *moment)
{
	struct guarded g = {fn, arg};
	return fault_now(FAULT_DATABASE) ? fault.code : real(db->engine)->update(db, run_guarded, &g, moment);
}

static int faulty_rehearse(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	return fault_now(FAULT_DATABASE) ? fault.code : real(db->engine)->rehearse(db, fn, arg);
}

static int faulty_nest(struct db_txn *txn, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct guarded g = {fn, arg};
	return fault_now(FAULT_DATABASE) ? fault.code : real(txn->engine)->nest(txn, run_guarded, &g);
}

struct guarded_job {
	const struct db_job *job;
	void *arg;
};

static int guarded_look(struct db_txn *txn, void *arg, bool *decided)
{
	const struct guarded_job *g = arg;
	return g->job->look(txn, g->arg, decided);
}

static int guarded_run(struct db_txn *txn, void *arg)
{
	const struct guarded_job *g = arg;
	if (fault_now(FAULT_DATABASE))
		return fault.code;
	return run_guarded(txn, &(struct guarded){g->job->run, g->arg});
}

static void guarded_encode(const void *arg, struct buf *out)
{
	const struct guarded_job *g = arg;
	g->job->encode(g->arg, out);
}

static int guarded_serve(struct db_txn *txn, void *arg, struct bytes request, struct buf *answer)
{
	const struct guarded_job *g = arg;
	return g->job->serve(txn, g->arg, request, answer);
}

static int guarded_accept(void *arg, struct bytes answer)
{
	const struct guarded_job *g = arg;
	return g->job->accept(g->arg, answer);
}

static int faulty_submit(struct db *db, const struct db_job *job, void *arg, uint64_t *moment)
{
	static const struct db_job guarded = {guarded_look,  guarded_run,    guarded_encode,
	                                      guarded_serve, guarded_accept, NULL};
	struct guarded_job g = {job, arg};
	return fault_now(FAULT_DATABASE) ? fault.code : real(db->engine)->submit(db, &guarded, &g, moment);
}

static int faulty_get(struct db_txn *txn, struct bytes key, struct bytes *out)
{
	if (!fault_now(FAULT_DATABASE))
		return real(txn->engine)->get(txn, key, out);
	*out = (struct bytes){"", 0};
	return fault.code;
}

static int faulty_put(struct db_txn *txn, struct bytes key, struct bytes value)
{
	return fault_now(FAULT_DATABASE) ? fault.code : real(txn->engine)->put(txn, key, value);
}

static int faulty_del(struct db_txn *txn, struct bytes key)
{
	return fault_now(FAULT_DATABASE) ? fault.code : real(txn->engine)->del(txn, key);
}

static int faulty_cursor_open(struct db_txn *txn, void **out)
{
	of_cursors = real(txn->engine);
	return fault_now(FAULT_DATABASE) ? fault.code : real(txn->engine)->cursor_open(txn, out);
}

static int faulty_cursor_seek(void *cursor, struct bytes from, struct bytes bound, bool backwards, struct bytes *key,
                              struct bytes *value)
{
	if (fault_now(FAULT_DATABASE))
		return fault.code;
	return of_cursors->cursor_seek(cursor, from, bound, backwards, key, value);
}

static int faulty_cursor_step(void *cursor, bool backwards, struct bytes *key, struct bytes *value)
{
	return fault_now(FAULT_DATABASE) ? fault.code : of_cursors->cursor_step(cursor, backwards, key, value);
}

static int faulty_figures(struct db *db, struct db_figures *out)
{
	return fault_now(FAULT_DATABASE) ? fault.code : real(db->engine)->figures(db, out);
}

static int faulty_prove(struct db *db, void (*tell)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	return fault_now(FAULT_DATABASE) ? fault.code : real(db->engine)->prove(db, tell, arg, n_faults);
}

static int faulty_backup(struct db *db, const char *path)
{
	return fault_now(FAULT_DATABASE) ? fault.code : real(db->engine)->backup(db, path);
}

static int faulty_clone(struct db *db, const char *dir)
{
	return fault_now(FAULT_DATABASE) ? fault.code : real(db->engine)->clone(db, dir);
}

static int faulty_restore(struct db *db, const char *path, int (*verify)(struct db_txn *txn, void *arg), void *arg)
{
	return fault_now(FAULT_DATABASE) ? fault.code : real(db->engine)->restore(db, path, verify, arg);
}

int __real_db_open(const char *dir, unsigned flags, struct db **out);
int __wrap_db_open(const char *dir, unsigned flags, struct db **out);

/* Puts the table of those above in front of the engine; a copy of a store on a server, which is a directory, has none.
 */
int __wrap_db_open(const char *dir, unsigned flags, struct db **out)
{
	*out = NULL;
	if (fault_now(FAULT_DATABASE))
		return fault.code;
	int err = __real_db_open(dir, flags, out);
	if (err || db_is_address(dir) != on_postgresql())
		return err;
	struct front *f = fronts[0].engine && fronts[0].engine != (*out)->engine ? &fronts[1] : &fronts[0];
	f->engine = (*out)->engine;
	f->table = *f->engine;
	f->table.read = faulty_read;
	f->table.update = faulty_update;
	f->table.rehearse = faulty_rehearse;
	f->table.submit = faulty_submit;
	f->table.nest = faulty_nest;
	f->table.get = faulty_get;
	f->table.put = faulty_put;
	f->table.del = faulty_del;
	f->table.cursor_open = faulty_cursor_open;
	f->table.cursor_seek = faulty_cursor_seek;
	f->table.cursor_step = faulty_cursor_step;
	f->table.figures = faulty_figures;
	f->table.prove = faulty_prove;
	f->table.backup = faulty_backup;
	f->table.clone = faulty_clone;
	f->table.restore = faulty_restore;
	(*out)->engine = &f->table;
	return 0;
}

/* ---- a school in which everything occurs ---- */

static char model[4096]; /* a copy of its store */
static char old_model[4096]; /* the same of an older schema */

static const struct {
	const char *kind, *text;
} lists[] = {
	{"institutions",
         "code,name,kind,level,region,parent\nBUR,教育局,bureau,,,\nVOC,城南职校,school,secondary,south,BUR\n"},
	{"campuses",
         "code,name,institution,tier,region,address,latitude,longitude\nE,东校区,VOC,urban,east,Road 1,22.5,114.1\n"
         "W,西校区,VOC,,,,,\n"},
	{"travel", "from,to,minutes\nE,W,40\n"},
	{"resources",
         "code,name,kind,institution,campus,building,room,seats,mode,specialty,tags,equipment,opening,setup,teardown,"
         "approval,"
         "sharing,rate,active,contact,part_of\n"
         "L1,数控实训室,lab,VOC,E,A,101,40,exclusive,cnc,cnc;metal,lathe*4,Mon-Sun "
         "07:00-22:00,10,10,none,public,5,yes\n"
         "L2,焊接实训室,lab,VOC,E,A,102,40,exclusive,,metal,,Mon-Sun 07:00-22:00,0,0,none,consortium,,yes\n"
         "L3,机房,lab,VOC,W,B,201,40,exclusive,,,,,0,0,none,consortium,,yes\n"
         "L4,半间机房,lab,VOC,,B,201,20,exclusive,,,,,0,0,none,consortium,,yes,,L3\n"
         "OSC,示波器,equipment,VOC,E,,,10,shared,,,,,0,0,none,consortium,,yes\n"
         "OFF,旧机房,lab,VOC,W,,,20,exclusive,,,,,0,0,owner,owner,,no\n"
         "T1,张三,teacher,VOC,,,,0,exclusive,,,,,0,0,none,consortium,,yes\n"
         "T2,李四,teacher,VOC,,,,0,exclusive,,,,,0,0,none,consortium,,yes\n"
         "G1,数控一班,class,VOC,,,,0,exclusive,,,,,0,0,none,consortium,,yes\n"},
	{"people",
         "login,name,institution,role,scope,email,language,ssh_key\nann,Ann,VOC,auditor,,ann@voc.example,en," KEY_B "\n"
         "bo,Bo,VOC,administrator,E,,,\n"},
	{"terms", "code,name,first_monday,weeks\n2026A,autumn,2026-09-07,16\n"},
	{"periods",
         "number,start,end,campus,valid_from\n1,08:00,08:50,,\n2,09:00,09:50,,\n3,10:00,10:50,,\n4,11:00,11:50,,\n"
         "5,14:00,14:50,,\n1,08:30,09:20,W,\n2,09:30,10:20,W,\n"},
	{"days", "date,rule,campus,note\n2026-10-01,off,,National Day\n2026-10-10,week 4 thursday,,make-up day\n"},
	{"closures", "start,end,resource,campus,reason\n2026-11-02T00:00,2026-11-03T00:00,L2,,repair\n"
                     "2026-12-24T00:00,2026-12-25T00:00,,W,fair\n2026-12-31T00:00,2027-01-02T00:00,,,new year\n"},
	{"bookings", "ref,resources,start,end,party,purpose,requester,institution,note\n"
                     "b1,L1;T1;OSC*4,2026-09-07T08:00,2026-09-07T10:00,30,turning,anna,VOC,bring shoes\n"
                     "b2,L2;T2,2026-09-07T08:00,2026-09-07T10:00,,welding,bo,,\n"
                     "b3,OSC*4,2026-09-07T09:00,2026-09-07T11:00,,measuring,bo,,\n"
                     "b4,L3;T1,2026-09-08T14:00,2026-09-08T16:00,,,anna,,\n"},
	{"series",
         "ref,resources,weeks,weekdays,periods,term,except,party,purpose,requester,institution,note\n"
         "s1,L1;T1,1-5,4,3-4,2026A,,20,turning,anna,VOC,weekly\ns2,L2;T2,2-4,3,1-2,2026A,2026-09-23,,,bo,,\n"},
	{"timetable", "课程名称,星期,开始节数,结束节数,老师,地点,周数\n车工,1,3,4,T2,L2,1-3\n"},
};

static const char rules[] =
	"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:x\r\n"
	"BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:20071104T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\n"
	"RDATE:20061105T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\n"
	"DTSTART:20070311T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\n"
	"END:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
	"BEGIN:VEVENT\r\nUID:i1\r\nDTSTART;TZID=Asia/Shanghai:20261102T150000\r\nDURATION:PT1H\r\nLOCATION:L3\r\n"
	"RRULE:FREQ=DAILY;COUNT=4\r\nEXDATE;TZID=Asia/Shanghai:20261103T150000\r\nRDATE;TZID=Asia/Shanghai:20261109T150000\r\n"
	"SUMMARY:design\\, and more\r\nDESCRIPTION:long\\ntext\r\nCOLOR:red\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nUID:i1\r\nRECURRENCE-ID;TZID=Asia/Shanghai:20261104T150000\r\nDTSTART;TZID=Asia/Shanghai:20261104T160000"
	"\r\nDURATION:PT1H\r\nLOCATION:机房\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nUID:i2\r\nDTSTART;TZID=Ours:20261110T030000\r\nDTEND;TZID=Ours:20261110T040000\r\nRESOURCES:L3,T2\r\n"
	"END:VEVENT\r\n"
	"BEGIN:VEVENT\r\nUID:i3\r\nDTSTART:20261112T080000Z\r\nDURATION:PT90S\r\nLOCATION:nowhere\r\nX-Y:1\r\nEND:VEVENT\r\n"
	"END:VCALENDAR\r\n";

static void import_whole(struct store *s, const char *kind, const char *text)
{
	struct list_import ask = test_ask(kind, text, strlen(text));
	struct list_summary summary;
	struct buf report = {0};
	const char *bad = NULL;
	int err = list_import(s, &ask, test_note_row, &report, &summary, &bad);
	ck_assert_msg(err == 0 && summary.counts[OUTCOME_ADDED] == summary.rows, "%s: %s %s\n%s", kind, quad_strerror(err),
	              bad ? bad : "", buf_text(&report));
	list_summary_release(&summary);
	buf_release(&report);
}

/* A recurrence rule, remembered columns and a request with an id have no list. */
static void add_the_rest(struct world *w)
{
	struct request rq = rq_of(w, OP_SERIES);
	rq.u.series = (struct series_ask){.ref = "r1", .purpose = "", .note = "", .requester = "", .institution = "",
	                                  .weeks.term = "", .from = FROM_THE_START, .claims = &(struct claim_ask){"G1", 0},
	                                  .n_claims = 1};
	rq.u.series.rule = (struct rule_pattern){"FREQ=WEEKLY;BYDAY=FR;COUNT=3", at("2026-09-11T14:00"), 60};
	ck_assert_str_eq(world_ask(w, &rq), "added");
	rq = rq_of(w, OP_COLUMNS);
	rq.u.columns = (struct kept_columns){"VOC", "resources", "code=牌号\nname=叫法", 0};
	ck_assert_str_eq(world_ask(w, &rq), "added");
	rq = rq_of(w, OP_EVENT);
	rq.u.event = (struct event_ask){.ref = "e1", .sequence = 2, .source = "web"};
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static void make_model(void)
{
	struct world w;
	world_open(&w);
	for (size_t i = 0; i < COUNT(lists); i++)
		import_whole(&w.s, lists[i].kind, lists[i].text);
	add_the_rest(&w);
	check_store(&w.s);
	snprintf(model, sizeof model, "%s/model", test_dir());
	ck_assert_int_eq(db_backup(w.s.db, model), 0);
	make_old(&w.s);
	snprintf(old_model, sizeof old_model, "%s/old-model", test_dir());
	ck_assert_int_eq(db_backup(w.s.db, old_model), 0);
	world_close(&w);
}


/* ---- scenarios ---- */

enum { WRITES = 1, /* begins from the same store each time */
       NO_MEMORY = 2,   /* takes none */
       NO_DATABASE = 4, /* asks it nothing */
       LONG = 8,        /* swept by one failure at a time only */
       IN_PARTS = 16,   /* what was done before the failure stands */
       OLD = 32 };      /* begins from a store of an older schema */

/* Makes the store what it was at first. */
static void again(struct world *w, int flags)
{
	ck_assert_int_eq(db_restore(w->s.db, flags & OLD ? old_model : model, store_verify, &w->s), 0);
	ck_assert_int_eq(db_read(w->s.db, store_verify, &w->s), 0);
}

struct scenario {
	const char *name;
	int (*run)(struct world *w, struct buf *said);
	int flags;
	const char *says; /* NULL: what it says without faults */
};

/* Notes for the comparison, which nothing here makes fail. */
static void tell(struct buf *said, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void tell(struct buf *said, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	fault.paused++;
	buf_vfmt(said, format, ap);
	fault.paused--;
	va_end(ap);
}

/* ---- requests ---- */

struct asked {
	const char *name;
	struct request (*make)(struct world *w);
	const char *answer;
	void (*before)(struct world *w); /* makes what it is about; NULL: that is there */
};

static struct request ask_institution(struct world *w)
{
	struct request rq = rq_of(w, OP_INSTITUTION);
	rq.u.institution = (struct institution){"VOC", "城南职业学校", "school", "", "", "NEWPARENT", 0};
	rq.flags = REQUEST_CREATE_MISSING | REQUEST_IMAGES;
	return rq;
}

static struct request ask_campus(struct world *w)
{
	struct request rq = rq_campus(w, "N", "北校区");
	rq.u.campus.institution = "NEW";
	rq.flags = REQUEST_CREATE_MISSING;
	return rq;
}

static struct request ask_campus_update(struct world *w)
{
	struct request rq = rq_campus(w, "E", "东区");
	rq.given = GIVEN(CAMPUS_NAME);
	return rq;
}

static struct request ask_travel(struct world *w)
{
	struct request rq = rq_of(w, OP_TRAVEL);
	rq.u.travel = (struct travel){"东校区", "N", 90};
	rq.flags = REQUEST_CREATE_MISSING;
	return rq;
}

static struct request ask_resource(struct world *w)
{
	struct request rq = rq_resource(w, "L9", KIND_LAB, MODE_SHARED, 30, "N");
	rq.u.resource.institution = "城南职校";
	rq.u.resource.tags = "a;b;a";
	rq.u.resource.equipment = "saw*2;drill";
	rq.u.resource.opening = "周一至周五 8:00-12:00;Sat 9am-5pm";
	rq.u.resource.approval = APPROVAL_OWNER;
	rq.u.resource.setup_min = 30;
	rq.flags = REQUEST_CREATE_MISSING;
	return rq;
}

static struct request ask_resource_update(struct world *w)
{
	struct request rq = rq_resource(w, "L1", KIND_LAB, MODE_EXCLUSIVE, 20, "");
	rq.given = GIVEN(RES_SEATS) | GIVEN(RES_NAME);
	rq.flags = REQUEST_IMAGES;
	return rq;
}

static struct request ask_resource_moved(struct world *w)
{
	struct request rq = rq_resource(w, "L3", KIND_LAB, MODE_EXCLUSIVE, 0, "E");
	rq.u.resource.opening = "1-5 8:00-18:00";
	rq.given = GIVEN(RES_CAMPUS) | GIVEN(RES_OPENING);
	rq.flags = REQUEST_IMAGES;
	return rq;
}

static struct request ask_pool_smaller(struct world *w)
{
	struct request rq = rq_resource(w, "OSC", KIND_EQUIPMENT, MODE_SHARED, 5, "");
	rq.given = GIVEN(RES_SEATS);
	return rq;
}

static struct request ask_resource_wrong(struct world *w)
{
	struct request rq = rq_resource(w, "L8*2", KIND_LAB, MODE_EXCLUSIVE, 20, "nowhere");
	rq.u.resource.opening = "someday";
	rq.u.resource.institution = "nobody";
	return rq;
}

static struct request ask_person(struct world *w)
{
	struct request rq = rq_of(w, OP_PERSON);
	rq.u.person = (struct person){.login = "cleo", .name = "Cleo", .institution = "VOC", .role = ROLE_ADMINISTRATOR,
	                              .scope = "西校区", .email = "cleo@voc.example", .language = "zh_CN",
	                              .ssh_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBAREREREREREREREREREREREREREREREREREREREREQ "
	                                         "cleo"};
	return rq;
}

static struct request ask_person_update(struct world *w)
{
	struct request rq = ask_person(w);
	rq.u.person.login = "bo";
	rq.given = GIVEN(PERSON_NAME) | GIVEN(PERSON_SCOPE) | GIVEN(PERSON_SSH_KEY);
	return rq;
}

static struct request ask_columns(struct world *w)
{
	struct request rq = rq_of(w, OP_COLUMNS);
	rq.u.columns = (struct kept_columns){"VOC", "resources", "code=号", 0};
	return rq;
}

static struct request ask_event(struct world *w)
{
	struct request rq = rq_of(w, OP_EVENT);
	rq.u.event = (struct event_ask){.ref = "e1", .sequence = 3, .source = "mail"};
	return rq;
}

static struct request ask_event_gone(struct world *w)
{
	struct request rq = ask_event(w);
	rq.u.event = (struct event_ask){.ref = "e1", .source = "web", .left = true};
	return rq;
}

static struct request ask_columns_gone(struct world *w)
{
	struct request rq = ask_columns(w);
	rq.u.columns.pairs = "";
	return rq;
}

static struct request ask_closure(struct world *w)
{
	struct request rq = rq_of(w, OP_CLOSURE);
	rq.u.closure = (struct closure){at("2026-12-01T00:00"), at("2026-12-02T00:00"), "", "东校区", "fair", 0};
	return rq;
}

static struct request ask_closure_drop(struct world *w)
{
	struct request rq = rq_of(w, OP_CLOSURE_DROP);
	rq.u.closure = (struct closure){at("2026-11-02T00:00"), at("2026-11-03T00:00"), "L2", "", "", 0};
	return rq;
}

static struct request ask_book(struct world *w)
{
	struct request rq = rq_book(w, "L3;T2;OSC*2", "2026-09-09T14:00", "2026-09-09T16:00");
	rq.id[0] = 7;
	rq.u.booking.purpose = "drawing";
	rq.u.booking.institution = "城南职校";
	return rq;
}

static struct request ask_book_refused(struct world *w)
{
	return rq_book(w, "L1;T1;OSC*9;OFF;nothing", "2026-09-07T06:30", "2026-09-07T09:30");
}

static struct request ask_book_closed(struct world *w)
{
	return rq_book(w, "L2;T1", "2026-11-02T08:00", "2026-11-02T09:30");
}

static struct request ask_book_travel(struct world *w)
{
	return rq_book(w, "L1;T1", "2026-09-08T16:10", "2026-09-08T17:00");
}

static struct request ask_book_missing(struct world *w)
{
	struct request rq = rq_book(w, "L3", "2026-09-21T14:00", "2026-09-21T16:00");
	rq.u.booking.institution = "NEW";
	rq.flags = REQUEST_CREATE_MISSING;
	return rq;
}

static struct request ask_book_again(struct world *w)
{
	struct request rq = rq_book(w, "L1;T1", "2026-09-07T13:00", "2026-09-07T15:00");
	rq.u.booking.ref = "b1";
	rq.flags = REQUEST_IMAGES;
	return rq;
}

static struct request ask_move(struct world *w)
{
	struct request rq = rq_book(w, "", "2026-09-07T14:00", "2026-09-07T16:00");
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = 2;
	rq.id[0] = 8;
	return rq;
}

static struct request ask_cancel(struct world *w)
{
	struct request rq = rq_book_at(w, "", 0, 0);
	rq.op = OP_CANCEL;
	rq.u.booking.id = 1;
	return rq;
}

static struct request ask_swap(struct world *w)
{
	struct request rq = rq_of(w, OP_SWAP);
	rq.given = 0;
	rq.u.booking = (struct booking_ask){.id = 1, .other = 2, .ref = ""};
	return rq;
}

static struct request ask_swap_times(struct world *w)
{
	struct request rq = ask_swap(w);
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.other = 4;
	return rq;
}

static struct request ask_term(struct world *w)
{
	struct request rq = rq_of(w, OP_TERM);
	rq.u.term = (struct term){"2026A", "autumn", 20710, 16, 0}; /* 2026-09-14, a week later */
	return rq;
}

static struct request ask_period(struct world *w)
{
	struct request rq = rq_of(w, OP_PERIOD);
	rq.u.period = (struct period){3, 605, 655, "", PERIOD_ALWAYS, 0};
	return rq;
}

static struct request ask_period_of_campus(struct world *w)
{
	struct request rq = rq_of(w, OP_PERIOD);
	rq.u.period = (struct period){1, 500, 545, "NEW", PERIOD_ALWAYS, 0};
	rq.flags = REQUEST_CREATE_MISSING;
	return rq;
}

static struct request ask_day(struct world *w)
{
	struct request rq = rq_of(w, OP_DAY);
	ck_assert_int_eq(clock_parse_date("2026-09-16", &rq.u.day.date), 0);
	rq.u.day = (struct day_rule){rq.u.day.date, DAY_OFF, 0, 0, "", "sports", 0};
	return rq;
}

static struct request ask_day_that_clashes(struct world *w)
{
	struct request rq = ask_day(w);
	ck_assert_int_eq(clock_parse_date("2026-09-07", &rq.u.day.date), 0);
	rq.u.day.kind = DAY_AS;
	rq.u.day.week = 2;
	rq.u.day.weekday = 4;
	return rq;
}

static struct request series_of(struct world *w, const char *claims)
{
	struct request rq = rq_of(w, OP_SERIES);
	rq.u.series = (struct series_ask){.ref = "", .purpose = "p", .note = "", .requester = "", .institution = "",
	                                  .rule.rule = "", .from = FROM_THE_START,
	                                  .weeks = {.term = "", .weeks = 0x3e, .weekdays = 1 << 4, .periods = 6}};
	ck_assert_int_eq(claims_parse(claims, &w->arena, &rq.u.series.claims, &rq.u.series.n_claims), 0);
	return rq;
}

static struct request ask_series(struct world *w)
{
	static const int64_t except[] = {20712, 20719};
	struct request rq = series_of(w, "L2;T2;OSC*2");
	rq.u.series.except = except;
	rq.u.series.n_except = COUNT(except);
	rq.u.series.institution = "NEW";
	rq.flags = REQUEST_CREATE_MISSING;
	return rq;
}

static struct request ask_series_skipping(struct world *w)
{
	struct request rq = series_of(w, "L2;T1");
	rq.u.series.weeks.weekdays = 1 << 3;
	rq.flags = REQUEST_SKIP_CONFLICTS;
	return rq;
}

static struct request ask_series_refused(struct world *w)
{
	struct request rq = series_of(w, "L1;OFF");
	rq.u.series.weeks.periods = 1 << 3 | 1 << 4;
	rq.u.series.weeks.term = "2026A";
	return rq;
}

static struct request ask_series_lacking(struct world *w)
{
	struct request rq = series_of(w, "L1");
	rq.u.series.weeks.weeks = UINT64_C(1) << 20;
	rq.u.series.weeks.periods = 1 << 9;
	return rq;
}

static struct request ask_series_by_rule(struct world *w)
{
	struct request rq = series_of(w, "L3");
	rq.u.series.rule = (struct rule_pattern){"FREQ=MONTHLY;BYDAY=1MO,-1FR;COUNT=4", at("2026-09-11T10:00"), 60};
	return rq;
}

static struct request ask_series_again(struct world *w)
{
	struct request rq = series_of(w, "L1;T1");
	rq.u.series.ref = "s1";
	rq.u.series.weeks.weekdays = 1 << 5;
	rq.flags = REQUEST_IMAGES;
	return rq;
}

static struct request ask_series_change(struct world *w)
{
	struct request rq = series_of(w, "L2;T1");
	rq.op = OP_SERIES_CHANGE;
	rq.given = GIVEN(SERIES_CLAIMS) | GIVEN(SERIES_NOTE);
	rq.u.series.id = 1;
	rq.u.series.from = 20712; /* 2026-09-16 */
	return rq;
}

static struct request ask_series_cancel(struct world *w)
{
	struct request rq = rq_of(w, OP_SERIES_CANCEL);
	rq.u.series = (struct series_ask){.id = 1, .from = 20712};
	return rq;
}

static struct request ask_series_add(struct world *w)
{
	struct request rq = rq_of(w, OP_SERIES_ADD);
	rq.u.series = (struct series_ask){.id = 2, .from = 20719}; /* 2026-09-23, which was left out */
	return rq;
}

static struct request ask_series_add_refused(struct world *w)
{
	struct request rq = rq_of(w, OP_SERIES_ADD);
	rq.u.series = (struct series_ask){.id = 1, .from = 20727}; /* 2026-10-01, a holiday */
	return rq;
}

/* Takes back the last change of a thing. */
static struct request rq_undo_of(struct world *w, const char *entity)
{
	struct request rq = rq_of(w, OP_UNDO);
	struct journal_filter f = {.entity = entity};
	struct journal_rows rows;
	uint64_t from = 1;
	int err = query_journal(&w->s, &f, &from, 1000, &rows);
	ck_assert_msg(err == 0 && rows.n, "%s", entity);
	rq.u.entry = rows.v[rows.n - 1].seq;
	arena_release(&rows.arena);
	return rq;
}

static struct request ask_undo_booking(struct world *w)
{
	return rq_undo_of(w, "booking:1");
}

static struct request ask_undo_series(struct world *w)
{
	return rq_undo_of(w, "series:2");
}

static struct request ask_undo_period(struct world *w)
{
	return rq_undo_of(w, "period::2");
}

static struct request ask_undo_day(struct world *w)
{
	return rq_undo_of(w, "day::2026-10-01");
}

static struct request ask_undo_resource(struct world *w)
{
	return rq_undo_of(w, "resource:OFF");
}

static struct request ask_undo_campus(struct world *w)
{
	return rq_undo_of(w, "campus:E");
}

static struct request ask_undo_person(struct world *w)
{
	return rq_undo_of(w, "person:bo");
}

static struct request ask_undo_event(struct world *w)
{
	return rq_undo_of(w, "event:e1");
}

/* ---- requests, their use, and who may ---- */

/* The booking that was made for what is asked. */
static uint64_t prepared;

/* Anna coordinates; bo keeps L1 and is asked for it; req is a requester. */
static void make_askers(struct world *w)
{
	static const struct person people[] = {
		{.login = "anna", .role = ROLE_COORDINATOR, .institution = "VOC"},
		{.login = "req", .role = ROLE_REQUESTER, .institution = "VOC"},
	};
	struct request rq = rq_of(w, OP_PERSON);
	for (size_t i = 0; i < COUNT(people); i++) {
		rq.u.person = people[i];
		rq.u.person.name = people[i].login;
		rq.u.person.scope = rq.u.person.email = rq.u.person.language = rq.u.person.ssh_key = "";
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
	ck_assert_str_eq(set_resource(w, "L1", RES_APPROVAL, (struct resource){.approval = APPROVAL_OWNER}), "updated");
}

/* Req has it, or asks for it, and somebody waits for it. */
static void make_waited_for(struct world *w, const char *code)
{
	make_askers(w);
	struct request rq = rq_book(w, code, "2026-09-14T14:00", "2026-09-14T16:00");
	rq.actor = "req";
	ck_assert_str_eq(world_ask(w, &rq), "added");
	prepared = w->last.id;
	rq = rq_book(w, code, "2026-09-14T15:00", "2026-09-14T16:00");
	rq.flags = REQUEST_WAIT;
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static void make_request(struct world *w)
{
	make_waited_for(w, "L1");
}

static void make_booking(struct world *w)
{
	make_waited_for(w, "L2");
}

static struct request rq_decision(struct world *w, enum request_op op, const char *login, const char *text)
{
	struct request rq = rq_of(w, op);
	rq.actor = login;
	rq.u.decision = (struct decision_ask){.id = prepared, .text = text, .note = ""};
	return rq;
}

static struct request ask_approve(struct world *w)
{
	return rq_decision(w, OP_APPROVE, "bo", "");
}

static struct request ask_decline(struct world *w)
{
	return rq_decision(w, OP_DECLINE, "bo", "repair");
}

static struct request ask_back(struct world *w)
{
	return rq_decision(w, OP_ASK, "bo", "what for");
}

static struct request ask_comment(struct world *w)
{
	return rq_decision(w, OP_COMMENT, "req", "a course");
}

/* The hold is over by then, and who waited is asked. */
static struct request ask_after_lapse(struct world *w)
{
	struct request rq = rq_book(w, "L2", "2026-09-14T14:00", "2026-09-14T16:00");
	rq.now = at("2026-09-10T00:00");
	return rq;
}

static struct request ask_promoting_cancel(struct world *w)
{
	struct request rq = rq_book(w, "L2", "2026-09-14T14:00", "2026-09-14T16:00");
	rq.op = OP_CANCEL;
	rq.actor = "req";
	rq.u.booking.id = prepared;
	return rq;
}

static struct request ask_checkin(struct world *w)
{
	struct request rq = rq_decision(w, OP_CHECKIN, "req", "");
	rq.now = at("2026-09-14T14:00");
	return rq;
}

static void make_used(struct world *w)
{
	make_booking(w);
	struct request rq = ask_checkin(w);
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

static struct request ask_release(struct world *w)
{
	struct request rq = rq_decision(w, OP_RELEASE, "req", "");
	rq.now = at("2026-09-14T14:30");
	return rq;
}

static struct request ask_noshow(struct world *w)
{
	struct request rq = rq_decision(w, OP_NOSHOW, "anna", "");
	rq.now = at("2026-09-14T14:30");
	return rq;
}

/* Anna keeps all besides. */
static void make_keeper(struct world *w)
{
	make_booking(w);
	struct request rq = rq_of(w, OP_GRANT);
	rq.u.grant = (struct grant){
		.login = "anna", .role = ROLE_ADMINISTRATOR, .scope = "*", .granted_by = "", .deputy_of = ""};
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

/* Another use of the booking, when it is over: proposed by who asked for it, and accepted by its keeper. */
static struct request ask_adjust(struct world *w)
{
	struct request rq = rq_of(w, OP_ADJUST);
	rq.actor = "req";
	rq.now = at("2027-01-01T08:00");
	rq.u.adjust = (struct adjust_ask){
		.step = ADJUST_PROPOSE, .id = prepared, .has_waived = true, .waived = 50, .text = "broken lathe"};
	return rq;
}

static void make_proposal(struct world *w)
{
	make_keeper(w);
	struct request rq = ask_adjust(w);
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static struct request ask_adjust_accept(struct world *w)
{
	struct request rq = ask_adjust(w);
	rq.actor = "anna";
	rq.u.adjust = (struct adjust_ask){.step = ADJUST_ACCEPT, .id = prepared, .text = ""};
	return rq;
}

static struct request ask_hand(struct world *w)
{
	return rq_decision(w, OP_HAND, "req", "bo");
}

static struct request rq_grant(struct world *w, enum request_op op)
{
	struct request rq = rq_of(w, op);
	rq.u.grant =
		(struct grant){.login = "req", .role = ROLE_APPROVER, .scope = "L2", .granted_by = "", .deputy_of = ""};
	return rq;
}

static struct request ask_grant(struct world *w)
{
	return rq_grant(w, OP_GRANT);
}

static void make_grant(struct world *w)
{
	make_askers(w);
	struct request rq = ask_grant(w);
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static struct request ask_revoke(struct world *w)
{
	return rq_grant(w, OP_REVOKE);
}

static struct request ask_rule(struct world *w)
{
	struct request rq = rq_of(w, OP_RULE);
	rq.u.rule = (struct owner_rule){.id = "long",
	                                .place = "resource:L2",
	                                .who = "*",
	                                .when = "",
	                                .field = "max",
	                                .value = "8h",
	                                .text = "too long"};
	return rq;
}

static void make_rule(struct world *w)
{
	make_booking(w);
	struct request rq = ask_rule(w);
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static struct request ask_rule_drop(struct world *w)
{
	struct request rq = ask_rule(w);
	rq.op = OP_RULE_DROP;
	return rq;
}

static struct request ask_qualification(struct world *w)
{
	struct request rq = rq_of(w, OP_QUALIFICATION);
	rq.u.qualification = (struct qualification){.login = "req", .name = "safety", .level = 2};
	return rq;
}

static struct request ask_owner(struct world *w)
{
	struct request rq = rq_of(w, OP_REGISTER);
	rq.u.row = register_row_of(REGISTER_OWNERS);
	rq.u.row.text[OWNER_RESOURCE] = "L1";
	rq.u.row.text[OWNER_INSTITUTION] = "VOC";
	rq.u.row.number[OWNER_SHARE] = REGISTER_SHARES / 2;
	return rq;
}

static void make_owner(struct world *w)
{
	struct request rq = ask_owner(w);
	rq.u.row.text[OWNER_INSTITUTION] = "OTHER";
	rq.flags = REQUEST_CREATE_MISSING;
	ck_assert_str_eq(world_ask(w, &rq), "added");
	rq = ask_owner(w);
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static struct request ask_owner_drop(struct world *w)
{
	struct request rq = ask_owner(w);
	rq.op = OP_REGISTER_DROP;
	return rq;
}

static void make_dropped_owner(struct world *w)
{
	make_owner(w);
	struct request rq = ask_owner_drop(w);
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

static struct request ask_undo_owner(struct world *w)
{
	return rq_undo_of(w, "owners:L1:VOC");
}

static struct request ask_agreement(struct world *w)
{
	struct request rq = rq_of(w, OP_REGISTER);
	rq.flags = REQUEST_CREATE_MISSING;
	rq.u.row = register_row_of(REGISTER_AGREEMENTS);
	rq.u.row.text[AGREEMENT_CODE] = "A1";
	rq.u.row.text[AGREEMENT_PARTIES] = "VOC; OTHER";
	rq.u.row.text[AGREEMENT_RESOURCES] = "L1;L2";
	return rq;
}

static struct request ask_setting(struct world *w)
{
	struct request rq = rq_of(w, OP_SETTING);
	rq.u.setting = (struct setting){.name = "remind", .value = "2h"};
	return rq;
}

static void make_setting(struct world *w)
{
	struct request rq = ask_setting(w);
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static struct request ask_setting_back(struct world *w)
{
	struct request rq = ask_setting(w);
	rq.u.setting.value = "";
	return rq;
}

static struct request ask_erase_person(struct world *w)
{
	struct request rq = rq_of(w, OP_ERASE);
	rq.u.note.entity = "person:bo";
	return rq;
}

static struct request ask_erase_booking(struct world *w)
{
	struct request rq = rq_of(w, OP_ERASE);
	rq.u.note.entity = "booking:1";
	rq.now = at("2027-01-01T08:00");
	return rq;
}

/* A key of bo, who has one, beside it; and that one taken. */
static struct request ask_key(struct world *w)
{
	struct request rq = rq_of(w, OP_KEY);
	rq.u.person = (struct person){.login = "bo", .ssh_key = "expiry-time=\"20300101\" " KEY_A " bo"};
	return rq;
}

static void make_key(struct world *w)
{
	struct request rq = ask_key(w);
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

static struct request ask_key_drop(struct world *w)
{
	struct request rq = rq_of(w, OP_KEY_DROP);
	rq.u.person = (struct person){.login = "bo", .ssh_key = PRINT_A};
	return rq;
}

/* Those who ask and decide have addresses, and mail is on. */
static void make_readers(struct world *w)
{
	static const char *const settings[][2] = {{"mail-from", "quad@q.example"}, {"mail", "on"}};
	static const char *const readers[][2] = {
		{"anna", "a@q.example"}, {"req", "r@q.example"}, {"bo", "b@q.example"}};
	make_askers(w);
	for (size_t i = 0; i < COUNT(settings); i++) {
		struct request rq = rq_of(w, OP_SETTING);
		rq.u.setting = (struct setting){.name = settings[i][0], .value = settings[i][1]};
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
	for (size_t i = 0; i < COUNT(readers); i++) {
		struct request rq = rq_of(w, OP_PERSON);
		rq.given = GIVEN(PERSON_LOGIN) | GIVEN(PERSON_EMAIL);
		rq.u.person = (struct person){.login = readers[i][0], .email = readers[i][1]};
		ck_assert_str_eq(world_ask(w, &rq), "updated");
	}
}

/* A request, of which its requester and its approver are told, and what is said about it. */
static struct request ask_told(struct world *w)
{
	struct request rq = rq_book(w, "L1;T2", "2026-09-14T14:00", "2026-09-14T16:00");
	rq.actor = "req";
	return rq;
}

static uint64_t told_action;

static void make_told(struct world *w)
{
	make_readers(w);
	struct request rq = ask_told(w);
	ck_assert_str_eq(world_ask(w, &rq), "added");
	prepared = w->last.id;
	told_action = w->last.action;
}

static struct request ask_told_comment(struct world *w)
{
	return rq_decision(w, OP_ASK, "bo", "what for");
}

/* A closure that hits it. */
static struct request ask_told_closure(struct world *w)
{
	struct request rq = rq_of(w, OP_CLOSURE);
	rq.u.closure = (struct closure){.start = at("2026-09-14T00:00"),
	                                .end = at("2026-09-15T00:00"),
	                                .resource = "L1",
	                                .campus = "",
	                                .reason = "flood"};
	return rq;
}

static struct request rq_mail(struct world *w, enum mail_deed deed)
{
	struct request rq = rq_of(w, OP_MAIL);
	rq.u.mail = (struct mail_ask){.deed = deed, .login = "req", .text = "", .at_min = w->now + 5, .lease = 1};
	rq.u.mail.action = told_action;
	return rq;
}

static struct request ask_mail_drop(struct world *w)
{
	return rq_mail(w, MAIL_DROP);
}

static struct request ask_mail_lease(struct world *w)
{
	return rq_mail(w, MAIL_LEASE);
}

static void make_lease(struct world *w)
{
	make_told(w);
	struct request rq = ask_mail_lease(w);
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

static struct request ask_mail_sent(struct world *w)
{
	return rq_mail(w, MAIL_SENT);
}

static struct request ask_mail_failed(struct world *w)
{
	struct request rq = rq_mail(w, MAIL_FAIL);
	rq.u.mail.text = "no route";
	return rq;
}

/* Bookings of the school are near by then, and a request waits. */
static struct request ask_reminders(struct world *w)
{
	struct request rq = rq_of(w, OP_MAIL);
	rq.u.mail = (struct mail_ask){.deed = MAIL_TICK, .login = "", .text = ""};
	rq.now = at("2026-09-06T08:00");
	return rq;
}

static void make_unreminded(struct world *w)
{
	make_told(w);
	struct request rq = rq_of(w, OP_SETTING);
	rq.u.setting = (struct setting){.name = "remind", .value = "none"};
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static const struct asked asked[] = {
	{"told of a request", ask_told, "added", make_readers},
	{"told of a question", ask_told_comment, "updated", make_told},
	{"told of a closure", ask_told_closure, "added", make_told},
	{"mail dropped", ask_mail_drop, "updated", make_told},
	{"mail leased", ask_mail_lease, "updated", make_told},
	{"mail sent", ask_mail_sent, "updated", make_lease},
	{"mail failed", ask_mail_failed, "updated", make_lease},
	{"reminders", ask_reminders, "updated", make_told},
	{"digest", ask_reminders, "updated", make_unreminded},
	{"setting", ask_setting, "added", NULL},
	{"setting back", ask_setting_back, "updated", make_setting},
	{"erase a person", ask_erase_person, "updated", make_askers},
	{"erase a booking", ask_erase_booking, "updated", make_booking},
	{"approve", ask_approve, "updated", make_request},
	{"decline and promote", ask_decline, "updated", make_request},
	{"ask back", ask_back, "updated", make_request},
	{"comment", ask_comment, "added", make_request},
	{"lapse and promote", ask_after_lapse, "added", make_request},
	{"cancel and promote", ask_promoting_cancel, "updated", make_booking},
	{"checkin", ask_checkin, "updated", make_booking},
	{"release", ask_release, "updated", make_used},
	{"noshow", ask_noshow, "updated", make_keeper},
	{"adjust", ask_adjust, "added", make_keeper},
	{"adjust, accepted", ask_adjust_accept, "updated", make_proposal},
	{"hand", ask_hand, "updated", make_booking},
	{"grant", ask_grant, "added", make_askers},
	{"revoke", ask_revoke, "updated", make_grant},
	{"rule", ask_rule, "added", make_booking},
	{"rule dropped", ask_rule_drop, "updated", make_rule},
	{"qualification", ask_qualification, "added", make_askers},
	{"owner", ask_owner, "added", make_booking},
	{"owner again", ask_owner, "unchanged", make_owner},
	{"owner dropped", ask_owner_drop, "updated", make_owner},
	{"owner comes back", ask_undo_owner, "updated", make_dropped_owner},
	{"agreement", ask_agreement, "added", make_booking},
	{"undo bookings", ask_undo_booking, "updated made 4 skipped 0 dropped 0", NULL},
	{"undo series", ask_undo_series, "updated made 7 skipped 0 dropped 0", NULL},
	{"undo periods", ask_undo_period,
         "refused busy:period::1@used by series:1;busy:period::1@used by series:2;busy:period::1@used by series:3",
         NULL},
	{"undo day", ask_undo_day, "updated made 1 skipped 0 dropped 0", NULL},
	{"undo resources", ask_undo_resource,
         "refused busy:resource:G1@used by booking:15 and 3 more;busy:resource:L1@used by booking:1 and 6 more;"
         "busy:resource:L2@used by closure:2026-11-02T00:00 and 8 more;busy:resource:L3@used by booking:4;"
         "busy:resource:OSC@used by booking:1 and 1 more;busy:resource:T1@used by booking:1 and 7 more;"
         "busy:resource:T2@used by booking:2 and 7 more",
         NULL},
	{"undo campuses", ask_undo_campus,
         "refused busy:campus:E@used by resource:L1 and 4 more;busy:campus:W@used by resource:L3 and 5 more", NULL},
	{"undo person", ask_undo_person, "updated", NULL},
	{"undo event", ask_undo_event, "updated", NULL},
	{"institution", ask_institution, "updated images", NULL},
	{"campus", ask_campus, "added", NULL},
	{"campus again", ask_campus_update, "updated", NULL},
	{"travel", ask_travel, "added", NULL},
	{"resource", ask_resource, "added", NULL},
	{"resource smaller", ask_resource_update, "refused capacity:L1@1", NULL},
	{"resource moved", ask_resource_moved, "updated images", NULL},
	{"pool smaller", ask_pool_smaller, "refused capacity:OSC@8 in use;capacity:OSC@1;capacity:OSC@3", NULL},
	{"wrong resource", ask_resource_wrong, "invalid value:code@L8*2", NULL},
	{"person", ask_person, "added", NULL},
	{"person again", ask_person_update, "updated", NULL},
	{"key", ask_key, "updated", NULL},
	{"key dropped", ask_key_drop, "updated", make_key},
	{"columns", ask_columns, "updated", NULL},
	{"columns gone", ask_columns_gone, "updated", NULL},
	{"event", ask_event, "updated", NULL},
	{"event gone", ask_event_gone, "updated", NULL},
	{"closure", ask_closure, "added", NULL},
	{"closure dropped", ask_closure_drop, "updated", NULL},
	{"book", ask_book, "added", NULL},
	{"book refused", ask_book_refused,
         "refused unknown:nothing@resource;busy:L1@1;hours:L1@Mon-Sun "
         "07:00-22:00;busy:T1@1;capacity:OSC@2;inactive:OFF",
         NULL},
	{"book closed", ask_book_closed, "refused closed:L2@2026-11-02T00:00/2026-11-03T00:00 repair", NULL},
	{"book travel", ask_book_travel, "refused travel:T1@4", NULL},
	{"book for new", ask_book_missing, "added", NULL},
	{"book again", ask_book_again, "updated images", NULL},
	{"move", ask_move, "updated", NULL},
	{"cancel", ask_cancel, "updated", NULL},
	{"swap", ask_swap, "updated", NULL},
	{"swap times", ask_swap_times, "updated", NULL},
	{"term", ask_term, "updated made 5 skipped 0 dropped 0", NULL},
	{"period", ask_period, "updated made 8 skipped 0 dropped 0", NULL},
	{"period of campus", ask_period_of_campus, "added", NULL},
	{"day", ask_day, "added made 1 skipped 0 dropped 0", NULL},
	{"day clashes", ask_day_that_clashes, "added made 1 skipped 1 dropped 0", NULL},
	{"series", ask_series, "added made 5 skipped 0 dropped 1", NULL},
	{"series skipping", ask_series_skipping, "added made 3 skipped 2 dropped 0", NULL},
	{"series refused", ask_series_refused,
         "refused "
         "busy:L1@5;inactive:OFF;busy:L1@6;inactive:OFF;busy:L1@7;inactive:OFF;busy:L1@8;inactive:OFF;busy:L1@9;"
         "inactive:OFF made 0 skipped 0 dropped 1",
         NULL},
	{"series lacking", ask_series_lacking, "invalid value:weeks@20 > 16", NULL},
	{"series by rule", ask_series_by_rule, "added made 4 skipped 0 dropped 0", NULL},
	{"series again", ask_series_again, "updated made 5 skipped 0 dropped 0 images", NULL},
	{"series change", ask_series_change, "updated made 4 skipped 0 dropped 0", NULL},
	{"series cancel", ask_series_cancel, "updated made 4 skipped 0 dropped 0", NULL},
	{"series add", ask_series_add, "updated made 1 skipped 0 dropped 0", NULL},
	{"series add refused", ask_series_add_refused, "refused unknown:2026-10-01@occurrence", NULL},
};

/* The request at hand: apply and rehearse differ in what stands afterwards. */
static int ask_one(struct world *w, const struct asked *a, bool rehearse, struct buf *said)
{
	struct arena arena = {0};
	struct result r = {0};
	fault.paused++;
	struct request rq = a->make(w);
	fault.paused--;
	int err = store_apply(&w->s, &rq, 1, rehearse, &r, &arena);
	fault.paused++;
	if (!err) {
		tell(said, "%s", world_answer(w, &r));
		if (r.n_made || r.n_skipped || r.n_dropped)
			tell(said, " made %zu skipped %zu dropped %zu", r.n_made, r.n_skipped, r.n_dropped);
		if (r.before.p)
			tell(said, " images");
	}
	fault.paused--;
	arena_release(&arena);
	return err;
}

/* ---- questions ---- */

#define ASK_LIST(name, type, query, what)                                                                              \
	static int name(struct world *w, struct buf *said)                                                             \
	{                                                                                                              \
		struct type list;                                                                                      \
		int err = query(&w->s, &list);                                                                         \
		if (err)                                                                                               \
			return err;                                                                                    \
		for (size_t i = 0; i < list.n; i++)                                                                    \
			tell(said, "%s ", list.v[i].what);                                                             \
		arena_release(&list.arena);                                                                            \
		return 0;                                                                                              \
	}

ASK_LIST(list_institutions, institution_list, query_institutions, code)
ASK_LIST(list_campuses, campus_list, query_campuses, code)
ASK_LIST(list_travel, travel_list, query_travel, from)
ASK_LIST(list_closures, closure_list, query_closures, reason)
ASK_LIST(list_people, person_list, query_people, scope)
ASK_LIST(list_terms, term_list, query_terms, code)
ASK_LIST(list_periods, period_list, query_periods, campus)
ASK_LIST(list_days, day_rule_list, query_days, note)
ASK_LIST(list_series, series_list, query_series, ref)

static int read_person(struct world *w, struct buf *said)
{
	struct person_list one;
	int err = query_person(&w->s, "bo", &one);
	if (err)
		return err;
	tell(said, "%s", one.v[0].name);
	arena_release(&one.arena);
	return 0;
}

/* The keys of all people, and whose one of them is. */
static int read_keys(struct world *w, struct buf *said)
{
	struct key_list list;
	char login[LOGIN_MAX_BYTES + 1];
	int err = query_keys(&w->s, NULL, w->now, &list);
	if (err)
		return err;
	for (size_t i = 0; i < list.n; i++)
		tell(said, "%s %s %s;", list.v[i].login, list.v[i].line, list.v[i].added_by);
	if (list.n > 0)
		err = query_key(&w->s, &list.v[0].key.fingerprint, w->now, login);
	arena_release(&list.arena);
	if (err)
		return err;
	tell(said, "%s", login);
	return 0;
}

static int match_resources(struct world *w, struct buf *said)
{
	static const char *const tags[] = {"metal"};
	const struct resource_filter filters[] = {{.campus = "东校区", .institution = "城南职校", .tags = tags, .n_tags = 1},
	                                          {.near = "W", .near_min = 60, .text = "实训 e"}};
	for (size_t i = 0; i < COUNT(filters); i++) {
		struct resource_list list;
		int err = query_resources(&w->s, &filters[i], &list);
		if (err)
			return err;
		for (size_t k = 0; k < list.n; k++)
			tell(said, "%s ", list.v[k].code);
		arena_release(&list.arena);
	}
	struct resource_list one;
	int err = query_resource(&w->s, "OSC", &one);
	if (!err)
		tell(said, "%s", one.v[0].name);
	if (!err)
		arena_release(&one.arena);
	return err;
}

static int find_free(struct world *w, struct buf *said)
{
	struct find_ask ask = {.filter = {.kind = KIND_LAB, .campus = "E"}, .start = at("2026-09-07T08:00"),
	                       .end = at("2026-09-07T18:00"), .for_min = 120, .now = w->now, .free = true};
	for (int i = 0; i < 2; i++) {
		struct found_list list;
		int err = query_find(&w->s, &ask, &list);
		if (err)
			return err;
		for (size_t k = 0; k < list.n; k++)
			tell(said, "%s@%" PRId64 " ", list.v[k].resource->code, list.v[k].free_from - ask.start);
		found_list_release(&list);
		ask = (struct find_ask){.filter = {.near = "W", .near_min = 50, .text = "示"}, .start = at("2026-09-07T08:00"),
		                        .end = at("2026-09-07T10:00"), .now = w->now, .free = true};
	}
	return 0;
}

static int count_free(struct world *w, struct buf *said)
{
	struct interval v[] = {{at("2026-09-07T08:00"), at("2026-09-07T09:00")}, {at("2026-11-02T08:00"), at("2026-11-02T09:00")}};
	struct free_counts counts;
	int err = query_free_counts(&w->s, &(struct resource_filter){.institution = "VOC"}, v, COUNT(v), &counts);
	if (err)
		return err;
	for (size_t i = 0; i < counts.n; i++)
		tell(said, "%s*%zu ", counts.v[i].resource->code, counts.v[i].n_free);
	free_counts_release(&counts);
	return 0;
}

static int find_wishes(struct world *w, struct buf *said)
{
	static const char *const with[] = {"T1"};
	struct find_wish wishes[] = {
		{.filter = {.near = "W", .near_min = FIND_NEAR_ANY, .specialty = "a"}, .when = FIND_ANY_TIME},
		{.filter = {.seats = 20},
	         .when = FIND_LENGTH,
	         .start = at("2026-09-07T08:00"),
	         .end = at("2026-09-08T18:00"),
	         .for_min = 90,
	         .with = with,
	         .n_with = 1},
		{.filter = {.kind = KIND_LAB},
	         .when = FIND_WEEKS,
	         .weeks = {.term = "", .weeks = 0x1e, .weekdays = 1 << 3, .from_min = 600, .to_min = 720},
	         .all_but = FIND_HALF,
	         .with = with,
	         .n_with = 1},
		{.filter = {.kind = KIND_LAB, .seats = 9000},
	         .when = FIND_INTERVAL,
	         .start = at("2026-09-07T08:00"),
	         .end = at("2026-09-07T10:00")}};
	for (size_t i = 0; i < COUNT(wishes); i++) {
		struct arena arena = {0};
		struct reasons why = {.arena = &arena};
		struct match_list list;
		struct loosenings loosened = {0};
		wishes[i].now = w->now;
		int err = query_matches(&w->s, &wishes[i], &why, &list);
		for (size_t k = 0; k < list.n; k++)
			tell(said, "%s*%zu ", list.v[k].resource->code, list.v[k].n_free);
		if (!err && !list.n)
			err = query_loosen(&w->s, &wishes[i], &loosened);
		for (size_t k = 0; k < loosened.n; k++)
			tell(said, "%d:%zu ", (int)loosened.v[k].kind, loosened.v[k].n);
		match_list_release(&list);
		arena_release(&arena);
		if (err)
			return err;
	}
	return 0;
}

static int list_bookings(struct world *w, struct buf *said)
{
	const struct booking_filter filters[] = {{.any_state = true},
	                                         {.person = "T1", .from = at("2026-09-07T00:00"), .to = at("2026-09-09T00:00")},
	                                         {.institution = "城南职校", .text = "welding"},
	                                         {.resource = "OSC", .text = "b3 measur"},
	                                         {.series = 1, .state = STATE_BOOKED}};
	for (size_t i = 0; i < COUNT(filters); i++) {
		struct booking_ids ids;
		struct booking_rows rows;
		int err = query_booking_ids(&w->s, &filters[i], &ids);
		if (err)
			return err;
		err = query_bookings(&w->s, ids.v, ids.n, &rows);
		arena_release(&ids.arena);
		if (err)
			return err;
		for (size_t k = 0; k < rows.n; k++)
			tell(said, "%" PRIu64 "=%s ", rows.v[k].b.id, rows.v[k].claims);
		arena_release(&rows.arena);
	}
	return 0;
}

static int show_slots(struct world *w, struct buf *said)
{
	static const char *const codes[] = {"L1", "L2", "L3", "OSC"};
	for (size_t i = 0; i < COUNT(codes); i++) {
		struct slot_list list;
		int err = query_slots(&w->s, codes[i], at("2026-09-07T00:00"), at("2027-01-01T00:00"), &list);
		if (err)
			return err;
		for (size_t k = 0; k < list.n; k++)
			tell(said, "%s ", list.v[k].label);
		arena_release(&list.arena);
	}
	return 0;
}

static int show_slot_rows(struct world *w, struct buf *said)
{
	struct slot_rows rows;
	const struct resource *v[9];
	struct resource_list list;
	fault.paused++;
	ck_assert_int_eq(query_resources(&w->s, &(struct resource_filter){0}, &list), 0);
	ck_assert_uint_eq(list.n, COUNT(v));
	for (size_t i = 0; i < list.n; i++)
		v[i] = &list.v[i];
	fault.paused--;
	int err = query_slot_rows(&w->s, v, list.n, at("2026-09-07T00:00"), at("2026-09-08T00:00"), &rows);
	for (size_t i = 0; !err && i < rows.list.n; i++)
		tell(said, "%s/%s ", rows.list.v[i].label, rows.list.v[i].requester);
	arena_release(&rows.list.arena);
	arena_release(&list.arena);
	return err;
}

/* What can be named, of all three kinds. */
static int list_known(struct world *w, struct buf *said)
{
	struct known known = {0};
	int err = 0;
	for (int i = 0; !err && i < KNOWN_LISTS; i++) {
		const struct known_list *l = &known.list[i];
		err = known_read(&known, &w->s, (enum known_list_id)i);
		for (size_t k = 0; !err && k < l->n; k++)
			tell(said, "%s ", l->v[k].code);
	}
	known_release(&known);
	return err;
}

static int show_free_then(struct world *w, struct buf *said)
{
	const struct interval when = {at("2026-09-07T08:00"), at("2026-09-07T09:00")};
	struct resource_list list;
	struct free_then then;
	struct held_then held;
	fault.paused++;
	ck_assert_int_eq(query_resources(&w->s, &(struct resource_filter){0}, &list), 0);
	fault.paused--;
	int err = query_free_then(&w->s, &when, 1, &then);
	for (size_t i = 0; !err && i < list.n; i++) {
		err = query_held_then(&w->s, &list.v[i], &when, 0, &list.arena, &held);
		if (!err)
			tell(said, "%u %d%s ", free_then_count(&then, &list.v[i]), (int)held.how, held.label);
	}
	free_then_release(&then);
	arena_release(&list.arena);
	return err;
}

static int show_holders(struct world *w, struct buf *said)
{
	struct reason told[] = {{.detail = REASON_TAKEN, .booking = 1},
	                        {.detail = REASON_TAKEN, .booking = 2},
	                        {.detail = REASON_TAKEN, .booking = 3},
	                        {.detail = REASON_TAKEN, .booking = 99}};
	const struct reasons reasons = {.v = told, .n = COUNT(told)};
	struct holders holders;
	int err = query_holders(&w->s, &reasons, 0, 0, &holders);
	for (size_t i = 0; !err && i < holders.n; i++)
		tell(said, "%" PRIu64 "%s%s ", holders.v[i].booking, holders.v[i].purpose, holders.v[i].contact);
	arena_release(&holders.arena);
	return err;
}

static int show_history(struct world *w, struct buf *said)
{
	struct history h;
	uint64_t seq;
	struct store_figures f;
	int err = query_history(&w->s, 1, &h);
	if (err)
		return err;
	for (size_t i = 0; i < h.n; i++)
		tell(said, "%s>%s ", h.v[i].has_before ? h.v[i].before_claims : "", h.v[i].has_after ? h.v[i].after_claims : "");
	arena_release(&h.arena);
	err = query_last_seq(&w->s, &seq);
	if (!err)
		err = query_figures(&w->s, &f);
	if (!err)
		tell(said, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64, seq, f.bookings, f.claims, figure_of(&f.db, "entries"));
	return err;
}

/* The mails of a request, and what is in each; the first time they have to be written. */
static int show_mails(struct world *w, struct buf *said)
{
	struct mail_rows rows;
	fault.paused++;
	ck_assert_int_eq(query_mails(&w->s, &(struct mail_filter){0}, &rows), 0);
	if (!rows.n)
		make_told(w);
	arena_release(&rows.arena);
	fault.paused--;
	int err = query_mails(&w->s, &(struct mail_filter){0}, &rows);
	for (size_t i = 0; i < rows.n && !err; i++) {
		struct mail_things things;
		err = query_mail_things(&w->s, rows.v[i].mail.action, rows.v[i].mail.login, &things);
		for (size_t k = 0; k < things.n; k++)
			tell(said, "%s %s %s ", rows.v[i].email, mail_item_word(things.v[k].item.kind),
			     things.v[k].after_claims);
		arena_release(&things.arena);
	}
	arena_release(&rows.arena);
	return err;
}

static int advise(struct world *w, struct buf *said)
{
	struct request (*const makes[])(struct world *) = {ask_book, ask_book_refused, ask_move, ask_series_refused};
	for (size_t i = 0; i < COUNT(makes); i++) {
		struct arena arena = {0};
		struct result r;
		fault.paused++;
		struct request rq = makes[i](w);
		fault.paused--;
		int err = store_rehearse(&w->s, &rq, &r, &arena);
		fault.paused++;
		if (!err)
			tell(said, "%s\n", world_answer(w, &r));
		fault.paused--;
		arena_release(&arena);
		if (err)
			return err;
	}
	return 0;
}

static int find_alternatives(struct world *w, struct buf *said)
{
	struct request (*const makes[])(struct world *) = {ask_book_refused, ask_series_refused, ask_series_skipping};
	for (size_t i = 0; i < COUNT(makes); i++) {
		struct alternative_list list;
		struct arena arena = {0};
		struct result r;
		fault.paused++;
		struct request rq = makes[i](w);
		rq.flags = 0;
		if (rq.op == OP_BOOK)
			rq.u.booking.n_claims = 2;
		else
			rq.u.series.n_claims = 1;
		ck_assert_int_eq(store_apply(&w->s, &rq, 1, true, &r, &arena), 0);
		ck_assert_int_eq(r.outcome, OUTCOME_REFUSED);
		fault.paused--;
		int err = query_alternatives(&w->s, &rq, &r, &list);
		arena_release(&arena);
		if (err)
			return err;
		for (size_t k = 0; k < list.n; k++)
			tell(said, "%s %s %" PRId64 " %zu\n", alternative_word(list.v[k].kind), list.v[k].claims, list.v[k].start,
			     list.v[k].n_except);
		arena_release(&list.arena);
	}
	return 0;
}

static struct request ask_misspelt(struct world *w)
{
	return rq_book(w, "L-2;T2", "2026-09-09T14:00", "2026-09-09T16:00");
}

static struct request ask_swap_refused(struct world *w)
{
	struct request rq = ask_swap_times(w);
	rq.u.booking.id = 2;
	rq.u.booking.other = 3;
	return rq;
}

static int find_remedies(struct world *w, struct buf *said)
{
	struct request (*const makes[])(struct world *) = {ask_misspelt, ask_swap_refused, ask_series_add_refused,
	                                                   ask_series_lacking};
	for (size_t i = 0; i < COUNT(makes); i++) {
		struct alternative_list list;
		struct arena arena = {0};
		struct result r;
		fault.paused++;
		struct request rq = makes[i](w);
		rq.u.series.weeks.weeks |= rq.op == OP_SERIES ? 1 << 2 : 0;
		rq.u.series.weeks.periods = rq.op == OP_SERIES ? 1 << 1 : rq.u.series.weeks.periods;
		ck_assert_int_eq(store_apply(&w->s, &rq, 1, true, &r, &arena), 0);
		ck_assert_msg(r.reasons.n, "%zu is %s", i, outcome_word(r.outcome));
		fault.paused--;
		int err = query_remedies(&w->s, &rq, &r, &list);
		arena_release(&arena);
		if (err)
			return err;
		ck_assert_msg(list.n > 0, "none around %zu", i);
		for (size_t k = 0; k < list.n; k++)
			tell(said, "%s %s %" PRId64 " %zu\n", alternative_word(list.v[k].kind), list.v[k].claims, list.v[k].start,
			     list.v[k].n_steps);
		arena_release(&list.arena);
	}
	return 0;
}

static void ignore_fault(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static int prove(struct world *w, struct buf *said)
{
	uint64_t n = 0;
	int err = query_check(&w->s, ignore_fault, NULL, &n);
	/* what cannot be read or built is no fault of the store, whether the proof ends there or not */
	ck_assert_msg(n == 0, "%" PRIu64 " faults of a sound store, then %s", n, quad_strerror(err));
	tell(said, "%" PRIu64, n);
	return err;
}

/* ---- lists ---- */

static int note_row(void *arg, const struct list_row_report *r)
{
	fault.paused++;
	test_note_row(arg, r);
	for (size_t i = 0; i < r->n_changes; i++)
		tell(arg, "\t%s: %s > %s\n", r->changes[i].column, r->changes[i].before, r->changes[i].after);
	fault.paused--;
	return 0;
}

static int import_ask(struct world *w, const struct list_import *ask, struct buf *said)
{
	struct list_summary summary;
	const char *bad = NULL;
	int err = list_import(&w->s, ask, note_row, said, &summary, &bad);
	if (!err || err == QUAD_EINVAL) {
		tell(said, "%s%s%s\n", summary.encoding ? summary.encoding : "",
		     summary.n_sheets ? summary.sheets[0] : "", bad ? bad : "");
		for (size_t i = 0; i < summary.n_unknown; i++)
			tell(said, "unknown %s\n", summary.unknown[i]);
		for (size_t i = 0; i < summary.n_missing; i++)
			tell(said, "missing %s\n", summary.missing[i]);
		for (size_t i = 0; i < summary.n_filled; i++)
			tell(said, "filled %s\n", summary.filled[i]);
		for (size_t i = 0; i < summary.n_unlisted; i++)
			tell(said, "unlisted %s\n", summary.unlisted[i]);
		for (size_t i = 0; i < summary.n_remembered; i++)
			tell(said, "remembered %s\n", summary.remembered[i]);
	}
	list_summary_release(&summary);
	return err == QUAD_EINVAL ? 0 : err;
}

/* Rows that add, change, clash and are wrong, without a trace. */
static const struct {
	const char *kind, *text;
} rows[] = {
	{"institutions", "code,name,kind,level,region,parent\nVOC,职校,school,,,BUR\nX1,新校,school,,,VOC\nX1,,,,,\n"},
	{"campuses", "code,name,institution,latitude\nE,东区,VOC,22.5\nX,北校区,NEW,1\nY,南校区,VOC,far\n"},
	{"travel", "from,to,minutes\nE,W,45\nE,X,10\nE,W,soon\n"},
	{"resources", "资源编号,资源名称,类型,所属学校,校区,楼号,楼层,房间号,座位数,开放时间,设备,备用,标签\n"
	              "L1,数控室,实训室,城南职校,东校区,A,1,101,45,周一至周五 8:00-22:00,车床*5,x,cnc\n,,,,,,,,,,铣床*2,,\n"
	              "N1,新室,机房,新校,新校区,C,3,301,四十,,,,\n,,机房,,,,,,,,,,\n"},
	{"people", "账号,姓名,单位,角色,管理范围,邮箱,语言,公钥\nbo,Bo B,VOC,管理员,东校区,bo@voc.example,中文,\n"
	           "cleo,Cleo,VOC,申请人,,no address,,\n"},
	{"terms", "code,name,first_monday,weeks\n2026A,autumn,2026-09-14,16\n2027B,spring,2027-03-01,\n"},
	{"periods", "number,start,end,campus\n3,10:05,10:55,\n9,20:00,20:50,东校区\n4,12:00,11:00,\n"},
	{"days", "date,rule,campus,note\n2026-09-16,停课,,运动会\n2026-09-19,week 2 thursday,,\n2026-09-20,sometimes,,\n"},
	{"closures", "date,start,end,resource,campus,reason\n2026-12-05,08:00,12:00,数控实训室,,x\n2026-11-02,,,L2,,repair\n"
	             "soon,,,,,\n"},
	{"bookings", "ref,date,time,room,teacher,class,equipment,people,purpose,user,institution,note,color\n"
	             "b1,2026-09-07,13:00-15:00,L1,张三,,,25,turning,anna,城南职校,,red\n"
	             "n1,2026-09-10,3-4节,机房,李四;张三,G1,示波器*2,10,,bo,VOC,,\n"
	             "n2,2026-09-07,8:00-9:00,L2,T2,,,,,,,,\nn3,never,,,,,,,,,,,\n"},
	{"series", "ref,resources,weeks,weekdays,periods,term,party,except\ns1,L1;T1,1-5单,4,3-4,2026A,20,\n"
	           "n1,L3;T2,1-8,周二、周四,1-2,,5,2026-09-15;2026-09-17\nn2,L2,1-99,8,0,2030,,\nn3,L1,2,4,3-4,,,\n"},
	{"timetable", "课程名称,星期,开始节数,结束节数,老师,地点,周数\n车工,1,3,4,T2,L2,1-4\n铣工,一,1,2,张三、李四,数控实训室,2-8双\n"
	              "钳工,9,1,2,T1,L3,1\n"},
};

static int import_rehearsal(struct world *w, size_t i, struct buf *said)
{
	struct list_import ask = test_ask(rows[i].kind, rows[i].text, strlen(rows[i].text));
	ask.dry_run = ask.create_missing = true;
	ask.skip_conflicts = strcmp(rows[i].kind, "series") == 0;
	return import_ask(w, &ask, said);
}

/* What each of these lists is taken for. */
static int preview_lists(struct world *w, struct buf *said)
{
	int err = 0;
	for (size_t i = 0; i < COUNT(rows) && !err; i++) {
		struct list_import ask = test_ask(rows[i].kind, rows[i].text, strlen(rows[i].text));
		const struct list_kind *kind = NULL;
		struct list_preview p;
		err = list_guess_kind(&w->s, &ask, &kind);
		if (err)
			return err;
		err = list_preview(&w->s, &ask, 1, &p);
		tell(said, "%s%s\n", kind ? list_kind_word(kind) : "", p.encoding ? p.encoding : "");
		for (size_t c = 0; c < p.n_columns && !err; c++)
			tell(said, "%s %s\n", p.columns[c].header, p.columns[c].n_ours ? p.columns[c].ours[0] : "");
		list_preview_release(&p);
	}
	return err;
}

/* A calendar of a source, of which an event is cancelled, one is moved and one has left. */
static int import_source(struct world *w, struct buf *said)
{
	static const char text[] =
		"BEGIN:VCALENDAR\nMETHOD:PUBLISH\nBEGIN:VEVENT\nUID:f\nLOCATION:G1\nDTSTART:20270302T080000\nDURATION:PT1H\n"
		"RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20270310T080000\nEND:VEVENT\nBEGIN:VEVENT\nUID:f\n"
		"RECURRENCE-ID:20270309T080000\nDTSTART:20270310T080000\nDURATION:PT1H\nEND:VEVENT\nBEGIN:VEVENT\n"
		"UID:f\nSEQUENCE:1\nRECURRENCE-ID:20270316T080000\nSTATUS:CANCELLED\nEND:VEVENT\nEND:VCALENDAR\n";
	struct list_import ask = test_ask("ics", text, sizeof text - 1);
	ask.source = "web";
	ask.dry_run = true;
	return import_ask(w, &ask, said);
}

static int import_ics(struct world *w, struct buf *said)
{
	struct list_import ask = test_ask("ics", rules, sizeof rules - 1);
	ask.dry_run = true;
	return import_ask(w, &ask, said);
}

/* In earnest, with a map that is remembered and one that is recalled. */
static int import_mapped(struct world *w, struct buf *said)
{
	static const char text[] = "牌号,甲,类\nL1,数控,lab\nM1,新,lab\n";
	static const struct list_pair map[] = {{"name", "甲"}, {"kind", "类"}}, set[] = {{"institution", "城南职校"}};
	struct list_import ask = test_ask("resources", text, sizeof text - 1);
	ask.map = map;
	ask.n_map = COUNT(map);
	ask.set = set;
	ask.n_set = COUNT(set);
	return import_ask(w, &ask, said);
}

/* GB18030, which is guessed by what its header means, and a rehearsal in a copy of the store. */
static int import_gbk(struct world *w, struct buf *said)
{
	static struct buf text;
	fault.paused++;
	if (!text.len) {
		/* 编号,名称,类型 and rows of labs */
		buf_str(&text, "\xb1\xe0\xba\xc5,\xc3\xfb\xb3\xc6,\xc0\xe0\xd0\xcd\n");
		for (int i = 0; i < 40; i++)
			buf_fmt(&text, "Q%d,\xbb\xfa\xb7\xbf %d,lab\n", i, i);
	}
	fault.paused--;
	struct list_import ask = test_ask("resources", buf_text(&text), text.len);
	ask.dry_run = true;
	return import_ask(w, &ask, said);
}

/* Only the step that turns to the copy may fail: it comes behind the question of that row. */
static bool go_on(void *arg, const struct list_progress *p)
{
	(void)arg;
	fault.paused = p->rows != 10000;
	return true;
}

static int import_in_copy(struct world *w, struct buf *said)
{
	static struct buf text;
	fault.paused++;
	if (!text.len) {
		buf_str(&text, "code,name,kind\n");
		for (int i = 0; i < 10100; i++)
			buf_fmt(&text, "Q%d,q,lab\n", i);
	}
	fault.paused--;
	struct list_import ask = test_ask("resources", buf_text(&text), text.len);
	struct list_summary summary;
	const char *bad = NULL;
	ask.dry_run = true;
	ask.scratch_dir = w->dir;
	ask.go_on = go_on;
	fault.paused = 1;
	int err = list_import(&w->s, &ask, NULL, NULL, &summary, &bad);
	if (!err)
		tell(said, "%zu %zu", summary.rows, summary.counts[OUTCOME_ADDED]);
	list_summary_release(&summary);
	return err;
}

/* ---- out ---- */

static int quiet_begin(struct table_sink *sink, const struct column *columns, size_t n)
{
	fault.paused++;
	int err = test_sink_begin(sink, columns, n);
	fault.paused--;
	return err;
}

static int quiet_row(struct table_sink *sink, const struct cell *cells)
{
	fault.paused++;
	int err = test_sink_row(sink, cells);
	fault.paused--;
	return err;
}

static int export_all(struct world *w, struct buf *said)
{
	for (const struct list_kind *const *kind = list_kinds(); *kind; kind++) {
		struct test_sink t = {.sink = {quiet_begin, quiet_row, test_sink_end}};
		struct list_filter filter = {.term = "2026A"};
		if (list_kind_is_ics(*kind))
			continue;
		int err = list_export(&w->s, *kind, &filter, &t.sink);
		if (!err)
			tell(said, "%s", buf_text(&t.text));
		buf_release(&t.text);
		if (err)
			return err;
	}
	return 0;
}

static int export_filtered(struct world *w, struct buf *said)
{
	struct test_sink t = {.sink = {quiet_begin, quiet_row, test_sink_end}};
	struct list_filter filter = {.bookings = {.resource = "L1", .any_state = true}, .resources = {.campus = "E"}};
	int err = list_export(&w->s, list_kind_find("bookings"), &filter, &t.sink);
	if (!err)
		err = list_export(&w->s, list_kind_find("resources"), &filter, &t.sink);
	if (!err)
		tell(said, "%s", buf_text(&t.text));
	buf_release(&t.text);
	return err;
}

static int add_text(void *arg, struct bytes text)
{
	tell(arg, "%.*s", (int)text.len, (const char *)text.p);
	return 0;
}

static int export_ics(struct world *w, struct buf *said)
{
	struct booking_filter f = {.person = "anna"};
	int err = list_export_ics(&w->s, &f, false, add_text, said);
	return err ? err : list_export_ics(&w->s, &(struct booking_filter){0}, true, add_text, said);
}

static int export_workbook(struct world *w, struct buf *said)
{
	struct xlsx_write *book = NULL;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	ck_assert_ptr_nonnull(f);
	int err = xlsx_write_new(f, "bookings", &book);
	if (!err)
		err = list_export(&w->s, list_kind_find("bookings"), NULL, xlsx_write_sink(book));
	xlsx_write_free(book);
	fclose(f);
	if (!err)
		tell(said, "%zu bytes", len);
	else
		ck_assert_uint_eq(len, 0);
	free(text);
	return err;
}

/* A workbook of ours, made once. */
static int import_workbook(struct world *w, struct buf *said)
{
	static char *text;
	static size_t len;
	fault.paused++;
	if (!text) {
		struct xlsx_write *book;
		FILE *f = open_memstream(&text, &len);
		ck_assert_ptr_nonnull(f);
		ck_assert_int_eq(xlsx_write_new(f, "bookings", &book), 0);
		ck_assert_int_eq(list_export(&w->s, list_kind_find("bookings"), NULL, xlsx_write_sink(book)), 0);
		xlsx_write_free(book);
		fclose(f);
	}
	fault.paused--;
	struct list_import ask = test_ask("bookings", text, len);
	ask.dry_run = true;
	return import_ask(w, &ask, said);
}

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

static int read_parts(struct world *w, struct buf *said)
{
	static const char sheet[] =
		"<worksheet " MAIN "><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
		"<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>both _x0041_</t></is></c><c r=\"B2\" s=\"1\"><v>46272</v></c></row>"
		"<row r=\"4\"><c r=\"B4\" s=\"2\"><v>7</v></c><c r=\"D4\" t=\"b\"><v>1</v></c></row></sheetData>"
		"<mergeCells><mergeCell ref=\"A2:A4\"/><mergeCell ref=\"B2:B3\"/><mergeCell ref=\"C1:D1\"/></mergeCells></worksheet>";
	static const char texts[] = "<sst " MAIN "><si><t>name</t></si><si><r><t>da</t></r><r><t>te</t></r></si></sst>";
	static const char styles[] =
		"<styleSheet " MAIN "><numFmts><numFmt numFmtId=\"164\" formatCode=\"000\"/></numFmts><cellXfs><xf numFmtId=\"0\"/>"
		"<xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
	struct xlsx *x;
	struct xlsx_rows *r = NULL;
	struct csv_row row;
	struct list_fault fault_of;
	(void)w;
	int err = xlsx_open_parts((struct bytes){sheet, sizeof sheet - 1}, (struct bytes){texts, sizeof texts - 1},
	                          (struct bytes){styles, sizeof styles - 1}, &x, &fault_of);
	if (err)
		return err;
	err = xlsx_survey(x, 0);
	if (!err)
		err = xlsx_rows_open(x, 0, &r);
	if (!err)
		err = xlsx_rows_merged(r, 0, XLSX_MERGED_FILL);
	if (!err)
		err = xlsx_rows_merged(r, 1, XLSX_MERGED_COUNT);
	while (!err && (err = xlsx_rows_next(r, &row)) == 0)
		for (size_t i = 0; i < row.n; i++)
			tell(said, "%.*s|", (int)row.cells[i].len, (const char *)row.cells[i].p);
	xlsx_rows_close(r);
	xlsx_close(x);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* ---- texts ---- */

static size_t score(void *arg, const char *text, size_t len)
{
	(void)arg;
	return len > 3 && memcmp(text, "编", 3) == 0;
}

static int decode(struct world *w, struct buf *said)
{
	static const struct {
		const char *told, *text;
		size_t len;
	} v[] = {{NULL, "a\xe7\xbc\x96", 4},      {NULL, "\xb1\xe0\xba\xc5,x", 6},  {NULL, "\xff\xfe" "a\0b\0", 6},
	         {NULL, "\xef\xbb\xbf" "ab", 5}, {"utf8", "a\xff" "b", 3},          {"gbk", "\xb1\xe0\xff\xff" "a", 5},
	         {"big5", "\xbd\x73\xb8\xb9", 4}, {"UTF-16BE", "\0a\xd8\0", 4}};
	(void)w;
	for (size_t i = 0; i < COUNT(v); i++) {
		struct buf out = {0};
		const char *name;
		bool guessed;
		int err = encoding_decode((struct bytes){v[i].text, v[i].len}, v[i].told, score, NULL, &out, &name, &guessed);
		if (!err)
			tell(said, "%s %s %d\n", name, buf_text(&out), guessed);
		buf_release(&out);
		if (err)
			return err;
	}
	return 0;
}

static int read_rules(struct world *w, struct buf *said)
{
	static const char *const texts[] = {"FREQ=DAILY;UNTIL=20261001T000000Z;INTERVAL=3", "rrule:freq=weekly;byday=mo,we;count=6",
	                                    "FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=20", "FREQ=MONTHLY;BYDAY=2TU;COUNT=4", "FREQ=YEARLY",
	                                    "BYDAY=MO", "FREQ=DAILY;BYHOUR=1"};
	static const int64_t except[] = {20705};
	(void)w;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct arena arena = {0};
		struct rrule rule;
		const char *bad;
		int64_t *v = NULL;
		size_t n = 0;
		bool more = false;
		struct buf form = {0};
		int err = rrule_parse(texts[i], &rule, &arena, &bad);
		if (err == QUAD_EINVAL) {
			tell(said, "%s\n", bad);
			err = 0;
		} else if (!err) {
			rrule_format(&rule, &form);
			err = form.failed ? QUAD_ENOMEM
			                  : rrule_expand(&rule, at("2026-09-07T08:00"), except, 1, 18, &arena, &v, &n, &more);
			if (!err)
				tell(said, "%s %zu %d %" PRId64 "\n", buf_text(&form), n, more, n ? v[n - 1] : 0);
		}
		buf_release(&form);
		arena_release(&arena);
		if (err)
			return err;
	}
	return 0;
}

static int expand_weeks(struct world *w, struct buf *said)
{
	static const struct term term = {"A", "", 20703, 16, 0};
	static const struct period periods[] = {{1, 480, 530, "", PERIOD_ALWAYS, 0}, {2, 540, 590, "", PERIOD_ALWAYS, 0}};
	static const struct day_rule days[] = {{20703, DAY_OFF, 0, 0, "", "", 0}, {20708, DAY_AS, 1, 1, "", "", 0}};
	const struct calendar c = {&term, 1, periods, COUNT(periods), days, COUNT(days), false, false};
	const struct week_pattern patterns[] = {{.term = "", .weeks = 0x3fe, .weekdays = 0xfe, .periods = 6},
	                                        {.term = "A", .weeks = 0x20002, .weekdays = 2, .periods = 8},
	                                        {.term = "B", .weeks = 2, .weekdays = 2, .from_min = 480, .to_min = 490}};
	(void)w;
	for (size_t i = 0; i < COUNT(patterns); i++) {
		struct arena arena = {0};
		struct reasons why = {.arena = &arena};
		struct occurrences out = {0};
		struct buf text = {0};
		int err = calendar_expand(&c, "", &patterns[i], &why, &arena, &out);
		if (!err)
			err = why.failed ? QUAD_ENOMEM : 0;
		if (!err) {
			reasons_format(&why, &text);
			pattern_format(patterns[i].weeks, &text);
			err = text.failed ? QUAD_ENOMEM : 0;
		}
		if (!err)
			tell(said, "%zu %zu %s\n", out.n, out.n_dropped, buf_text(&text));
		buf_release(&text);
		arena_release(&arena);
		if (err)
			return err;
	}
	return 0;
}

static int read_texts(struct world *w, struct buf *said)
{
	struct arena arena = {0};
	struct buf out = {0};
	struct opening opening;
	const struct claim_ask *claims;
	struct ssh_key_bad bad_key;
	const char *bad;
	size_t n;
	(void)w;
	int err = claims_parse("L1； T1 ;OSC*3", &arena, &claims, &n);
	if (!err) {
		claims_format(claims, n, &out);
		err = opening_parse("周一至周五 8:00-12:00;Sat 9am-5pm", &opening, &bad);
	}
	if (!err) {
		opening_format(&opening, &out);
		err = out.failed ? QUAD_ENOMEM : 0;
	}
	if (!err)
		err = ssh_keys_read("ssh-ed25519  AAAAC3NzaC1lZDI1NTE5AAAAIBAREREREREREREREREREREREREREREREREREREREREQ a b", "", &out,
		                    &bad_key);
	if (!err || err == QUAD_EINVAL)
		tell(said, "%s %d", buf_text(&out), err);
	buf_release(&out);
	arena_release(&arena);
	return err == QUAD_EINVAL ? 0 : err;
}

/* ---- the whole ---- */

static int create_and_open(struct world *w, struct buf *said)
{
	const char *dir = test_store("new");
	struct store s;
	struct store_figures f;
	(void)w;
	engine_remove_store(dir);
	int err = store_create(dir, "Asia/Shanghai", &s);
	if (err)
		return err;
	store_close(&s);
	err = store_open(dir, &s);
	if (err)
		return err;
	err = query_figures(&s, &f);
	if (!err)
		tell(said, "%s %" PRIu64, s.zone, figure_of(&f.db, "entries"));
	store_close(&s);
	return err;
}

static int create_where_it_was_cut_short(struct world *w, struct buf *said)
{
	const char *dir = test_store("cut");
	struct store s;
	struct db *db;
	(void)w;
	engine_remove_store(dir);
	fault.paused++;
	ck_assert_int_eq(db_open(dir, DB_CREATE, &db), 0);
	db_close(db);
	fault.paused--;
	int err = store_create(dir, "Asia/Shanghai", &s);
	if (!err) {
		tell(said, "%s", s.zone);
		store_close(&s);
	}
	/* what cannot be looked into counts as taken */
	if (err != QUAD_EEXIST)
		return err;
	return fault.kind == FAULT_MEMORY ? QUAD_ENOMEM : fault.code;
}

static int back_up(struct world *w, struct buf *said)
{
	const char *path = test_path(test_dir(), "copy");
	unlink(path);
	int err = db_backup(w->s.db, path);
	ck_assert_int_eq(access(path, F_OK) == 0, err == 0);
	if (!err)
		tell(said, "copied");
	return err;
}

static int restore(struct world *w, struct buf *said)
{
	int err = db_restore(w->s.db, model, store_verify, &w->s);
	if (!err)
		tell(said, "restored");
	return err;
}

/* Two that stand or fall together, within a third and a fourth. */
static int tied(struct world *w, struct buf *said)
{
	struct request rq[4];
	struct result r[4];
	struct arena arena = {0};
	fault.paused++;
	rq[0] = ask_book(w);
	rq[1] = ask_move(w);
	rq[1].flags |= REQUEST_AND_NEXT;
	rq[2] = ask_book_refused(w);
	rq[3] = ask_cancel(w);
	fault.paused--;
	int err = store_apply(&w->s, rq, COUNT(rq), false, r, &arena);
	fault.paused++;
	for (size_t i = 0; !err && i < COUNT(rq); i++)
		tell(said, "%s\n", outcome_word(r[i].outcome));
	fault.paused--;
	arena_release(&arena);
	return err;
}

/* The same request once more gets the first answer. */
static int book_twice(struct world *w, struct buf *said)
{
	fault.paused++;
	struct request rq = ask_book(w);
	world_ask(w, &rq);
	fault.paused--;
	return ask_one(w, &(struct asked){"", ask_book, "", NULL}, false, said);
}

static int upgrade(struct world *w, struct buf *said)
{
	int err = store_upgrade(&w->s);
	if (!err)
		tell(said, "upgraded");
	return err;
}

static int change_old(struct world *w, struct buf *said)
{
	return ask_one(w, &(struct asked){"", ask_book, "", NULL}, false, said);
}

/* ---- refusals that are kept ---- */

/* Whatever becomes of the note, the answer is the refusal. */
static int refuse_and_note(struct world *w, struct buf *said)
{
	store_keep_refusals(&w->s);
	int err = ask_one(w, &(struct asked){"", ask_book_closed, "", NULL}, false, said);
	w->s.keeps_refusals = false;
	return err;
}

/* A request is refused by a store that is well; the note of it may fail. */
static int note_refused(struct world *w, struct request (*make)(struct world *w), struct buf *said)
{
	struct arena arena = {0};
	struct result r;
	fault.paused++;
	struct request rq = make(w);
	int err = store_rehearse(&w->s, &rq, &r, &arena);
	fault.paused--;
	ck_assert_int_eq(err, 0);
	store_note_refusals(&w->s, &rq, &r, 1);
	if (!w->s.unnoted)
		tell(said, "noted");
	arena_release(&arena);
	return w->s.unnoted;
}

static int note_need(struct world *w, struct buf *said)
{
	return note_refused(w, ask_book_closed, said);
}

static int note_skipped(struct world *w, struct buf *said)
{
	return note_refused(w, ask_series_skipping, said);
}

static struct request ask_nothing_there(struct world *w)
{
	struct request rq = ask_cancel(w);
	rq.u.booking.id = 9999;
	return rq;
}

static int note_no_need(struct world *w, struct buf *said)
{
	return note_refused(w, ask_nothing_there, said);
}

static int note_login(struct world *w, struct buf *said)
{
	int err = store_note_login(&w->s, "anna", VIA_SSH, "key");
	if (!err)
		tell(said, "noted");
	return err;
}

static int list_needs(struct world *w, struct buf *said)
{
	struct need_list list;
	struct buf refused = {0};
	fault.paused++;
	ck_assert_int_eq(refuse_and_note(w, &refused), 0);
	buf_release(&refused);
	fault.paused--;
	int err = query_needs(&w->s, &(struct need_filter){0}, &list);
	if (!err)
		tell(said, "%zu", list.n);
	arena_release(&list.arena);
	return err;
}

static int list_settings(struct world *w, struct buf *said)
{
	struct setting_list list;
	int err = query_settings(&w->s, &list);
	for (size_t i = 0; !err && i < list.n; i++)
		tell(said, "%s %s\n", list.v[i].kind->name, list.v[i].value);
	arena_release(&list.arena);
	return err;
}

static const struct scenario scenarios[] = {
	{"refuse and note", refuse_and_note, WRITES, NULL},
	{"note a need", note_need, WRITES, "noted"},
	{"note a series' dates", note_skipped, WRITES, "noted"},
	{"note no need", note_no_need, WRITES, "noted"},
	{"note a login", note_login, WRITES, "noted"},
	{"needs", list_needs, WRITES | IN_PARTS, "1"},
	{"settings", list_settings, 0, NULL},
	{"institutions", list_institutions, 0, NULL},
	{"campuses", list_campuses, 0, NULL},
	{"travel", list_travel, 0, NULL},
	{"closures", list_closures, 0, NULL},
	{"people", list_people, 0, NULL},
	{"one person", read_person, 0, NULL},
	{"keys", read_keys, 0, NULL},
	{"terms", list_terms, 0, NULL},
	{"periods", list_periods, 0, NULL},
	{"days", list_days, 0, NULL},
	{"series", list_series, 0, NULL},
	{"resources", match_resources, 0, NULL},
	{"find", find_free, 0, NULL},
	{"free counts", count_free, 0, NULL},
	{"wishes", find_wishes, 0, NULL},
	{"bookings", list_bookings, 0, NULL},
	{"slots", show_slots, 0, NULL},
	{"slot rows", show_slot_rows, 0, NULL},
	{"what can be named", list_known, 0, NULL},
	{"who is free then", show_free_then, 0, NULL},
	{"holders", show_holders, 0, NULL},
	{"history", show_history, 0, NULL},
	{"mails", show_mails, WRITES | IN_PARTS, NULL},
	{"advise", advise, 0, NULL},
	{"alternatives", find_alternatives, 0, NULL},
	{"remedies", find_remedies, LONG, NULL},
	{"check", prove, 0, NULL},
	{"preview", preview_lists, LONG, NULL},
	{"import ics", import_ics, 0, NULL},
	{"import source", import_source, 0, NULL},
	{"import mapped", import_mapped, WRITES | IN_PARTS, NULL},
	{"import gbk", import_gbk, 0, NULL},
	{"import in a copy", import_in_copy, LONG, NULL},
	{"import workbook", import_workbook, 0, NULL},
	{"export", export_all, 0, NULL},
	{"export filtered", export_filtered, 0, NULL},
	{"export ics", export_ics, 0, NULL},
	{"export workbook", export_workbook, 0, NULL},
	{"parts of a workbook", read_parts, NO_DATABASE, NULL},
	{"encodings", decode, NO_DATABASE, NULL},
	{"rules", read_rules, NO_DATABASE, NULL},
	{"weeks", expand_weeks, NO_DATABASE, NULL},
	{"texts", read_texts, NO_DATABASE, NULL},
	{"create", create_and_open, 0, NULL},
	{"create again", create_where_it_was_cut_short, 0, NULL},
	{"backup", back_up, NO_MEMORY, NULL},
	{"restore", restore, WRITES, NULL},
	{"tied", tied, WRITES, NULL},
	{"book twice", book_twice, WRITES | IN_PARTS, NULL},
	{"slots of an old store", show_slots, OLD, NULL},
	{"upgrade", upgrade, WRITES | OLD, NULL},
	{"first change", change_old, WRITES | OLD | IN_PARTS, NULL},
};

/* ---- sweeps ---- */

/* One of the above: a scenario, a request, or rows of a list. */
struct task {
	const char *name;
	int flags;
	const struct scenario *scenario;
	const struct asked *asked;
	bool rehearse;
	size_t row;
};

static int carry_out(struct world *w, const struct task *t, struct buf *said)
{
	if (t->scenario)
		return t->scenario->run(w, said);
	return t->asked ? ask_one(w, t->asked, t->rehearse, said) : import_rehearsal(w, t->row, said);
}

/* The same store again, with what is asked about in it. */
static void begin(struct world *w, const struct task *t)
{
	again(w, t->flags);
	if (t->asked && t->asked->before)
		t->asked->before(w);
}

/* A run without what an earlier one has left in memory. */
static int run_once(struct world *w, const struct task *t, enum fault_kind kind, struct buf *said)
{
	arena_release(&w->arena);
	directory_release(w->s.directory);
	cache_free(w->s.cache);
	w->s.directory = NULL;
	w->s.cache = NULL;
	buf_clear(said);
	fault_arm(kind);
	int err = carry_out(w, t, said);
	fault.kind = FAULT_NONE;
	return err;
}

struct failing {
	const char *name;
	enum fault_kind kind;
	bool lasting;
	int code, err;
};

static const struct failing ways[] = {
	{"one allocation", FAULT_MEMORY, false, 0, QUAD_ENOMEM},
	{"all memory", FAULT_MEMORY, true, 0, QUAD_ENOMEM},
	{"one call of the database", FAULT_DATABASE, false, QUAD_EIO, QUAD_EIO},
	{"all calls of the database", FAULT_DATABASE, true, QUAD_EFULL, QUAD_EFULL},
};

static void sweep(struct world *w, const struct task *t, const struct failing *way, const char *answer)
{
	struct buf said = {0};
	size_t n_runs = 0;
	fault_reset(way->lasting, way->code);
	if (t->flags & WRITES)
		begin(w, t);
	for (;; n_runs++) {
		uint64_t token = db_token(w->s.db);
		int err = run_once(w, t, way->kind, &said);
		bool failed = fault.n_failed > 0;
		ck_assert_msg(err == 0 || (failed && err == way->err), "%s, %s, call %" PRIu64 ": %s", t->name, way->name,
		              fault.n_calls, quad_strerror(err));
		if (err && !(t->flags & IN_PARTS))
			ck_assert_msg(db_token(w->s.db) == token, "%s, %s: a failure changed the store", t->name, way->name);
		if (!err && !(failed && t->flags & IN_PARTS))
			ck_assert_msg(strcmp(buf_text(&said), answer) == 0, "%s, %s, call %" PRIu64 ": \"%.900s\" for \"%.900s\"", t->name,
			              way->name, fault.from, buf_text(&said), answer);
		if (!failed)
			break;
		if (t->flags & WRITES && db_token(w->s.db) != token)
			begin(w, t);
	}
	if (t->flags & WRITES)
		check_store(&w->s);
	ck_assert_msg(n_runs > 0, "%s, %s: nothing failed", t->name, way->name);
	buf_release(&said);
}

static void sweep_all_ways(const struct task *t, const char *answer)
{
	struct world w;
	struct buf said = {0};
	world_open(&w);
	begin(&w, t);
	int err = run_once(&w, t, FAULT_NONE, &said);
	ck_assert_msg(err == 0, "%s: %s", t->name, quad_strerror(err));
	if (answer)
		ck_assert_msg(strcmp(buf_text(&said), answer) == 0, "%s: %.900s", t->name, buf_text(&said));
	for (size_t i = 0; i < COUNT(ways); i++)
		if (!(t->flags & (ways[i].kind == FAULT_MEMORY ? NO_MEMORY : NO_DATABASE)) && !(t->flags & LONG && ways[i].lasting))
			sweep(&w, t, &ways[i], buf_text(&said));
	buf_release(&said);
	world_close(&w);
}

START_TEST(a_question_that_fails_says_so_and_the_next_one_is_answered)
{
	const struct scenario *s = &scenarios[_i];
	sweep_all_ways(&(struct task){.name = s->name, .flags = s->flags, .scenario = s}, s->says);
}
END_TEST

START_TEST(a_change_that_fails_leaves_no_trace)
{
	const struct asked *a = &asked[_i];
	sweep_all_ways(&(struct task){.name = a->name, .flags = WRITES, .asked = a}, a->answer);
}
END_TEST

START_TEST(a_rehearsal_that_fails_leaves_no_trace)
{
	const struct asked *a = &asked[_i];
	sweep_all_ways(&(struct task){.name = a->name, .asked = a, .rehearse = true}, a->answer);
}
END_TEST

START_TEST(an_import_that_fails_leaves_no_trace)
{
	sweep_all_ways(&(struct task){.name = rows[_i].kind, .row = (size_t)_i}, NULL);
}
END_TEST

Suite *faults_suite(void);

Suite *faults_suite(void)
{
	Suite *s = suite_create("faults");
	TCase *t = tcase_create("faults");
	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, make_model, NULL);
	tcase_add_loop_test(t, a_question_that_fails_says_so_and_the_next_one_is_answered, 0, (int)COUNT(scenarios));
	tcase_add_loop_test(t, a_change_that_fails_leaves_no_trace, 0, (int)COUNT(asked));
	tcase_add_loop_test(t, a_rehearsal_that_fails_leaves_no_trace, 0, (int)COUNT(asked));
	tcase_add_loop_test(t, an_import_that_fails_leaves_no_trace, 0, (int)COUNT(rows));
	suite_add_tcase(s, t);
	return s;
}
