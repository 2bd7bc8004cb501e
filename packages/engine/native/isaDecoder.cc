#include "decoderBackward.h"
#include "kernels.h"

namespace reprise {

REPRISE_FILL(fillDecoder) {
  table.decoderForward = &REPRISE_ISA::decoderForward<float>;
  table.decoderBackward = &REPRISE_ISA::decoderBackward<float>;
}

}  // namespace reprise
