// The gradient of the attention decoder over a whole sequence.
#pragma once

#include "decoder.h"

namespace reprise {
namespace REPRISE_ISA {

template <class T, bool Coupled>
class DecoderBackward {
 public:
  DecoderBackward(const AttentionDecoder<T>& decoder, const AttentionDecoderGradients<T>& to)
      : decoder_(decoder),
        to_(to),
        gates_((Coupled ? 3 : 4) * static_cast<int64_t>(decoder.layer.hidden)),
        hidden_(decoder.layer.hidden),
        output_(decoder.output),
        valueSize_(decoder.memory.valueSize),
        keySize_(decoder.memory.keySize),
        source_(decoder.memory.source) {}

  void run() {
    ArenaScope scope;
    Arena& arena = scope.arena;
    DecoderRows<T> rows(decoder_, arena);
    const Walk& walk = *rows.layer().walk;
    const int64_t steps = std::max<int64_t>(1, walk.steps);
    const int64_t padded = static_cast<int64_t>(decoder_.layer.batch) * walk.time;
    dPre_ = arena.take<T>(steps * output_);
    dContexts_ = arena.take<T>(steps * valueSize_);
    dScores_ = arena.take<T>(steps * source_);
    dHidden_ = arena.take<T>(padded * hidden_);
    dFed_ = arena.take<T>(static_cast<int64_t>(decoder_.layer.batch) * output_);
    if (decoder_.weightQuery) {
      queries_ = arena.take<T>(steps * keySize_);
      dQueries_ = arena.take<T>(steps * keySize_);
    }
    const int together = rowsPerShare(walk, decoder_.layer.batch);
    const Queries<T> queries(arena, together, decoder_);
    const PackedRows<T> output(arena, together, valueSize_ + hidden_, output_, decoder_.weightOutput, valueSize_ + hidden_);
    const PackedRows<T> fed(arena, together, output_, gates_, decoder_.weightFeed, output_);
    const PackedRows<T> inputs(arena, together, decoder_.input, gates_, decoder_.weightX, decoder_.input);
    std::vector<PackedRows<T>> query;
    if (decoder_.weightQuery) query.emplace_back(arena, together, hidden_, keySize_, decoder_.weightQuery, hidden_);
    const int shares = static_cast<int>(walk.shares.size());
    T* const dAdditive = decoder_.memory.additive ? arena.take<T>(shares * static_cast<int64_t>(keySize_)) : nullptr;
    if (dAdditive) std::fill_n(dAdditive, shares * static_cast<int64_t>(keySize_), T(0));
    parallel(shares, [&](int number) {
      for (size_t rank = 0; rank < walk.shares[number].rows.size(); rank++) begin(rows, walk.shares[number], rank);
    });

    const auto before = [&](const Share& share, int step) {
      AttentionGradients<T> memory = to_.memory;
      memory.dAdditive = dAdditive ? dAdditive + (&share - walk.shares.data()) * keySize_ : nullptr;
      intoStep(rows, share, step, queries, output, query, memory);
    };
    const auto after = [&](const Share& share, int step, const T* const* dGates) {
      outOfStep(share, step, dGates, fed, inputs);
    };
    LstmLayer<T> layer = rows.layer();
    LstmGradients<T> gradients = to_.layer;
    gradients.dOutputs = dHidden_;
    gradients.dXs = nullptr;
    gradients.dWeightIh = arena.take<T>(gates_ * rows.width());
    LstmBackward<T, Coupled, decltype(before), decltype(after)>(layer, gradients, before, after).run();
    splitRows(static_cast<int>(gates_), gradients.dWeightIh, decoder_.input, to_.dWeightX, output_, to_.dWeightFeed);
    finish(rows, arena);
    if (dAdditive) {
      std::fill_n(to_.memory.dAdditive, keySize_, T(0));
      for (int share = 0; share < shares; share++)
        addScaled(T(1), dAdditive + share * static_cast<int64_t>(keySize_), keySize_, to_.memory.dAdditive);
    }
  }

