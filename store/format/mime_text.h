/*
 * Text in mails: header fields (RFC 5322, 2.2) with encoded words (RFC 2047), and bodies as quoted-printable or base64
 * (RFC 2045, 6). All that comes out is ASCII, with lines of at most 76 bytes (one with an address may have more, see
 * there) that end in LF, as sendmail(8) takes them. Appends to out: check `failed`.
 */
#ifndef QUAD_STORE_MIME_TEXT_H
#define QUAD_STORE_MIME_TEXT_H

#include "store/base/buf.h"

/*
 * A field whose value is any text. Whatever the text holds, no line ends in it: controls, also U+0085 and U+2028, are
 * left out or become a blank, bytes that are not UTF-8 U+FFFD.
 */
void mime_put_field(struct buf *out, const char *name, const char *text);
/* A field with one mailbox. The address is written as it is: the caller has checked it. The name may be "". */
void mime_put_mailbox(struct buf *out, const char *name, const char *display, const char *address);

/*
 * The field Content-Transfer-Encoding, an empty line, and the text, which is UTF-8; bytes that are not become U+FFFD,
 * controls but tabs are left out. Its lines may end in LF or CRLF; what a reader decodes has CRLF, and an end of the
 * last line. The encoding is the shortest of those that pass every mail system as they are: no line begins with `From `
 * or a dot, ends in a blank, or holds `=_`.
 */
void mime_put_body(struct buf *out, struct bytes text);

#endif
