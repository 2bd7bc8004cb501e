#include "kernels.h"
#include "lstmBackward.h"
#include "lstmPair.h"

namespace reprise {

REPRISE_FILL(fillLstm) {
  table.lstmForward = &REPRISE_ISA::lstmForward<float>;
  table.lstmBackward = &REPRISE_ISA::lstmBackward<float>;
  table.lstmPairForward = &REPRISE_ISA::lstmPairForward<float>;
}

}  // namespace reprise
