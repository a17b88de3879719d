/*
 * A zone that the machine knows is converted by clock.h, whose zone is set to it for a moment: libical reads the same
 * zone files wrongly in places (London 1951, Shanghai 1987). libical serves only for zones that a file defines itself,
 * and for rules of hours and minutes; ics_days.h has those of days that the store's own rules cannot express. Zones are
 * checked before libical gets them, because it searches for long for times that a rule never hits.
 */
#include "store/format/ics_time.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/format/ics_days.h"
#include "store/format/ics_text.h"
#include "store/format/ics_windows.h"

#define ZONES_MAX 100
#define ZONE_MAX_BYTES ((size_t)64 << 10)
#define ZONE_RULES_MAX 50
#define RULE_MAX_BYTES 1000
#define INTERVAL_MAX 1000
#define YEAR_END 2200
#define COUNT(v) (sizeof(v) / sizeof *(v))

struct ics_zone {
	const char *tzid;
	struct bytes text;     /* of the file's definition; empty: it is only named */
	const char *name;      /* the machine's name for it; NULL: the machine does not know it */
	icaltimezone *defined; /* the file's definition, if the machine does not know it; may be NULL */
	struct ics_zone *next;
};

/* ---- zones ---- */

int ics_zones_need_lib(struct ics_zones *z)
{
	return z->lib.library ? 0 : ics_lib_open(&z->lib);
}

void ics_zones_close(struct ics_zones *z)
{
	for (struct ics_zone *v = z->first; v; v = v->next)
		if (v->defined)
			z->lib.zone_free(v->defined, 1);
	ics_lib_close(&z->lib);
	arena_release(&z->arena);
	*z = (struct ics_zones){0};
}

/* True if the machine knows the zone. Afterwards the zone of the process is the store's. */
static bool is_known(const struct ics_zones *z, const char *name)
{
	return clock_zone_use(name) == 0 && clock_zone_use(z->store) == 0;
}

/* The machine's name of a zone that no file defines: by Windows' name, else the longest end after a `/`; else NULL. */
static const char *other_name(const struct ics_zones *z, const char *tzid)
{
	const char *name = ics_windows_zone(tzid);
	if (name && is_known(z, name))
		return name;
	for (const char *p = strchr(tzid, '/'); p; p = strchr(p + 1, '/'))
		if (is_known(z, p + 1))
			return p + 1;
	return NULL;
}

/*
 * A TZID as it is compared, in arena: some programs put quotes around it, or escape the commas in it, in one of the
 * two places and not in the other.
 */
static char *clean_tzid(struct arena *arena, const char *tzid)
{
	size_t len = strlen(tzid), n = 0;
	bool quoted = len >= 2 && tzid[0] == '"' && tzid[len - 1] == '"';
	char *out = arena_dup(arena, tzid + quoted, len - 2 * (size_t)quoted);
	if (!out)
		return NULL;
	for (const char *p = out; *p; p++)
		if (*p != '\\' || !p[1])
			out[n++] = *p;
	out[n] = '\0';
	return out;
}

static struct ics_zone *find_zone(struct ics_zones *z, const char *tzid, struct bytes text)
{
	for (struct ics_zone *v = z->first; v; v = v->next) {
		bool same_text = v->text.len == text.len && (!text.len || memcmp(v->text.p, text.p, text.len) == 0);
		if (same_text && strcmp(v->tzid, tzid) == 0)
			return v;
	}
	return NULL;
}

/* The zone that the calendar at hand defines under a TZID, if its definition can be used. */
static const struct ics_zone *find_defined(const struct ics_zones *z, const char *tzid)
{
	for (size_t i = z->n_uses; i > 0; i--) {
		const struct ics_zone_use *use = &z->uses[i - 1];
		bool here = use->calendar == z->calendar;
		if (here && use->zone->defined && strcmp(use->zone->tzid, tzid) == 0)
			return use->zone;
	}
	return NULL;
}

