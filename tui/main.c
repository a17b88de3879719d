/* The program is cli_main; this file is apart from it so that tests can link everything else. */
#include "tui/cmd/cli.h"

int main(int argc, char **argv)
{
	return cli_main(argc, argv);
}
