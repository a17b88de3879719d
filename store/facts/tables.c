/* The properties of a table beside its letter. */
#include "store/facts/tables.h"

bool table_decides(enum table table)
{
	switch (table) {
#define TABLE_DECIDES(name, letter, decides) case TABLE_##name: return decides;
	TABLES(TABLE_DECIDES)
#undef TABLE_DECIDES
	}
	return false;
}
