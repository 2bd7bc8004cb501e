// A kernel as an operation of TensorFlow: its inputs and outputs, checked; errors instead of crashes.
#pragma once

#include <tensorflow/c/kernels.h>
#include <tensorflow/c/ops.h>

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace reprise {

using Shape = std::vector<int64_t>;

/** What TensorFlow is told of an operation, and what it runs. */
struct OperationDefinition {
  const char* name;
  std::vector<std::string> inputs;      // as TensorFlow writes them: "xs: float", or a list "values: N * float"
  std::vector<std::string> outputs;
  std::vector<std::string> attributes;  // "reverse: bool", "N: int"; int, float and bool are known here
};

/** One call of an operation. Every method throws std::invalid_argument for what does not fit. */
class Operation {
 public:
  using Attributes = std::map<std::string, double>;

  Operation(const OperationDefinition& definition, const Attributes& attributes, TF_OpKernelContext* context);
  ~Operation();
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  const Shape& shape(int input) const { return inputs_[input].shape; }
  /** How many numbers an input has. */
  int64_t elements(int input) const;
  /** The size of an input's axis. */
  int size(int input, int axis) const;

  /** An input of this shape. */
  const float* floats(int input, const Shape& expected) const;
  /** The same to be written to: only for an input that its caller hands over, and nobody else holds. */
  float* ownedFloats(int input, const Shape& expected) const;
  const int32_t* ints(int input, const Shape& expected) const;
  /** The same for an input that may be left out, as a tensor without elements: null then. */
  const float* optionalFloats(int input, const Shape& expected) const;
  const int32_t* optionalInts(int input, const Shape& expected) const;
  int inputCount() const { return static_cast<int>(inputs_.size()); }

  bool flag(const char* attribute) const { return attributes_.at(attribute) != 0; }
  int integer(const char* attribute) const { return static_cast<int>(attributes_.at(attribute)); }
  float number(const char* attribute) const { return static_cast<float>(attributes_.at(attribute)); }

  /** Memory for an output. */
  float* output(int output, const Shape& shape);
  int32_t* intOutput(int output, const Shape& shape);
  /** An input as an output, without copying it. */
  void pass(int input, int output);
  /** Where `condition` does not hold: throws with what was expected. */
  void check(bool condition, const std::string& expected) const {
    if (!condition) fail(expected);
  }
  /** Throws; for where a step is so short that making the text for a check takes part of its time. */
  [[noreturn]] void fail(const std::string& expected) const;

 private:
  struct Input {
    TF_Tensor* tensor;
    void* data;
    Shape shape;
    bool isEmpty;
  };

  /** As declared, and in a list its place there: `values[3]`. */
  std::string nameOfInput(int input) const;
  void* data(int input, const Shape& expected) const;
  void* allocate(int output, TF_DataType type, size_t size, const Shape& shape);

  const OperationDefinition& definition_;
  const Attributes& attributes_;
  TF_OpKernelContext* const context_;
  TF_Status* const status_;
  std::vector<Input> inputs_;
  std::vector<TF_Tensor*> outputs_;
};

/** Makes an operation known to TensorFlow. @throws std::runtime_error when TensorFlow refuses it */
void registerOperation(const OperationDefinition& definition, void* (*create)(TF_OpKernelConstruction*),
                       void (*compute)(void*, TF_OpKernelContext*), void (*destroy)(void*));

/** Reads an operation's attributes when TensorFlow makes a kernel of it. */
Operation::Attributes readAttributes(const OperationDefinition& definition, TF_OpKernelConstruction* construction);

/** Runs one call; whatever it throws becomes the status of the operation. */
void runOperation(const OperationDefinition& definition, const Operation::Attributes& attributes,
                  TF_OpKernelContext* context, void (*compute)(Operation&));

/**
 * Registers `Kind`, which has `static const OperationDefinition& definition()` and `static void compute(Operation&)`.
 */
template <class Kind>
void registerOperation() {
  registerOperation(
      Kind::definition(),
      [](TF_OpKernelConstruction* construction) -> void* {
        return new Operation::Attributes(readAttributes(Kind::definition(), construction));
      },
      [](void* attributes, TF_OpKernelContext* context) {
        runOperation(Kind::definition(), *static_cast<Operation::Attributes*>(attributes), context, &Kind::compute);
      },
      [](void* attributes) { delete static_cast<Operation::Attributes*>(attributes); });
}

}  // namespace reprise
