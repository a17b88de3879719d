/*
 * A program on a pseudo-terminal for tests. The child runs a main function of this very program, so nothing has to be
 * built or found. Its bytes go to libvterm and are also kept, so that what one key costs can be counted. Whether it
 * has come to rest is asked of the kernel: it sleeps, and what it wrote has arrived.
 */
#include "tests/pty.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "store/base/buf.h"

enum { BY_SIGNAL = 1000, QUIET_MS = 20, PATIENCE_MS = 20000, N_TEXTS = 4 };

struct pty {
	pid_t pid;
	int fd;
	bool ended; /* nothing more can come */
	int status;
	VTerm *vt;
	VTermScreen *screen;
	int rows, cols;
	bool alternate, visible, blind, marks_pastes;
	struct buf recent;
	struct buf answer; /* since the last key */
	uint64_t received; /* ever */
	uint64_t wrote_at_key, received_at_key, calls_at_key, read_at_key;
	unsigned n_reads; /* since the last key */
	struct buf texts[N_TEXTS];
	unsigned next_text;
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- start and end ---- */

static int set_property(VTermProp prop, VTermValue *value, void *user)
{
	struct pty *p = user;
	if (prop == VTERM_PROP_ALTSCREEN)
		p->alternate = value->boolean;
	if (prop == VTERM_PROP_CURSORVISIBLE)
		p->visible = value->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = set_property};

static void run_child(int (*main_of)(int argc, char **argv), const char *const *argv, const char *const *env)
{
	char *words[32];
	int argc = 0;
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("NO_COLOR");
	unsetenv("LINES");
	unsetenv("COLUMNS");
	for (; env && *env; env++) {
		const char *value = strchr(*env, '=');
		char name[64];
		snprintf(name, sizeof name, "%.*s", value ? (int)(value - *env) : (int)strlen(*env), *env);
		if (value)
			setenv(name, value + 1, 1);
		else
			unsetenv(name);
	}
	for (; argv[argc] && argc < 31; argc++)
		words[argc] = strdup(argv[argc]);
	words[argc] = NULL;
	signal(SIGALRM, SIG_DFL);
	static const int defaults[] = {SIGHUP, SIGINT, SIGTERM}; /* the test runner's own are not the program's */
	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
		signal(defaults[i], SIG_DFL);
	int status = main_of(argc, words);
	fflush(NULL);
	_exit(status);
}

struct pty *pty_spawn(int (*main_of)(int argc, char **argv), const char *const *argv, const char *const *env, int rows,
                      int cols)
{
	struct pty *p = calloc(1, sizeof *p);
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
	ck_assert_ptr_nonnull(p);
	p->rows = rows;
	p->cols = cols;
	p->visible = true;
	p->vt = vterm_new(rows, cols);
	vterm_set_utf8(p->vt, 1);
	p->screen = vterm_obtain_screen(p->vt);
	vterm_screen_set_callbacks(p->screen, &callbacks, p);
	vterm_screen_enable_altscreen(p->screen, 1);
	vterm_screen_reset(p->screen, 1);
	fflush(NULL);
	p->pid = forkpty(&p->fd, NULL, NULL, &size);
	if (p->pid == 0)
		run_child(main_of, argv, env);
	ck_assert_int_gt(p->pid, 0);
	return p;
}

void pty_close(struct pty *p)
{
	if (!p)
		return;
	if (p->pid > 0) {
		kill(p->pid, SIGKILL);
		waitpid(p->pid, &p->status, 0);
	}
	if (p->fd >= 0)
		close(p->fd);
	vterm_free(p->vt);
	buf_release(&p->answer);
	buf_release(&p->recent);
	for (int i = 0; i < N_TEXTS; i++)
		buf_release(&p->texts[i]);
	free(p);
}

/* ---- what the kernel knows about the program ---- */

struct activity {
	bool known, asleep;
	uint64_t wrote, calls, read; /* bytes, calls, bytes */
};

static struct activity look(const struct pty *p)
{
	struct activity a = {0};
	char path[64], line[256];
	if (p->pid <= 0)
		return a;
	snprintf(path, sizeof path, "/proc/%ld/io", (long)p->pid);
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f)) {
		if (sscanf(line, "wchar: %" SCNu64, &a.wrote) == 1)
			a.known = true;
		sscanf(line, "syscw: %" SCNu64, &a.calls);
		sscanf(line, "rchar: %" SCNu64, &a.read);
	}
	if (f)
		fclose(f);
	snprintf(path, sizeof path, "/proc/%ld/stat", (long)p->pid);
	f = fopen(path, "r");
	const char *name_end = f && fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
	a.asleep = name_end && name_end[1] == ' ' && name_end[2] == 'S';
	if (f)
		fclose(f);
	return a;
}

