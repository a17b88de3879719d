/*
 * Runs a fuzz entry over examples: every file named, and every file of every folder named. It says nothing unless it
 * cannot read one; a fault ends the process.
 */
#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run_file(const char *path)
{
	size_t len;
	char *data = test_read_file(path, &len);
	LLVMFuzzerTestOneInput((const uint8_t *)data, len);
	free(data);
}

static int run_folder(const char *path)
{
	char name[PATH_MAX];
	DIR *dir = opendir(path);
	if (!dir) {
		perror(path);
		return 1;
	}
	for (struct dirent *entry; (entry = readdir(dir));) {
		struct stat st;
		snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
		if (stat(name, &st) == 0 && S_ISREG(st.st_mode))
			run_file(name);
	}
	closedir(dir);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;
	for (int i = 1; i < argc; i++) {
		struct stat st;
		if (stat(argv[i], &st) == 0 && !S_ISDIR(st.st_mode))
			run_file(argv[i]);
		else
			failed |= run_folder(argv[i]);
	}
	return failed;
}
