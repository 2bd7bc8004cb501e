#include "decodeStep.h"
#include "decoderBackward.h"
#include "kernels.h"

namespace reprise {

REPRISE_FILL(fillDecoder) {
  table.decoderForward = &REPRISE_ISA::decoderForward<float>;
  table.decoderBackward = &REPRISE_ISA::decoderBackward<float>;
  table.decodeStep = &REPRISE_ISA::decodeStep<float>;
  table.packedLstmSize = &REPRISE_ISA::packedLstmSize<float>;
  table.packLstm = &REPRISE_ISA::packLstm<float>;
  table.isHalves = &REPRISE_ISA::isHalves<float>;
  table.packedColumnsSize = &REPRISE_ISA::packedColumnsSize<float>;
  table.packColumns = &REPRISE_ISA::packWeightColumns<float>;
}

}  // namespace reprise
