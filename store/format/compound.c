/*
 * A compound file is a small file system: sectors in chains, whose links are in a table (FAT), and small streams within
 * a stream of their own with a table of its own. Every link is checked, and no chain is longer than the file.
 */
#include "store/format/compound.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "store/base/err.h"

#define HEADER_BYTES 512
#define ENTRY_BYTES 128
#define NAME_BYTES 64
#define IN_HEADER 109           /* places of the table that the header lists */
#define LAST_SECTOR 0xfffffffau /* larger numbers are marks */
#define NO_SECTOR 0xffffffffu

enum entry_type { ENTRY_STREAM = 2, ENTRY_ROOT = 5 };

struct compound {
	const unsigned char *p;
	size_t len, sector_bytes, n_sectors;
	uint32_t *links; /* of each sector */
	size_t n_links;
	struct buf entries;     /* the directory */
	struct buf small;       /* the stream that holds small ones */
	struct buf small_links; /* and the table of its sectors */
	uint32_t small_below;   /* bytes: streams below that are small */
	size_t small_bytes;     /* of its sectors */
};

static uint32_t le16(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t le32(const unsigned char *p)
{
	return le16(p) | le16(p + 2) << 16;
}

bool compound_is(struct bytes data)
{
	static const unsigned char mark[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};
	return data.len >= HEADER_BYTES && memcmp(data.p, mark, sizeof mark) == 0;
}

/* The bytes of a sector; NULL if the file does not have all of them. */
static const unsigned char *find_sector(const struct compound *c, uint32_t i)
{
	return i < c->n_sectors ? c->p + ((size_t)i + 1) * c->sector_bytes : NULL;
}

/* Adds the links that one sector of the table holds. */
static int add_links(struct compound *c, uint32_t sector)
{
	const unsigned char *p = find_sector(c, sector);
	if (!p)
		return QUAD_EINVAL;
	for (size_t i = 0; i < c->sector_bytes / 4 && c->n_links < c->n_sectors; i++)
		c->links[c->n_links++] = le32(p + i * 4);
	return 0;
}

/* Reads the table of links: its sectors are listed in the header, and for large files in a chain of lists. */
static int read_links(struct compound *c)
{
	uint32_t list = le32(c->p + 0x44);
	size_t in_list = c->sector_bytes / 4 - 1;
	int err = 0;
	c->links = calloc(c->n_sectors + 1, sizeof *c->links);
	if (!c->links)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < IN_HEADER && !err; i++) {
		uint32_t sector = le32(c->p + 0x4c + i * 4);
		if (sector <= LAST_SECTOR)
			err = add_links(c, sector);
	}
	for (size_t n = 0; !err && list <= LAST_SECTOR; n++) {
		const unsigned char *p = find_sector(c, list);
		if (!p || n > c->n_sectors)
			return QUAD_EINVAL;
		for (size_t i = 0; i < in_list && !err; i++)
			if (le32(p + i * 4) <= LAST_SECTOR)
				err = add_links(c, le32(p + i * 4));
		list = le32(p + in_list * 4);
	}
	return err;
}

/* Appends the chain of sectors from `at` on, at most size bytes. */
static int read_chain(const struct compound *c, uint32_t at, size_t size, struct buf *out)
{
	size_t n = 0;
	for (; at <= LAST_SECTOR && size > 0; n++) {
		const unsigned char *p = find_sector(c, at);
		size_t take = size < c->sector_bytes ? size : c->sector_bytes;
		if (!p || at >= c->n_links || n > c->n_sectors)
			return QUAD_EINVAL;
		buf_add(out, p, take);
		size -= take;
		at = c->links[at];
	}
	return out->failed ? QUAD_ENOMEM : 0;
}

/* The same in the stream of small streams. */
static int read_small(const struct compound *c, uint32_t at, size_t size, struct buf *out)
{
	size_t n_links = c->small_links.len / 4;
	for (size_t n = 0; at <= LAST_SECTOR && size > 0; n++) {
		size_t from = (size_t)at * c->small_bytes, take = size < c->small_bytes ? size : c->small_bytes;
		if (at >= n_links || n > n_links || from > c->small.len || c->small.len - from < take)
			return QUAD_EINVAL;
		buf_add(out, c->small.p + from, take);
		size -= take;
		at = le32((const unsigned char *)c->small_links.p + (size_t)at * 4);
	}
	return out->failed ? QUAD_ENOMEM : 0;
}

static const unsigned char *entry_at(const struct compound *c, size_t i)
{
	return (const unsigned char *)c->entries.p + i * ENTRY_BYTES;
}

static bool has_name(const unsigned char *entry, const char *name)
{
	size_t len = strlen(name);
	if (len * 2 + 2 > NAME_BYTES || le16(entry + NAME_BYTES) != len * 2 + 2)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = (char)entry[i * 2];
		if (entry[i * 2 + 1] || strncasecmp(&c, name + i, 1) != 0)
			return false;
	}
	return true;
}

static size_t entry_size(const unsigned char *entry)
{
	return le32(entry + 0x78);
}

/* Reads the directory, and what small streams need. */
static int read_directory(struct compound *c)
{
	uint32_t table = le32(c->p + 0x3c);
	int err = read_chain(c, le32(c->p + 0x30), c->len, &c->entries);
	if (!err && c->entries.len < ENTRY_BYTES)
		return QUAD_EINVAL;
	const unsigned char *root = err ? NULL : entry_at(c, 0);
	if (err || root[0x42] != ENTRY_ROOT)
		return err ? err : QUAD_EINVAL;
	if (table <= LAST_SECTOR)
		err = read_chain(c, table, c->len, &c->small_links);
	if (!err && le32(root + 0x74) <= LAST_SECTOR)
		err = read_chain(c, le32(root + 0x74), entry_size(root), &c->small);
	return err;
}

static int open_compound(struct bytes data, struct compound *c)
{
	const unsigned char *p = data.p;
	*c = (struct compound){.p = p, .len = data.len};
	if (!compound_is(data))
		return QUAD_EINVAL;
	uint32_t shift = le16(p + 0x1e), small_shift = le16(p + 0x20);
	if ((shift != 9 && shift != 12) || small_shift < 4 || small_shift > shift)
		return QUAD_EINVAL;
	c->sector_bytes = (size_t)1 << shift;
	c->small_bytes = (size_t)1 << small_shift;
	c->small_below = le32(p + 0x38);
	/* the last sector may be cut off where the file ends */
	c->n_sectors = data.len / c->sector_bytes;
	c->n_sectors -= c->n_sectors > 0;
	int err = read_links(c);
	return err ? err : read_directory(c);
}

static void close_compound(struct compound *c)
{
	free(c->links);
	buf_release(&c->entries);
	buf_release(&c->small);
	buf_release(&c->small_links);
}

int compound_read(struct bytes data, const char *name, struct buf *out)
{
	struct compound c;
	int err = open_compound(data, &c);
	const unsigned char *found = NULL;
	for (size_t i = 0; !found && i < c.entries.len / ENTRY_BYTES; i++)
		if (entry_at(&c, i)[0x42] == ENTRY_STREAM && has_name(entry_at(&c, i), name))
			found = entry_at(&c, i);
	if (!err && !found)
		err = QUAD_ENOTFOUND;
	size_t size = err ? 0 : entry_size(found), before = out->len;
	if (!err && size < c.small_below)
		err = read_small(&c, le32(found + 0x74), size, out);
	else if (!err)
		err = read_chain(&c, le32(found + 0x74), size, out);
	if (!err && out->len - before < size)
		err = QUAD_EINVAL;
	close_compound(&c);
	return err;
}
