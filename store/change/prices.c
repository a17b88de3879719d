/*
 * Where no resource has a rate, no rule a price and no agreement is there, nothing but these is looked at. A booking
 * that was made before prices were kept gets them with its next move.
 */
#include "store/change/prices.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/facts/register_cache.h"
#include "store/model/agreement.h"
#include "store/model/joint_share.h"
#include "store/model/price.h"

/* What the claims of a plan are priced by. */
struct pricing {
	struct change *c;
	const struct plan *p;
	const struct register_rows *agreements;
	bool keeps; /* the old booking's prices hold for what stays */
};

/* True if the booking that stands says what its claims cost, for who has it still. */
static int find_keeps(struct change *c, const struct plan *p, bool *out)
{
	uint64_t first;
	*out = state_stands(p->old.state) && strcmp(p->old.institution, p->v.institution) == 0;
	if (!p->old.id || !*out || *p->old.prices)
		return 0;
	int err = facts_setting(c->txn, SETTING_PRICED, &first);
	*out = !err && first && p->old.id >= first;
	return err;
}

static bool find_kept(const struct pricing *x, const struct claim *claim, int64_t *out)
{
	const struct booking *old = &x->p->old;
	for (size_t i = 0; x->keeps && i < old->n_claims; i++) {
		if (old->claims[i].resource != claim->resource)
			continue;
		*out = price_of_claim(old->prices, i);
		return true;
	}
	return false;
}

static bool find_agreed(const struct pricing *x, const struct agreement_case *one, int64_t *out)
{
	for (size_t i = 0; i < x->agreements->n; i++) {
		const struct register_row *row = &x->agreements->v[i];
		*out = price_parse(row->text[AGREEMENT_PRICE]);
		if (*out >= 0 && agreement_covers(row, one))
			return true;
	}
	return false;
}

/* True if something may cost anything. */
static bool is_priced(const struct pricing *x, const struct resource *const *resources, size_t n)
{
	if (*x->p->old.prices || x->agreements->n)
		return true;
	for (size_t i = 0; i < n; i++)
		if (*resources[i]->rate || *x->p->rulings[i].price)
			return true;
	return false;
}

/* True if nobody else has a part of the resource on that day. */
static int find_own(const struct pricing *x, const struct agreement_case *one, bool *out)
{
	const struct register_rows *rows;
	int err = register_cache_shares(x->c->cache, x->c->txn, one->resource, &rows);
	if (err)
		return err;
	int64_t share = joint_share(rows->v, rows->n, one->owner, one->institution, one->day);
	*out = share < 0 ? strcmp(one->owner, one->institution) == 0 : share >= JOINT_WHOLE;
	return 0;
}

static int price_claim(const struct pricing *x, const struct resource *resource, const struct claim *claim,
                       const struct ruling *ruling, int64_t *out)
{
	const struct booking *v = &x->p->v;
	struct agreement_case one = {.institution = v->institution, .resource = resource->code};
	bool own = true;
	*out = 0;
	if (find_kept(x, claim, out))
		return 0;
	int err = register_cache_owner(x->c->cache, x->c->txn, resource, &one.owner);
	one.day = clock_local_day(v->start);
	if (!err && *v->institution)
		err = find_own(x, &one, &own);
	if (err || own)
		return err;
	if (find_agreed(x, &one, out))
		return 0;
	*out = price_parse(*ruling->price ? ruling->price : resource->rate);
	if (*out < 0)
		*out = 0;
	return 0;
}

int prices_set(struct change *c, struct plan *p, const struct resource *const *resources, const struct claim *claims,
               size_t n)
{
	struct pricing x = {.c = c, .p = p};
	struct buf text = {0};
	bool any = false;
	if (!p->old.id)
		p->old.prices = "";
	int err = register_cache_agreements(c->cache, c->txn, &x.agreements);
	if (err)
		return err;
	p->v.prices = "";
	if (!is_priced(&x, resources, n))
		return 0;
	err = find_keeps(c, p, &x.keeps);
	for (size_t i = 0; !err && i < n; i++) {
		int64_t price;
		err = price_claim(&x, resources[i], &claims[i], &p->rulings[i], &price);
		buf_fmt(&text, "%s%" PRId64, i ? ";" : "", price);
		any |= price > 0;
	}
	if (any)
		p->v.prices = text.failed ? NULL : arena_str(c->arena, buf_text(&text));
	buf_release(&text);
	if (!err && !p->v.prices)
		err = QUAD_ENOMEM;
	return err;
}

int prices_begin(struct change *c, uint64_t id)
{
	uint64_t first;
	if (c->cache->priced)
		return 0;
	int err = facts_setting(c->txn, SETTING_PRICED, &first);
	if (!err && !first)
		err = change_raise_setting(c, SETTING_PRICED, id);
	c->cache->priced = !err;
	return err;
}
