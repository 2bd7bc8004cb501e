// The CTC loss as an operation of TensorFlow.
#include "kernels.h"
#include "operation.h"
#include "operations.h"

namespace reprise {
namespace {

/** Losses and, when learning, the gradient of each. */
struct Ctc {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{
        "RepriseCtcLoss",
        {"logits: float", "labels: int32", "label_lengths: int32", "input_lengths: int32"},
        {"losses: float", "gradient: float"},
        {"blank: int", "learning: bool"}};
    return it;
  }

  static void compute(Operation& op) {
    CtcLoss<float> loss{};
    loss.batch = op.size(0, 0);
    loss.time = op.size(0, 1);
    loss.classes = op.size(0, 2);
    loss.blank = op.integer("blank");
    loss.logits = op.floats(0, {loss.batch, loss.time, loss.classes});
    op.check(loss.blank >= 0 && loss.blank < loss.classes,
             "a blank below " + std::to_string(loss.classes) + ", the classes, got " + std::to_string(loss.blank));
    loss.labelLengths = op.ints(2, {loss.batch});
    loss.inputLengths = op.optionalInts(3, {loss.batch});
    const int64_t labels = checkLengths(op, loss);
    loss.labels = op.ints(1, {labels});
    for (int64_t at = 0; at < labels; at++) {
      const int32_t label = loss.labels[at];
      op.check(label >= 0 && label < loss.classes && label != loss.blank,
               "labels below " + std::to_string(loss.classes) + " other than the blank, got " + std::to_string(label));
    }
    const bool learning = op.flag("learning");
    loss.losses = op.output(0, {loss.batch});
    float* const gradient = op.output(1, learning ? op.shape(0) : Shape{0});
    loss.gradient = learning ? gradient : nullptr;
    kernels().ctcLoss(loss);
  }

  /** @returns the number of all labels */
  static int64_t checkLengths(const Operation& op, const CtcLoss<float>& loss) {
    int64_t labels = 0;
    for (int row = 0; row < loss.batch; row++) {
      op.check(loss.labelLengths[row] >= 0, "label_lengths from 0 on, got " + std::to_string(loss.labelLengths[row]));
      labels += loss.labelLengths[row];
      if (!loss.inputLengths) continue;
      op.check(loss.inputLengths[row] >= 0 && loss.inputLengths[row] <= loss.time,
               "input_lengths from 0 to " + std::to_string(loss.time) + ", got " +
                   std::to_string(loss.inputLengths[row]));
    }
    return labels;
  }
};

}  // namespace

void registerCtc() { registerOperation<Ctc>(); }

}  // namespace reprise
