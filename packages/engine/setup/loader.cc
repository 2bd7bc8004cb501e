// The addon that Node loads. It loads the addon proper, tfjs-node's, from the file beside it, with stderr turned off
// meanwhile: TensorFlow logs from its static initialisers ("oneDNN custom operations are on..."), before any setting
// of ours or TF_CPP_MIN_LOG_LEVEL could silence it. REPRISE_TENSORFLOW_LOG=1 shows what it says.
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace {

// The path of this file, without its extension `.node`, and with the one of the addon proper.
std::string AddonPath() {
  Dl_info info;
  if (dladdr(reinterpret_cast<void*>(&AddonPath), &info) == 0) return "";
  const std::string own = info.dli_fname;
  return own.substr(0, own.rfind('.')) + ".so";
}

void* LoadQuietly(const std::string& path) {
  const int null = std::getenv("REPRISE_TENSORFLOW_LOG") ? -1 : open("/dev/null", O_WRONLY | O_CLOEXEC);
  const int saved = null < 0 ? -1 : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (saved >= 0) dup2(null, STDERR_FILENO);
  void* addon = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (saved >= 0) {
    dup2(saved, STDERR_FILENO);
    close(saved);
  }
  if (null >= 0) close(null);
  return addon;
}

}  // namespace

NAPI_MODULE_INIT() {
  void* addon = LoadQuietly(AddonPath());
  void* symbol = addon ? dlsym(addon, "napi_register_module_v1") : nullptr;
  if (!symbol) {
    napi_throw_error(env, nullptr, dlerror());
    return nullptr;
  }
  return reinterpret_cast<napi_value (*)(napi_env, napi_value)>(symbol)(env, exports);
}
