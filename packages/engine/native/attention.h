// Attention of one query over one source (Bahdanau et al. 2015; Luong et al. 2015), forward and backward.
#pragma once

#include <limits>

#include "gemm.h"

namespace reprise {

/** What queries are compared with, for a batch of sources. */
template <class T>
struct AttentionMemory {
  int source, keySize, valueSize;
  const T* keys;    // [batch, source, keySize]
  const T* values;  // [batch, source, valueSize]
  const T* mask;    // [batch, source]: 0 for padding
  // score = q · k, or with these weights [keySize] score = weights · tanh(q + k)
  const T* additive = nullptr;
};

/** Where the gradients go that one pass over a batch's queries adds up. */
template <class T>
struct AttentionGradients {
  T* dKeys;             // [batch, source, keySize]
  T* dValues;           // [batch, source, valueSize]
  T* dAdditive = nullptr;  // [keySize], of one thread
};

namespace REPRISE_ISA {

template <class T>
REPRISE_INLINE T dot(const T* a, const T* b, int size) {
  Vec<T> sums[2]{};
  int at = 0;
  for (; at + 2 * kLanes<T> <= size; at += 2 * kLanes<T>) {
    sums[0] += load(a + at) * load(b + at);
    sums[1] += load(a + at + kLanes<T>) * load(b + at + kLanes<T>);
  }
  for (; at < size; at += kLanes<T>) {
    const int lanes = std::min(kLanes<T>, size - at);
    sums[0] += load(a + at, lanes) * load(b + at, lanes);
  }
  return sumOf<T>(sums[0] + sums[1]);
}

/** to += factor · from */
template <class T>
REPRISE_INLINE void addScaled(T factor, const T* from, int size, T* to) {
  for (int at = 0; at < size; at += kLanes<T>) {
    const int lanes = std::min(kLanes<T>, size - at);
    store(to + at, load(to + at, lanes) + factor * load(from + at, lanes), lanes);
  }
}

template <class T>
class Attention {
 public:
  explicit Attention(const AttentionMemory<T>& memory) : memory_(memory) {}

  /**
   * @param row of the batch
   * @param query [keySize]
   * @param weights [source], which sum to 1; 0 at padding
   * @param context [valueSize]
   */
  REPRISE_ONCE void attend(int row, const T* query, T* weights, T* context) const {
    const int source = memory_.source;
    const T* const mask = memory_.mask + static_cast<int64_t>(row) * source;
    T most = -std::numeric_limits<T>::infinity();
    for (int at = 0; at < source; at++) {
      weights[at] = score(key(row, at), query);
      // So turned round, a NaN is not passed over.
      if (mask[at] != 0) most = weights[at] <= most || most != most ? most : weights[at];
    }
    T total = 0;
    for (int at = 0; at < source; at++) {
      weights[at] = mask[at] != 0 ? std::exp(weights[at] - most) : T(0);
      total += weights[at];
    }
    // A source of padding alone is looked at evenly, so that there is a number at all.
    const bool isEmpty = most == -std::numeric_limits<T>::infinity();
    for (int at = 0; at < source; at++) weights[at] = isEmpty ? T(1) / T(source) : weights[at] / total;
    std::fill_n(context, memory_.valueSize, T(0));
    for (int at = 0; at < source; at++)
      if (weights[at] != 0) addScaled(weights[at], value(row, at), memory_.valueSize, context);
  }

  /**
   * The gradient of the scores, [source], from that of the context and, where not null, of the weights themselves.
   */
  REPRISE_ONCE void scoreGradients(int row, const T* weights, const T* dContext, const T* dWeights, T* dScores) const {
    T mean = 0;
    for (int at = 0; at < memory_.source; at++) {
      T d = weights[at] != 0 ? dot(dContext, value(row, at), memory_.valueSize) : T(0);
      if (dWeights) d += dWeights[at];
      dScores[at] = d;
      mean += weights[at] * d;
    }
    const T* const mask = memory_.mask + static_cast<int64_t>(row) * memory_.source;
    for (int at = 0; at < memory_.source; at++) {
      dScores[at] = mask[at] != 0 ? weights[at] * (dScores[at] - mean) : T(0);
    }
  }

  /** Adds to the gradient of a query, [keySize]; with additive scores to those of the keys and weights, too. */
  REPRISE_ONCE void queryGradient(int row, const T* query, const T* dScores, T* dQuery,
                                  const AttentionGradients<T>& to) const {
    for (int at = 0; at < memory_.source; at++) {
      if (dScores[at] == 0) continue;
      if (!memory_.additive) {
        addScaled(dScores[at], key(row, at), memory_.keySize, dQuery);
        continue;
      }
      T* const dKey = to.dKeys + (static_cast<int64_t>(row) * memory_.source + at) * memory_.keySize;
      for (int unit = 0; unit < memory_.keySize; unit += kLanes<T>) {
        const int lanes = std::min(kLanes<T>, memory_.keySize - unit);
        const Vec<T> t = tanhOf<T>(load(query + unit, lanes) + load(key(row, at) + unit, lanes));
        const Vec<T> d = dScores[at] * load(memory_.additive + unit, lanes) * (T(1) - t * t);
        store(dQuery + unit, load(dQuery + unit, lanes) + d, lanes);
        store(dKey + unit, load(dKey + unit, lanes) + d, lanes);
        store(to.dAdditive + unit, load(to.dAdditive + unit, lanes) + dScores[at] * t, lanes);
      }
    }
  }

  /**
   * Adds what one query gives to the gradients of the values and, with scores q · k, of the keys.
   */
  REPRISE_ONCE void memoryGradients(int row, const T* query, const T* weights, const T* dScores, const T* dContext,
                                    const AttentionGradients<T>& to) const {
    for (int at = 0; at < memory_.source; at++) {
      const int64_t place = static_cast<int64_t>(row) * memory_.source + at;
      if (weights[at] != 0) addScaled(weights[at], dContext, memory_.valueSize, to.dValues + place * memory_.valueSize);
      if (!memory_.additive && dScores[at] != 0)
        addScaled(dScores[at], query, memory_.keySize, to.dKeys + place * memory_.keySize);
    }
  }

 private:
  const T* key(int row, int at) const {
    return memory_.keys + (static_cast<int64_t>(row) * memory_.source + at) * memory_.keySize;
  }
  const T* value(int row, int at) const {
    return memory_.values + (static_cast<int64_t>(row) * memory_.source + at) * memory_.valueSize;
  }

  REPRISE_INLINE T score(const T* key, const T* query) const {
    if (!memory_.additive) return dot(query, key, memory_.keySize);
    Vec<T> sum{};
    for (int unit = 0; unit < memory_.keySize; unit += kLanes<T>) {
      const int lanes = std::min(kLanes<T>, memory_.keySize - unit);
      sum += load(memory_.additive + unit, lanes) * tanhOf<T>(load(query + unit, lanes) + load(key + unit, lanes));
    }
    return sumOf<T>(sum);
  }

  const AttentionMemory<T>& memory_;
};

}  // namespace REPRISE_ISA
}  // namespace reprise
