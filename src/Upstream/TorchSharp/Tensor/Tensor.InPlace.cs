using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Tensor.add_ in place.</summary>
        public Tensor add_(Tensor target) => Changed(NativeMethods.ts_add_(Handle, target.Handle, NativeNumber.One), target);

        /// <summary>Tensor.add_ in place, the other times alpha.</summary>
        public Tensor add_(Tensor target, Scalar alpha)
            => Changed(NativeMethods.ts_add_(Handle, target.Handle, alpha.Number), target);

        /// <summary>Tensor.add_ with a number, in place.</summary>
        public Tensor add_(Scalar scalar) => Changed(NativeMethods.ts_add_number_(Handle, scalar.Number, NativeNumber.One));

        /// <summary>Tensor.sub_ in place.</summary>
        public Tensor sub_(Tensor target) => Changed(NativeMethods.ts_sub_(Handle, target.Handle, NativeNumber.One), target);

        /// <summary>Tensor.sub_ in place, the other times alpha.</summary>
        public Tensor sub_(Tensor target, Scalar alpha)
            => Changed(NativeMethods.ts_sub_(Handle, target.Handle, alpha.Number), target);

        /// <summary>Tensor.sub_ with a number, in place.</summary>
        public Tensor sub_(Scalar scalar) => Changed(NativeMethods.ts_sub_number_(Handle, scalar.Number, NativeNumber.One));

        /// <summary>Tensor.mul_ in place.</summary>
        public Tensor mul_(Tensor target) => Changed(NativeMethods.ts_mul_(Handle, target.Handle), target);

        /// <summary>Tensor.mul_ with a number, in place.</summary>
        public Tensor mul_(Scalar target) => Changed(NativeMethods.ts_mul_number_(Handle, target.Number));

        /// <summary>Tensor.div_ in place.</summary>
        public Tensor div_(Tensor target) => Changed(NativeMethods.ts_div_(Handle, target.Handle), target);

        /// <summary>Tensor.div_ with a number, in place.</summary>
        public Tensor div_(Scalar target) => Changed(NativeMethods.ts_div_number_(Handle, target.Number));

        /// <summary>Tensor.pow_ in place.</summary>
        public Tensor pow_(Scalar scalar) => Changed(NativeMethods.ts_pow_number_(Handle, scalar.Number));

        /// <summary>Tensor.clamp_ in place; a missing bound is open.</summary>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => (min, max) switch
        {
            (null, null) => this,
            (null, _) => clamp_max_(max),
            (_, null) => clamp_min_(min),
            _ => Changed(NativeMethods.ts_clamp_(Handle, min.Number, max.Number)),
        };

        /// <summary>Tensor.clamp_min_ in place.</summary>
        public Tensor clamp_min_(Scalar min) => Changed(NativeMethods.ts_clamp_min_number_(Handle, min.Number));

        /// <summary>Tensor.clamp_max_ in place.</summary>
        public Tensor clamp_max_(Scalar max) => Changed(NativeMethods.ts_clamp_max_number_(Handle, max.Number));

        /// <summary>Tensor.lerp_ in place.</summary>
        public Tensor lerp_(Tensor end, Tensor weight)
            => Changed(NativeMethods.ts_lerp_(Handle, end.Handle, weight.Handle), end, weight);

        /// <summary>Tensor.addcmul_: this += value * tensor1 * tensor2.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
            => Changed(NativeMethods.ts_addcmul_(Handle, tensor1.Handle, tensor2.Handle, value.Number), tensor1, tensor2);

        /// <summary>Tensor.addcdiv_: this += value * tensor1 / tensor2.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
            => Changed(NativeMethods.ts_addcdiv_(Handle, tensor1.Handle, tensor2.Handle, value.Number), tensor1, tensor2);

        /// <summary>Tensor.masked_fill_ in place.</summary>
        public Tensor masked_fill_(Tensor mask, Scalar value)
            => Changed(NativeMethods.ts_masked_fill_(Handle, mask.Handle, value.Number), mask);

        /// <summary>Tensor.fill_: every element becomes value.</summary>
        public Tensor fill_(Scalar value) => Changed(NativeMethods.ts_fill_(Handle, value.Number));

        /// <summary>Tensor.zero_ in place.</summary>
        public Tensor zero_() => Changed(NativeMethods.ts_zero_(Handle));

        /// <summary>Tensor.abs_ in place.</summary>
        public Tensor abs_() => Changed(NativeMethods.ts_abs_(Handle));

        /// <summary>Tensor.neg_ in place.</summary>
        public Tensor neg_() => Changed(NativeMethods.ts_neg_(Handle));

        /// <summary>Tensor.exp_ in place.</summary>
        public Tensor exp_() => Changed(NativeMethods.ts_exp_(Handle));

        /// <summary>Tensor.log_ in place.</summary>
        public Tensor log_() => Changed(NativeMethods.ts_log_(Handle));

        /// <summary>Tensor.sqrt_ in place.</summary>
        public Tensor sqrt_() => Changed(NativeMethods.ts_sqrt_(Handle));

        /// <summary>Tensor.square_ in place.</summary>
        public Tensor square_() => Changed(NativeMethods.ts_square_(Handle));

        /// <summary>Tensor.relu_ in place.</summary>
        public Tensor relu_() => Changed(NativeMethods.ts_relu_(Handle));

        /// <summary>Tensor.tanh_ in place.</summary>
        public Tensor tanh_() => Changed(NativeMethods.ts_tanh_(Handle));

        /// <summary>Tensor.sigmoid_ in place.</summary>
        public Tensor sigmoid_() => Changed(NativeMethods.ts_sigmoid_(Handle));

        /// <summary>Tensor.uniform_: draws from [from, to).</summary>
        public Tensor uniform_(double from, double to) => Changed(NativeMethods.ts_uniform_(Handle, from, to));

        /// <summary>Tensor.normal_: draws from the normal distribution.</summary>
        public Tensor normal_(double mean = 0, double std = 1) => Changed(NativeMethods.ts_normal_(Handle, mean, std));
    }
}
