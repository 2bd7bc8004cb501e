#include "ctc.h"
#include "kernels.h"

namespace reprise {

REPRISE_FILL(fillCtc) { table.ctcLoss = &REPRISE_ISA::ctcLoss<float>; }

}  // namespace reprise
