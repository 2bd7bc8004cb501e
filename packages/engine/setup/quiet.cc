// Silences what TensorFlow says while it is loaded ("oneDNN custom operations are on..."): TF_CPP_MIN_LOG_LEVEL does
// not reach it. Linked into the addon, this runs after the library is loaded and before it is initialised. Errors are
// still shown; REPRISE_TENSORFLOW_LOG=1 shows everything.
#include <cstdlib>

// The wheel has no headers for Abseil; these are its declarations, whose name holds Abseil's release.
namespace absl {
inline namespace lts_20250814 {
enum class LogSeverityAtLeast : int { kError = 2 };
void SetStderrThreshold(LogSeverityAtLeast severity);
}  // namespace lts_20250814
}  // namespace absl

__attribute__((constructor)) static void SilenceTensorFlow() {
  if (std::getenv("REPRISE_TENSORFLOW_LOG") != nullptr) return;
  absl::SetStderrThreshold(absl::LogSeverityAtLeast::kError);
}
