#include "kernels.h"

#include "matrixUnit.h"

namespace reprise {

#define REPRISE_FAMILIES(fill, isa) \
  fill(fillCtc, isa) \
  fill(fillDecoder, isa) \
  fill(fillLstm, isa) \
  fill(fillMatrixProduct, isa) \
  fill(fillOutputLayers, isa) \
  fill(fillParameterUpdate, isa) \
  fill(fillPenMixture, isa) \
  fill(fillSoftWindow, isa) \
  fill(fillStudentT, isa) \
  fill(fillVocabularyLoss, isa)

#define REPRISE_DECLARE(family, isa) void REPRISE_JOIN(family, isa)(Kernels & table);
#define REPRISE_CALL(family, isa) REPRISE_JOIN(family, isa)(table);

REPRISE_FAMILIES(REPRISE_DECLARE, baseline)
#if defined(__x86_64__)
REPRISE_FAMILIES(REPRISE_DECLARE, avx2)
REPRISE_FAMILIES(REPRISE_DECLARE, avx512)
#endif

namespace {

Kernels choose() {
  Kernels table{};
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    table.isa = hasMatrixUnit() ? "amx" : "avx512";
    REPRISE_FAMILIES(REPRISE_CALL, avx512)
    return table;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    table.isa = "avx2";
    REPRISE_FAMILIES(REPRISE_CALL, avx2)
    return table;
  }
  table.isa = "sse2";
#elif defined(__aarch64__)
  table.isa = "neon";
#else
  table.isa = "baseline";
#endif
  REPRISE_FAMILIES(REPRISE_CALL, baseline)
  return table;
}

}  // namespace

const Kernels& kernels() {
  static const Kernels table = choose();
  return table;
}

}  // namespace reprise
