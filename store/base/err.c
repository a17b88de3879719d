/*
 * Words for the engine's error codes. These are for logs and last resorts: failures that a person must act on
 * is told by structures (reasons, results) that the front end words in the person's language.
 */
#include "store/base/err.h"

const char *quad_strerror(int err)
{
	switch ((enum quad_err)err) {
	case QUAD_OK: return "done";
	case QUAD_ENOMEM: return "out of memory";
	case QUAD_EIO: return "the system could not read or write";
	case QUAD_EFULL: return "no room left on the disk";
	case QUAD_ENOTFOUND: return "not found";
	case QUAD_EEXIST: return "exists already";
	case QUAD_EBUSY: return "another program is writing; try again";
	case QUAD_ECORRUPT: return "the store is damaged";
	case QUAD_EVERSION: return "the store was written by a newer version";
	case QUAD_EREFUSED: return "refused";
	case QUAD_EINVAL: return "malformed value";
	case QUAD_EPERM: return "not permitted";
	case QUAD_ENETFS: return "the store may not lie on a network file system";
	case QUAD_ENOSTORE: return "there is no store here";
	case QUAD_EGAP: return "this clock time does not exist: clocks go forward";
	case QUAD_ETWICE: return "this clock time exists twice: clocks go back";
	case QUAD_ESTOP: return "stopped";
	case QUAD_EZONE: return "no such time zone";
	case QUAD_EUNSURE: return "it is not known whether it was done";
	case QUAD_ELINK: return "the server of the store cannot be reached";
	case QUAD_EMOVED:
		return "the files of the store were replaced or removed while it was open; nothing was changed";
	case QUAD_EFOREIGN: return "the table at the store's place is not one of a store";
	case QUAD_EREPLICA: return "this is a copy that is only read; nothing was changed";
	}
	return "unknown error";
}
