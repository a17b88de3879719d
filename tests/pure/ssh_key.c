/*
 * Public keys: what is taken apart and what is refused with which fault, their one form, and fingerprints as ssh-keygen
 * prints them.
 */
#include "store/model/ssh_key.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tests/support.h"

Suite *ssh_key_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

#define ED25519 "AAAAC3NzaC1lZDI1NTE5AAAAIJ1PaUEWz326oW0zvUO8NIERg9BRW3OAa9k+7mxAvWCi"
#define ECDSA256                                                                                                       \
	"AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPYR+2NIrYVBQGaZT+AvQfstury61fAA2Gjm/JDhcJUA"             \
	"FDBKtgo7nZ6tTqfzNZWmZ7rSLXiGx2wrD1sxsgPUeO0="
#define ECDSA521                                                                                                       \
	"AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBACxK1BmeQq46tZf/eQ8dxICdT6VXT5N3KMOqrjq7/eW"             \
	"2HRt2AZ2e3FOc1szMFPgdlXn2hy/9I0ErVS21DhNP3zN1AAovgmFw7zyA8TtyawmHgFEgHUSAWuQ9IYVwjs2l1/pQz7ihLX4"             \
	"juUjOiR2GWvByGVch2OlCWSJ7MVsOKQql9mhZQ=="
#define RSA1024                                                                                                        \
	"AAAAB3NzaC1yc2EAAAADAQABAAAAgQDMqzqPimhHLF8LF+WPPn55XaRqWMjOYlpeRzTvbaG0KdfgZ3Y47JWdIJS+cofnsQQg"             \
	"zqKBCbFS/ohcFWxsHR65ont8+hjdyfT5tOZa80RLjpuDdCCoNSUQL/7IUuDGYJ/D7EYRLhuFcFuEPjCb9XWjw4V47BHE46Uj"             \
	"d99XcPSq/Q=="
#define RSA3072                                                                                                        \
	"AAAAB3NzaC1yc2EAAAADAQABAAABgQDIagi3KMmvruvbcNGpEBUm5177x2OKPYgoci7Xu/7our0hAe0DbKRJ2ixZtp/VEJ0C"             \
	"KldyO8LLJzj2IZ5U9We5TsD7G9phghaqPrEBxFsYV8slzpdyTiyU+HLMVeORJZmpaSgeOu49Hc3dTWnCffmmmsVYNmzhmwZl"             \
	"5+jejW5RcW65TWBCpcCTScOzcp2ylzMcrO5GBbJvcPYuF5qHHEpzlCFc+R7ot3OQjK1WWmKEkNVK5ygxkd3WQHN16x09HiZg"             \
	"ZP4jo9lYc/9bXA7PA/tJIx2vmQ09uiZ6+6oclzcQPWBPCc803Phsr4mRu1x+xk9O7LJ1gRf5iUsCJ8X8f39QDsdyZ208UlNU"             \
	"tClZEGtUu4Te3An9K6ivjx4BWmWVndi+dG03swB4nwBvVyBR8jubuGtaExQgllzqNC96cF8Z9bpYXn5LvX4EZGX052JLoz3t"             \
	"N6/cDiJfvIwxgMR2zPDgiNpcHWvywCh4bF7hiSrS1lA+XvGhqAQ1kIgfNuuquO8="
#define SK_ED25519                                                                                                     \
	"AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIJ1PaUEWz326oW0zvUO8NIERg9BRW3OAa9k+7mxAvWCiAAAABHNz"             \
	"aDo="
#define SK_ECDSA                                                                                                       \
	"AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBPYR+2NIrYVBQGaZT+AvQfst"             \
	"ury61fAA2Gjm/JDhcJUAFDBKtgo7nZ6tTqfzNZWmZ7rSLXiGx2wrD1sxsgPUeO0AAAAEc3NoOg=="
#define RSA512                                                                                                         \
	"AAAAB3NzaC1yc2EAAAADAQABAAAAQQDBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB"             \
	"wcHBwcHBwcHBwcHBwcHB"
