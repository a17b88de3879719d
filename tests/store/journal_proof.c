/*
 * The proof of the journal: every way to change it unseen must fail: a bit, two entries exchanged, one left out, the
 * tail cut off or replaced with the tree made anew, a head that was forged.
 */
#include "store/query/journal_proof.h"

#include "store/facts/facts.h"
#include "store/facts/journal_tree.h"
#include "store/facts/upgrade.h"
#include "tests/store/ask.h"

Suite *journal_proof_suite(void);

enum { ENTRIES = 600 };

static struct world w;

static void set_up(void)
{
	world_open(&w);
	struct request *rq = arena_alloc(&w.arena, ENTRIES * sizeof *rq);
	struct result *results = arena_alloc(&w.arena, ENTRIES * sizeof *results);
	for (int i = 0; i < ENTRIES; i++)
		rq[i] = rq_institution(&w, arena_fmt(&w.arena, "I%d", i), "An institution");
	ck_assert_int_eq(store_apply(&w.s, rq, ENTRIES, false, results, &w.arena), 0);
}

static void tear_down(void)
{
	world_close(&w);
}

static struct journal_head head_now(void)
{
	struct journal_head head;
	ck_assert_int_eq(query_head(&w.s, &head), 0);
	return head;
}

static enum journal_fault verify(const struct journal_head *since)
{
	struct journal_verdict v;
	ck_assert_int_eq(query_verify(&w.s, since, NULL, NULL, &v), 0);
	return v.fault;
}

/* ---- damage ---- */

static struct key entry_key(uint64_t seq)
{
	struct key k = key_table(TABLE_JOURNAL);
	key_u64(&k, seq);
	return k;
}

static struct buf copy_entry(struct db_txn *txn, uint64_t seq)
{
	struct key k = entry_key(seq);
	struct bytes v;
	struct buf out = {0};
	ck_assert_int_eq(db_get(txn, key_bytes(&k), &v), 0);
	buf_add(&out, v.p, v.len);
	return out;
}

static void put_entry(struct db_txn *txn, uint64_t seq, const struct buf *b)
{
	struct key k = entry_key(seq);
	ck_assert_int_eq(db_put(txn, key_bytes(&k), (struct bytes){b->p, b->len}), 0);
}

static int flip_bit(struct db_txn *txn, void *arg)
{
	const uint64_t *where = arg;
	struct buf b = copy_entry(txn, where[0]);
	b.p[where[1] % b.len] ^= (char)(1 << where[2]);
	put_entry(txn, where[0], &b);
	buf_release(&b);
	return 0;
}

static int swap_entries(struct db_txn *txn, void *arg)
{
	const uint64_t *seq = arg;
	struct buf a = copy_entry(txn, seq[0]), b = copy_entry(txn, seq[1]);
	put_entry(txn, seq[0], &b);
	put_entry(txn, seq[1], &a);
	buf_release(&a);
	buf_release(&b);
	return 0;
}

static int drop_entry(struct db_txn *txn, void *arg)
{
	const uint64_t *seq = arg;
	struct key k = entry_key(*seq);
	return db_del(txn, key_bytes(&k));
}

/* As who owns the files could do it: the tree is that of what is left. */
static int cut_tail(struct db_txn *txn, void *arg)
{
	const uint64_t *from = arg;
	for (uint64_t seq = *from; seq <= ENTRIES; seq++)
		ck_assert_int_eq(drop_entry(txn, &seq), 0);
	struct key tree = journal_tree_key(MERKLE_KEPT, 1);
	ck_assert_int_eq(db_del(txn, key_bytes(&tree)), 0);
	return journal_tree_make(txn);
}

static int replace_tail(struct db_txn *txn, void *arg)
{
	ck_assert_int_eq(swap_entries(txn, arg), 0);
	return journal_tree_make(txn);
}

static void change(int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	ck_assert_int_eq(db_update(w.s.db, fn, arg, NULL), 0);
}

/* ---- the whole ---- */

START_TEST(a_sound_journal_is_proved)
{
	struct journal_head before = head_now();
	ck_assert_uint_eq(before.size, ENTRIES);
	ck_assert_int_eq(verify(NULL), JOURNAL_SOUND);
	ck_assert_int_eq(verify(&before), JOURNAL_SOUND);
	ck_assert_str_eq(campus(&w, "N", "North"), "added");
	struct journal_head after = head_now();
	ck_assert_uint_eq(after.size, ENTRIES + 1);
	ck_assert(!hash_equals(&before.root, &after.root));
	ck_assert_int_eq(verify(&before), JOURNAL_SOUND);
	ck_assert_int_eq(verify(&after), JOURNAL_SOUND);
	check_store(&w.s);
}
END_TEST

START_TEST(an_empty_journal_has_a_head)
{
	world_open(&w);
	const struct journal_head head = head_now();
	ck_assert_uint_eq(head.size, 0);
	ck_assert_int_eq(verify(&head), JOURNAL_SOUND);
	world_close(&w);
}
END_TEST

