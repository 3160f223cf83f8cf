// Gradients, the modes that switch their recording off, and process-wide settings.
#include <dlfcn.h>

#include "shim.h"

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/cuda.h>

using namespace shim;

TS_API int32_t ts_backward(Handle a, Handle gradient, int32_t retainGraph, int32_t createGraph) {
  return perform("backward", {a, gradient}, [&] {
    a->backward(orUndefined(gradient), retainGraph != 0, createGraph != 0);
  });
}

TS_API int32_t ts_requires_grad(Handle a) { return a->requires_grad(); }

TS_API int32_t ts_set_requires_grad(Handle a, int32_t value) {
  return perform("requires_grad", {a}, [&] { a->set_requires_grad(value != 0); });
}

TS_API int32_t ts_is_leaf(Handle a) { return a->is_leaf(); }

TS_API int32_t ts_retain_grad(Handle a) {
  return perform("retain_grad", {a}, [&] { a->retain_grad(); });
}

// Null without an error when there is no gradient.
TS_API Handle ts_grad(Handle a) {
  const at::Tensor& gradient = a->grad();
  return gradient.defined() ? new at::Tensor(gradient) : nullptr;
}

TS_API int32_t ts_set_grad(Handle a, Handle gradient) {
  return perform("grad", {a, gradient}, [&] { a->mutable_grad() = orUndefined(gradient); });
}

TS_API int32_t ts_zero_grad(Handle a) {
  return perform("zero_grad", {a}, [&] {
    at::Tensor& gradient = a->mutable_grad();
    if (!gradient.defined()) return;
    if (gradient.grad_fn()) gradient = gradient.detach();
    else gradient.set_requires_grad(false);
    gradient.zero_();
  });
}

TS_API Handle ts_detach(Handle a) {
  return produce("detach", {a}, [&] { return a->detach(); });
}

TS_API int32_t ts_detach_(Handle a) {
  return perform("detach_", {a}, [&] { a->detach_(); });
}

TS_API int32_t ts_grad_mode() { return c10::GradMode::is_enabled(); }
TS_API void ts_set_grad_mode(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

// The guard must be released on the thread that made it.
TS_API void* ts_inference_mode_enter(int32_t enabled) { return new c10::InferenceMode(enabled != 0); }
TS_API void ts_inference_mode_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
TS_API int32_t ts_inference_mode() { return c10::InferenceMode::is_enabled(); }

TS_API int32_t ts_manual_seed(int64_t seed) {
  return perform("manual_seed", {}, [&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

TS_API int32_t ts_get_num_threads() { return at::get_num_threads(); }
TS_API int32_t ts_get_num_interop_threads() { return at::get_num_interop_threads(); }

TS_API int32_t ts_set_num_threads(int32_t count) {
  return perform("set_num_threads", {}, [&] {
    at::set_num_threads(count);
    // libtorch built against the generic BLAS does not tell OpenBLAS, whose own threads would then spin beside ours.
    using SetThreads = void (*)(int);
    if (auto set_threads = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) {
      set_threads(count);
    }
  });
}

TS_API int32_t ts_set_num_interop_threads(int32_t count) {
  return perform("set_num_interop_threads", {}, [&] { at::set_num_interop_threads(count); });
}

TS_API int32_t ts_cuda_is_available() {
  int32_t available = 0;
  perform("cuda.is_available", {}, [&] { available = torch::cuda::is_available(); });
  return available;
}

TS_API int32_t ts_cuda_device_count() {
  int32_t count = 0;
  perform("cuda.device_count", {}, [&] { count = static_cast<int32_t>(torch::cuda::device_count()); });
  return count;
}

TS_API int32_t ts_cuda_synchronize(int64_t index) {
  return perform("cuda.synchronize", {}, [&] { torch::cuda::synchronize(index); });
}
