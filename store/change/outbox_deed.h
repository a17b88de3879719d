/*
 * What is done with the mails that wait (mail.h): one is dropped, or somebody who sends it says how far he is. Of all
 * that only the dropping is a change of the store that the journal tells of. Private to the store layer.
 */
#ifndef QUAD_STORE_OUTBOX_DEED_H
#define QUAD_STORE_OUTBOX_DEED_H

#include "store/change/change.h"

int outbox_deed(struct change *c) __attribute__((warn_unused_result));

#endif