START_TEST(a_changed_bit_is_found)
{
	for (uint64_t seq = 1; seq <= ENTRIES; seq += 37) {
		uint64_t where[] = {seq, seq * 11, seq % 8};
		change(flip_bit, where);
		ck_assert_msg(verify(NULL) != JOURNAL_SOUND, "entry %" PRIu64 ", byte %" PRIu64, seq, where[1]);
		change(flip_bit, where);
		ck_assert_int_eq(verify(NULL), JOURNAL_SOUND);
	}
}
END_TEST

START_TEST(it_is_said_where)
{
	uint64_t where[] = {300, 12, 2}; /* in its time */
	struct journal_verdict v;
	change(flip_bit, where);
	ck_assert_int_eq(query_verify(&w.s, NULL, NULL, NULL, &v), 0);
	ck_assert_int_eq(v.fault, JOURNAL_NODE);
	ck_assert_uint_eq(v.at, 257);
	ck_assert_uint_eq(v.to, 512);
}
END_TEST

START_TEST(exchanged_entries_are_found)
{
	uint64_t early[] = {20, 21}, late[] = {ENTRIES - 1, ENTRIES};
	change(swap_entries, early);
	ck_assert_int_eq(verify(NULL), JOURNAL_NODE);
	change(swap_entries, early);
	change(swap_entries, late);
	ck_assert_int_eq(verify(NULL), JOURNAL_ROOT);
}
END_TEST

START_TEST(a_missing_entry_is_found)
{
	uint64_t middle = 100;
	change(drop_entry, &middle);
	ck_assert_int_eq(verify(NULL), JOURNAL_ENTRY);
}
END_TEST

START_TEST(a_missing_last_entry_is_found)
{
	uint64_t last = ENTRIES;
	change(drop_entry, &last);
	ck_assert_int_eq(verify(NULL), JOURNAL_SIZE);
}
END_TEST

/* What only a head tells that has left the house. */
START_TEST(a_cut_tail_is_found_by_an_earlier_head)
{
	struct journal_head before = head_now();
	uint64_t from = 400;
	change(cut_tail, &from);
	ck_assert_int_eq(verify(NULL), JOURNAL_SOUND);
	ck_assert_int_eq(verify(&before), JOURNAL_CUT);
}
END_TEST

START_TEST(a_replaced_tail_is_found_by_an_earlier_head)
{
	struct journal_head before = head_now();
	uint64_t two[] = {590, 591};
	ck_assert_str_eq(campus(&w, "N", "North"), "added");
	change(replace_tail, two);
	ck_assert_int_eq(verify(NULL), JOURNAL_SOUND);
	ck_assert_int_eq(verify(&before), JOURNAL_OTHER);
}
END_TEST

START_TEST(a_forged_head_is_found)
{
	const struct journal_head head = head_now();
	struct journal_head forged = head;
	forged.root.p[7] ^= 1;
	ck_assert_int_eq(verify(&forged), JOURNAL_OTHER);
	forged = head;
	forged.size--;
	ck_assert_int_eq(verify(&forged), JOURNAL_OTHER);
	forged.size = 0;
	ck_assert_int_eq(verify(&forged), JOURNAL_OTHER);
	forged.size = head.size + 1;
	ck_assert_int_eq(verify(&forged), JOURNAL_CUT);
	forged = head;
	forged.origin[5] ^= 1;
	ck_assert_int_eq(verify(&forged), JOURNAL_ORIGIN);
}
END_TEST

START_TEST(a_head_comes_back_from_its_text)
{
	static const char *const wrong[] = {
		"",
		"quad/1\n",
		"quad/1\n5\n",
		"quad/1\nx\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		"quad/1\n5\nAAAA\n",
		"\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		"quad/1\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA@=\n",
		"quad/1\n-5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
	};
	const struct journal_head head = head_now();
	struct journal_head back;
	struct buf text = {0};
	journal_head_format(&head, &text);
	ck_assert(journal_head_parse(buf_text(&text), &back));
	ck_assert_str_eq(back.origin, head.origin);
	ck_assert_uint_eq(back.size, head.size);
	ck_assert(hash_equals(&back.root, &head.root));
	buf_str(&text, "and what a mail says below it\n");
	ck_assert(journal_head_parse(buf_text(&text), &back));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_msg(!journal_head_parse(wrong[i], &back), "%s", wrong[i]);
	buf_release(&text);
}
END_TEST

/* ---- single entries ---- */

START_TEST(every_entry_is_proved_by_itself)
{
	const struct journal_head head = head_now();
	struct journal_proof p;
	for (uint64_t seq = 1; seq <= ENTRIES; seq++) {
		ck_assert_int_eq(query_prove_entry(&w.s, seq, &p), 0);
		struct hash leaf = merkle_leaf((struct bytes){p.data.p, p.data.len});
		ck_assert(merkle_proves(seq - 1, head.size, &leaf, p.path, p.n_path, &head.root));
		ck_assert(!merkle_proves(seq, head.size, &leaf, p.path, p.n_path, &head.root));
		buf_release(&p.data);
	}
	ck_assert_int_eq(query_prove_entry(&w.s, 0, &p), QUAD_ENOTFOUND);
	buf_release(&p.data);
	ck_assert_int_eq(query_prove_entry(&w.s, ENTRIES + 1, &p), QUAD_ENOTFOUND);
	buf_release(&p.data);
}
END_TEST

