// The negative log-likelihood of steps of a pen under mixtures of bivariate normal distributions that a network gives,
// with its gradient.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "simd.h"
#include "threads.h"

namespace reprise {

template <class T>
struct PenMixture {
  int64_t rows;
  int components, pen;  // outputs for the pen: 1, the logit that a stroke ends, or 3, logits of down, up and end
  const T* outputs;     // [rows, pen + 6 components]: the pen, logits, means of x, y, raw deviations of x, y, raw ρ
  const T* targets;     // [rows, 2 + pen]
  const T* mask;        // [rows], null where all rows count
  T leastDeviation, greatestCorrelation;
  T* nats;      // [rows]
  T* gradient;  // as the outputs; null where none is wanted
};

namespace REPRISE_ISA {

template <class T>
struct Correlation {
  Vec<T> rho, rest, slope;  // rest is 1 - ρ², slope the derivative of ρ
};

/** By e^-2|x|, which gives 1 - ρ² exact to its own size: of a tanh rounded near 1 little of it would be left. */
template <class T>
REPRISE_INLINE Correlation<T> correlationOf(Vec<T> raw, T greatest) {
  const Vec<T> e = expOf(raw > T(0) ? T(-2) * raw : T(2) * raw), over = T(1) / (T(1) + e);
  const Vec<T> rho = greatest * (T(1) - e) * over, slope = T(4) * greatest * e * over * over;
  return {raw < T(0) ? -rho : rho, (T(1) - greatest) * (T(1) + greatest) + greatest * slope, slope};
}

/**
 * The logarithms of an offset's densities under as many components as a vector has lanes, but for that of 2π.
 * @param outputs of the first of the components, its logit
 * @param gradient gets the slopes of those logarithms in the place of each output but the logit; may be null
 */
template <class T>
REPRISE_INLINE Vec<T> offsetVector(const PenMixture<T>& it, const T* outputs, const T* offset, T* gradient, int lanes) {
  const int64_t k = it.components;
  Vec<T> slopeX, slopeY;
  const Vec<T> deviationX = softplusOf<T>(load(outputs + 3 * k, lanes), slopeX) + it.leastDeviation;
  const Vec<T> deviationY = softplusOf<T>(load(outputs + 4 * k, lanes), slopeY) + it.leastDeviation;
  const Correlation<T> c = correlationOf<T>(load(outputs + 5 * k, lanes), it.greatestCorrelation);
  // Three quotients by one division.
  const Vec<T> area = deviationX * deviationY, over = T(1) / (area * c.rest), overRest = over * area;
  const Vec<T> overArea = over * c.rest, overX = overArea * deviationY, overY = overArea * deviationX;
  const Vec<T> zx = (offset[0] - load(outputs + k, lanes)) * overX;
  const Vec<T> zy = (offset[1] - load(outputs + 2 * k, lanes)) * overY;
  // The second coordinate is taken given the first.
  const Vec<T> u = zy - c.rho * zx, pull = u * overRest;
  if (gradient) {
    const Vec<T> pullX = zx - c.rho * pull;
    store(gradient + k, pullX * overX, lanes);
    store(gradient + 2 * k, pull * overY, lanes);
    store(gradient + 3 * k, (pullX * zx - T(1)) * overX * slopeX, lanes);
    store(gradient + 4 * k, (pull * zy - T(1)) * overY * slopeY, lanes);
    store(gradient + 5 * k, (pull * pullX + c.rho * overRest) * c.slope, lanes);
  }
  return T(-0.5) * (zx * zx + u * pull) - logOf(area * sqrtOf<T>(c.rest));
}

/** A probability for each of some things that exclude one another, from their logarithms. */
template <class T>
class Softmax {
 public:
  explicit Softmax(int count) : values_((count + kLanes<T> - 1) / kLanes<T> * kLanes<T>), count_(count) {}

  /** Where the logarithms are to be put, any common term left out. */
  T* data() { return values_.data(); }
  T greatest() const { return greatest_; }
  /** The sum of e^(log - greatest), from 1 on. */
  T sum() const { return sum_; }
  T logSum() const { return greatest_ + std::log(sum_); }
  Vec<T> probabilities(int at) const { return load(values_.data() + at) * over_; }
  T probability(int at) const { return values_[at] * over_; }

