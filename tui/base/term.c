/*
 * Events from bytes (keys.h), cells by ncursesw. Curses keeps its state in globals, so this module does too: one
 * terminal a process.
 * Everything is drawn anew into curses' picture at each paint; what goes out is curses' difference to what the
 * terminal shows, which keeps a cursor move at a few hundred bytes over a slow line.
 */
#include "tui/base/term.h"

#define _XOPEN_SOURCE_EXTENDED 1
#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/base/squeeze.h"
#include "tui/base/text.h"

enum {
	TICK_MS = 1000,
	DOUBLE_MS = 400, /* a second press of the mouse within this time is a double one */
	INPUT_BYTES = 4096,
	TEXT_MAX_BYTES = 1 << 16, /* of typed text that is gathered into one event */
	N_CAUGHT = 4,
};

/* A new size; and what ends the program, which then puts the terminal back. */
static const int caught[N_CAUGHT] = {SIGWINCH, SIGTERM, SIGINT, SIGHUP};

static struct {
	SCREEN *screen;
	FILE *out;
	FILE *curses_out; /* the terminal a second time, for curses alone */
	FILE *spool;      /* takes what curses writes while it paints; NULL: the terminal does */
	int in_fd, out_fd;
	int pipe[2];
	struct termios was; /* how the terminal was set before */
	bool was_known;
	int n_colors; /* 0: none are used */
	enum term_palette palette;
	bool colors_begun, has_pairs; /* whether curses was asked for colours, and has them */
	bool mouse;
	int64_t press_ms; /* when the left button was pressed last, in cell press_row, press_col */
	int press_row, press_col;
	struct sigaction old[N_CAUGHT];
	int cursor_row, cursor_col;
	int64_t next_tick_ms;
	struct buf text, painted, burst; /* what was typed; what curses wrote; what is sent of it */
	char input[INPUT_BYTES]; /* read and not yet taken, from input_at on */
	size_t n_input, input_at;
	int64_t input_ms; /* when the last of it came */
	bool ended;       /* there is no more input */
	struct keys keys;
	bool has_kept; /* a key was looked at, and is the next one */
	uint32_t kept;
} term = {.pipe = {-1, -1}};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void on_signal(int sig)
{
	int saved = errno;
	if (write(term.pipe[1], sig == SIGWINCH ? "w" : "q", 1) < 0)
		errno = saved; /* the pipe is full: a resize is waiting already */
	errno = saved;
}

static void catch_signals(void)
{
	struct sigaction act = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	sigemptyset(&act.sa_mask);
	for (int i = 0; i < N_CAUGHT; i++) {
		sigaction(caught[i], NULL, &term.old[i]);
		/* what nohup ignores stays ignored */
		if (caught[i] == SIGWINCH || term.old[i].sa_handler != SIG_IGN)
			sigaction(caught[i], &act, NULL);
	}
}

/* ---- start and stop ---- */

/* ncurses keeps memory for each screen that it fails to make, so a name is looked up before. */
static bool is_known_terminal(const char *name, int fd)
{
	int why;
	bool known = setupterm(name, fd, &why) == OK;
	if (known)
		del_curterm(cur_term);
	return known;
}

static SCREEN *new_screen(FILE *out, FILE *in)
{
	static const char *const fallbacks[] = {NULL, "xterm-256color", "xterm", "vt100"};
	const char *name = getenv("TERM");
	locale_need_characters();
	if (!name || !*name || strcmp(name, "dumb") == 0)
		return NULL;
	for (size_t i = 0; i < sizeof fallbacks / sizeof *fallbacks; i++) {
		const char *tried = fallbacks[i] ? fallbacks[i] : name;
		SCREEN *s = is_known_terminal(tried, fileno(out)) ? newterm(tried, out, in) : NULL;
		if (s)
			return s;
	}
	return NULL;
}

static bool has_color_pairs(void)
{
	if (!term.colors_begun)
		term.has_pairs =
			has_colors() && start_color() != ERR && use_default_colors() != ERR && COLOR_PAIRS > ROLE_COUNT;
	term.colors_begun = true;
	return term.has_pairs;
}

bool term_set_palette(enum term_palette palette)
{
	bool has = palette != PALETTE_NONE && has_color_pairs();
	term.palette = has ? palette : PALETTE_NONE;
	term.n_colors = has ? COLORS : 0;
	for (int i = 1; has && i < ROLE_COUNT; i++) {
		struct style s = palette_style((enum term_role)i, term.n_colors, palette == PALETTE_LIGHT);
		init_pair((short)i, s.fg, s.bg);
	}
	return has;
}

