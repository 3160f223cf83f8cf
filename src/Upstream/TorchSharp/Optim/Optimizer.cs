using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>torch.optim: optimisers.</summary>
    public static partial class optim
    {
        /// <summary>torch.optim.Optimizer: changes parameters by their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            private protected readonly List<ParamGroup> _groups = [];

            /// <summary>Optimizer.ParamGroups: whose LearningRate may be set before each step.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _groups;

            /// <summary>Optimizer.zero_grad: clears the gradients of all its parameters.</summary>
            public abstract void zero_grad();

            /// <summary>Optimizer.step: changes every parameter that has a gradient; gives the closure's loss.</summary>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <summary>Optimizer.parameters.</summary>
            public virtual IEnumerable<Parameter> parameters() => _groups.SelectMany(group => group.Parameters);

            /// <summary>Optimizer.add_param_group.</summary>
            public abstract void add_param_group(ParamGroup param_group);

            /// <summary>Optimizer.Dispose: frees the state, not the parameters.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Optimizer.Dispose(disposing).</summary>
            protected virtual void Dispose(bool disposing)
            {
            }

            /// <summary>Optimizer.StateDictionary: the options of each group, and the state of each parameter, in their order.</summary>
#pragma warning disable CA1711 // upstream's name
            public class StateDictionary
#pragma warning restore CA1711
            {
                internal StateDictionary(IEnumerable<OptimizerOptions> options, IEnumerable<OptimizerState> state)
                {
                    Options = [.. options];
                    State = [.. state];
                }

                /// <summary>StateDictionary.Options: one per parameter group.</summary>
                public List<OptimizerOptions> Options { get; }

                /// <summary>StateDictionary.State: one per parameter.</summary>
                public List<OptimizerState> State { get; }
            }
        }

        /// <summary>torch.optim.ILearningRateController: something with a learning rate.</summary>
        public interface ILearningRateController
        {
            /// <summary>The rate of the next step.</summary>
            double LearningRate { get; set; }

            /// <summary>The rate it began with.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>torch.optim.IMomentum: something with a momentum.</summary>
        public interface IMomentum
        {
            /// <summary>The share of the former step in the next.</summary>
            double Momentum { get; set; }
        }

        /// <summary>torch.optim.IBetas: something with two decay rates.</summary>
        public interface IBetas
        {
            /// <summary>The decay of the mean and of the mean square.</summary>
            (double, double) Betas { get; set; }
        }
    }
}
