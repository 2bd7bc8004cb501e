// All operations of this addon.
#pragma once

namespace reprise {

void registerLstm();
void registerDecoder();

/** Makes every operation known to TensorFlow; once a process. */
inline void registerOperations() {
  registerLstm();
  registerDecoder();
}

}  // namespace reprise
