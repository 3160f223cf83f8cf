using System.Collections;

namespace Grpc.Core;

/// <summary>Headers or trailers of a call, in order; a key may come more than once.</summary>
public sealed partial class Metadata : IList<Metadata.Entry>
{
    /// <summary>The end of every key that holds bytes.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>No entries; cannot be changed.</summary>
    public static readonly Metadata Empty = new(isReadOnly: true);

    /// <summary>The request header by which a caller asks that its messages be compressed; never sent itself.</summary>
    internal const string CompressionRequest = "grpc-internal-encoding-request";

    private readonly List<Entry> _entries = [];

    /// <summary>Metadata with no entries yet.</summary>
    public Metadata()
        : this(isReadOnly: false)
    {
    }

    private Metadata(bool isReadOnly) => IsReadOnly = isReadOnly;

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public bool IsReadOnly { get; }

    /// <inheritdoc/>
    public Entry this[int index]
    {
        get => _entries[index];
        set => Changeable()[index] = Checked(value);
    }

    /// <summary>The last entry of a key, or null.</summary>
    public Entry? Get(string key) =>
        _entries.FindLast(entry => string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text of a key's last entry, or null.</summary>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The bytes of a key's last entry, or null.</summary>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries of a key, in order.</summary>
    public IEnumerable<Entry> GetAll(string key) =>
        _entries.Where(entry => string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public void Add(Entry item) => Changeable().Add(Checked(item));

    /// <summary>Adds a text entry.</summary>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Adds a binary entry; the key ends in <c>-bin</c>.</summary>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <inheritdoc/>
    public void Insert(int index, Entry item) => Changeable().Insert(index, Checked(item));

    /// <inheritdoc/>
    public bool Remove(Entry item) => Changeable().Remove(item);

    /// <inheritdoc/>
    public void RemoveAt(int index) => Changeable().RemoveAt(index);

    /// <inheritdoc/>
    public void Clear() => Changeable().Clear();

    /// <inheritdoc/>
    public int IndexOf(Entry item) => _entries.IndexOf(item);

    /// <inheritdoc/>
    public bool Contains(Entry item) => _entries.Contains(item);

    /// <inheritdoc/>
    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Entry Checked(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry;
    }

    private List<Entry> Changeable() =>
        IsReadOnly ? throw new InvalidOperationException("Metadata.Empty cannot be changed; make a new Metadata.") : _entries;
}
