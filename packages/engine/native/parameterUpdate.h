// One step of an optimizer over all parameters, and the two other things a step does to lists of tensors: the norm of
// the gradients and the moving average of the weights. All of it is bound by memory, so each number is read and
// written once.
#pragma once

#include <cmath>
#include <vector>

#include "stream.h"
#include "tensorList.h"
#include "threads.h"

namespace reprise {

/** What every optimizer's step takes and gives; pointers by number of the parameter. */
template <class T>
struct ParameterUpdate {
  explicit ParameterUpdate(TensorList list_) : list(std::move(list_)) {}

  TensorList list;
  std::vector<const T*> values, gradients;
  std::vector<T*> slots[2];  // overwritten
  std::vector<T*> nextValues;
  const T* decays = nullptr;  // [parameters]
  T gradientScale = 1;        // multiplies the gradients
};

/** Adam in the form of plain decayed sums: value -= stepSize · m / (√v + epsilon). */
template <class T>
struct AdamNumbers {
  bool decoupled;  // a decay is the part of a value that vanishes; else it adds that part to the gradient
  T beta1, beta2, epsilon, stepSize;
};

template <class T>
struct SgdNumbers {
  bool nesterov;
  T learningRate, momentum;
};

/** Tensors `starts` and `ends` of equal sizes, and what lies between them. */
template <class T>
struct ListLerp {
  explicit ListLerp(TensorList list_) : list(std::move(list_)) {}

