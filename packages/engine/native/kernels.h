// The table of arithmetic that the operations call: one for each instruction set in this binary.
#pragma once

#include "decoder.h"
#include "lstm.h"

namespace reprise {

struct Kernels {
  const char* isa;
  void (*lstmForward)(const LstmLayer<float>&);
  void (*lstmBackward)(const LstmLayer<float>&, const LstmGradients<float>&);
  void (*decoderForward)(const AttentionDecoder<float>&);
  void (*decoderBackward)(const AttentionDecoder<float>&, const AttentionDecoderGradients<float>&);
};

/** The table for the best instruction set that this machine has. */
const Kernels& kernels();

}  // namespace reprise

// Each file isa….cc is compiled once for each instruction set and fills its part of that set's table.
#define REPRISE_JOIN_(a, b) a##_##b
#define REPRISE_JOIN(a, b) REPRISE_JOIN_(a, b)
#define REPRISE_FILL(family) void REPRISE_JOIN(family, REPRISE_ISA)(::reprise::Kernels & table)
