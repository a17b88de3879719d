/*
 * The checker of histories (tests/cluster/serial.h) on histories that are forged: one for each thing that it must find,
 * one for each that it must let pass, and random ones that did happen one after the other, whole and with one lie.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/cluster/serial.h"
#include "tests/random.h"

Suite *serial_suite(void);

#define THINGS "resource A 0\nresource B 0\nresource P 3\n"

struct told {
	char first[1000];
};

static void hear(void *arg, enum serial_fault kind, const char *text)
{
	struct told *t = arg;
	(void)kind;
	if (!*t->first)
		snprintf(t->first, sizeof t->first, "%s", text);
}

/* The kinds of faults that are found in a text, as their words; "" = none. */
static const char *faults_of(const char *text, struct told *t)
{
	static char words[200];
	struct op_history h;
	size_t faults[SERIAL_FAULTS];
	*t = (struct told){""};
	history_init(&h);
	*words = '\0';
	const char *bad = history_read(&h, text);
	if (bad) {
		snprintf(words, sizeof words, "not understood: %s", bad);
		history_release(&h);
		return words;
	}
	ck_assert_int_eq(serial_check(&h, hear, t, faults), 0);
	history_release(&h);
	for (int i = 0; i < SERIAL_FAULTS; i++)
		for (size_t n = 0, len = strlen(words); n < faults[i]; n++, len = strlen(words))
			snprintf(words + len, sizeof words - len, "%s%s", len ? " " : "",
			         serial_word((enum serial_fault)i));
	return words;
}

