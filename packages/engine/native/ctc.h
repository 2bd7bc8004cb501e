// Connectionist temporal classification (Graves et al. 2006): the loss of a label sequence, summed over all its
// alignments with the frames, and its gradient.
//
// The states of section 4.1 of the paper stand in two rows of vectors, blanks and labels: blank i is the one before
// label i, the last one follows all labels. Probabilities are scaled numbers, so nothing underflows, and a step of
// the recursion costs neither an exponential nor a logarithm.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "arena.h"
#include "scaled.h"
#include "threads.h"

namespace reprise {

template <class T>
struct CtcLoss {
  int batch, time, classes, blank;
  const T* logits;              // [batch, time, classes]
  const int32_t* labels;        // those of all sequences, one after another; none is the blank
  const int32_t* labelLengths;  // [batch]
  const int32_t* inputLengths;  // [batch]; null where all frames are real
  T* losses;                    // [batch], nats; infinite where no alignment exists or has any probability
  T* gradient;                  // of each loss, [batch, time, classes]; null where none is wanted

  int frames(int row) const { return inputLengths ? inputLengths[row] : time; }
};

namespace REPRISE_ISA {

/** One scaled number for each label, or each blank, of a sequence. */
template <class T>
struct ScaledRow {
  T* mantissas;
  Exponent<T>* exponents;

  Scaled<T> at(int64_t place) const { return {load(mantissas + place), load(exponents + place)}; }
  void put(int64_t place, Scaled<T> x) const {
    store(mantissas + place, x.mantissa);
    store(exponents + place, x.exponent);
  }
  /** The number at one place in all lanes. */
  Scaled<T> spread(int64_t place) const { return {splat(mantissas[place]), splat(exponents[place])}; }
  ScaledRow from(int64_t place) const { return {mantissas + place, exponents + place}; }
};

/** One label sequence against its frames. */
template <class T>
class CtcSequence {
 public:
  CtcSequence(const CtcLoss<T>& loss, int row, const int32_t* labels)
      : classes_(loss.classes),
        blank_(loss.blank),
        time_(loss.time),
        frames_(loss.frames(row)),
        count_(loss.labelLengths[row]),
        width_((count_ + kLanes<T>) / kLanes<T> * kLanes<T>),
        stride_(width_ + kLanes<T>),
        labels_(labels),
        logits_(loss.logits + static_cast<int64_t>(row) * loss.time * classes_),
        gradient_(loss.gradient ? loss.gradient + static_cast<int64_t>(row) * loss.time * classes_ : nullptr) {}

  /** @returns the loss; its gradient is written */
  T run() {
    const int kept = gradient_ ? frames_ : 1;
    blanks_ = take(int64_t{kept + 1} * stride_);
    labelled_ = take(int64_t{kept + 1} * stride_);
    emissions_ = take(int64_t{kept} * width_);
    sums_ = scope_.arena.template take<T>(kept);
    repeats_ = scope_.arena.template take<Exponent<T>>(stride_);
    std::fill(repeats_, repeats_ + stride_, Exponent<T>{kZeroExponent});
    for (int i = 1; i < count_; i++) {
      if (labels_[i] != labels_[i - 1]) repeats_[i] = std::numeric_limits<Exponent<T>>::max();
    }
    const T loss = forward();
    if (!gradient_) return loss;
    const int64_t real = int64_t{frames_} * classes_;
    if (std::isfinite(loss)) {
      backward();
    } else {
      // Nothing can be learned from what cannot be aligned; a NaN must not hide.
      std::fill_n(gradient_, real, std::isnan(loss) ? loss : T(0));
    }
    std::fill_n(gradient_ + real, int64_t{time_} * classes_ - real, T(0));
    return loss;
  }

 private:
  static constexpr T kNothing = -std::numeric_limits<T>::infinity();

  ScaledRow<T> take(int64_t size) {
    return {scope_.arena.template take<T>(size), scope_.arena.template take<Exponent<T>>(size)};
  }

  static void clear(const ScaledRow<T>& row, int64_t size) {
    std::fill(row.mantissas, row.mantissas + size, T(1));
    std::fill(row.exponents, row.exponents + size, Exponent<T>{kZeroExponent});
  }

