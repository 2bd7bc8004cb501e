#include "kernels.h"

namespace reprise {

REPRISE_FILL(fillVocabularyLoss) { table.vocabularyLoss = &REPRISE_ISA::vocabularyLoss<float>; }

}  // namespace reprise