  TensorList list;
  std::vector<const T*> starts, ends;
  std::vector<T*> outputs;
  T weight = 0;
};

namespace REPRISE_ISA {

/**
 * Reads `kIn` arrays and writes `kOut`, from `begin` to `end`, by `rule(Vec in[], Vec out[])`.
 * @tparam kPast whether the first output goes past the caches; the others are inputs as well
 */
template <bool kPast, int kIn, int kOut, class T, class Rule>
REPRISE_INLINE void mapRange(const T* const (&from)[kIn], T* const (&to)[kOut], int64_t begin, int64_t end,
                             const Rule& rule) {
  constexpr int kStep = kLanes<T>;
  Vec<T> in[kIn], out[kOut];
  int64_t at = begin;
  for (; at + kStep <= end; at += kStep) {
    for (int index = 0; index < kIn; index++) in[index] = load(from[index] + at);
    rule(in, out);
    for (int index = 0; index < kOut; index++) {
      if (kPast && index == 0) {
        storePast(to[index] + at, out[index]);
      } else {
        store(to[index] + at, out[index]);
      }
    }
  }
  if (at == end) return;
  const int rest = static_cast<int>(end - at);
  for (int index = 0; index < kIn; index++) in[index] = load(from[index] + at, rest);
  rule(in, out);
  for (int index = 0; index < kOut; index++) store(to[index] + at, out[index], rest);
}

/** The same, past the caches where `isLarge` and the memory allow it. */
template <int kIn, int kOut, class T, class Rule>
void mapPiece(const T* const (&from)[kIn], T* const (&to)[kOut], int64_t begin, int64_t end, bool isLarge,
              const Rule& rule) {
  if (isLarge && canStorePast(to[0] + begin)) {
    mapRange<true>(from, to, begin, end, rule);
  } else {
    mapRange<false>(from, to, begin, end, rule);
  }
}

/** Work on all blocks of a list. */
template <class Visit>
void visitAll(const TensorList& list, Visit&& visit) {
  parallel(list.blocks(), [&](int block) {
    list.visitBlock(block, visit);
    flushStoresPast();
  });
}

/** What the next step reads only after a whole pass over the model need not push everything else out of the caches. */
inline bool isLarge(const TensorList& list) { return list.total() >= int64_t{1} << 18; }

template <class T>
void adamStep(const ParameterUpdate<T>& update, const AdamNumbers<T>& numbers) {
  const bool large = isLarge(update.list);
  visitAll(update.list, [&](int p, int64_t begin, int64_t end) {
    const T scale = update.gradientScale, beta1 = numbers.beta1, beta2 = numbers.beta2, epsilon = numbers.epsilon;
    const T stepSize = numbers.stepSize;
    const T penalty = numbers.decoupled ? 0 : update.decays[p], shrink = numbers.decoupled ? update.decays[p] : 0;
    const T* const from[] = {update.values[p], update.gradients[p], update.slots[0][p], update.slots[1][p]};
    T* const to[] = {update.nextValues[p], update.slots[0][p], update.slots[1][p]};
    mapPiece(from, to, begin, end, large, [=](const Vec<T>* in, Vec<T>* out) {
      const Vec<T> value = in[0], slope = scale * in[1] + penalty * value;
      const Vec<T> m = beta1 * in[2] + slope, v = beta2 * in[3] + slope * slope;
      // One sum is taken off the value, so that a small decay is not lost in rounding.
      out[0] = value - (shrink * value + stepSize * (m / (sqrtOf<T>(v) + epsilon)));
      out[1] = m;
      out[2] = v;
    });
  });
}

template <class T>
void sgdStep(const ParameterUpdate<T>& update, const SgdNumbers<T>& numbers) {
  const bool large = isLarge(update.list), hasVelocity = !update.slots[0].empty();
  visitAll(update.list, [&](int p, int64_t begin, int64_t end) {
    const T scale = update.gradientScale, penalty = update.decays[p], rate = numbers.learningRate;
    const T momentum = numbers.momentum, ahead = numbers.nesterov ? momentum : T(0);
    if (!hasVelocity) {
      const T* const from[] = {update.values[p], update.gradients[p]};
      T* const to[] = {update.nextValues[p]};
      mapPiece(from, to, begin, end, large, [=](const Vec<T>* in, Vec<T>* out) {
        out[0] = in[0] - rate * (scale * in[1] + penalty * in[0]);
      });
      return;
    }
    const T* const from[] = {update.values[p], update.gradients[p], update.slots[0][p]};
    T* const to[] = {update.nextValues[p], update.slots[0][p]};
    const bool nesterov = numbers.nesterov;
    mapPiece(from, to, begin, end, large, [=](const Vec<T>* in, Vec<T>* out) {
      const Vec<T> slope = scale * in[1] + penalty * in[0], velocity = momentum * in[2] + slope;
      out[0] = in[0] - rate * (nesterov ? slope + ahead * velocity : velocity);
      out[1] = velocity;
    });
  });
}

template <class T>
void lerp(const ListLerp<T>& lists) {
  const bool large = isLarge(lists.list);
  visitAll(lists.list, [&](int p, int64_t begin, int64_t end) {
    const T weight = lists.weight;
    const T* const from[] = {lists.starts[p], lists.ends[p]};
    T* const to[] = {lists.outputs[p]};
    mapPiece(from, to, begin, end, large, [=](const Vec<T>* in, Vec<T>* out) {
      out[0] = in[0] + weight * (in[1] - in[0]);
    });
  });
}

/** The sum of squares of a piece, in several sums side by side. */
template <class T>
double sumOfSquares(const T* x, int64_t size) {
  constexpr int kSums = 4, kStep = kSums * kLanes<T>;
  Vec<T> sums[kSums] = {};
  int64_t at = 0;
  for (; at + kStep <= size; at += kStep) {
    for (int index = 0; index < kSums; index++) {
      const Vec<T> y = load(x + at + index * kLanes<T>);
      sums[index] += y * y;
    }
  }
  for (; at < size; at += kLanes<T>) {
    const Vec<T> y = load(x + at, static_cast<int>(std::min<int64_t>(kLanes<T>, size - at)));
    sums[0] += y * y;
  }
  double total = 0;
  for (const Vec<T>& sum : sums) {
    for (int lane = 0; lane < kLanes<T>; lane++) total += sum[lane];
  }
  return total;
}

/** The length of all tensors of a list taken as one vector; not finite where one of their numbers is not. */
template <class T>
T globalNorm(const TensorList& list, const std::vector<const T*>& tensors) {
  std::vector<double> sums(list.blocks());
  parallel(list.blocks(), [&](int block) {
    double total = 0;
    list.visitBlock(block, [&](int tensor, int64_t begin, int64_t end) {
      total += sumOfSquares(tensors[tensor] + begin, end - begin);
    });
    sums[block] = total;
  });
  double total = 0;
  for (const double sum : sums) total += sum;
  return static_cast<T>(std::sqrt(total));
}

}  // namespace REPRISE_ISA
}  // namespace reprise
