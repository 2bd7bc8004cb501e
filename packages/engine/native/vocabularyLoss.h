// An output layer over a vocabulary and its cross-entropy with label smoothing (Szegedy et al. 2016): hidden rows to
// the loss and all gradients, with no more than a block of the logits in memory.
//
// Logits stand transposed, a row for each entry of the vocabulary. So the weights, by far the largest operand, are
// read as they are in all three products, and only the hidden rows are packed. A thread has a part of the vocabulary
// to itself and takes it in chunks that stay in its cache from the logits' gradient to the gradients of the weights.
#pragma once

#include "vocabularyLossBackward.h"
#include "vocabularyLossForward.h"

namespace reprise {
namespace REPRISE_ISA {

/** The most logits held at a time: 16 MB of floats. One vector of rows is held in any case. */
constexpr int64_t kMostLogits = int64_t{4} << 20;

/** @returns the sum of the rows' losses */
template <class T>
double lossOfBlock(const VocabularyBlock<T>& block) {
  const VocabularyChunks& chunks = block.chunks;
  const VocabularyForward<T> forward(block);
  const VocabularyBackward<T> backward(block);
  const auto eachChunk = [&](auto&& body) {
    parallel(chunks.pieces, [&](int piece) {
      for (int chunk = chunks.first(piece); chunk < chunks.first(piece + 1); chunk++) body(piece, chunk);
    });
  };
  eachChunk([&](int, int chunk) { forward.measure(chunk); });
  parallel(block.columns.vectors, [&](int vector) { forward.normalise(vector); });
  if (block.learning()) {
    eachChunk([&](int piece, int chunk) { backward.differentiate(piece, chunk); });
    parallel(block.columns.vectors, [&](int vector) { backward.writeHidden(vector); });
  }
  double sum = 0;
  for (int column = 0; column < block.count; column++) sum += block.losses[column];
  return sum;
}

template <class T>
void vocabularyLoss(const VocabularyLoss<T>& loss) {
  const bool learning = loss.dWeight != nullptr;
  if (learning && loss.count < loss.rows) std::fill_n(loss.dHidden, static_cast<int64_t>(loss.rows) * loss.size, T(0));
  if (learning && loss.count == 0) {
    std::fill_n(loss.dWeight, static_cast<int64_t>(loss.vocab) * loss.size, T(0));
    std::fill_n(loss.dBias, loss.vocab, T(0));
  }
  const VocabularyChunks chunks(loss.vocab);
  const int64_t vectors = (loss.count + kLanes<T> - 1) / kLanes<T>;
  const int64_t most = std::max<int64_t>(1, kMostLogits / loss.vocab / kLanes<T>);
  const int64_t blocks = (vectors + most - 1) / most;
  double sum = 0;
  for (int64_t block = 0; block < blocks; block++) {
    const int begin = static_cast<int>(vectors * block / blocks) * kLanes<T>;
    const int end = std::min(loss.count, static_cast<int>(vectors * (block + 1) / blocks) * kLanes<T>);
    sum += lossOfBlock(VocabularyBlock<T>(loss, chunks, begin, end - begin));
  }
  *loss.loss = loss.count ? static_cast<T>(sum / loss.count) : T(0);
}

}  // namespace REPRISE_ISA
}  // namespace reprise
