using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>torch.nn.Sequential: modules one after the other, named "0", "1", ...</summary>
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(Sequentially(modules));

            /// <summary>torch.nn.Sequential: modules one after the other, named "0", "1", ...</summary>
            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(Sequentially(modules));

            /// <summary>torch.nn.Sequential with names.</summary>
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            /// <summary>torch.nn.Sequential with names.</summary>
            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules);

            private static IEnumerable<(string, Module<Tensor, Tensor>)> Sequentially(IEnumerable<Module<Tensor, Tensor>> modules)
                => modules.Select((module, place) => ($"{place}", module));
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>TorchSharp.Modules.Sequential: each module takes what the one before made.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<nn.Module<Tensor, Tensor>> _steps = [];

        internal Sequential(IEnumerable<(string Name, nn.Module<Tensor, Tensor> Module)> modules)
            : base(nameof(Sequential))
        {
            foreach ((string name, nn.Module<Tensor, Tensor> module) in modules)
            {
                append(name, module);
            }
        }

        /// <summary>Sequential.Count.</summary>
        public int Count => _steps.Count;

        /// <summary>Sequential's indexer.</summary>
        public nn.Module<Tensor, Tensor> this[int index] => _steps[index];

        /// <summary>Sequential.append under a name.</summary>
        public Sequential append(string name, nn.Module<Tensor, Tensor> module)
        {
            register_module(name, module);
            _steps.Add(module);
            return this;
        }

        /// <summary>Sequential.append under the next number.</summary>
        public Sequential append(nn.Module<Tensor, Tensor> module) => append($"{Count}", module);

        /// <summary>Sequential.forward: what lies between first and last is freed on the way, unless backward needs it.</summary>
        public override Tensor forward(Tensor input)
        {
            if (_steps.Count == 0)
            {
                return input.alias();
            }

            Tensor current = _steps[0].call(input);
            for (int i = 1; i < _steps.Count; i++)
            {
                Tensor next = _steps[i].call(current);
                if (!ReferenceEquals(next, current) && !ReferenceEquals(current, input))
                {
                    current.Dispose();
                }

                current = next;
            }

            return current;
        }
    }
}