  // Before the first frame comes a row without emissions. Labels begin one place later, so that the label before the
  // first one is zero; behind the last one follows, in the backward pass, another zero. Without a gradient two rows
  // take turns.
  int64_t rowOf(int frame) const { return int64_t{gradient_ ? frame + 1 : (frame + 1) & 1} * stride_; }
  ScaledRow<T> blanksAt(int frame) const { return blanks_.from(rowOf(frame)); }
  ScaledRow<T> labelsAt(int frame) const { return labelled_.from(rowOf(frame) + 1); }
  int64_t kept(int frame) const { return gradient_ ? frame : 0; }

  /** The way from label i - 1 to label i past the blank, which is closed between equal labels. */
  Scaled<T> past(Scaled<T> before, int64_t i) const {
    const Exponents<T> most = load(repeats_ + i);
    return {before.mantissa, before.exponent < most ? before.exponent : most};
  }

  T forward() {
    clear(blanks_, stride_);
    clear(labelled_, stride_);
    blanksAt(-1).exponents[0] = 0;
    // The emissions stay unnormalised: the product of their sums divides the result at the end.
    double logSums = 0, sums = 1;
    for (int frame = 0; frame < frames_; frame++) {
      const T sum = emit(frame);
      if (!(sum < std::numeric_limits<T>::infinity())) return std::numeric_limits<T>::quiet_NaN();
      sums *= sum;
      if (sums > 1e200) {
        logSums += std::log(sums);
        sums = 1;
      }
      advance(frame);
    }
    const ScaledRow<T> blanks = blanksAt(frames_ - 1), labels = labelsAt(frames_ - 1);
    total_ = normalise<T>(sumOf<T>(blanks.spread(count_), labels.spread(count_ - 1)));
    if (total_.exponent[0] < kVanished) return std::numeric_limits<T>::infinity();
    const double logTotal = std::log(static_cast<double>(total_.mantissa[0])) + total_.exponent[0] * std::log(2.0);
    return static_cast<T>(logSums + std::log(sums) - logTotal);
  }

  /** Lanes beyond the real ones repeat `rest`. */
  static Vec<T> loadFilled(const T* from, int count, T rest) {
    if (count >= kLanes<T>) return load(from);
    Vec<T> x = splat(rest);
    for (int lane = 0; lane < count; lane++) x[lane] = from[lane];
    return x;
  }

  /** Computes e^(logit - the largest one) of a frame, for all classes and for the label sequence. @returns their sum */
  T emit(int frame) {
    const T* const logits = logits_ + static_cast<int64_t>(frame) * classes_;
    Vec<T> tops = splat(logits[0]);
    for (int k = 0; k < classes_; k += kLanes<T>) {
      const Vec<T> x = loadFilled(logits + k, classes_ - k, logits[0]);
      tops = x > tops ? x : tops;
    }
    const T top = maxOf<T>(tops);
    Vec<T> sums{};
    for (int k = 0; k < classes_; k += kLanes<T>) {
      const Vec<T> e = expOf(loadFilled(logits + k, classes_ - k, kNothing) - top);
      sums += e;
      if (gradient_) store(gradient_ + static_cast<int64_t>(frame) * classes_ + k, e, classes_ - k);
    }
    const T sum = sumOf<T>(sums);
    sums_[kept(frame)] = sum;
    emitLabels(frame, logits, top);
    return sum;
  }

  void emitLabels(int frame, const T* logits, T top) const {
    const ScaledRow<T> emissions = emissions_.from(kept(frame) * width_);
    T* const gathered = emissions.mantissas;
    for (int i = 0; i < count_; i++) gathered[i] = logits[labels_[i]];
    // The blank's takes the first free place, where no label has a probability that it could change.
    gathered[count_] = logits[blank_];
    std::fill(gathered + count_ + 1, gathered + width_, kNothing);
    for (int i = 0; i < width_; i += kLanes<T>) emissions.put(i, scaledExp<T>(load(gathered + i) - top));
  }