#define LONGER "AAAAC3NzaC1lZDI1NTE5AAAAIJ1PaUEWz326oW0zvUO8NIERg9BRW3OAa9k+7mxAvWCieHl6"
#define ECDSA384                                                                                                       \
	"AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBGHuFCdykkrQ2AJ8cR2/weP7rVtfHxUfAzPEHmu44jmm"             \
	"FsZPg4RS9Ze4MsY9i58vbqRdjeBg5ZGx/U7NdP2OJM+WLO8EQfX4woWeDy88V07mFTFy8J2eUwlCv3sZzXYHmA=="
#define RSA2048                                                                                                        \
	"AAAAB3NzaC1yc2EAAAADAQABAAABAQDftcWY1Ob9eLLEozoP/bZLIJFi8Y+2PtGUbKSDwbnB82T3ZOViVvN7/UL1F7XEIMWE"             \
	"vFaG43JbdEf7Q4o9CbZNv+Gj3YrJshLyFvv+dNJfBRof9mTEwmf+lZX0DbIS/hKeBMVY9GETHmFM7F0fXnrzSOfnzodXesRy"             \
	"aEUV1RXIu61fFOYe6mSfOFgNJtmpmSJ7g4DPspPI9X5dUW8e6cBW65aO5tRPEGpRfusqG3/aQD7dSPYuwYshnxlQ407WRweK"             \
	"ExGUkN6BaF9EUDzcuYEab6jf1axUiCjjoGBg1W4HCFW2dHEHhfrIeYAQQ+lqFREik7QBQiDse3YXnY/UnBpD"
#define DSA                                                                                                            \
	"AAAAB3NzaC1kc3MAAACBAKadBLyLnb0BXyaW92jtaZuEcK67k9HKSrfilBIs5Ui2mjDVFrq9Y98cHjNIG4+EbvjI2+AiKl+m"             \
	"PPEGFFurxJRG3H3XD4EXCzUvdC/yY4lBGPbnoB6kXfUuLPtA97VCt4gS5h1Vyx8qSlwgla8tkXarusRbqJftbBMTPNYZgz/f"             \
	"AAAAFQC1s0swUxijJBzluaVW1UXpIHr50wAAAIBzhYnu7YSoSF09RCdjC4zvotDCKpYkpPblk4dY5RTa1CogvvUxeO1LBUmL"             \
	"KWQVcGllF8Y+SemgL9ViG0gZ/mXT40UzGe7QPM57YVq3Uv6wx5NY/5c73qptA/tXs/iT1Oa+TXxaulUqJb4jErnuu+fuDIrj"             \
	"pclpeLV7fqvrp6LXpgAAAIALghQ0Anmk+oswtaBg/NfGaPFeL7CNMHnQpgE+KmpTiwxftXHC/6n9kkGe7ANr8fkeUS+AWevF"             \
	"dz0CfSoemhDeZ0EfcO8AvccY4vwNjolR4IU5XEojQ4WRWqlx9FEQqmnOB++Dnf9jmGd+MuPrtNoGY0+VNtLLDFKeiNFomWXw"             \
	"hg=="
/* Made by hand: RSA with the exponent 1, an even modulus, a needless zero, a byte after it, 3071 bits, a negative one.
 */
#define RSA_ONE                                                                                                        \
	"AAAAB3NzaC1yc2EAAAABAQAAAYEAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"
#define RSA_EVEN                                                                                                       \
	"AAAAB3NzaC1yc2EAAAADAQABAAABgQCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define RSA_ZERO                                                                                                       \
	"AAAAB3NzaC1yc2EAAAADAQABAAABggAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"
#define RSA_TAIL                                                                                                       \
	"AAAAB3NzaC1yc2EAAAADAQABAAABgQCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAF4"
#define RSA3071                                                                                                        \
	"AAAAB3NzaC1yc2EAAAADAQABAAABgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQ=="
#define RSA_NEGATIVE                                                                                                   \
	"AAAAB3NzaC1yc2EAAAADAQABAAABgYABAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"             \
	"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"             \
	"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"             \
	"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"             \
	"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"             \
	"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
/* A point in short form; a point of another curve than the type says. */
#define ECDSA_SHORT                                                                                                    \
	"AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBAgEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"             \
	"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
#define ECDSA_CURVE                                                                                                    \
	"AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAzODQAAABBBAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"             \
	"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="

