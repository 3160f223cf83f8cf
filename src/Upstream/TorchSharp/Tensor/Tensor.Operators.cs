using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Tensor.operator +.</summary>
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        /// <summary>Tensor.operator + with a number.</summary>
        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        /// <summary>Tensor.operator -.</summary>
        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        /// <summary>Tensor.operator - with a number.</summary>
        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        /// <summary>Tensor.operator *.</summary>
        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        /// <summary>Tensor.operator * with a number.</summary>
        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        /// <summary>Tensor.operator /.</summary>
        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        /// <summary>Tensor.operator / with a number.</summary>
        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        /// <summary>Tensor.operator + with a number.</summary>
        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        /// <summary>Tensor.operator - from a number.</summary>
        public static Tensor operator -(Scalar left, Tensor right)
            => Made(NativeMethods.ts_number_sub(left.Number, right.Handle), right);

        /// <summary>Tensor.operator * with a number.</summary>
        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        /// <summary>Tensor.operator / of a number.</summary>
        public static Tensor operator /(Scalar left, Tensor right)
            => Made(NativeMethods.ts_number_div(left.Number, right.Handle), right);

        /// <summary>Tensor.operator -: the negative.</summary>
        public static Tensor operator -(Tensor tensor) => tensor.neg();

        /// <summary>Tensor.operator ==, element by element. Test for null with 'is null'.</summary>
        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);

        /// <summary>Tensor.operator == with a number, element by element.</summary>
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);

        /// <summary>Tensor.operator !=, element by element.</summary>
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);

        /// <summary>Tensor.operator != with a number, element by element.</summary>
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);

        /// <summary>Tensor.operator &lt;, element by element.</summary>
        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        /// <summary>Tensor.operator &lt; with a number, element by element.</summary>
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        /// <summary>Tensor.operator &lt;=, element by element.</summary>
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        /// <summary>Tensor.operator &lt;= with a number, element by element.</summary>
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        /// <summary>Tensor.operator &gt;, element by element.</summary>
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        /// <summary>Tensor.operator &gt; with a number, element by element.</summary>
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        /// <summary>Tensor.operator &gt;=, element by element.</summary>
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        /// <summary>Tensor.operator &gt;= with a number, element by element.</summary>
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);
    }
}
