namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>torch.nn.init: fills tensors in place, outside the recording.</summary>
        public static class init
        {
            /// <summary>torch.nn.init.FanInOut: which side of a layer a variance is scaled to.</summary>
            public enum FanInOut
            {
                /// <summary>Inputs of one unit: keeps the variance of the forward pass.</summary>
                FanIn,

                /// <summary>Units fed by one input: keeps the variance of the backward pass.</summary>
                FanOut,
            }

            /// <summary>torch.nn.init.NonlinearityType: what follows the layer.</summary>
            public enum NonlinearityType
            {
                /// <summary>Nothing.</summary>
                Linear = 0,

                /// <summary>The logistic function.</summary>
                Sigmoid = 7,

                /// <summary>tanh.</summary>
                Tanh = 8,

                /// <summary>max(x, 0).</summary>
                ReLU = 9,

                /// <summary>x where positive, else a * x.</summary>
                LeakyReLU = 10,
            }

            /// <summary>torch.nn.init.zeros_.</summary>
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            /// <summary>torch.nn.init.ones_.</summary>
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            /// <summary>torch.nn.init.constant_.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using IDisposable unrecorded = no_grad();
                return tensor.fill_(val);
            }

            /// <summary>torch.nn.init.uniform_: draws from [low, high).</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1)
            {
                using IDisposable unrecorded = no_grad();
                return tensor.uniform_(low, high);
            }

            /// <summary>torch.nn.init.normal_.</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1)
            {
                using IDisposable unrecorded = no_grad();
                return tensor.normal_(mean, std);
            }

            /// <summary>torch.nn.init.kaiming_uniform_ (He et al. 2015): U(-b, b) with b = gain * sqrt(3 / fan).</summary>
            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                (long fanIn, long fanOut) = CalculateFanInAndFanOut(tensor);
                long fan = mode == FanInOut.FanIn ? fanIn : fanOut;
                double bound = calculate_gain(nonlinearity, a) * Math.Sqrt(3.0 / fan);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>torch.nn.init.xavier_uniform_ (Glorot and Bengio 2010): U(-b, b) with b = gain * sqrt(6 / (fan in + fan out)).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                (long fanIn, long fanOut) = CalculateFanInAndFanOut(tensor);
                double bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>torch.nn.init.calculate_gain.</summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2.0 / (1 + (param * param))),
                _ => 1,
            };

            /// <summary>torch.nn.init.CalculateFanInAndFanOut of a weight [out, in, ...kernel].</summary>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                long[] sizes = tensor.shape;
                if (sizes.Length < 2)
                {
                    throw new ArgumentException($"A weight of shape {Tensor.Describe(sizes)} has no fan-in; two dimensions are needed.", nameof(tensor));
                }

                long field = tensor.NumberOfElements / (sizes[0] * sizes[1]);
                return (sizes[1] * field, sizes[0] * field);
            }
        }
    }
}
