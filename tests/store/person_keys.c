/*
 * SSH keys of people: added and revoked by whom, one key one person, the index that says whose it is, also after an
 * undo, an upgrade and races of processes.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "store/facts/key_index.h"
#include "store/query/query_keys.h"
#include "tests/ssh_keys.h"
#include "tests/store/ask.h"
#include "tests/store/forge.h"
#include "tests/store/old_store.h"

Suite *person_keys_suite(void);

static struct world w;

static void person(const char *login, const char *institution, enum person_role role, const char *scope)
{
	struct request rq = rq_login(&w, login, institution, role, scope);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void set_up(void)
{
	world_open(&w);
	person("anna", "", ROLE_COORDINATOR, "");
	struct request rq = rq_institution(&w, "A", "A");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_institution(&w, "B", "B");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	person("ada", "A", ROLE_ADMINISTRATOR, "institution:A");
	person("bob", "B", ROLE_REQUESTER, "");
	person("req", "A", ROLE_REQUESTER, "");
	person("view", "A", ROLE_VIEWER, "");
}

static void tear_down(void)
{
	world_close(&w);
}

static const char *ask_as(const char *actor, enum request_op op, const char *login, const char *text)
{
	struct request rq = rq_of(&w, op);
	rq.actor = actor;
	rq.u.person = (struct person){.login = login, .ssh_key = text};
	return world_ask(&w, &rq);
}

static const char *add(const char *actor, const char *login, const char *line)
{
	return ask_as(actor, OP_KEY, login, line);
}

static const char *drop(const char *actor, const char *login, const char *print)
{
	return ask_as(actor, OP_KEY_DROP, login, print);
}

static const char *undo(uint64_t entry)
{
	struct request rq = rq_of(&w, OP_UNDO);
	rq.u.entry = entry;
	return world_ask(&w, &rq);
}

/* Whom the key lets in at a time; "" = nobody. */
static const char *whose_at(const char *print, const char *time)
{
	static char login[LOGIN_MAX_BYTES + 1];
	struct hash h;
	ck_assert(ssh_key_read_fingerprint(print, &h));
	int err = query_key(&w.s, &h, at(time), login);
	ck_assert_msg(err == (*login ? 0 : QUAD_ENOTFOUND), "%s: %s", print, quad_strerror(err));
	return login;
}

static const char *whose(const char *print)
{
	return whose_at(print, "2026-09-01T00:00");
}

static const char *keys_of(const char *login)
{
	struct person_list one;
	ck_assert_int_eq(query_person(&w.s, login, &one), 0);
	const char *keys = arena_str(&w.arena, one.v[0].ssh_key);
	arena_release(&one.arena);
	return keys;
}

START_TEST(keys_come_and_go_one_by_one)
{
	ck_assert_str_eq(whose(PRINT_A), "");
	ck_assert_str_eq(add("req", "req", KEY_A), "updated");
	ck_assert_str_eq(add("req", "req", "  " KEY_B "  laptop "), "updated");
	ck_assert_str_eq(keys_of("req"), KEY_A ";" KEY_B " laptop");
	ck_assert_str_eq(whose(PRINT_A), "req");
	ck_assert_str_eq(whose(PRINT_B), "req");
	ck_assert_str_eq(add("req", "req", KEY_B " laptop"), "unchanged");
	/* what is said beside it is said anew */
	ck_assert_str_eq(add("req", "req", "expiry-time=\"20270101\" " KEY_A " old"), "updated");
	ck_assert_str_eq(keys_of("req"), "expiry-time=\"20270101\" " KEY_A " old;" KEY_B " laptop");
	ck_assert_str_eq(drop("req", "req", PRINT_B), "updated");
	ck_assert_str_eq(keys_of("req"), "expiry-time=\"20270101\" " KEY_A " old");
	ck_assert_str_eq(whose(PRINT_B), "");
	ck_assert_str_eq(drop("req", "req", PRINT_B), "refused unknown:" PRINT_B "@a key of req");
	ck_assert_str_eq(drop("req", "req", "SHA256:"), "refused unknown:SHA256:@a key of req");
	check_store(&w.s);
}
END_TEST

