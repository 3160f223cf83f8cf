// Layers and losses as functions of their weights.
#include "shim.h"

using namespace shim;

TS_API Handle ts_linear(Handle input, Handle weight, Handle bias) {
  return produce("linear", {input, weight, bias}, [&] { return at::linear(*input, *weight, optional(bias)); });
}

TS_API Handle ts_conv2d(Handle input, Handle weight, Handle bias, const int64_t* stride, int32_t strides,
                        const int64_t* padding, int32_t paddings, const int64_t* dilation, int32_t dilations,
                        int64_t groups) {
  return produce("conv2d", {input, weight, bias}, [&] {
    return at::conv2d(*input, *weight, optional(bias), list(stride, strides), list(padding, paddings),
                      list(dilation, dilations), groups);
  });
}

TS_API Handle ts_batch_norm(Handle input, Handle weight, Handle bias, Handle runningMean, Handle runningVar,
                            int32_t training, double momentum, double eps) {
  return produce("batch_norm", {input, runningMean, runningVar, weight, bias}, [&] {
    return at::batch_norm(*input, optional(weight), optional(bias), optional(runningMean), optional(runningVar),
                          training != 0, momentum, eps, at::globalContext().userEnabledCuDNN());
  });
}

TS_API Handle ts_layer_norm(Handle input, const int64_t* shape, int32_t rank, Handle weight, Handle bias, double eps) {
  return produce("layer_norm", {input, weight, bias}, [&] {
    return at::layer_norm(*input, list(shape, rank), optional(weight), optional(bias), eps,
                          at::globalContext().userEnabledCuDNN());
  });
}

TS_API Handle ts_mse_loss(Handle input, Handle target, int32_t reduction) {
  return produce("mse_loss", {input, target}, [&] { return at::mse_loss(*input, *target, reduction); });
}

TS_API Handle ts_cross_entropy(Handle input, Handle target, Handle weight, int64_t ignoreIndex, int32_t reduction,
                               double labelSmoothing) {
  return produce("cross_entropy", {input, target, weight}, [&] {
    return at::cross_entropy_loss(*input, *target, optional(weight), reduction, ignoreIndex, labelSmoothing);
  });
}

TS_API Handle ts_cosine_similarity(Handle a, Handle b, int64_t dim, double eps) {
  return produce("cosine_similarity", {a, b}, [&] { return at::cosine_similarity(*a, *b, dim, eps); });
}