/* ---- reading ---- */

/* Sequences may be cut between two reads: the end of the one before is looked at again. */
static void follow_marks(struct pty *p, const char *bytes, size_t n)
{
	enum { SEQUENCE = 8 };
	buf_add(&p->recent, bytes, n);
	for (size_t i = 0; i + SEQUENCE <= p->recent.len; i++) {
		if (memcmp(p->recent.p + i, "\033[?2004h", SEQUENCE) == 0)
			p->marks_pastes = true;
		if (memcmp(p->recent.p + i, "\033[?2004l", SEQUENCE) == 0)
			p->marks_pastes = false;
	}
	size_t rest = p->recent.len < SEQUENCE ? p->recent.len : SEQUENCE - 1;
	memmove(p->recent.p, p->recent.p + p->recent.len - rest, rest);
	p->recent.len = rest;
}

static void keep(struct pty *p, const char *bytes, size_t n)
{
	buf_add(&p->answer, bytes, n);
	p->received += n;
	p->n_reads++;
	follow_marks(p, bytes, n);
	if (p->blind)
		return;
	vterm_input_write(p->vt, bytes, n);
	vterm_screen_flush_damage(p->screen);
	/* what libvterm answers to the program's questions */
	char reply[256];
	size_t len = vterm_output_read(p->vt, reply, sizeof reply);
	for (size_t at = 0; at < len;) {
		ssize_t put = write(p->fd, reply + at, len - at);
		if (put <= 0)
			break;
		at += (size_t)put;
	}
}

/* Reads what comes within ms; false if nothing came. */
static bool read_some(struct pty *p, int ms)
{
	char bytes[4096];
	struct pollfd f = {p->fd, POLLIN, 0};
	if (p->ended || poll(&f, 1, ms) <= 0)
		return false;
	ssize_t n = read(p->fd, bytes, sizeof bytes);
	if (n > 0)
		keep(p, bytes, (size_t)n);
	else if (n == 0 || errno != EINTR)
		p->ended = true;
	return n > 0;
}

static void give_up(struct pty *p, const char *what, const char *text)
{
	pty_print(p);
	if (p->pid > 0)
		kill(p->pid, SIGKILL);
	ck_abort_msg("%s \"%s\"%s", what, text, p->ended ? "; the program has ended" : "");
}

/* Reads until a question about the screen is answered with yes. */
static void wait_until(struct pty *p, bool (*seen)(const struct pty *p, const void *arg), const void *arg,
                       const char *what, const char *text)
{
	int64_t until = now_ms() + PTY_WAIT_MS;
	while (!seen(p, arg)) {
		int64_t left = until - now_ms();
		if (left <= 0 || p->ended)
			give_up(p, what, text);
		read_some(p, (int)left);
	}
}

static bool sees(const struct pty *p, const void *arg)
{
	return pty_shows(p, arg);
}

static bool sees_not(const struct pty *p, const void *arg)
{
	return !pty_shows(p, arg);
}

void pty_wait(struct pty *p, const char *text)
{
	wait_until(p, sees, text, "waited in vain for", text);
}

void pty_wait_gone(struct pty *p, const char *text)
{
	wait_until(p, sees_not, text, "still there:", text);
}

struct row_text {
	int row;
	const char *text;
};

static bool row_has(const struct pty *p, const void *arg)
{
	const struct row_text *r = arg;
	return strstr(pty_row(p, r->row), r->text) != NULL;
}

