#include "matrixUnit.h"

#include <cstdlib>
#include <cstring>

#if REPRISE_MATRIX_UNIT
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace reprise {

namespace {

bool ask() {
#if REPRISE_MATRIX_UNIT
  const char* const wish = std::getenv("REPRISE_AMX");
  if (wish && std::strcmp(wish, "off") == 0) return false;
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  constexpr unsigned bfloat16 = 1u << 22, tiles = 1u << 24;
  if (!(d & bfloat16) || !(d & tiles)) return false;
  // Linux saves the tiles of processes only that have asked for it: ARCH_REQ_XCOMP_PERM for XTILEDATA.
  return syscall(SYS_arch_prctl, 0x1023, 18) == 0;
#else
  return false;
#endif
}

}  // namespace

bool hasMatrixUnit() {
  static const bool it = ask();
  return it;
}

}  // namespace reprise
