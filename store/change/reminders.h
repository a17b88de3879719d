/*
 * What the clock makes of mails: reminders of bookings that are near, and the digest of a day. Nobody has to be there
 * for it, and no process to run: it is made when the mails are about to be sent (OP_MAIL, MAIL_TICK), a portion a
 * transaction, and written once, whoever asks how often, also where the clock was set back.
 *
 * Reminded are who asked for a booking that is booked, and its teachers, so long before it starts as the setting
 * `remind` says. With a day or more that is once a day, from 07:00 on or with the first one before that is so near: of
 * all days up to the end of the one that lies so far ahead. What was booked later than that needs no reminder.
 *
 * The digest comes once a day from 07:00 on: to coordinators and auditors; and to whose turn it is to decide a request
 * that waits.
 */
#ifndef QUAD_STORE_REMINDERS_H
#define QUAD_STORE_REMINDERS_H

#include "store/change/change.h"

int reminders_tick(struct change *c) __attribute__((warn_unused_result));

#endif
