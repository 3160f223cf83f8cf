namespace TorchSharp;

/// <summary>TorchSharp.torch: what PyTorch offers as functions of the module torch.</summary>
/// <remarks>An assembly of our own with the names and signatures of TorchSharp that this project uses, over libtorch
/// through the flat functions of native/. Each member's documentation begins with the member it stands for.</remarks>
public static partial class torch
{
    /// <summary>torch.nn: modules, their functions, initialisation and gradient clipping.</summary>
    public static partial class nn;
}
