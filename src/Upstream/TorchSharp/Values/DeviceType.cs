namespace TorchSharp;

/// <summary>TorchSharp.DeviceType: where a tensor's memory lives.</summary>
public enum DeviceType
{
    /// <summary>Main memory.</summary>
    CPU = 0,

    /// <summary>An NVIDIA GPU.</summary>
    CUDA = 1,

    /// <summary>A tensor without memory.</summary>
    META = 14,
}