void pty_wait_row(struct pty *p, int row, const char *text)
{
	struct row_text r = {row, text};
	wait_until(p, row_has, &r, "waited in vain, in a row, for", text);
}

static bool cursor_in(const struct pty *p, const void *arg)
{
	int row, col;
	pty_cursor(p, &row, &col);
	return row == *(const int *)arg;
}

void pty_wait_cursor_row(struct pty *p, int row)
{
	char text[16];
	snprintf(text, sizeof text, "%d", row);
	wait_until(p, cursor_in, &row, "the cursor does not come to row", text);
}

void pty_settle(struct pty *p)
{
	int64_t until = now_ms() + PTY_WAIT_MS, quiet_since = now_ms();
	for (;;) {
		while (read_some(p, 0))
			quiet_since = now_ms();
		struct activity a = look(p);
		/* all that it wrote is here; or, where it also wrote to files, nothing came for a while */
		bool all = a.known && p->received - p->received_at_key >= a.wrote - p->wrote_at_key;
		if (p->ended || (a.asleep && (all || now_ms() - quiet_since > QUIET_MS)))
			return;
		if (now_ms() > until)
			give_up(p, "does not come to rest", "");
		if (read_some(p, 1))
			quiet_since = now_ms();
	}
}

void pty_listen(struct pty *p, int ms)
{
	int64_t until = now_ms() + ms;
	for (int64_t left; (left = until - now_ms()) > 0 && !p->ended;)
		read_some(p, (int)left);
}

/* ---- typing ---- */

void pty_keys_n(struct pty *p, const char *bytes, size_t len)
{
	struct activity a = look(p);
	while (read_some(p, 0))
		;
	buf_clear(&p->answer);
	p->received_at_key = p->received;
	p->wrote_at_key = a.wrote;
	p->calls_at_key = a.calls;
	p->read_at_key = a.read;
	p->n_reads = 0;
	for (size_t at = 0; at < len;) {
		ssize_t n = write(p->fd, bytes + at, len - at);
		ck_assert_msg(n > 0, "cannot type: %s", strerror(errno));
		at += (size_t)n;
	}
}

void pty_feed(struct pty *p, const char *bytes, size_t len)
{
	int64_t until = now_ms() + PATIENCE_MS;
	int flags = fcntl(p->fd, F_GETFL);
	ck_assert_int_eq(fcntl(p->fd, F_SETFL, flags | O_NONBLOCK), 0);
	for (size_t at = 0; at < len && !p->ended && now_ms() < until;) {
		struct pollfd f = {p->fd, POLLIN | POLLOUT, 0};
		poll(&f, 1, 100);
		read_some(p, 0);
		ssize_t n = f.revents & POLLOUT ? write(p->fd, bytes + at, len - at) : 0;
		at += n > 0 ? (size_t)n : 0;
	}
	fcntl(p->fd, F_SETFL, flags);
}

bool pty_answers(struct pty *p, const char *text)
{
	int64_t until = now_ms() + PATIENCE_MS;
	while (read_some(p, 0))
		;
	buf_clear(&p->answer);
	pty_feed(p, text, strlen(text));
	while (p->answer.len == 0 && !p->ended && now_ms() < until)
		read_some(p, 10);
	return p->answer.len > 0;
}

void pty_blind(struct pty *p)
{
	p->blind = true;
}

bool pty_marks_pastes(const struct pty *p)
{
	return p->marks_pastes;
}

bool pty_has_ended(const struct pty *p)
{
	return p->ended;
}

void pty_keys(struct pty *p, const char *text)
{
	pty_keys_n(p, text, strlen(text));
}

void pty_act(struct pty *p, const char *keys)
{
	int64_t until = now_ms() + PTY_WAIT_MS;
	pty_keys(p, keys);
	for (struct activity a = look(p); a.known && a.read - p->read_at_key < strlen(keys); a = look(p)) {
		if (p->ended || now_ms() > until)
			give_up(p, "does not take", keys);
		read_some(p, 1);
	}
	pty_settle(p);
}

void pty_do(struct pty *p, const char *keys, const char *text)
{
	pty_keys(p, keys);
	pty_wait(p, text);
}

