/* Reads what can be named, once for each loading of the finder, and looks texts up in it. It knows no fields. */
#include "tui/screen/finder_terms.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/base/han.h"
#include "store/base/utf8.h"
#include "store/format/list_words.h"
#include "tui/words/words_name.h"

/* ---- loading ---- */

/* The campus that the person is of: the one of the scope, else the only one of the institution. */
static const char *find_own_campus(const struct finder_terms *t, const struct person *p)
{
	const char *institution = p->over == OVER_INSTITUTION ? p->scope : p->institution, *only = "";
	if (p->over == OVER_CAMPUS)
		return p->scope;
	for (size_t i = 0; *institution && i < t->campuses.n; i++) {
		if (strcmp(t->campuses.v[i].institution, institution) != 0)
			continue;
		if (*only)
			return "";
		only = t->campuses.v[i].code;
	}
	return only;
}

static int load_own_campus(struct finder_terms *t, struct store *s, const char *actor)
{
	struct person_list people;
	int err = query_people(s, &people);
	t->own_campus = "";
	for (size_t i = 0; !err && i < people.n; i++)
		if (strcmp(people.v[i].login, actor) == 0)
			t->own_campus = arena_str(&t->arena, find_own_campus(t, &people.v[i]));
	if (!t->own_campus)
		err = QUAD_ENOMEM;
	arena_release(&people.arena);
	return err;
}

int finder_terms_load(struct finder_terms *t, struct store *s, const char *actor)
{
	struct find_ask all = {0};
	finder_terms_release(t);
	int err = query_campuses(s, &t->campuses);
	if (!err)
		err = query_institutions(s, &t->institutions);
	if (!err)
		err = query_terms(s, &t->terms);
	if (!err)
		err = query_find(s, &all, &t->resources);
	if (!err)
		err = load_own_campus(t, s, actor);
	if (err)
		finder_terms_release(t);
	return err;
}

void finder_terms_release(struct finder_terms *t)
{
	arena_release(&t->campuses.arena);
	arena_release(&t->institutions.arena);
	arena_release(&t->terms.arena);
	arena_release(&t->arena);
	found_list_release(&t->resources);
	*t = (struct finder_terms){.own_campus = ""};
}

/* ---- names ---- */

/* A text to be looked up, folded, and a place to fold others. */
struct sought {
	struct buf folded, other;
	enum finder_fit fit;
	const char *found; /* the code */
	size_t n;          /* how many it may mean */
	struct buf *several;
};

static void begin_search(struct sought *s, const char *text, enum finder_fit fit, struct buf *several)
{
	*s = (struct sought){.fit = fit, .several = several};
	utf8_fold(&s->folded, text);
}

/* True if the text is this one; or a part of it that is long enough to mean something, also by its sound. */
static bool is_sought(struct sought *s, const char *text, bool from_start)
{
	buf_clear(&s->other);
	utf8_fold(&s->other, text);
	const char *wanted = buf_text(&s->folded), *other = buf_text(&s->other);
	if (strcmp(other, wanted) == 0)
		return s->folded.len > 0;
	if (s->fit == FINDER_WHOLE || s->folded.len < 3)
		return false;
	return from_start ? strncmp(other, wanted, s->folded.len) == 0 : han_has_words(other, wanted);
}

static void note_found(struct sought *s, const char *code)
{
	enum { NAMED = 3 };
	if (s->n++ == 0)
		s->found = code;
	else if (s->several && s->n == 2)
		buf_fmt(s->several, "%s, %s", s->found, code);
	else if (s->several && s->n <= NAMED)
		buf_fmt(s->several, ", %s", code);
}

static void look_at(struct sought *s, const char *code, const char *name)
{
	if (is_sought(s, code, true) || is_sought(s, name, false))
		note_found(s, code);
}

static const char *end_search(struct sought *s)
{
	buf_release(&s->folded);
	buf_release(&s->other);
	return s->n == 1 ? s->found : NULL;
}

/* What is meant whole goes before what is meant in part: a code may be the beginning of others. */
static const char *look_up(const struct finder_terms *t, const char *text, enum finder_fit fit, struct buf *several,
                           void (*look_at_all)(const struct finder_terms *t, struct sought *s))
{
	for (enum finder_fit now = FINDER_WHOLE; now <= fit; now++) {
		struct sought s;
		begin_search(&s, text, now, several);
		look_at_all(t, &s);
		const char *found = end_search(&s);
		if (s.n)
			return found;
	}
	return NULL;
}

