#include "../gruBackward.h"

#include "outputLayerChecks.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

struct Gru {
  using Layer = GruLayer<double>;
  using Gradients = GruGradients<double>;
  static constexpr int kGates = 3, kSaved = 4;

  static void choose(Layer& layer, bool other) { layer.resetBefore = other; }
  static void forward(const Layer& layer) { gruForward(layer); }
  static void backward(const Layer& layer, const Gradients& gradients) { gruBackward(layer, gradients); }
  static bool isSmooth(const OutputLayerSample&) { return true; }

  /** As the papers write it, one number at a time. */
  static OutputLayerDemand compute(const OutputLayerSample& sample) {
    using Numbers = std::vector<double>;
    const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
    return computeOutputLayer(sample, [&](const double* x, const Numbers& seen, const Numbers& old) {
      const int hidden = sample.what.hidden;
      Numbers r(hidden), reset(hidden), next(hidden);
      for (int unit = 0; unit < hidden; unit++) {
        r[unit] = sigmoid(sample.ofInput(0, unit, x) + sample.ofOld(0, unit, seen));
        reset[unit] = r[unit] * seen[unit];
      }
      for (int unit = 0; unit < hidden; unit++) {
        const double z = sigmoid(sample.ofInput(1, unit, x) + sample.ofOld(1, unit, seen));
        const double past =
            sample.what.other ? sample.ofOld(2, unit, reset) : r[unit] * sample.ofOld(2, unit, seen);
        next[unit] = (1 - z) * std::tanh(sample.ofInput(2, unit, x) + past) + z * old[unit];
      }
      return next;
    });
  }
};

using Checks = OutputLayerChecks<Gru>;

}  // namespace

REPRISE_TEST("outputs and last states are those of the equations, reset after and before") { Checks::checkForward(); }

REPRISE_TEST("the gradients of every input are those of differences") { Checks::checkGradients(); }

REPRISE_TEST("a gradient that is left out counts as zero, and leaves the others as they are") {
  Checks::checkLeftOut();
}

REPRISE_TEST("the numbers do not depend on how many threads there are, and are the same bits again") {
  Checks::checkThreads();
}

}  // namespace REPRISE_ISA
}  // namespace reprise
