/*
 * People: who they are to the store, what is understood of a school's list of them, and what is refused. Every test has
 * an institution with two campuses, and a code that a campus and an institution share.
 */
#include <check.h>
#include <stdlib.h>

#include "store/change/store_apply.h"
#include "store/facts/keys.h"
#include "store/model/rights.h"
#include "store/query/query.h"
#include "tests/engine.h"
#include "tests/list_support.h"
#include "tests/random.h"
#include "tests/store/forge.h"

Suite *people_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define HEADER "login,name,institution,role,scope,email,language,ssh_key\n"
#define KEY1 \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1PaUEWz326oW0zvUO8NIERg9BRW3OAa9k+7mxAvWCi"
#define KEY2 \
	"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPYR+2NIrYVBQGaZ" \
	"T+AvQfstury61fAA2Gjm/JDhcJUAFDBKtgo7nZ6tTqfzNZWmZ7rSLXiGx2wrD1sxsgPUeO0="

static struct store store;

static void import_as(const char *kind, const char *text, bool create, const char *report)
{
	struct buf out = {0};
	struct list_summary summary;
	const char *bad = NULL;
	struct list_import ask = test_ask(kind, text, strlen(text));
	ask.create_missing = create;
	int err = list_import(&store, &ask, test_note_row, &out, &summary, &bad);
	ck_assert_msg(err == 0, "%s: %s (%zu missing)", text, bad ? bad : "", summary.n_missing);
	ck_assert_str_eq(buf_text(&out), report);
	list_summary_release(&summary);
	buf_release(&out);
}

static void import(const char *text, const char *report)
{
	import_as("people", text, false, report);
}

static void expect(const char *kind, const char *text)
{
	struct buf out;
	ck_assert_int_eq(test_export(&store, kind, &out), 0);
	ck_assert_str_eq(buf_text(&out), text);
	buf_release(&out);
}

static void fault(void *arg, const char *text)
{
	buf_fmt(arg, "%s\n", text);
}

static void expect_faults(const char *text)
{
	struct buf faults = {0};
	uint64_t n;
	ck_assert_int_eq(query_check(&store, fault, &faults, &n), 0);
	ck_assert_str_eq(buf_text(&faults), text);
	buf_release(&faults);
}

static void set_up(void)
{
	ck_assert_int_eq(store_create(test_store("people"), "Asia/Shanghai", &store), 0);
	import_as("institutions", "code,name\nPOLY,City Polytechnic\nGE,Gymnasium\nX,Exchange\n", false,
	          "1,POLY,added,\n2,GE,added,\n3,X,added,\n");
	import_as("campuses", "code,name,institution\nE,East,POLY\nW,West,POLY\nX,Crossroads,GE\nGY,Gymnasium,GE\n",
	          false, "1,E,added,\n2,W,added,\n3,X,added,\n4,GY,added,\n");
}

static void tear_down(void)
{
	store_close(&store);
}

START_TEST(a_list_comes_in_and_stays_the_same)
{
	static const char list[] = HEADER "chen.wei,陈伟,POLY,administrator,E,chen@poly.example,zh_CN," KEY1 " office\n"
					  "lee,Lee Ka-yan,City Polytechnic,requester,,,en,\n"
					  "zhou,周敏,,auditor,,,,\n";
	static const char out[] = HEADER "chen.wei,陈伟,POLY,administrator,E,chen@poly.example,zh_CN," KEY1 " office\n"
					 "lee,Lee Ka-yan,POLY,requester,,,en,\n"
					 "zhou,周敏,,auditor,,,,\n";
	import(list, "1,chen.wei,added,\n2,lee,added,\n3,zhou,added,\n");
	expect("people", out);
	uint64_t before = db_token(store.db);
	import(list, "1,chen.wei,unchanged,\n2,lee,unchanged,\n3,zhou,unchanged,\n");
	import(out, "1,chen.wei,unchanged,\n2,lee,unchanged,\n3,zhou,unchanged,\n");
	ck_assert_uint_eq(db_token(store.db), before);
	expect_faults("");
}
END_TEST

