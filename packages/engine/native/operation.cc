#include "operation.h"

#include <tensorflow/c/tf_status.h>
#include <tensorflow/c/tf_tensor.h>

#include "blocks.h"

#include <algorithm>
#include <functional>
#include <new>
#include <numeric>

namespace reprise {
namespace {

std::string describe(const Shape& shape) {
  std::string text = "[";
  for (size_t axis = 0; axis < shape.size(); axis++) text += (axis ? ", " : "") + std::to_string(shape[axis]);
  return text + "]";
}

int64_t countOf(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<int64_t>());
}

/** The part of "xs: float" before the colon, or behind it. */
std::string nameOf(const std::string& declaration) { return declaration.substr(0, declaration.find(':')); }
std::string typeOf(const std::string& declaration) { return declaration.substr(declaration.find(':') + 2); }

}  // namespace

Operation::Operation(const OperationDefinition& definition, const Attributes& attributes, TF_OpKernelContext* context)
    : definition_(definition), attributes_(attributes), context_(context), status_(TF_NewStatus()) {
  inputs_.reserve(TF_NumInputs(context));
  for (int index = 0; index < TF_NumInputs(context); index++) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context, index, &tensor, status_);
    Shape shape(TF_NumDims(tensor));
    for (size_t axis = 0; axis < shape.size(); axis++) shape[axis] = TF_Dim(tensor, static_cast<int>(axis));
    const bool isEmpty = countOf(shape) == 0;
    inputs_.push_back({tensor, TF_TensorData(tensor), std::move(shape), isEmpty});
  }
}

Operation::~Operation() {
  for (const Input& input : inputs_) TF_DeleteTensor(input.tensor);
  for (TF_Tensor* output : outputs_) TF_DeleteTensor(output);
  TF_DeleteStatus(status_);
}

void Operation::fail(const std::string& expected) const {
  throw std::invalid_argument(std::string(definition_.name) + ": expected " + expected + ".");
}

int64_t Operation::elements(int input) const { return countOf(inputs_[input].shape); }

std::string Operation::nameOfInput(int input) const {
  int before = 0;
  for (const std::string& declaration : definition_.inputs) {
    const std::string type = typeOf(declaration), name = nameOf(declaration);
    const size_t times = type.find(" * ");
    const int count = times == std::string::npos ? 1 : integer(type.substr(0, times).c_str());
    if (input < before + count) {
      return times == std::string::npos ? name : name + "[" + std::to_string(input - before) + "]";
    }
    before += count;
  }
  return "input " + std::to_string(input);
}

int Operation::size(int input, int axis) const {
  const Shape& given = inputs_[input].shape;
  if (axis >= static_cast<int>(given.size())) {
    fail(nameOfInput(input) + " of at least " + std::to_string(axis + 1) + " axes, got " + describe(given));
  }
  return static_cast<int>(given[axis]);
}

void* Operation::data(int input, const Shape& expected) const {
  const Input& given = inputs_[input];
  if (given.shape != expected) {
    fail(nameOfInput(input) + " of shape " + describe(expected) + ", got " + describe(given.shape));
  }
  return given.data;
}

const float* Operation::floats(int input, const Shape& expected) const {
  return static_cast<const float*>(data(input, expected));
}

float* Operation::ownedFloats(int input, const Shape& expected) const {
  return static_cast<float*>(data(input, expected));
}

const int32_t* Operation::ints(int input, const Shape& expected) const {
  return static_cast<const int32_t*>(data(input, expected));
}

const float* Operation::optionalFloats(int input, const Shape& expected) const {
  return inputs_[input].isEmpty ? nullptr : floats(input, expected);
}

const int32_t* Operation::optionalInts(int input, const Shape& expected) const {
  return inputs_[input].isEmpty ? nullptr : ints(input, expected);
}

