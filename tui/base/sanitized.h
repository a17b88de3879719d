/* Whether this is a build under a sanitizer, which handles signals and traces the process itself. */
#ifndef QUAD_TUI_SANITIZED_H
#define QUAD_TUI_SANITIZED_H

/* gcc says so by a macro, clang by a question. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

#endif
