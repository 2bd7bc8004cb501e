/** C++ of fused kernels that do next to nothing, laid out as ours are: for the tests of what builds them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILES = {
  'loops.h': `
    #pragma once
    struct Loops { const char* isa; float (*scale)(float); };
    Loops LoopsOf_baseline(); Loops LoopsOf_avx2(); Loops LoopsOf_avx512();`,
  'isa.cc': `
    #include "loops.h"
    #define JOIN(a, b) a##b
    #define NAME(isa) JOIN(LoopsOf_, isa)
    #define TEXT(x) #x
    #define STRING(x) TEXT(x)
    static float Scale(float x) { return 2 * x; }
    Loops NAME(REPRISE_ISA)() { return {STRING(REPRISE_ISA), Scale}; }`,
  'addon.cc': `
    #include <node_api.h>
    #include "loops.h"
    #include "tensorflow/c/ops.h"
    static Loops Choose() {
    #if defined(__x86_64__)
      if (__builtin_cpu_supports("avx512f")) return LoopsOf_avx512();
      if (__builtin_cpu_supports("avx2")) return LoopsOf_avx2();
    #endif
      return LoopsOf_baseline();
    }
    static napi_value SetThreads(napi_env env, napi_callback_info) { return nullptr; }
    NAPI_MODULE_INIT() {
      TF_Status* status = TF_NewStatus();
      TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder("RepriseFixture");
      TF_OpDefinitionBuilderAddInput(op, "x: float");
      TF_RegisterOpDefinition(op, status);
      TF_DeleteStatus(status);
      napi_value isa, set_threads;
      napi_create_string_utf8(env, Choose().isa, NAPI_AUTO_LENGTH, &isa);
      napi_create_function(env, "setThreads", NAPI_AUTO_LENGTH, SetThreads, nullptr, &set_threads);
      napi_set_named_property(env, exports, "isa", isa);
      napi_set_named_property(env, exports, "setThreads", set_threads);
      return exports;
    }`,
};

/**
 * Writes the sources into `folder`.
 * @param {string} folder
 */
export function writeKernelSources(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
}
