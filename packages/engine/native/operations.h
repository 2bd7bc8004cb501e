// All operations of this addon.
#pragma once

namespace reprise {

void registerCtc();
void registerLstm();
void registerDecoder();
void registerDecodeStep();
void registerParameterUpdate();
void registerEmbedding();
void registerVocabularyLoss();
void registerGru();
void registerElman();
void registerMatrixProduct();
void registerSoftWindow();
void registerStudentT();
void registerPenMixture();

/** Makes every operation known to TensorFlow; once a process. */
inline void registerOperations() {
  registerLstm();
  registerDecoder();
  registerDecodeStep();
  registerCtc();
  registerParameterUpdate();
  registerEmbedding();
  registerVocabularyLoss();
  registerGru();
  registerElman();
  registerMatrixProduct();
  registerSoftWindow();
  registerStudentT();
  registerPenMixture();
}

}  // namespace reprise