  void normalise() {
    // What fills up the last vector has no chance.
    std::fill(values_.begin() + count_, values_.end(), -std::numeric_limits<T>::infinity());
    Vec<T> most = load(data()), sum{};
    for (size_t at = kLanes<T>; at < values_.size(); at += kLanes<T>) {
      const Vec<T> x = load(data() + at);
      most = x > most ? x : most;
    }
    greatest_ = maxOf<T>(most);
    for (size_t at = 0; at < values_.size(); at += kLanes<T>) {
      const Vec<T> e = expOf(load(data() + at) - greatest_);
      store(data() + at, e);
      sum += e;
    }
    sum_ = sumOf<T>(sum);
    over_ = T(1) / sum_;
  }

 private:
  std::vector<T> values_;
  int count_;
  T greatest_ = 0, sum_ = 0, over_ = 0;
};

/** One row after another, in memory of its own. */
template <class T>
class PenRows {
 public:
  explicit PenRows(const PenMixture<T>& it)
      : it_(it),
        width_(it.pen + 6 * int64_t{it.components}),
        pen_(std::max(it.pen, 2)),
        weights_(it.components),
        posteriors_(it.components) {}

  void run(int64_t row) {
    const T* const outputs = it_.outputs + row * width_;
    const T* const target = it_.targets + row * (2 + it_.pen);
    T* const gradient = it_.gradient ? it_.gradient + row * width_ : nullptr;
    const T counts = it_.mask ? it_.mask[row] : T(1);
    // At the end of a drawing there is no offset.
    const T offsetCounts = it_.pen == 3 ? counts * (T(1) - target[4]) : counts;
    if (gradient) std::fill_n(gradient, width_, T(0));
    T nats = 0;
    if (counts != 0) nats += counts * penNats(outputs, target + 2, counts, gradient);
    if (offsetCounts != 0) {
      T* const own = gradient ? gradient + it_.pen : nullptr;
      nats += offsetCounts * offsetNats(outputs + it_.pen, target, offsetCounts, own);
    }
    it_.nats[row] = nats;
  }

 private:
  /** A stroke that may end is a choice between its logit and 0. */
  T penNats(const T* logits, const T* state, T counts, T* gradient) {
    const T going = T(1) - state[0];
    std::copy_n(logits, it_.pen, pen_.data());
    T nats = 0, total = it_.pen == 1 ? going : T(0);
    if (it_.pen == 1) pen_.data()[1] = 0;
    pen_.normalise();
    for (int at = 0; at < it_.pen; at++) {
      nats -= state[at] * logits[at];
      total += state[at];
    }
    for (int at = 0; gradient && at < it_.pen; at++) gradient[at] = counts * (total * pen_.probability(at) - state[at]);
    return nats + total * pen_.logSum();
  }

  T offsetNats(const T* outputs, const T* offset, T counts, T* gradient) {
    const int k = it_.components;
    std::copy_n(outputs, k, weights_.data());
    weights_.normalise();
    for (int at = 0; at < k; at += kLanes<T>) {
      const int lanes = std::min(kLanes<T>, k - at);
      const Vec<T> logit = load(outputs + at, lanes) - weights_.greatest();
      const Vec<T> density = offsetVector(it_, outputs + at, offset, gradient ? gradient + at : nullptr, lanes);
      store(posteriors_.data() + at, logit + density);
    }
    posteriors_.normalise();
    if (gradient) weigh(counts, gradient);
    return T(1.8378770664093454836) + std::log(weights_.sum()) - posteriors_.logSum();  // the first is log 2π
  }

  /** From the slopes of each component's density to those of the nats. */
  void weigh(T counts, T* gradient) const {
    const int64_t k = it_.components;
    for (int at = 0; at < k; at += kLanes<T>) {
      const int lanes = static_cast<int>(std::min<int64_t>(kLanes<T>, k - at));
      const Vec<T> posterior = counts * posteriors_.probabilities(at);
      store(gradient + at, counts * weights_.probabilities(at) - posterior, lanes);
      for (T* slope = gradient + at + k; slope < gradient + 6 * k; slope += k)
        store(slope, -posterior * load(slope, lanes), lanes);
    }
  }

  const PenMixture<T>& it_;
  const int64_t width_;
  Softmax<T> pen_, weights_, posteriors_;
};

template <class T>
void penMixture(const PenMixture<T>& it) {
  constexpr int64_t piece = 64;
  parallel(static_cast<int>((it.rows + piece - 1) / piece), [&](int number) {
    PenRows<T> rows(it);
    const int64_t end = std::min(it.rows, (number + 1) * piece);
    for (int64_t row = number * piece; row < end; row++) rows.run(row);
  });
}

}  // namespace REPRISE_ISA
}  // namespace reprise
