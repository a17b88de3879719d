/* Error codes of the engine. Functions that can fail return 0 or one of these negative values. */
#ifndef QUAD_STORE_ERR_H
#define QUAD_STORE_ERR_H

enum quad_err {
	QUAD_OK = 0,
	QUAD_ENOMEM = -1,    /* out of memory, or a buffer reached its maximum */
	QUAD_EIO = -2,       /* the operating system failed to read or write */
	QUAD_EFULL = -3,     /* no room: the disk, the quota or the map is full; nothing was changed */
	QUAD_ENOTFOUND = -4, /* no such record, key or file */
	QUAD_EEXIST = -5,    /* there is already such a thing */
	QUAD_EBUSY = -6,     /* another writer held the store for longer than the time-out */
	QUAD_ECORRUPT = -7,  /* stored bytes that this program does not write */
	QUAD_EVERSION = -8,  /* stored by a newer version of the program */
	QUAD_EREFUSED = -9,  /* a rule or a conflict says no; the reasons are in the result */
	QUAD_EINVAL = -10,   /* a malformed value */
	QUAD_EPERM = -11,    /* not permitted for this person */
	QUAD_ENETFS = -12,   /* the store lies on a network file system, where locks and maps are unsafe */
	QUAD_ENOSTORE = -13, /* there is no store at this place */
	QUAD_EGAP = -14,     /* a wall-clock time that does not exist (clocks go forward) */
	QUAD_ETWICE = -15,   /* a wall-clock time that exists twice (clocks go back) */
	QUAD_ESTOP = -16,    /* a callback asked to stop; never leaves the engine as an error */
	QUAD_EZONE = -17,    /* no such time zone on this machine */
	QUAD_EUNSURE = -18,  /* unknown whether it was done: the writer neither answers nor dies, or the disk failed */
	QUAD_EMOVED = -19,   /* the store's files were replaced or removed while they were open; nothing was changed */
	QUAD_ELINK = -20,    /* the server that has the store cannot be reached, or was lost; nothing was changed */
	QUAD_EREPLICA = -21, /* the store is a copy that is only read: changes go to the one that it is a copy of */
	QUAD_EFOREIGN = -22, /* the server's table at this place is not one of a store: another program's, or damaged */
};

/* A short English sentence without a full stop; never NULL. */
const char *quad_strerror(int err);

#endif
