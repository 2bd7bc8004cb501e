// Luong's attention decoder over a whole teacher-forced sequence (Luong et al. 2015): one recurrent layer, attention
// with its output as the query, output = tanh(W [context; query]), which enters the next step (input feeding).
//
// Every thread takes its share of the sentences through layer, attention and output, step by step, alone.
#pragma once

#include "attention.h"
#include "fedLayer.h"
#include "lstmBackward.h"

namespace reprise {

template <class T>
struct AttentionDecoder {
  LstmLayer<T> layer;             // without xs, weightIh: these are given here, in their two parts
  AttentionMemory<T> memory;
  const T* xs;                    // [batch, time, input]
  const T *feed0, *weights0;      // [batch, output], [batch, source]: the output and weights before the first step
  const T *weightX, *weightFeed;  // [gates · hidden, input], [gates · hidden, output]
  const T* weightQuery;           // additive attention: [keySize, hidden]; else null, and keySize = hidden
  const T* weightOutput;          // [output, valueSize + hidden]
  int input, output;
  // Results of the forward pass, from which the backward pass starts.
  T* outputs;                     // [batch, time, output]
  T *weights, *contexts;          // [batch, time, source], [batch, time, valueSize]
  T *lastOutput, *lastWeights;    // [batch, output], [batch, source]
};

template <class T>
struct AttentionDecoderGradients {
  LstmGradients<T> layer;         // without dXs, dWeightIh, dOutputs
  AttentionGradients<T> memory;   // set to zero
  const T *dOutputs, *dLastOutput, *dLastWeights;  // the latter two null where nothing depends on them
  T *dXs, *dFeed0, *dWeights0, *dWeightX, *dWeightFeed, *dWeightQuery, *dWeightOutput;
};

namespace REPRISE_ISA {

/** What both passes know: the layer with its joined inputs, and where the rows of a step are. */
template <class T>
class DecoderRows : public FedLayer<T> {
 public:
  DecoderRows(const AttentionDecoder<T>& decoder, Arena& arena)
      : FedLayer<T>(decoder.layer, decoder.input, decoder.xs, decoder.weightX, decoder.output, decoder.weightFeed, arena),
        decoder_(decoder) {}

  /** Puts the inputs of a sequence in their place, and the first of what is fed. */
  void join(const Share& share, int rank) {
    FedLayer<T>::join(share, rank, decoder_.feed0 + static_cast<int64_t>(share.rows[rank]) * decoder_.output);
  }

  T* output(const Share& share, int rank, int step) const {
    return decoder_.outputs + padded(share, rank, step) * decoder_.output;
  }
  T* weights(const Share& share, int rank, int step) const {
    return decoder_.weights + padded(share, rank, step) * decoder_.memory.source;
  }
  T* context(const Share& share, int rank, int step) const {
    return decoder_.contexts + padded(share, rank, step) * decoder_.memory.valueSize;
  }

 private:
  int64_t padded(const Share& share, int rank, int step) const {
    return decoder_.layer.walk->padded(share, rank, step);
  }

  const AttentionDecoder<T>& decoder_;
};

/** The queries that keys are compared with: the layer's outputs, or with additive attention a product of them. */
template <class T>
class Queries {
 public:
  Queries(Arena& arena, int rows, const AttentionDecoder<T>& decoder) {
    if (decoder.weightQuery)
      packed_.emplace_back(arena, rows, decoder.memory.keySize, decoder.layer.hidden, decoder.weightQuery);
  }

  /** @param space [rows.size(), keySize]; @returns a pointer for each row */
  std::vector<const T*> of(const std::vector<const T*>& rows, int keySize, T* space) const {
    if (packed_.empty()) return rows;
    std::vector<T*> to;
    for (size_t rank = 0; rank < rows.size(); rank++) to.push_back(space + rank * keySize);
    const PackedColumns<T>& weight = packed_.front();
    multiplyInto(static_cast<int>(rows.size()), rows.data(), weight.depth(), weight.panels, weight.packed(), to.data());
    return {to.begin(), to.end()};
  }

