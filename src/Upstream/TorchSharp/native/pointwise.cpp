// Element by element: arithmetic, functions, comparisons, and their in-place forms.
#include "shim.h"

using namespace shim;

#define UNARY(name) \
  TS_API Handle ts_##name(Handle a) { return produce(#name, {a}, [&] { return a->name(); }); }

#define UNARY_IN_PLACE(name) \
  TS_API int32_t ts_##name(Handle a) { return perform(#name, {a}, [&] { a->name(); }); }

#define BINARY(name) \
  TS_API Handle ts_##name(Handle a, Handle b) { return produce(#name, {a, b}, [&] { return a->name(*b); }); }

#define BINARY_IN_PLACE(name) \
  TS_API int32_t ts_##name(Handle a, Handle b) { return perform(#name, {a, b}, [&] { a->name(*b); }); }

#define WITH_NUMBER(name) \
  TS_API Handle ts_##name##_number(Handle a, Number b) { \
    return produce(#name, {a}, [&] { return a->name(b.scalar()); }); \
  }

#define WITH_NUMBER_IN_PLACE(name) \
  TS_API int32_t ts_##name##_number_(Handle a, Number b) { \
    return perform(#name "_", {a}, [&] { a->name##_(b.scalar()); }); \
  }

UNARY(abs) UNARY(neg) UNARY(exp) UNARY(log) UNARY(sqrt) UNARY(rsqrt) UNARY(square) UNARY(sign) UNARY(floor)
UNARY(round) UNARY(relu) UNARY(tanh) UNARY(sigmoid) UNARY(isfinite) UNARY(isnan) UNARY(isinf) UNARY(logical_not)
UNARY(reciprocal)

UNARY_IN_PLACE(zero_) UNARY_IN_PLACE(relu_) UNARY_IN_PLACE(abs_) UNARY_IN_PLACE(neg_) UNARY_IN_PLACE(exp_)
UNARY_IN_PLACE(log_) UNARY_IN_PLACE(sqrt_) UNARY_IN_PLACE(square_) UNARY_IN_PLACE(tanh_) UNARY_IN_PLACE(sigmoid_)

BINARY(mul) BINARY(div) BINARY(pow) BINARY(minimum) BINARY(maximum) BINARY(logical_and) BINARY(logical_or)
BINARY(eq) BINARY(ne) BINARY(lt) BINARY(le) BINARY(gt) BINARY(ge)

BINARY_IN_PLACE(mul_) BINARY_IN_PLACE(div_)

WITH_NUMBER(mul) WITH_NUMBER(div) WITH_NUMBER(pow) WITH_NUMBER(clamp_min) WITH_NUMBER(clamp_max)
WITH_NUMBER(eq) WITH_NUMBER(ne) WITH_NUMBER(lt) WITH_NUMBER(le) WITH_NUMBER(gt) WITH_NUMBER(ge)

WITH_NUMBER_IN_PLACE(mul) WITH_NUMBER_IN_PLACE(div) WITH_NUMBER_IN_PLACE(pow)
WITH_NUMBER_IN_PLACE(clamp_min) WITH_NUMBER_IN_PLACE(clamp_max)

TS_API Handle ts_add(Handle a, Handle b, Number alpha) {
  return produce("add", {a, b}, [&] { return a->add(*b, alpha.scalar()); });
}

TS_API Handle ts_add_number(Handle a, Number b, Number alpha) {
  return produce("add", {a}, [&] { return a->add(b.scalar(), alpha.scalar()); });
}

TS_API int32_t ts_add_(Handle a, Handle b, Number alpha) {
  return perform("add_", {a, b}, [&] { a->add_(*b, alpha.scalar()); });
}

TS_API int32_t ts_add_number_(Handle a, Number b, Number alpha) {
  return perform("add_", {a}, [&] { a->add_(b.scalar(), alpha.scalar()); });
}

TS_API Handle ts_sub(Handle a, Handle b, Number alpha) {
  return produce("sub", {a, b}, [&] { return a->sub(*b, alpha.scalar()); });
}

TS_API Handle ts_sub_number(Handle a, Number b, Number alpha) {
  return produce("sub", {a}, [&] { return a->sub(b.scalar(), alpha.scalar()); });
}

TS_API int32_t ts_sub_(Handle a, Handle b, Number alpha) {
  return perform("sub_", {a, b}, [&] { a->sub_(*b, alpha.scalar()); });
}

TS_API int32_t ts_sub_number_(Handle a, Number b, Number alpha) {
  return perform("sub_", {a}, [&] { a->sub_(b.scalar(), alpha.scalar()); });
}

TS_API Handle ts_number_sub(Number a, Handle b) {
  return produce("sub", {b}, [&] { return at::rsub(*b, a.scalar()); });
}

TS_API Handle ts_number_div(Number a, Handle b) {
  return produce("div", {b}, [&] { return b->reciprocal().mul(a.scalar()); });
}

TS_API Handle ts_number_pow(Number a, Handle b) {
  return produce("pow", {b}, [&] { return at::pow(a.scalar(), *b); });
}

TS_API Handle ts_clamp(Handle a, Number low, Number high) {
  return produce("clamp", {a}, [&] { return a->clamp(low.scalar(), high.scalar()); });
}

TS_API int32_t ts_clamp_(Handle a, Number low, Number high) {
  return perform("clamp_", {a}, [&] { a->clamp_(low.scalar(), high.scalar()); });
}

TS_API Handle ts_clamp_tensors(Handle a, Handle low, Handle high) {
  return produce("clamp", {a, low, high}, [&] { return a->clamp(optional(low), optional(high)); });
}

TS_API Handle ts_elu(Handle a, double alpha) {
  return produce("elu", {a}, [&] { return at::elu(*a, alpha); });
}

TS_API int32_t ts_elu_(Handle a, double alpha) {
  return perform("elu_", {a}, [&] { at::elu_(*a, alpha); });
}

TS_API Handle ts_lerp(Handle a, Handle end, Handle weight) {
  return produce("lerp", {a, end, weight}, [&] { return a->lerp(*end, *weight); });
}

TS_API int32_t ts_lerp_(Handle a, Handle end, Handle weight) {
  return perform("lerp_", {a, end, weight}, [&] { a->lerp_(*end, *weight); });
}

TS_API int32_t ts_addcmul_(Handle a, Handle b, Handle c, Number value) {
  return perform("addcmul_", {a, b, c}, [&] { a->addcmul_(*b, *c, value.scalar()); });
}

TS_API int32_t ts_addcdiv_(Handle a, Handle b, Handle c, Number value) {
  return perform("addcdiv_", {a, b, c}, [&] { a->addcdiv_(*b, *c, value.scalar()); });
}

TS_API Handle ts_where(Handle condition, Handle a, Handle b) {
  return produce("where", {condition, a, b}, [&] { return at::where(*condition, *a, *b); });
}

TS_API Handle ts_masked_fill(Handle a, Handle mask, Number value) {
  return produce("masked_fill", {a, mask}, [&] { return a->masked_fill(*mask, value.scalar()); });
}

TS_API int32_t ts_masked_fill_(Handle a, Handle mask, Number value) {
  return perform("masked_fill_", {a, mask}, [&] { a->masked_fill_(*mask, value.scalar()); });
}
