#include "kernels.h"
#include "lstmBackward.h"

namespace reprise {

REPRISE_FILL(fillLstm) {
  table.lstmForward = &REPRISE_ISA::lstmForward<float>;
  table.lstmBackward = &REPRISE_ISA::lstmBackward<float>;
}

}  // namespace reprise
