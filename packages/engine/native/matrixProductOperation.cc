#include "kernels.h"
#include "operation.h"
#include "operations.h"

namespace reprise {
namespace {

struct Multiply {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{"RepriseMatMul",
                                        {"left: float", "right: float"},
                                        {"product: float"},
                                        {"transpose_left: bool", "transpose_right: bool"}};
    return it;
  }

  static void compute(Operation& op) {
    MatrixProduct<float> product{};
    product.turnsLeft = op.flag("transpose_left");
    product.turnsRight = op.flag("transpose_right");
    op.check(!product.turnsLeft || !product.turnsRight, "one factor at most to be transposed");
    product.rows = op.size(0, product.turnsLeft ? 1 : 0);
    product.depth = op.size(0, product.turnsLeft ? 0 : 1);
    product.columns = op.size(1, product.turnsRight ? 0 : 1);
    product.left = product.turnsLeft ? op.floats(0, {product.depth, product.rows})
                                     : op.floats(0, {product.rows, product.depth});
    product.right = product.turnsRight ? op.floats(1, {product.columns, product.depth})
                                       : op.floats(1, {product.depth, product.columns});
    product.out = op.output(0, {product.rows, product.columns});
    kernels().multiplyMatrices(product);
  }
};

}  // namespace

void registerMatrixProduct() { registerOperation<Multiply>(); }

}  // namespace reprise