/* NULL on out of memory. */
static struct ics_zone *add_zone(struct ics_zones *z, const char *tzid, struct bytes text)
{
	struct ics_zone *v = arena_alloc(&z->arena, sizeof *v);
	char *own = arena_str(&z->arena, tzid);
	if (!v || !own)
		return NULL;
	v->tzid = own;
	v->text = text;
	v->next = z->first;
	z->first = v;
	z->n++;
	return v;
}

/* The zone of a cleaned TZID that is only named, with the machine's name for it. QUAD_EZONE: there are too many. */
static int name_zone(struct ics_zones *z, const char *tzid, struct ics_zone **out)
{
	*out = find_zone(z, tzid, (struct bytes){NULL, 0});
	if (*out)
		return 0;
	if (z->n >= ZONES_MAX)
		return QUAD_EZONE;
	*out = add_zone(z, tzid, (struct bytes){NULL, 0});
	if (!*out)
		return QUAD_ENOMEM;
	(*out)->name = is_known(z, (*out)->tzid) ? (*out)->tzid : NULL;
	return 0;
}

/* The zone of a TZID, *out NULL for the store's own. QUAD_EZONE: nobody knows it, or there are too many. */
static int resolve_zone(struct ics_zones *z, const char *text, const struct ics_zone **out)
{
	struct ics_zone *named;
	const char *tzid = text;
	*out = NULL;
	if (strpbrk(text, "\"\\"))
		tzid = clean_tzid(&z->arena, text);
	if (!tzid)
		return QUAD_ENOMEM;
	if (!*tzid || strcmp(tzid, z->store) == 0)
		return 0;
	*out = find_defined(z, tzid);
	if (*out)
		return 0;
	int err = name_zone(z, tzid, &named);
	if (err)
		return err;
	if (!named->name)
		named->name = other_name(z, named->tzid);
	*out = named;
	return named->name ? 0 : QUAD_EZONE;
}