START_TEST(what_may_not_be_seen_is_not_proved)
{
	struct journal_proof p;
	struct request rq = rq_of(&w, OP_PERSON);
	rq.u.person = (struct person){.login = "anna",
	                              .name = "",
	                              .institution = "",
	                              .role = ROLE_COORDINATOR,
	                              .scope = "",
	                              .email = "",
	                              .language = "",
	                              .ssh_key = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq.u.person.login = "vera";
	rq.u.person.role = ROLE_VIEWER;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	store_look_as(&w.s, "vera");
	ck_assert_int_eq(query_prove_entry(&w.s, 5, &p), QUAD_ENOTFOUND);
	buf_release(&p.data);
	store_look_as(&w.s, "anna");
	ck_assert_int_eq(query_prove_entry(&w.s, 5, &p), 0);
	buf_release(&p.data);
}
END_TEST

/* ---- how it grows ---- */

/* Requests that fall together leave the tree as it was, and the next one goes on from there. */
START_TEST(what_is_rolled_back_is_not_in_the_tree)
{
	struct request rq[3];
	struct result results[3];
	const struct journal_head before = head_now();
	rq[0] = rq_institution(&w, "NEW", "New");
	rq[0].flags = REQUEST_AND_NEXT;
	rq[1] = rq_campus(&w, "", "without a code");
	rq[2] = rq_institution(&w, "NEWER", "Newer");
	ck_assert_int_eq(store_apply(&w.s, rq, 3, false, results, &w.arena), 0);
	struct journal_head after = head_now();
	ck_assert_uint_eq(after.size, before.size + 1);
	ck_assert_int_eq(store_apply(&w.s, rq, 1, true, results, &w.arena), 0);
	struct journal_head again = head_now();
	ck_assert(hash_equals(&again.root, &after.root));
	ck_assert_int_eq(verify(&before), JOURNAL_SOUND);
	check_store(&w.s);
}
END_TEST

static int make_saltless(struct db_txn *txn, void *arg)
{
	struct key tree = key_table(TABLE_TREE), first = journal_tree_key(MERKLE_KEPT, 0),
		   second = journal_tree_key(MERKLE_KEPT, 1), schema = key_table(TABLE_SETTING);
	unsigned char version[8];
	(void)arg;
	for (uint64_t seq = 1; seq <= ENTRIES; seq++) {
		struct buf was = copy_entry(txn, seq), now = {0};
		struct journal_entry e;
		ck_assert_int_eq(journal_decode((struct bytes){was.p, was.len}, &e), 0);
		e.before_salt = e.after_salt = (struct bytes){"", 0};
		journal_encode(&e, &now);
		put_entry(txn, seq, &now);
		buf_release(&was);
		buf_release(&now);
	}
	ck_assert_int_eq(db_del(txn, key_bytes(&tree)), 0);
	ck_assert_int_eq(db_del(txn, key_bytes(&first)), 0);
	ck_assert_int_eq(db_del(txn, key_bytes(&second)), 0);
	key_text(&schema, SETTING_SCHEMA);
	le_put(version, SCHEMA_HOLDERS, sizeof version);
	return db_put(txn, key_bytes(&schema), (struct bytes){version, sizeof version});
}

START_TEST(an_older_store_gets_its_tree)
{
	change(make_saltless, NULL);
	store_close(&w.s);
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	check_store(&w.s);
	ck_assert_str_eq(campus(&w, "N", "North"), "added");
	ck_assert_uint_eq(w.s.schema, STORE_SCHEMA);
	const struct journal_head head = head_now();
	ck_assert_uint_eq(head.size, ENTRIES + 1);
	ck_assert_int_eq(verify(&head), JOURNAL_SOUND);
	check_store(&w.s);
}
END_TEST

Suite *journal_proof_suite(void)
{
	Suite *s = suite_create("journal_proof");
	TCase *t = tcase_create("journal");
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_sound_journal_is_proved);
	tcase_add_test(t, a_changed_bit_is_found);
	tcase_add_test(t, it_is_said_where);
	tcase_add_test(t, exchanged_entries_are_found);
	tcase_add_test(t, a_missing_entry_is_found);
	tcase_add_test(t, a_missing_last_entry_is_found);
	tcase_add_test(t, a_cut_tail_is_found_by_an_earlier_head);
	tcase_add_test(t, a_replaced_tail_is_found_by_an_earlier_head);
	tcase_add_test(t, a_forged_head_is_found);
	tcase_add_test(t, a_head_comes_back_from_its_text);
	tcase_add_test(t, every_entry_is_proved_by_itself);
	tcase_add_test(t, what_may_not_be_seen_is_not_proved);
	tcase_add_test(t, what_is_rolled_back_is_not_in_the_tree);
	tcase_add_test(t, an_older_store_gets_its_tree);
	suite_add_tcase(s, t);
	t = tcase_create("empty");
	tcase_add_test(t, an_empty_journal_has_a_head);
	suite_add_tcase(s, t);
	return s;
}