START_TEST(what_a_list_does_not_give_stays)
{
	import(HEADER "chan,Chan,POLY,administrator,E,a@b,en," KEY1 "\n", "1,chan,added,\n");
	import("login,email\nchan,c@d\n", "1,chan,updated,\n");
	import("login,scope\nchan,City Polytechnic\n", "1,chan,updated,\n");
	import("login,role\nchan,\n", "1,chan,unchanged,\n");
	expect("people", HEADER "chan,Chan,POLY,administrator,POLY,c@d,en," KEY1 "\n");
	/* what was over is taken away with the role */
	import("login,role\nchan,auditor\n", "1,chan,updated,\n");
	expect("people", HEADER "chan,Chan,POLY,auditor,,c@d,en," KEY1 "\n");
	import("login,role\nchan,administrator\n", "1,chan,invalid,value:scope\n");
	import("login,email,ssh_key,institution\nchan,,,\n", "1,chan,updated,\n");
	expect("people", HEADER "chan,Chan,,auditor,,,en,\n");
	expect_faults("");
}
END_TEST

START_TEST(someone_new_is_a_requester_and_may_be_without_a_name)
{
	import("用户名\nChan_2\n", "1,Chan_2,added,\n");
	expect("people", HEADER "Chan_2,Chan_2,,requester,,,,\n");
}
END_TEST

/* A header, and what becomes of a row below it: login, name, institution, role, scope, e-mail, language, key. */
static const struct {
	const char *text, *out;
} headers[] = {
	{"登录名,姓名,学校,角色,管理范围,邮箱,语言,公钥\nchan,陈,POLY,管理员,East,a@b,中文," KEY1 "\n",
	 "chan,陈,POLY,administrator,E,a@b,zh_CN," KEY1 "\n"},
	{"帳號;姓名;所屬單位;權限;管理範圍;電子郵件;語言;SSH公鑰\nchan;陳;POLY;審計員;;a@b;繁體中文;\n",
	 "chan,陳,POLY,auditor,,a@b,zh_HK,\n"},
	{"工号,教师姓名,工作单位,用户角色,负责校区,电子邮箱,界面语言,SSH密钥\n2019001,王芳,POLY,校区管理员,W,,,\n",
	 "2019001,王芳,POLY,administrator,W,,,\n"},
	{"User Name,Full name,School,Role,Scope,E-Mail,Language,SSH key\n"
	 "chan,Chan,POLY,Campus Administrator,E,a@b,English,\n",
	 "chan,Chan,POLY,administrator,E,a@b,en,\n"},
	{"用戶名,電郵\nchan,a@b\n", "chan,chan,,requester,,a@b,,\n"},
};

START_TEST(headers_are_understood)
{
	struct buf want = {0};
	buf_fmt(&want, HEADER "%s", headers[_i].out);
	struct buf report = {0};
	buf_fmt(&report, "1,%.*s,added,\n", (int)strcspn(headers[_i].out, ","), headers[_i].out);
	import(headers[_i].text, buf_text(&report));
	expect("people", buf_text(&want));
	buf_release(&want);
	buf_release(&report);
}
END_TEST