/* ---- looking ---- */

static void add_utf8(struct buf *out, uint32_t c)
{
	char b[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = n; i-- > 1; c >>= 6)
		b[i] = (char)(0x80 | (c & 0x3f));
	b[0] = (char)(lead[n] | c);
	buf_add(out, b, n);
}

static bool cell_at(const struct pty *p, int row, int col, VTermScreenCell *cell)
{
	return row >= 0 && row < p->rows && col < p->cols && vterm_screen_get_cell(p->screen, (VTermPos){row, col}, cell);
}

/* The text of a row from its columns [0, cols). */
static void row_text(const struct pty *p, int row, int cols, struct buf *out)
{
	VTermScreenCell cell;
	for (int col = 0; col < cols && cell_at(p, row, col, &cell); col += cell.width > 0 ? cell.width : 1) {
		if (col + cell.width > cols)
			break;
		if (cell.chars[0] == 0 || cell.chars[0] == (uint32_t)-1)
			buf_char(out, ' ');
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] && cell.chars[i] != (uint32_t)-1; i++)
			add_utf8(out, cell.chars[i]);
	}
}

const char *pty_row(const struct pty *p, int row)
{
	struct pty *mine = (struct pty *)p; /* only its scratch texts change */
	struct buf *text = &mine->texts[mine->next_text++ % N_TEXTS];
	buf_clear(text);
	row_text(p, row, p->cols, text);
	while (text->len && text->p[text->len - 1] == ' ')
		text->p[--text->len] = '\0';
	return buf_text(text);
}

int pty_find(const struct pty *p, const char *text)
{
	for (int row = 0; row < p->rows; row++)
		if (strstr(pty_row(p, row), text))
			return row;
	return -1;
}

bool pty_shows(const struct pty *p, const char *text)
{
	return pty_find(p, text) >= 0;
}

int pty_col(const struct pty *p, int row, const char *text)
{
	const char *whole = pty_row(p, row), *found = strstr(whole, text);
	struct buf before = {0};
	int col = -1;
	/* the fewest columns whose text reaches up to it */
	for (int c = 0; found && col < 0 && c <= p->cols; c++) {
		buf_clear(&before);
		row_text(p, row, c, &before);
		if (before.len >= (size_t)(found - whole))
			col = c;
	}
	buf_release(&before);
	return col;
}

void pty_cursor(const struct pty *p, int *row, int *col)
{
	VTermPos pos;
	vterm_state_get_cursorpos(vterm_obtain_state(p->vt), &pos);
	*row = pos.row;
	*col = pos.col;
}

bool pty_cursor_visible(const struct pty *p)
{
	return p->visible;
}

bool pty_alternate(const struct pty *p)
{
	return p->alternate;
}

bool pty_reversed(const struct pty *p, int row, int col)
{
	VTermScreenCell cell;
	return cell_at(p, row, col, &cell) && cell.attrs.reverse;
}

bool pty_colored(const struct pty *p)
{
	VTermScreenCell cell;
	for (int row = 0; row < p->rows; row++)
		for (int col = 0; cell_at(p, row, col, &cell); col++)
			if (!VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg))
				return true;
	return false;
}

int pty_block(const struct pty *p, int row, int col)
{
	VTermScreenCell cell;
	if (!cell_at(p, row, col, &cell) || VTERM_COLOR_IS_DEFAULT_BG(&cell.bg))
		return -1;
	return VTERM_COLOR_IS_INDEXED(&cell.bg) ? cell.bg.indexed.idx : INT_MAX;
}

static long color_of(const struct pty *p, VTermColor color, bool own)
{
	if (own)
		return -1;
	vterm_screen_convert_color_to_rgb(p->screen, &color);
	return (long)color.rgb.red << 16 | (long)color.rgb.green << 8 | color.rgb.blue;
}

