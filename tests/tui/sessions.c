/*
 * A thousand sessions at once over SSH: half of them look, half of them book the same few places, and some are killed.
 * All end, nothing is booked twice, and the store, its journal and the places of its readers are sound afterwards.
 */
#include "tests/engine.h"
#include "tests/tui/forced.h"

Suite *sessions_suite(void);

#define SESSIONS 1000
#define SESSIONS_OF_SERVER 150 /* each is a process of the server, which takes some hundred */
#define SLOTS 25        /* hours that are asked for, of one lab */
#define ENDED_FIRST 10  /* the tenth part has ended when the killing begins */
#define EVERY_KILLED 10 /* of so many one is killed, if it still runs */

static pid_t sessions[SESSIONS];
static int statuses[SESSIONS];
static const char *store, *errors[2]; /* of who looks, of who books; a child has a test_dir of its own */

static int n_sessions(void)
{
	return on_postgresql() ? SESSIONS_OF_SERVER : SESSIONS;
}

/* Half of the sessions book. */
static bool books(int i)
{
	return i % 2 == 1;
}

static int slot_of(int i)
{
	return i / 2 % SLOTS;
}

/* What a session does once it is let go. */
static void be_session(int i, int gate)
{
	const char *const line[] = {"quad", "--as", "ana", "--key", PRINT_OF_ANA, "--store", store};
	char *argv[8] = {NULL}, command[200] = "bookings", byte;
	int slot = slot_of(i);
	for (int at = 0; at < 7; at++)
		argv[at] = strdup(line[at]);
	if (books(i))
		snprintf(command, sizeof command, "book LAB-1 --at 2040-01-%02dT%02d:00 --for 1h --purpose %d",
		         2 + slot / 5, 8 + slot % 5, i);
	setenv("SSH_ORIGINAL_COMMAND", command, 1);
	redirect(STDIN_FILENO, "/dev/null");
	redirect(STDOUT_FILENO, "/dev/null");
	redirect(STDERR_FILENO, errors[books(i)]);
	if (read(gate, &byte, 1) != 0)
		_exit(99);
	_exit(quad_main(7, argv));
}

/* Starts them all; none begins before all are there. */
static void start_sessions(void)
{
	int gate[2];
	ck_assert_int_eq(pipe(gate), 0);
	fflush(NULL);
	for (int i = 0; i < n_sessions(); i++) {
		sessions[i] = fork();
		ck_assert_int_ge(sessions[i], 0);
		if (sessions[i] == 0) {
			close(gate[1]);
			be_session(i, gate[0]);
		}
	}
	close(gate[0]);
	close(gate[1]);
}

/* Waits for whichever ends next. */
static void wait_for_one(void)
{
	int status, i = 0;
	pid_t pid = wait(&status);
	ck_assert_int_gt(pid, 0);
	while (i < n_sessions() && sessions[i] != pid)
		i++;
	ck_assert_int_lt(i, n_sessions());
	statuses[i] = WIFEXITED(status) ? WEXITSTATUS(status) : BY_SIGNAL + WTERMSIG(status);
	sessions[i] = 0;
}

static void kill_some(void)
{
	for (int i = 0; i < n_sessions(); i++)
		/* both who looks and who books: the tens, and what comes after them */
		if (sessions[i] && (i / 2) % EVERY_KILLED == 0)
			kill(sessions[i], SIGKILL);
}

/* How many bookings of each slot the store has. */
static void count_bookings(int *per_slot)
{
	ASSERT_STATUS(0, "--as ana bookings --json --from 2040-01-01 --to 2040-02-01");
	json_t *rows = parsed(), *row;
	size_t at;
	json_array_foreach(rows, at, row)
	{
		int day, hour;
		ck_assert_int_eq(sscanf(text_of(row, "start"), "2040-01-%dT%d:00", &day, &hour), 2);
		per_slot[(day - 2) * 5 + hour - 8]++;
	}
	json_decref(rows);
}

START_TEST(a_thousand_at_once_end_and_book_nothing_twice)
{
	store = test_store("store");
	errors[false] = path_of("looking.err");
	errors[true] = path_of("booking.err");
	start_sessions();
	int n_first = n_sessions() / ENDED_FIRST;
	for (int i = 0; i < n_first; i++)
		wait_for_one();
	kill_some();
	for (int i = n_first; i < n_sessions(); i++)
		wait_for_one();

	int booked[SLOTS] = {0}, told[SLOTS] = {0}, killed = 0;
	for (int i = 0; i < n_sessions(); i++) {
		int status = statuses[i];
		bool was_killed = status == BY_SIGNAL + SIGKILL, refused = books(i) && status == CMD_REFUSED;
		ck_assert_msg(status == 0 || refused || was_killed, "session %d: status %d: %s", i, status,
		              keep_file(path_of(books(i) ? "booking.err" : "looking.err")));
		killed += was_killed;
		told[slot_of(i)] += books(i) && status == 0;
	}
	ck_assert_int_gt(killed, 0);
	count_bookings(booked);
	for (int slot = 0; slot < SLOTS; slot++) {
		/* who was killed may have booked, but was not told */
		ck_assert_msg(booked[slot] == 1 && told[slot] <= 1, "slot %d: %d bookings, %d told", slot, booked[slot],
		              told[slot]);
	}
	ASSERT_STATUS(0, "check");
	ASSERT_STATUS(0, "log --verify");
	/* the places of those that were killed among the readers are free again; a server has none */
	ASSERT_STATUS(0, "--as ana stats");
	ck_assert_msg(on_postgresql() || strstr(last.out, "\nreaders,1\n") != NULL, "%s", last.out);
}
END_TEST

Suite *sessions_suite(void)
{
	Suite *s = suite_create("sessions");
	TCase *t = tcase_create("sessions");
	tcase_add_checked_fixture(t, use_forced_store, release_kept);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_thousand_at_once_end_and_book_nothing_twice);
	suite_add_tcase(s, t);
	return s;
}
