/* The options that every command has. */
#include "tui/cmd/cmd_globals.h"

const struct arg_option cmd_globals[] = {
	{"store", "DIR", NULL},
	{"as", "LOGIN", NULL},
	{"json", NULL, NULL},
	{"quiet", NULL, NULL},
	{"color", "auto|always|never|dark|light", NULL},
	{"request", "ID", NULL},
	{"help", NULL, NULL},
	{"version", NULL, NULL},
	{NULL, NULL, NULL},
};
