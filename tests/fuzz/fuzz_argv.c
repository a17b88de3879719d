/*
 * Any words as a command line, a word a line, on a store of its own. Words that name files are left out, so that nothing
 * but that store changes; standard output and error go nowhere.
 */
#include "store/change/store_apply.h"
#include <fcntl.h>

#include "tests/fuzz/fuzz_store.h"
#include "tui/quad.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS_MAX = 40, WORD_MAX_BYTES = 3000 };

/* The words whose commands and options write or read elsewhere. */
static bool is_left_out(const char *word)
{
	static const char *const words[] = {"backup", "restore", "init", "tui"};
	static const char *const options[] = {"--store", "--report"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (strncmp(word, options[i], strlen(options[i])) == 0)
			return true;
	return false;
}

static void to_nowhere(int fd)
{
	int null = open("/dev/null", O_RDWR);
	NEED(null >= 0 && dup2(null, fd) == fd);
	close(null);
}

static void make_school(void)
{
	make_store();
	import_text("resources", "code,kind,campus,seats\nR1,room,E,9\nR2,lab,W,0\nT1,teacher,E,\nP,equipment,E,5\n");
	import_text("travel", "from,to,minutes\nE,W,10\n");
	import_text("terms", "code,name,start,weeks\n2031A,Autumn,2031-09-01,18\n");
	import_text("periods", "number,start,end\n1,08:00,08:45\n2,08:55,09:40\n");
	/* the command opens it itself */
	store_close(&store);
	setenv("QUAD_STORE", store_dir, 1);
	setenv("HOME", store_dir, 1);
	NEED(chdir(store_dir) == 0);
	to_nowhere(STDIN_FILENO);
}

/* Runs with the streams going nowhere: the fuzzer's own words go to standard error. */
static int run_quietly(int argc, char **argv)
{
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	NEED(out >= 0 && err >= 0);
	fflush(NULL);
	to_nowhere(STDOUT_FILENO);
	to_nowhere(STDERR_FILENO);
	int status = quad_main(argc, argv);
	fflush(NULL);
	NEED(dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0);
	close(out);
	close(err);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool made;
	char text[WORD_MAX_BYTES + 1], name[] = "quad";
	char *argv[WORDS_MAX + 2] = {name};
	int argc = 1;
	if (size == 0 || size > WORD_MAX_BYTES || memchr(data, '/', size) || memchr(data, '\0', size))
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	for (char *p = text; p && argc <= WORDS_MAX; argc++) {
		argv[argc] = p;
		p = strchr(p, '\n');
		if (p)
			*p++ = '\0';
	}
	for (int i = 1; i < argc; i++)
		if (is_left_out(argv[i]))
			return 0;
	if (!made)
		make_school();
	made = true;
	int status = run_quietly(argc, argv);
	NEED((status >= 0 && status <= 5) || status == 75);
	return 0;
}
