namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>torch.nn.IModule: a module of one argument.</summary>
        public interface IModule<T, TResult>
        {
            /// <summary>Runs the module.</summary>
            TResult call(T input1);
        }

        /// <summary>torch.nn.IModule: a module of two arguments.</summary>
        public interface IModule<T1, T2, TResult>
        {
            /// <summary>Runs the module.</summary>
            TResult call(T1 input1, T2 input2);
        }

        /// <summary>torch.nn.Module of one argument.</summary>
        public abstract class Module<T, TResult> : Module, IModule<T, TResult>
        {
            /// <summary>Module(name).</summary>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>Module.forward: what the module computes.</summary>
            public abstract TResult forward(T input);

            /// <summary>Module.call: forward.</summary>
            public TResult call(T input) => forward(input);
        }

        /// <summary>torch.nn.Module of two arguments.</summary>
        public abstract class Module<T1, T2, TResult> : Module, IModule<T1, T2, TResult>
        {
            /// <summary>Module(name).</summary>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>Module.forward: what the module computes.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>Module.call: forward.</summary>
            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }
    }
}
