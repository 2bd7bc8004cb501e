#include <algorithm>

#include "operation.h"
#include "operations.h"
#include "threads.h"

namespace reprise {
namespace {

struct Ids {
  const int32_t* values;
  int64_t count = 1;

  /** @param input its number among the operation's inputs, of any shape */
  Ids(const Operation& op, int input, int64_t vocab) {
    const Shape& shape = op.shape(input);
    values = op.ints(input, shape);
    for (const int64_t size : shape) count *= size;
    for (int64_t at = 0; at < count; at++) {
      if (values[at] < 0 || values[at] >= vocab)
        op.fail("ids from 0 to " + std::to_string(vocab - 1) + ", got " + std::to_string(values[at]));
    }
  }
};

/** The shape of what is looked up: that of the ids, with the size of an embedding behind it. */
Shape withSize(Shape ids, int64_t size) {
  ids.push_back(size);
  return ids;
}

/** So many pieces that a thread is busy with some thousand scalars, and that those with frequent ids even out. */
int piecesOf(int64_t scalars) {
  return static_cast<int>(std::clamp<int64_t>(scalars / 8192, 1, int64_t{8} * threadCount()));
}

struct Forward {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{
        "RepriseEmbedding", {"weight: float", "ids: int32"}, {"embedded: float"}, {}};
    return it;
  }

  static void compute(Operation& op) {
    const int64_t vocab = op.size(0, 0), size = op.size(0, 1);
    const float* const weight = op.floats(0, {vocab, size});
    const Ids ids(op, 1, vocab);
    float* const embedded = op.output(0, withSize(op.shape(1), size));
    const int pieces = piecesOf(ids.count * size);
    parallel(pieces, [&](int piece) {
      const int64_t end = ids.count * (piece + 1) / pieces;
      for (int64_t at = ids.count * piece / pieces; at < end; at++)
        std::copy_n(weight + ids.values[at] * size, size, embedded + at * size);
    });
  }
};

/** Each piece has a range of the vocabulary to itself, so the rows of one id are added up in their order. */
struct Backward {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{
        "RepriseEmbeddingGrad", {"d_embedded: float", "ids: int32"}, {"d_weight: float"}, {"vocab_size: int"}};
    return it;
  }

  static void compute(Operation& op) {
    const int64_t vocab = op.integer("vocab_size");
    const Ids ids(op, 1, vocab);
    const int64_t size = op.size(0, static_cast<int>(op.shape(1).size()));
    const float* const dEmbedded = op.floats(0, withSize(op.shape(1), size));
    float* const dWeight = op.output(0, {vocab, size});
    const int pieces = piecesOf(vocab * size);
    parallel(pieces, [&](int piece) {
      const int64_t begin = vocab * piece / pieces, end = vocab * (piece + 1) / pieces;
      std::fill(dWeight + begin * size, dWeight + end * size, 0.0f);
      for (int64_t at = 0; at < ids.count; at++) {
        if (ids.values[at] < begin || ids.values[at] >= end) continue;
        const float* const from = dEmbedded + at * size;
        float* const to = dWeight + ids.values[at] * size;
        for (int64_t unit = 0; unit < size; unit++) to[unit] += from[unit];
      }
    });
  }
};

}  // namespace

void registerEmbedding() {
  registerOperation<Forward>();
  registerOperation<Backward>();
}

}  // namespace reprise
