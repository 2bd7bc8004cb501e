// A step of search with made-up weights for tests, and the same by other means.
#pragma once

#include "../decodeStep.h"
#include "decoderSample.h"

namespace reprise {
namespace REPRISE_ISA {

struct StepCase {
  DecoderCase decoder;  // of one step; the layer is the top one
  int layers = 1, vocab = 7, top = 3;
  bool attends = true, feeds = true, ordered = false;

  std::string describe() const {
    return decoder.describe() + ", layers " + std::to_string(layers) + ", vocab " + std::to_string(vocab) + ", top " +
           std::to_string(top) + (attends ? ", attends" : "") + (feeds ? ", feeds" : "") + (ordered ? ", ordered" : "");
  }
};

/**
 * A step of search and the same by the layers' own passes over sequences of one step: the lower layers alone, the top
 * one alone or in a decoder. A decoder is fed by itself; where its layer is not the bottom one, what is fed is here a
 * part of the bottom layer's input.
 */
struct StepSample {
  StepCase what;
  int embeddingSize;
  std::vector<int32_t> ids, order;
  std::vector<double> embedding, vocabWeight, vocabBias;
  std::vector<LstmSample<double>> lower;
  DecoderSample top;
  // The old states in the order that they had before the step, bottom layer first; then what is fed.
  std::vector<std::vector<double>> oldH, oldC;
  std::vector<double> oldFeed;
  // Results of the step.
  std::vector<double> logProbs, output, weights;
  std::vector<int32_t> tokens;
  std::vector<std::vector<double>> newH, newC;

  int rows() const { return what.decoder.layer.batch; }
  /** How many numbers the vocabulary's layer reads. */
  int read() const { return what.attends ? what.decoder.output : what.decoder.layer.hidden; }
  LstmSample<double>& layer(int index) { return index < what.layers - 1 ? lower[index] : top.layer; }

  /** All log-probabilities, [rows, vocab]; leaves the new states in the layers. */
  std::vector<double> computeLogProbs() {
    const int64_t count = rows(), fed = what.feeds && what.layers > 1 ? what.decoder.output : 0;
    std::vector<double> below;
    for (int64_t row = 0; row < count; row++) {
      const auto from = embedding.begin() + ids[row] * static_cast<int64_t>(embeddingSize);
      below.insert(below.end(), from, from + embeddingSize);
      below.insert(below.end(), top.feed0.begin() + row * fed, top.feed0.begin() + (row + 1) * fed);
    }
    for (LstmSample<double>& one : lower) {
      one.xs = below;
      one.forward(1);
      below = one.lastH;
    }
    top.layer.xs = below;
    if (what.attends) {
      top.forward(1);
    } else {
      top.layer.forward(1);
    }
    const std::vector<double>& from = what.attends ? top.lastOutput : top.layer.lastH;
    std::vector<double> logits(count * what.vocab);
    for (int64_t row = 0; row < count; row++) {
      double* const to = logits.data() + row * what.vocab;
      double total = 0;
      for (int token = 0; token < what.vocab; token++) {
        to[token] = vocabBias[token];
        for (int k = 0; k < read(); k++) to[token] += from[row * read() + k] * vocabWeight[token * read() + k];
        total += std::exp(to[token]);
      }
      for (int token = 0; token < what.vocab; token++) to[token] -= std::log(total);
    }
    return logits;
  }

  void run() {
    const int64_t count = rows();
    ArenaScope scope;
    std::vector<LstmLayer<double>> layers;
    const Walk walk(rows(), 1, nullptr, false, 1);
    newH.assign(what.layers, std::vector<double>(count * what.decoder.layer.hidden));
    newC = newH;
    for (int index = 0; index < what.layers; index++) layers.push_back(packLayer(scope.arena, walk, index));

    DecodeStep<double> step{};
    step.rows = rows();
    step.ids = ids.data();
    step.order = what.ordered ? order.data() : nullptr;
    step.vocabSize = what.vocab;
    step.embeddingSize = embeddingSize;
    step.embedding = embedding.data();
    step.layers = layers.data();
    step.layerCount = what.layers;
    step.output = read();
    if (what.attends) attend(scope.arena, step);
    step.packedVocab = pack(scope.arena, what.vocab, read(), vocabWeight);
    step.vocabBias = vocabBias.data();
    step.top = what.top;
    logProbs.assign(count * (what.top ? what.top : what.vocab), std::numeric_limits<double>::quiet_NaN());
    tokens.assign(count * what.top, -1);
    step.logProbs = logProbs.data();
    step.tokens = tokens.data();
    decodeStep(step);
  }

