using System.Runtime.CompilerServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Tensor.bytes: the memory of a contiguous CPU tensor itself, not a copy; setting copies into it.</summary>
        /// <remarks>The span is good while the tensor lives. Read floats with
        /// <c>MemoryMarshal.Cast&lt;byte, float&gt;(tensor.bytes)</c>.</remarks>
        /// <exception cref="InvalidOperationException">On a GPU, or not contiguous.</exception>
        public Span<byte> bytes
        {
            get
            {
                RequireCpu();
                if (!is_contiguous())
                {
                    throw new InvalidOperationException($"bytes({Describe(shape)}): the tensor is not contiguous; call contiguous() first.");
                }

                return new Span<byte>((void*)DataAddress(), checked((int)(NumberOfElements * ElementSize)));
            }

            set
            {
                Span<byte> target = bytes;
                if (target.Length != value.Length)
                {
                    throw new ArgumentException($"bytes({Describe(shape)}): the tensor has {target.Length} bytes, the value {value.Length}.", nameof(value));
                }

                value.CopyTo(target);
            }
        }

        /// <summary>Tensor.data: typed access to a CPU tensor's elements, whatever its strides.</summary>
        /// <exception cref="ArgumentException">T is not the type of the elements.</exception>
        public Utils.TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            RequireType<T>();
            RequireCpu();
            return new Utils.TensorAccessor<T>(this);
        }

        /// <summary>Tensor.item: the value of a tensor of one element, from any device.</summary>
        /// <exception cref="ArgumentException">Several elements, or T is not their type.</exception>
        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
            {
                throw new ArgumentException($"item({Describe(shape)}): the tensor must have exactly one element.");
            }

            RequireType<T>();
            NativeNumber number = ReadNumber();
            return dtype switch
            {
                ScalarType.Float64 => Cast<double, T>(number.AsDouble),
                ScalarType.Int64 => Cast<long, T>(number.AsLong),
                ScalarType.Int32 => Cast<int, T>((int)number.AsLong),
                ScalarType.Int16 => Cast<short, T>((short)number.AsLong),
                ScalarType.Int8 => Cast<sbyte, T>((sbyte)number.AsLong),
                ScalarType.Byte => Cast<byte, T>((byte)number.AsLong),
                ScalarType.Bool => Cast<bool, T>(number.AsLong != 0),
                _ => Cast<float, T>((float)number.AsDouble),
            };
        }

        /// <summary>Tensor.ToScalar: the value of a tensor of one element.</summary>
        public Scalar ToScalar() => new(ReadNumber());

        internal nint DataAddress() => Kept(NativeMethods.ts_data(Handle));

        internal void RequireCpu()
        {
            if (device_type != DeviceType.CPU)
            {
                throw new InvalidOperationException($"The tensor is on {device}; call cpu() before reading its memory.");
            }
        }

        private NativeNumber ReadNumber()
        {
            NativeNumber number;
            NativeError.Check(NativeMethods.ts_item(Handle, &number));
            return Kept(number);
        }

        private void RequireType<T>()
        {
            Type wanted = dtype switch
            {
                ScalarType.Float64 => typeof(double),
                ScalarType.Int64 => typeof(long),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Byte => typeof(byte),
                ScalarType.Bool => typeof(bool),
                ScalarType.Float32 => typeof(float),
                _ => throw new ArgumentException($"Elements of type {dtype} cannot be read; convert with to(float32) first."),
            };
            if (typeof(T) != wanted)
            {
                throw new ArgumentException($"The tensor holds {dtype}, which is read as {wanted.Name}, not as {typeof(T).Name}.");
            }
        }

        private static TTo Cast<TFrom, TTo>(TFrom value) => Unsafe.As<TFrom, TTo>(ref value);
    }
}
