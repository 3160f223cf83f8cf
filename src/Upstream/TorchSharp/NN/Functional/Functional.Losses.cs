using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>torch.nn.Reduction: how a loss joins its elements.</summary>
        public enum Reduction
        {
            /// <summary>It does not.</summary>
            None,

            /// <summary>Their mean.</summary>
            Mean,

            /// <summary>Their sum.</summary>
            Sum,
        }

        public static partial class functional
        {
            /// <summary>functional.mse_loss: (input - target)^2.</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => Tensor.Made(NativeMethods.ts_mse_loss(input.Handle, target.Handle, (int)reduction), input, target);

            /// <summary>functional.cross_entropy of logits [batch, classes] against class numbers [batch] or probabilities [batch, classes].</summary>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0.0)
                => Tensor.Made(
                    NativeMethods.ts_cross_entropy(
                        input.Handle, target.Handle, weight?.Handle ?? 0, ignore_index, (int)reduction, label_smoothing),
                    input, target, weight);

            /// <summary>functional.cosine_similarity along a dimension.</summary>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8)
                => Tensor.Made(NativeMethods.ts_cosine_similarity(x1.Handle, x2.Handle, dim, eps), x1, x2);
        }
    }
}
