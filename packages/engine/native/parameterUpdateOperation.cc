#include <vector>

#include "kernels.h"
#include "operation.h"
#include "operations.h"

namespace reprise {
namespace {

/** The sizes of `count` inputs from `first` on. */
TensorList readSizes(const Operation& op, int first, int count) {
  std::vector<int64_t> sizes(count);
  for (int index = 0; index < count; index++) sizes[index] = op.elements(first + index);
  return TensorList(std::move(sizes));
}

/** `count` inputs from `first` on, of the shapes of the first `count` inputs. */
std::vector<const float*> readLike(const Operation& op, int first, int count) {
  std::vector<const float*> list(count);
  for (int index = 0; index < count; index++) list[index] = op.floats(first + index, op.shape(index));
  return list;
}

/** The same, to be written to. */
std::vector<float*> readOwnedLike(const Operation& op, int first, int count) {
  std::vector<float*> list(count);
  for (int index = 0; index < count; index++) list[index] = op.ownedFloats(first + index, op.shape(index));
  return list;
}

/** `count` outputs of the same shapes. */
std::vector<float*> makeLike(Operation& op, int count) {
  std::vector<float*> list(count);
  for (int index = 0; index < count; index++) list[index] = op.output(index, op.shape(index));
  return list;
}

/** values N, gradients N, N of each slot (overwritten), decays, numbers → values N. */
ParameterUpdate<float> readUpdate(Operation& op, int slots) {
  const int count = op.integer("N");
  ParameterUpdate<float> update(readSizes(op, 0, count));
  update.values = readLike(op, 0, count);
  update.gradients = readLike(op, count, count);
  for (int slot = 0; slot < slots; slot++) update.slots[slot] = readOwnedLike(op, (2 + slot) * count, count);
  update.decays = op.floats((2 + slots) * count, {count});
  update.nextValues = makeLike(op, count);
  return update;
}

struct Adam {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{
        "RepriseAdamStep",
        {"values: N * float", "gradients: N * float", "first_moments: N * float", "second_moments: N * float",
         "decays: float", "numbers: float"},
        {"next_values: N * float"},
        {"N: int", "decoupled: bool"}};
    return it;
  }

  static void compute(Operation& op) {
    const float* const numbers = op.floats(4 * op.integer("N") + 1, {5});
    ParameterUpdate<float> update = readUpdate(op, 2);
    update.gradientScale = numbers[0];
    kernels().adamStep(update, {op.flag("decoupled"), numbers[1], numbers[2], numbers[3], numbers[4]});
  }
};

struct Sgd {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{
        "RepriseSgdStep",
        {"values: N * float", "gradients: N * float", "velocities: M * float", "decays: float", "numbers: float"},
        {"next_values: N * float"},
        {"N: int", "M: int >= 0", "nesterov: bool"}};
    return it;
  }

  static void compute(Operation& op) {
    const int count = op.integer("N"), velocities = op.integer("M");
    op.check(velocities == 0 || velocities == count,
             "velocities for none or all of " + std::to_string(count) + " values, got " + std::to_string(velocities));
    const float* const numbers = op.floats(2 * count + velocities + 1, {3});
    ParameterUpdate<float> update = readUpdate(op, velocities ? 1 : 0);
    update.gradientScale = numbers[0];
    kernels().sgdStep(update, {op.flag("nesterov"), numbers[1], numbers[2]});
  }
};

struct Lerp {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{"RepriseLerp",
                                        {"starts: N * float", "ends: N * float", "weight: float"},
                                        {"outputs: N * float"},
                                        {"N: int"}};
    return it;
  }

  static void compute(Operation& op) {
    const int count = op.integer("N");
    ListLerp<float> lists(readSizes(op, 0, count));
    lists.starts = readLike(op, 0, count);
    lists.ends = readLike(op, count, count);
    lists.weight = *op.floats(2 * count, {});
    lists.outputs = makeLike(op, count);
    kernels().lerp(lists);
  }
};

struct GlobalNorm {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{"RepriseGlobalNorm", {"tensors: N * float"}, {"norm: float"}, {"N: int"}};
    return it;
  }

  static void compute(Operation& op) {
    const int count = op.integer("N");
    *op.output(0, {}) = kernels().globalNorm(readSizes(op, 0, count), readLike(op, 0, count));
  }
};

}  // namespace

void registerParameterUpdate() {
  registerOperation<Adam>();
  registerOperation<Sgd>();
  registerOperation<Lerp>();
  registerOperation<GlobalNorm>();
}

}  // namespace reprise
