using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch.Native;

/// <summary>oneDNN, by which libtorch convolves on processors, and a trial of it.</summary>
/// <remarks>On some processors its 3x3 convolutions of 17 planes and of other numbers above 16 that 16 does not divide are wrong by tenths,
/// without an error (libtorch 2.10 on an AMD of family 26 in a virtual machine that reports no caches). libtorch's own convolutions are
/// right there.</remarks>
internal static class OneDnn
{
    private static readonly int[] _planes = [3, 8, 16, 17, 33];

    private static readonly Lazy<string?> _fault = new(TryOut);

    /// <summary>True if oneDNN was wrong here and is off.</summary>
    public static bool IsOff { get; private set; }

    /// <summary>Null if libtorch convolves as it should, with oneDNN off if need be; else what is wrong. Tried once.</summary>
    public static string? Fault => _fault.Value;

    /// <summary>Tells libtorch whether to use oneDNN.</summary>
    /// <returns>False if this libtorch has no such switch.</returns>
    internal static bool TrySwitch(bool isOn)
    {
        // NNPACK is tried in oneDNN's place, and writes a warning for each convolution on a processor that it does not know.
        _ = TrySet("_ZN2at7Context20setUserEnabledNNPACKEb", isOn);
        return TrySet("_ZN2at7Context20setUserEnabledMkldnnEb", isOn);
    }

    /// <summary>True if 3x3 convolutions of several numbers of planes equal the products of their patches.</summary>
    internal static bool IsRight()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        return Array.TrueForAll(_planes, planes =>
        {
            Tensor input = Ramp(2, planes, 5, 5), weight = Ramp(8, planes, 3, 3);
            Tensor product = weight.flatten(1).matmul(nn.functional.unfold(input, 3, padding: 1)).view(2, 8, 5, 5);
            return allclose(nn.functional.conv2d(input, weight, padding: [1, 1]), product, rtol: 1e-3, atol: 1e-3);
        });
    }

    private static bool TrySet(string setter, bool isOn)
    {
        nint library = NativeLibrary.Load(TorchLibraries.PathOf("torch_cpu"));
        if (!NativeLibrary.TryGetExport(library, "_ZN2at13globalContextEv", out nint context)
            || !NativeLibrary.TryGetExport(library, setter, out nint set))
        {
            return false;
        }

        unsafe
        {
            ((delegate* unmanaged<nint, byte, void>)set)(((delegate* unmanaged<nint>)context)(), isOn ? (byte)1 : (byte)0);
        }

        return true;
    }

    private static string? TryOut()
    {
        if (IsRight())
        {
            return null;
        }

        IsOff = TrySwitch(isOn: false);
        return IsOff && IsRight() ? null : "libtorch computes wrong convolutions on this processor";
    }

    // Numbers in [-1, 1] that repeat nowhere, without a generator that a program may have seeded.
    private static Tensor Ramp(params long[] shape)
        => arange(shape.Aggregate((product, side) => product * side), ScalarType.Float32).mul(0.7f).sin().view(shape);
}
