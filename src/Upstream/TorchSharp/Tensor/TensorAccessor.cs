using System.Collections;

namespace TorchSharp.Utils;

/// <summary>TorchSharp.Utils.TensorAccessor: a CPU tensor's elements in row order, whatever its strides.</summary>
/// <remarks>Keeps its tensor reachable; it is good until that tensor is disposed.</remarks>
/// <typeparam name="T">The type of the elements.</typeparam>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly T* _values;
    private readonly bool _contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        _values = (T*)tensor.DataAddress();
        _contiguous = tensor.is_contiguous();
    }

    /// <summary>TensorAccessor.Count.</summary>
    public long Count => _tensor.NumberOfElements;

    /// <summary>TensorAccessor's indexer: one index counts elements in row order, several address a position.</summary>
    public T this[params long[] indices]
    {
        get => _values[OffsetOf(indices)];
        set => _values[OffsetOf(indices)] = value;
    }

    /// <summary>TensorAccessor.ToArray: a copy in row order.</summary>
    public T[] ToArray()
    {
        T[] result = new T[Count];
        CopyTo(result.AsSpan());
        return result;
    }

    /// <summary>TensorAccessor.CopyTo: from element tensorIndex on, into the array from arrayIndex on.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>TensorAccessor.CopyTo: as many elements as the tensor still has and the span still takes.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        Span<T> target = array[arrayIndex..];
        int count = (int)Math.Min(target.Length, Count - tensorIndex);
        if (_contiguous)
        {
            new Span<T>(_values + tensorIndex, count).CopyTo(target);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            target[i] = _values[OffsetOf(tensorIndex + i)];
        }
    }

    /// <summary>TensorAccessor.CopyFrom: writes the array's elements from arrayIndex on to element tensorIndex and after.</summary>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0)
        => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>TensorAccessor.CopyFrom: as many elements as the span still has and the tensor still takes.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ReadOnlySpan<T> source = array[arrayIndex..];
        int count = (int)Math.Min(source.Length, Count - tensorIndex);
        if (_contiguous)
        {
            source[..count].CopyTo(new Span<T>(_values + tensorIndex, count));
            return;
        }

        for (int i = 0; i < count; i++)
        {
            _values[OffsetOf(tensorIndex + i)] = source[i];
        }
    }

    /// <summary>Walks the elements in row order.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
        {
            yield return At(i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>TensorAccessor.Dispose: nothing is held beyond the tensor, which lives on.</summary>
    public void Dispose() => GC.KeepAlive(_tensor);

    private T At(long index) => _values[OffsetOf(index)];

    private long OffsetOf(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        if (_contiguous)
        {
            return index;
        }

        long[] sizes = _tensor.shape;
        long[] strides = _tensor.stride();
        long offset = 0;
        for (int i = sizes.Length - 1; i >= 0; i--)
        {
            index = Math.DivRem(index, sizes[i], out long place);
            offset += place * strides[i];
        }

        return offset;
    }

    private long OffsetOf(long[] indices)
    {
        if (indices.Length == 1)
        {
            return OffsetOf(indices[0]);
        }

        long[] sizes = _tensor.shape;
        if (indices.Length != sizes.Length)
        {
            throw new ArgumentException($"{indices.Length} indices into a tensor of shape {torch.Tensor.Describe(sizes)}.", nameof(indices));
        }

        long[] strides = _tensor.stride();
        long offset = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[i]);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[i], sizes[i]);
            offset += indices[i] * strides[i];
        }

        return offset;
    }
}
