#include "kernels.h"
#include "matrixProduct.h"

namespace reprise {

REPRISE_FILL(fillMatrixProduct) { table.multiplyMatrices = &REPRISE_ISA::multiplyMatrices<float>; }

}  // namespace reprise