/* A line, and the type, the bits and the comment that are read from it. */
static const struct {
	const char *line, *type;
	unsigned bits;
	const char *comment;
} fit[] = {
	{"ssh-ed25519 " ED25519, "ssh-ed25519", 256, ""},
	{"  ssh-ed25519 \t " ED25519 "  chan  tai@host \t", "ssh-ed25519", 256, "chan  tai@host"},
	{"ecdsa-sha2-nistp256 " ECDSA256 " a", "ecdsa-sha2-nistp256", 256, "a"},
	{"ecdsa-sha2-nistp384 " ECDSA384, "ecdsa-sha2-nistp384", 384, ""},
	{"ecdsa-sha2-nistp521 " ECDSA521, "ecdsa-sha2-nistp521", 521, ""},
	{"ssh-rsa " RSA3072 " \xe9\x99\x88", "ssh-rsa", 3072, "\xe9\x99\x88"},
	{"sk-ssh-ed25519@openssh.com " SK_ED25519, "sk-ssh-ed25519@openssh.com", 256, ""},
	{"sk-ecdsa-sha2-nistp256@openssh.com " SK_ECDSA, "sk-ecdsa-sha2-nistp256@openssh.com", 256, ""},
	{"expiry-time=\"20270101\" ssh-ed25519 " ED25519 " a=\xc3\xa9, b", "ssh-ed25519", 256, "a=\xc3\xa9, b"},
};

START_TEST(a_key_is_taken_apart)
{
	struct ssh_key key;
	enum ssh_key_fault fault = ssh_key_read(fit[_i].line, strlen(fit[_i].line), &key);
	ck_assert_msg(fault == SSH_KEY_FITS, "%s: %s", fit[_i].line, ssh_key_hint(fault));
	ck_assert_str_eq(key.type, fit[_i].type);
	ck_assert_uint_eq(key.bits, fit[_i].bits);
	ck_assert_uint_eq(key.comment.len, strlen(fit[_i].comment));
	ck_assert_int_eq(memcmp(key.comment.p, fit[_i].comment, key.comment.len), 0);
	ck_assert(strstr(fit[_i].line, key.base64.p));
}
END_TEST

