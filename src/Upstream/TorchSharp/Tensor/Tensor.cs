using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>torch.Tensor: an array of numbers of one kind, on the CPU or a GPU, that may record how it was computed.</summary>
    /// <remarks>Owns one native handle. Dispose frees it at once; the innermost <see cref="DisposeScope"/> of the thread that
    /// made it does so at its end; the finaliser is only the last resort.</remarks>
    public partial class Tensor : IDisposable
    {
        private nint _handle;
        private long[]? _shape;

        internal Tensor(nint handle, bool register = true)
        {
            _handle = handle;
            if (register)
            {
                DisposeScopeManager.ThreadSingleton.Innermost?.Add(this);
            }
        }

        /// <summary>Frees the native tensor if nobody disposed this one.</summary>
        ~Tensor() => Free();

        /// <summary>Tensor.Handle: the native tensor; throws once disposed.</summary>
        public nint Handle
        {
            get
            {
                ObjectDisposedException.ThrowIf(_handle == 0, this);
                return _handle;
            }
        }

        /// <summary>Tensor.IsInvalid: whether it was disposed, or gave its native tensor away.</summary>
        public bool IsInvalid => _handle == 0;

        /// <summary>Tensor.name: for debugging.</summary>
        public string? name { get; set; }

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>Tensor.Dispose: frees the native tensor; the memory goes with its last user.</summary>
        public void Dispose()
        {
            OwningDisposeScope?.MarkAsDisposed(this);
            Free();
            GC.SuppressFinalize(this);
        }

        /// <summary>Tensor.MoveToOuterDisposeScope.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Tensor.DetachFromDisposeScope: from now on only Dispose frees it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Tensor.alias: a second owner of the same native tensor.</summary>
        public Tensor alias() => Made(NativeMethods.ts_alias(Handle), this);

        /// <summary>Tensor.Equals: same shape and the same elements.</summary>
        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>Tensor.GetHashCode: of the object, not of its values, which change.</summary>
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        /// <summary>Wraps a result. The operands are named so that none is finalised while native code reads it.</summary>
        internal static Tensor Made(nint result, Tensor a, Tensor? b = null, Tensor? c = null)
        {
            if (result == 0)
            {
                NativeError.Throw();
            }

            GC.KeepAlive(a);
            GC.KeepAlive(b);
            GC.KeepAlive(c);
            return new Tensor(result);
        }

        /// <summary>Wraps a result without tensor operands.</summary>
        internal static Tensor Made(nint result)
        {
            if (result == 0)
            {
                NativeError.Throw();
            }

            return new Tensor(result);
        }

        /// <summary>Ends an in-place operation.</summary>
        internal Tensor Changed(int status, Tensor? b = null, Tensor? c = null)
        {
            NativeError.Check(status);
            GC.KeepAlive(this);
            GC.KeepAlive(b);
            GC.KeepAlive(c);
            return this;
        }

        /// <summary>Empties this object and gives its native tensor to the caller.</summary>
        internal nint MoveHandle()
        {
            nint handle = Handle;
            _handle = 0;
            return handle;
        }

        private void Free()
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
            {
                NativeMethods.ts_free(handle);
            }
        }
    }
}
