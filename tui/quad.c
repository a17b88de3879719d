/*
 * Puts the program together: the command line, and the screen that its command `tui` opens. The commands do not know
 * the screen and the screen does not know its first view; both are named here.
 */
#include "tui/quad.h"

#include "tui/cmd/cli.h"
#include "tui/screen/screen.h"
#include "tui/screen/ui_board.h"

static enum cmd_status open_screen(struct cmd_context *c)
{
	return screen_run(c, ui_board_new);
}

int quad_main(int argc, char **argv)
{
	return cli_main(argc, argv, open_screen);
}
