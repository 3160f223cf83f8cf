using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>torch.nn.Module: something with parameters, buffers and children, each under a name.</summary>
        /// <remarks>A derived class calls RegisterComponents at the end of its constructor, which registers every field that is
        /// a module, a parameter or a tensor under the field's name. Registered tensors leave their dispose scope; the module
        /// owns them.</remarks>
        public partial class Module : IDisposable
        {
            private readonly List<(string Name, Parameter Value)> _parameters = [];
            private readonly List<(string Name, Tensor Value, bool Persistent)> _buffers = [];
            private readonly List<(string Name, Module Value)> _children = [];
            private bool _componentsRegistered;

            /// <summary>Module(name).</summary>
            protected Module(string name) => this.name = name;

            /// <summary>Module.training: whether batch statistics are taken and learnt; true from the start.</summary>
            public virtual bool training { get; private set; } = true;

            /// <summary>The module's own name, for messages.</summary>
            protected string name { get; set; }

            /// <summary>Module.GetName.</summary>
            public virtual string GetName() => name;

            /// <summary>Module.train: sets the mode of this module and of all below.</summary>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach ((_, Module child) in _children)
                {
                    child.train(train);
                }
            }

            /// <summary>Module.eval: train(false).</summary>
            public virtual void eval() => train(false);

            /// <summary>Module.apply: calls fn for every module below, then for this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                ArgumentNullException.ThrowIfNull(fn);
                foreach ((_, Module child) in _children)
                {
                    child.apply(fn);
                }

                fn(this);
                return this;
            }

            /// <summary>Module.register_module: adds a child under a name without dots.</summary>
            public virtual void register_module(string name, Module submodule)
            {
                ArgumentException.ThrowIfNullOrEmpty(name);
                ArgumentNullException.ThrowIfNull(submodule);
                if (name.Contains('.', StringComparison.Ordinal))
                {
                    throw new ArgumentException($"The module name '{name}' contains a dot.", nameof(name));
                }

                RequireFree(name);
                submodule.RegisterComponents();
                _children.Add((name, submodule));
            }

            /// <summary>Module.add_module: register_module.</summary>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Module.register_parameter.</summary>
            public virtual void register_parameter(string name, Parameter param)
            {
                ArgumentNullException.ThrowIfNull(param);
                RequireFree(name);
                param.DetachFromDisposeScope();
                _parameters.Add((name, param));
            }

            /// <summary>Module.register_buffer: part of the state, but not learnt; of state_dict only if persistent.</summary>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                RequireFree(name);
                tensor.DetachFromDisposeScope();
                _buffers.Add((name, tensor, persistent));
            }

            /// <summary>Module.Dispose: frees parameters, buffers and children.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Module.Dispose(disposing).</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }

                _parameters.ForEach(entry => entry.Value.Dispose());
                _buffers.ForEach(entry => entry.Value.Dispose());
                _children.ForEach(entry => entry.Value.Dispose());
            }

            /// <summary>Module.RegisterComponents: registers the fields that are not registered yet.</summary>
            protected virtual void RegisterComponents()
            {
                if (_componentsRegistered)
                {
                    return;
                }

                _componentsRegistered = true;
                foreach (FieldInfo field in GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                {
                    if (IsRegistered(field.Name))
                    {
                        continue;
                    }

                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(field.Name, module);
                            break;
                        case Parameter parameter:
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(field.Name, tensor);
                            break;
                    }
                }
            }

            private bool IsRegistered(string name)
                => _parameters.Exists(entry => entry.Name == name)
                || _buffers.Exists(entry => entry.Name == name)
                || _children.Exists(entry => entry.Name == name);

            private void RequireFree(string name)
            {
                if (IsRegistered(name))
                {
                    throw new InvalidOperationException($"{GetName()} already has a component named '{name}'.");
                }
            }
        }
    }
}