 private:
  /** Restores what the steps were fed with, and sets what reaches the last step. */
  void begin(DecoderRows<T>& rows, const Share& share, size_t rankOfRow) {
    const int rank = static_cast<int>(rankOfRow);
    const int64_t row = share.rows[rank];
    rows.join(share, rank);
    for (int step = 1; step < share.lengths[rank]; step++) rows.feed(share, rank, step, rows.output(share, rank, step - 1));
    T* const dFed = dFed_ + row * output_;
    if (to_.dLastOutput) {
      std::copy_n(to_.dLastOutput + row * output_, output_, dFed);
    } else {
      std::fill_n(dFed, output_, T(0));
    }
    T* const dWeights0 = to_.dWeights0 + row * source_;
    if (share.lengths[rank] == 0 && to_.dLastWeights) {
      std::copy_n(to_.dLastWeights + row * source_, source_, dWeights0);
    } else {
      std::fill_n(dWeights0, source_, T(0));
    }
  }

  /** From the outputs of a step, through output layer and attention, to the gradient of the layer's outputs. */
  void intoStep(const DecoderRows<T>& rows, const Share& share, int step, const Queries<T>& queries,
                const PackedRows<T>& output, const std::vector<PackedRows<T>>& query,
                const AttentionGradients<T>& memory) {
    ArenaScope scope;
    const int active = share.active[step];
    const Attention<T> attention(decoder_.memory);
    std::vector<const T*> dPre(active), hidden(active);
    std::vector<T*> dRead(active), dHidden(active);
    T* const space = scope.arena.take<T>(active * static_cast<int64_t>(valueSize_ + hidden_));
    for (int rank = 0; rank < active; rank++) {
      T* const d = dPre_ + (share.at[step] + rank) * output_;
      beforeTanh(rows.output(share, rank, step), to_.dOutputs + walk().padded(share, rank, step) * output_,
                 dFed_ + static_cast<int64_t>(share.rows[rank]) * output_, d);
      dPre[rank] = d;
      dRead[rank] = space + rank * static_cast<int64_t>(valueSize_ + hidden_);
      hidden[rank] = rows.hidden(share, rank, step);
      dHidden[rank] = dHidden_ + walk().padded(share, rank, step) * hidden_;
    }
    multiplyInto(active, dPre.data(), output_, output.panels, output.packed(), dRead.data());
    T* const compared = queries_ ? queries_ + share.at[step] * keySize_ : nullptr;
    const auto queryRows = queries.of(hidden, keySize_, compared);
    std::vector<T*> dQuery(active);
    for (int rank = 0; rank < active; rank++) {
      const int64_t at = share.at[step] + rank;
      std::copy_n(dRead[rank], valueSize_, dContexts_ + at * valueSize_);
      std::copy_n(dRead[rank] + valueSize_, hidden_, dHidden[rank]);
      dQuery[rank] = dQueries_ ? dQueries_ + at * keySize_ : dHidden[rank];
      if (dQueries_) std::fill_n(dQuery[rank], keySize_, T(0));
      const bool isLast = step == share.lengths[rank] - 1;
      const int64_t row = share.rows[rank];
      attention.scoreGradients(share.rows[rank], rows.weights(share, rank, step), dRead[rank],
                               isLast && to_.dLastWeights ? to_.dLastWeights + row * source_ : nullptr,
                               dScores_ + at * source_);
      attention.queryGradient(share.rows[rank], queryRows[rank], dScores_ + at * source_, dQuery[rank], memory);
    }
    if (query.empty()) return;
    eachTile<T>(active, {{const_cast<const T* const*>(dQuery.data()), keySize_}}, query[0].panels, query[0].packed(),
                nullptr, [&](const TileSums<T>& sums, int first, int vector) {
                  addSums(sums, dHidden.data() + first, vector * kLanes<T>, hidden_);
                });
  }

  REPRISE_ONCE void beforeTanh(const T* output, const T* dOutput, const T* dFed, T* to) const {
    for (int at = 0; at < output_; at += kLanes<T>) {
      const int lanes = std::min(kLanes<T>, output_ - at);
      const Vec<T> o = load(output + at, lanes);
      store(to + at, (load(dOutput + at, lanes) + load(dFed + at, lanes)) * (T(1) - o * o), lanes);
    }
  }

