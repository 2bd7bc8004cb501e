#include "kernels.h"
#include "operations.h"
#include "outputLayerOperation.h"

namespace reprise {
namespace {

struct Elman {
  using Layer = ElmanLayer<float>;
  using Gradients = ElmanGradients<float>;
  static constexpr const char *kName = "RepriseElman", *kGradName = "RepriseElmanGrad", *kFlag = "relu";
  static constexpr int64_t kGates = 1, kSaved = 1;

  static void set(Layer& layer, bool relu) { layer.relu = relu; }
  static void forward(const Layer& layer) { kernels().elmanForward(layer); }
  static void backward(const Layer& layer, const Gradients& to) { kernels().elmanBackward(layer, to); }
};

}  // namespace

void registerElman() { OutputLayerOperation<Elman>::registerBoth(); }

}  // namespace reprise
