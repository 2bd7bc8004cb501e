// The likelihood of a mixture density network for a pen as an operation of TensorFlow.
#include "kernels.h"
#include "operation.h"
#include "operations.h"

namespace reprise {
namespace {

/** Nats and, when learning, the gradient of each. */
struct Likelihood {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{"ReprisePenMixture",
                                        {"outputs: float", "targets: float", "mask: float"},
                                        {"nats: float", "d_outputs: float"},
                                        {"least_deviation: float", "greatest_correlation: float", "learning: bool"}};
    return it;
  }

  static void compute(Operation& op) {
    const int rows = op.size(0, 0), width = op.size(0, 1), pen = width % 6;
    op.check(width > 6 && (pen == 1 || pen == 3), "outputs of 6 K + 1 or 6 K + 3 columns");
    PenMixture<float> it{};
    it.rows = rows;
    it.components = width / 6;
    it.pen = pen;
    it.outputs = op.floats(0, {rows, width});
    it.targets = op.floats(1, {rows, 2 + pen});
    it.mask = op.optionalFloats(2, {rows});
    it.leastDeviation = op.number("least_deviation");
    it.greatestCorrelation = op.number("greatest_correlation");
    op.check(it.leastDeviation > 0 && it.greatestCorrelation > 0 && it.greatestCorrelation < 1,
             "a least_deviation above 0 and a greatest_correlation between 0 and 1");
    it.nats = op.output(0, {rows});
    const bool learning = op.flag("learning");
    float* const gradient = op.output(1, learning ? Shape{rows, width} : Shape{0});
    it.gradient = learning ? gradient : nullptr;
    kernels().penMixture(it);
  }
};

}  // namespace

void registerPenMixture() { registerOperation<Likelihood>(); }

}  // namespace reprise
