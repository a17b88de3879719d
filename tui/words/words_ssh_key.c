/* The switch has no default, so that the compiler warns of a fault without words. */
#include "tui/words/words_ssh_key.h"

#include "tui/base/locale.h"

const char *words_key_fault(enum ssh_key_fault fault)
{
	switch (fault) {
	case SSH_KEY_SHORT:
		return _("an RSA key below 3072 bits is not safe; make another one with ssh-keygen -t ed25519");
	case SSH_KEY_PRIVATE:
		return _(
			"this is a private key, which nobody else may see; give the .pub file beside it, and if it was "
			"sent to anybody, make a new one");
	case SSH_KEY_CERTIFICATE: return _("this is a certificate; give the .pub file without -cert in its name");
	case SSH_KEY_OPTION:
		return _("options stand before the key; take them away, only expiry-time=\"20271231\" may stand there");
	case SSH_KEY_EXPIRY: return _("that is no time; it is written as in expiry-time=\"20271231\"");
	case SSH_KEY_WEAK:
		return _("keys of this type are not safe any more; make another one with ssh-keygen -t ed25519");
	case SSH_KEY_TYPE: return _("that is no public key; give the line that is in a .pub file");
	case SSH_KEY_DAMAGED: return _("the key is cut off or damaged; copy the whole line of the .pub file");
	case SSH_KEY_MIXED: return _("the key is of another type than it says; copy the whole line of the .pub file");
	case SSH_KEY_COMMENT:
		return _(
			"the comment after the key has quotes, semicolons or characters that cannot be kept; give it a "
			"plain one");
	case SSH_KEY_SEVERAL: return _("there is more than one key; write `;` between them");
	case SSH_KEY_LONG: return _("the key is longer than 8 KiB; no key that is of use here is");
	case SSH_KEY_FITS:
	case SSH_KEY_N_FAULTS: break;
	}
	return _("it cannot be used here");
}
