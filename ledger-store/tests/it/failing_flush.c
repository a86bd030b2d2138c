/* Loaded in front of the C library: from the SPARED-th flush on, one in five fails, as a dying disk's would. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>

enum { SPARED = 30 };

static int fails(void) {
  static unsigned long flushes, state = 1;
  state = state * 6364136223846793005UL + 1442695040888963407UL;
  return ++flushes > SPARED && (state >> 33) % 5 == 0;
}

static int flush(const char *name, int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  if (fails()) {
    errno = EIO;
    return -1;
  }
  return real(file);
}

int fsync(int file) { return flush("fsync", file); }
int fdatasync(int file) { return flush("fdatasync", file); }
