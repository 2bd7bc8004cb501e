#include "kernels.h"
#include "operation.h"
#include "operations.h"

namespace reprise {
namespace {

/** A layer's weights, packed for the steps of a search. */
struct PackLayer {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{
        "ReprisePackLstm",
        {"weight_x: float", "weight_feed: float", "weight_hh: float", "bias_ih: float", "bias_hh: float"},
        {"packed: float"},
        {"coupled: bool"}};
    return it;
  }

  static void compute(Operation& op) {
    LstmLayer<float> layer{};
    layer.coupled = op.flag("coupled");
    layer.hidden = op.size(2, 1);
    const int64_t gates = (layer.coupled ? 3 : 4) * static_cast<int64_t>(layer.hidden);
    const int64_t input = op.size(0, 1);
    const float* const weightX = op.floats(0, {gates, input});
    const int64_t fed = op.shape(1).size() == 2 ? op.size(1, 1) : 0;
    const float* const weightFeed = op.optionalFloats(1, {gates, fed});
    layer.weightHh = op.floats(2, {gates, layer.hidden});
    layer.biasIh = op.floats(3, {gates});
    layer.biasHh = op.floats(4, {gates});
    layer.input = static_cast<int>(input + fed);
    std::vector<float> joined(static_cast<size_t>(gates * layer.input));
    for (int64_t row = 0; row < gates; row++) {
      std::copy_n(weightX + row * input, input, joined.data() + row * layer.input);
      if (fed) std::copy_n(weightFeed + row * fed, fed, joined.data() + row * layer.input + input);
    }
    layer.weightIh = joined.data();
    layer.packed.inHalves = kernels().isHalves(layer.weightIh, gates * layer.input) &&
                            kernels().isHalves(layer.weightHh, gates * layer.hidden);
    kernels().packLstm(layer, op.output(0, {kernels().packedLstmSize(layer)}));
  }
};

/** The weight of a product with rows, packed. */
struct PackColumns {
  static const OperationDefinition& definition() {
    static const OperationDefinition it{"ReprisePackColumns", {"weight: float"}, {"packed: float"}, {}};
    return it;
  }

  static void compute(Operation& op) {
    const int columns = op.size(0, 0), depth = op.size(0, 1);
    const float* const weight = op.floats(0, {columns, depth});
    const bool inHalves = kernels().isHalves(weight, int64_t{columns} * depth);
    const int64_t size = kernels().packedColumnsSize(columns, depth, inHalves);
    kernels().packColumns(columns, depth, weight, inHalves, op.output(0, {size}));
  }
};

enum In { kIds, kOrder, kEmbedding, kPackedVocab, kVocabBias, kLayers };
/** Behind the layers' inputs, where there is attention. */
enum AttentionIn { kFeed, kKeys, kValues, kMask, kAdditive, kPackedQuery, kPackedOutput };

struct Step {
  // A step of a small model takes no longer than TensorFlow takes over the inputs, outputs and attributes of its
  // operation. So what only attention has are lists of `attends` tensors, one or none, and attributes have defaults.
  static const OperationDefinition& definition() {
    static const OperationDefinition it{
        "RepriseDecodeStep",
        {"ids: int32", "order: int32", "embedding: float", "packed_vocab: float", "vocab_bias: float",
         "packed: layers * float", "peephole: layers * float", "h: layers * float", "c: layers * float",
         "feed: attends * float", "keys: attends * float", "values: attends * float", "mask: attends * float",
         "additive: attends * float", "packed_query: attends * float", "packed_output: attends * float"},
        {"log_probs: float", "tokens: int32", "new_h: layers * float", "new_c: layers * float",
         "output: attends * float", "weights: attends * float"},
        {"layers: int", "top: int", "attends: int >= 0 = 0", "output_size: int = 0", "coupled: bool = false",
         "zoneout_rate: float = 0", "cell_zoneout_rate: float = 0"}};
    return it;
  }