bool pty_cell(const struct pty *p, int row, int col, struct pty_cell *out)
{
	VTermScreenCell cell;
	struct buf text = {0};
	*out = (struct pty_cell){.text = " ", .width = 1, .fg = -1, .bg = -1};
	if (!cell_at(p, row, col, &cell))
		return false;
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] && cell.chars[i] != (uint32_t)-1; i++)
		add_utf8(&text, cell.chars[i]);
	if (text.len)
		snprintf(out->text, sizeof out->text, "%s", buf_text(&text));
	buf_release(&text);
	out->width = cell.width > 0 ? cell.width : 1;
	out->fg = color_of(p, cell.fg, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg));
	out->bg = color_of(p, cell.bg, VTERM_COLOR_IS_DEFAULT_BG(&cell.bg));
	out->bold = cell.attrs.bold;
	out->underline = cell.attrs.underline != VTERM_UNDERLINE_OFF;
	out->reverse = cell.attrs.reverse;
	return true;
}

void pty_print(const struct pty *p)
{
	int row, col;
	pty_cursor(p, &row, &col);
	fprintf(stderr, "---- %dx%d, cursor %d,%d%s\n", p->rows, p->cols, row, col, p->visible ? "" : " hidden");
	for (int i = 0; i < p->rows; i++)
		fprintf(stderr, "%2d|%s\n", i, pty_row(p, i));
	fprintf(stderr, "----\n");
}

/* ---- size ---- */

void pty_resize_fast(struct pty *p, int rows, int cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
	ck_assert_int_eq(ioctl(p->fd, TIOCSWINSZ, &size), 0);
}

void pty_resize(struct pty *p, int rows, int cols)
{
	while (read_some(p, 0))
		;
	if (!p->blind) {
		p->rows = rows;
		p->cols = cols;
		vterm_set_size(p->vt, rows, cols);
		vterm_screen_flush_damage(p->screen);
	}
	buf_clear(&p->answer);
	pty_resize_fast(p, rows, cols);
}

/* ---- counting ---- */

size_t pty_bytes(const struct pty *p)
{
	return p->answer.len;
}

const char *pty_answer(const struct pty *p, size_t *len)
{
	*len = p->answer.len;
	return buf_text(&p->answer);
}

bool pty_answered(const struct pty *p, const char *bytes)
{
	size_t len = strlen(bytes);
	for (size_t i = 0; i + len <= p->answer.len; i++)
		if (memcmp(p->answer.p + i, bytes, len) == 0)
			return true;
	return false;
}

unsigned pty_reads(const struct pty *p)
{
	return p->n_reads;
}

long pty_writes(const struct pty *p)
{
	struct activity a = look(p);
	return a.known ? (long)(a.calls - p->calls_at_key) : -1;
}

/* ---- the end ---- */

int pty_exit(struct pty *p)
{
	int64_t until = now_ms() + PTY_WAIT_MS;
	int raw = 0;
	while (!p->ended) {
		int64_t left = until - now_ms();
		if (left <= 0)
			give_up(p, "does not end", "");
		read_some(p, (int)left);
	}
	/* the terminal is closed: what is left is the process's own end */
	while (p->pid > 0 && waitpid(p->pid, &raw, WNOHANG) == 0) {
		if (now_ms() > until)
			give_up(p, "has let go of the terminal and does not end", "");
		poll(NULL, 0, 1);
	}
	p->pid = 0;
	p->status = WIFEXITED(raw) ? WEXITSTATUS(raw) : BY_SIGNAL + WTERMSIG(raw);
	return p->status;
}

void pty_wait_stopped(struct pty *p)
{
	int64_t until = now_ms() + PTY_WAIT_MS;
	int raw = 0;
	while (waitpid(p->pid, &raw, WNOHANG | WUNTRACED) != p->pid || !WIFSTOPPED(raw)) {
		if (p->ended || now_ms() > until)
			give_up(p, "does not stop", "");
		read_some(p, 1);
	}
	while (read_some(p, 0))
		;
}

void pty_continue(struct pty *p)
{
	buf_clear(&p->answer);
	kill(p->pid, SIGCONT);
}

int pty_hang_up(struct pty *p)
{
	close(p->fd);
	p->fd = -1;
	p->ended = true;
	return pty_exit(p);
}

long pty_pid(const struct pty *p)
{
	return (long)p->pid;
}