START_TEST(words_for_roles_and_languages_are_understood)
{
	static const struct {
		const char *word, *role;
	} roles[] = {{"viewer", "viewer"},
	             {"只读", "viewer"},
	             {"查看", "viewer"},
	             {"申请人", "requester"},
	             {"教师", "requester"},
	             {"Requester", "requester"},
	             {"administrator", "administrator"},
	             {"Admin", "administrator"},
	             {"實驗室管理員", "administrator"},
	             {"校区管理员", "administrator"},
	             {"审计", "auditor"},
	             {"协调员", "coordinator"},
	             {"協調員", "coordinator"},
	             {"中心管理员", "coordinator"},
	             {"coordinator", "coordinator"}};
	static const struct {
		const char *word, *language;
	} languages[] = {{"zh_CN", "zh_CN"},  {"zh-cn", "zh_CN"}, {"zh_CN.UTF-8", "zh_CN"}, {"简体中文", "zh_CN"},
	                 {"繁體中文", "zh_HK"}, {"zh_HK", "zh_HK"}, {"zh-Hant-TW", "zh_TW"},  {"EN", "en"},
	                 {"en-gb", "en_GB"},  {"英文", "en"},     {"葡文", "pt"}};
	char text[200], want[200];
	import("login,role\ntester,coordinator\n", "1,tester,added,\n");
	for (size_t i = 0; i < COUNT(roles); i++) {
		snprintf(text, sizeof text, "login,role,scope\nr%zu,%s,E\n", i, roles[i].word);
		snprintf(want, sizeof want, "1,r%zu,added,\n", i);
		import(text, want);
	}
	for (size_t i = 0; i < COUNT(languages); i++) {
		snprintf(text, sizeof text, "login,language\nz%zu,%s\n", i, languages[i].word);
		snprintf(want, sizeof want, "1,z%zu,added,\n", i);
		import(text, want);
	}
	struct person_list people;
	ck_assert_int_eq(query_people(&store, &people), 0);
	ck_assert_uint_eq(people.n, COUNT(roles) + COUNT(languages) + 1);
	struct person_list one;
	ck_assert_int_eq(query_person(&store, "z3", &one), 0);
	ck_assert_uint_eq(one.n, 1);
	ck_assert_str_eq(one.v[0].login, "z3");
	ck_assert_str_eq(one.v[0].language, languages[3].language);
	arena_release(&one.arena);
	ck_assert_int_eq(query_person(&store, "z", &one), QUAD_ENOTFOUND);
	for (size_t i = 0; i < people.n; i++) {
		const struct person *v = &people.v[i];
		size_t at = (size_t)strtol(v->login + 1, NULL, 10);
		if (strcmp(v->login, "tester") == 0)
			continue;
		if (*v->login == 'z')
			ck_assert_str_eq(v->language, languages[at].language);
		else
			ck_assert_str_eq(role_word(v->role), roles[at].role);
		ck_assert_int_eq(v->over == OVER_CAMPUS, v->role == ROLE_ADMINISTRATOR);
	}
	arena_release(&people.arena);
}
END_TEST

static const struct {
	const char *row, *report;
} wrong[] = {
	{"陈伟,A,,,,,,", "1,陈伟,invalid,value:login@陈伟\n"},
	{",x,,,,,,", "1,,invalid,value:login\n"},
	{"a b,A,,,,,,", "1,a b,invalid,value:login@a b\n"},
	{"-a,A,,,,,,", "1,-a,invalid,value:login@-a\n"},
	{"\"a\"\";id\",A,,,,,,", "1,a\";id,invalid,value:login@a\",id\n"},
	{"a,A,,king,,,,", "1,a,invalid,value:role@king\n"},
	{"a,A,,administrator,,,,", "1,a,invalid,value:scope\n"},
	{"a,A,NONE,,,,,", "1,a,refused,unknown:NONE@institution\n"},
	{"a,A,,administrator,NONE,,,", "1,a,refused,unknown:NONE@scope\n"},
	{"a,A,,administrator,campus:GE,,,", "1,a,refused,unknown:campus:GE@scope\n"},
	{"a,A,,administrator,X,,,", "1,a,refused,unknown:X@scope (several)\n"},
	{"a,A,,administrator,Gymnasium,,,", "1,a,refused,unknown:Gymnasium@scope (several)\n"},
	{"a,A,,,,a.b,,", "1,a,invalid,value:email@a.b\n"},
	{"a,A,,,,\"a@b, c@d\",,", "1,a,invalid,value:email@a@b, c@d\n"},
	{"a,A,,,,,Klingon,", "1,a,invalid,value:language@Klingon\n"},
	{"a,A,,,,,,hello",
         "1,a,invalid,value:ssh_key@hello (no type of key that is known: give a line of a .pub file)\n"},
	{"a,A,,,,,,\"command=\"\"sh\"\" " KEY1 "\"",
         "1,a,invalid,value:ssh_key@command=\"sh\" ssh-ed25519 AAAAC3NzaC1lZDI... (options before the key: only "
         "expiry-time may stand there)\n"},
	{"a,A,,,,,,\"" KEY1 "\n" KEY2 "\"", "1,a,invalid,value:ssh_key@ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1P... "
                                            "(two keys, without a semicolon between them)\n"},
	{"a,A,,,,,,ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
         "1,a,invalid,value:ssh_key@ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 (cut off or "
         "damaged: copy the whole line of the .pub file)\n"},
	{"a,A,,,,,,-----BEGIN OPENSSH PRIVATE KEY----- c2VjcmV0",
	 "1,a,invalid,value:ssh_key@a private key: give the .pub file, and make a new key if others have seen this one\n"},
	{"a,A,NONE,king,NONE,x,x y," KEY1, "1,a,invalid,value:role@king;value:language@x y\n"},
	{"a,A,NONE,admin,NONE,x,,y",
         "1,a,invalid,value:email@x;unknown:NONE@institution;unknown:NONE@scope;value:ssh_key@y "
         "(no type of key that is known: give a line of a .pub file)\n"},
};

