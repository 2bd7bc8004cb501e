// From hidden rows to their losses: the logits of a part of the vocabulary at a time, and what is to be known of them.
#pragma once

#include <limits>

#include "vocabularyBlock.h"

namespace reprise {
namespace REPRISE_ISA {

template <class T>
class VocabularyForward {
 public:
  explicit VocabularyForward(const VocabularyBlock<T>& block) : block_(block) {}

  /** Logits of a chunk, and per column their largest and the sum of their exponentials relative to that. */
  void measure(int chunk) const {
    ArenaScope scope;
    const int rows = block_.chunks.rows(chunk);
    // Without a backward pass nobody needs them once they are measured.
    T* const all = block_.learning() ? block_.logitsOf(chunk, 0) : scope.arena.take<T>(int64_t{rows} * block_.padded);
    project(chunk, all);
    for (int panel = 0; panel < block_.columns.count; panel++) {
      T* const logits = all + block_.columns.offset(panel, rows);
      takeTargets(chunk, panel, logits);
      for (int v = 0; v < block_.columns.width(panel); v++) exponentiate(chunk, panel, v, logits);
    }
  }

  /** The losses of a vector of columns; leaves in `most` what turns a chunk's exponentials into its gradient. */
  void normalise(int vector) const {
    const int lanes = block_.columns.lanesOf(vector), column = vector * kLanes<T>;
    Vec<T> most = load(block_.most + column), total{}, sum{};
    for (int chunk = 1; chunk < block_.chunks.count; chunk++) {
      const Vec<T> x = load(block_.most + block_.statsOf(chunk, vector));
      most = x > most ? x : most;
    }
    for (int chunk = 0; chunk < block_.chunks.count; chunk++) {
      const int64_t place = block_.statsOf(chunk, vector);
      const Vec<T> factor = expOf(load<T>(block_.most + place) - most);
      sum += factor * load(block_.sums + place);
      total += load(block_.totals + place);
      store(block_.most + place, factor);
    }
    const T smoothing = block_.loss.labelSmoothing;
    Vec<T> scale{};
    for (int lane = 0; lane < lanes; lane++) {
      scale[lane] = T(1) / (sum[lane] * static_cast<T>(block_.loss.count));
      const T fromTarget = most[lane] - block_.targets[column + lane];
      const T fromMean = most[lane] - total[lane] / block_.loss.vocab;
      // Left out and not times zero, since an infinite logit elsewhere costs nothing without smoothing.
      block_.losses[column + lane] =
          std::log(sum[lane]) + (smoothing == 0 ? fromTarget : fromTarget + smoothing * (fromMean - fromTarget));
    }
    for (int chunk = 0; chunk < block_.chunks.count; chunk++) {
      const int64_t place = block_.statsOf(chunk, vector);
      store(block_.most + place, scale * load(block_.most + place));
    }
  }

 private:
  void project(int chunk, T* logits) const {
    const VocabularyLoss<T>& loss = block_.loss;
    const int count = block_.chunks.rows(chunk), begin = block_.chunks.begin(chunk);
    std::vector<const T*> weights(count);
    for (int row = 0; row < count; row++) weights[row] = loss.weight + int64_t{begin + row} * loss.size;
    eachTile<T>(count, {{weights.data(), loss.size}}, block_.columnParts, block_.hiddenColumns, nullptr,
                [&](const TileSums<T>& sums, int first, int vector) {
                  const int panel = block_.columns.holding(vector);
                  T* const to = logits + block_.columns.offset(panel, count) +
                                int64_t{first} * sums.vectors * kLanes<T>;
                  putLogits(sums, loss.bias ? loss.bias + begin + first : nullptr, to);
                });
  }

  REPRISE_ONCE static void putLogits(const TileSums<T>& sums, const T* bias, T* to) {
    for (int row = 0; row < sums.rows; row++)
      for (int v = 0; v < sums.vectors; v++, to += kLanes<T>) store(to, bias ? sums.at(row, v) + bias[row] : sums.at(row, v));
  }

  void takeTargets(int chunk, int panel, const T* logits) const {
    block_.eachLabel(chunk, panel, [&](int column, int64_t at) { block_.targets[column] = logits[at]; });
  }

  REPRISE_ONCE void exponentiate(int chunk, int panel, int vector, T* logits) const {
    const int rows = block_.chunks.rows(chunk), step = block_.columns.width(panel) * kLanes<T>;
    T* const begin = logits + vector * kLanes<T>;
    // From the lowest number on: a chunk of nothing but -∞, entries that are ruled out, is to count nothing.
    Vec<T> most = splat(std::numeric_limits<T>::lowest()), total{}, sum{};
    const T* from = begin;
    for (int row = 0; row < rows; row++, from += step) {
      const Vec<T> x = load(from);
      most = x > most ? x : most;
      total += x;
    }
    T* at = begin;
    for (int row = 0; row < rows; row++, at += step) {
      const Vec<T> e = expOf(load<T>(at) - most);
      sum += e;
      store(at, e);
    }
    const int64_t place = block_.statsOf(chunk, block_.columns.begin(panel) + vector);
    store(block_.most + place, most);
    store(block_.totals + place, total);
    store(block_.sums + place, sum);
  }

  const VocabularyBlock<T>& block_;
};

}  // namespace REPRISE_ISA
}  // namespace reprise
