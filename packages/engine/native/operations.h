// All operations of this addon.
#pragma once

namespace reprise {

void registerLstm();

/** Makes every operation known to TensorFlow; once a process. */
inline void registerOperations() { registerLstm(); }

}  // namespace reprise
