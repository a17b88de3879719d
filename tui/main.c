/* The program is quad_main; this file is apart from it so that tests can link everything else. */
#include "tui/quad.h"

int main(int argc, char **argv)
{
	return quad_main(argc, argv);
}
