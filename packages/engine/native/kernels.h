// The table of arithmetic that the operations call: one for each instruction set in this binary.
#pragma once

#include "decodeStep.h"
#include "decoder.h"
#include "ctc.h"
#include "elman.h"
#include "gru.h"
#include "lstm.h"
#include "lstmPair.h"
#include "matrixProduct.h"
#include "parameterUpdate.h"
#include "penMixture.h"
#include "softWindow.h"
#include "studentT.h"
#include "vocabularyLoss.h"
#include "windowStep.h"

namespace reprise {

struct Kernels {
  const char* isa;
  void (*lstmForward)(const LstmLayer<float>&);
  void (*lstmBackward)(const LstmLayer<float>&, const LstmGradients<float>&);
  void (*lstmPairForward)(const LstmPair<float>&);
  void (*decoderForward)(const AttentionDecoder<float>&);
  void (*decoderBackward)(const AttentionDecoder<float>&, const AttentionDecoderGradients<float>&);
  void (*softWindowForward)(const SoftWindow<float>&);
  void (*softWindowBackward)(const SoftWindow<float>&, const SoftWindowGradients<float>&);
  void (*windowStep)(const WindowStep<float>&);
  void (*decodeStep)(const DecodeStep<float>&);
  int64_t (*packedLstmSize)(const LstmLayer<float>&);
  void (*packLstm)(const LstmLayer<float>&, float* to);
  bool (*isHalves)(const float* weight, int64_t count);
  int64_t (*packedColumnsSize)(int columns, int64_t depth, bool inHalves);
  void (*packColumns)(int columns, int64_t depth, const float* weight, bool inHalves, float* to);
  void (*ctcLoss)(const CtcLoss<float>&);
  void (*studentT)(const StudentT<float>&);
  void (*penMixture)(const PenMixture<float>&);
  void (*adamStep)(const ParameterUpdate<float>&, const AdamNumbers<float>&);
  void (*sgdStep)(const ParameterUpdate<float>&, const SgdNumbers<float>&);
  void (*lerp)(const ListLerp<float>&);
  void (*multiplyMatrices)(const MatrixProduct<float>&);
  float (*globalNorm)(const TensorList&, const std::vector<const float*>&);
  void (*vocabularyLoss)(const VocabularyLoss<float>&);
  void (*gruForward)(const GruLayer<float>&);
  void (*gruBackward)(const GruLayer<float>&, const GruGradients<float>&);
  void (*elmanForward)(const ElmanLayer<float>&);
  void (*elmanBackward)(const ElmanLayer<float>&, const ElmanGradients<float>&);
};

/** The table for the best instruction set that this machine has. */
const Kernels& kernels();

}  // namespace reprise

// Each file isa….cc is compiled once for each instruction set and fills its part of that set's table.
#define REPRISE_JOIN_(a, b) a##_##b
#define REPRISE_JOIN(a, b) REPRISE_JOIN_(a, b)
#define REPRISE_FILL(family) void REPRISE_JOIN(family, REPRISE_ISA)(::reprise::Kernels & table)
