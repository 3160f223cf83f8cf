using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Turns the shim's failure results into exceptions.</summary>
internal static class NativeError
{
    /// <summary>Throws the calling thread's last native error.</summary>
    [DoesNotReturn]
    internal static void Throw()
    {
        string? message = Marshal.PtrToStringUTF8(NativeMethods.ts_last_error());
#pragma warning disable CA2201 // the type that TorchSharp throws
        throw new ExternalException(string.IsNullOrEmpty(message) ? "libtorch failed without a message" : message);
#pragma warning restore CA2201
    }

    /// <summary>Throws when a function that yields nothing reports failure.</summary>
    internal static void Check(int status)
    {
        if (status != 0)
        {
            Throw();
        }
    }
}