enum term_palette term_palette(void)
{
	return term.palette;
}

static bool is_light_ground(void)
{
	const char *wanted = getenv("QUAD_COLORS");
	if (wanted && strcmp(wanted, "light") == 0)
		return true;
	if (wanted && strcmp(wanted, "dark") == 0)
		return false;
	return palette_is_light(getenv("COLORFGBG"));
}

static void start_colors(enum term_color color)
{
	const char *no = getenv("NO_COLOR");
	bool refused = color == COLOR_NEVER || (color == COLOR_AUTO && no && *no);
	bool light = color == COLOR_LIGHT || (color != COLOR_DARK && is_light_ground());
	enum term_palette palette = light ? PALETTE_LIGHT : PALETTE_DARK;
	term_set_palette(refused ? PALETTE_NONE : palette);
}

static void send_sequence(const char *sequence)
{
	fputs(sequence, term.out);
	fflush(term.out);
}

/*
 * Reports of presses and of drags (1002), in the form of decimal numbers (1006); terminals that have no mouse leave
 * both out.
 */
#define MOUSE_ON "\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1002l"

void term_mouse(bool on)
{
	if (on != term.mouse)
		send_sequence(on ? MOUSE_ON : MOUSE_OFF);
	term.mouse = on;
}

bool term_mouse_is_on(void)
{
	return term.mouse;
}

static void apply_size(void)
{
	struct winsize size;
	if (ioctl(term.out_fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
		resizeterm(size.ws_row, size.ws_col);
}

int term_start(FILE *out, FILE *in, enum term_color color)
{
	term.out = out;
	term.in_fd = fileno(in);
	term.out_fd = fileno(out);
	term.was_known = tcgetattr(term.in_fd, &term.was) == 0;
	/* PuTTY and others draw lines only so when they speak UTF-8 */
	setenv("NCURSES_NO_UTF8_ACS", "1", 0);
	int fd = dup(term.out_fd);
	term.curses_out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!term.curses_out) {
		if (fd >= 0)
			close(fd);
		return QUAD_EIO;
	}
	term.screen = new_screen(term.curses_out, in);
	if (!term.screen) {
		fclose(term.curses_out);
		return QUAD_EINVAL;
	}
	const char *name = getenv("TERM");
	term.keys.linux_console = name && strncmp(name, "linux", 5) == 0;
	term.spool = tmpfile();
	set_term(term.screen);
	raw();
	noecho();
	nonl();
	/* curses neither reads nor looks for input, which would keep it from painting */
	typeahead(-1);
	intrflush(stdscr, FALSE);
	idlok(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	start_colors(color);
	if (pipe(term.pipe) != 0) {
		term_stop();
		return QUAD_EIO;
	}
	for (int i = 0; i < 2; i++) {
		fcntl(term.pipe[i], F_SETFL, O_NONBLOCK);
		fcntl(term.pipe[i], F_SETFD, FD_CLOEXEC);
	}
	catch_signals();
	apply_size();
	send_sequence("\033[?2004h");
	term.next_tick_ms = now_ms() + TICK_MS;
	return 0;
}

void term_stop(void)
{
	if (!term.screen)
		return;
	if (term.pipe[0] >= 0) {
		for (int i = 0; i < N_CAUGHT; i++)
			sigaction(caught[i], &term.old[i], NULL);
		close(term.pipe[0]);
		close(term.pipe[1]);
		term.pipe[0] = term.pipe[1] = -1;
		term_mouse(false);
		send_sequence("\033[?2004l");
	}
	endwin();
	delscreen(term.screen);
	term.screen = NULL;
	fclose(term.curses_out);
	if (term.spool)
		fclose(term.spool);
	term.spool = NULL;
	buf_release(&term.painted);
	buf_release(&term.burst);
	buf_release(&term.text);
	keys_release(&term.keys);
	term.n_input = term.input_at = 0;
	term.has_kept = term.ended = term.colors_begun = false;
}

void term_abandon(void)
{
	static const char end[] = MOUSE_OFF "\033[?2004l\033[?1049l\033[?25h\033[0m\r\n";
	if (!term.screen)
		return;
	if (write(term.out_fd, end, sizeof end - 1) < 0)
		return;
	if (term.was_known)
		tcsetattr(term.in_fd, TCSANOW, &term.was);
}

void term_suspend(void)
{
	sigset_t stop;
	bool had_mouse = term.mouse;
	term_mouse(false);
	send_sequence("\033[?2004l");
	endwin();
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);
	raise(SIGSTOP);
	send_sequence("\033[?2004h");
	term_mouse(had_mouse);
	apply_size();
	clearok(curscr, TRUE);
}

/* ---- events ---- */

static void add_char(struct buf *out, uint32_t c)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = {0};
	size_t n = wcrtomb(bytes, (wchar_t)c, &state);
	if (n != (size_t)-1)
		buf_add(out, bytes, n);
}