 private:
  static PackedWeight<double> pack(Arena& arena, int columns, int64_t depth, const std::vector<double>& weight) {
    double* const to = arena.take<double>(packedColumnsSize<double>(columns, depth, false));
    packWeightColumns(columns, depth, weight.data(), false, to);
    return {to};
  }

  LstmLayer<double> packLayer(Arena& arena, const Walk& walk, int index) {
    LstmSample<double>& from = layer(index);
    LstmLayer<double> made = from.layer(walk);
    std::vector<double> joined = from.weightIh;
    if (what.layers == 1 && what.feeds) {
      const int64_t input = from.what.input, fed = what.decoder.output;
      joined.clear();
      for (int64_t gate = 0; gate < from.what.width(); gate++) {
        joined.insert(joined.end(), from.weightIh.begin() + gate * input, from.weightIh.begin() + (gate + 1) * input);
        joined.insert(joined.end(), top.weightFeed.begin() + gate * fed, top.weightFeed.begin() + (gate + 1) * fed);
      }
      made.input += static_cast<int>(fed);
    }
    made.weightIh = joined.data();
    double* const packed = arena.take<double>(packedLstmSize(made));
    packLstm(made, packed);
    // From here on only what is packed is there.
    made.packed.at = packed;
    made.weightIh = made.weightHh = made.biasIh = made.biasHh = nullptr;
    made.h0 = oldH[index].data();
    made.c0 = oldC[index].data();
    made.lastH = newH[index].data();
    made.lastC = newC[index].data();
    made.cells = made.gates = nullptr;
    return made;
  }

  void attend(Arena& arena, DecodeStep<double>& step) {
    const DecoderCase& decoder = what.decoder;
    step.memory = top.memory();
    if (decoder.projected) step.packedQuery = pack(arena, decoder.keySize, decoder.layer.hidden, top.weightQuery);
    step.packedOutput = pack(arena, decoder.output, decoder.valueSize + decoder.layer.hidden, top.weightOutput);
    step.feed = what.feeds ? oldFeed.data() : nullptr;
    output.assign(static_cast<int64_t>(rows()) * decoder.output, std::numeric_limits<double>::quiet_NaN());
    weights.assign(static_cast<int64_t>(rows()) * decoder.source, std::numeric_limits<double>::quiet_NaN());
    step.newOutput = output.data();
    step.newWeights = weights.data();
  }
};

inline StepSample makeStepSample(StepCase what, test::Random& random) {
  StepSample sample;
  what.decoder.layer.time = 1;
  LstmCase lower = what.decoder.layer;
  const int rows = what.decoder.layer.batch, hidden = lower.hidden, before = what.ordered ? rows + 2 : rows;
  sample.embeddingSize = lower.input;
  if (what.layers > 1) {
    what.decoder.layer.input = hidden;
    if (what.feeds) lower.input += what.decoder.output;
  }
  sample.what = what;
  sample.top = makeDecoderSample(what.decoder, random);
  for (int index = 0; index < what.layers - 1; index++) {
    sample.lower.push_back(makeLstmSample(lower, random));
    lower.input = hidden;
  }
  if (!what.feeds || what.layers > 1)
    std::fill(sample.top.weightFeed.begin(), sample.top.weightFeed.end(), 0.0);
  const int entries = 5;
  sample.embedding = random.array(static_cast<int64_t>(entries) * sample.embeddingSize);
  sample.vocabWeight = random.array(static_cast<int64_t>(what.vocab) * sample.read(), 2);
  sample.vocabBias = random.array(what.vocab);
  for (int row = 0; row < rows; row++) {
    sample.ids.push_back(random.between(0, entries - 1));
    sample.order.push_back(what.ordered ? random.between(0, before - 1) : row);
  }
  // States from before the step, and what of them each row goes on from.
  const auto drawOld = [&](int size, std::vector<double>& continued) {
    const std::vector<double> old = random.array(static_cast<int64_t>(before) * size);
    for (int row = 0; row < rows; row++)
      std::copy_n(old.begin() + sample.order[row] * size, size, continued.begin() + row * size);
    return old;
  };
  for (int index = 0; index < what.layers; index++) {
    sample.oldH.push_back(drawOld(hidden, sample.layer(index).h0));
    sample.oldC.push_back(drawOld(hidden, sample.layer(index).c0));
  }
  sample.oldFeed = drawOld(what.decoder.output, sample.top.feed0);
  return sample;
}

}  // namespace REPRISE_ISA
}  // namespace reprise
