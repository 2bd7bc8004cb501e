#include "kernels.h"

namespace reprise {

REPRISE_FILL(fillPenMixture) { table.penMixture = &REPRISE_ISA::penMixture<float>; }

}  // namespace reprise