/* Reads what has come, if anything has. */
static void read_input(void)
{
	struct pollfd p = {term.in_fd, POLLIN, 0};
	if (term.ended || term.input_at < term.n_input || poll(&p, 1, 0) <= 0)
		return;
	ssize_t n = read(term.in_fd, term.input, sizeof term.input);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	term.ended = n <= 0;
	term.n_input = n > 0 ? (size_t)n : 0;
	term.input_at = 0;
	term.input_ms = now_ms();
}

/* How long the sequence that is incomplete may still take; -1: there is none. */
static int64_t sequence_wait_ms(void)
{
	int patience = keys_patience_ms(&term.keys);
	if (patience < 0)
		return -1;
	int64_t left = term.input_ms + patience - now_ms();
	return left > 0 ? left : 0;
}

/* What a report means here, if anything: nothing but the wheel and the left button going down or being dragged does. */
static bool find_mouse_act(const struct keys_mouse *m, enum mouse_act *act)
{
	if (m->released || !term.mouse || m->row >= LINES || m->col >= COLS)
		return false;
	switch (m->button) {
	case BUTTON_LEFT: *act = MOUSE_PRESS; return true;
	case BUTTON_LEFT | BUTTON_DRAGGED: *act = MOUSE_DRAG; return true;
	case BUTTON_WHEEL_UP: *act = MOUSE_WHEEL_UP; return true;
	case BUTTON_WHEEL_DOWN: *act = MOUSE_WHEEL_DOWN; return true;
	default: return false;
	}
}

static bool is_meant(uint32_t key)
{
	enum mouse_act act;
	return key != KEY_CODE_MOUSE || find_mouse_act(&term.keys.mouse, &act);
}

/* The next key of what has come, but for what means nothing here. */
static bool read_key(uint32_t *out)
{
	if (term.has_kept) {
		term.has_kept = false;
		*out = term.kept;
		return true;
	}
	for (;;) {
		while (keys_get(&term.keys, out))
			if (is_meant(*out))
				return true;
		read_input();
		if (term.input_at < term.n_input) {
			keys_put(&term.keys, (unsigned char)term.input[term.input_at++]);
			continue;
		}
		if (sequence_wait_ms() != 0)
			return false;
		keys_pause(&term.keys);
		term.input_ms = now_ms();
	}
}

static bool is_character(uint32_t key)
{
	return key >= 0x20 && key < KEY_CODE_NONE;
}

static void set_mouse_event(const struct keys_mouse *m, struct event *out)
{
	int64_t ms = now_ms();
	bool again = ms - term.press_ms <= DOUBLE_MS && m->row == term.press_row && m->col == term.press_col;
	*out = (struct event){.type = EVENT_MOUSE, .text = "", .row = m->row, .col = m->col};
	find_mouse_act(m, &out->mouse);
	if (out->mouse != MOUSE_PRESS)
		return;
	if (again)
		out->mouse = MOUSE_DOUBLE;
	/* a third press is a first one again */
	term.press_ms = again ? 0 : ms;
	term.press_row = m->row;
	term.press_col = m->col;
}

static void set_key_event(uint32_t key, struct event *out)
{
	out->type = EVENT_KEY;
	out->key = key;
	if (key == KEY_CODE_MOUSE)
		set_mouse_event(&term.keys.mouse, out);
	if (key != KEY_CODE_PASTE)
		return;
	out->type = EVENT_PASTE;
	out->text = buf_text(&term.keys.paste);
	out->cut = term.keys.paste_cut;
}

/* Makes a key that was read the next one again. */
static void keep_key(uint32_t key)
{
	term.has_kept = true;
	term.kept = key;
}

void term_gather(struct event *ev)
{
	uint32_t key;
	if (ev->type != EVENT_KEY || !is_character(ev->key) || !read_key(&key))
		return;
	if (!is_character(key)) {
		keep_key(key);
		return;
	}
	buf_clear(&term.text);
	add_char(&term.text, ev->key);
	bool more = true;
	while (more && is_character(key) && term.text.len < TEXT_MAX_BYTES) {
		add_char(&term.text, key);
		more = read_key(&key);
	}
	if (more)
		keep_key(key);
	ev->type = EVENT_TEXT;
	ev->text = buf_text(&term.text);
}