START_TEST(what_is_wrong_is_refused_and_leaves_no_trace)
{
	struct buf text = {0};
	buf_fmt(&text, HEADER "%s\n", wrong[_i].row);
	import(buf_text(&text), wrong[_i].report);
	expect("people", HEADER);
	buf_release(&text);
}
END_TEST

START_TEST(a_scope_is_a_campus_or_an_institution_by_code_or_name)
{
	import("login,role,scope\na,admin,East\nb,admin,City Polytechnic\nc,admin,campus:X\nd,admin,institution:X\n"
	       "e,admin,Exchange\nf,admin,campus:Gymnasium\ng,viewer,whatever\n",
	       "1,a,added,\n2,b,added,\n3,c,added,\n4,d,added,\n5,e,added,\n6,f,added,\n7,g,added,\n");
	static const char out[] = HEADER "a,a,,administrator,E,,,\nb,b,,administrator,POLY,,,\nc,c,,administrator,campus:X,,,\n"
	                                 "d,d,,administrator,institution:X,,,\ne,e,,administrator,institution:X,,,\n"
	                                 "f,f,,administrator,GY,,,\ng,g,,viewer,,,,\n";
	expect("people", out);
	import(out, "1,a,unchanged,\n2,b,unchanged,\n3,c,unchanged,\n4,d,unchanged,\n5,e,unchanged,\n6,f,unchanged,\n"
	            "7,g,unchanged,\n");
	/* a code that comes to mean two things is told apart from then on */
	import_as("institutions", "code,name\nE,Elsewhere\n", false, "1,E,added,\n");
	import("login,name\na,Chan\n", "1,a,updated,\n");
	struct person_list people;
	ck_assert_int_eq(query_people(&store, &people), 0);
	ck_assert_str_eq(people.v[0].scope, "campus:E");
	ck_assert_int_eq(people.v[0].over, OVER_CAMPUS);
	arena_release(&people.arena);
	expect_faults("");
}
END_TEST

START_TEST(what_is_missing_is_made_when_told)
{
	import_as("people",
	          HEADER "a,A,New College,admin,New Site,,,\nb,B,Other,admin,Other,,,\nc,C,,admin,institution:Third,,,\n"
	                 "d,D,,admin,campus:Fourth,,,\ne,E,,admin,\"bad;code\",,,\n",
	          true,
	          "1,a,added,\n2,b,added,\n3,c,added,\n4,d,added,\n5,e,invalid,value:scope@bad,code\n");
	expect("people", HEADER "a,A,New College,administrator,New Site,,,\nb,B,Other,administrator,Other,,,\n"
	                        "c,C,,administrator,Third,,,\nd,D,,administrator,Fourth,,,\n");
	expect("institutions", "code,name,kind,level,region,parent\nGE,Gymnasium,,,,\nNew College,New College,,,,\n"
	                       "Other,Other,,,,\nPOLY,City Polytechnic,,,,\nThird,Third,,,,\nX,Exchange,,,,\n");
	expect("campuses", "code,name,institution,tier,region,address,latitude,longitude\nE,East,POLY,,,,,\n"
	                   "Fourth,Fourth,,,,,,\nGY,Gymnasium,GE,,,,,\nNew Site,New Site,New College,,,,,\n"
	                   "W,West,POLY,,,,,\nX,Crossroads,GE,,,,,\n");
	expect_faults("");
}
END_TEST