  /** Equations 6 and 7: all ways to the states of a frame, its emission included. */
  void advance(int frame) const {
    const ScaledRow<T> emissions = emissions_.from(kept(frame) * width_);
    const ScaledRow<T> oldBlanks = blanksAt(frame - 1), oldLabels = labelsAt(frame - 1);
    const ScaledRow<T> blanks = blanksAt(frame), labels = labelsAt(frame);
    const Scaled<T> blankEmission = emissions.spread(count_);
    labels.mantissas[-1] = 1;
    labels.exponents[-1] = kZeroExponent;
    for (int64_t i = 0; i < width_; i += kLanes<T>) {
      const Scaled<T> blank = oldBlanks.at(i), before = oldLabels.at(i - 1);
      blanks.put(i, product(sumOf<T>(blank, before), blankEmission));
      labels.put(i, product(sumOf<T>(oldLabels.at(i), blank, past(before, i)), emissions.at(i)));
    }
  }

  /** Equations 9 to 11 and 16: all ways from the states to the end, and the gradient they give. */
  void backward() {
    const ScaledRow<T> blanks = take(stride_), labels = take(stride_);  // of the frame behind, its emission included
    clear(blanks, stride_);
    clear(labels, stride_);
    blanks.exponents[count_] = 0;
    T* const posteriors = scope_.arena.template take<T>(width_);
    const Scaled<T> total = {splat(1 / total_.mantissa[0]), splat(total_.exponent[0])};
    for (int frame = frames_ - 1; frame >= 0; frame--) {
      const ScaledRow<T> emissions = emissions_.from(frame * int64_t{width_});
      const ScaledRow<T> toBlanks = blanksAt(frame), toLabels = labelsAt(frame);
      const Scaled<T> blankEmission = emissions.spread(count_);
      Vec<T> blankPosteriors{};
      for (int64_t i = 0; i < width_; i += kLanes<T>) {
        const Scaled<T> label = labels.at(i), after = past(labels.at(i + 1), i + 1);
        const Scaled<T> fromBlank = sumOf<T>(blanks.at(i), label), fromLabel = sumOf<T>(label, blanks.at(i + 1), after);
        blankPosteriors += posterior(toBlanks.at(i), fromBlank, total);
        store(posteriors + i, posterior(toLabels.at(i), fromLabel, total));
        blanks.put(i, product(fromBlank, blankEmission));
        labels.put(i, product(fromLabel, emissions.at(i)));
      }
      differentiate(frame, sumOf<T>(blankPosteriors), posteriors);
    }
  }

  static Vec<T> posterior(Scaled<T> to, Scaled<T> from, Scaled<T> total) {
    return to.mantissa * from.mantissa * total.mantissa *
           powerOfTwo<T>(to.exponent + from.exponent - total.exponent);
  }

  /** What the softmax gives each class, less what the alignments give it. */
  void differentiate(int frame, T blankPosterior, const T* posteriors) const {
    T* const to = gradient_ + static_cast<int64_t>(frame) * classes_;
    const T scale = 1 / sums_[frame];
    for (int k = 0; k < classes_; k++) to[k] *= scale;
    for (int i = 0; i < count_; i++) to[labels_[i]] -= posteriors[i];
    to[blank_] -= blankPosterior;
  }

  ArenaScope scope_;
  const int classes_, blank_, time_, frames_, count_, width_, stride_;
  const int32_t* const labels_;
  const T* const logits_;
  T* const gradient_;
  ScaledRow<T> blanks_, labelled_, emissions_;
  T* sums_ = nullptr;
  Exponent<T>* repeats_ = nullptr;
  Scaled<T> total_{};
};

template <class T>
void ctcLoss(const CtcLoss<T>& loss) {
  std::vector<int64_t> begins(loss.batch), work(loss.batch);
  int64_t begin = 0;
  for (int row = 0; row < loss.batch; row++) {
    begins[row] = begin;
    begin += loss.labelLengths[row];
    work[row] = int64_t{loss.frames(row)} * (loss.labelLengths[row] + loss.classes);
  }
  std::vector<int> order(loss.batch);
  std::iota(order.begin(), order.end(), 0);
  // The longest first, so that no thread begins it when the others are done.
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return work[a] > work[b]; });
  parallel(loss.batch, [&](int place) {
    const int row = order[place];
    loss.losses[row] = CtcSequence<T>(loss, row, loss.labels + begins[row]).run();
  });
}

}  // namespace REPRISE_ISA
}  // namespace reprise
