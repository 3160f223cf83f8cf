// Reductions, and the products that reduce.
#include "shim.h"

#include <tuple>

using namespace shim;

namespace {

Optional<at::ScalarType> maybe(int32_t type) {
  return type < 0 ? Optional<at::ScalarType>() : Optional<at::ScalarType>(dtype(type));
}

}  // namespace

#define OVER_ALL(name) \
  TS_API Handle ts_##name(Handle a) { return produce(#name, {a}, [&] { return a->name(); }); }

#define OVER_DIMS(name) \
  TS_API Handle ts_##name(Handle a, const int64_t* dims, int32_t count, int32_t keep) { \
    return produce(#name, {a}, [&] { return a->name(list(dims, count), keep != 0); }); \
  }

#define OVER_DIM(name) \
  TS_API Handle ts_##name##_dim(Handle a, int64_t dim, int32_t keep) { \
    return produce(#name, {a}, [&] { return a->name(dim, keep != 0); }); \
  }

// Largest or smallest values along a dimension, with where they stand.
#define WITH_INDEX(name) \
  TS_API int32_t ts_##name##_dim(Handle a, int64_t dim, int32_t keep, Handle* values, Handle* indexes) { \
    return perform(#name, {a}, [&] { \
      auto both = a->name(dim, keep != 0); \
      *values = new at::Tensor(std::get<0>(both)); \
      *indexes = new at::Tensor(std::get<1>(both)); \
    }); \
  }

OVER_ALL(min) OVER_ALL(max) OVER_ALL(argmax) OVER_ALL(argmin) OVER_ALL(all) OVER_ALL(any)
OVER_DIMS(amin) OVER_DIMS(amax)
OVER_DIM(argmax) OVER_DIM(argmin) OVER_DIM(all) OVER_DIM(any)
WITH_INDEX(min) WITH_INDEX(max)

TS_API Handle ts_sum(Handle a, int32_t type) {
  return produce("sum", {a}, [&] { return a->sum(maybe(type)); });
}

TS_API Handle ts_sum_dims(Handle a, const int64_t* dims, int32_t count, int32_t keep, int32_t type) {
  return produce("sum", {a}, [&] { return a->sum(list(dims, count), keep != 0, maybe(type)); });
}

TS_API Handle ts_mean(Handle a) {
  return produce("mean", {a}, [&] { return a->mean(); });
}

TS_API Handle ts_mean_dims(Handle a, const int64_t* dims, int32_t count, int32_t keep, int32_t type) {
  return produce("mean", {a}, [&] { return a->mean(list(dims, count), keep != 0, maybe(type)); });
}

TS_API Handle ts_std(Handle a, int32_t unbiased) {
  return produce("std", {a}, [&] { return a->std(unbiased != 0); });
}

TS_API Handle ts_norm(Handle a, double p) {
  return produce("norm", {a}, [&] { return a->norm(p); });
}

TS_API Handle ts_norm_dim(Handle a, double p, int64_t dim, int32_t keep) {
  return produce("norm", {a}, [&] { return a->norm(Optional<at::Scalar>(p), list(&dim, 1), keep != 0); });
}

TS_API Handle ts_softmax(Handle a, int64_t dim, int32_t type) {
  return produce("softmax", {a}, [&] { return a->softmax(dim, maybe(type)); });
}

TS_API Handle ts_log_softmax(Handle a, int64_t dim, int32_t type) {
  return produce("log_softmax", {a}, [&] { return a->log_softmax(dim, maybe(type)); });
}

TS_API Handle ts_matmul(Handle a, Handle b) {
  return produce("matmul", {a, b}, [&] { return a->matmul(*b); });
}

TS_API Handle ts_mm(Handle a, Handle b) {
  return produce("mm", {a, b}, [&] { return a->mm(*b); });
}

TS_API Handle ts_bmm(Handle a, Handle b) {
  return produce("bmm", {a, b}, [&] { return a->bmm(*b); });
}

TS_API int32_t ts_allclose(Handle a, Handle b, double relative, double absolute, int32_t equalNan, int32_t* close) {
  return perform("allclose", {a, b}, [&] { *close = a->allclose(*b, relative, absolute, equalNan != 0); });
}

TS_API int32_t ts_equal(Handle a, Handle b, int32_t* same) {
  return perform("equal", {a, b}, [&] { *same = a->equal(*b); });
}
