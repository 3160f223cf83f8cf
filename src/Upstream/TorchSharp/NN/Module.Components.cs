using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Module.named_parameters: this module's, then those below with dotted names; each tensor once.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                HashSet<Parameter> seen = new(ReferenceEqualityComparer.Instance);
                foreach ((string name, Parameter parameter) in _parameters)
                {
                    if (seen.Add(parameter))
                    {
                        yield return (name, parameter);
                    }
                }

                if (!recurse)
                {
                    yield break;
                }

                foreach ((string name, Module child) in _children)
                {
                    foreach ((string below, Parameter parameter) in child.named_parameters())
                    {
                        if (seen.Add(parameter))
                        {
                            yield return ($"{name}.{below}", parameter);
                        }
                    }
                }
            }

            /// <summary>Module.parameters.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true)
                => named_parameters(recurse).Select(entry => entry.parameter);

            /// <summary>Module.named_buffers: this module's, then those below with dotted names.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true)
                => AllBuffers(recurse).Select(entry => (entry.Name, entry.Value));

            /// <summary>Module.buffers.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true)
                => named_buffers(recurse).Select(entry => entry.buffer);

            /// <summary>Module.named_children: the modules directly below.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => _children;

            /// <summary>Module.children.</summary>
            public virtual IEnumerable<Module> children() => _children.Select(entry => entry.Value);

            /// <summary>Module.named_modules: all modules below, with dotted names; not this one.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach ((string name, Module child) in _children)
                {
                    yield return (name, child);
                }

                foreach ((string name, Module child) in _children)
                {
                    foreach ((string below, Module module) in child.named_modules())
                    {
                        yield return ($"{name}.{below}", module);
                    }
                }
            }

            /// <summary>Module.modules: all modules below; not this one.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            /// <summary>Module.has_parameter: by dotted name.</summary>
            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            /// <summary>Module.get_parameter: by dotted name, or null.</summary>
            public virtual Parameter? get_parameter(string target)
                => named_parameters().FirstOrDefault(entry => entry.name == target).parameter;

            /// <summary>Module.has_buffer: by dotted name.</summary>
            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            /// <summary>Module.get_buffer: by dotted name, or null.</summary>
            public virtual Tensor? get_buffer(string target)
                => named_buffers().FirstOrDefault(entry => entry.name == target).buffer;

            private IEnumerable<(string Name, Tensor Value, bool Persistent)> AllBuffers(bool recurse)
            {
                foreach ((string, Tensor, bool) entry in _buffers)
                {
                    yield return entry;
                }

                if (!recurse)
                {
                    yield break;
                }

                foreach ((string name, Module child) in _children)
                {
                    foreach ((string below, Tensor value, bool persistent) in child.AllBuffers(true))
                    {
                        yield return ($"{name}.{below}", value, persistent);
                    }
                }
            }
        }
    }
}
