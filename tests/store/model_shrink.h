/*
 * What the random suites share: a run of steps in a process of its own, so that also a crash is a mismatch and not the
 * end; and the shrinking of a run that fails, by leaving out halves, quarters... single steps and by making what is
 * left simpler, as long as it fails (Zeller and Hildebrandt 2002). Each trial has a fresh store. At the end stands a
 * script of commands.
 *
 * QUAD_TEST_SEED and QUAD_TEST_OPERATIONS set where the steps begin and how many there are in all.
 */
#ifndef QUAD_TESTS_STORE_MODEL_SHRINK_H
#define QUAD_TESTS_STORE_MODEL_SHRINK_H

#include <ftw.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/engine.h"
#include "tests/random.h"
#include "tests/store/ask.h"
#include "tests/store/model_script.h"

enum {
	TRIALS_MAX = 4000,
	STEP_BYTES_MAX = 512,
	COUNTS_MAX = 8,
	TRIAL_SECONDS = 900, /* a run that takes longer hangs */
};

/* Shared with the process that makes the steps. */
struct trial {
	bool failed;
	size_t n;                 /* steps that were made, the failing ones included */
	size_t counts[COUNTS_MAX]; /* what the suite counts; kept from trial to trial */
	char why[4096];
	char script[SCRIPT_MAX];
};

struct shrinker {
	const char *dir; /* where the process has its store; emptied after each trial */
	struct trial *trial;
	/* Makes the steps in a process of its own; steps NULL: makes them up. Does not return from a mismatch. */
	void (*run)(void *arg, const void *steps, size_t n);
	/* Makes a step simpler in the way `how`, from 0; 0: it is that already, negative: there is no such way. */
	int (*simplify)(void *step, int how);
	void *arg;
	size_t size; /* of a step */
	size_t trials;
};

/* Memory that a process and its children share, zero. */
static inline void *shared_memory(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert(p != MAP_FAILED);
	return p;
}

/* For the process of a trial: says what is wrong, with the script so far, and ends. */
static inline void trial_fail(struct trial *t, const struct script *script, const char *format, ...)
	__attribute__((format(printf, 3, 4), noreturn));

static inline void trial_fail(struct trial *t, const struct script *script, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	vsnprintf(t->why, sizeof t->why, format, ap);
	va_end(ap);
	script_write(script, t->script);
	t->failed = true;
	test_child_end(1);
}

static inline int shrink_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	return ftw->level ? remove(path) : 0;
}

/* True if the steps fail. */
static inline bool shrink_try(struct shrinker *s, const void *steps, size_t n)
{
	struct trial *t = s->trial;
	int status;
	s->trials++;
	t->failed = false;
	t->n = n;
	t->why[0] = t->script[0] = '\0';
	pid_t pid = fork();
	ck_assert(pid >= 0);
	if (pid == 0) {
		alarm(TRIAL_SECONDS);
		s->run(s->arg, steps, n);
		test_child_end(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	if (status != 0 && !t->failed)
		snprintf(t->why, sizeof t->why, "the process ended with %s %d", WIFSIGNALED(status) ? "signal" : "status",
		         WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	t->failed = status != 0;
	nftw(s->dir, shrink_remove, 16, FTW_DEPTH | FTW_PHYS);
	engine_remove_store(test_store("store")); /* the one on a server, too */
	return t->failed;
}

/* Leaves out what need not be: steps [at, at + len) of n. */
static inline bool shrink_without(struct shrinker *s, char *steps, size_t *n, size_t at, size_t len, char *scratch)
{
	memcpy(scratch, steps, at * s->size);
	memcpy(scratch + at * s->size, steps + (at + len) * s->size, (*n - at - len) * s->size);
	if (!shrink_try(s, scratch, *n - len))
		return false;
	/* what comes after the mismatch is not needed either */
	*n = s->trial->n < *n - len ? s->trial->n : *n - len;
	memcpy(steps, scratch, *n * s->size);
	return true;
}

static inline bool shrink_simplify(struct shrinker *s, char *steps, size_t n)
{
	bool any = false;
	char kept[STEP_BYTES_MAX];
	ck_assert_uint_le(s->size, sizeof kept);
	for (size_t i = 0; i < n; i++)
		for (int how = 0, changed; s->trials < TRIALS_MAX; how++) {
			char *step = steps + i * s->size;
			memcpy(kept, step, s->size);
			changed = s->simplify(step, how);
			if (changed < 0)
				break;
			if (changed && shrink_try(s, steps, n))
				any = true;
			else
				memcpy(step, kept, s->size);
		}
	return any;
}

/* Makes n failing steps few; the trial then holds what they fail with. Returns how many are left. */
static inline size_t shrink(struct shrinker *s, void *steps, size_t n)
{
	char *scratch = malloc(n * s->size + 1);
	bool again = true;
	ck_assert_ptr_nonnull(scratch);
	s->trials = 0;
	while (again && s->trials < TRIALS_MAX) {
		again = false;
		for (size_t len = n > 1 ? n / 2 : 1; len > 0; len /= 2)
			for (size_t end = n; end >= len && s->trials < TRIALS_MAX;) {
				bool less = n > len && shrink_without(s, steps, &n, end - len, len, scratch);
				again |= less;
				end = end - len < n ? end - len : n;
			}
		again |= shrink_simplify(s, steps, n);
	}
	free(scratch);
	if (!shrink_try(s, steps, n))
		snprintf(s->trial->why, sizeof s->trial->why, "it fails only now and then");
	return n;
}

enum { SLOWER_ON_SERVER = 4 };

/* How many operations the environment asks for; on a server, whose answers take their way, else a part of them. */
static inline size_t operations_wanted(size_t otherwise)
{
	const char *text = getenv("QUAD_TEST_OPERATIONS");
	if (text && *text)
		return strtoul(text, NULL, 10);
	return on_postgresql() ? otherwise / SLOWER_ON_SERVER : otherwise;
}

#endif
