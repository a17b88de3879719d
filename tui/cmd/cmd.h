/*
 * What a command is. One entry of the table (cmd_table.h) serves the shell, the screen's `:` line, the help and the
 * completion. A command takes arguments and gives a result; it neither prints nor draws: rows go to a sink, sentences
 * to a message buffer.
 */
#ifndef QUAD_TUI_CMD_H
#define QUAD_TUI_CMD_H

#include <stdbool.h>

#include "store/base/buf.h"
#include "store/change/store_apply.h"
#include "store/format/xlsx_write.h"
#include "store/model/table.h"
#include "tui/base/args.h"

/* Exit statuses, as promised. */
enum cmd_status {
	CMD_DONE = 0,
	CMD_FAILED = 1,
	CMD_USAGE = 2,
	CMD_REFUSED = 3,
	CMD_DENIED = 4,
	CMD_PARTLY = 5,
	CMD_BUSY = 75,
	CMD_SIGNAL = 128, /* and the signal's number: it was told to end, between two transactions */
};

/* How rows are to be written: a command that knows says so before its first row. */
enum cmd_rows { CMD_ROWS_ANY, CMD_ROWS_TABLE, CMD_ROWS_CSV, CMD_ROWS_EXCEL, CMD_ROWS_JSON, CMD_ROWS_XLSX };

struct cmd;

/* What a command works with. The front end fills it, and writes what comes out. */
struct cmd_context {
	const struct cmd *cmd;    /* the command that runs; cmd_run sets it */
	struct store *store;      /* open; NULL for commands with CMD_NO_STORE */
	const char *store_dir;    /* where it is: a directory or an address */
	const char *store_name;   /* the same as it is shown: db_show_place */
	const char *actor;        /* login of the person who acts; may be NULL for a command without flags */
	const char *globals;      /* --store and --as as given, for a shell, a blank before each; NULL: none */
	int64_t now;              /* minutes since the epoch */
	enum request_via via;     /* which front end it is */
	uint64_t wrote; /* an entry of the action that the command carried out, 0: it changed nothing. The command sets
	                   it */
	/* --request, or the id of the one request that was made (cmd_request.h) */
	unsigned char request[REQUEST_ID_BYTES];
	bool has_request, has_asked; /* it was given; it was asked for by */
	struct table_sink *rows;  /* where rows go */
	struct buf *out;          /* text for standard output (help, `ok`...) */
	int (*drain)(struct cmd_context *c); /* writes and empties out, for much text; QUAD_ESTOP. NULL: all stays */
	struct buf *message;      /* sentences for the person, each ending in a newline: standard error, or a dialog */
	struct buf *done;         /* what the command has changed so far, by cmd_note_done; NULL: nobody asks */
	void (*progress)(struct cmd_context *c, const char *text); /* may be NULL */
	const char *color; /* `auto`, `always`, `never`; NULL = auto */
	const struct cmd *commands;                       /* all there are (cmd_table.h), for what tells of them */
	enum cmd_status (*screen)(struct cmd_context *c); /* opens the screen until the person leaves it: `tui` */
	enum cmd_rows format;
	const char *rows_name;    /* what the rows are, a constant, for formats that name them; NULL = unnamed */
	bool forced; /* for somebody at the other end of an SSH connection, who has no account here: forced.h */
	size_t cols; /* of the terminal, 0 = not known */
	bool ascii;  /* it shows neither blocks nor lines */
	bool shows_table;         /* rows that no form is asked for are shown to a person, as a table */
	const struct xlsx_grid *rows_grid; /* a picture of the rows, for workbooks; NULL = none */
	const char *rows_notes;   /* what is to be known of the rows, in lines, for formats that have a place for it;
	                             NULL = nothing */
	const char *rows_head;    /* the journal's head in one line, for formats that carry it; NULL = not known */
	bool said_replica;        /* that the store is a copy was said, with its age */
	bool quiet;
	bool json;                /* rows, and what else is data, as JSON */
};

/* One without CMD_CHANGES only reads. */
enum cmd_flags {
	CMD_NO_STORE = 1,     /* runs without an open store: help, init */
	CMD_SCREEN = 2,       /* takes over the terminal: tui */
	CMD_CHANGES = 4,      /* may change the store: where it fails, it says whether it has */
	CMD_OWNER = 8,        /* for the owner of the store's files, who need not be among the people */
	CMD_ANYBODY = 16,     /* for everybody, also who is not among the people */
	CMD_NOT_FORCED = 32,  /* not in forced mode, as none with CMD_OWNER is */
	CMD_ONE_REQUEST = 64, /* it makes one request, or some forms of it do: --request may give its id */
};

#define CMD_HELP_PARTS 3

struct cmd {
	const char *name;    /* the word in the shell and after `:` */
	unsigned flags;
	const char *usage;   /* `ID [CLAIM...] WHEN`, one line, after the name */
	const char *summary; /* one line for lists; translated by gettext at use */
	const char *help[CMD_HELP_PARTS]; /* paragraphs, as the summary; NULL = no more of them */
	const struct arg_option *options; /* NULL: it takes none */
	enum cmd_status (*run)(struct cmd_context *c, int argc, char **argv); /* argv[0] is the command's word */
};

/* Runs a command in the context: argv[0] is the command's word, the rest what was given to it. */
enum cmd_status cmd_run(struct cmd_context *c, const struct cmd *cmd, int argc, char **argv);

/*
 * Notes a change that stands: a sentence that ends in a newline, for standard error if the answer gets lost, as on a
 * full disk or where the reader has gone.
 */
void cmd_note_done(struct cmd_context *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The command of that name among those, NULL if there is none. */
const struct cmd *cmd_find_in(const struct cmd *commands, const char *name);

/* Appends the help of one command: usage, what it does, its options. */
void cmd_help(const struct cmd *cmd, struct buf *out);

#endif
