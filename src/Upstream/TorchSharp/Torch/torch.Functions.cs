namespace TorchSharp;

public static partial class torch
{
    /// <summary>torch.abs.</summary>
    public static Tensor abs(Tensor input) => input.abs();

    /// <summary>torch.exp.</summary>
    public static Tensor exp(Tensor input) => input.exp();

    /// <summary>torch.log.</summary>
    public static Tensor log(Tensor input) => input.log();

    /// <summary>torch.sqrt.</summary>
    public static Tensor sqrt(Tensor input) => input.sqrt();

    /// <summary>torch.square.</summary>
    public static Tensor square(Tensor input) => input.square();

    /// <summary>torch.relu.</summary>
    public static Tensor relu(Tensor input) => input.relu();

    /// <summary>torch.tanh.</summary>
    public static Tensor tanh(Tensor input) => input.tanh();

    /// <summary>torch.sigmoid.</summary>
    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    /// <summary>torch.isfinite.</summary>
    public static Tensor isfinite(Tensor input) => input.isfinite();

    /// <summary>torch.isnan.</summary>
    public static Tensor isnan(Tensor input) => input.isnan();

    /// <summary>torch.sign.</summary>
    public static Tensor sign(Tensor input) => input.sign();

    /// <summary>torch.floor.</summary>
    public static Tensor floor(Tensor input) => input.floor();

    /// <summary>torch.round.</summary>
    public static Tensor round(Tensor input) => input.round();

    /// <summary>torch.add.</summary>
    public static Tensor add(Tensor left, Tensor right) => left.add(right);

    /// <summary>torch.sub.</summary>
    public static Tensor sub(Tensor left, Tensor right) => left.sub(right);

    /// <summary>torch.mul.</summary>
    public static Tensor mul(Tensor left, Tensor right) => left.mul(right);

    /// <summary>torch.div.</summary>
    public static Tensor div(Tensor left, Tensor right) => left.div(right);

    /// <summary>torch.minimum, element by element.</summary>
    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    /// <summary>torch.maximum, element by element.</summary>
    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    /// <summary>torch.min of all elements.</summary>
    public static Tensor min(Tensor input) => input.min();

    /// <summary>torch.max of all elements.</summary>
    public static Tensor max(Tensor input) => input.max();

    /// <summary>torch.sum of all elements.</summary>
    public static Tensor sum(Tensor input) => input.sum();

    /// <summary>torch.mean of all elements.</summary>
    public static Tensor mean(Tensor input) => input.mean();

    /// <summary>torch.all of all elements.</summary>
    public static Tensor all(Tensor input) => input.all();

    /// <summary>torch.any of all elements.</summary>
    public static Tensor any(Tensor input) => input.any();

    /// <summary>torch.argmax of all elements.</summary>
    public static Tensor argmax(Tensor input) => input.argmax();

    /// <summary>torch.clamp.</summary>
    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    /// <summary>torch.softmax along a dimension.</summary>
    public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

    /// <summary>torch.gather.</summary>
    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);

    /// <summary>torch.argmax along a dimension.</summary>
    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => input.argmax(dim, keepdim);

    /// <summary>torch.pow.</summary>
    public static Tensor pow(Tensor left, Scalar right) => left.pow(right);

    /// <summary>torch.allclose.</summary>
    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        => tensor.allclose(target, rtol, atol, equal_nan);
}
