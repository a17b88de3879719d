/* Public keys for tests, without comments, and their fingerprints as ssh-keygen prints them. */
#ifndef QUAD_TESTS_SSH_KEYS_H
#define QUAD_TESTS_SSH_KEYS_H

#define KEY_A "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFUCFV7fQj74GIAUsgp73HuB+zi3MvZcJNGhJF+6vons"
#define PRINT_A "SHA256:nC0/BLICUgCLMjtXjshx1VCyhUdyYK1Q2mQPQBgpmps"
#define KEY_B                                                                                                          \
	"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGSZYOEXJPZagKdZD97OaQG45s0a"         \
	"LqL+8wnmUEz8P86p3eeE2VoqgWLVl7h14+GsDkTDVA0zwLoI3oytfmdVzcY="
#define PRINT_B "SHA256:PtInS3btQm3X4QnwvS3g7t5g9pOEF9LZLRPXck6f4Eg"
#define KEY_C "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOBuHOpSlmXh0OixDYG/ve5I/+Fj0siAq93EzoyifNCw"
#define PRINT_C "SHA256:KQTMChu/UmwZPcPFSUKqcpEHP8283fKB1Ehuf39BeVE"
#define KEY_D "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINToKstBYVjdNZZghTCejPfO1uudYPPAiPOi33VTGB4L"
#define PRINT_D "SHA256:45vZ57/CCBL1sSX0MKbXUuq9IfJ1lYXQbzxWWfZJCAg"
/* RSA of 2048 bits, which older stores may have. */
#define KEY_SHORT                                                                                                      \
	"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDftcWY1Ob9eLLEozoP/bZLIJFi8Y+2PtGUbKSDwbnB82T3ZOViVvN7/UL1F7XE"         \
	"IMWEvFaG43JbdEf7Q4o9CbZNv+Gj3YrJshLyFvv+dNJfBRof9mTEwmf+lZX0DbIS/hKeBMVY9GETHmFM7F0fXnrzSOfnzodXesRy"         \
	"aEUV1RXIu61fFOYe6mSfOFgNJtmpmSJ7g4DPspPI9X5dUW8e6cBW65aO5tRPEGpRfusqG3/aQD7dSPYuwYshnxlQ407WRweKExGU"         \
	"kN6BaF9EUDzcuYEab6jf1axUiCjjoGBg1W4HCFW2dHEHhfrIeYAQQ+lqFREik7QBQiDse3YXnY/UnBpD"
#define PRINT_SHORT "SHA256:irH3Qtc3miNu/roXlLs7ZoapmJR08jaX+0aMaQgzT8g"

#endif
