#include "kernels.h"
#include "softWindowBackward.h"

namespace reprise {

REPRISE_FILL(fillSoftWindow) {
  table.softWindowForward = &REPRISE_ISA::softWindowForward<float>;
  table.softWindowBackward = &REPRISE_ISA::softWindowBackward<float>;
}

}  // namespace reprise
