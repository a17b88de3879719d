/*
 * sshd(8), AUTHORIZED_KEYS FILE FORMAT: options, the type, the key. `restrict` takes away all forwarding and more to
 * come, `pty` gives the terminal back. The command goes through the account's shell.
 */
#include "tui/cmd/keys_lines.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"

#define STORE_OF_ALL "/var/lib/quad" /* that is taken where none is named (cli.c) */

/* Letters, digits, some other characters of ASCII, and whatever is not ASCII. */
static bool is_made_of(const char *text, const char *others)
{
	for (const char *p = text; *p; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
		if (!letter && !strchr(others, *p) && !((unsigned char)*p & 0x80))
			return false;
	}
	return true;
}

/* What means nothing to a shell, nor within the quotes of an option. What is not ASCII is none of theirs. */
static bool is_plain(const char *path)
{
	return *path == '/' && is_made_of(path, "/._-+,@%=");
}

/* What means nothing to either within single quotes. */
static bool is_plain_address(const char *address)
{
	return is_made_of(address, "/._-+,@%=:?&;!~*()[]");
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* True if a `quad` that sshd's PATH finds first is that program. */
static bool is_in_path(const char *program)
{
	static const char *const paths[] = {"/usr/local/bin/quad", "/usr/bin/quad", "/bin/quad"};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (access(paths[i], X_OK) == 0)
			return is_same_file(paths[i], program);
	return false;
}

/* The store's word in the line; NULL: it is the one that is taken where none is named. */
static int make_store(const char *store_dir, struct arena *arena, const char **out, const char **bad)
{
	char path[PATH_MAX];
	*out = NULL;
	if (db_is_address(store_dir)) {
		*out = arena_fmt(arena, "'%s'", store_dir);
		*bad = is_plain_address(store_dir) ? NULL : store_dir;
		return *out ? 0 : QUAD_ENOMEM;
	}
	if (is_same_file(store_dir, STORE_OF_ALL))
		return 0;
	if (!realpath(store_dir, path))
		return QUAD_EIO;
	*out = arena_str(arena, path);
	if (!*out)
		return QUAD_ENOMEM;
	*bad = is_plain(*out) ? NULL : *out;
	return 0;
}

int keys_command_make(const char *store_dir, struct arena *arena, struct keys_command *out, const char **bad)
{
	char path[PATH_MAX];
	*out = (struct keys_command){0};
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	if (n < 0)
		return QUAD_EIO;
	path[n] = '\0';
	*bad = NULL;
	out->program = arena_str(arena, is_in_path(path) ? "quad" : path);
	int err = make_store(store_dir, arena, &out->store, bad);
	if (err)
		return err;
	if (!out->program)
		return QUAD_ENOMEM;
	if (strcmp(out->program, "quad") != 0 && !is_plain(out->program))
		*bad = out->program;
	return *bad ? QUAD_EINVAL : 0;
}

void keys_line(const struct keys_command *command, const struct key_row *row, struct buf *out)
{
	char text[SSH_KEY_TEXT_MAX];
	const struct ssh_key *key = &row->key;
	if (!row->opens || !person_login_fits(row->login))
		return;
	buf_fmt(out, "restrict,pty,command=\"%s --as %s --key %s", command->program, row->login,
	        ssh_key_fingerprint(&key->fingerprint, text));
	if (command->store)
		buf_fmt(out, " --store %s", command->store);
	buf_char(out, '"');
	if (key->expires_min != SSH_KEY_NEVER) {
		buf_char(out, ',');
		ssh_key_write_expiry(key->expires_min, true, out);
	}
	buf_fmt(out, " %s ", key->type);
	buf_add(out, key->base64.p, key->base64.len);
	buf_char(out, '\n');
}

/* The length of the first two words, which a type and a key may be. */
static size_t two_words(const char *s, size_t len)
{
	size_t n = 0;
	for (int word = 0; word < 2; word++) {
		while (n < len && (s[n] == ' ' || s[n] == '\t'))
			n++;
		while (n < len && s[n] != ' ' && s[n] != '\t')
			n++;
	}
	return n;
}

bool keys_line_read(const char *line, size_t len, struct hash *out)
{
	bool quoted = false, at_word = true;
	if (len > 0 && *line == '#')
		return false;
	for (size_t i = 0; i < len; i++) {
		struct ssh_key key;
		if (at_word && !quoted) {
			ssh_key_read(line + i, two_words(line + i, len - i), &key);
			*out = key.fingerprint;
			if (key.type)
				return true;
		}
		quoted ^= line[i] == '"' && (i == 0 || line[i - 1] != '\\');
		at_word = line[i] == ' ' || line[i] == '\t';
	}
	return false;
}
