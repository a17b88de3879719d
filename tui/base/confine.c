/*
 * The filter lets everything pass but what stands here. A list of what may pass would break with the next version of
 * libc; here the worst are named: starting programs, other processes, the network, other rights, the kernel's own
 * machinery, memory that is both written and run, and keys pressed for the terminal's owner.
 */
#include "tui/base/confine.h"

#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "tui/base/sanitized.h"

/* No part of Quad nor of its libraries ever does this. */
static const int deadly[] = {
	SCMP_SYS(execve),           SCMP_SYS(execveat),          SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(bpf),
	SCMP_SYS(io_uring_setup),   SCMP_SYS(userfaultfd),       SCMP_SYS(kexec_load),
	SCMP_SYS(kexec_file_load),  SCMP_SYS(init_module),       SCMP_SYS(finit_module),
	SCMP_SYS(delete_module),
};

/* A library may try these, as libc does when it looks for who knows an account, and goes on without. */
static const int refused[] = {
	/* programs and processes */
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(tkill),
	SCMP_SYS(rt_sigqueueinfo),
	SCMP_SYS(rt_tgsigqueueinfo),
	SCMP_SYS(pidfd_open),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(pidfd_send_signal),
	SCMP_SYS(process_madvise),
	SCMP_SYS(kcmp),
	SCMP_SYS(setpgid),
	SCMP_SYS(setsid),
	SCMP_SYS(setpriority),
	SCMP_SYS(personality),
	/* clients of the process */
	SCMP_SYS(listen),
	SCMP_SYS(accept),
	SCMP_SYS(accept4),
	/* other rights */
	SCMP_SYS(setuid),
	SCMP_SYS(setgid),
	SCMP_SYS(setreuid),
	SCMP_SYS(setregid),
	SCMP_SYS(setresuid),
	SCMP_SYS(setresgid),
	SCMP_SYS(setfsuid),
	SCMP_SYS(setfsgid),
	SCMP_SYS(setgroups),
	SCMP_SYS(capset),
	SCMP_SYS(add_key),
	SCMP_SYS(request_key),
	SCMP_SYS(keyctl),
	/* the machine */
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(move_mount),
	SCMP_SYS(open_tree),
	SCMP_SYS(fsopen),
	SCMP_SYS(fsmount),
	SCMP_SYS(fspick),
	SCMP_SYS(mount_setattr),
	SCMP_SYS(pivot_root),
	SCMP_SYS(chroot),
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	SCMP_SYS(mknod),
	SCMP_SYS(mknodat),
	SCMP_SYS(open_by_handle_at),
	SCMP_SYS(name_to_handle_at),
	SCMP_SYS(fanotify_init),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(io_uring_enter),
	SCMP_SYS(io_uring_register),
	SCMP_SYS(lookup_dcookie),
	SCMP_SYS(quotactl),
	SCMP_SYS(acct),
	SCMP_SYS(swapon),
	SCMP_SYS(swapoff),
	SCMP_SYS(reboot),
	SCMP_SYS(syslog),
	SCMP_SYS(sethostname),
	SCMP_SYS(setdomainname),
	SCMP_SYS(settimeofday),
	SCMP_SYS(clock_settime),
	SCMP_SYS(clock_adjtime),
	SCMP_SYS(adjtimex),
	SCMP_SYS(vhangup),
	SCMP_SYS(ioperm),
	SCMP_SYS(iopl),
};

/* The way to others, refused where the store is on this machine. bind: libc looks for the machine's addresses with it.
 */
static const int network[] = {
	SCMP_SYS(socket),
	SCMP_SYS(socketpair),
	SCMP_SYS(connect),
	SCMP_SYS(bind),
};

enum { WRITE_AND_RUN = PROT_WRITE | PROT_EXEC };

static int add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n)
{
	int err = 0;
	for (size_t i = 0; i < n && err == 0; i++)
		err = seccomp_rule_add(filter, action, calls[i], 0);
	return err;
}

static int add_one(scmp_filter_ctx filter, int call, struct scmp_arg_cmp compare)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, 1, &compare);
}

/* Refused with some arguments only. */
static int add_some(scmp_filter_ctx filter)
{
	const struct {
		int call;
		struct scmp_arg_cmp compare;
	} some[] = {
		/* a thread is fine; so is asking whether a process is there, and a signal to the own one, as abort
	           sends it */
		{SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)},
		{SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)getpid(), 0)},
		{SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_NE, 0, 0)},
		/* keys that the terminal's owner has not pressed */
		{SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, TIOCSTI)},
		{SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, TIOCLINUX)},
		{SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, WRITE_AND_RUN, WRITE_AND_RUN)},
		{SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, WRITE_AND_RUN, WRITE_AND_RUN)},
	};
	const struct scmp_arg_cmp other_process[] = {SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)getpid(), 0),
	                                             SCMP_A1(SCMP_CMP_NE, 0, 0)};
	int err = 0;
	for (size_t i = 0; i < sizeof some / sizeof *some && err == 0; i++)
		err = add_one(filter, some[i].call, some[i].compare);
	if (err == 0)
		err = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(kill), 2, other_process);
	/* libc then asks for a thread by clone, whose flags a filter can see */
	if (err == 0)
		err = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	return err;
}

static int load_filter(bool has_server)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return ENOMEM;
	int err = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (err == 0)
		err = add_all(filter, SCMP_ACT_KILL_PROCESS, deadly, sizeof deadly / sizeof *deadly);
	if (err == 0)
		err = add_all(filter, SCMP_ACT_ERRNO(EPERM), refused, sizeof refused / sizeof *refused);
	if (err == 0 && !has_server)
		err = add_all(filter, SCMP_ACT_ERRNO(EPERM), network, sizeof network / sizeof *network);
	if (err == 0)
		err = add_some(filter);
	if (err == 0)
		err = seccomp_load(filter);
	seccomp_release(filter);
	return -err;
}

int confine_start(void)
{
	struct rlimit none = {0, 0};
	closefrom(STDERR_FILENO + 1);
	umask(077);
	signal(SIGTSTP, SIG_IGN);
	bool done = setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
	if (done && !IS_SANITIZED)
		done = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
	return done ? 0 : QUAD_EPERM;
}

int confine_calls(bool has_server)
{
	if (IS_SANITIZED)
		return 0;
	errno = load_filter(has_server);
	return errno ? QUAD_EPERM : 0;
}