static void look_at_campuses(const struct finder_terms *t, struct sought *s)
{
	for (size_t i = 0; i < t->campuses.n; i++)
		look_at(s, t->campuses.v[i].code, t->campuses.v[i].name);
}

static void look_at_institutions(const struct finder_terms *t, struct sought *s)
{
	for (size_t i = 0; i < t->institutions.n; i++)
		look_at(s, t->institutions.v[i].code, t->institutions.v[i].name);
}

const char *finder_campus(const struct finder_terms *t, const char *text, enum finder_fit fit, struct buf *several)
{
	return look_up(t, text, fit, several, look_at_campuses);
}

const char *finder_institution(const struct finder_terms *t, const char *text, enum finder_fit fit, struct buf *several)
{
	return look_up(t, text, fit, several, look_at_institutions);
}

/* True if the texts are the same; letters in any case, others as they are: names are thousands. */
static bool same_text(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		unsigned x = (unsigned char)*a, y = (unsigned char)*b;
		if (x != y && !((x ^ y) == 0x20 && (x | 0x20) >= 'a' && (x | 0x20) <= 'z'))
			return false;
	}
	return *a == *b;
}

static const struct resource *find_whole(const struct finder_terms *t, const char *text, unsigned kinds,
                                         struct sought *s)
{
	const struct resource *named = NULL;
	for (size_t i = 0; *text && i < t->resources.n; i++) {
		const struct resource *r = t->resources.v[i].resource;
		if (!(kinds >> r->kind & 1) || !r->active)
			continue;
		if (same_text(text, r->code)) {
			s->n = 1;
			return r;
		}
		if (!same_text(text, r->name))
			continue;
		named = r;
		note_found(s, r->code);
	}
	return named;
}

static const struct resource *find_part(const struct finder_terms *t, const char *text, unsigned kinds,
                                        struct sought *s)
{
	const struct resource *named = NULL;
	begin_search(s, text, FINDER_PART, s->several);
	for (size_t i = 0; *text && i < t->resources.n; i++) {
		const struct resource *r = t->resources.v[i].resource;
		if (!(kinds >> r->kind & 1) || !r->active || !is_sought(s, r->name, false))
			continue;
		named = r;
		note_found(s, r->code);
	}
	end_search(s);
	return named;
}

const struct resource *finder_resource(const struct finder_terms *t, const char *text, unsigned kinds,
                                       enum finder_fit fit, struct buf *several)
{
	struct sought s = {.several = several};
	const struct resource *named = find_whole(t, text, kinds, &s);
	if (s.n == 0 && fit == FINDER_PART)
		named = find_part(t, text, kinds, &s);
	return s.n == 1 ? named : NULL;
}

/* ---- kinds ---- */

/* Words that say a kind and nothing else, beside those of files and of the person's language; in normal form. */
static const struct {
	const char *word;
	enum resource_kind kind;
} kind_words[] = {
	{"labs", KIND_LAB},       {"laboratory", KIND_LAB},  {"实验室", KIND_LAB},       {"实训室", KIND_LAB},
	{"bases", KIND_BASE},     {"基地", KIND_BASE},       {"实训基地", KIND_BASE},    {"rooms", KIND_ROOM},
	{"classroom", KIND_ROOM}, {"classrooms", KIND_ROOM}, {"教室", KIND_ROOM},        {"课室", KIND_ROOM},
	{"设备", KIND_EQUIPMENT}, {"仪器", KIND_EQUIPMENT},  {"teachers", KIND_TEACHER}, {"老师", KIND_TEACHER},
	{"教师", KIND_TEACHER},   {"classes", KIND_CLASS},   {"班级", KIND_CLASS},
};

static enum resource_kind kind_by_name(const char *normal)
{
	bool failed = false;
	for (enum resource_kind kind = KIND_LAB; kind <= KIND_CLASS; kind++)
		if (words_same(kind_name(kind), normal, &failed))
			return kind;
	for (size_t i = 0; i < sizeof kind_words / sizeof *kind_words; i++)
		if (strcmp(kind_words[i].word, normal) == 0)
			return kind_words[i].kind;
	return 0;
}

enum resource_kind finder_kind(const char *word, bool *whole)
{
	struct buf normal = {0};
	words_normal(&normal, word);
	enum resource_kind kind = kind_by_name(buf_text(&normal));
	*whole = kind != 0;
	if (!kind)
		kind = words_kind(buf_text(&normal), whole);
	buf_release(&normal);
	return kind;
}
