/*
 * What is whose of a resource that several own (registers.h, owners): for each local day the shares that are in force,
 * and what they leave of the whole is its own institution's. Days without a row are nobody's in particular. Pure.
 */
#ifndef QUAD_STORE_JOINT_SHARE_H
#define QUAD_STORE_JOINT_SHARE_H

#include "store/model/registers.h"

#define JOINT_WHOLE (100 * REGISTER_MILLION) /* all shares of a resource together */

/* The share of an institution on a day; -1: no row is in force then. own: whose the resource is besides, "" = nobody's.
 */
int64_t joint_share(const struct register_row *rows, size_t n, const char *own, const char *institution, int64_t day);

/* The last day from `day` on, at most `last`, up to which the same rows are in force. */
int64_t joint_share_last(const struct register_row *rows, size_t n, int64_t day, int64_t last);

#endif
