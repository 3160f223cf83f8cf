using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Tensor.add: this + alpha * other.</summary>
        public Tensor add(Tensor target) => Made(NativeMethods.ts_add(Handle, target.Handle, NativeNumber.One), this, target);

        /// <summary>Tensor.add: this + alpha * other.</summary>
        public Tensor add(Tensor target, Scalar alpha)
            => Made(NativeMethods.ts_add(Handle, target.Handle, alpha.Number), this, target);

        /// <summary>Tensor.add with a number.</summary>
        public Tensor add(Scalar scalar) => Made(NativeMethods.ts_add_number(Handle, scalar.Number, NativeNumber.One), this);

        /// <summary>Tensor.add with a number times alpha.</summary>
        public Tensor add(Scalar scalar, Scalar alpha)
            => Made(NativeMethods.ts_add_number(Handle, scalar.Number, alpha.Number), this);

        /// <summary>Tensor.sub: this - alpha * other.</summary>
        public Tensor sub(Tensor target) => Made(NativeMethods.ts_sub(Handle, target.Handle, NativeNumber.One), this, target);

        /// <summary>Tensor.sub: this - alpha * other.</summary>
        public Tensor sub(Tensor target, Scalar alpha)
            => Made(NativeMethods.ts_sub(Handle, target.Handle, alpha.Number), this, target);

        /// <summary>Tensor.sub with a number.</summary>
        public Tensor sub(Scalar scalar) => Made(NativeMethods.ts_sub_number(Handle, scalar.Number, NativeNumber.One), this);

        /// <summary>Tensor.sub with a number times alpha.</summary>
        public Tensor sub(Scalar scalar, Scalar alpha)
            => Made(NativeMethods.ts_sub_number(Handle, scalar.Number, alpha.Number), this);

        /// <summary>Tensor.mul.</summary>
        public Tensor mul(Tensor target) => Made(NativeMethods.ts_mul(Handle, target.Handle), this, target);

        /// <summary>Tensor.mul with a number.</summary>
        public Tensor mul(Scalar target) => Made(NativeMethods.ts_mul_number(Handle, target.Number), this);

        /// <summary>Tensor.div.</summary>
        public Tensor div(Tensor target) => Made(NativeMethods.ts_div(Handle, target.Handle), this, target);

        /// <summary>Tensor.div with a number.</summary>
        public Tensor div(Scalar target) => Made(NativeMethods.ts_div_number(Handle, target.Number), this);

        /// <summary>Tensor.pow.</summary>
        public Tensor pow(Tensor exponent) => Made(NativeMethods.ts_pow(Handle, exponent.Handle), this, exponent);

        /// <summary>Tensor.pow with a number.</summary>
        public Tensor pow(Scalar scalar) => Made(NativeMethods.ts_pow_number(Handle, scalar.Number), this);

        /// <summary>Tensor.minimum of the two, element by element.</summary>
        public Tensor minimum(Tensor other) => Made(NativeMethods.ts_minimum(Handle, other.Handle), this, other);

        /// <summary>Tensor.maximum of the two, element by element.</summary>
        public Tensor maximum(Tensor other) => Made(NativeMethods.ts_maximum(Handle, other.Handle), this, other);

        /// <summary>Tensor.clamp: into [min, max]; a missing bound is open.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => (min, max) switch
        {
            (null, null) => alias(),
            (null, _) => clamp_max(max),
            (_, null) => clamp_min(min),
            _ => Made(NativeMethods.ts_clamp(Handle, min.Number, max.Number), this),
        };

        /// <summary>Tensor.clamp between tensors; a missing bound is open.</summary>
        public Tensor clamp(Tensor? min, Tensor? max)
            => Made(NativeMethods.ts_clamp_tensors(Handle, min?.Handle ?? 0, max?.Handle ?? 0), this, min, max);

        /// <summary>Tensor.clamp_min.</summary>
        public Tensor clamp_min(Scalar min) => Made(NativeMethods.ts_clamp_min_number(Handle, min.Number), this);

        /// <summary>Tensor.clamp_max.</summary>
        public Tensor clamp_max(Scalar max) => Made(NativeMethods.ts_clamp_max_number(Handle, max.Number), this);

        /// <summary>Tensor.lerp: this + weight * (end - this).</summary>
        public Tensor lerp(Tensor end, Tensor weight)
            => Made(NativeMethods.ts_lerp(Handle, end.Handle, weight.Handle), this, end, weight);

        /// <summary>Tensor.masked_fill: value where the mask is true.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value)
            => Made(NativeMethods.ts_masked_fill(Handle, mask.Handle, value.Number), this, mask);
    }
}
