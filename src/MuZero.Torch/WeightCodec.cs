using System.Runtime.InteropServices;
using MuZero.Errors;
using MuZero.Files.Safetensors;
using MuZero.Networks;
using MuZero.Torch.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>Weights between a module and a safetensors file: every parameter and buffer by its name.</summary>
internal static class WeightCodec
{
    /// <summary>The module's weights as bytes, in the order of its state dictionary.</summary>
    public static byte[] Write(MuZeroModule module, NetworkShape shape)
    {
        using DisposeScope scope = NewDisposeScope();
        SafetensorsWriter writer = new();
        foreach ((string key, string value) in shape.ToMetadata())
        {
            writer.AddMetadata(key, value);
        }

        foreach ((string name, Tensor tensor) in module.state_dict())
        {
            Add(writer, name, tensor);
        }

        return writer.ToArray();
    }

    /// <summary>Copies a file's weights into the module; nothing is changed if the file does not fit.</summary>
    /// <exception cref="CorruptDataException">The bytes are not a safetensors file.</exception>
    /// <exception cref="IncompatibleException">They belong to another network.</exception>
    public static void Read(MuZeroModule module, NetworkShape shape, WeightSnapshot weights)
    {
        SafetensorsFile file = SafetensorsFile.Parse(weights.Bytes, $"weights {weights.Version}");
        shape.RequireSame(file.Metadata, $"weights {weights.Version}");
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> own = module.state_dict();
        foreach ((string name, Tensor tensor) in own)
        {
            RequireFits(file, name, tensor);
        }

        foreach ((string name, Tensor tensor) in own)
        {
            tensor.copy_(Get(file, name, tensor));
        }
    }

    /// <summary>Adds a tensor of floats or longs to a file.</summary>
    public static void Add(SafetensorsWriter writer, string name, Tensor tensor)
    {
        Tensor local = tensor.detach().cpu().contiguous();
        if (local.dtype == ScalarType.Int64)
        {
            writer.Add(name, local.shape, MemoryMarshal.Cast<byte, long>(local.bytes));
        }
        else
        {
            writer.Add(name, local.shape, MemoryMarshal.Cast<byte, float>(local.bytes));
        }
    }

    /// <summary>A copy of a tensor's numbers.</summary>
    public static float[] Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.detach().cpu().contiguous().bytes).ToArray();

    /// <summary>A file's tensor, of the type of <paramref name="like"/>.</summary>
    public static Tensor Get(SafetensorsFile file, string name, Tensor like)
        => like.dtype == ScalarType.Int64
            ? tensor(file.Longs(name).ToArray(), like.shape)
            : tensor(file.Floats(name).ToArray(), like.shape);

    /// <summary>Throws if a file lacks a tensor or has it in another shape or type than <paramref name="like"/>.</summary>
    public static void RequireFits(SafetensorsFile file, string name, Tensor like)
        => file.RequireFits(name, like.dtype == ScalarType.Int64 ? SafetensorsType.I64 : SafetensorsType.F32, like.shape);
}
