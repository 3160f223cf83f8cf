using TorchSharp.Modules;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Module.state_dict: parameters, then persistent buffers, by dotted name. They are the module's own
            /// tensors, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string start = string.IsNullOrEmpty(prefix) ? "" : $"{prefix}.";
                foreach ((string name, Parameter parameter) in named_parameters())
                {
                    destination.TryAdd(start + name, parameter);
                }

                foreach ((string name, Tensor buffer, bool persistent) in AllBuffers(true))
                {
                    if (persistent)
                    {
                        destination.TryAdd(start + name, buffer);
                    }
                }

                return destination;
            }

            /// <summary>Module.load_state_dict: copies the source's values into this module's tensors.</summary>
            /// <exception cref="InvalidOperationException">strict, and a name is missing or unknown; nothing is changed.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(source);
                bool Wanted(string key) => skip?.Contains(key) != true;
                Dictionary<string, Tensor> own = state_dict();
                List<string> missing = [.. own.Keys.Where(key => Wanted(key) && !source.ContainsKey(key))];
                List<string> unexpected = [.. source.Keys.Where(key => Wanted(key) && !own.ContainsKey(key))];
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                {
                    throw new InvalidOperationException(
                        $"The state does not fit {GetName()}: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}].");
                }

                using IDisposable unrecorded = no_grad();
                foreach ((string key, Tensor value) in source)
                {
                    if (Wanted(key) && own.TryGetValue(key, out Tensor? target))
                    {
                        RequireSameShape(key, target, value);
                        target.copy_(value);
                    }
                }

                return (missing, unexpected);
            }

            /// <summary>Module.zero_grad: clears the gradients of all parameters.</summary>
            public virtual void zero_grad()
            {
                foreach (Parameter parameter in parameters())
                {
                    parameter.Changed(NativeMethods.ts_zero_grad(parameter.Handle));
                }
            }

            /// <summary>Moves and converts every tensor of this module and below; the Tensor objects stay the same ones.</summary>
            internal void Convert(ScalarType? type, Device? device)
            {
                using IDisposable unrecorded = no_grad();
                foreach (Tensor tensor in parameters().Concat(buffers()))
                {
                    // Counters, such as the number of batches seen, keep their kind.
                    ScalarType kind = type is not null && IsFloating(tensor.dtype) ? type.Value : tensor.dtype;
                    using Tensor moved = tensor.to(kind, device ?? tensor.device);
                    using Tensor? gradient = tensor.grad;
                    using Tensor? movedGradient = gradient?.to(kind, device ?? tensor.device);
                    tensor.SetData(moved);
                    if (movedGradient is not null)
                    {
                        tensor.grad = movedGradient;
                    }
                }
            }

            private static bool IsFloating(ScalarType type)
                => type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

            private static void RequireSameShape(string key, Tensor target, Tensor value)
            {
                if (!target.shape.AsSpan().SequenceEqual(value.shape))
                {
                    throw new ArgumentException(
                        $"'{key}' has shape {Tensor.Describe(value.shape)} in the state and {Tensor.Describe(target.shape)} in the module.");
                }
            }
        }
    }
}
