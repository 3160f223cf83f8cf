using System.Runtime.CompilerServices;
using MuZero.Torch.Native;

namespace MuZero.Torch.Tests;

/// <summary>Loads libtorch before any test touches TorchSharp, as <see cref="TorchBackend"/> does.</summary>
internal static class Libtorch
{
    [ModuleInitializer]
    internal static void Load() => TorchLibraries.Load();
}
