using System.Runtime.InteropServices;
using MuZero.Errors;
using MuZero.Files.Safetensors;
using MuZero.Networks;
using MuZero.Torch.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>Weights between a module and a safetensors file: every tensor of the layout by its name.</summary>
internal static class WeightCodec
{
    /// <summary>The module's weights as bytes.</summary>
    public static byte[] Write(LayoutModule module, NetworkShape shape)
    {
        using DisposeScope scope = NewDisposeScope();
        SafetensorsWriter writer = new();
        foreach ((string key, string value) in shape.ToMetadata())
        {
            writer.AddMetadata(key, value);
        }

        foreach (TensorLayout tensor in module.Layout.Tensors())
        {
            long[] sides = [.. tensor.Shape];
            if (tensor.Kind == TensorKind.Counter)
            {
                writer.Add(tensor.Name, sides, MemoryMarshal.Cast<byte, long>(module[tensor.Name].cpu().bytes));
            }
            else
            {
                writer.Add(tensor.Name, sides, TorchTensors.ToFloats(module[tensor.Name]));
            }
        }

        return writer.ToArray();
    }

    /// <summary>Copies a file's weights into the module; nothing is changed if the file does not fit.</summary>
    /// <exception cref="CorruptDataException">The bytes are not a safetensors file.</exception>
    /// <exception cref="IncompatibleException">They belong to another network.</exception>
    public static void Read(LayoutModule module, NetworkShape shape, WeightSnapshot weights)
    {
        SafetensorsFile file = weights.Open();
        shape.RequireSame(file.Metadata, weights.Source);
        module.Layout.RequireFits(file);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach (TensorLayout tensor in module.Layout.Tensors())
        {
            module[tensor.Name].copy_(tensor.Kind == TensorKind.Counter
                ? TorchSharp.torch.tensor(file.Longs(tensor.Name)[0])
                : TorchTensors.FromFloats(file.Floats(tensor.Name), [.. tensor.Shape]));
        }
    }
}