START_TEST(keys_are_kept_in_one_form_and_each_is_one_person_s)
{
	import("login,ssh_key\na,\" " KEY1 "   office ; " KEY2 ";\"\n", "1,a,added,\n");
	expect("people", HEADER "a,a,,requester,,,," KEY1 " office;" KEY2 "\n");
	import("login,ssh_key\na," KEY1 " office; " KEY2 "\n", "1,a,unchanged,\n");
	import("login,ssh_key\nb," KEY2 " home\n", "1,b,invalid,value:ssh_key@a key of a\n");
	/* handed over */
	import("login,ssh_key\na," KEY1 "\nb," KEY2 " home\n", "1,a,updated,\n2,b,added,\n");
	import("login,ssh_key\na," KEY1 " home\n", "1,a,updated,\n");
	expect_faults("");
}
END_TEST

static int read_entry(struct db_txn *txn, void *arg)
{
	struct journal_entry *e = arg;
	struct key k = key_table(TABLE_JOURNAL);
	struct bytes b;
	key_u64(&k, e->seq);
	int err = db_get(txn, key_bytes(&k), &b);
	ck_assert_int_eq(err, 0);
	ck_assert_int_eq(journal_decode(b, e), 0);
	struct person before, after;
	ck_assert_int_eq(person_decode(e->before, &before), 0);
	ck_assert_int_eq(person_decode(e->after, &after), 0);
	ck_assert_str_eq(e->entity, "person:chan");
	ck_assert_str_eq(e->actor, "tester");
	ck_assert_uint_eq(e->op, OP_PERSON);
	ck_assert_int_eq(before.role, ROLE_VIEWER);
	ck_assert_int_eq(after.role, ROLE_AUDITOR);
	ck_assert_uint_eq(after.seq, e->prev + 1);
	return 0;
}

START_TEST(a_change_is_in_the_journal)
{
	struct journal_entry entry = {0};
	import("login,role\nchan,viewer\n", "1,chan,added,\n");
	import("login,role\nchan,auditor\n", "1,chan,updated,\n");
	ck_assert_int_eq(query_last_seq(&store, &entry.seq), 0);
	ck_assert_int_eq(db_read(store.db, read_entry, &entry), 0);
}
END_TEST

static int spoil(struct db_txn *txn, void *arg)
{
	struct key k = key_table(TABLE_PERSON);
	struct buf b = {0};
	struct person *v = arg;
	key_text(&k, "chan");
	int err = facts_last_seq(txn, &v->seq);
	person_encode(v, &b);
	err = err ? err : forge(txn, &k, v->seq, &b);
	buf_release(&b);
	return err;
}

