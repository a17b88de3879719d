/* Running commands in forced mode: as sshd does it, with the key's line as arguments and the command in the
 * environment. */
#ifndef QUAD_TESTS_TUI_FORCED_H
#define QUAD_TESTS_TUI_FORCED_H

#include "tests/engine.h"
#include "tests/tui/command.h"

#define KEY_OF_ANA "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define PRINT_OF_ANA "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA"

/* A path in the tests' directory, in `kept`. */
static inline const char *path_of(const char *name)
{
	return arena_fmt(&kept, "%s/%s", test_dir(), name);
}

/* Runs the program with these words; the input is a file, NULL: nothing. The answer is in `last`. */
static inline int run_words(const char *const *words, const char *command, const char *input)
{
	const char *out = path_of("stdout"), *err = path_of("stderr");
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		char *argv[ARGS_MAX + 1] = {NULL};
		int argc = 0;
		for (; words[argc] && argc < ARGS_MAX; argc++)
			argv[argc] = strdup(words[argc]);
		if (command)
			setenv("SSH_ORIGINAL_COMMAND", command, 1);
		else
			unsetenv("SSH_ORIGINAL_COMMAND");
		redirect(STDIN_FILENO, input ? input : "/dev/null");
		redirect(STDOUT_FILENO, out);
		redirect(STDERR_FILENO, err);
		_exit(quad_main(argc, argv));
	}
	last.status = wait_for(pid);
	last.out = keep_file(out);
	last.err = keep_file(err);
	return last.status;
}

/* The same of one who has the key of ana. */
static inline int ask_with(const char *command, const char *input)
{
	const char *const words[] = {"quad", "--as", "ana", "--key", PRINT_OF_ANA, "--store", test_store("store"),
	                             NULL};
	return run_words(words, command, input);
}

static inline int ask(const char *command)
{
	return ask_with(command, NULL);
}

#define ASSERT_ASKED(expected, command)                                                                                \
	do {                                                                                                           \
		int asked_ = ask(command);                                                                             \
		ck_assert_msg(asked_ == (expected), "`%s`: status %d, not %d\nstdout: %.2000s\nstderr: %.2000s",       \
		              (command), asked_, (expected), last.out, last.err);                                      \
	} while (0)

/* A store with a lab, whose first coordinator is root, and with ana, who has a key and may everything. */
static inline void use_forced_store(void)
{
	use_store();
	ASSERT_STATUS(0, "--as root init");
	write_file("people.csv", "login,name,role,ssh_key\nana,Ana,coordinator," KEY_OF_ANA "\n");
	ASSERT_STATUS(0, "--as root import people %s", path_of("people.csv"));
	write_file("campuses.csv", "code,name\nN,North\n");
	ASSERT_STATUS(0, "--as root import campuses %s", path_of("campuses.csv"));
	write_file("resources.csv", "code,name,kind,campus,seats\nLAB-1,Lab one,lab,N,40\nLAB-2,实验室二,lab,N,40\n");
	ASSERT_STATUS(0, "--as root import resources %s", path_of("resources.csv"));
}

#endif