START_TEST(a_key_opens_until_it_expires)
{
	ck_assert_str_eq(add("req", "req", "expiry-time=\"202609021230\" " KEY_A), "updated");
	ck_assert_str_eq(whose_at(PRINT_A, "2026-09-02T12:29"), "req");
	ck_assert_str_eq(whose_at(PRINT_A, "2026-09-02T12:30"), "");
	check_store(&w.s);
}
END_TEST

/* A request, and what comes of it. */
static const struct {
	const char *actor, *login, *line, *answer;
} asked[] = {
	{"anna", "bob", KEY_A, "updated"},
	{"ada", "req", KEY_A, "updated"},
	{"ada", "ada", KEY_A, "updated"},
	{"view", "view", KEY_A, "updated"},
	{"bob", "bob", KEY_A, "updated"},
	/* as of somebody who is not there */
	{"ada", "bob", KEY_A, "refused unknown:bob@person"},
	{"req", "view", KEY_A, "refused unknown:view@person"},
	{"req", "anna", KEY_A, "refused unknown:anna@person"},
	{"req", "nobody", KEY_A, "refused unknown:nobody@person"},
	{"ada", "../x", KEY_A, "refused unknown:../x@person"},
	{"anna", "x\" ssh-rsa", KEY_A, "refused unknown:x\" ssh-rsa@person"},
	{"anna", "bob", "", "invalid value:ssh_key@no type of key that is known: give a line of a .pub file"},
	{"anna", "bob", KEY_SHORT,
         "invalid value:ssh_key@ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDf... (RSA below 3072 "
         "bits: make a key with ssh-keygen -t ed25519)"},
	{"anna", "bob", KEY_A ";" KEY_B, "invalid"},
	{"anna", "bob", KEY_A "\n" KEY_B, "invalid"},
	{"anna", "bob", "environment=\"LD_PRELOAD=/tmp/x\" " KEY_A, "invalid"},
	{"anna", "bob", "-----BEGIN OPENSSH PRIVATE KEY-----",
         "invalid value:ssh_key@a private key: give the .pub file, and make a new key if others have seen this one"},
};

START_TEST(who_may_give_whom_a_key)
{
	const char *got = add(asked[_i].actor, asked[_i].login, asked[_i].line);
	size_t len = strcspn(asked[_i].answer, " ");
	if (asked[_i].answer[len])
		ck_assert_str_eq(got, asked[_i].answer);
	else
		ck_assert_msg(strncmp(got, asked[_i].answer, len) == 0, "%s", got);
	ck_assert_str_eq(whose(PRINT_A), strcmp(got, "updated") == 0 ? asked[_i].login : "");
	check_store(&w.s);
}
END_TEST

START_TEST(a_key_is_one_person_s_and_nobody_learns_whose)
{
	ck_assert_str_eq(add("bob", "bob", KEY_A), "updated");
	ck_assert_str_eq(add("anna", "req", KEY_A " mine"), "invalid value:ssh_key@a key of bob");
	ck_assert_str_eq(add("req", "req", KEY_A), "invalid value:ssh_key@a key of somebody else");
	ck_assert_str_eq(add("ada", "req", "expiry-time=\"20270101\" " KEY_A),
	                 "invalid value:ssh_key@a key of somebody else");
	ck_assert_str_eq(drop("ada", "req", PRINT_A), "refused unknown:" PRINT_A "@a key of req");
	ck_assert_str_eq(drop("ada", "bob", PRINT_A), "refused unknown:bob@person");
	ck_assert_str_eq(whose(PRINT_A), "bob");
	ck_assert_str_eq(drop("bob", "bob", PRINT_A), "updated");
	ck_assert_str_eq(add("req", "req", KEY_A), "updated");
	ck_assert_str_eq(whose(PRINT_A), "req");
	check_store(&w.s);
}
END_TEST

