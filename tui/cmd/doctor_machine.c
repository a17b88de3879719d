/* The machine: the account of the store, sshd. */
#include <glob.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "tui/base/locale.h"
#include "tui/cmd/doctor.h"

/* ---- the account ---- */

static void check_shell(struct doctor *d, const struct passwd *pw)
{
	const char *name = strrchr(pw->pw_shell, '/');
	name = name ? name + 1 : pw->pw_shell;
	bool is_none = strcmp(name, "nologin") == 0 || strcmp(name, "false") == 0;
	bool is_there = !*pw->pw_shell || access(doctor_path(d, pw->pw_shell), X_OK) == 0;
	if (is_none || !is_there)
		doctor_wrong(d, "account",
		             doctor_text(d, "sudo usermod --shell /bin/sh %s", doctor_word(d, pw->pw_name)),
		             _("the shell of the account %s is %s, so that sshd cannot run quad for those with a key"),
		             pw->pw_name, pw->pw_shell);
	else
		doctor_right(d, "account");
}

/* The account that owns the store; its name goes to d->owner. */
static void check_account(struct doctor *d)
{
	FILE *f = fopen(doctor_path(d, "/etc/passwd"), "re");
	struct passwd *pw = f ? fgetpwent(f) : NULL;
	while (pw && pw->pw_uid != d->owner_uid)
		pw = fgetpwent(f);
	if (!pw && !*d->root)
		pw = getpwuid(d->owner_uid);
	if (pw) {
		d->owner = doctor_text(d, "%s", pw->pw_name);
		d->home = doctor_text(d, "%s", pw->pw_dir);
		check_shell(d, pw);
	} else {
		doctor_wrong(d, "account", doctor_text(d, "sudo chown -R quad: %s", doctor_word(d, d->store_dir)),
		             _("the store belongs to the number %lu, which is no account of this machine"),
		             (unsigned long)d->owner_uid);
	}
	if (f)
		fclose(f);
}

/* ---- sshd ---- */

/*
 * What sshd_config(5) says globally: of each keyword the first value counts; a Match block ends what is global in its
 * file. Of blocks it is only read whether sshd asks quad for keys.
 */
struct sshd {
	struct doctor *d;
	bool key_said, tty_said, force_said, allow_said;
};

static bool names_owner(const struct sshd *s, const char *list)
{
	size_t len = strlen(s->d->owner);
	for (const char *p = list; (p = strstr(p, s->d->owner)); p += len) {
		bool begins = p == list || strchr(" \t,", p[-1]);
		bool ends = !p[len] || strchr(" \t,@", p[len]);
		if (begins && ends)
			return true;
	}
	return strpbrk(list, "*?") != NULL;
}

static void judge_keyword(struct sshd *s, const char *file, const char *keyword, const char *value)
{
	struct doctor *d = s->d;
	const char *edit = doctor_text(d, "sudo editor %s && sudo systemctl reload ssh", file);
	if (strcasecmp(keyword, "PubkeyAuthentication") == 0 && !s->key_said) {
		s->key_said = true;
		if (strcasecmp(value, "no") == 0)
			doctor_wrong(d, "sshd", edit, _("%s: PubkeyAuthentication no, so that no key lets anybody in"),
			             file);
	} else if (strcasecmp(keyword, "PermitTTY") == 0 && !s->tty_said) {
		s->tty_said = true;
		if (strcasecmp(value, "no") == 0)
			doctor_wrong(d, "sshd", edit, _("%s: PermitTTY no, so that the screen does not open over SSH"),
			             file);
	} else if (strcasecmp(keyword, "ForceCommand") == 0 && !s->force_said) {
		s->force_said = true;
		doctor_wrong(d, "sshd", edit, _("%s: ForceCommand %s, in place of the command of each key"), file,
		             value);
	} else if (strcasecmp(keyword, "AllowUsers") == 0 && !s->allow_said) {
		s->allow_said = true;
		if (!names_owner(s, value))
			doctor_wrong(d, "sshd", edit, _("%s: AllowUsers does not name the account %s"), file, d->owner);
	} else if (strcasecmp(keyword, "DenyUsers") == 0 && names_owner(s, value)) {
		doctor_wrong(d, "sshd", edit, _("%s: DenyUsers names the account %s"), file, d->owner);
	}
}

static void read_config(struct sshd *s, const char *file)
{
	char line[1024];
	bool is_global = true;
	FILE *f = fopen(file, "re");
	while (f && fgets(line, sizeof line, f)) {
		char *keyword = line + strspn(line, " \t");
		char *value = keyword + strcspn(keyword, " \t=\n");
		bool has_value = *value != '\0' && *value != '\n';
		if (has_value)
			*value++ = '\0';
		value += strspn(value, " \t=");
		value[strcspn(value, "\n")] = '\0';
		is_global = is_global && strcasecmp(keyword, "Match") != 0;
		if (strcasecmp(keyword, "AuthorizedKeysCommand") == 0 && strstr(value, " --for-sshd "))
			s->d->sshd_asks = true;
		if (*keyword != '#' && has_value && is_global)
			judge_keyword(s, file, keyword, value);
	}
	if (f)
		fclose(f);
}

/* Debian's file begins with the fragments, in the order of their names. */
static void check_sshd(struct doctor *d)
{
	struct sshd s = {.d = d};
	const char *file = doctor_path(d, "/etc/ssh/sshd_config");
	unsigned before = d->n_wrong;
	glob_t fragments;
	if (!d->owner || access(file, R_OK) != 0)
		return;
	if (glob(doctor_path(d, "/etc/ssh/sshd_config.d/*.conf"), 0, NULL, &fragments) == 0) {
		for (size_t i = 0; i < fragments.gl_pathc; i++)
			read_config(&s, fragments.gl_pathv[i]);
		globfree(&fragments);
	}
	read_config(&s, file);
	if (d->n_wrong == before)
		doctor_right(d, "sshd");
}

void doctor_machine(struct doctor *d)
{
	check_account(d);
	check_sshd(d);
}
