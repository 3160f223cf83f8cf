namespace TorchSharp;

/// <summary>TorchSharp.DisposeScope: owns the tensors made while it is its thread's innermost scope, and frees them with
/// itself unless they were moved or detached.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager _manager;
    private HashSet<IDisposable> _disposables = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer)
    {
        _manager = manager;
        OuterScope = outer;
    }

    /// <summary>DisposeScope.DisposablesCount: how many tensors and others it owns.</summary>
    public int DisposablesCount => _disposables.Count;

    /// <summary>DisposeScope.DisposablesView: a copy of what it owns.</summary>
    public IReadOnlyList<IDisposable> DisposablesView => [.. _disposables];

    internal DisposeScope? OuterScope { get; }

    /// <summary>DisposeScope.Include: takes ownership of something that is not a tensor of this scope yet.</summary>
    public T Include<T>(T disposable)
        where T : IDisposable
    {
        Add(disposable);
        return disposable;
    }

    /// <summary>DisposeScope.Attach: takes ownership, from another scope or from none.</summary>
    public void Attach(IDisposable disposable)
    {
        (disposable as torch.Tensor)?.OwningDisposeScope?._disposables.Remove(disposable);
        Add(disposable);
    }

    /// <summary>DisposeScope.Contains: whether it owns this.</summary>
    public bool Contains(IDisposable disposable) => _disposables.Contains(disposable);

    /// <summary>DisposeScope.MoveToOuter: hands this to the enclosing scope; without one, nothing frees it any more.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        Move(OuterScope, disposable);
        return disposable;
    }

    /// <summary>DisposeScope.MoveToOuter for two.</summary>
    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
        => (MoveToOuter(first), MoveToOuter(second));

    /// <summary>DisposeScope.MoveToOuter for three.</summary>
    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable
        => (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    /// <summary>DisposeScope.MoveToOuter for many.</summary>
    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(OuterScope, disposables);

    /// <summary>DisposeScope.MoveToOther: hands these to another scope; with null, nothing frees them any more.</summary>
    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables)
    {
        ArgumentNullException.ThrowIfNull(disposables);
        foreach (IDisposable disposable in disposables)
        {
            Move(scope, disposable);
        }
    }

    /// <summary>DisposeScope.Detach: gives up ownership; the caller disposes.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Move(null, disposable);
        return disposable;
    }

    /// <summary>DisposeScope.Detach for many.</summary>
    public void Detach(params IDisposable[] disposables) => MoveToOther(null, disposables);

    /// <summary>DisposeScope.DisposeEverything: frees all that it owns now; the scope stays open.</summary>
    public void DisposeEverything()
    {
        HashSet<IDisposable> owned = _disposables;
        if (owned.Count == 0)
        {
            return;
        }

        _disposables = new HashSet<IDisposable>(ReferenceEqualityComparer.Instance);
        Free(owned);
    }

    /// <summary>DisposeScope.DisposeEverythingBut: frees all but this one, which stays in the scope.</summary>
    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    /// <summary>DisposeScope.DisposeEverythingBut: frees all but these, which stay in the scope.</summary>
    public void DisposeEverythingBut(params IDisposable[] keep)
    {
        HashSet<IDisposable> owned = _disposables;
        _disposables = new HashSet<IDisposable>(keep, ReferenceEqualityComparer.Instance);
        owned.ExceptWith(_disposables);
        Free(owned);
    }

    /// <summary>DisposeScope.MarkAsDisposed: forgets something that was disposed by hand.</summary>
    public void MarkAsDisposed(IDisposable disposable) => Move(null, disposable);

    /// <summary>DisposeScope.Dispose: frees all that it owns and closes the scope.</summary>
    public void Dispose()
    {
        Free(_disposables);
        _disposables.Clear();
        _manager.Remove(this);
    }

    internal void Add(IDisposable disposable)
    {
        _disposables.Add(disposable);
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningDisposeScope = this;
        }
    }

    /// <summary>Puts one object in the place of another that handed its native tensor over.</summary>
    internal void Replace(torch.Tensor former, torch.Tensor successor)
    {
        Move(null, former);
        Add(successor);
    }

    private void Move(DisposeScope? target, IDisposable disposable)
    {
        if (!_disposables.Remove(disposable))
        {
            return;
        }

        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningDisposeScope = null;
        }

        target?.Add(disposable);
    }

    private static void Free(HashSet<IDisposable> owned)
    {
        foreach (IDisposable disposable in owned)
        {
            if (disposable is torch.Tensor tensor)
            {
                tensor.OwningDisposeScope = null; // or its Dispose would change the set under this loop
            }

            disposable.Dispose();
        }
    }
}