void* Operation::allocate(int output, TF_DataType type, size_t size, const Shape& shape) {
  const int axes = static_cast<int>(shape.size());
  TF_Tensor* tensor;
  if (size < kLeastBlock) {
    tensor = TF_AllocateOutput(context_, output, type, shape.data(), axes, size, status_);
  } else {
    const Block block = takeBlock(size);
    const auto release = [](void* memory, size_t, void* blockSize) {
      giveBack({memory, reinterpret_cast<size_t>(blockSize)});
    };
    tensor = TF_NewTensor(type, shape.data(), axes, block.memory, size, release, reinterpret_cast<void*>(block.size));
    TF_SetOutput(context_, output, tensor, status_);
  }
  if (TF_GetCode(status_) != TF_OK) {
    TF_DeleteTensor(tensor);
    throw std::runtime_error(TF_Message(status_));
  }
  outputs_.push_back(tensor);
  return TF_TensorData(tensor);
}

float* Operation::output(int output, const Shape& shape) {
  return static_cast<float*>(allocate(output, TF_FLOAT, countOf(shape) * sizeof(float), shape));
}

int32_t* Operation::intOutput(int output, const Shape& shape) {
  return static_cast<int32_t*>(allocate(output, TF_INT32, countOf(shape) * sizeof(int32_t), shape));
}

void Operation::pass(int input, int output) {
  TF_SetOutput(context_, output, inputs_[input].tensor, status_);
  if (TF_GetCode(status_) != TF_OK) throw std::runtime_error(TF_Message(status_));
}

void registerOperation(const OperationDefinition& definition, void* (*create)(TF_OpKernelConstruction*),
                       void (*compute)(void*, TF_OpKernelContext*), void (*destroy)(void*)) {
  TF_Status* const status = TF_NewStatus();
  TF_OpDefinitionBuilder* const op = TF_NewOpDefinitionBuilder(definition.name);
  for (const std::string& input : definition.inputs) TF_OpDefinitionBuilderAddInput(op, input.c_str());
  for (const std::string& output : definition.outputs) TF_OpDefinitionBuilderAddOutput(op, output.c_str());
  for (const std::string& attribute : definition.attributes) TF_OpDefinitionBuilderAddAttr(op, attribute.c_str());
  TF_RegisterOpDefinition(op, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder* const kernel = TF_NewKernelBuilder(definition.name, "CPU", create, compute, destroy);
    TF_RegisterKernelBuilder(definition.name, kernel, status);
  }
  const std::string message = TF_GetCode(status) == TF_OK ? "" : TF_Message(status);
  TF_DeleteStatus(status);
  if (!message.empty()) throw std::runtime_error(std::string(definition.name) + ": " + message);
}

Operation::Attributes readAttributes(const OperationDefinition& definition, TF_OpKernelConstruction* construction) {
  Operation::Attributes values;
  TF_Status* const status = TF_NewStatus();
  for (const std::string& attribute : definition.attributes) {
    const std::string name = nameOf(attribute), declared = typeOf(attribute);
    const std::string type = declared.substr(0, declared.find(' '));
    double& value = values[name];
    if (type == "bool") {
      TF_Bool flag = 0;
      TF_OpKernelConstruction_GetAttrBool(construction, name.c_str(), &flag, status);
      value = flag;
    } else if (type == "float") {
      float number = 0;
      TF_OpKernelConstruction_GetAttrFloat(construction, name.c_str(), &number, status);
      value = number;
    } else {
      int64_t number = 0;
      TF_OpKernelConstruction_GetAttrInt64(construction, name.c_str(), &number, status);
      value = static_cast<double>(number);
    }
    if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  }
  TF_DeleteStatus(status);
  return values;
}

void runOperation(const OperationDefinition& definition, const Operation::Attributes& attributes,
                  TF_OpKernelContext* context, void (*compute)(Operation&)) {
  const auto fail = [context](TF_Code code, const char* message) {
    TF_Status* const status = TF_NewStatus();
    TF_SetStatus(status, code, message);
    TF_OpKernelContext_Failure(context, status);
    TF_DeleteStatus(status);
  };
  try {
    Operation operation(definition, attributes, context);
    compute(operation);
  } catch (const std::invalid_argument& error) {
    fail(TF_INVALID_ARGUMENT, error.what());
  } catch (const std::bad_alloc&) {
    fail(TF_RESOURCE_EXHAUSTED, (std::string(definition.name) + ": not enough memory.").c_str());
  } catch (const std::exception& error) {
    fail(TF_INTERNAL, error.what());
  }
}

}  // namespace reprise