static const struct {
	const char *name, *faults, *text;
} forged[] = {
	{"nothing", "", ""},
	{"one after the other", "",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\n"
         "ask 2 1 30 book A;B 30 90\nrefused 2 1 40 taken A 1\n"
         "ask 1 2 50 move 1 A 60 120\ndone 1 2 60 6 1\n"
         "ask 2 2 70 look A 0 120\nseen 2 2 80 1 60 120\n"
         "ask 1 3 90 cancel 1\ndone 1 3 100 7 1\n"
         "ask 2 3 110 book A;B 30 90\ndone 2 3 120 8 2\n"
         "write 5 1 book A 0 60 1 1\nwrite 6 1 move A 60 120 1 2\nwrite 7 1 cancel\nwrite 8 2 book A;B 30 90 2 3\n"
         "stands 2 A;B 30 90\n"},
	{"an acknowledged booking is lost", "lost",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 2 1 30 book B 0 60\ndone 2 1 40 6 2\n"
         "write 6 2 book B 0 60 2 1\nstands 2 B 0 60\n"},
	{"its number was given to another", "lost",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 2 1 30 book B 0 60\ndone 2 1 40 5 1\n"
         "write 5 1 book B 0 60 2 1\nstands 1 B 0 60\n"},
	{"an acknowledged cancel is lost", "lost end",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 1 2 30 cancel 1\ndone 1 2 40 6 1\n"
         "write 5 1 book A 0 60 1 1\n"},
	{"two bookings overlap", "overlap",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 2 1 30 book A 30 90\ndone 2 1 40 6 2\n"
         "write 5 1 book A 0 60 1 1\nwrite 6 2 book A 30 90 2 1\nstands 1 A 0 60\nstands 2 A 30 90\n"},
	{"a move onto another", "overlap",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 2 1 30 book A 60 90\ndone 2 1 40 6 2\n"
         "ask 2 2 50 move 2 A 30 60\ndone 2 2 60 7 2\n"
         "write 5 1 book A 0 60 1 1\nwrite 6 2 book A 60 90 2 1\nwrite 7 2 move A 30 60 2 2\n"
         "stands 1 A 0 60\nstands 2 A 30 60\n"},
	{"a pool has more than its seats", "overlap",
         "ask 1 1 10 book P*2 0 60\ndone 1 1 20 5 1\nask 2 1 30 book P*2 30 90\ndone 2 1 40 6 2\n"
         "write 5 1 book P*2 0 60 1 1\nwrite 6 2 book P*2 30 90 2 1\nstands 1 P*2 0 60\nstands 2 P*2 30 90\n"},
	{"an unsure request was carried out twice", "twice",
         "ask 1 1 10 book P*1 0 60\nunsure 1 1 15 -18\ndone 1 1 20 6 2\n"
         "write 5 1 book P*1 0 60 1 1\nwrite 6 2 book P*1 0 60 1 1\nstands 1 P*1 0 60\nstands 2 P*1 0 60\n"},
	{"a booking that nobody asked for", "unasked",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\n"
         "write 5 1 book A 0 60 1 1\nwrite 6 2 book B 0 60 1 2\nstands 1 A 0 60\nstands 2 B 0 60\n"},
	{"what failed is there", "unasked",
         "ask 1 1 10 book A 0 60\nfailed 1 1 20 -3\nwrite 5 1 book A 0 60 1 1\nstands 1 A 0 60\n"},
	{"what was refused is there", "unasked unexplained",
         "ask 1 1 10 book A 0 60\nrefused 1 1 20 taken A 9\nwrite 5 1 book A 0 60 1 1\nstands 1 A 0 60\n"},
	{"another time than was asked for", "lost unasked",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nwrite 5 1 book A 0 30 1 1\nstands 1 A 0 30\n"},
	{"no answer, and done", "",
         "ask 1 1 10 book A 0 60\nunsure 1 1 15 -18\nwrite 5 1 book A 0 60 1 1\nstands 1 A 0 60\n"},
	{"no answer, and not done", "", "ask 1 1 10 book A 0 60\nunsure 1 1 15 -18\n"},
	{"no answer, and done much later", "",
         "ask 1 1 10 book A 0 60\nunsure 1 1 15 -18\nask 2 1 20 look A 0 60\nseen 2 1 30\n"
         "ask 2 2 40 look A 0 60\nseen 2 2 50 1 0 60\nwrite 5 1 book A 0 60 1 1\nstands 1 A 0 60\n"},
	{"the journal is in another order than the answers", "order",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 6 2\nask 2 1 30 book B 0 60\ndone 2 1 40 5 1\n"
         "write 5 1 book B 0 60 2 1\nwrite 6 2 book A 0 60 1 1\nstands 1 B 0 60\nstands 2 A 0 60\n"},
	{"at the same time any order is good", "",
         "ask 1 1 10 book A 0 60\nask 2 1 15 book B 0 60\ndone 1 1 20 6 2\ndone 2 1 40 5 1\n"
         "write 5 1 book B 0 60 2 1\nwrite 6 2 book A 0 60 1 1\nstands 1 B 0 60\nstands 2 A 0 60\n"},
	{"refused by what was cancelled before", "stale",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 1 2 30 cancel 1\ndone 1 2 40 6 1\n"
         "ask 2 1 50 book A 0 60\nrefused 2 1 60 taken A 1\nwrite 5 1 book A 0 60 1 1\nwrite 6 1 cancel\n"},
	{"refused by what is being cancelled", "",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 1 2 30 cancel 1\n"
         "ask 2 1 35 book A 0 60\nrefused 2 1 60 taken A 1\ndone 1 2 70 6 1\n"
         "write 5 1 book A 0 60 1 1\nwrite 6 1 cancel\n"},
	{"refused by what was asked for later", "unexplained",
         "ask 2 1 1 book A 0 60\nrefused 2 1 5 taken A 1\nask 1 1 10 book A 0 60\ndone 1 1 20 5 1\n"
         "write 5 1 book A 0 60 1 1\nstands 1 A 0 60\n"},
	{"refused by two that never stood together", "unexplained",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 3 1 21 book A;B 0 60\nask 1 2 30 cancel 1\ndone 1 2 40 6 1\n"
         "ask 2 1 50 book B 0 60\ndone 2 1 60 7 2\nrefused 3 1 70 taken A 1 taken B 2\n"
         "write 5 1 book A 0 60 1 1\nwrite 6 1 cancel\nwrite 7 2 book B 0 60 2 1\nstands 2 B 0 60\n"},
	{"a reason is left out", "unexplained",
         "ask 1 1 10 book A;B 0 60\ndone 1 1 20 5 1\nask 2 1 30 book A;B 0 60\nrefused 2 1 40 taken A 1\n"
         "write 5 1 book A;B 0 60 1 1\nstands 1 A;B 0 60\n"},
	{"refused without a reason", "unexplained", "ask 2 1 30 book A 0 60\nrefused 2 1 40\n"},
	{"a pool that has too few left", "",
         "ask 1 1 10 book P*2 0 60\ndone 1 1 20 5 1\nask 2 1 30 book P*2 30 90\nrefused 2 1 40 left P 1\n"
         "write 5 1 book P*2 0 60 1 1\nstands 1 P*2 0 60\n"},
	{"a pool that has more left than it says", "unexplained",
         "ask 1 1 10 book P*2 0 60\ndone 1 1 20 5 1\nask 2 1 30 book P*2 30 90\nrefused 2 1 40 left P 0\n"
         "write 5 1 book P*2 0 60 1 1\nstands 1 P*2 0 60\n"},
	{"the peak of a pool, not its sum", "",
         "ask 1 1 10 book P*2 0 30\ndone 1 1 20 5 1\nask 1 2 21 book P*2 30 60\ndone 1 2 22 6 2\n"
         "ask 2 1 30 book P*1 0 60\ndone 2 1 40 7 3\n"
         "write 5 1 book P*2 0 30 1 1\nwrite 6 2 book P*2 30 60 1 2\nwrite 7 3 book P*1 0 60 2 1\n"
         "stands 1 P*2 0 30\nstands 2 P*2 30 60\nstands 3 P*1 0 60\n"},
	{"a move is not in its own way", "unexplained",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 1 2 30 move 1 A 30 90\nrefused 1 2 40 taken A 1\n"
         "write 5 1 book A 0 60 1 1\nstands 1 A 0 60\n"},
	{"a booking is gone that stands", "stale",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 1 2 30 cancel 1\nrefused 1 2 40 gone 1\n"
         "write 5 1 book A 0 60 1 1\nstands 1 A 0 60\n"},
	{"two looks, the second at an older state", "stale",
         "ask 1 1 10 book A 0 60\nask 2 1 20 look A 0 60\nseen 2 1 30 1 0 60\n"
         "ask 3 1 40 look A 0 60\nseen 3 1 50\ndone 1 1 60 5 1\nwrite 5 1 book A 0 60 1 1\nstands 1 A 0 60\n"},
	{"two looks at once", "",
         "ask 1 1 10 book A 0 60\nask 2 1 20 look A 0 60\nask 3 1 25 look A 0 60\nseen 2 1 30 1 0 60\n"
         "seen 3 1 50\ndone 1 1 60 5 1\nwrite 5 1 book A 0 60 1 1\nstands 1 A 0 60\n"},
	{"a refusal after a look at what was cancelled meanwhile", "stale",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 1 2 30 cancel 1\nask 2 1 40 look A 0 60\nseen 2 1 45\n"
         "ask 2 2 50 book A 0 60\nrefused 2 2 60 taken A 1\ndone 1 2 70 6 1\nwrite 5 1 book A 0 60 1 1\nwrite 6 1 "
         "cancel\n"},
	{"a look that leaves one out", "stale",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 2 1 30 look A 0 120\nseen 2 1 40\n"
         "write 5 1 book A 0 60 1 1\nstands 1 A 0 60\n"},
	{"a look at half of a change", "unexplained",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 2 1 25 look A 0 120\nask 1 2 30 move 1 A 60 120\ndone 1 2 40 6 "
         "1\n"
         "seen 2 1 50 1 0 60 1 60 120\nwrite 5 1 book A 0 60 1 1\nwrite 6 1 move A 60 120 1 2\nstands 1 A 60 120\n"},
	{"a move of what was cancelled", "overlap end",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nask 1 2 30 cancel 1\ndone 1 2 40 6 1\n"
         "ask 1 3 50 move 1 A 60 90\ndone 1 3 60 7 1\n"
         "write 5 1 book A 0 60 1 1\nwrite 6 1 cancel\nwrite 7 1 move A 60 90 1 3\n"},
	{"a booking stands that the journal lacks", "end", "stands 7 A 0 60\n"},
	{"a booking does not stand that the journal has", "end",
         "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\nwrite 5 1 book A 0 60 1 1\n"},
};

START_TEST(forged_histories)
{
	char text[3000];
	struct told t;
	snprintf(text, sizeof text, "%s%s", THINGS, forged[_i].text);
	const char *faults = faults_of(text, &t);
	ck_assert_msg(strcmp(faults, forged[_i].faults) == 0, "%s: found \"%s\", not \"%s\": %s", forged[_i].name,
	              faults, forged[_i].faults, t.first);
}
END_TEST

START_TEST(malformed_histories)
{
	static const char *const lines[] = {
		"ask 1 1 10 book C 0 60\n",
		"ask 1 1 10 book A 60 60\n",
		"ask 1 1 10 sing\n",
		"done 1 1 20 5 1\n",
		"write 5 1 book A 0 60\n",
		"seen 1\n",
		"resource A 0\n",
		"what\n",
		"write 5 1 cancel\nwrite 5 2 cancel\n",
		"ask 1 1 x book A 0 60\n",
		"ask 1 1 10 look A 0 60\ndone 1 1 20 5 1\n",
		"ask 1 1 10 cancel 1\nfailed 1 1 5 -3\n",
	};
	char text[300];
	struct op_history h;
	history_init(&h);
	snprintf(text, sizeof text, "%s%s", THINGS, lines[_i]);
	ck_assert_msg(history_read(&h, text), "understood: %s", lines[_i]);
	history_release(&h);
}
END_TEST

/* The last line of a client that was killed. */
START_TEST(unended_line)
{
	struct told t;
	ck_assert_str_eq(faults_of(THINGS "ask 1 1 10 book A 0 60\ndone 1 1 2", &t), "");
}
END_TEST

/* ---- random histories that did happen one after the other ---- */

enum { CLIENTS = 5, STEPS = 120, BOOKINGS = 400, HALVES = 12 };

struct booked {
	uint64_t id;
	unsigned who;
	int resource, start, end; /* resource 0 or 1, for one at a time */
	bool stands;
};

struct world {
	struct random r;
	struct booked v[BOOKINGS];
	size_t n;
	uint64_t seq;
	unsigned no[CLIENTS];
	int64_t now, free_at[CLIENTS];
	struct buf asks, writes; /* the asks are written with their answers; a client asks one after another */
	bool has_done, has_refused, has_seen;
};

static const char *const names[] = {"A", "B"};

static bool is_taken(const struct world *w, int resource, int start, int end, uint64_t except, struct buf *why)
{
	bool taken = false;
	for (size_t i = 0; i < w->n; i++) {
		const struct booked *b = &w->v[i];
		if (!b->stands || b->id == except || b->resource != resource || b->start >= end || b->end <= start)
			continue;
		taken = true;
		buf_fmt(why, " taken %s %" PRIu64, names[resource], b->id);
	}
	return taken;
}

static void book_one(struct world *w, unsigned who, int resource, int start, int end, const char *when,
                     int64_t answered)
{
	struct buf why = {0};
	buf_fmt(&w->asks, "ask %s book %s %d %d\n", when, names[resource], start, end);
	if (is_taken(w, resource, start, end, 0, &why)) {
		buf_fmt(&w->asks, "refused %u %u %" PRId64 "%s\n", who, w->no[who], answered, buf_text(&why));
		w->has_refused = true;
	} else {
		struct booked *b = &w->v[w->n++];
		*b = (struct booked){w->n, who, resource, start, end, true};
		buf_fmt(&w->asks, "done %u %u %" PRId64 " %" PRIu64 " %" PRIu64 "\n", who, w->no[who], answered,
		        ++w->seq, b->id);
		buf_fmt(&w->writes, "write %" PRIu64 " %" PRIu64 " book %s %d %d %u %u\n", w->seq, b->id,
		        names[resource], start, end, who, w->no[who]);
		w->has_done = true;
	}
	buf_release(&why);
}

static void cancel_one(struct world *w, struct booked *b, const char *when, int64_t answered)
{
	buf_fmt(&w->asks, "ask %s cancel %" PRIu64 "\n", when, b->id);
	buf_fmt(&w->asks, "done %u %u %" PRId64 " %" PRIu64 " %" PRIu64 "\n", b->who, w->no[b->who], answered, ++w->seq,
	        b->id);
	buf_fmt(&w->writes, "write %" PRIu64 " %" PRIu64 " cancel\n", w->seq, b->id);
	b->stands = false;
}

static void look_once(struct world *w, unsigned who, int resource, const char *when, int64_t answered)
{
	buf_fmt(&w->asks, "ask %s look %s 0 %d\nseen %u %u %" PRId64, when, names[resource], HALVES, who, w->no[who],
	        answered);
	for (size_t i = 0; i < w->n; i++) {
		if (!w->v[i].stands || w->v[i].resource != resource)
			continue;
		buf_fmt(&w->asks, " %" PRIu64 " %d %d", w->v[i].id, w->v[i].start, w->v[i].end);
		w->has_seen = true;
	}
	buf_char(&w->asks, '\n');
}

static struct booked *own_booking(struct world *w, unsigned who)
{
	for (size_t i = w->n; i-- > 0;)
		if (w->v[i].stands && w->v[i].who == who)
			return &w->v[i];
	return NULL;
}

/* One request, whose moment is now: asked a while before, and after its client's last answer, answered a while after.
 */
static void step(struct world *w)
{
	char when[80];
	w->now += random_between(&w->r, 1, 20);
	unsigned who = random_below(&w->r, CLIENTS), dice = random_below(&w->r, 10);
	if (w->free_at[who] >= w->now)
		return;
	int64_t asked = random_between(&w->r, w->free_at[who] + 1, w->now);
	int64_t answered = w->now + random_between(&w->r, 0, 100);
	int resource = (int)random_below(&w->r, 2), start = (int)random_below(&w->r, HALVES - 3);
	struct booked *own = own_booking(w, who);
	w->free_at[who] = answered;
	snprintf(when, sizeof when, "%u %u %" PRId64, who, ++w->no[who], asked);
	if (dice < 3)
		look_once(w, who, resource, when, answered);
	else if (dice < 5 && own)
		cancel_one(w, own, when, answered);
	else
		book_one(w, who, resource, start, start + 1 + (int)random_below(&w->r, 3), when, answered);
}

static void live(struct world *w, uint64_t seed)
{
	*w = (struct world){.r = {seed}};
	buf_str(&w->asks, THINGS);
	for (int i = 0; i < STEPS; i++)
		step(w);
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].stands)
			buf_fmt(&w->writes, "stands %" PRIu64 " %s %d %d\n", w->v[i].id, names[w->v[i].resource],
			        w->v[i].start, w->v[i].end);
	buf_str(&w->asks, buf_text(&w->writes));
}