bool term_has_input(void)
{
	uint32_t key;
	if (!read_key(&key))
		return false;
	keep_key(key);
	return true;
}

/* A signal that came: EVENT_RESIZE, or EVENT_HANGUP. */
static bool read_signals(struct event *out)
{
	char drain[64];
	bool stop = false, any = false;
	for (ssize_t n; (n = read(term.pipe[0], drain, sizeof drain)) > 0; any = true)
		stop |= memchr(drain, 'q', (size_t)n) != NULL;
	if (!any)
		return false;
	apply_size();
	out->type = stop ? EVENT_HANGUP : EVENT_RESIZE;
	return true;
}

/* Waits for input or a signal, at most until the next tick, or until an incomplete sequence is given up. */
static void wait_for_input(int64_t wait_ms)
{
	struct pollfd p[2] = {{term.in_fd, POLLIN, 0}, {term.pipe[0], POLLIN, 0}};
	int64_t sequence_ms = sequence_wait_ms();
	if (sequence_ms >= 0 && sequence_ms < wait_ms)
		wait_ms = sequence_ms;
	if (poll(p, 2, (int)wait_ms) > 0 && p[0].revents & POLLNVAL)
		term.ended = true;
}

void term_next(struct event *out)
{
	uint32_t key;
	*out = (struct event){.type = EVENT_TICK, .text = ""};
	for (;;) {
		if (read_signals(out))
			return;
		if (read_key(&key)) {
			set_key_event(key, out);
			return;
		}
		if (term.ended) {
			out->type = EVENT_HANGUP;
			return;
		}
		int64_t wait_ms = term.next_tick_ms - now_ms();
		if (wait_ms <= 0) {
			term.next_tick_ms = now_ms() + TICK_MS;
			return;
		}
		wait_for_input(wait_ms);
	}
}

/* ---- drawing ---- */

int term_rows(void)
{
	return LINES;
}

int term_cols(void)
{
	return COLS;
}

void term_clear(void)
{
	erase();
	term.cursor_row = term.cursor_col = -1;
}

/* Sends what curses has painted into the spool. */
static void send_spool(int spool)
{
	char bytes[4096];
	ssize_t n;
	buf_clear(&term.painted);
	buf_clear(&term.burst);
	for (off_t at = 0; (n = pread(spool, bytes, sizeof bytes, at)) > 0; at += n)
		buf_add(&term.painted, bytes, (size_t)n);
	squeeze_burst(buf_text(&term.painted), term.painted.len, &term.burst);
	if (ftruncate(spool, 0) == 0)
		lseek(spool, 0, SEEK_SET);
	for (size_t at = 0; at < term.burst.len; at += (size_t)n) {
		n = write(term.out_fd, term.burst.p + at, term.burst.len - at);
		if (n < 0 && errno != EINTR)
			break;
		n = n < 0 ? 0 : n;
	}
}

/*
 * Curses 6.4 writes at each movement of the cursor, up to ten times a key. So that a paint is one write (and one packet
 * of a remote session), its descriptor leads to a file meanwhile. Not on coming back from a stop, when it also sets
 * the terminal's modes by it.
 */
void term_paint(void)
{
	int fd = fileno(term.curses_out), spool = term.spool && !isendwin() ? fileno(term.spool) : -1;
	bool shown = term.cursor_row >= 0 && term.cursor_row < LINES && term.cursor_col >= 0;
	fflush(term.curses_out);
	if (spool >= 0 && dup2(spool, fd) < 0)
		spool = -1;
	curs_set(shown ? 1 : 0);
	if (shown)
		move(term.cursor_row, term.cursor_col < COLS ? term.cursor_col : COLS - 1);
	wnoutrefresh(stdscr);
	doupdate();
	if (spool >= 0) {
		dup2(term.out_fd, fd);
		send_spool(spool);
	}
}

void term_redraw(void)
{
	clearok(curscr, TRUE);
}

static attr_t attributes_of(unsigned attrs)
{
	attr_t out = A_NORMAL;
	if (attrs & STYLE_BOLD)
		out |= A_BOLD;
	if (attrs & STYLE_UNDERLINE)
		out |= A_UNDERLINE;
	if (attrs & STYLE_DIM)
		out |= A_DIM;
	if (attrs & STYLE_REVERSE)
		out |= A_REVERSE;
	return out;
}

/* Blanks look alike in most roles; setting the role for them would only cost bytes. */
static void set_role(enum term_role role, bool blank)
{
	struct style s = palette_style(role, term.n_colors, term.palette == PALETTE_LIGHT);
	bool is_seen = s.bg >= 0 || s.attrs & (STYLE_REVERSE | STYLE_UNDERLINE);
	bool has_color = s.fg >= 0 || s.bg >= 0;
	if (blank && !is_seen)
		attr_set(A_NORMAL, 0, NULL);
	else
		attr_set(attributes_of(s.attrs), has_color ? (short)role : 0, NULL);
}

