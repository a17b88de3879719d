/* Numbers of cells as texts. */
#include "store/model/table.h"

#include <inttypes.h>
#include <stdio.h>

char *cell_hundredths(int64_t hundredths, char out[CELL_HUNDREDTHS_MAX])
{
	uint64_t size = hundredths < 0 ? 0 - (uint64_t)hundredths : (uint64_t)hundredths;
	snprintf(out, CELL_HUNDREDTHS_MAX, "%s%" PRIu64 ".%02" PRIu64, hundredths < 0 ? "-" : "", size / 100,
	         size % 100);
	return out;
}