START_TEST(a_list_says_what_opens_and_who_gave_it)
{
	struct key_list list;
	ck_assert_str_eq(add("anna", "bob", KEY_A " a"), "updated");
	w.now += 60;
	ck_assert_str_eq(add("bob", "bob", "expiry-time=\"20260901\" " KEY_B), "updated");
	ck_assert_str_eq(add("req", "req", KEY_C), "updated");
	ck_assert_int_eq(query_keys(&w.s, NULL, w.now, &list), 0);
	ck_assert_uint_eq(list.n, 3);
	ck_assert_str_eq(list.v[0].login, "bob");
	ck_assert_str_eq(list.v[0].line, KEY_A " a");
	ck_assert_str_eq(list.v[0].added_by, "anna");
	ck_assert_int_eq(list.v[0].added_min, w.now - 60);
	ck_assert(list.v[0].opens);
	ck_assert_str_eq(list.v[1].added_by, "bob");
	ck_assert_int_eq(list.v[1].added_min, w.now);
	ck_assert(!list.v[1].opens);
	ck_assert_str_eq(list.v[2].login, "req");
	arena_release(&list.arena);
	/* to others there is what they may see */
	store_look_as(&w.s, "ada");
	ck_assert_int_eq(query_keys(&w.s, NULL, w.now, &list), 0);
	ck_assert_uint_eq(list.n, 1);
	ck_assert_str_eq(list.v[0].login, "req");
	arena_release(&list.arena);
	ck_assert_int_eq(query_keys(&w.s, "bob", w.now, &list), QUAD_ENOTFOUND);
	store_look_as(&w.s, "req");
	ck_assert_int_eq(query_keys(&w.s, "req", w.now, &list), 0);
	ck_assert_uint_eq(list.n, 1);
	arena_release(&list.arena);
}
END_TEST

START_TEST(an_undo_takes_a_key_and_gives_it_back)
{
	ck_assert_str_eq(add("anna", "req", KEY_A), "updated");
	uint64_t first = w.last.seq;
	ck_assert_str_eq(undo(first), "updated");
	ck_assert_str_eq(whose(PRINT_A), "");
	ck_assert_str_eq(undo(w.last.seq), "updated");
	ck_assert_str_eq(whose(PRINT_A), "req");
	ck_assert_str_eq(drop("anna", "req", PRINT_A), "updated");
	uint64_t gone = w.last.seq;
	ck_assert_str_eq(add("anna", "bob", KEY_A), "updated");
	ck_assert_str_eq(undo(gone), "invalid value:ssh_key@a key of bob");
	ck_assert_str_eq(whose(PRINT_A), "bob");
	/* somebody who was new goes, and his keys with him */
	struct request rq = rq_of(&w, OP_PERSON);
	rq.u.person = (struct person){.login = "new",
	                              .name = "",
	                              .institution = "",
	                              .role = ROLE_VIEWER,
	                              .scope = "",
	                              .email = "",
	                              .language = "",
	                              .ssh_key = KEY_B ";" KEY_C};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(whose(PRINT_C), "new");
	ck_assert_str_eq(undo(w.last.seq), "updated");
	ck_assert_str_eq(whose(PRINT_C), "");
	ck_assert_str_eq(undo(w.last.seq), "updated");
	ck_assert_str_eq(whose(PRINT_B), "new");
	check_store(&w.s);
}
END_TEST

/* One action hands keys over, and one of them to somebody who is new with it. */
START_TEST(an_undo_of_keys_handed_over_is_whole)
{
	static const char *const logins[] = {"bob", "req", "new"};
	static const char *const before[] = {KEY_A, KEY_B, ""}, *const between[] = {"", "", KEY_B},
				 *const after[] = {KEY_C, KEY_A, KEY_B};
	struct request rq[6];
	struct result results[6];
	for (int i = 0; i < 2; i++)
		ck_assert_str_eq(add("anna", logins[i], before[i]), "updated");
	for (int i = 0; i < 6; i++) {
		rq[i] = rq_of(&w, OP_PERSON);
		rq[i].flags = REQUEST_SHARED;
		rq[i].given = GIVEN(PERSON_SSH_KEY);
		rq[i].u.person = (struct person){.login = logins[i % 3], .ssh_key = i < 3 ? between[i] : after[i - 3]};
	}
	ck_assert_int_eq(store_apply(&w.s, rq, 6, false, results, &w.arena), 0);
	ck_assert_str_eq(whose(PRINT_A), "req");
	ck_assert_str_eq(whose(PRINT_B), "new");
	ck_assert_str_eq(undo(results[0].seq), "updated");
	ck_assert_str_eq(whose(PRINT_A), "bob");
	ck_assert_str_eq(whose(PRINT_B), "req");
	ck_assert_str_eq(whose(PRINT_C), "");
	check_store(&w.s);
	ck_assert_str_eq(undo(w.last.seq), "updated");
	ck_assert_str_eq(whose(PRINT_A), "req");
	ck_assert_str_eq(whose(PRINT_B), "new");
	ck_assert_str_eq(whose(PRINT_C), "bob");
	check_store(&w.s);
}
END_TEST

