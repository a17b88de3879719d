/*
 * What `quad doctor` finds: each check looks at one part of an installation and adds a row for what is wrong there,
 * with a command that mends it. The checks know nothing of each other. With `--all`, what is right has a row too.
 */
#ifndef QUAD_TUI_DOCTOR_H
#define QUAD_TUI_DOCTOR_H

#include <sys/types.h>

#include "store/facts/store_open.h"
#include "tui/cmd/cmd.h"

/* What the checks work with. */
struct doctor {
	struct cmd_context *c;
	struct arena *arena;
	const char *root;    /* where the system's files are looked for: "" = this machine */
	const char *backups; /* the directory of the backups */
	const char *store_dir, *store_name; /* see cmd.h */
	const char *timers_store, *timers_name; /* of the store that the timers work on, alike */
	bool is_system;                         /* the store is that one: timers and backups are expected */
	bool no_timers;                         /* none works here, as on a server another machine may do it */
	bool all;
	struct store *store; /* NULL: it could not be opened, or the caller may not */
	const char *owner;   /* the account that owns the store, NULL: none or not known */
	const char *home;    /* of that account, NULL as before */
	uid_t owner_uid;
	bool sshd_asks; /* by AuthorizedKeysCommand: it needs no file of keys */
	unsigned n_wrong;
	int err; /* of the rows or of memory; what follows is nothing then */
};

/*
 * Adds a finding: the word of the check, which stays as it is; a command or an advice that mends it; and the sentence
 * that says what is wrong, already translated.
 */
void doctor_wrong(struct doctor *d, const char *check, const char *mend, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void doctor_right(struct doctor *d, const char *check);
/* What is right and yet worth to be known, where all is asked for: a translated sentence. */
void doctor_note(struct doctor *d, const char *check, const char *text);

/* A path of the system, below the root; NULL without memory, which d->err then says. */
const char *doctor_path(struct doctor *d, const char *path);
/* A text in the arena, "" without memory, which d->err then says; a word as a shell takes it. */
const char *doctor_text(struct doctor *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *doctor_word(struct doctor *d, const char *text);
/* The text of a file, in the arena; "" where there is none. It may be cut after so many bytes. */
const char *doctor_read(struct doctor *d, const char *path, size_t max);
/* `sudo -u OWNER ` where the store's owner is somebody else than who asks, else "". */
const char *doctor_as_owner(struct doctor *d);

/* ---- the checks ---- */

/* Of the files of the store: there, whose, their modes, room, foreign ones. False if there is no store to open. */
bool doctor_files(struct doctor *d);
/* Of the address of a store on a server; of that server, when the store is open. */
void doctor_address(struct doctor *d);
void doctor_server(struct doctor *d);
/* Of a store that is a copy: how old it is. */
void doctor_replica(struct doctor *d);
/* Why the store cannot be opened, a negative enum quad_err. */
void doctor_unopened(struct doctor *d, int err);
/* Of an open store: its schema, the clock, coordinators, mails. */
void doctor_records(struct doctor *d);
/* Of whoever asks: character set, terminal, libraries, time zones. */
void doctor_session(struct doctor *d);
/* Of the machine: the account, sshd. */
void doctor_machine(struct doctor *d);
/* Of /etc/default/quad: finds timers_store. */
void doctor_settings(struct doctor *d);
/* Of the timers of the store; of those that work on another one than the store, which is on a server. */
void doctor_timers(struct doctor *d);
void doctor_other_timers(struct doctor *d);
/* Whether sshd knows the keys of the open store; after doctor_machine. */
void doctor_keys(struct doctor *d);
/* The newest backup: its age, and whether its journal is continued. */
void doctor_backups(struct doctor *d);

#endif
