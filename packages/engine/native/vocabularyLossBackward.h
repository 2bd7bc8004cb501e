// From the exponentials of a block's logits to the gradients.
#pragma once

#include "vocabularyBlock.h"

namespace reprise {
namespace REPRISE_ISA {

template <class T>
class VocabularyBackward {
 public:
  explicit VocabularyBackward(const VocabularyBlock<T>& block) : block_(block) {}

  /** From a chunk's exponentials to its part of all gradients. */
  void differentiate(int piece, int chunk) const {
    const VocabularyLoss<T>& loss = block_.loss;
    const int panels = block_.columns.count;
    const T onTarget = (T(1) - loss.labelSmoothing) / static_cast<T>(loss.count);
    if (block_.first == 0) std::fill_n(loss.dBias + block_.chunks.begin(chunk), block_.chunks.rows(chunk), T(0));
    for (int panel = 0; panel < panels; panel++) {
      T* const logits = block_.logitsOf(chunk, panel);
      subtractTargets(chunk, panel, logits);
      block_.eachLabel(chunk, panel, [&](int column, int64_t at) {
        logits[at] -= onTarget;
        loss.dBias[loss.labels[block_.hiddenRow(column)]] -= onTarget;
      });
    }
    addToWeight(chunk);
    addToHidden(piece, chunk);
  }

  /** Adds up what the pieces have for a vector of hidden rows, and turns it back into rows. */
  void writeHidden(int vector) const {
    const Panels& columns = block_.columns;
    const int size = block_.loss.size;
    const int64_t step = block_.padded, at = int64_t{vector} * kLanes<T>;
    for (int unit = 0; unit < size; unit += kLanes<T>) {
      const int count = std::min(kLanes<T>, size - unit);
      T square[kLanes<T>][kLanes<T>];
      for (int u = 0; u < count; u++) {
        Vec<T> sum{};
        for (int piece = 0; piece < block_.chunks.pieces; piece++)
          sum += load(block_.partialOf(piece) + (unit + u) * step + at);
        store(square[u], sum);
      }
      for (int lane = 0; lane < columns.lanesOf(vector); lane++) {
        T* const to = block_.loss.dHidden + block_.hiddenRow(vector * kLanes<T> + lane) * size + unit;
        for (int u = 0; u < count; u++) to[u] = square[u][lane];
      }
    }
  }

 private:
  /** Exponentials to probabilities minus what label smoothing gives to every entry. */
  REPRISE_ONCE void subtractTargets(int chunk, int panel, T* logits) const {
    const VocabularyLoss<T>& loss = block_.loss;
    const T everywhere = loss.labelSmoothing / (static_cast<T>(loss.vocab) * static_cast<T>(loss.count));
    const int width = block_.columns.width(panel), first = block_.columns.begin(panel);
    Vec<T> scale[kTileVectors], target[kTileVectors];
    for (int v = 0; v < width; v++) {
      scale[v] = load(block_.most + block_.statsOf(chunk, first + v));
      target[v] = Vec<T>{};
      for (int lane = 0; lane < block_.columns.lanesOf(first + v); lane++) target[v][lane] = everywhere;
    }
    T* const dBias = loss.dBias + block_.chunks.begin(chunk);
    for (int row = 0; row < block_.chunks.rows(chunk); row++) {
      Vec<T> sum{};
      for (int v = 0; v < width; v++, logits += kLanes<T>) {
        const Vec<T> d = load(logits) * scale[v] - target[v];
        store(logits, d);
        sum += d;
      }
      dBias[row] += sumOf<T>(sum);
    }
  }

  void addToHidden(int piece, int chunk) const {
    ArenaScope scope;
    const int rows = block_.chunks.rows(chunk), size = block_.loss.size;
    const T* packed = block_.logitsOf(chunk, 0);
    const Panels& panels = block_.columnParts;
    if (panels.inParts()) {
      T* const parts = scope.arena.take<T>(panels.size(rows));
      for (int panel = 0; panel < panels.count; panel++) {
        const int first = panels.begin(panel) * kLanes<T>, width = panels.width(panel) * kLanes<T>;
        const T* const logits = block_.logitsOf(chunk, panel);
        packRowsAt(panels, panel, rows, [&](int64_t row) { return logits + row * width - first; },
                   parts + panels.offset(panel, rows));
      }
      packed = parts;
    }
    Panels padded = panels;
    padded.columns = block_.padded;
    const Factor<T> factor{padded, packed, block_.partialOf(piece)};
    transposedProduct<T>(rows, block_.loss.weight + int64_t{block_.chunks.begin(chunk)} * size, size, 0, size, &factor, 1,
                         nullptr, chunk != block_.chunks.first(piece));
  }

  void addToWeight(int chunk) const {
    const VocabularyLoss<T>& loss = block_.loss;
    const Panels& columns = block_.columns;
    const int count = block_.chunks.rows(chunk);
    std::vector<const T*> logits(static_cast<size_t>(columns.count) * count);
    std::vector<LeftFactor<T>> factors(columns.count);
    std::vector<T*> to(count);
    for (int panel = 0; panel < columns.count; panel++) {
      const T** const at = logits.data() + static_cast<size_t>(panel) * count;
      for (int row = 0; row < count; row++)
        at[row] = block_.logitsOf(chunk, panel) + int64_t{row} * columns.width(panel) * kLanes<T>;
      factors[panel] = {at, block_.realColumns(panel)};
    }
    for (int row = 0; row < count; row++) to[row] = loss.dWeight + int64_t{block_.chunks.begin(chunk) + row} * loss.size;
    eachTile<T>(count, factors.data(), columns.count, block_.units, block_.hiddenDepth, nullptr,
                [&](const TileSums<T>& sums, int first, int vector) {
                  if (block_.first > 0) {
                    addSums(sums, to.data() + first, vector * kLanes<T>, loss.size);
                  } else {
                    storeSums(sums, to.data() + first, vector * kLanes<T>, loss.size);
                  }
                });
  }

  const VocabularyBlock<T>& block_;
};

}  // namespace REPRISE_ISA
}  // namespace reprise
