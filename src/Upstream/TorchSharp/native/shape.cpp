// Views, joins and indexing.
#include "shim.h"

#include <vector>

using namespace shim;

namespace {

template <class Join>
Handle join(const char* op, const Handle* tensors, int32_t count, Join&& body) noexcept {
  try {
    std::vector<at::Tensor> parts;
    parts.reserve(static_cast<size_t>(count));
    for (int32_t i = 0; i < count; ++i) parts.push_back(*tensors[i]);
    return new at::Tensor(body(parts));
  } catch (...) {
    record(op, tensors, count);
    return nullptr;
  }
}

}  // namespace

TS_API Handle ts_cat(const Handle* tensors, int32_t count, int64_t dim) {
  return join("cat", tensors, count, [&](const std::vector<at::Tensor>& parts) { return at::cat(parts, dim); });
}

TS_API Handle ts_stack(const Handle* tensors, int32_t count, int64_t dim) {
  return join("stack", tensors, count, [&](const std::vector<at::Tensor>& parts) { return at::stack(parts, dim); });
}

TS_API Handle ts_view(Handle a, const int64_t* sizes, int32_t rank) {
  return produce("view", {a}, [&] { return a->view(list(sizes, rank)); });
}

TS_API Handle ts_reshape(Handle a, const int64_t* sizes, int32_t rank) {
  return produce("reshape", {a}, [&] { return a->reshape(list(sizes, rank)); });
}

TS_API Handle ts_expand(Handle a, const int64_t* sizes, int32_t rank) {
  return produce("expand", {a}, [&] { return a->expand(list(sizes, rank)); });
}

TS_API Handle ts_permute(Handle a, const int64_t* dims, int32_t rank) {
  return produce("permute", {a}, [&] { return a->permute(list(dims, rank)); });
}

TS_API Handle ts_flatten(Handle a, int64_t first, int64_t last) {
  return produce("flatten", {a}, [&] { return a->flatten(first, last); });
}

TS_API Handle ts_squeeze(Handle a) {
  return produce("squeeze", {a}, [&] { return a->squeeze(); });
}

TS_API Handle ts_squeeze_dim(Handle a, int64_t dim) {
  return produce("squeeze", {a}, [&] { return a->squeeze(dim); });
}

TS_API Handle ts_unsqueeze(Handle a, int64_t dim) {
  return produce("unsqueeze", {a}, [&] { return a->unsqueeze(dim); });
}

TS_API Handle ts_transpose(Handle a, int64_t first, int64_t second) {
  return produce("transpose", {a}, [&] { return a->transpose(first, second); });
}

TS_API Handle ts_narrow(Handle a, int64_t dim, int64_t start, int64_t length) {
  return produce("narrow", {a}, [&] { return a->narrow(dim, start, length); });
}

TS_API Handle ts_slice(Handle a, int64_t dim, int64_t start, int64_t finish, int64_t step) {
  return produce("slice", {a}, [&] { return a->slice(dim, start, finish, step); });
}

TS_API Handle ts_select(Handle a, int64_t dim, int64_t index) {
  return produce("select", {a}, [&] { return a->select(dim, index); });
}

TS_API Handle ts_index_select(Handle a, int64_t dim, Handle index) {
  return produce("index_select", {a, index}, [&] { return a->index_select(dim, *index); });
}

TS_API int32_t ts_index_copy_(Handle a, int64_t dim, Handle index, Handle source) {
  return perform("index_copy_", {a, index, source}, [&] { a->index_copy_(dim, *index, *source); });
}

TS_API int32_t ts_index_add_(Handle a, int64_t dim, Handle index, Handle source, Number alpha) {
  return perform("index_add_", {a, index, source}, [&] { a->index_add_(dim, *index, *source, alpha.scalar()); });
}

TS_API Handle ts_gather(Handle a, int64_t dim, Handle index) {
  return produce("gather", {a, index}, [&] { return a->gather(dim, *index); });
}

TS_API int32_t ts_scatter_(Handle a, int64_t dim, Handle index, Handle source) {
  return perform("scatter_", {a, index, source}, [&] { a->scatter_(dim, *index, *source); });
}

TS_API int32_t ts_scatter_add_(Handle a, int64_t dim, Handle index, Handle source) {
  return perform("scatter_add_", {a, index, source}, [&] { a->scatter_add_(dim, *index, *source); });
}
