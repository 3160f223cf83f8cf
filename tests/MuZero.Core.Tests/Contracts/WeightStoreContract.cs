using MuZero.Files.Safetensors;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Contracts;

/// <summary>The promises of <see cref="IWeightSink"/> and <see cref="IWeightSource"/>, for a store that has both sides.</summary>
public abstract class WeightStoreContract<TStore> : IDisposable
    where TStore : IWeightSource, IWeightSink
{
    private protected ScratchDirectory Scratch { get; } = new();

    protected abstract TStore Create();

    public void Dispose()
    {
        Scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Latest_NothingPublished_IsNull()
    {
        TStore store = Create();

        Assert.Null(store.Latest());
        Assert.Equal(-1, ((IWeightSource)store).LatestVersion);
    }

    [Fact]
    public void Latest_AfterPublish_SameBytes()
    {
        TStore store = Create();

        store.Publish(Weights(0));
        store.Publish(Weights(9));

        Assert.Equal(9, ((IWeightSource)store).LatestVersion);
        Assert.Equal(9, store.Latest()!.Version);
        Assert.Equal(Weights(9).Bytes.ToArray(), store.Latest()!.Bytes.ToArray());
    }

    [Fact]
    public void Latest_AfterPublish_KnowsItsStep()
    {
        TStore store = Create();

        store.Publish(Weights(3) with { Step = 700 });

        Assert.Equal(700, store.Latest()!.Step);
    }

    [Theory]
    [InlineData(4), InlineData(3), InlineData(-1)]
    public void Publish_VersionNotAbove_IsRefused(long version)
    {
        TStore store = Create();
        store.Publish(Weights(4));

        Assert.ThrowsAny<ArgumentException>(() => store.Publish(Weights(version)));
        Assert.Equal(4, store.Latest()!.Version);
    }

    [Fact]
    public void Publish_BufferReused_ReaderKeepsItsBytes()
    {
        TStore store = Create();
        byte[] buffer = Weights(1).Bytes.ToArray();

        store.Publish(new WeightSnapshot(1, buffer));
        buffer[^1] ^= 1;

        Assert.Equal(Weights(1).Bytes.ToArray(), store.Latest()!.Bytes.ToArray());
    }

    [Fact]
    public void Latest_WhilePublishing_RisesAndIsNeverTorn()
    {
        const int publications = 60;
        TStore publisher = Create();
        publisher.Publish(Weights(1));
        List<Exception> faults = [];
        using CancellationTokenSource done = new();
        Thread[] readers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() => Guarded(() => ReadUntil(done.Token))))];

        Array.ForEach(readers, reader => reader.Start());
        for (int version = 2; version <= publications; version++)
        {
            publisher.Publish(Weights(version));
        }

        done.Cancel();
        Array.ForEach(readers, reader => reader.Join());
        Assert.Empty(faults);

        void Guarded(Action read)
        {
            try
            {
                read();
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                lock (faults)
                {
                    faults.Add(fault);
                }
            }
        }

        // A reader of its own, as in another process, if the store allows it.
        void ReadUntil(CancellationToken stop)
        {
            IWeightSource reader = Reader(publisher);
            long last = 0;
            while (!stop.IsCancellationRequested)
            {
                WeightSnapshot weights = reader.Latest()!;
                Assert.True(weights.Version >= last);
                Assert.True(weights.Bytes.Span.SequenceEqual(Weights(weights.Version).Bytes.Span));
                last = weights.Version;
            }
        }
    }

    private protected virtual IWeightSource Reader(TStore publisher) => publisher;

    private protected static WeightSnapshot Weights(long version) =>
        new(version, new SafetensorsWriter().Add("w", [1000], [.. Enumerable.Repeat((float)version, 1000)]).ToArray());
}

public sealed class InMemoryWeightStoreContract : WeightStoreContract<InMemoryWeightStore>
{
    protected override InMemoryWeightStore Create() => new InMemoryWeightStore();
}

public sealed class FileWeightStoreContract : WeightStoreContract<FileWeightStore>
{
    protected override FileWeightStore Create() => new FileWeightStore(Scratch.FullPath);

    private protected override IWeightSource Reader(FileWeightStore publisher) => Create();
}