START_TEST(check_finds_what_should_not_be)
{
	static const struct {
		struct person v;
		const char *faults;
	} cases[] = {
		{{"chan", "", "", ROLE_VIEWER, OVER_NOTHING, "", "", "", "", 1}, ""},
		{{"lee", "", "", ROLE_VIEWER, OVER_NOTHING, "", "", "", "", 1}, "a person's record: "},
		{{"chan", "", "NONE", ROLE_VIEWER, OVER_NOTHING, "", "", "", "", 1}, "person chan: no institution NONE\n"},
		{{"chan", "", "", ROLE_ADMINISTRATOR, OVER_CAMPUS, "GE", "", "", "", 1}, "person chan: no campus GE\n"},
		{{"chan", "", "", ROLE_ADMINISTRATOR, OVER_INSTITUTION, "E", "", "", "", 1}, "person chan: no institution E\n"},
		{{"chan", "", "", ROLE_ADMINISTRATOR, OVER_NOTHING, "", "", "", "", 1},
	         "person chan: a scope that does not go with the role administrator\n"},
		{{"chan", "", "", ROLE_AUDITOR, OVER_CAMPUS, "E", "", "", "", 1},
	         "person chan: a scope that does not go with the role auditor\n"},
		{{"chan", "", "", ROLE_VIEWER, OVER_NOTHING, "", "x", "", "", 1},
	         "person chan: a login, an address or a language that is none\n"},
		{{"chan", "", "", ROLE_VIEWER, OVER_NOTHING, "", "", "", "no key", 1}, "person chan: a key that is none\n"},
	};
	import("login\nchan\n", "1,chan,added,\n");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct person v = cases[i].v;
		struct buf faults = {0};
		uint64_t n;
		ck_assert_int_eq(db_update(store.db, spoil, &v, NULL), 0);
		ck_assert_int_eq(query_check(&store, fault, &faults, &n), 0);
		ck_assert_msg(strncmp(buf_text(&faults), cases[i].faults, strlen(cases[i].faults)) == 0 &&
		                      !*cases[i].faults == !faults.len,
		              "%zu: %s", i, buf_text(&faults));
		buf_release(&faults);
	}
}
END_TEST

/* ---- against a model ---- */

enum { LOGINS = 4, N_SCOPES = 5, N_EMAILS = 3, N_KEYS = 4 };

static const char *const logins[LOGINS] = {"ann", "bo", "Bo", "chan"};
static const struct {
	const char *asked, *code; /* code NULL: refused */
	enum person_scope over;
} scopes[N_SCOPES] = {{"", "", OVER_NOTHING},
                      {"East", "E", OVER_CAMPUS},
                      {"institution:X", "X", OVER_INSTITUTION},
                      {"NONE", NULL, OVER_NOTHING},
                      {"X", NULL, OVER_NOTHING}};
static const char *const emails[N_EMAILS] = {"", "a@b", "a b"};       /* the last is none */
static const char *const keys[N_KEYS] = {"", KEY1, KEY2 " x", "none"}; /* the last is none */

/* What is known of a person, values as places in the tables above. */
struct known {
	bool there;
	enum person_role role;
	unsigned scope, email, key;
};

/* Nobody is a coordinator, so that whoever asks may everything (permit.c). */
static const enum person_role roles[] = {0,           ROLE_VIEWER,  ROLE_REQUESTER, ROLE_ADMINISTRATOR, ROLE_AUDITOR,
                                         ROLE_EXPERT, ROLE_APPROVER};

/* What becomes of a request; on success *v is what stands then. */
static enum outcome foretell(const struct known *all, size_t who, const struct request *rq, const struct known *ask,
                             struct known *v)
{
	bool invalid, refused = false;
	*v = all[who];
	if (!v->there)
		*v = (struct known){.there = true, .role = ROLE_REQUESTER};
	if (rq->given & GIVEN(PERSON_ROLE) && ask->role)
		v->role = ask->role;
	if (rq->given & GIVEN(PERSON_SCOPE))
		v->scope = ask->scope;
	if (!role_has_scope(v->role))
		v->scope = 0;
	if (rq->given & GIVEN(PERSON_EMAIL))
		v->email = ask->email;
	if (rq->given & GIVEN(PERSON_SSH_KEY))
		v->key = ask->key;
	invalid = v->email == N_EMAILS - 1 || v->key == N_KEYS - 1 || (role_has_scope(v->role) && v->scope == 0);
	refused = !scopes[v->scope].code;
	for (size_t i = 0; i < LOGINS; i++)
		invalid |= i != who && all[i].there && v->key && v->key == all[i].key;
	if (invalid || refused)
		return invalid ? OUTCOME_INVALID : OUTCOME_REFUSED;
	const struct known *o = &all[who];
	bool same = o->there && o->role == v->role && o->scope == v->scope && o->email == v->email && o->key == v->key;
	return same ? OUTCOME_UNCHANGED : o->there ? OUTCOME_UPDATED : OUTCOME_ADDED;
}

