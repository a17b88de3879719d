/* What an open store says about itself. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/facts/tables.h"
#include "store/model/settings.h"
#include "store/query/outbox.h"
#include "store/query/query.h"
#include "store/query/query_settings.h"
#include "tui/base/locale.h"
#include "tui/cmd/doctor.h"
#include "tui/words/words_replica.h"

enum {
	CLOCK_LEEWAY_MIN = 2,
	MAIL_LATE_MIN = 60,   /* the timer sends every other minute */
	READERS_LEFT_MIN = 8, /* fewer left than this, and the next ones may be turned away */
};

static void check_schema(struct doctor *d)
{
	if (d->store->schema < STORE_SCHEMA)
		doctor_wrong(d, "schema", doctor_text(d, "%squad backup FILE", doctor_as_owner(d)),
		             _("the store is of a former version (schema %" PRIu64
		               ", not %d): the next change upgrades it, "
		               "after which the former version does not open it; make a backup before"),
		             d->store->schema, STORE_SCHEMA);
	else
		doctor_right(d, "schema");
}

static void check_readers(struct doctor *d)
{
	struct db_figures f;
	uint64_t used = 0, most = 0;
	if (db_figures(d->store->db, &f) != 0)
		return;
	for (size_t i = 0; i < f.n; i++) {
		if (strcmp(f.v[i].name, "readers") == 0)
			used = f.v[i].value;
		if (strcmp(f.v[i].name, "readers_max") == 0)
			most = f.v[i].value;
	}
	if (most && used + READERS_LEFT_MIN > most)
		doctor_wrong(d, "readers", doctor_text(d, "fuser -v %s/lock.mdb", doctor_word(d, d->store_dir)),
		             _("%" PRIu64 " of %" PRIu64 " places for programs that read are taken: end some"), used,
		             most);
	else
		doctor_right(d, "readers");
}

/* The time of the last entry, 0 for none. */
static int64_t last_entry_min(struct doctor *d)
{
	struct journal_rows rows;
	uint64_t from = 0;
	int64_t at = 0;
	if (query_last_seq(d->store, &from) != 0 || from == 0)
		return 0;
	if (query_journal(d->store, &(struct journal_filter){0}, &from, 1, &rows) == 0 && rows.n)
		at = rows.v[rows.n - 1].at_min;
	arena_release(&rows.arena);
	return at;
}

static void check_clock(struct doctor *d)
{
	char last[CLOCK_TEXT_MAX], now[CLOCK_TEXT_MAX];
	int64_t at = last_entry_min(d);
	if (at > d->c->now + CLOCK_LEEWAY_MIN)
		doctor_wrong(d, "clock", "sudo timedatectl set-ntp true",
		             _("the clock of this machine was set back: it is %s, and the last change was at %s"),
		             clock_format(d->c->now, now), clock_format(at, last));
	else
		doctor_right(d, "clock");
}

/* ---- people ---- */

static bool is_coordinator(const struct grant_list *grants, const struct person *p, int64_t now)
{
	if (p->role == ROLE_COORDINATOR)
		return true;
	for (size_t i = 0; i < grants->n; i++) {
		const struct grant *g = &grants->v[i];
		bool holds = g->role == ROLE_COORDINATOR && g->from <= now && (!g->until || now < g->until);
		if (holds && strcmp(g->login, p->login) == 0)
			return true;
	}
	return false;
}

static void check_coordinators(struct doctor *d)
{
	struct person_list people = {0};
	struct grant_list grants = {0};
	bool found = false, reached = false;
	int err = query_people(d->store, &people);
	if (!err)
		err = query_grants(d->store, &grants);
	for (size_t i = 0; i < people.n && !err; i++) {
		const struct person *p = &people.v[i];
		if (!is_coordinator(&grants, p, d->c->now))
			continue;
		found = true;
		reached = reached || *p->ssh_key || *p->email;
	}
	arena_release(&people.arena);
	arena_release(&grants.arena);
	if (err)
		return;
	const char *as = doctor_as_owner(d);
	if (!found)
		doctor_wrong(d, "coordinator", doctor_text(d, "%squad grant LOGIN coordinator", as),
		             _("nobody is a coordinator: the owner of the files may do everything, and nobody else"));
	else if (!reached)
		doctor_wrong(d, "coordinator", doctor_text(d, "%squad import people FILE", as),
		             _("no coordinator has an SSH key or a mail address: give one of them the column ssh_key "
		               "or email"));
	else
		doctor_right(d, "coordinator");
}

/* ---- mails ---- */

static bool is_mail_on(struct doctor *d)
{
	struct setting_list settings;
	bool on = false;
	int err = query_settings(d->store, &settings);
	for (size_t i = 0; i < settings.n && !err; i++)
		if (strcmp(settings.v[i].kind->name, SETTING_MAIL) == 0)
			on = settings_on(settings.v[i].value);
	arena_release(&settings.arena);
	return on;
}

static int64_t later_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void check_outbox(struct doctor *d)
{
	struct mail_rows rows;
	int64_t oldest = d->c->now;
	size_t late = 0;
	if (query_mails(d->store, &(struct mail_filter){0}, &rows) != 0) {
		arena_release(&rows.arena);
		return;
	}
	for (size_t i = 0; i < rows.n; i++) {
		const struct mail *m = &rows.v[i].mail;
		int64_t at = m->tries ? m->made_min : later_of(m->made_min, m->next_min);
		late += at + MAIL_LATE_MIN < d->c->now;
		oldest = at < oldest ? at : oldest;
	}
	arena_release(&rows.arena);
	char text[CLOCK_TEXT_MAX];
	if (late)
		doctor_wrong(d, "outbox", doctor_text(d, "%squad outbox send", doctor_as_owner(d)),
		             ngettext("%zu mail waits longer than it should, since %s: see `quad outbox list`",
		                      "%zu mails wait longer than they should, since %s: see `quad outbox list`",
		                      (unsigned long)late),
		             late, clock_format(oldest, text));
	else
		doctor_right(d, "outbox");
}

static void check_mail(struct doctor *d)
{
	if (!is_mail_on(d))
		return;
	if (access(doctor_path(d, "/usr/sbin/sendmail"), X_OK) != 0)
		doctor_wrong(d, "sendmail", "sudo apt-get install postfix",
		             _("mails are on, and there is no /usr/sbin/sendmail that could send them"));
	else
		doctor_right(d, "sendmail");
	check_outbox(d);
}

enum { COPY_OLD_MIN = 36 * 60 };

void doctor_replica(struct doctor *d)
{
	const struct db_replica *r = db_replica(d->store->db);
	struct buf age = {0};
	words_age(d->c->now - r->at_min, &age);
	if (r->at_min + COPY_OLD_MIN < d->c->now)
		doctor_wrong(d, "replica",
		             doctor_text(d, "%squad --store %s replica pull %s", doctor_as_owner(d),
		                         doctor_word(d, r->from), doctor_word(d, d->store_dir)),
		             _("the store is a copy, %s: see `journalctl -u quad-replica`"), buf_text(&age));
	else
		doctor_right(d, "replica");
	buf_release(&age);
}

void doctor_records(struct doctor *d)
{
	check_schema(d);
	check_readers(d);
	check_clock(d);
	check_coordinators(d);
	check_mail(d);
}
