// The flat C border between the TorchSharp stand-in and libtorch. Only the stable C++ API is used, so that the
// same sources compile against libtorch 1.13 to 2.x, with or without CUDA.
//
// Conventions, for every function here:
//  - a tensor is a Handle, a heap-allocated at::Tensor owned by the caller and released with ts_free;
//  - a function that yields a tensor returns null on failure, one that yields nothing returns 0 for success;
//  - no exception leaves the library; ts_last_error gives the calling thread's last message.
#pragma once

#include <ATen/ATen.h>
#include <torch/version.h>

#include <cstdint>
#include <initializer_list>
#include <optional>

#define TS_API extern "C" __attribute__((visibility("default")))

namespace shim {

using Handle = at::Tensor*;

// libtorch's own optional became std::optional on the way from 2.1 to 2.4, and its name is on the way out.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 5)
template <class T>
using Optional = std::optional<T>;
#else
template <class T>
using Optional = c10::optional<T>;
#endif

// A number that keeps its kind on the way through the border, so that int64 tensors stay int64.
struct Number {
  int64_t bits;
  int32_t kind;  // 0 floating point (bits of a double), 1 integer, 2 boolean

  at::Scalar scalar() const;
};

// Called inside a catch block: composes "op(shapes): message" for ts_last_error.
void record(const char* op, const Handle* operands, int count) noexcept;

template <class Body>
Handle produce(const char* op, std::initializer_list<Handle> operands, Body&& body) noexcept {
  try {
    return new at::Tensor(body());
  } catch (...) {
    record(op, operands.begin(), static_cast<int>(operands.size()));
    return nullptr;
  }
}

template <class Body>
int32_t perform(const char* op, std::initializer_list<Handle> operands, Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (...) {
    record(op, operands.begin(), static_cast<int>(operands.size()));
    return 1;
  }
}

inline Optional<at::Tensor> optional(Handle tensor) {
  return tensor ? Optional<at::Tensor>(*tensor) : Optional<at::Tensor>();
}

inline at::Tensor orUndefined(Handle tensor) { return tensor ? *tensor : at::Tensor(); }

inline at::IntArrayRef list(const int64_t* values, int32_t count) {
  return at::IntArrayRef(values, static_cast<size_t>(count));
}

inline at::ScalarType dtype(int32_t code) { return static_cast<at::ScalarType>(code); }

inline at::Device device(int32_t type, int32_t index) {
  return at::Device(static_cast<at::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

}  // namespace shim
