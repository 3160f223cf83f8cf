using TorchSharp.Modules;
using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>torch.optim.SGD: stochastic gradient descent, with momentum where it is not 0.</summary>
            public static SGD SGD(
                IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false)
                => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <summary>torch.optim.SGD over groups with options of their own.</summary>
            public static SGD SGD(
                IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false)
                => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>TorchSharp.Modules.SGD: b = momentum * b + (1 - dampening) * (g + weight_decay * p); p -= rate * b.</summary>
    public class SGD : OptimizerHelper, IMomentum
    {
        private readonly Options _defaults;

        /// <summary>SGD(parameters, lr, ...).</summary>
        public SGD(
            IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
        {
        }

        /// <summary>SGD(groups, lr, ...).</summary>
        public SGD(
            IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
        {
            ArgumentNullException.ThrowIfNull(parameters);
            ArgumentOutOfRangeException.ThrowIfNegative(lr);
            ArgumentOutOfRangeException.ThrowIfNegative(momentum);
            ArgumentOutOfRangeException.ThrowIfNegative(weight_decay);
            if (nesterov && (momentum == 0 || dampening != 0))
            {
                throw new ArgumentException("Nesterov momentum needs a momentum above 0 and a dampening of 0.", nameof(nesterov));
            }

            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
            };
            foreach (ParamGroup group in parameters)
            {
                add_param_group(group);
            }
        }

        /// <summary>SGD.Momentum.</summary>
        public double Momentum
        {
            get => _defaults.momentum!.Value;
            set => _defaults.momentum = value;
        }

        /// <summary>SGD.add_param_group.</summary>
        public override void add_param_group(Modules.ParamGroup param_group)
        {
            ArgumentNullException.ThrowIfNull(param_group);
            Options options = (Options?)param_group.Options ?? new Options();
            options.LearningRate ??= _defaults.LearningRate;
            options.momentum ??= _defaults.momentum;
            options.dampening ??= _defaults.dampening;
            options.weight_decay ??= _defaults.weight_decay;
            options.nesterov ??= _defaults.nesterov;
            options.maximize ??= _defaults.maximize;
            param_group.Options = options;
            Take(param_group, parameter => new State(parameter));
        }

        private protected override void Update(Parameter parameter, OptimizerState state, OptimizerOptions options)
            => ((State)state).Step(parameter, (Options)options);

        /// <summary>SGD.State.</summary>
        public class State(Parameter parameter) : OptimizerState(parameter), IDisposable
        {
#pragma warning disable CA1051 // fields upstream too
            /// <summary>SGD.State.momentum_buffer: null before the first step, and without momentum.</summary>
            public Tensor? momentum_buffer;
#pragma warning restore CA1051

            /// <summary>State.Initialize.</summary>
            public override void Initialize(OptimizerOptions options) => Dispose();

            /// <summary>State.Dispose.</summary>
            public void Dispose()
            {
                momentum_buffer?.Dispose();
                momentum_buffer = null;
                GC.SuppressFinalize(this);
            }

            /// <summary>State.to.</summary>
            public override void to(Device device) => Move(ref momentum_buffer, device);

            /// <summary>State.SaveStateDict.</summary>
            public override void SaveStateDict(BinaryWriter writer) => SaveOptional(writer, momentum_buffer);

            /// <summary>State.LoadStateDict.</summary>
            public override void LoadStateDict(BinaryReader reader) => LoadOptional(reader, ref momentum_buffer);

            /// <summary>State.LoadStateDict.</summary>
            public override void LoadStateDict(OptimizerState source) => Adopt(ref momentum_buffer, ((State)source).momentum_buffer);

            /// <summary>State.ApproximatelyEquals.</summary>
            public override bool ApproximatelyEquals(OptimizerState other)
                => other is State right && (momentum_buffer is null
                    ? right.momentum_buffer is null
                    : right.momentum_buffer is not null && momentum_buffer.allclose(right.momentum_buffer));

            internal void Step(Parameter parameter, Options options)
            {
                bool first = options.momentum != 0 && momentum_buffer is null;
                Tensor? buffer = options.momentum == 0 ? null : momentum_buffer ?? Zeros();
                bool updated = Updated(
                    NativeMethods.ts_sgd_step(
                        parameter.Handle, buffer?.Handle ?? 0, first ? 1 : 0, options.LearningRate!.Value, options.momentum!.Value,
                        options.dampening!.Value, options.weight_decay!.Value, options.nesterov!.Value ? 1 : 0, options.maximize!.Value ? 1 : 0),
                    parameter, buffer);
                if (updated)
                {
                    momentum_buffer = buffer ?? momentum_buffer;
                }
                else if (first)
                {
                    buffer?.Dispose();
                }
            }
        }

        /// <summary>SGD.Options.</summary>
        public class Options : OptimizerOptions
        {
#pragma warning disable CA1051 // fields upstream too
            /// <summary>Options.momentum.</summary>
            public double? momentum;

            /// <summary>Options.dampening.</summary>
            public double? dampening;

            /// <summary>Options.weight_decay.</summary>
            public double? weight_decay;

            /// <summary>Options.nesterov.</summary>
            public bool? nesterov;

            /// <summary>Options.maximize.</summary>
            public bool? maximize;
#pragma warning restore CA1051

            /// <summary>Options.SaveStateDict.</summary>
            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                writer.Write(momentum!.Value);
                writer.Write(dampening!.Value);
                writer.Write(weight_decay!.Value);
                writer.Write(nesterov!.Value);
                writer.Write(maximize!.Value);
            }

            /// <summary>Options.LoadStateDict.</summary>
            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                momentum = reader.ReadDouble();
                dampening = reader.ReadDouble();
                weight_decay = reader.ReadDouble();
                nesterov = reader.ReadBoolean();
                maximize = reader.ReadBoolean();
            }

            /// <summary>Options.LoadStateDict.</summary>
            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                Options from = (Options)source;
                (momentum, dampening, weight_decay) = (from.momentum, from.dampening, from.weight_decay);
                (nesterov, maximize) = (from.nesterov, from.maximize);
            }
        }

        /// <summary>SGD.ParamGroup.</summary>
        public class ParamGroup : ParamGroup<Options>, IMomentum
        {
            /// <summary>ParamGroup().</summary>
            public ParamGroup()
            {
            }

            /// <summary>ParamGroup(parameters, options).</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options)
            {
            }

            /// <summary>ParamGroup.Momentum.</summary>
            public double Momentum
            {
                get => Options.momentum!.Value;
                set => Options.momentum = value;
            }
        }
    }
}
