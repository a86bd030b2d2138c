/* Loaded in front of the C library: after the first SPARED writes to files (from the environment) the disk is full for
   FULL of them, then there is room for ROOM of them, and so on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>

enum { FULL = 8, ROOM = 5000 };

static int full(int file) {
  static unsigned long writes;
  struct stat found;
  const char *spared = getenv("SPARED");
  unsigned long first = spared ? strtoul(spared, NULL, 10) : 0;
  if (fstat(file, &found) != 0 || !S_ISREG(found.st_mode)) return 0;
  unsigned long n = __sync_fetch_and_add(&writes, 1);
  if (n < first || (n - first) % (FULL + ROOM) >= FULL) return 0;
  errno = ENOSPC;
  return 1;
}

ssize_t write(int file, const void *bytes, size_t count) {
  ssize_t (*real)(int, const void *, size_t) = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  return full(file) ? -1 : real(file, bytes, count);
}

static ssize_t at(const char *name, int file, const void *bytes, size_t count, off64_t offset) {
  ssize_t (*real)(int, const void *, size_t, off64_t) =
      (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, name);
  return full(file) ? -1 : real(file, bytes, count, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  return at("pwrite", file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  return at("pwrite64", file, bytes, count, offset);
}