  static void compute(Operation& op) {
    DecodeStep<float> step{};
    const int64_t rows = op.size(kIds, 0);
    const int64_t before = op.shape(kLayers + 2 * op.integer("layers")).at(0);
    step.rows = static_cast<int>(rows);
    step.layerCount = op.integer("layers");
    step.ids = op.ints(kIds, {rows});
    step.order = op.optionalInts(kOrder, {rows});
    step.vocabSize = op.size(kVocabBias, 0);
    const int64_t entries = op.size(kEmbedding, 0);
    step.embeddingSize = op.size(kEmbedding, 1);
    step.embedding = op.floats(kEmbedding, {entries, step.embeddingSize});
    checkRows(op, step.ids, rows, entries, "ids");
    if (step.order) checkRows(op, step.order, rows, before, "order");
    if (!step.order && before != rows) {
      op.fail("states of " + std::to_string(rows) + " rows, got " + std::to_string(before));
    }

    const bool attends = op.integer("attends") != 0;
    const int attention = kLayers + 4 * step.layerCount;
    if (attends) {
      step.output = op.integer("output_size");
      step.feed = op.optionalFloats(attention + kFeed, {before, step.output});
    }
    std::vector<LstmLayer<float>> layers(step.layerCount);
    for (int index = 0; index < step.layerCount; index++) {
      readLayer(op, index, index ? layers[index - 1].hidden : step.embeddingSize + (step.feed ? step.output : 0), before,
                layers[index]);
      layers[index].lastH = op.output(2 + index, {rows, layers[index].hidden});
      layers[index].lastC = op.output(2 + step.layerCount + index, {rows, layers[index].hidden});
    }
    step.layers = layers.data();
    const int hidden = layers.back().hidden;
    if (attends) {
      readMemory(op, attention, rows, hidden, step);
      step.newOutput = op.output(2 + 2 * step.layerCount, {rows, step.output});
      step.newWeights = op.output(3 + 2 * step.layerCount, {rows, step.memory.source});
    } else {
      step.output = hidden;
    }
    step.packedVocab = readColumns(op, kPackedVocab, step.vocabSize, step.output);
    step.vocabBias = op.floats(kVocabBias, {step.vocabSize});

    step.top = op.integer("top");
    if (step.top < 0 || step.top > step.vocabSize) {
      op.fail("top from 0 to " + std::to_string(step.vocabSize) + ", got " + std::to_string(step.top));
    }
    step.logProbs = op.output(0, {rows, step.top ? step.top : step.vocabSize});
    step.tokens = op.intOutput(1, {rows, step.top});
    kernels().decodeStep(step);
  }

  static void checkRows(const Operation& op, const int32_t* numbers, int64_t count, int64_t limit, const char* name) {
    for (int64_t at = 0; at < count; at++) {
      if (numbers[at] >= 0 && numbers[at] < limit) continue;
      op.fail(std::string(name) + " from 0 to " + std::to_string(limit - 1) + ", got " +
                          std::to_string(numbers[at]));
    }
  }

  /** A packed weight: what form it is in its size tells. */
  static PackedWeight<float> readColumns(const Operation& op, int input, int columns, int64_t depth) {
    const bool inHalves = op.shape(input) == Shape{kernels().packedColumnsSize(columns, depth, true)};
    return {op.floats(input, {kernels().packedColumnsSize(columns, depth, inHalves)}), inHalves};
  }

  static void readLayer(const Operation& op, int index, int input, int64_t before, LstmLayer<float>& layer) {
    const int count = op.integer("layers"), at = kLayers + index;
    layer.coupled = op.flag("coupled");
    layer.input = input;
    layer.hidden = op.size(at + 2 * count, 1);
    layer.packed.inHalves = true;
    layer.packed.inHalves = op.shape(at) == Shape{kernels().packedLstmSize(layer)};
    layer.packed.at = op.floats(at, {kernels().packedLstmSize(layer)});
    layer.peephole = op.optionalFloats(at + count, {layer.coupled ? 2 : 3, layer.hidden});
    layer.h0 = op.floats(at + 2 * count, {before, layer.hidden});
    layer.c0 = op.floats(at + 3 * count, {before, layer.hidden});
    layer.noise.zoneoutRate = op.number("zoneout_rate");
    layer.noise.cellZoneoutRate = op.number("cell_zoneout_rate");
  }

  static void readMemory(const Operation& op, int from, int64_t rows, int hidden, DecodeStep<float>& step) {
    AttentionMemory<float>& memory = step.memory;
    memory.source = op.size(from + kKeys, 1);
    memory.keySize = op.size(from + kKeys, 2);
    memory.valueSize = op.size(from + kValues, 2);
    memory.keys = op.floats(from + kKeys, {rows, memory.source, memory.keySize});
    memory.values = op.floats(from + kValues, {rows, memory.source, memory.valueSize});
    memory.mask = op.floats(from + kMask, {rows, memory.source});
    memory.additive = op.optionalFloats(from + kAdditive, {memory.keySize});
    if (op.shape(from + kPackedQuery) != Shape{0})
      step.packedQuery = readColumns(op, from + kPackedQuery, memory.keySize, hidden);
    step.packedOutput = readColumns(op, from + kPackedOutput, step.output, memory.valueSize + hidden);
    if (!step.packedQuery.at && memory.keySize != hidden) {
      op.fail("keys of " + std::to_string(hidden) + " numbers where there is no packed_query, got " +
                          std::to_string(memory.keySize));
    }
  }
};

}  // namespace

void registerDecodeStep() {
  registerOperation<PackLayer>();
  registerOperation<PackColumns>();
  registerOperation<Step>();
}

}  // namespace reprise