/* ---- older stores ---- */

struct forged_keys {
	const char *login, *keys;
};

static int forge_keys(struct db_txn *txn, void *arg)
{
	const struct forged_keys *f = arg;
	struct key k = key_table(TABLE_PERSON);
	struct bytes record;
	struct person v;
	struct buf b = {0};
	key_text(&k, f->login);
	ck_assert_int_eq(db_get(txn, key_bytes(&k), &record), 0);
	ck_assert_int_eq(person_decode(record, &v), 0);
	v.ssh_key = f->keys;
	person_encode(&v, &b);
	int err = forge(txn, &k, v.seq, &b);
	buf_release(&b);
	return err;
}

static void add_fault(void *arg, const char *text)
{
	buf_fmt(arg, "%s\n", text);
}

static void expect_fault(const char *text)
{
	struct buf faults = {0};
	uint64_t n;
	ck_assert_int_eq(query_check(&w.s, add_fault, &faults, &n), 0);
	ck_assert_msg(strstr(buf_text(&faults), text), "%s", buf_text(&faults));
	buf_release(&faults);
}

START_TEST(an_upgrade_makes_the_index_and_the_first_of_two_has_the_key)
{
	ck_assert_str_eq(add("anna", "bob", KEY_A), "updated");
	ck_assert_str_eq(add("anna", "req", KEY_B), "updated");
	make_less_old(&w.s);
	ck_assert_int_eq(db_update(w.s.db, forge_keys, &(struct forged_keys){"req", KEY_B ";" KEY_A}, NULL), 0);
	/* before, by all records */
	ck_assert_str_eq(whose(PRINT_A), "bob");
	ck_assert_str_eq(whose(PRINT_B), "req");
	ck_assert_str_eq(whose(PRINT_C), "");
	ck_assert_int_eq(store_upgrade(&w.s), 0);
	ck_assert_str_eq(whose(PRINT_A), "bob");
	ck_assert_str_eq(whose(PRINT_B), "req");
	expect_fault("person req: the key " PRINT_A " is one of bob too; revoke it from one of them");
	ck_assert_str_eq(drop("anna", "req", PRINT_A), "updated");
	ck_assert_str_eq(whose(PRINT_A), "bob");
	check_store(&w.s);
}
END_TEST

START_TEST(a_key_that_is_too_short_stays_in_its_record_and_opens_nothing)
{
	make_less_old(&w.s);
	ck_assert_int_eq(db_update(w.s.db, forge_keys, &(struct forged_keys){"req", KEY_SHORT " old"}, NULL), 0);
	ck_assert_str_eq(whose(PRINT_SHORT), "");
	ck_assert_str_eq(add("req", "req", KEY_A), "updated");
	ck_assert_str_eq(keys_of("req"), KEY_SHORT " old;" KEY_A);
	ck_assert_str_eq(whose(PRINT_SHORT), "");
	ck_assert_str_eq(whose(PRINT_A), "req");
	ck_assert_str_eq(drop("req", "req", PRINT_SHORT), "updated");
	check_store(&w.s);
}
END_TEST

/* ---- the proof ---- */

static int lose_entry(struct db_txn *txn, void *arg)
{
	struct hash h;
	ck_assert(ssh_key_read_fingerprint(arg, &h));
	struct key k = key_index_key(&h);
	return db_del(txn, key_bytes(&k));
}

static int add_stray(struct db_txn *txn, void *arg)
{
	struct hash h;
	ck_assert(ssh_key_read_fingerprint(arg, &h));
	struct key k = key_index_key(&h);
	return db_put(txn, key_bytes(&k), (struct bytes){"bob", 3});
}