 private:
  std::vector<PackedColumns<T>> packed_;  // one, or none
};

template <class T>
REPRISE_ONCE void storeTanh(const TileSums<T>& sums, T* const* to, int column, int columns) {
  for (int r = 0; r < sums.rows; r++) {
    for (int v = 0; v < sums.vectors; v++) {
      const int at = column + v * kLanes<T>;
      store(to[r] + at, tanhOf<T>(sums.at(r, v)), columns - at);
    }
  }
}

template <class T, bool Coupled>
void decoderForward(const AttentionDecoder<T>& decoder) {
  ArenaScope scope;
  DecoderRows<T> rows(decoder, scope.arena);
  const Walk& walk = *rows.layer().walk;
  const int keySize = decoder.memory.keySize;
  const Attention<T> attention(decoder.memory);
  const int together = rowsPerShare(walk, decoder.layer.batch);
  const Queries<T> queries(scope.arena, together, decoder);
  const PackedColumns<T> output(scope.arena, together, decoder.output, decoder.memory.valueSize, decoder.weightOutput,
                                decoder.layer.hidden);
  parallel(static_cast<int>(walk.shares.size()), [&](int number) {
    const Share& share = walk.shares[number];
    for (size_t rank = 0; rank < share.rows.size(); rank++) rows.join(share, static_cast<int>(rank));
  });

  const auto afterStep = [&](const Share& share, int step) {
    ArenaScope scope;
    const int active = share.active[step];
    std::vector<const T*> hidden(active), contexts(active);
    std::vector<T*> outputs(active);
    for (int rank = 0; rank < active; rank++) {
      hidden[rank] = rows.hidden(share, rank, step);
      contexts[rank] = rows.context(share, rank, step);
      outputs[rank] = rows.output(share, rank, step);
    }
    const auto compared = queries.of(hidden, keySize, scope.arena.take<T>(static_cast<int64_t>(active) * keySize));
    for (int rank = 0; rank < active; rank++) {
      attention.attend(share.rows[rank], compared[rank], rows.weights(share, rank, step),
                       rows.context(share, rank, step));
    }
    eachTile<T>(active, {{contexts.data(), decoder.memory.valueSize}, {hidden.data(), decoder.layer.hidden}},
                output.panels, output.packed(), nullptr, [&](const TileSums<T>& sums, int first, int vector) {
                  storeTanh(sums, outputs.data() + first, vector * kLanes<T>, decoder.output);
                });
    for (int rank = 0; rank < active; rank++)
      if (step + 1 < share.lengths[rank]) rows.feed(share, rank, step + 1, outputs[rank]);
  };
  LstmForward<T, Coupled, decltype(afterStep)>(rows.layer(), together, afterStep).run();

  parallel(static_cast<int>(walk.shares.size()), [&](int number) {
    const Share& share = walk.shares[number];
    clearPadding(walk, share, decoder.output, decoder.outputs);
    clearPadding(walk, share, decoder.memory.source, decoder.weights);
    clearPadding(walk, share, decoder.memory.valueSize, decoder.contexts);
    for (int rank = 0; rank < static_cast<int>(share.rows.size()); rank++) {
      const int last = share.lengths[rank] - 1;
      const int64_t output = static_cast<int64_t>(share.rows[rank]) * decoder.output;
      const int64_t source = static_cast<int64_t>(share.rows[rank]) * decoder.memory.source;
      // A sequence of no steps stays as it began.
      std::copy_n(last < 0 ? decoder.feed0 + output : rows.output(share, rank, last), decoder.output,
                  decoder.lastOutput + output);
      std::copy_n(last < 0 ? decoder.weights0 + source : rows.weights(share, rank, last), decoder.memory.source,
                  decoder.lastWeights + source);
    }
  });
}

}  // namespace REPRISE_ISA
}  // namespace reprise