static const struct {
	const char *line;
	enum ssh_key_fault fault;
} unfit[] = {
	{"", SSH_KEY_TYPE},
	{"hello", SSH_KEY_TYPE},
	{"ssh-rsa", SSH_KEY_DAMAGED},
	{"SSH-RSA " RSA3072, SSH_KEY_TYPE},
	{"ssh-ed448 " ED25519, SSH_KEY_TYPE},
	{ED25519, SSH_KEY_TYPE},
	{"---- BEGIN SSH2 PUBLIC KEY ----", SSH_KEY_TYPE},
	{"ssh-rsa " RSA1024, SSH_KEY_SHORT},
	{"ssh-rsa " RSA2048 " old", SSH_KEY_SHORT},
	{"ssh-rsa " RSA3071, SSH_KEY_SHORT},
	{"ssh-rsa " RSA512, SSH_KEY_SHORT},
	{"ssh-dss " DSA, SSH_KEY_WEAK},
	{"ssh-dss", SSH_KEY_WEAK},
	{"1024 35 1319341", SSH_KEY_WEAK},
	{"ssh-ed25519-cert-v01@openssh.com " ED25519, SSH_KEY_CERTIFICATE},
	{"ecdsa-sha2-nistp256-cert-v01@openssh.com " ECDSA256, SSH_KEY_CERTIFICATE},
	{"-----BEGIN OPENSSH PRIVATE KEY-----", SSH_KEY_PRIVATE},
	{"-----BEGIN RSA PRIVATE KEY-----", SSH_KEY_PRIVATE},
	{"b3BlbnNzaC1rZXktdjEAAAAABG5vbmU", SSH_KEY_PRIVATE},
	{"PuTTY-User-Key-File-3: ssh-ed25519", SSH_KEY_PRIVATE},
	{"ssh-ed25519 " ED25519 " -----BEGIN OPENSSH PRIVATE KEY-----", SSH_KEY_PRIVATE},
	{"restrict ssh-ed25519 " ED25519, SSH_KEY_OPTION},
	{"command=\"sh\" ssh-ed25519 " ED25519, SSH_KEY_OPTION},
	{"command=\"sh", SSH_KEY_OPTION},
	{"environment=\"LD_PRELOAD=/tmp/x.so\" ssh-ed25519 " ED25519, SSH_KEY_OPTION},
	{"expiry-time=\"20270101\",command=\"sh\" ssh-ed25519 " ED25519, SSH_KEY_OPTION},
	{"command=\"sh\",expiry-time=\"20270101\" ssh-ed25519 " ED25519, SSH_KEY_OPTION},
	{"expiry-time=\"20270101\" restrict ssh-ed25519 " ED25519, SSH_KEY_OPTION},
	{"expiry-time=\"20270101\" expiry-time=\"20270101\" ssh-ed25519 " ED25519, SSH_KEY_OPTION},
	{"no-pty,cert-authority ssh-ed25519 " ED25519, SSH_KEY_OPTION},
	{"@cert-authority * ssh-ed25519 " ED25519, SSH_KEY_OPTION},
	{"expiry-time=\"\" ssh-ed25519 " ED25519, SSH_KEY_EXPIRY},
	{"expiry-time=\"2027\" ssh-ed25519 " ED25519, SSH_KEY_EXPIRY},
	{"expiry-time=\"2027-1-1\" ssh-ed25519 " ED25519, SSH_KEY_EXPIRY},
	{"expiry-time=\"20271301\" ssh-ed25519 " ED25519, SSH_KEY_EXPIRY},
	{"expiry-time=\"20270229\" ssh-ed25519 " ED25519, SSH_KEY_EXPIRY},
	{"expiry-time=\"202701012460\" ssh-ed25519 " ED25519, SSH_KEY_EXPIRY},
	{"expiry-time=\"202701012460Z\" ssh-ed25519 " ED25519, SSH_KEY_EXPIRY},
	{"expiry-time=\"20270101235960\" ssh-ed25519 " ED25519, SSH_KEY_EXPIRY},
	{"expiry-time=\"99990101\" ssh-ed25519 " ED25519, SSH_KEY_EXPIRY},
	{"expiry-time=\"-9990101\" ssh-ed25519 " ED25519, SSH_KEY_EXPIRY},
	{"expiry-time=\"20270101 ssh-ed25519 " ED25519, SSH_KEY_EXPIRY},
	{"expiry-time=\"20270101\"ssh-ed25519 " ED25519, SSH_KEY_EXPIRY},
	{"expiry-time=\"20270101", SSH_KEY_EXPIRY},
	{"expiry-time=\"20270101\"", SSH_KEY_TYPE},
	{"ssh-rsa " ED25519, SSH_KEY_MIXED},
	{"ecdsa-sha2-nistp384 " ECDSA256, SSH_KEY_MIXED},
	{"sk-ssh-ed25519@openssh.com " ED25519, SSH_KEY_MIXED},
	{"ecdsa-sha2-nistp256 " ECDSA_CURVE, SSH_KEY_DAMAGED},
	{"ecdsa-sha2-nistp256 " ECDSA_SHORT, SSH_KEY_DAMAGED},
	{"ssh-rsa " RSA_ONE, SSH_KEY_DAMAGED},
	{"ssh-rsa " RSA_EVEN, SSH_KEY_DAMAGED},
	{"ssh-rsa " RSA_ZERO, SSH_KEY_DAMAGED},
	{"ssh-rsa " RSA_TAIL, SSH_KEY_DAMAGED},
	{"ssh-rsa " RSA_NEGATIVE, SSH_KEY_DAMAGED},
	{"ssh-ed25519 AAAA", SSH_KEY_DAMAGED},
	{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", SSH_KEY_DAMAGED},
	{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==", SSH_KEY_DAMAGED},
	{"ssh-ed25519 " LONGER, SSH_KEY_DAMAGED},
	{"ssh-ed25519 " ED25519 "=", SSH_KEY_DAMAGED},
	{"ssh-ed25519 AAAA*", SSH_KEY_DAMAGED},
	{"ssh-ed25519 ====", SSH_KEY_DAMAGED},
	{"ssh-ed25519 AA=A", SSH_KEY_DAMAGED},
	{"ssh-ed25519 " ED25519 "\nssh-rsa " RSA3072, SSH_KEY_DAMAGED},
	{"ssh-ed25519 " ED25519 " a\"b", SSH_KEY_COMMENT},
	{"ssh-ed25519 " ED25519 " a;b", SSH_KEY_COMMENT},
	{"ssh-ed25519 " ED25519 " a\nb", SSH_KEY_COMMENT},
	{"ssh-ed25519 " ED25519 " a\tb", SSH_KEY_COMMENT},
	{"ssh-ed25519 " ED25519 " a\rb", SSH_KEY_COMMENT},
	{"ssh-ed25519 " ED25519 " a\x1b[31mb", SSH_KEY_COMMENT},
	{"ssh-ed25519 " ED25519 " a\xe2\x80\xae"
         "b",
         SSH_KEY_COMMENT},
	{"ssh-ed25519 " ED25519 " a\xff", SSH_KEY_COMMENT},
	{"ssh-ed25519 " ED25519 " a\nenvironment=\"LD_PRELOAD=/tmp/x.so\" ssh-rsa " RSA3072, SSH_KEY_COMMENT},
	{"ssh-ed25519 " ED25519 " a ssh-rsa " RSA3072, SSH_KEY_SEVERAL},
};

START_TEST(what_is_no_key_is_refused_with_its_fault)
{
	struct ssh_key key;
	enum ssh_key_fault fault = ssh_key_read(unfit[_i].line, strlen(unfit[_i].line), &key);
	ck_assert_msg(fault == unfit[_i].fault, "%s: %s", unfit[_i].line, ssh_key_hint(fault));
	ck_assert_str_ne(ssh_key_hint(fault), "");
	ck_assert((key.type != NULL) == (fault == SSH_KEY_SHORT));
}
END_TEST

START_TEST(a_line_of_8_kib_is_refused_whatever_it_holds)
{
	char line[SSH_KEY_LINE_MAX + 2];
	struct ssh_key key;
	int n = snprintf(line, sizeof line, "ssh-ed25519 " ED25519 " ");
	memset(line + n, 'c', sizeof line - (size_t)n);
	ck_assert_int_eq(ssh_key_read(line, SSH_KEY_LINE_MAX, &key), SSH_KEY_FITS);
	ck_assert_int_eq(ssh_key_read(line, SSH_KEY_LINE_MAX + 1, &key), SSH_KEY_LONG);
}
END_TEST

/* An expiry as written, in Shanghai, the instant, and its one form there and in UTC. */
static const struct {
	const char *text, *at, *local, *utc;
} expiries[] = {
	{"20270101", "2026-12-31T16:00Z", "20270101", "202612311600Z"},
	{"202701010000", "2026-12-31T16:00Z", "20270101", "202612311600Z"},
	{"202701011430", "2027-01-01T06:30Z", "202701011430", "202701010630Z"},
	{"20270101143059", "2027-01-01T06:30Z", "202701011430", "202701010630Z"},
	{"20270101Z", "2027-01-01T00:00Z", "202701010800", "202701010000Z"},
	{"202612311600Z", "2026-12-31T16:00Z", "20270101", "202612311600Z"},
};

START_TEST(an_expiry_is_by_the_clock_of_the_zone)
{
	char line[300], want[300];
	struct ssh_key key;
	int64_t at;
	struct buf out = {0};
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	ck_assert_int_eq(clock_parse(expiries[_i].at, &at), 0);
	snprintf(line, sizeof line, "Expiry-Time=\"%s\" ssh-ed25519 " ED25519 " a", expiries[_i].text);
	ck_assert_int_eq(ssh_key_read(line, strlen(line), &key), SSH_KEY_FITS);
	ck_assert_int_eq(key.expires_min, at);
	ssh_key_write(&key, &out);
	snprintf(want, sizeof want, "expiry-time=\"%s\" ssh-ed25519 " ED25519 " a", expiries[_i].local);
	ck_assert_str_eq(buf_text(&out), want);
	buf_clear(&out);
	ssh_key_write_expiry(at, true, &out);
	snprintf(want, sizeof want, "expiry-time=\"%s\"", expiries[_i].utc);
	ck_assert_str_eq(buf_text(&out), want);
	buf_release(&out);
}
END_TEST

/* 01:30 came twice in New York on that day: the later one can only be said in UTC. */
START_TEST(an_expiry_that_the_clock_shows_twice_stays_the_one_it_is)
{
	static const char line[] = "expiry-time=\"202611010630Z\" ssh-ed25519 " ED25519;
	struct ssh_key key;
	struct buf out = {0};
	ck_assert_int_eq(clock_zone_use("America/New_York"), 0);
	ck_assert_int_eq(ssh_key_read(line, strlen(line), &key), SSH_KEY_FITS);
	ssh_key_write(&key, &out);
	ck_assert_str_eq(buf_text(&out), line);
	buf_release(&out);
}
END_TEST

/* What `ssh-keygen -lf` prints about a key, up to the comment. */
static void ask_ssh_keygen(const struct ssh_key *key, char *out, size_t size)
{
	char path[200];
	int ends[2], status;
	snprintf(path, sizeof path, "%s", test_path(test_dir(), "key.pub"));
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fprintf(f, "%s %.*s\n", key->type, (int)key->base64.len, (const char *)key->base64.p);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], 1);
		execlp("ssh-keygen", "ssh-keygen", "-lf", path, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	ssize_t n = read(ends[0], out, size - 1);
	close(ends[0]);
	ck_assert_int_gt(n, 0);
	out[n] = '\0';
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

START_TEST(fingerprints_are_those_of_ssh_keygen)
{
	char got[300], want[300], text[SSH_KEY_TEXT_MAX];
	struct ssh_key key;
	struct hash back;
	ck_assert_int_eq(ssh_key_read(fit[_i].line, strlen(fit[_i].line), &key), SSH_KEY_FITS);
	ask_ssh_keygen(&key, got, sizeof got);
	snprintf(want, sizeof want, "%u %s ", key.bits, ssh_key_fingerprint(&key.fingerprint, text));
	ck_assert_msg(strncmp(got, want, strlen(want)) == 0, "%s, not %s", want, got);
	ck_assert(ssh_key_read_fingerprint(text, &back));
	ck_assert(hash_equals(&back, &key.fingerprint));
}
END_TEST

START_TEST(what_is_no_fingerprint_is_none)
{
	static const char *const texts[] = {"",
	                                    "SHA256:",
	                                    "MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48",
	                                    "sha256:nC0/BLICUgCLMjtXjshx1VCyhUdyYK1Q2mQPQBgpmps",
	                                    "SHA256:nC0/BLICUgCLMjtXjshx1VCyhUdyYK1Q2mQPQBgpmp",
	                                    "SHA256:nC0/BLICUgCLMjtXjshx1VCyhUdyYK1Q2mQPQBgpmps=",
	                                    "SHA256:nC0/BLICUgCLMjtXjshx1VCyhUdyYK1Q2mQPQBgpmpt",
	                                    "SHA256:nC0_BLICUgCLMjtXjshx1VCyhUdyYK1Q2mQPQBgpmps",
	                                    "SHA256:nC0/BLICUgCLMjtXjshx1VCyhUdyYK1Q2mQPQBgpmps "};
	struct hash h;
	for (size_t i = 0; i < COUNT(texts); i++)
		ck_assert_msg(!ssh_key_read_fingerprint(texts[i], &h), "%s", texts[i]);
}
END_TEST

/* A list of keys, what the record has already, and what is made of it; or NULL, and which part is wrong and how. */
static const struct {
	const char *list, *kept, *out, *bad;
	enum ssh_key_fault fault;
} lists[] = {
	{"", "", "", "", SSH_KEY_FITS},
	{" ; ;", "", "", "", SSH_KEY_FITS},
	{"  ssh-ed25519   " ED25519 "  a  ;", "", "ssh-ed25519 " ED25519 " a", "", SSH_KEY_FITS},
	{"ssh-ed25519 " ED25519 " a ; ssh-rsa " RSA3072 " b;", "", "ssh-ed25519 " ED25519 " a;ssh-rsa " RSA3072 " b",
         "", SSH_KEY_FITS},
	{"ssh-ed25519 " ED25519 " a;ssh-ed25519 " ED25519 " b", "", "ssh-ed25519 " ED25519 " a", "", SSH_KEY_FITS},
	{"ssh-rsa " RSA2048 " a", "", NULL, "ssh-rsa " RSA2048 " a", SSH_KEY_SHORT},
	{"ssh-rsa " RSA2048 " a", "ssh-ed25519 " ED25519 ";ssh-rsa " RSA2048, "ssh-rsa " RSA2048 " a", "",
         SSH_KEY_FITS},
	{"ssh-ed25519 " ED25519 " a; b", "", NULL, "b", SSH_KEY_TYPE},
	{"ssh-ed25519 " ED25519 ";-----BEGIN RSA PRIVATE KEY----- abc", "", NULL, "", SSH_KEY_PRIVATE},
};

START_TEST(lists_of_keys_have_one_form)
{
	struct buf out = {0};
	struct ssh_key_bad bad;
	int err = ssh_keys_read(lists[_i].list, lists[_i].kept, &out, &bad);
	ck_assert_int_eq(err, lists[_i].out ? 0 : QUAD_EINVAL);
	if (lists[_i].out)
		ck_assert_str_eq(buf_text(&out), lists[_i].out);
	ck_assert_int_eq(bad.fault, lists[_i].fault);
	ck_assert_uint_eq(bad.text.len, strlen(lists[_i].bad));
	ck_assert_int_eq(memcmp(bad.text.p ? bad.text.p : "", lists[_i].bad, bad.text.len), 0);
	buf_release(&out);
}
END_TEST

START_TEST(a_key_is_found_in_a_list_by_its_fingerprint)
{
	static const char list[] = "nonsense;ssh-rsa " RSA2048 " old;ssh-ed25519 " ED25519 " me";
	struct ssh_key one, found;
	ck_assert_int_eq(ssh_key_read(fit[0].line, strlen(fit[0].line), &one), SSH_KEY_FITS);
	ck_assert(ssh_keys_find(list, &one.fingerprint, &found));
	ck_assert_uint_eq(found.comment.len, 2);
	ck_assert_int_eq(ssh_key_read(fit[2].line, strlen(fit[2].line), &one), SSH_KEY_FITS);
	ck_assert(!ssh_keys_find(list, &one.fingerprint, &found));
	ck_assert(!ssh_keys_find("", &one.fingerprint, &found));
}
END_TEST

/* Every key with one character less at any place is none, and nothing is read outside. */
START_TEST(no_key_that_is_damaged_passes_for_whole)
{
	static const char *const whole[] = {"ssh-ed25519 " ED25519, "ecdsa-sha2-nistp256 " ECDSA256,
	                                    "ssh-rsa " RSA3072};
	for (size_t k = 0; k < COUNT(whole); k++)
		for (size_t at = 0, len = strlen(whole[k]); at < len; at++) {
			struct ssh_key key;
			char *text = malloc(len);
			memcpy(text, whole[k], at);
			memcpy(text + at, whole[k] + at + 1, len - at - 1);
			ck_assert_msg(ssh_key_read(text, len - 1, &key) != SSH_KEY_FITS, "%.*s", (int)len - 1, text);
			text = realloc(text, at + 1);
			ck_assert_msg(ssh_key_read(text, at, &key) != SSH_KEY_FITS, "%.*s", (int)at, text);
			free(text);
		}
}
END_TEST

Suite *ssh_key_suite(void)
{
	Suite *s = suite_create("ssh_key");
	TCase *t = tcase_create("ssh_key");
	tcase_add_loop_test(t, a_key_is_taken_apart, 0, (int)COUNT(fit));
	tcase_add_loop_test(t, what_is_no_key_is_refused_with_its_fault, 0, (int)COUNT(unfit));
	tcase_add_test(t, a_line_of_8_kib_is_refused_whatever_it_holds);
	tcase_add_loop_test(t, an_expiry_is_by_the_clock_of_the_zone, 0, (int)COUNT(expiries));
	tcase_add_test(t, an_expiry_that_the_clock_shows_twice_stays_the_one_it_is);
	tcase_add_loop_test(t, fingerprints_are_those_of_ssh_keygen, 0, (int)COUNT(fit));
	tcase_add_test(t, what_is_no_fingerprint_is_none);
	tcase_add_loop_test(t, lists_of_keys_have_one_form, 0, (int)COUNT(lists));
	tcase_add_test(t, a_key_is_found_in_a_list_by_its_fingerprint);
	tcase_add_test(t, no_key_that_is_damaged_passes_for_whole);
	suite_add_tcase(s, t);
	return s;
}
