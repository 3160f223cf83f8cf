// A tensor's life: creation, copies, conversion, and what is known about it without computing.
#include "shim.h"

#include <cstring>

using namespace shim;

at::Scalar Number::scalar() const {
  if (kind == 1) return at::Scalar(bits);
  if (kind == 2) return at::Scalar(bits != 0);
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return at::Scalar(value);
}

namespace {

enum class Fill : int32_t { empty, zeros, ones, uniform, normal };

at::Tensor filled(Fill fill, at::IntArrayRef sizes, const at::TensorOptions& options) {
  switch (fill) {
    case Fill::zeros: return at::zeros(sizes, options);
    case Fill::ones: return at::ones(sizes, options);
    case Fill::uniform: return at::rand(sizes, options);
    case Fill::normal: return at::randn(sizes, options);
    default: return at::empty(sizes, options);
  }
}

const char* nameOf(Fill fill) {
  static const char* names[] = {"empty", "zeros", "ones", "rand", "randn"};
  return names[static_cast<int>(fill)];
}

}  // namespace

TS_API void ts_free(Handle tensor) { delete tensor; }

TS_API Handle ts_alias(Handle a) { return produce("alias", {a}, [&] { return *a; }); }

TS_API Handle ts_create(int32_t fill, const int64_t* sizes, int32_t rank, int32_t type, int32_t deviceType,
                        int32_t deviceIndex, int32_t requiresGrad) {
  auto kind = static_cast<Fill>(fill);
  return produce(nameOf(kind), {}, [&] {
    auto options = at::TensorOptions().dtype(dtype(type)).device(device(deviceType, deviceIndex));
    auto result = filled(kind, list(sizes, rank), options);
    if (requiresGrad) result.set_requires_grad(true);
    return result;
  });
}

TS_API Handle ts_create_like(Handle a, int32_t fill, int32_t type, int32_t deviceType, int32_t deviceIndex) {
  auto kind = static_cast<Fill>(fill);
  return produce(nameOf(kind), {a}, [&] {
    auto options = a->options().requires_grad(Optional<bool>());
    if (type >= 0) options = options.dtype(dtype(type));
    if (deviceType >= 0) options = options.device(device(deviceType, deviceIndex));
    return filled(kind, a->sizes(), options);
  });
}

TS_API Handle ts_full(const int64_t* sizes, int32_t rank, Number value, int32_t type, int32_t deviceType,
                      int32_t deviceIndex) {
  return produce("full", {}, [&] {
    auto options = at::TensorOptions().dtype(dtype(type)).device(device(deviceType, deviceIndex));
    return at::full(list(sizes, rank), value.scalar(), options);
  });
}

TS_API Handle ts_arange(Number start, Number stop, Number step, int32_t type, int32_t deviceType,
                        int32_t deviceIndex) {
  return produce("arange", {}, [&] {
    auto options = at::TensorOptions().device(device(deviceType, deviceIndex));
    if (type >= 0) options = options.dtype(dtype(type));
    return at::arange(start.scalar(), stop.scalar(), step.scalar(), options);
  });
}

// Copies `values`, laid out row by row, into a new CPU tensor.
TS_API Handle ts_from_values(const void* values, const int64_t* sizes, int32_t rank, int32_t type) {
  return produce("tensor", {}, [&] {
    auto result = at::empty(list(sizes, rank), at::TensorOptions().dtype(dtype(type)));
    std::memcpy(result.data_ptr(), values, result.nbytes());
    return result;
  });
}

TS_API int32_t ts_rank(Handle a) { return static_cast<int32_t>(a->dim()); }
TS_API int64_t ts_numel(Handle a) { return a->numel(); }
TS_API int32_t ts_dtype(Handle a) { return static_cast<int32_t>(a->scalar_type()); }
TS_API int64_t ts_element_size(Handle a) { return static_cast<int64_t>(a->element_size()); }
TS_API int32_t ts_device_type(Handle a) { return static_cast<int32_t>(a->device().type()); }
TS_API int32_t ts_device_index(Handle a) { return a->device().index(); }
TS_API int32_t ts_is_contiguous(Handle a) { return a->is_contiguous(); }

TS_API void ts_sizes(Handle a, int64_t* sizes) {
  std::memcpy(sizes, a->sizes().data(), sizeof(int64_t) * a->sizes().size());
}

TS_API void ts_strides(Handle a, int64_t* strides) {
  std::memcpy(strides, a->strides().data(), sizeof(int64_t) * a->strides().size());
}

TS_API void* ts_data(Handle a) {
  void* address = nullptr;
  perform("data", {a}, [&] { address = a->data_ptr(); });
  return address;
}

TS_API int32_t ts_item(Handle a, Number* value) {
  return perform("item", {a}, [&] {
    at::Scalar item = a->item();
    if (item.isBoolean()) {
      *value = Number{item.toBool(), 2};
    } else if (item.isIntegral(false)) {
      *value = Number{item.toLong(), 1};
    } else {
      double number = item.toDouble();
      value->kind = 0;
      std::memcpy(&value->bits, &number, sizeof number);
    }
  });
}

// A negative type or device keeps the tensor's own.
TS_API Handle ts_to(Handle a, int32_t type, int32_t deviceType, int32_t deviceIndex, int32_t copy,
                    int32_t nonBlocking) {
  return produce("to", {a}, [&] {
    auto options = a->options().requires_grad(Optional<bool>());
    if (type >= 0) options = options.dtype(dtype(type));
    if (deviceType >= 0) options = options.device(device(deviceType, deviceIndex));
    return a->to(options, nonBlocking != 0, copy != 0);
  });
}

TS_API Handle ts_clone(Handle a) { return produce("clone", {a}, [&] { return a->clone(); }); }
TS_API Handle ts_contiguous(Handle a) { return produce("contiguous", {a}, [&] { return a->contiguous(); }); }

TS_API int32_t ts_copy_(Handle a, Handle source, int32_t nonBlocking) {
  return perform("copy_", {a, source}, [&] { a->copy_(*source, nonBlocking != 0); });
}

TS_API int32_t ts_set_data(Handle a, Handle source) {
  return perform("set_data", {a, source}, [&] { a->set_data(*source); });
}

TS_API int32_t ts_fill_(Handle a, Number value) {
  return perform("fill_", {a}, [&] { a->fill_(value.scalar()); });
}

TS_API int32_t ts_uniform_(Handle a, double low, double high) {
  return perform("uniform_", {a}, [&] { a->uniform_(low, high); });
}

TS_API int32_t ts_normal_(Handle a, double mean, double deviation) {
  return perform("normal_", {a}, [&] { a->normal_(mean, deviation); });
}
