// Loads TensorFlow's framework library without its greeting. The library logs while it is being loaded, before any
// setting of its own can be heard, so standard error points to nowhere for just that long; afterwards its logger is
// set to errors only.
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

namespace {

constexpr int kErrorsOnly = 2;
// absl::SetMinLogLevel as TensorFlow 2.21 exports it; another version without it is merely louder.
constexpr char kSetMinLogLevel[] = "_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE";

void* openSilently(const char* path) {
  const int saved = dup(STDERR_FILENO);
  const int nowhere = open("/dev/null", O_WRONLY);
  if (saved >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  void* library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (saved >= 0) {
    dup2(saved, STDERR_FILENO);
    close(saved);
  }
  if (nowhere >= 0) close(nowhere);
  return library;
}

/** load(path): true when the library is there; a failure is left to the addon that needs the library. */
napi_value load(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  char path[4096];
  size_t length = 0;
  napi_value result;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  const bool isText = count == 1 && napi_get_value_string_utf8(env, argument, path, sizeof path, &length) == napi_ok;
  void* library = isText ? openSilently(path) : nullptr;
  if (library != nullptr) {
    auto setMinLogLevel = reinterpret_cast<void (*)(int)>(dlsym(library, kSetMinLogLevel));
    if (setMinLogLevel != nullptr) setMinLogLevel(kErrorsOnly);
  }
  napi_get_boolean(env, library != nullptr, &result);
  return result;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "load", NAPI_AUTO_LENGTH, load, nullptr, &function);
  napi_set_named_property(env, exports, "load", function);
  return exports;
}
