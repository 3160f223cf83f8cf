using System.Collections;
using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>torch.nn.ModuleList.</summary>
            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module
                => new(modules);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>TorchSharp.Modules.ModuleList: modules in a row, registered as "0", "1", ... once their owner registers the list.</summary>
    /// <typeparam name="T">The modules' type.</typeparam>
    public class ModuleList<T> : torch.nn.Module, IEnumerable<T>
        where T : torch.nn.Module
    {
        private readonly List<T> _modules;
        private bool _registered;

        /// <summary>ModuleList(modules).</summary>
        public ModuleList(params T[] modules)
            : base(nameof(torch.nn.ModuleList)) => _modules = [.. modules];

        /// <summary>ModuleList.Count.</summary>
        public int Count => _modules.Count;

        /// <summary>ModuleList's indexer.</summary>
        public T this[int index] => _modules[index];

        /// <summary>ModuleList.Add: before the list is registered.</summary>
        public void Add(T item) => _modules.Add(item);

        /// <summary>ModuleList.append: before the list is registered.</summary>
        public void append(params T[] parameters) => _modules.AddRange(parameters);

        /// <summary>ModuleList.GetEnumerator.</summary>
        public IEnumerator<T> GetEnumerator() => _modules.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>ModuleList.RegisterComponents.</summary>
        protected override void RegisterComponents()
        {
            if (_registered)
            {
                return;
            }

            _registered = true;
            for (int i = 0; i < _modules.Count; i++)
            {
                register_module($"{i}", _modules[i]);
            }
        }
    }
}
