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
    for (int panel = 0; panel < panels; panel++) addToHidden(piece, chunk, panel, block_.logitsOf(chunk, panel));
  }

  /** Adds up what the pieces have for a vector of hidden rows, and turns it back into rows. */
  void writeHidden(int vector) const {
    const Panels& columns = block_.columns;
    const int size = block_.loss.size;
    const int panel = columns.holding(vector);
    const int64_t step = columns.width(panel) * kLanes<T>;
    const int64_t at = (vector - columns.begin(panel)) * kLanes<T>;
    for (int unit = 0; unit < size; unit += kLanes<T>) {
      const int count = std::min(kLanes<T>, size - unit);
      T square[kLanes<T>][kLanes<T>];
      for (int u = 0; u < count; u++) {
        Vec<T> sum{};
        for (int piece = 0; piece < block_.chunks.pieces; piece++)
          sum += load(block_.partialOf(piece, panel) + (unit + u) * step + at);
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

  void addToHidden(int piece, int chunk, int panel, const T* logits) const {
    const bool begins = chunk == block_.chunks.first(piece);
    const int64_t size = block_.loss.size;
    const T* const weights = block_.loss.weight + block_.chunks.begin(chunk) * size;
    T* const partial = block_.partialOf(piece, panel);
    withVectors(block_.columns.width(panel), [&](auto vectors) {
      constexpr int V = decltype(vectors)::value;
      eachGroup(block_.loss.size, [&](int unit, int count) {
        withRows<kTileRows>(count, [&](auto r) {
          constexpr int R = decltype(r)::value;
          T* to[R];
          for (int i = 0; i < R; i++) to[i] = partial + static_cast<int64_t>(unit + i) * V * kLanes<T>;
          Tile<T, R, V> tile;
          tile.clear();
          multiplyPacked(tile, block_.chunks.rows(chunk), weights + unit, logits, size);
          if (!begins) addTile(tile, to, 0, V * kLanes<T>);
          storeTile(tile, to, 0, V * kLanes<T>);
        });
      });
    });
  }

  void addToWeight(int chunk) const {
    const VocabularyLoss<T>& loss = block_.loss;
    const Panels& columns = block_.columns;
    for (int panel = 0; panel < block_.units.count; panel++) {
      const T* const hidden = block_.hiddenDepth + block_.units.offset(panel, block_.count);
      const int unit = block_.units.begin(panel) * kLanes<T>;
      withVectors(block_.units.width(panel), [&](auto vectors) {
        constexpr int V = decltype(vectors)::value;
        eachGroup(block_.chunks.rows(chunk), [&](int first, int count) {
          withRows<kTileRows>(count, [&](auto r) {
            constexpr int R = decltype(r)::value;
            T* to[R];
            for (int i = 0; i < R; i++) {
              const int64_t row = static_cast<int64_t>(block_.chunks.begin(chunk) + first + i) * loss.size;
              to[i] = loss.dWeight + row;
              for (int v = 0; v < V; v++) {
                __builtin_prefetch(to[i] + unit + v * kLanes<T>, 1, 2);
                // For addToHidden, which is next and reads them in an order that the hardware does not foresee.
                __builtin_prefetch(loss.weight + row + unit + v * kLanes<T>, 0, 2);
              }
            }
            Tile<T, R, V> tile;
            tile.clear();
            for (int p = 0; p < columns.count; p++) {
              const int begin = columns.begin(p) * kLanes<T>, width = columns.width(p) * kLanes<T>;
              const T* rows[R];
              for (int i = 0; i < R; i++) rows[i] = block_.logitsOf(chunk, p) + static_cast<int64_t>(first + i) * width;
              multiply(tile, std::min(width, block_.count - begin), rows,
                       hidden + static_cast<int64_t>(begin) * V * kLanes<T>);
            }
            if (block_.first > 0) addTile(tile, to, unit, loss.size);
            storeTile(tile, to, unit, loss.size);
          });
        });
      });
    }
  }

  const VocabularyBlock<T>& block_;
};

}  // namespace REPRISE_ISA
}  // namespace reprise
