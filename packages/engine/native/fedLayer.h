// A recurrent layer whose input has two parts: one is given for all of time, the other is fed to it step by step, being
// made from the outputs of the step before.
#pragma once

#include "lstm.h"
#include "packedWeights.h"

namespace reprise {
namespace REPRISE_ISA {

/** The joined inputs and weights of such a layer. */
template <class T>
class FedLayer {
 public:
  /**
   * @param layer without xs, weightIh and input
   * @param xs, weightX the part that is given: [batch, time, input], [gates · hidden, input]
   * @param weightFed of the part that is fed: [gates · hidden, fed]
   */
  FedLayer(const LstmLayer<T>& layer, int input, const T* xs, const T* weightX, int fed, const T* weightFed, Arena& arena)
      : xs_(xs), input_(input), fed_(fed), width_(input + fed), layer_(layer) {
    const int64_t gates = (layer_.coupled ? 3 : 4) * static_cast<int64_t>(layer_.hidden);
    T* const weights = arena.take<T>(gates * width_);
    joinRows(static_cast<int>(gates), weightX, input_, weightFed, fed_, weights);
    joined_ = arena.take<T>(static_cast<int64_t>(layer_.batch) * layer_.walk->time * width_);
    layer_.xs = joined_;
    layer_.weightIh = weights;
    layer_.input = width_;
  }

  /** The layer, as it sees its inputs. */
  const LstmLayer<T>& layer() const { return layer_; }
  int width() const { return width_; }

  /** Puts the inputs of a sequence in their place, and the first of what is fed. @param first [fed] */
  void join(const Share& share, int rank, const T* first) {
    for (int step = 0; step < share.lengths[rank]; step++) {
      const int64_t at = layer_.walk->padded(share, rank, step);
      std::copy_n(xs_ + at * input_, input_, joined_ + at * width_);
    }
    if (share.lengths[rank] > 0) feed(share, rank, 0, first);
  }

  /** @param fed [fed] */
  void feed(const Share& share, int rank, int step, const T* fed) {
    std::copy_n(fed, fed_, joined_ + layer_.walk->padded(share, rank, step) * width_ + input_);
  }

  const T* hidden(const Share& share, int rank, int step) const {
    return layer_.outputs + layer_.walk->padded(share, rank, step) * layer_.hidden;
  }

 private:
  const T* const xs_;
  const int input_, fed_, width_;
  LstmLayer<T> layer_;
  T* joined_;
};

}  // namespace REPRISE_ISA
}  // namespace reprise
