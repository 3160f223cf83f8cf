using MuZero.Learning;
#if TORCH
using MuZero.Torch;
using MuZero.Torch.Native;
#endif

namespace MuZero.Cli;

/// <summary>The part of the program that a build with -p:Torch=false lacks: the backend on libtorch.</summary>
internal static class Libtorch
{
#if TORCH
    /// <summary>True if there is an NVIDIA driver, which is all that can be seen without loading libtorch.</summary>
    public static bool HasDriver => TorchBackend.HasDriver;

    /// <summary>The backend on a device, if this build has it.</summary>
    public static IEnumerable<IBackend> Backends(string device) => [new TorchBackend(device)];

    /// <summary>Null if libtorch can be loaded, else the reason.</summary>
    public static string? Fault() => TorchBackend.LoadFault();

    /// <summary>The device that libtorch takes by itself, and the folder that it was loaded from.</summary>
    /// <exception cref="Errors.UserException">It cannot be loaded.</exception>
    public static string Describe() => $"{new TorchBackend().Description}; loaded from {TorchLibraries.Folder}";
#else
    public static bool HasDriver => false;

    public static IEnumerable<IBackend> Backends(string device) => [];

    public static string? Fault() => null;

    public static string Describe() => "not part of this build; training runs on this program's kernels";
#endif
}