static void end(struct world *w)
{
	buf_release(&w->asks);
	buf_release(&w->writes);
}

START_TEST(random_histories_pass)
{
	uint64_t seed = random_seed(1);
	for (uint64_t i = 0; i < 300; i++) {
		static struct world w;
		struct told t;
		live(&w, seed + i);
		const char *faults = faults_of(buf_text(&w.asks), &t);
		ck_assert_msg(!*faults, "seed %" PRIu64 ": %s: %s", seed + i, faults, t.first);
		end(&w);
	}
}
END_TEST

/* The line that begins with `word`, by chance one of all of them, is taken out. False if there is none. */
static bool take_out_line(char *text, const char *word, struct random *r)
{
	size_t n = 0, len = strlen(word);
	char *found = NULL;
	for (char *p = text; *p; p = strchr(p, '\n') + 1)
		if (strncmp(p, word, len) == 0 && random_below(r, (unsigned)++n) == 0)
			found = p;
	if (!found)
		return false;
	char *after = strchr(found, '\n') + 1;
	memmove(found, after, strlen(after) + 1);
	return true;
}

/* A number that is not the right one, in place of the last of a line that begins with `word`. */
static bool forge_line(char *text, const char *word, struct random *r)
{
	size_t n = 0, len = strlen(word);
	char *found = NULL;
	for (char *p = text; *p; p = strchr(p, '\n') + 1) {
		char *stop = strchr(p, '\n');
		if (strncmp(p, word, len) == 0 && stop[-2] == ' ' && random_below(r, (unsigned)++n) == 0)
			found = stop - 1;
	}
	if (found)
		*found = *found == '9' ? '1' : (char)(*found + 1);
	return found;
}

