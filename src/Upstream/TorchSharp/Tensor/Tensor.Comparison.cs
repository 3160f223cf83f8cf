using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Tensor.eq: equal, element by element.</summary>
        public Tensor eq(Tensor target) => Made(NativeMethods.ts_eq(Handle, target.Handle), this, target);

        /// <summary>Tensor.eq: equal to a number, element by element.</summary>
        public Tensor eq(Scalar target) => Made(NativeMethods.ts_eq_number(Handle, target.Number), this);

        /// <summary>Tensor.ne: not equal, element by element.</summary>
        public Tensor ne(Tensor target) => Made(NativeMethods.ts_ne(Handle, target.Handle), this, target);

        /// <summary>Tensor.ne: not equal to a number, element by element.</summary>
        public Tensor ne(Scalar target) => Made(NativeMethods.ts_ne_number(Handle, target.Number), this);

        /// <summary>Tensor.lt: less, element by element.</summary>
        public Tensor lt(Tensor target) => Made(NativeMethods.ts_lt(Handle, target.Handle), this, target);

        /// <summary>Tensor.lt: less to a number, element by element.</summary>
        public Tensor lt(Scalar target) => Made(NativeMethods.ts_lt_number(Handle, target.Number), this);

        /// <summary>Tensor.le: less or equal, element by element.</summary>
        public Tensor le(Tensor target) => Made(NativeMethods.ts_le(Handle, target.Handle), this, target);

        /// <summary>Tensor.le: less or equal to a number, element by element.</summary>
        public Tensor le(Scalar target) => Made(NativeMethods.ts_le_number(Handle, target.Number), this);

        /// <summary>Tensor.gt: greater, element by element.</summary>
        public Tensor gt(Tensor target) => Made(NativeMethods.ts_gt(Handle, target.Handle), this, target);

        /// <summary>Tensor.gt: greater to a number, element by element.</summary>
        public Tensor gt(Scalar target) => Made(NativeMethods.ts_gt_number(Handle, target.Number), this);

        /// <summary>Tensor.ge: greater or equal, element by element.</summary>
        public Tensor ge(Tensor target) => Made(NativeMethods.ts_ge(Handle, target.Handle), this, target);

        /// <summary>Tensor.ge: greater or equal to a number, element by element.</summary>
        public Tensor ge(Scalar target) => Made(NativeMethods.ts_ge_number(Handle, target.Number), this);

        /// <summary>Tensor.logical_and.</summary>
        public Tensor logical_and(Tensor other) => Made(NativeMethods.ts_logical_and(Handle, other.Handle), this, other);

        /// <summary>Tensor.logical_or.</summary>
        public Tensor logical_or(Tensor other) => Made(NativeMethods.ts_logical_or(Handle, other.Handle), this, other);

        /// <summary>Tensor.allclose: |this - target| at most atol + rtol * |target| everywhere.</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            int close;
            Changed(NativeMethods.ts_allclose(Handle, target.Handle, rtol, atol, equal_nan ? 1 : 0, &close), target);
            return close != 0;
        }

        /// <summary>Tensor.Equals: same shape and the same elements.</summary>
        public bool Equals(Tensor? target)
        {
            if (target is null)
            {
                return false;
            }

            int same;
            Changed(NativeMethods.ts_equal(Handle, target.Handle, &same), target);
            return same != 0;
        }
    }
}
