/*
 * Options by a table, so that help, completion and parsing cannot differ. It knows nothing of what values mean: a
 * command asks for the text by the option's name and judges it.
 */
#include "tui/base/args.h"

#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/base/usage.h"

const struct arg_option *args_match(const struct arg_option *options, const char *word, const char **value)
{
	*value = NULL;
	if (strncmp(word, "--", 2) != 0 || !options)
		return NULL;
	size_t len = strcspn(word + 2, "=");
	for (const struct arg_option *o = options; o->name; o++) {
		if (strlen(o->name) != len || strncmp(o->name, word + 2, len) != 0)
			continue;
		if (word[2 + len] == '=')
			*value = word + 2 + len + 1;
		return o;
	}
	return NULL;
}

/* Reads the option at argv[*i]; moves *i over its value. */
static int take_option(const struct arg_option *options, int argc, char *const *argv, int *i, struct arg_given *out,
                       struct buf *message)
{
	const char *word = argv[*i], *value;
	const struct arg_option *o = args_match(options, word, &value);
	if (!o) {
		buf_fmt(message, _("%s: there is no option %.*s"), argv[0], (int)strcspn(word, "="), word);
		return QUAD_EINVAL;
	}
	if (!o->value && value) {
		buf_fmt(message, _("%s: --%s takes no value"), argv[0], o->name);
		return QUAD_EINVAL;
	}
	if (o->value && !value) {
		if (*i + 1 >= argc) {
			struct buf value_words = {0};
			usage_words(o->value, &value_words);
			buf_fmt(message, _("%s: --%s needs a value: --%s %s"), argv[0], o->name, o->name,
			        buf_text(&value_words));
			buf_release(&value_words);
			return QUAD_EINVAL;
		}
		value = argv[++*i];
	}
	*out = (struct arg_given){o, value ? value : ""};
	return 0;
}

int args_parse(const struct arg_option *options, int argc, char *const *argv, struct args *out, struct buf *message)
{
	*out = (struct args){0};
	size_t max = argc > 0 ? (size_t)argc : 1;
	const char **words = arena_alloc(&out->arena, max * sizeof *words);
	out->given = arena_alloc(&out->arena, max * sizeof *out->given);
	out->words = words;
	if (!words || !out->given)
		return QUAD_ENOMEM;
	bool ended = false;
	for (int i = 1; i < argc; i++) {
		if (!ended && strcmp(argv[i], "--") == 0) {
			ended = true;
		} else if (!ended && argv[i][0] == '-' && argv[i][1]) {
			int err = take_option(options, argc, argv, &i, &out->given[out->n_given], message);
			if (err)
				return err;
			out->n_given++;
		} else {
			words[out->n_words++] = argv[i];
		}
	}
	return 0;
}

void args_release(struct args *a)
{
	arena_release(&a->arena);
	*a = (struct args){0};
}

const char *args_next(const struct args *a, const char *name, size_t *at)
{
	while (*at < a->n_given) {
		const struct arg_given *g = &a->given[(*at)++];
		if (strcmp(g->option->name, name) == 0)
			return g->value;
	}
	return NULL;
}

const char *args_get(const struct args *a, const char *name)
{
	const char *value = NULL, *v;
	size_t at = 0;
	while ((v = args_next(a, name, &at)) != NULL)
		value = v;
	return value;
}

bool args_has(const struct args *a, const char *name)
{
	return args_get(a, name) != NULL;
}
