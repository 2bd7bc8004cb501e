#include "kernels.h"
#include "softWindowBackward.h"
#include "windowStep.h"

namespace reprise {

REPRISE_FILL(fillSoftWindow) {
  table.softWindowForward = &REPRISE_ISA::softWindowForward<float>;
  table.softWindowBackward = &REPRISE_ISA::softWindowBackward<float>;
  table.windowStep = &REPRISE_ISA::windowStep<float>;
}

}  // namespace reprise
