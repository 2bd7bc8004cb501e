// What Node loads: registers the operations with TensorFlow, and tells what runs them.
#include <node_api.h>

#include "kernels.h"
#include "operations.h"
#include "threads.h"

namespace {

napi_value setThreads(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int32_t threads = 0;
  if (napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr) != napi_ok || count < 1 ||
      napi_get_value_int32(env, argument, &threads) != napi_ok || threads < 1) {
    napi_throw_range_error(env, nullptr, "setThreads: expected a whole number from 1 on.");
    return nullptr;
  }
  reprise::setThreadCount(threads);
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  // Operations belong to the process; Node runs this once more in each worker thread.
  static const bool registered = [] {
    reprise::registerOperations();
    return true;
  }();
  (void)registered;
  napi_value isa, function;
  napi_create_string_utf8(env, reprise::kernels().isa, NAPI_AUTO_LENGTH, &isa);
  napi_set_named_property(env, exports, "isa", isa);
  napi_create_function(env, "setThreads", NAPI_AUTO_LENGTH, &setThreads, nullptr, &function);
  napi_set_named_property(env, exports, "setThreads", function);
  return exports;
}
