// The layers whose only state is their output in one file: they share their loops.
#include "elmanBackward.h"
#include "gruBackward.h"
#include "kernels.h"

namespace reprise {

REPRISE_FILL(fillOutputLayers) {
  table.gruForward = &REPRISE_ISA::gruForward<float>;
  table.gruBackward = &REPRISE_ISA::gruBackward<float>;
  table.elmanForward = &REPRISE_ISA::elmanForward<float>;
  table.elmanBackward = &REPRISE_ISA::elmanBackward<float>;
}

}  // namespace reprise
