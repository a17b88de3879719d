/* The names that Windows, and so Outlook and Exchange, give to time zones. */
#ifndef QUAD_STORE_ICS_WINDOWS_H
#define QUAD_STORE_ICS_WINDOWS_H

/*
 * The IANA name of a zone that Windows calls so, without regard to case; NULL for another name. The source is the table
 * windowsZones of CLDR (territory 001), with names that have been replaced since as they are now.
 */
const char *ics_windows_zone(const char *name);

#endif
