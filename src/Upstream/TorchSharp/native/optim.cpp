// One call per parameter and step. Contiguous float32 on the CPU takes a single pass over memory; anything else
// takes the same formula in libtorch's own operations.
#include "shim.h"

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <cmath>
#include <vector>

using namespace shim;

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define EACH_CPU __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define EACH_CPU
#endif

namespace {

constexpr int32_t kNoGradient = 2;
constexpr int64_t kGrain = 1 << 15;  // below this many elements another thread costs more than it saves

struct AdamRule {
  float beta1, beta2, oneMinusBeta1, oneMinusBeta2, rootOfCorrection2, eps, stepSize, decay, shrink, sign;
};

// The order of operations is PyTorch's (exp_avg, exp_avg_sq, denominator, parameter).
EACH_CPU void adamRange(float* param, const float* grad, float* mean, float* square, float* largest, int64_t count,
                        const AdamRule& rule) {
  const AdamRule r = rule;
  for (int64_t i = 0; i < count; ++i) {
    const float p = param[i] * r.shrink;
    const float g = grad[i] * r.sign + r.decay * p;
    const float m = mean[i] * r.beta1 + g * r.oneMinusBeta1;
    const float s = square[i] * r.beta2 + g * g * r.oneMinusBeta2;
    mean[i] = m;
    square[i] = s;
    float bound = s;
    if (largest) {
      bound = largest[i] > s ? largest[i] : s;
      largest[i] = bound;
    }
    param[i] = p - r.stepSize * (m / (std::sqrt(bound) / r.rootOfCorrection2 + r.eps));
  }
}

struct SgdRule {
  float rate, momentum, oneMinusDampening, decay;
  bool first, nesterov;
};

EACH_CPU void sgdRange(float* param, const float* grad, float* buffer, int64_t count, const SgdRule& rule) {
  const SgdRule r = rule;
  for (int64_t i = 0; i < count; ++i) {
    const float g = grad[i] + r.decay * param[i];
    float step = g;
    if (buffer) {
      const float b = r.first ? g : buffer[i] * r.momentum + g * r.oneMinusDampening;
      buffer[i] = b;
      step = r.nesterov ? g + r.momentum * b : b;
    }
    param[i] += r.rate * step;
  }
}

bool flat(const at::Tensor& tensor) {
  return tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous();
}

template <class Range>
void inParallel(int64_t count, Range&& range) {
  if (count <= kGrain) range(0, count);
  else at::parallel_for(0, count, kGrain, range);
}

// Runs an update without recording it; 2 when the parameter has no gradient yet.
template <class Update>
int32_t update(const char* op, Handle param, Update&& body) noexcept {
  try {
    const at::Tensor gradient = param->grad();
    if (!gradient.defined()) return kNoGradient;
    c10::AutoGradMode unrecorded(false);
    body(gradient);
    param->unsafeGetTensorImpl()->bump_version();
    return 0;
  } catch (...) {
    record(op, &param, 1);
    return 1;
  }
}

}  // namespace

// `largest` is null unless AMSGrad; `decoupled` is AdamW's weight decay.
TS_API int32_t ts_adam_step(Handle param, Handle mean, Handle square, Handle largest, int64_t step, double rate,
                            double beta1, double beta2, double eps, double weightDecay, int32_t decoupled,
                            int32_t maximize) {
  return update("adam", param, [&](const at::Tensor& gradient) {
    const double correction1 = 1 - std::pow(beta1, static_cast<double>(step));
    const double root2 = std::sqrt(1 - std::pow(beta2, static_cast<double>(step)));
    const double shrink = decoupled ? 1 - rate * weightDecay : 1;
    const double decay = decoupled ? 0 : weightDecay;
    const double stepSize = rate / correction1;
    if (flat(*param) && flat(gradient) && flat(*mean) && flat(*square) && (!largest || flat(*largest))) {
      const AdamRule rule{float(beta1), float(beta2), float(1 - beta1), float(1 - beta2), float(root2),
                          float(eps), float(stepSize), float(decay), float(shrink), maximize ? -1.f : 1.f};
      auto* p = param->data_ptr<float>();
      auto* g = gradient.data_ptr<float>();
      auto* m = mean->data_ptr<float>();
      auto* s = square->data_ptr<float>();
      auto* l = largest ? largest->data_ptr<float>() : nullptr;
      inParallel(param->numel(), [&](int64_t from, int64_t to) {
        adamRange(p + from, g + from, m + from, s + from, l ? l + from : nullptr, to - from, rule);
      });
      return;
    }
    at::Tensor g = maximize ? -gradient : gradient;
    if (shrink != 1) param->mul_(shrink);
    if (decay != 0) g = g.add(*param, decay);
    mean->mul_(beta1).add_(g, 1 - beta1);
    square->mul_(beta2).addcmul_(g, g, 1 - beta2);
    if (largest) largest->copy_(at::maximum(*largest, *square));
    auto denominator = ((largest ? *largest : *square).sqrt() / root2).add_(eps);
    param->addcdiv_(*mean, denominator, -stepSize);
  });
}

// `buffer` is null without momentum; `first` fills it with the gradient.
TS_API int32_t ts_sgd_step(Handle param, Handle buffer, int32_t first, double rate, double momentum, double dampening,
                           double weightDecay, int32_t nesterov, int32_t maximize) {
  return update("sgd", param, [&](const at::Tensor& gradient) {
    const double signedRate = maximize ? rate : -rate;
    if (flat(*param) && flat(gradient) && (!buffer || flat(*buffer))) {
      const SgdRule rule{float(signedRate), float(momentum), float(1 - dampening), float(weightDecay), first != 0,
                         nesterov != 0};
      auto* p = param->data_ptr<float>();
      auto* g = gradient.data_ptr<float>();
      auto* b = buffer ? buffer->data_ptr<float>() : nullptr;
      inParallel(param->numel(), [&](int64_t from, int64_t to) {
        sgdRange(p + from, g + from, b ? b + from : nullptr, to - from, rule);
      });
      return;
    }
    at::Tensor g = weightDecay != 0 ? gradient.add(*param, weightDecay) : gradient;
    if (buffer) {
      if (first) buffer->copy_(g);
      else buffer->mul_(momentum).add_(g, 1 - dampening);
      g = nesterov ? g.add(*buffer, momentum) : *buffer;
    }
    param->add_(g, signedRate);
  });
}

// Scales all gradients so that their joint norm is at most `limit`; gives the norm before.
TS_API int32_t ts_clip_grad_norm(const Handle* params, int32_t count, double limit, double p, double* total) {
  try {
    c10::AutoGradMode unrecorded(false);
    std::vector<at::Tensor> gradients;
    for (int32_t i = 0; i < count; ++i) {
      const at::Tensor gradient = params[i]->grad();
      if (gradient.defined()) gradients.push_back(gradient);
    }
    *total = 0;
    if (gradients.empty()) return 0;
    std::vector<at::Tensor> norms;
    norms.reserve(gradients.size());
    for (const auto& gradient : gradients) {
      norms.push_back(std::isinf(p) ? gradient.abs().max() : gradient.norm(p).to(gradients[0].device()));
    }
    const at::Tensor joined = at::stack(norms);
    *total = (std::isinf(p) ? joined.max() : joined.norm(p)).item().toDouble();
    const double scale = limit / (*total + 1e-6);
    if (scale < 1) {
      for (auto& gradient : gradients) gradient.mul_(scale);
    }
    return 0;
  } catch (...) {
    record("clip_grad_norm_", params, count);
    return 1;
  }
}
