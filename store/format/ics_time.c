/*
 * Zones are the machine's where it knows them, by the one module that converts (clock.h), whose zone is set to another
 * for a moment: libical reads the same files wrongly in places (London 1951, Shanghai 1987). libical serves for what a
 * file defines itself, and for rules of recurrence that a store cannot say. Both are looked at before libical is asked,
 * which goes on for hours looking for what a rule of seconds never hits.
 */
#include "store/format/ics_time.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/format/ics_text.h"

#define ZONES_MAX 100
#define ZONE_MAX_BYTES ((size_t)64 << 10)
#define ZONE_RULES_MAX 50
#define RULE_MAX_BYTES 1000
#define INTERVAL_MAX 1000
#define YEAR_END 2200

struct ics_zone {
	const char *tzid;
	const char *name;      /* the machine's */
	icaltimezone *defined; /* else: the file's; neither: none that is known */
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

/* True if the machine knows the zone; the process's is the store's again afterwards. */
static bool is_known(const struct ics_zones *z, const char *name)
{
	return clock_zone_use(name) == 0 && clock_zone_use(z->store) == 0;
}

/* The machine's name for a zone: the TZID, or with mark its end behind one of its last marks. NULL if it has none. */
static const char *known_name(const struct ics_zones *z, const char *tzid, bool ends)
{
	if (!ends)
		return is_known(z, tzid) ? tzid : NULL;
	for (const char *p = strchr(tzid, '/'); p; p = strchr(p + 1, '/'))
		if (is_known(z, p + 1))
			return p + 1;
	return NULL;
}

static struct ics_zone *find(struct ics_zones *z, const char *tzid)
{
	struct ics_zone *v = z->first;
	while (v && strcmp(v->tzid, tzid) != 0)
		v = v->next;
	return v;
}

static struct ics_zone *add(struct ics_zones *z, const char *tzid)
{
	struct ics_zone *v = arena_alloc(&z->arena, sizeof *v);
	char *own = arena_str(&z->arena, tzid);
	if (!v || !own)
		return NULL;
	v->tzid = own;
	v->name = known_name(z, own, false);
	v->next = z->first;
	z->first = v;
	z->n++;
	return v;
}

/* The zone of a TZID, *out NULL for the store's own. */
static int resolve(struct ics_zones *z, const char *tzid, const struct ics_zone **out)
{
	*out = NULL;
	if (strcmp(tzid, z->store) == 0)
		return 0;
	struct ics_zone *v = find(z, tzid);
	if (!v && z->n >= ZONES_MAX)
		return QUAD_EZONE;
	if (!v)
		v = add(z, tzid);
	if (!v)
		return QUAD_ENOMEM;
	if (!v->name && !v->defined)
		v->name = known_name(z, v->tzid, true);
	*out = v;
	return v->name || v->defined ? 0 : QUAD_EZONE;
}

/* The next number of a list that begins behind a name, 0 at its end. */
static long next_number(const char **p)
{
	char *end;
	long n = *p && **p ? strtol(*p, &end, 10) : 0;
	*p = n && *end == ',' ? end + 1 : NULL;
	return n;
}

static const char *list_behind(const char *rule, const char *name)
{
	const char *p = strstr(rule, name);
	return p ? p + strlen(name) : NULL;
}

/* False for days of months that there are never, for which libical would look through all years. Capitals only. */
static bool is_possible(const char *rule)
{
	static const long days[] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	const char *months = list_behind(rule, "BYMONTH="), *all = list_behind(rule, "BYMONTHDAY=");
	if (!months || !all)
		return true;
	for (long month; (month = next_number(&months)) != 0;) {
		const char *list = all;
		for (long day; month >= 1 && month <= 12 && (day = next_number(&list)) != 0;)
			if (labs(day) <= days[month])
				return true;
	}
	return false;
}

static bool list_has(const char *rule, const char *name, const char *chars)
{
	const char *list = list_behind(rule, name);
	return list && strcspn(list, chars) < strcspn(list, ";");
}

/*
 * False for what libical takes otherwise than RFC 5545 (3.3.10) has it, so that dates would be wrong: days of a month
 * without one in a rule of years (it takes the start's month), in one of weeks, or counted from the month's end in one of
 * days; every so many weeks of some months (it counts anew in each); and BYSETPOS where it does not choose from days, each named once. Capitals only.
 */
static bool is_well_read(const char *rule)
{
	bool yearly = strstr(rule, "FREQ=YEARLY"), weekly = strstr(rule, "FREQ=WEEKLY"), daily = strstr(rule, "FREQ=DAILY");
	bool from_end = list_has(rule, "BYMONTHDAY=", "-");
	if (list_behind(rule, "BYMONTHDAY=") && ((yearly && !list_behind(rule, "BYMONTH=")) || weekly || (daily && from_end)))
		return false;
	if (weekly && list_behind(rule, "INTERVAL=") && list_behind(rule, "BYMONTH="))
		return false;
	if (!list_behind(rule, "BYSETPOS="))
		return true;
	if (weekly || daily || list_behind(rule, "BYHOUR=") || list_behind(rule, "BYMINUTE=") || list_behind(rule, "BYSECOND="))
		return false;
	return (list_behind(rule, "BYDAY=") && !list_has(rule, "BYDAY=", "0123456789")) || list_behind(rule, "BYYEARDAY=") ||
	       (list_behind(rule, "BYMONTHDAY=") && !(from_end && list_has(rule, "BYMONTHDAY=", ",")));
}

/* Are the rules of a definition such that libical can follow them in a moment: few, and of years? */
static int is_harmless(struct bytes text, bool *out)
{
	static const char *const no_rules[] = {"RSCALE", "BYHOUR", "BYMINUTE", "BYSECOND"};
	struct ics_reader r;
	struct ics_line line;
	size_t n_rules = 0;
	bool ok = text.len <= ZONE_MAX_BYTES;
	int err = 0;
	ics_reader_open(&r, text.p, text.len);
	while (ok && !err && (err = ics_reader_next(&r, &line)) == 0) {
		if (!ics_is(line.name, "RRULE"))
			continue;
		struct buf upper = {0};
		for (const char *p = line.value; *p; p++)
			buf_char(&upper, (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p));
		const char *s = buf_text(&upper);
		ok = ++n_rules <= ZONE_RULES_MAX && upper.len <= RULE_MAX_BYTES && strstr(s, "FREQ=YEARLY") &&
		     is_possible(s);
		for (size_t i = 0; i < sizeof no_rules / sizeof *no_rules; i++)
			ok = ok && !strstr(s, no_rules[i]);
		err = upper.failed ? QUAD_ENOMEM : 0;
		buf_release(&upper);
	}
	ics_reader_close(&r);
	*out = ok && err == QUAD_ENOTFOUND;
	return err == QUAD_ENOMEM ? err : 0;
}

int ics_zones_define(struct ics_zones *z, const char *tzid, struct bytes text)
{
	struct ics_zone *v = find(z, tzid);
	if (!*tzid || strcmp(tzid, z->store) == 0 || (v && (v->name || v->defined)))
		return 0;
	if (!v && z->n >= ZONES_MAX)
		return QUAD_EINVAL;
	if (!v)
		v = add(z, tzid);
	if (!v)
		return QUAD_ENOMEM;
	bool harmless;
	int err = v->name ? 0 : is_harmless(text, &harmless);
	if (err || v->name || !harmless)
		return err;
	err = ics_zones_need_lib(z);
	if (err)
		return err;
	struct arena scratch = {0};
	char *copy = arena_dup(&scratch, text.p, text.len);
	icalcomponent *c = copy ? z->lib.parse(copy) : NULL;
	arena_release(&scratch);
	if (c && z->lib.isa(c) == ICAL_VTIMEZONE_COMPONENT && (v->defined = z->lib.zone_new()) != NULL) {
		if (z->lib.zone_set_component(v->defined, c))
			return 0; /* the zone owns the component */
		z->lib.zone_free(v->defined, 1);
		v->defined = NULL;
	}
	if (c)
		z->lib.component_free(c);
	return copy ? 0 : QUAD_ENOMEM;
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
	return sane && *out >= CLOCK_MIN_MIN && *out < CLOCK_MAX_MIN ? 0 : QUAD_EINVAL;
}

/* The instants of times in one zone, those that there are none of left out. */
static int find_instants(struct ics_zones *z, const struct ics_zone *zone, struct ics_times *times)
{
	size_t n = 0;
	int err = zone && !zone->defined ? clock_zone_use(zone->name) : 0;
	for (size_t i = 0; !err && i < times->n; i++) {
		struct ics_time t = times->v[i];
		int bad = zone && zone->defined ? defined_instant(z, zone, &t.wall, &t.at)
		          : t.is_date ? 0 : rrule_instant(&t.wall, &t.at);
		if (!bad && t.is_date && !(zone && zone->defined)) {
			t.at = clock_day_start(clock_day_number(t.wall.year, t.wall.month, t.wall.day));
			bad = t.at < CLOCK_MIN_MIN || t.at >= CLOCK_MAX_MIN ? QUAD_EINVAL : 0;
		}
		if (!bad)
			times->v[n++] = t;
	}
	times->n = n;
	int back = zone && !zone->defined ? clock_zone_use(z->store) : 0;
	return err ? err : back;
}

static int find_instant(struct ics_zones *z, struct ics_time *t)
{
	struct ics_times one = {t, 1, 1};
	int err = find_instants(z, t->zone, &one);
	return err || one.n == 1 ? err : QUAD_EINVAL;
}

/* ---- values ---- */

static bool digits(const char **p, int n, int *out)
{
	for (*out = 0; n > 0; n--, ++*p) {
		if (**p < '0' || **p > '9')
			return false;
		*out = *out * 10 + (**p - '0');
	}
	return true;
}

/* `20260907`, `20260907T080000`, and *utc for a Z behind it. */
static bool read_value(const char *p, struct ics_time *out, bool *utc)
{
	int second = 0;
	*out = (struct ics_time){0};
	*utc = false;
	if (!digits(&p, 4, &out->wall.year) || !digits(&p, 2, &out->wall.month) || !digits(&p, 2, &out->wall.day) ||
	    !clock_date_valid(out->wall.year, out->wall.month, out->wall.day) || out->wall.year < 1900 ||
	    out->wall.year >= YEAR_END)
		return false;
	out->is_date = !*p;
	if (out->is_date)
		return true;
	if ((*p != 'T' && *p != 't') || !digits((p++, &p), 2, &out->wall.hour) || !digits(&p, 2, &out->wall.minute) ||
	    !digits(&p, 2, &second))
		return false;
	*utc = *p == 'Z' || *p == 'z';
	return !p[*utc] && out->wall.hour <= 23 && out->wall.minute <= 59 && second == 0;
}

int ics_time_read(struct ics_zones *z, const char *text, const char *tzid, struct ics_time *out)
{
	bool utc;
	if (!read_value(text, out, &utc))
		return QUAD_EINVAL;
	int err = 0;
	if (!out->is_date && (utc || tzid))
		err = resolve(z, utc ? "UTC" : tzid, &out->zone);
	return err ? err : find_instant(z, out);
}

int ics_duration_read(const char *text, struct ics_duration *out)
{
	static const struct {
		char unit;
		bool time;
		int64_t days, seconds;
	} units[] = {
		{'W', false, 7, 0}, {'D', false, 1, 0}, {'H', true, 0, 3600}, {'M', true, 0, 60}, {'S', true, 0, 1}};
	int64_t seconds = 0;
	bool time = false;
	*out = (struct ics_duration){0};
	if (*text == '+')
		text++;
	if (*text++ != 'P' || !*text)
		return QUAD_EINVAL;
	while (*text) {
		int64_t n = 0;
		if (*text == 'T' && !time && text[1]) {
			time = true;
			text++;
		}
		size_t i = 0, len = strspn(text, "0123456789");
		if (len == 0 || len > 8)
			return QUAD_EINVAL;
		for (; len > 0; len--)
			n = n * 10 + (*text++ - '0');
		while (i < sizeof units / sizeof *units && (units[i].unit != *text || units[i].time != time))
			i++;
		if (i == sizeof units / sizeof *units)
			return QUAD_EINVAL;
		out->days += n * units[i].days;
		seconds += n * units[i].seconds;
		text++;
	}
	out->minutes = seconds / 60;
	return seconds % 60 || (out->days == 0 && seconds == 0) ? QUAD_EINVAL : 0;
}

int ics_time_end(struct ics_zones *z, const struct ics_time *start, struct ics_duration d, int64_t *out)
{
	struct ics_time end = *start;
	*out = 0;
	if (d.days > CLOCK_MAX_MIN / DAY_MIN || d.minutes > CLOCK_MAX_MIN)
		return QUAD_EINVAL;
	if (d.days) {
		clock_day_civil(clock_day_number(end.wall.year, end.wall.month, end.wall.day) + d.days, &end.wall);
		end.wall.hour = start->wall.hour;
		end.wall.minute = start->wall.minute;
		int err = find_instant(z, &end);
		if (err)
			return err;
	}
	*out = end.at + d.minutes;
	return *out < CLOCK_MAX_MIN ? 0 : QUAD_EINVAL;
}

/* ---- recurrence ---- */

/* What of a rule is looked at here before libical sees it. */
struct rule {
	struct buf text; /* in capitals, without UNTIL */
	const char *until; /* in `arena` */
	long count;
	bool by, subdaily;
};

static bool number_to(const char *value, long max, long *out)
{
	char *end;
	*out = strtol(value, &end, 10);
	return end > value && !*end && *out >= 1 && *out <= max;
}

/* Reads one part, `NAME=VALUE` in capitals; adds it to the text. */
static bool read_part(char *part, struct rule *r)
{
	static const char *const lists[] = {"BYSECOND", "BYMINUTE", "BYHOUR",  "BYDAY",   "BYMONTHDAY",
	                                    "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS"};
	static const char *const freqs[] = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY"};
	char *value = strchr(part, '=');
	long interval;
	size_t i = 0;
	if (!value || !value[1] || value[1 + strspn(value + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,+-")])
		return false;
	*value++ = '\0';
	if (strcmp(part, "UNTIL") == 0) {
		r->until = value;
		return true;
	}
	if (strcmp(part, "FREQ") == 0) {
		while (i < sizeof freqs / sizeof *freqs && strcmp(value, freqs[i]) != 0)
			i++;
		r->subdaily = i >= 4;
		if (i == sizeof freqs / sizeof *freqs)
			return false;
	} else if (strcmp(part, "COUNT") == 0) {
		if (!number_to(value, 999999999, &r->count))
			return false;
	} else if (strcmp(part, "INTERVAL") == 0) {
		if (!number_to(value, INTERVAL_MAX, &interval))
			return false;
	} else if (strcmp(part, "WKST") != 0) {
		while (i < sizeof lists / sizeof *lists && strcmp(part, lists[i]) != 0)
			i++;
		if (i == sizeof lists / sizeof *lists)
			return false;
		r->by = true;
	}
	buf_fmt(&r->text, "%s%s=%s", r->text.len ? ";" : "", part, value);
	return true;
}

static int read_rule(const char *text, struct arena *arena, struct rule *r)
{
	char *own = arena_str(arena, text);
	if (!own)
		return QUAD_ENOMEM;
	if (strlen(own) > RULE_MAX_BYTES)
		return QUAD_EINVAL;
	for (char *p = own; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	for (char *p = own, *next; p; p = next) {
		next = strchr(p, ';');
		if (next)
			*next++ = '\0';
		if (*p && !read_part(p, r))
			return QUAD_EINVAL;
	}
	if (r->text.failed)
		return QUAD_ENOMEM;
	const char *rule = buf_text(&r->text);
	bool ok = !(r->until && r->count) && !(r->subdaily && r->by) && is_possible(rule) && is_well_read(rule);
	return ok ? 0 : QUAD_EINVAL;
}

/* The last instant of UNTIL: a date alone is all of that day. */
static int read_until(struct ics_zones *z, const struct rule *r, const struct ics_time *start, int64_t *out)
{
	struct ics_time t;
	bool utc;
	*out = CLOCK_MAX_MIN;
	if (!r->until)
		return 0;
	if (!read_value(r->until, &t, &utc))
		/* behind what a store accepts is no end at all */
		return strlen(r->until) >= 8 && strncmp(r->until, "2200", 4) >= 0 ? 0 : QUAD_EINVAL;
	if (t.is_date) {
		t.wall.hour = 23;
		t.wall.minute = 59;
		t.is_date = false;
	}
	t.zone = start->zone;
	int err = utc ? resolve(z, "UTC", &t.zone) : 0;
	if (!err)
		err = find_instant(z, &t);
	*out = t.at;
	return err;
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

/* By libical, from wall clock to wall clock. One more than max is enough; the caller cuts off what is behind `until`. */
static int walk(struct ics_zones *z, const struct rule *r, const struct ics_time *start, int64_t until, size_t max,
                struct arena *arena, struct ics_times *out)
{
	struct ics_time t = *start;
	struct wall bound;
	int err = ics_zones_need_lib(z);
	if (err)
		return err;
	struct icalrecurrencetype rule = z->lib.rule_from_string(buf_text(&r->text));
	/* bounds what it looks through; by more than any two zones are apart */
	clock_to_wall(until + 2 * DAY_MIN, &bound);
	rule.until = to_libical(z, &bound);
	icalrecur_iterator *it =
		rule.freq == ICAL_NO_RECURRENCE ? NULL : z->lib.iterator_new(rule, to_libical(z, &start->wall));
	if (!it)
		return QUAD_EINVAL;
	while (!err && out->n <= max) {
		struct icaltimetype next = z->lib.iterator_next(it);
		if (z->lib.is_null_time(next) || next.year >= YEAR_END)
			break;
		t.wall = (struct wall){next.year, next.month, next.day, next.hour, next.minute};
		err = next.second ? QUAD_EINVAL : add_time(arena, out, &t);
	}
	z->lib.iterator_free(it);
	return err ? err : find_instants(z, start->zone, out);
}

/* By the store's own rules, in the zone of the start. */
static int walk_own(struct ics_zones *z, const struct rrule *rule, const struct ics_time *start, size_t max,
                    struct arena *arena, struct ics_times *out, bool *more)
{
	struct ics_time t = *start;
	int64_t *starts;
	size_t n;
	int err = start->zone ? clock_zone_use(start->zone->name) : 0;
	if (!err)
		err = rrule_expand(rule, start->at, NULL, 0, max, arena, &starts, &n, more);
	for (size_t i = 0; !err && i < n; i++) {
		t.at = starts[i];
		clock_to_wall(t.at, &t.wall);
		err = add_time(arena, out, &t);
	}
	int back = start->zone ? clock_zone_use(z->store) : 0;
	return err ? err : back;
}

/* The start is the first of them, whether or not the rule hits it, and COUNT counts it. */
static int put_start_first(const struct ics_time *start, long count, struct arena *arena, struct ics_times *times)
{
	int err = 0;
	if (times->n == 0 || times->v[0].at != start->at) {
		err = add_time(arena, times, start);
		if (!err)
			memmove(times->v + 1, times->v, (times->n - 1) * sizeof *times->v);
		if (!err)
			times->v[0] = *start;
	}
	if (count && times->n > (size_t)count)
		times->n = (size_t)count;
	return err;
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
	if (r->until)
		rule->until_min = until ? until : 1; /* 0 would be none */
	rrule_format(rule, &text);
	*out = text.failed ? NULL : arena_str(arena, buf_text(&text));
	buf_release(&text);
	return *out ? 0 : QUAD_ENOMEM;
}

int ics_expand(struct ics_zones *z, const char *text, const struct ics_time *start, size_t max, struct arena *arena,
               struct ics_times *out, bool *more, const char **own)
{
	struct rule r = {0};
	struct rrule rule;
	int64_t until;
	size_t n = 0;
	*out = (struct ics_times){0};
	*more = false;
	*own = NULL;
	int err = read_rule(text, arena, &r);
	if (!err)
		err = read_until(z, &r, start, &until);
	if (!err)
		err = own_form(&r, until, arena, &rule, own);
	if (!err && *own && !(start->zone && start->zone->defined))
		err = walk_own(z, &rule, start, max, arena, out, more);
	else if (!err)
		err = walk(z, &r, start, until, max, arena, out);
	if (!err)
		err = put_start_first(start, r.count, arena, out);
	buf_release(&r.text);
	if (err)
		return err;
	while (n < out->n && (n == 0 || out->v[n].at <= until))
		n++;
	*more |= n > max;
	out->n = n > max ? max : n;
	return 0;
}
