#include "kernels.h"

namespace reprise {

REPRISE_FILL(fillStudentT) { table.studentT = &REPRISE_ISA::studentT<float>; }

}  // namespace reprise
