namespace TorchSharp;

/// <summary>TorchSharp.TensorExtensionMethods: tensors to and from a stream.</summary>
/// <remarks>Kind, number of dimensions and sizes as LEB128 integers, then the elements' bytes row by row.</remarks>
public static class TensorExtensionMethods
{
    /// <summary>TensorExtensionMethods.Save.</summary>
    public static void Save(this torch.Tensor tensor, BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write7BitEncodedInt64((long)tensor.dtype);
        writer.Write7BitEncodedInt64(tensor.shape.Length);
        foreach (long size in tensor.shape)
        {
            writer.Write7BitEncodedInt64(size);
        }

        using IDisposable unrecorded = torch.no_grad();
        using torch.Tensor local = tensor.cpu();
        using torch.Tensor rows = local.contiguous();
        writer.Write(rows.bytes);
    }

    /// <summary>TensorExtensionMethods.Load: into a tensor of the same kind and shape; with skip, only reads past it.</summary>
    /// <exception cref="ArgumentException">Another kind or shape.</exception>
    public static void Load(this torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using torch.Tensor read = Read(reader);
        if (skip)
        {
            return;
        }

        if (read.dtype != tensor.dtype || !read.shape.AsSpan().SequenceEqual(tensor.shape))
        {
            throw new ArgumentException($"The stream holds {read}; the tensor is {tensor}.", nameof(reader));
        }

        using IDisposable unrecorded = torch.no_grad();
        tensor.copy_(read);
    }

    internal static torch.Tensor Read(BinaryReader reader)
    {
        torch.ScalarType type = (torch.ScalarType)reader.Read7BitEncodedInt64();
        long[] sizes = new long[reader.Read7BitEncodedInt64()];
        foreach (ref long size in sizes.AsSpan())
        {
            size = reader.Read7BitEncodedInt64();
        }

        torch.Tensor result = torch.empty(sizes, type);
        reader.BaseStream.ReadExactly(result.bytes);
        return result;
    }
}