static void put_text(int row, int col, int cols, enum term_role role, const char *text, enum text_align align)
{
	struct buf fitted = {0};
	if (row < 0 || row >= LINES || col < 0 || col >= COLS || cols <= 0)
		return;
	if (cols > COLS - col)
		cols = COLS - col;
	text_fit(&fitted, text, (size_t)cols, align);
	set_role(role, text[strspn(text, " ")] == '\0');
	mvaddstr(row, col, buf_text(&fitted));
	attr_set(A_NORMAL, 0, NULL);
	buf_release(&fitted);
}

void term_text(int row, int col, int cols, enum term_role role, const char *text)
{
	put_text(row, col, cols, role, text, TEXT_LEFT);
}

void term_text_right(int row, int col, int cols, enum term_role role, const char *text)
{
	put_text(row, col, cols, role, text, TEXT_RIGHT);
}

int term_wrapped(int row, int bottom, int col, int cols, enum term_role role, const char *text)
{
	size_t len = strlen(text);
	while (len > 0 && row < bottom && cols > 1) {
		struct text_char c;
		struct buf line = {0};
		size_t width = 0, n = 0, blank = 0;
		while (n < len) {
			size_t step = text_next(text + n, len - n, &c);
			if (step == 0 || width + (size_t)c.cols > (size_t)cols)
				break;
			width += (size_t)c.cols;
			n += step;
			if (text[n - 1] == ' ' || text[n - 1] == ';')
				blank = n;
		}
		/* break after a blank or `;` if there is one in the second half */
		if (n < len && blank > n / 2)
			n = blank;
		buf_add(&line, text, n);
		term_text(row++, col, cols, role, buf_text(&line));
		buf_release(&line);
		text += n;
		len -= n;
	}
	return row;
}

void term_hline(int row, int col, int cols)
{
	if (row >= 0 && row < LINES && col < COLS)
		mvhline(row, col, '-', cols);
}

void term_vline(int row, int col, int rows)
{
	if (row < LINES && col >= 0 && col < COLS)
		mvvline(row, col, '|', rows);
}

void term_cursor(int row, int col)
{
	term.cursor_row = row;
	term.cursor_col = col;
}

struct term_picture {
	WINDOW *pad;
	int rows, cols;
};

struct term_picture *term_keep(struct term_picture *old, int top, int bottom)
{
	int rows = bottom - top;
	if (old && (old->rows != rows || old->cols != COLS)) {
		term_forget(old);
		old = NULL;
	}
	struct term_picture *p = old ? old : calloc(1, sizeof *p);
	if (p && !p->pad) {
		p->pad = newpad(rows, COLS);
		p->rows = rows;
		p->cols = COLS;
	}
	if (!p || !p->pad) {
		free(p);
		return NULL;
	}
	copywin(stdscr, p->pad, top, 0, 0, 0, rows - 1, p->cols - 1, FALSE);
	return p;
}

void term_show(const struct term_picture *p, int row)
{
	int rows = p->rows < LINES - row ? p->rows : LINES - row, cols = p->cols < COLS ? p->cols : COLS;
	copywin(p->pad, stdscr, 0, 0, row, 0, row + rows - 1, cols - 1, FALSE);
}

void term_forget(struct term_picture *p)
{
	if (p)
		delwin(p->pad);
	free(p);
}

void term_row_text(int row, struct buf *out)
{
	wchar_t cells[1024];
	int n = mvinnwstr(row, 0, cells, (int)(sizeof cells / sizeof *cells) - 1);
	for (int i = 0; i < n; i++)
		add_char(out, (uint32_t)cells[i]);
	while (out->len && out->p[out->len - 1] == ' ')
		out->p[--out->len] = '\0';
}

bool term_looks_like(int row, int col, enum term_role role)
{
	struct style s = palette_style(role, term.n_colors, term.palette == PALETTE_LIGHT);
	short pair = s.fg >= 0 || s.bg >= 0 ? (short)role : 0, found;
	wchar_t text[CCHARW_MAX + 1];
	attr_t attrs;
	cchar_t cell;
	if (mvin_wch(row, col, &cell) == ERR || getcchar(&cell, text, &attrs, &found, NULL) == ERR)
		return false;
	return found == pair && (attrs & ~(attr_t)A_COLOR) == attributes_of(s.attrs);
}