START_TEST(the_proof_finds_what_the_index_lacks_or_has_too_much)
{
	ck_assert_str_eq(add("anna", "req", KEY_A), "updated");
	ck_assert_int_eq(db_update(w.s.db, add_stray, (void *)PRINT_B, NULL), 0);
	/* an entry alone lets nobody in */
	ck_assert_str_eq(whose(PRINT_B), "");
	expect_fault("the index of keys does not hold as many as the people have");
	ck_assert_int_eq(db_update(w.s.db, lose_entry, (void *)PRINT_B, NULL), 0);
	check_store(&w.s);
	ck_assert_int_eq(db_update(w.s.db, lose_entry, (void *)PRINT_A, NULL), 0);
	expect_fault("person req: the index of keys lacks " PRINT_A);
}
END_TEST

/* ---- processes ---- */

enum { RACERS = 8 };

/* Lets processes ask at once, each by its number. Returns how many were told `updated`. */
static int race(const char *(*asks)(int who))
{
	int gate[2], n_updated = 0;
	store_close(&w.s);
	ck_assert_int_eq(pipe(gate), 0);
	for (int i = 0; i < RACERS; i++) {
		pid_t pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid == 0) {
			char c;
			close(gate[1]);
			int err = store_open(w.dir, &w.s);
			if (read(gate[0], &c, 1) != 0 || err)
				test_child_end(2);
			test_child_end(strcmp(asks(i), "updated") == 0 ? 0 : 1);
		}
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < RACERS; i++) {
		int status;
		ck_assert_int_gt(wait(&status), 0);
		ck_assert(WIFEXITED(status) && WEXITSTATUS(status) < 2);
		n_updated += WEXITSTATUS(status) == 0;
	}
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	return n_updated;
}

static const char *add_same(int who)
{
	return add("anna", who % 2 ? "bob" : "req", who % 2 ? KEY_A " b" : KEY_A " r");
}

static const char *add_own(int who)
{
	static const char *const keys[] = {KEY_A, KEY_B, KEY_C, KEY_D};
	return add("anna", "req", keys[who % 4]);
}

START_TEST(of_two_who_add_one_key_at_once_one_has_it)
{
	ck_assert_int_eq(race(add_same), 1);
	ck_assert_str_ne(whose(PRINT_A), "");
	ck_assert((*keys_of("bob") != '\0') != (*keys_of("req") != '\0'));
	check_store(&w.s);
}
END_TEST

START_TEST(keys_that_are_added_at_once_are_all_there)
{
	ck_assert_int_eq(race(add_own), 4);
	ck_assert_str_eq(whose(PRINT_A), "req");
	ck_assert_str_eq(whose(PRINT_B), "req");
	ck_assert_str_eq(whose(PRINT_C), "req");
	ck_assert_str_eq(whose(PRINT_D), "req");
	check_store(&w.s);
}
END_TEST

Suite *person_keys_suite(void)
{
	Suite *s = suite_create("person_keys");
	TCase *t = tcase_create("person_keys");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, keys_come_and_go_one_by_one);
	tcase_add_test(t, a_key_opens_until_it_expires);
	tcase_add_loop_test(t, who_may_give_whom_a_key, 0, (int)(sizeof asked / sizeof *asked));
	tcase_add_test(t, a_key_is_one_person_s_and_nobody_learns_whose);
	tcase_add_test(t, a_list_says_what_opens_and_who_gave_it);
	tcase_add_test(t, an_undo_takes_a_key_and_gives_it_back);
	tcase_add_test(t, an_undo_of_keys_handed_over_is_whole);
	tcase_add_test(t, an_upgrade_makes_the_index_and_the_first_of_two_has_the_key);
	tcase_add_test(t, a_key_that_is_too_short_stays_in_its_record_and_opens_nothing);
	tcase_add_test(t, the_proof_finds_what_the_index_lacks_or_has_too_much);
	tcase_add_test(t, of_two_who_add_one_key_at_once_one_has_it);
	tcase_add_test(t, keys_that_are_added_at_once_are_all_there);
	suite_add_tcase(s, t);
	return s;
}
