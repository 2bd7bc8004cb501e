// The likelihood of Student's t-distribution as an operation of TensorFlow.
#include "kernels.h"
#include "operation.h"
#include "operations.h"

namespace reprise {
namespace {

/** Nats and, when learning, the gradient of each. */
struct Likelihood {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{"RepriseStudentT",
                                        {"location: float", "raw_width: float", "raw_freedom: float", "values: float"},
                                        {"nats: float", "d_location: float", "d_raw_width: float", "d_raw_freedom: float"},
                                        {"least_width: float", "least_freedom: float", "learning: bool"}};
    return it;
  }

  static void compute(Operation& op) {
    const Shape& shape = op.shape(0);
    StudentT<float> it{};
    it.count = op.elements(0);
    it.location = op.floats(0, shape);
    it.rawWidth = op.floats(1, shape);
    it.rawFreedom = op.floats(2, shape);
    it.values = op.floats(3, shape);
    it.leastWidth = op.number("least_width");
    it.leastFreedom = op.number("least_freedom");
    op.check(it.leastWidth > 0 && it.leastFreedom >= 2, "a least_width above 0 and a least_freedom from 2 on");
    const Shape gradient = op.flag("learning") ? shape : Shape{0};
    it.nats = op.output(0, shape);
    float* const dLocation = op.output(1, gradient);
    it.dRawWidth = op.output(2, gradient);
    it.dRawFreedom = op.output(3, gradient);
    it.dLocation = op.flag("learning") ? dLocation : nullptr;
    kernels().studentT(it);
  }
};

}  // namespace

void registerStudentT() { registerOperation<Likelihood>(); }

}  // namespace reprise
