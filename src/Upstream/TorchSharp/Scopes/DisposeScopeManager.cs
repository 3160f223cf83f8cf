namespace TorchSharp;

/// <summary>TorchSharp.DisposeScopeManager: one thread's open scopes, the innermost last.</summary>
public sealed class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? s_ofThread;

    private readonly List<DisposeScope> _scopes = [];

    private DisposeScopeManager()
    {
    }

    internal static DisposeScopeManager ThreadSingleton => s_ofThread ??= new DisposeScopeManager();

    internal DisposeScope? Innermost => _scopes.Count == 0 ? null : _scopes[^1];

    internal static DisposeScope NewDisposeScope()
    {
        DisposeScopeManager manager = ThreadSingleton;
        DisposeScope scope = new(manager, manager.Innermost);
        manager._scopes.Add(scope);
        return scope;
    }

    internal void Remove(DisposeScope scope)
    {
        // Almost always the last; a scope disposed out of order is found further down.
        int place = _scopes.LastIndexOf(scope);
        if (place >= 0)
        {
            _scopes.RemoveAt(place);
        }
    }
}
