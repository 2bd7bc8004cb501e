#include "../elmanBackward.h"

#include "outputLayerChecks.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

struct Elman {
  using Layer = ElmanLayer<double>;
  using Gradients = ElmanGradients<double>;
  static constexpr int kGates = 1, kSaved = 1;

  static void choose(Layer& layer, bool other) { layer.relu = other; }
  static void forward(const Layer& layer) { elmanForward(layer); }
  static void backward(const Layer& layer, const Gradients& gradients) { elmanBackward(layer, gradients); }

  static OutputLayerDemand compute(const OutputLayerSample& sample) {
    double nearest;
    return compute(sample, nearest);
  }

  /** Whether no unit is so near the kink of its relu that a difference could lie across it. */
  static bool isSmooth(const OutputLayerSample& sample) {
    double nearest;
    if (sample.what.other) compute(sample, nearest);
    return !sample.what.other || nearest > 3e-4;
  }

 private:
  /** @param nearest is set to the smallest size of what a unit's activation was given */
  static OutputLayerDemand compute(const OutputLayerSample& sample, double& nearest) {
    using Numbers = std::vector<double>;
    nearest = 1;
    return computeOutputLayer(sample, [&](const double* x, const Numbers& seen, const Numbers&) {
      Numbers next(sample.what.hidden);
      for (int unit = 0; unit < sample.what.hidden; unit++) {
        const double sum = sample.ofInput(0, unit, x) + sample.ofOld(0, unit, seen);
        nearest = std::min(nearest, std::abs(sum));
        next[unit] = sample.what.other ? std::max(sum, 0.0) : std::tanh(sum);
      }
      return next;
    });
  }
};

using Checks = OutputLayerChecks<Elman>;

}  // namespace

REPRISE_TEST("outputs and last states are those of the equations, of tanh and relu") { Checks::checkForward(); }

REPRISE_TEST("the gradients of every input are those of differences") { Checks::checkGradients(); }

REPRISE_TEST("a gradient that is left out counts as zero, and leaves the others as they are") {
  Checks::checkLeftOut();
}

REPRISE_TEST("the numbers do not depend on how many threads there are, and are the same bits again") {
  Checks::checkThreads();
}

}  // namespace REPRISE_ISA
}  // namespace reprise
