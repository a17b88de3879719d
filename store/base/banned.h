/* Functions that this project does not call, forced into every file by the Makefile (-include). */
#ifndef QUAD_STORE_BANNED_H
#define QUAD_STORE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* With FORTIFY, the C library makes this a macro for clang. */
#undef sprintf

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gets atoi atol localtime gmtime ctime asctime \
	system popen

#endif
