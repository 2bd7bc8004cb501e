#include <algorithm>
#include <vector>

#include "kernels.h"
#include "operation.h"
#include "operations.h"
#include "threads.h"

namespace reprise {
namespace {

/** The rows that count, their labels checked. */
std::vector<int> realRows(const Operation& op, const int32_t* labels, int rows, int vocab) {
  const bool ignores = op.flag("ignores");
  const int ignored = op.integer("ignore");
  std::vector<int> real;
  real.reserve(rows);
  for (int row = 0; row < rows; row++) {
    if (ignores && labels[row] == ignored) continue;
    op.check(labels[row] >= 0 && labels[row] < vocab,
             "labels from 0 to " + std::to_string(vocab - 1) + ", got " + std::to_string(labels[row]));
    real.push_back(row);
  }
  return real;
}

/** The loss; when learning, its gradients with it. */
struct Forward {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{"RepriseVocabularyLoss",
                                        {"hidden: float", "weight: float", "bias: float", "labels: int32"},
                                        {"loss: float", "d_hidden: float", "d_weight: float", "d_bias: float"},
                                        {"label_smoothing: float", "ignores: bool", "ignore: int", "learning: bool"}};
    return it;
  }

  static void compute(Operation& op) {
    const int rows = op.size(0, 0), size = op.size(0, 1), vocab = op.size(1, 0);
    op.check(size > 0 && vocab > 0, "hidden rows and a vocabulary of some size");
    VocabularyLoss<float> loss{};
    loss.rows = rows;
    loss.size = size;
    loss.vocab = vocab;
    loss.hidden = op.floats(0, {rows, size});
    loss.weight = op.floats(1, {vocab, size});
    loss.bias = op.optionalFloats(2, {vocab});
    loss.labels = op.ints(3, {rows});
    const std::vector<int> real = realRows(op, loss.labels, rows, vocab);
    loss.real = real.data();
    loss.count = static_cast<int>(real.size());
    loss.labelSmoothing = op.number("label_smoothing");
    loss.loss = op.output(0, {});
    const bool learning = op.flag("learning");
    float* const dHidden = op.output(1, learning ? Shape{rows, size} : Shape{0});
    float* const dWeight = op.output(2, learning ? Shape{vocab, size} : Shape{0});
    float* const dBias = op.output(3, learning && loss.bias ? Shape{vocab} : Shape{0});
    // The kernel adds up a bias' gradient in any case.
    std::vector<float> unwanted(learning && !loss.bias ? vocab : 0);
    if (learning) {
      loss.dHidden = dHidden;
      loss.dWeight = dWeight;
      loss.dBias = loss.bias ? dBias : unwanted.data();
    }
    kernels().vocabularyLoss(loss);
  }
};

/** The gradients times what arrives at the loss; most often that is 1, and they are passed on as they are. */
struct Backward {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{
        "RepriseVocabularyLossGrad",
        {"d_loss: float", "loss_d_hidden: float", "loss_d_weight: float", "loss_d_bias: float"},
        {"d_hidden: float", "d_weight: float", "d_bias: float"},
        {}};
    return it;
  }

  static void compute(Operation& op) {
    const float upstream = *op.floats(0, {});
    for (int output = 0; output < 3; output++) {
      const int input = output + 1;
      if (upstream == 1) {
        op.pass(input, output);
        continue;
      }
      const Shape& shape = op.shape(input);
      int64_t count = 1;
      for (const int64_t size : shape) count *= size;
      scale(upstream, op.floats(input, shape), op.output(output, shape), count);
    }
  }

  static void scale(float factor, const float* from, float* to, int64_t count) {
    constexpr int64_t piece = 1 << 16;
    parallel(static_cast<int>((count + piece - 1) / piece), [&](int index) {
      const int64_t end = std::min(count, (index + 1) * piece);
      for (int64_t at = index * piece; at < end; at++) to[at] = from[at] * factor;
    });
  }
};

}  // namespace

void registerVocabularyLoss() {
  registerOperation<Forward>();
  registerOperation<Backward>();
}

}  // namespace reprise