static void compare(const struct known *all)
{
	struct person_list people;
	size_t n = 0;
	ck_assert_int_eq(query_people(&store, &people), 0);
	for (size_t i = 0; i < LOGINS; i++)
		n += all[i].there;
	ck_assert_uint_eq(people.n, n);
	for (size_t at = 0; at < n; at++) {
		const struct person *v = &people.v[at];
		size_t i = 0;
		while (i < LOGINS && strcmp(logins[i], v->login) != 0)
			i++;
		ck_assert_uint_lt(i, LOGINS);
		ck_assert_int_eq(v->role, all[i].role);
		ck_assert_int_eq(v->over, scopes[all[i].scope].over);
		ck_assert_str_eq(v->scope, v->over == OVER_INSTITUTION ? "institution:X" : scopes[all[i].scope].code);
		ck_assert_str_eq(v->email, emails[all[i].email]);
		ck_assert_str_eq(v->ssh_key, keys[all[i].key]);
		ck_assert(at == 0 || strcmp(people.v[at - 1].login, v->login) < 0);
	}
	arena_release(&people.arena);
}

START_TEST(any_requests_end_as_in_a_simple_model)
{
	struct random r = {random_seed(41) + (uint64_t)_i};
	struct known all[LOGINS] = {{.there = false}};
	size_t counts[OUTCOME_INVALID + 1] = {0};
	for (int round = 0; round < 400; round++) {
		struct arena arena = {0};
		struct result result;
		struct known next, ask = {.role = roles[random_below(&r, COUNT(roles))],
		                          .scope = random_below(&r, N_SCOPES),
		                          .email = random_below(&r, N_EMAILS),
		                          .key = random_below(&r, N_KEYS)};
		size_t who = random_below(&r, LOGINS);
		struct request rq = {.op = OP_PERSON,
		                     .actor = "tester",
		                     .now = TEST_NOW,
		                     .given = GIVEN(PERSON_LOGIN) | (uint32_t)random_next(&r),
		                     .u.person = {.login = logins[who],
		                                  .name = "",
		                                  .institution = "",
		                                  .role = ask.role,
		                                  .scope = scopes[ask.scope].asked,
		                                  .email = emails[ask.email],
		                                  .language = "",
		                                  .ssh_key = keys[ask.key]}};
		enum outcome want = foretell(all, who, &rq, &ask, &next);
		ck_assert_int_eq(store_apply(&store, &rq, 1, false, &result, &arena), 0);
		ck_assert_msg(result.outcome == want, "round %d, %s: %s, not %s", round, logins[who],
		              outcome_word(result.outcome), outcome_word(want));
		counts[want]++;
		if (want < OUTCOME_REFUSED)
			all[who] = next;
		compare(all);
		arena_release(&arena);
	}
	for (size_t i = OUTCOME_ADDED; i <= OUTCOME_INVALID; i++)
		ck_assert_msg(counts[i] > 0, "never %s", outcome_word((enum outcome)i));
	expect_faults("");
}
END_TEST

Suite *people_suite(void)
{
	Suite *s = suite_create("people");
	TCase *t = tcase_create("people");
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_list_comes_in_and_stays_the_same);
	tcase_add_test(t, what_a_list_does_not_give_stays);
	tcase_add_test(t, someone_new_is_a_requester_and_may_be_without_a_name);
	tcase_add_loop_test(t, headers_are_understood, 0, (int)COUNT(headers));
	tcase_add_test(t, words_for_roles_and_languages_are_understood);
	tcase_add_loop_test(t, what_is_wrong_is_refused_and_leaves_no_trace, 0, (int)COUNT(wrong));
	tcase_add_test(t, a_scope_is_a_campus_or_an_institution_by_code_or_name);
	tcase_add_test(t, what_is_missing_is_made_when_told);
	tcase_add_test(t, keys_are_kept_in_one_form_and_each_is_one_person_s);
	tcase_add_test(t, a_change_is_in_the_journal);
	tcase_add_test(t, check_finds_what_should_not_be);
	tcase_add_loop_test(t, any_requests_end_as_in_a_simple_model, 0, 3);
	suite_add_tcase(s, t);
	return s;
}