static void capitalise(char *text)
{
	for (char *p = text; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
}

static bool stop_at_first(void *arg, int64_t day, int minute)
{
	bool *any = arg;
	(void)day;
	(void)minute;
	*any = true;
	return false;
}

/* True if the rule has a time before the year 2200. */
static bool ever_happens(const struct ics_days *days)
{
	bool any = false;
	ics_days_each(days, clock_day_number(YEAR_END, 1, 1), stop_at_first, &any);
	return any;
}

/*
 * True for a rule of a zone that libical follows in a moment: one of years, without times of its own, that happens. Of
 * weeks by number libical 3 reads beyond its memory.
 */
static bool is_harmless_rule(const char *rule)
{
	static const char *const no_rules[] = {"RSCALE", "BYHOUR", "BYMINUTE", "BYSECOND", "BYWEEKNO", "BYSETPOS"};
	static const struct wall start = {1970, 1, 1, 0, 0};
	struct ics_days days;
	if (strlen(rule) > RULE_MAX_BYTES || !strstr(rule, "FREQ=YEARLY"))
		return false;
	for (size_t i = 0; i < COUNT(no_rules); i++)
		if (strstr(rule, no_rules[i]))
			return false;
	return ics_days_read(rule, &start, &days) && ever_happens(&days);
}

/* What is looked at in the definition of a zone. */
struct definition {
	size_t n_rules, n_parts; /* parts: STANDARD and DAYLIGHT */
	bool start, from, to;    /* what the part at hand has */
	bool fine;
};

/* `+0800`, `-033000`. */
static bool is_offset(const char *text)
{
	size_t len = strlen(text);
	return (*text == '+' || *text == '-') && (len == 5 || len == 7) && strspn(text + 1, "0123456789") == len - 1;
}

static int check_rule(struct definition *d, const char *value)
{
	struct arena scratch = {0};
	char *rule = arena_str(&scratch, value);
	if (!rule)
		return QUAD_ENOMEM;
	capitalise(rule);
	d->fine &= ++d->n_rules <= ZONE_RULES_MAX && is_harmless_rule(rule);
	arena_release(&scratch);
	return 0;
}

/* Looks at a line of a definition. */
static int check_line(struct definition *d, const struct ics_line *line)
{
	bool part = ics_is(line->value, "STANDARD") || ics_is(line->value, "DAYLIGHT");
	if (ics_is(line->name, "BEGIN") && part) {
		d->n_parts++;
		d->start = d->from = d->to = false;
	} else if (ics_is(line->name, "END") && part) {
		d->fine &= d->start && d->from && d->to;
	} else if (ics_is(line->name, "DTSTART")) {
		d->start = true;
	} else if (ics_is(line->name, "TZOFFSETFROM")) {
		d->from = is_offset(line->value);
	} else if (ics_is(line->name, "TZOFFSETTO")) {
		d->to = is_offset(line->value);
	} else if (ics_is(line->name, "RRULE")) {
		return check_rule(d, line->value);
	}
	return 0;
}

/*
 * Finds out whether a definition of a zone is small, says all offsets, since without them libical takes UTC, and has
 * no rules but harmless ones. QUAD_ENOMEM.
 */
static int check_definition(struct bytes text, bool *out)
{
	struct ics_reader r;
	struct ics_line line;
	struct definition d = {.fine = text.len <= ZONE_MAX_BYTES};
	int err = 0;
	ics_reader_open(&r, text.p, text.len);
	while (d.fine) {
		err = ics_reader_next(&r, &line);
		if (!err)
			err = check_line(&d, &line);
		if (err)
			break;
	}
	ics_reader_close(&r);
	*out = d.fine && d.n_parts && err == QUAD_ENOTFOUND;
	return err == QUAD_ENOMEM ? err : 0;
}

/* Makes the file's definition the zone's. One that libical does not understand leaves the zone unknown. */
static int define_zone(struct ics_zones *z, struct ics_zone *v, struct bytes text)
{
	struct arena scratch = {0};
	int err = ics_zones_need_lib(z);
	if (err)
		return err;
	char *copy = arena_dup(&scratch, text.p, text.len);
	/* libical knows no lines that end in a return alone */
	for (size_t i = 0; copy && i < text.len; i++)
		copy[i] = copy[i] == '\r' ? '\n' : copy[i];
	icalcomponent *c = copy ? z->lib.parse(copy) : NULL;
	arena_release(&scratch);
	if (!c)
		return copy ? 0 : QUAD_ENOMEM;
	icaltimezone *zone = NULL;
	if (z->lib.isa(c) == ICAL_VTIMEZONE_COMPONENT)
		zone = z->lib.zone_new();
	if (zone && z->lib.zone_set_component(zone, c)) {
		v->defined = zone; /* which owns the component */
		return 0;
	}
	if (zone)
		z->lib.zone_free(zone, 1);
	z->lib.component_free(c);
	return 0;
}

/* Notes that the calendar at hand defines the zone. */
static int add_use(struct ics_zones *z, struct ics_zone *zone)
{
	struct ics_zone_use *v = arena_grow(&z->arena, z->uses, z->n_uses, &z->cap_uses, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	z->uses = v;
	v[z->n_uses++] = (struct ics_zone_use){z->calendar, zone};
	return 0;
}

/* Adds a zone by its definition, which no calendar before had. */
static int add_defined(struct ics_zones *z, const char *tzid, struct bytes text, struct ics_zone **out)
{
	bool usable = false;
	if (z->n >= ZONES_MAX)
		return QUAD_EINVAL;
	*out = add_zone(z, tzid, text);
	if (!*out)
		return QUAD_ENOMEM;
	int err = check_definition(text, &usable);
	if (!err && usable)
		err = define_zone(z, *out, text);
	return err;
}

int ics_zones_define(struct ics_zones *z, const char *name, struct bytes text)
{
	struct ics_zone *named, *v;
	char *tzid = clean_tzid(&z->arena, name);
	if (!tzid)
		return QUAD_ENOMEM;
	if (!*tzid || strcmp(tzid, z->store) == 0)
		return 0;
	int err = name_zone(z, tzid, &named);
	if (err || named->name)
		return err == QUAD_EZONE ? QUAD_EINVAL : err;
	v = find_zone(z, tzid, text);
	if (!v)
		err = add_defined(z, tzid, text, &v);
	return err ? err : add_use(z, v);
}

static struct icaltimetype to_libical(const struct ics_zones *z, const struct wall *w)
{
	struct icaltimetype t = z->lib.null_time();
	t.year = w->year;
	t.month = w->month;
	t.day = w->day;
	t.hour = w->hour;
	t.minute = w->minute;
	return t;
}

static bool is_in_store_range(int64_t at)
{
	return at >= CLOCK_MIN_MIN && at < CLOCK_MAX_MIN;
}

/* The instant of a time in a zone that the file defines. */
static int defined_instant(const struct ics_zones *z, const struct ics_zone *zone, const struct wall *w, int64_t *out)
{
	*out = 0;
	if (!clock_date_valid(w->year, w->month, w->day) || w->hour > 23 || w->minute > 59)
		return QUAD_EINVAL;
	int64_t seconds = (int64_t)z->lib.as_time(to_libical(z, w), zone->defined);
	int64_t as_utc = clock_day_number(w->year, w->month, w->day) * DAY_MIN + w->hour * 60 + w->minute;
	*out = (seconds - (seconds % 60 + 60) % 60) / 60;
	/* an offset of more than a day is none, whoever has worked it out */
	bool sane = *out > as_utc - DAY_MIN && *out < as_utc + DAY_MIN;
	return sane && is_in_store_range(*out) ? 0 : QUAD_EINVAL;
}

/* The instant of a time, with the process's zone set to the time's unless that zone is one of the file's. */
static int find_wall_instant(const struct ics_zones *z, const struct ics_zone *zone, struct ics_time *t)
{
	if (zone && zone->defined)
		return defined_instant(z, zone, &t->wall, &t->at);
	if (!t->is_date)
		return rrule_instant(&t->wall, &t->at);
	t->at = clock_day_start(clock_day_number(t->wall.year, t->wall.month, t->wall.day));
	return is_in_store_range(t->at) ? 0 : QUAD_EINVAL;
}

/* Finds the instants of times in one zone. Times that have none are left out. */
static int find_instants(struct ics_zones *z, const struct ics_zone *zone, struct ics_times *times)
{
	bool other_zone = zone && !zone->defined;
	size_t n = 0;
	int err = other_zone ? clock_zone_use(zone->name) : 0;
	if (!err) {
		for (size_t i = 0; i < times->n; i++) {
			struct ics_time t = times->v[i];
			if (find_wall_instant(z, zone, &t) == 0)
				times->v[n++] = t;
		}
	}
	times->n = n;
	int back = other_zone ? clock_zone_use(z->store) : 0;
	return err ? err : back;
}

static int find_instant(struct ics_zones *z, struct ics_time *t)
{
	struct ics_times one = {t, 1, 1};
	int err = find_instants(z, t->zone, &one);
	return err || one.n == 1 ? err : QUAD_EINVAL;
}

/* ---- values ---- */

/* Reads n digits and moves *p after them; false if one is no digit. */
static bool read_digits(const char **p, int n, int *out)
{
	for (*out = 0; n > 0; n--) {
		if (**p < '0' || **p > '9')
			return false;
		*out = *out * 10 + (**p - '0');
		++*p;
	}
	return true;
}

/* Reads `20260907` and moves *p after it. */
static bool read_date(const char **p, struct wall *out)
{
	bool whole = read_digits(p, 4, &out->year);
	whole = whole && read_digits(p, 2, &out->month);
	whole = whole && read_digits(p, 2, &out->day);
	if (!whole || !clock_date_valid(out->year, out->month, out->day))
		return false;
	return out->year >= 1900 && out->year < YEAR_END;
}

/* Reads `T080000` and moves *p after it. */
static bool read_clock(const char **p, struct ics_time *out)
{
	if (**p != 'T' && **p != 't')
		return false;
	++*p;
	bool whole = read_digits(p, 2, &out->wall.hour);
	whole = whole && read_digits(p, 2, &out->wall.minute);
	whole = whole && read_digits(p, 2, &out->second);
	return whole && out->wall.hour <= 23 && out->wall.minute <= 59 && out->second <= 60;
}

/* Reads `20260907`, `20260907T080000`, `20260907T080000Z`; *utc: with a Z. */
static bool read_value(const char *p, struct ics_time *out, bool *utc)
{
	*out = (struct ics_time){0};
	*utc = false;
	if (!read_date(&p, &out->wall))
		return false;
	out->is_date = !*p;
	if (out->is_date)
		return true;
	if (!read_clock(&p, out))
		return false;
	*utc = *p == 'Z' || *p == 'z';
	return !p[*utc];
}

int ics_time_read(struct ics_zones *z, const char *text, const char *tzid, struct ics_time *out)
{
	bool utc;
	if (!read_value(text, out, &utc))
		return QUAD_EINVAL;
	int err = 0;
	if (!out->is_date && (utc || tzid))
		err = resolve_zone(z, utc ? "UTC" : tzid, &out->zone);
	return err ? err : find_instant(z, out);
}

int ics_time_read_in(struct ics_zones *z, const char *text, const struct ics_zone *zone, struct ics_time *out)
{
	bool utc;
	if (!read_value(text, out, &utc))
		return QUAD_EINVAL;
	if (!out->is_date)
		out->zone = zone;
	int err = utc ? resolve_zone(z, "UTC", &out->zone) : 0;
	return err ? err : find_instant(z, out);
}

int64_t ics_time_up(const struct ics_time *t)
{
	return t->at + (t->second > 0);
}

struct duration_unit {
	char letter;
	bool time; /* after the T */
	int64_t days, seconds;
};

/* NULL for a letter that is no unit there. */
static const struct duration_unit *find_unit(char letter, bool time)
{
	static const struct duration_unit units[] = {
		{'W', false, 7, 0}, {'D', false, 1, 0}, {'H', true, 0, 3600}, {'M', true, 0, 60}, {'S', true, 0, 1}};
	for (size_t i = 0; i < COUNT(units); i++)
		if (units[i].letter == letter && units[i].time == time)
			return &units[i];
	return NULL;
}

int ics_duration_read(const char *text, struct ics_duration *out)
{
	bool time = false;
	*out = (struct ics_duration){0};
	if (*text == '+')
		text++;
	if (text[0] != 'P' || !text[1])
		return QUAD_EINVAL;
	text++;
	while (*text) {
		int64_t n = 0;
		if (*text == 'T' && !time && text[1]) {
			time = true;
			text++;
		}
		size_t len = strspn(text, "0123456789");
		const struct duration_unit *unit = find_unit(text[len], time);
		if (len == 0 || len > 8 || !unit)
			return QUAD_EINVAL;
		for (size_t i = 0; i < len; i++)
			n = n * 10 + (text[i] - '0');
		out->days += n * unit->days;
		out->seconds += n * unit->seconds;
		text += len + 1;
	}
	return out->days || out->seconds ? 0 : QUAD_EINVAL;
}

int ics_time_end(struct ics_zones *z, const struct ics_time *start, struct ics_duration d, int64_t *out)
{
	struct ics_time end = *start;
	*out = 0;
	if (d.days > CLOCK_MAX_MIN / DAY_MIN || d.seconds > CLOCK_MAX_MIN * 60)
		return QUAD_EINVAL;
	if (d.days) {
		clock_day_civil(clock_day_number(end.wall.year, end.wall.month, end.wall.day) + d.days, &end.wall);
		end.wall.hour = start->wall.hour;
		end.wall.minute = start->wall.minute;
		int err = find_instant(z, &end);
		if (err)
			return err;
	}
	*out = end.at + (start->second + d.seconds + 59) / 60;
	return *out < CLOCK_MAX_MIN ? 0 : QUAD_EINVAL;
}

/* ---- recurrence ---- */

/* A rule of recurrence as text, and what is checked before libical gets it. */
struct rule {
	struct buf text;   /* in capitals, without UNTIL */
	const char *until; /* its text, NULL = none; in the caller's arena */
	long count;        /* 0 = none */
	bool by;           /* it has a part BY... */
	bool subdaily;     /* by hours or minutes */
};

static bool number_to(const char *value, long max, long *out)
{
	char *end;
	*out = strtol(value, &end, 10);
	return end > value && !*end && *out >= 1 && *out <= max;
}

static size_t index_of(const char *const *words, size_t n, const char *word)
{
	size_t i = 0;
	while (i < n && strcmp(word, words[i]) != 0)
		i++;
	return i;
}

static bool read_frequency(const char *value, struct rule *r)
{
	static const char *const words[] = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY"};
	size_t i = index_of(words, COUNT(words), value);
	r->subdaily = i >= 4;
	return i < COUNT(words);
}

static bool read_list_part(const char *name, struct rule *r)
{
	static const char *const names[] = {"BYSECOND", "BYMINUTE", "BYHOUR",  "BYDAY",   "BYMONTHDAY",
	                                    "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS"};
	r->by = index_of(names, COUNT(names), name) < COUNT(names);
	return r->by;
}

/* Reads one part, `NAME=VALUE` in capitals, and adds it to the text of the rule. */
static bool read_part(char *part, struct rule *r)
{
	char *value = strchr(part, '=');
	bool known = true;
	long interval;
	if (!value || !value[1] || value[1 + strspn(value + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,+-")])
		return false;
	*value++ = '\0';
	if (rrule_part_is_idle((struct bytes){part, strlen(part)}, (struct bytes){value, strlen(value)}))
		return true;
	if (strcmp(part, "UNTIL") == 0) {
		r->until = value;
		return true;
	}
	if (strcmp(part, "FREQ") == 0)
		known = read_frequency(value, r);
	else if (strcmp(part, "COUNT") == 0)
		known = number_to(value, 999999999, &r->count);
	else if (strcmp(part, "INTERVAL") == 0)
		known = number_to(value, INTERVAL_MAX, &interval);
	else if (strcmp(part, "WKST") != 0)
		known = read_list_part(part, r);
	if (known)
		buf_fmt(&r->text, "%s%s=%s", r->text.len ? ";" : "", part, value);
	return known;
}

/* Reads all parts of a rule in capitals, which are cut apart in it. */
static bool read_parts(char *text, struct rule *r)
{
	for (char *p = text, *next; p; p = next) {
		next = strchr(p, ';');
		if (next)
			*next++ = '\0';
		if (*p && !read_part(p, r))
			return false;
	}
	return true;
}

static int read_rule(const char *text, struct arena *arena, struct rule *r)
{
	char *own = arena_str(arena, text);
	if (!own)
		return QUAD_ENOMEM;
	if (strlen(own) > RULE_MAX_BYTES)
		return QUAD_EINVAL;
	capitalise(own);
	if (!read_parts(own, r))
		return QUAD_EINVAL;
	if (r->text.failed)
		return QUAD_ENOMEM;
	if ((r->until && r->count) || (r->subdaily && r->by))
		return QUAD_EINVAL;
	return 0;
}

/* The last instant that UNTIL allows, by the clock of the start's zone. CLOCK_MAX_MIN without UNTIL. */
static int read_until(struct ics_zones *z, const struct rule *r, const struct ics_time *start, int64_t *out)
{
	struct rrule_until until;
	const struct ics_zone *zone = start->zone;
	*out = CLOCK_MAX_MIN;
	if (!r->until)
		return 0;
	if (!rrule_until_read((struct bytes){r->until, strlen(r->until)}, &until))
		return QUAD_EINVAL;
	if (until.utc || !zone) {
		*out = rrule_until_instant(&until);
		return 0;
	}
	if (zone->defined) {
		/* what its zone has no instant for is after all times that a store accepts, or before them */
		int wrong = defined_instant(z, zone, &until.wall, out);
		if (wrong)
			*out = until.wall.year < 2000 ? CLOCK_MIN_MIN : CLOCK_MAX_MIN;
		return 0;
	}
	int err = clock_zone_use(zone->name);
	if (!err)
		*out = rrule_until_instant(&until);
	int back = clock_zone_use(z->store);
	return err ? err : back;
}

static int add_time(struct arena *arena, struct ics_times *out, const struct ics_time *t)
{
	struct ics_time *v = arena_grow(arena, out->v, out->n, &out->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n++] = *t;
	return 0;
}

/* The times of a rule, on the clock of its start's zone, at most so many. */
struct collecting {
	const struct ics_time *start;
	size_t max;
	struct arena *arena;
	struct ics_times *out;
	int err;
};

static bool collect_time(void *arg, int64_t day, int minute)
{
	struct collecting *c = arg;
	struct ics_time t = *c->start;
	clock_day_civil(day, &t.wall);
	t.wall.hour = minute / 60;
	t.wall.minute = minute % 60;
	c->err = add_time(c->arena, c->out, &t);
	return c->err == 0 && c->out->n < c->max;
}

/*
 * Expands a rule of days, from wall clock to wall clock. Finds up to one time more than max; the caller cuts off what
 * is after `until`. QUAD_EINVAL: it never happens, or not on whole minutes.
 */
static int expand_by_days(struct ics_zones *z, const struct ics_days *days, const struct ics_time *start, int64_t until,
                          size_t max, struct arena *arena, struct ics_times *out)
{
	struct collecting c = {start, max + 1, arena, out, 0};
	struct wall end;
	if (days->has_seconds)
		return QUAD_EINVAL;
	/* two days are more than any two zones are apart */
	clock_to_wall(until + 2 * DAY_MIN, &end);
	int year = end.year < YEAR_END ? end.year : YEAR_END;
	ics_days_each(days, clock_day_number(year, end.month, end.day), collect_time, &c);
	while (out->n && out->v[out->n - 1].wall.year >= YEAR_END)
		out->n--;
	if (!c.err && out->n == 0 && !ever_happens(days))
		return QUAD_EINVAL;
	return c.err ? c.err : find_instants(z, start->zone, out);
}

/*
 * Expands a rule of hours or minutes by libical, from wall clock to wall clock. Finds up to one time more than max; the
 * caller cuts off what is after `until`.
 */
static int expand_by_libical(struct ics_zones *z, const struct rule *r, const struct ics_time *start, int64_t until,
                             size_t max, struct arena *arena, struct ics_times *out)
{
	struct ics_time t = *start;
	struct wall bound;
	int err = ics_zones_need_lib(z);
	if (err)
		return err;
	struct icalrecurrencetype rule = z->lib.rule_from_string(buf_text(&r->text));
	/* bounds the search of libical; two days are more than any two zones are apart */
	clock_to_wall(until + 2 * DAY_MIN, &bound);
	rule.until = to_libical(z, &bound);
	icalrecur_iterator *it = NULL;
	if (rule.freq != ICAL_NO_RECURRENCE)
		it = z->lib.iterator_new(rule, to_libical(z, &start->wall));
	if (!it)
		return QUAD_EINVAL;
	while (out->n <= max) {
		struct icaltimetype next = z->lib.iterator_next(it);
		if (z->lib.is_null_time(next) || next.year >= YEAR_END)
			break;
		t.wall = (struct wall){next.year, next.month, next.day, next.hour, next.minute};
		err = next.second ? QUAD_EINVAL : add_time(arena, out, &t);
		if (err)
			break;
	}
	z->lib.iterator_free(it);
	return err ? err : find_instants(z, start->zone, out);
}

/* Expands a rule by the store's own rules, in the zone of the start. */
static int expand_own(struct ics_zones *z, const struct rrule *rule, const struct ics_time *start, size_t max,
                      struct arena *arena, struct ics_times *out, bool *more)
{
	struct ics_time t = *start;
	int64_t *starts = NULL;
	size_t n = 0;
	int err = start->zone ? clock_zone_use(start->zone->name) : 0;
	if (!err)
		err = rrule_expand(rule, start->at, NULL, 0, max, arena, &starts, &n, more);
	if (err)
		n = 0;
	for (size_t i = 0; i < n; i++) {
		t.at = starts[i];
		clock_to_wall(t.at, &t.wall);
		err = add_time(arena, out, &t);
		if (err)
			break;
	}
	int back = start->zone ? clock_zone_use(z->store) : 0;
	return err ? err : back;
}

/* Makes the start the first of the times, as it is whether or not the rule hits it; COUNT counts it. */
static int put_start_first(const struct ics_time *start, long count, struct arena *arena, struct ics_times *times)
{
	if (times->n == 0 || times->v[0].at != start->at) {
		int err = add_time(arena, times, start);
		if (err)
			return err;
		memmove(times->v + 1, times->v, (times->n - 1) * sizeof *times->v);
		times->v[0] = *start;
	}
	if (count && times->n > (size_t)count)
		times->n = (size_t)count;
	return 0;
}

/* The rule as the store says it, in arena; NULL if it cannot. */
static int own_form(const struct rule *r, int64_t until, struct arena *arena, struct rrule *rule, const char **out)
{
	struct buf text = {0};
	const char *bad;
	*out = NULL;
	int err = rrule_parse(buf_text(&r->text), rule, arena, &bad);
	if (err)
		return err == QUAD_EINVAL ? 0 : err;
	if (!r->count && until < CLOCK_MAX_MIN)
		rule->until_min = until ? until : 1; /* 0 would be none */
	rrule_format(rule, &text);
	*out = text.failed ? NULL : arena_str(arena, buf_text(&text));
	buf_release(&text);
	return *out ? 0 : QUAD_ENOMEM;
}

/* Cuts off times after `until`, and those beyond max; *more is set if there were any of these. */
static void cut_times(struct ics_times *times, int64_t until, size_t max, bool *more)
{
	size_t n = times->n > 0; /* the start stays */
	while (n < times->n && times->v[n].at <= until)
		n++;
	*more |= n > max;
	times->n = n > max ? max : n;
}

int ics_expand(struct ics_zones *z, const char *text, const struct ics_time *start, int64_t bound, size_t max,
               struct arena *arena, struct ics_expansion *out)
{
	struct rule r = {0};
	struct rrule rule;
	struct ics_days days;
	int64_t until;
	*out = (struct ics_expansion){0};
	int err = read_rule(text, arena, &r);
	if (!err)
		err = read_until(z, &r, start, &until);
	if (err)
		goto out;
	out->endless = !r.until && !r.count;
	if (out->endless)
		until = bound;
	err = own_form(&r, until, arena, &rule, &out->own);
	if (err)
		goto out;
	if (out->own && !(start->zone && start->zone->defined))
		err = expand_own(z, &rule, start, max, arena, &out->times, &out->more);
	else if (r.subdaily)
		err = expand_by_libical(z, &r, start, until, max, arena, &out->times);
	else if (ics_days_read(buf_text(&r.text), &start->wall, &days))
		err = expand_by_days(z, &days, start, until, max, arena, &out->times);
	else
		err = QUAD_EINVAL;
	if (!err)
		err = put_start_first(start, r.count, arena, &out->times);
	if (!err)
		cut_times(&out->times, until, max, &out->more);
out:
	buf_release(&r.text);
	return err;
}
