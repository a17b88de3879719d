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
#include "tui/cmd/system_store.h"

/* Letters that mean nothing to a shell, nor within the quotes of an option. Others than ASCII are none of theirs. */
static bool is_plain(const char *path)
{
	for (const char *p = path; *p; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
		if (!letter && !strchr("/._-+,@%=", *p) && !((unsigned char)*p & 0x80))
			return false;
	}
	return *path == '/';
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

/* An address, which has characters that a shell would take otherwise, stands between quotes. */
static bool is_plain_address(const char *address)
{
	for (const char *p = address; *p; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
		if (!letter && !strchr("/._-+,@%=:?&[]~", *p))
			return false;
	}
	return true;
}

/* A password in an address would stand in each line, or where all who come read it: it belongs into ~/.pgpass. */
static int refuse_password(const char *address, struct arena *arena, const char **bad)
{
	struct buf shown = {0};
	db_show_place(address, &shown);
	const char *copy = arena_str(arena, buf_text(&shown));
	buf_release(&shown);
	if (!copy)
		return QUAD_ENOMEM;
	*bad = copy;
	return strcmp(copy, address) == 0 ? 0 : QUAD_EPERM;
}

static int name_server(const char *address, struct arena *arena, struct keys_command *out, const char **bad)
{
	*bad = address;
	out->store = arena_fmt(arena, "'%s'", address);
	if (!out->store)
		return QUAD_ENOMEM;
	return is_plain_address(address) ? 0 : QUAD_EINVAL;
}

static int name_directory(const char *dir, struct arena *arena, struct keys_command *out, const char **bad)
{
	char path[PATH_MAX];
	if (!realpath(dir, path))
		return QUAD_EIO;
	out->store = arena_str(arena, path);
	*bad = out->store;
	if (!out->store)
		return QUAD_ENOMEM;
	return is_plain(path) ? 0 : QUAD_EINVAL;
}

/* Sets *out if the store is the one that quad takes where none is named: with bad settings it takes none. */
static int compare_with_default(const char *store_dir, struct arena *arena, bool *out)
{
	const char *store;
	int err = system_store_setting("", arena, &store);
	*out = false;
	if (err)
		return err == QUAD_ENOMEM ? err : 0;
	if (!store)
		store = SYSTEM_STORE;
	*out = strcmp(store_dir, store) == 0 || is_same_file(store_dir, store);
	return 0;
}

static int name_program(struct arena *arena, struct keys_command *out, const char **bad)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	if (n < 0)
		return QUAD_EIO;
	path[n] = '\0';
	bool is_found = is_in_path(path);
	out->program = arena_str(arena, is_found ? "quad" : path);
	*bad = out->program;
	if (!out->program)
		return QUAD_ENOMEM;
	return is_found || is_plain(path) ? 0 : QUAD_EINVAL;
}

int keys_command_make(const char *store_dir, struct arena *arena, struct keys_command *out, const char **bad)
{
	bool is_default;
	*out = (struct keys_command){0};
	*bad = store_dir;
	int err = name_program(arena, out, bad);
	if (!err && db_is_address(store_dir))
		err = refuse_password(store_dir, arena, bad);
	if (!err)
		err = compare_with_default(store_dir, arena, &is_default);
	if (err || is_default)
		return err;
	return db_is_address(store_dir) ? name_server(store_dir, arena, out, bad)
	                                : name_directory(store_dir, arena, out, bad);
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
