/* The commands: what each one runs and its options, for the table of the commands (cmd_table.c). */
#ifndef QUAD_TUI_CMD_COMMANDS_H
#define QUAD_TUI_CMD_COMMANDS_H

#include "tui/cmd/cmd.h"

enum cmd_status cmd_init(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_check(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_backup(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_replica(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_restore(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_stats(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_import(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_export(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_list(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_find_free(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_book(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_move(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_cancel(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_add(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_swap(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_waiting(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_leave(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_bookings(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_requests(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_approve(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_decline(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_ask_back(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_comment(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_checkin(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_release(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_noshow(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_adjust(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_adjustments(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_event(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_evaluate(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_hand(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_config(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_report(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_unmet(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_outbox(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_log(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_erase(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_grant(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_revoke(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_keys(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_whoami(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_may(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_undo(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_drop(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_rules(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_why(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_show(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_doctor(struct cmd_context *c, int argc, char **argv);
enum cmd_status cmd_completion(struct cmd_context *c, int argc, char **argv);

extern const struct arg_option init_options[], import_options[], export_options[], list_options[], find_options[],
	why_options[], book_options[], move_options[], cancel_options[], swap_options[], bookings_options[],
	log_options[], erase_options[], undo_options[], requests_options[], approve_options[], decline_options[],
	waiting_options[], keys_options[], leave_options[], unmet_options[], report_options[], grant_options[],
	revoke_options[], release_options[], evaluate_options[], adjust_options[], completion_options[],
	backup_options[], outbox_options[], doctor_options[], event_options[];

#endif
