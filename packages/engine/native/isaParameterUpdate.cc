#include "kernels.h"
#include "parameterUpdate.h"

namespace reprise {

REPRISE_FILL(fillParameterUpdate) {
  table.adamStep = &REPRISE_ISA::adamStep<float>;
  table.sgdStep = &REPRISE_ISA::sgdStep<float>;
  table.lerp = &REPRISE_ISA::lerp<float>;
  table.globalNorm = &REPRISE_ISA::globalNorm<float>;
}

}  // namespace reprise