/* With one lie in it, a history that happened is found out: whatever was written, or is stood for. */
START_TEST(random_lies_are_found)
{
	static const char *const taken_out[] = {"write", "stands"}, *const forged_words[] = {"write", "stands", "done"};
	uint64_t seed = random_seed(1);
	unsigned n = 0;
	for (uint64_t i = 0; i < 300; i++) {
		static struct world w;
		struct random r = {seed + i};
		struct told t;
		bool lied;
		live(&w, seed + i);
		char *text = strdup(buf_text(&w.asks));
		ck_assert_ptr_nonnull(text);
		if (i % 2)
			lied = take_out_line(text, taken_out[i / 2 % 2], &r);
		else
			lied = forge_line(text, forged_words[i / 2 % 3], &r);
		if (lied && !*faults_of(text, &t)) {
			free(text);
			ck_abort_msg("seed %" PRIu64 ": not found", seed + i);
		}
		n += lied;
		free(text);
		end(&w);
	}
	ck_assert_uint_gt(n, 200);
}
END_TEST

START_TEST(figures_of_a_history)
{
	struct op_history h;
	struct serial_count c;
	history_init(&h);
	ck_assert_ptr_null(history_read(&h,
	                                THINGS "ask 1 1 10 book A 0 60\ndone 1 1 20 5 1\n"
	                                       "ask 1 2 30 book B 0 60\nunsure 1 2 40 -18\nunsure 1 2 50 -18\n"
	                                       "done 1 2 90 6 2\nask 1 3 91 book A 0 60\nunsure 1 3 92 -18\n"
	                                       "refused 1 3 93 taken A 1\nask 1 4 94 book A 60 90\nunsure 1 4 95 -18\n"
	                                       "ask 2 1 95 look A 0 60\nseen 2 1 96 1 0 60\nstop 200\n"));
	ck_assert_int_eq(serial_count(&h, &c), 0);
	ck_assert_uint_eq(c.n_asks, 5);
	ck_assert_uint_eq(c.n_done, 2);
	ck_assert_uint_eq(c.n_refused, 1);
	ck_assert_uint_eq(c.n_seen, 1);
	ck_assert_uint_eq(c.n_never, 1);
	ck_assert_uint_eq(c.n_unsure, 3);
	ck_assert_uint_eq(c.n_unsure_answers, 4);
	ck_assert_uint_eq(c.n_unsure_done, 1);
	ck_assert_uint_eq(c.n_unsure_refused, 1);
	ck_assert_int_eq(c.longest_unsure, 60);
	ck_assert_int_eq(c.gap, 110);
	ck_assert_int_eq(c.gap_at, 90);
	history_release(&h);
}
END_TEST

Suite *serial_suite(void)
{
	Suite *s = suite_create("serial");
	TCase *tc = tcase_create("serial");
	tcase_add_loop_test(tc, forged_histories, 0, sizeof forged / sizeof *forged);
	tcase_add_loop_test(tc, malformed_histories, 0, 12);
	tcase_add_test(tc, unended_line);
	tcase_add_test(tc, random_histories_pass);
	tcase_add_test(tc, random_lies_are_found);
	tcase_add_test(tc, figures_of_a_history);
	suite_add_tcase(s, tc);
	return s;
}
