/* Later writes may come to the disk without the earlier ones; of those to one place the later stays. */
#include "tests/torture/disk.h"

#include <string.h>

#include "tests/torture/torture.h"

enum { SECTOR = 512 };

void image_put(struct image *im, uint64_t at, const unsigned char *p, size_t len)
{
	if (at + len > IMAGE_BYTES)
		torture_give_up("a file that is too large");
	memcpy(im->p + at, p, len);
	im->len = at + len > im->len ? at + len : im->len;
}

void image_copy(struct image *to, const struct image *from)
{
	if (to->len > from->len)
		memset(to->p + from->len, 0, to->len - from->len);
	memcpy(to->p, from->p, from->len);
	to->len = from->len;
}

void disk_add(struct disk *d, const struct disk_write *w)
{
	if (d->n == DISK_WRITES_MAX)
		torture_give_up("too many writes without a sync");
	d->v[d->n++] = *w;
}

void disk_cut(const struct disk *d, struct random *r, struct image *out)
{
	unsigned how = random_below(r, 4); /* 0: all, 1: none, 2: whole writes, 3: torn */
	size_t unit = random_below(r, 2) ? SECTOR : 4096;
	image_copy(out, &d->certain);
	for (size_t i = 0; i < d->n; i++) {
		const struct disk_write *w = &d->v[i];
		bool keep = how == 0 || (how != 1 && random_below(r, 2));
		if (how != 3) {
			if (keep)
				image_put(out, w->at, w->p, w->len);
			continue;
		}
		/* a write that does not fill a sector is in it or not */
		for (size_t done = 0, part; done < w->len; done += part) {
			part = unit - (w->at + done) % unit;
			part = part < w->len - done ? part : w->len - done;
			if (random_below(r, 2))
				image_put(out, w->at + done, w->p + done, part);
		}
	}
}
