/*
 * The proof of the registers: each row stands under its key, as its last entry of the journal says, and names what is
 * there; nobody owns more of a resource than there is.
 */
#include "store/query/checker.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/register_list.h"

static bool is_known(struct checker *c, enum entity_kind names, const char *code)
{
	struct institution institution;
	uint32_t no;
	if (strlen(code) > CODE_MAX_BYTES)
		return false;
	int err = names == OF_RESOURCE ? facts_resource_number(c->txn, code, &no)
	                               : facts_institution(c->txn, code, &institution);
	return !check_fails(c, err);
}

/* What a field names, each of those with `;` between them. */
static void check_names(struct checker *c, const struct register_field *field, const char *text, const char *name)
{
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, ";");
		const char *code = arena_dup(&c->arena, p, len);
		if (check_fails(c, code ? 0 : QUAD_ENOMEM))
			return;
		if (!is_known(c, field->names, code))
			check_fault(c, "%s: it names %s, which is not there", name, code);
		p += len + (p[len] == ';');
	}
}

static void check_shares(struct checker *c, const struct register_row *v, const char *name)
{
	struct register_rows owners = {0};
	int64_t day;
	if (check_fails(c, register_list_load_of(c->txn, v->id, v->text[OWNER_RESOURCE], &c->arena, &owners)))
		return;
	int64_t taken = register_shares_taken(owners.v, owners.n, v, &day);
	if (taken + v->number[OWNER_SHARE] > REGISTER_SHARES)
		check_fault(c, "%s: the shares come to more than the whole", name);
}

int check_register(struct checker *c, struct bytes key, struct bytes value)
{
	struct register_row v;
	struct key want = {.len = 0};
	struct buf name = {0};
	int err = register_decode(value, &v);
	if (!err && register_key_fits(&v))
		want = register_list_key(&v);
	if (err || !check_same_bytes(key_bytes(&want), key)) {
		check_fault(c, "a row of a register: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	const struct register_kind *kind = register_kind(v.id);
	buf_fmt(&name, "%s:", entity_word(kind->entity));
	register_name(&v, &name);
	if (!check_fails(c, name.failed ? QUAD_ENOMEM : 0)) {
		check_written(c, kind->entity, entity_name(buf_text(&name)), v.seq, value);
		for (size_t i = 0; i < kind->n_texts; i++)
			if (kind->texts[i].names != N_KINDS)
				check_names(c, &kind->texts[i], v.text[i], buf_text(&name));
		if (v.id == REGISTER_OWNERS)
			check_shares(c, &v, buf_text(&name));
	}
	buf_release(&name);
	return 0;
}
