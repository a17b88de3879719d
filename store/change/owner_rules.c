/* A resource's own columns count as rules of its own place. */
#include "store/change/owner_rules.h"

#include "store/base/err.h"

int owner_rules_judge(struct change *c, const struct booking *b, const struct resource *const *resources, size_t n,
                      struct ruling **out)
{
	struct ruling *v = arena_alloc(c->arena, (n + 1) * sizeof *v);
	(void)b;
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++)
		v[i] = (struct ruling){.approval = resources[i]->approval,
		                       .hold_min = HOLD_DEFAULT_MIN,
		                       .preempt_min = -1,
		                       .self_approval = true,
		                       .price = ""};
	*out = v;
	return 0;
}
