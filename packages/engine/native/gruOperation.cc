#include "kernels.h"
#include "operations.h"
#include "outputLayerOperation.h"

namespace reprise {
namespace {

struct Gru {
  using Layer = GruLayer<float>;
  using Gradients = GruGradients<float>;
  static constexpr const char *kName = "RepriseGru", *kGradName = "RepriseGruGrad", *kFlag = "reset_before";
  static constexpr int64_t kGates = 3, kSaved = 4;

  static void set(Layer& layer, bool resetBefore) { layer.resetBefore = resetBefore; }
  static void forward(const Layer& layer) { kernels().gruForward(layer); }
  static void backward(const Layer& layer, const Gradients& to) { kernels().gruBackward(layer, to); }
};

}  // namespace

void registerGru() { OutputLayerOperation<Gru>::registerBoth(); }

}  // namespace reprise