  /** From the gates of a step to its input, and to what it was fed with: the output of the step before. */
  void outOfStep(const Share& share, int step, const T* const* dGates, const PackedRows<T>& fed,
                 const PackedRows<T>& inputs) {
    const int active = share.active[step];
    std::vector<T*> dFed(active), dXs(active);
    for (int rank = 0; rank < active; rank++) {
      dFed[rank] = dFed_ + static_cast<int64_t>(share.rows[rank]) * output_;
      dXs[rank] = to_.dXs + walk().padded(share, rank, step) * decoder_.input;
    }
    multiplyInto(active, dGates, gates_, fed.panels, fed.packed(), dFed.data());
    multiplyInto(active, dGates, gates_, inputs.panels, inputs.packed(), dXs.data());
  }

  /** What is left when all steps are done: the memory, and the weights of output and queries. */
  void finish(const DecoderRows<T>& rows, Arena& arena) {
    const int64_t steps = walk().steps;
    StepRows<T> contexts(arena, steps, valueSize_), hiddens(arena, steps, hidden_);
    const Attention<T> attention(decoder_.memory);
    parallel(static_cast<int>(walk().shares.size()), [&](int number) {
      const Share& share = walk().shares[number];
      for (int rank = 0; rank < static_cast<int>(share.rows.size()); rank++) {
        const int64_t row = share.rows[rank];
        std::copy_n(dFed_ + row * output_, output_, to_.dFeed0 + row * output_);
        for (int step = 0; step < share.lengths[rank]; step++) {
          const int64_t at = share.at[step] + rank;
          const T* const hidden = rows.hidden(share, rank, step);
          const T* const query = queries_ ? queries_ + at * keySize_ : hidden;
          attention.memoryGradients(share.rows[rank], query, rows.weights(share, rank, step), dScores_ + at * source_,
                                    dContexts_ + at * valueSize_, to_.memory);
          contexts.put(at, rows.context(share, rank, step));
          hiddens.put(at, hidden);
        }
      }
      clearPadding(walk(), share, decoder_.input, to_.dXs);
    });
    contexts.pack();
    hiddens.pack();
    // One gradient of [context; hidden] after the other, joined row by row.
    T* const dValuePart = arena.take<T>(static_cast<int64_t>(output_) * valueSize_);
    T* const dHiddenPart = arena.take<T>(static_cast<int64_t>(output_) * hidden_);
    weightGradients<T>(steps, output_, dPre_, output_, {contexts.into(dValuePart), hiddens.into(dHiddenPart)}, nullptr);
    joinRows(output_, dValuePart, valueSize_, dHiddenPart, hidden_, to_.dWeightOutput);
    if (!decoder_.weightQuery) return;
    weightGradients<T>(steps, keySize_, dQueries_, keySize_, {hiddens.into(to_.dWeightQuery)}, nullptr);
  }

  const Walk& walk() const { return *decoder_.layer.walk; }

  const AttentionDecoder<T>& decoder_;
  const AttentionDecoderGradients<T>& to_;
  const int64_t gates_;
  const int hidden_, output_, valueSize_, keySize_, source_;
  T *dPre_ = nullptr, *dContexts_ = nullptr, *dScores_ = nullptr;  // [real steps, …]
  T *queries_ = nullptr, *dQueries_ = nullptr;                     // of projected queries, [real steps, keySize]
  T* dHidden_ = nullptr;                                           // [batch, time, hidden]
  T* dFed_ = nullptr;                                              // [batch, output]
};

template <class T>
void decoderForward(const AttentionDecoder<T>& decoder) {
  if (decoder.layer.coupled) {
    decoderForward<T, true>(decoder);
  } else {
    decoderForward<T, false>(decoder);
  }
}

template <class T>
void decoderBackward(const AttentionDecoder<T>& decoder, const AttentionDecoderGradients<T>& to) {
  if (decoder.layer.coupled) {
    DecoderBackward<T, true>(decoder, to).run();
  } else {
    DecoderBackward<T, false>(decoder, to).run();
  }
}

}  // namespace REPRISE_ISA
}  // namespace reprise
