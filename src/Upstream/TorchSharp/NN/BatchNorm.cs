namespace TorchSharp.Modules;

/// <summary>TorchSharp.Modules.BatchNorm: normalises each channel over the batch, and learns running statistics for eval.</summary>
/// <remarks>Running variance is the unbiased one; running = (1 - momentum) * running + momentum * batch; momentum null
/// means the plain average of all batches.</remarks>
public abstract class BatchNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    internal BatchNorm(
        long features, double eps, double? momentum, bool affine, bool trackRunningStats, torch.Device? device, torch.ScalarType? dtype, string name)
        : base(name)
    {
        num_features = features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        track_running_stats = trackRunningStats;
        if (affine)
        {
            weight = new Parameter(torch.ones([features], dtype, device));
            bias = new Parameter(torch.zeros([features], dtype, device));
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), bias);
        }

        if (trackRunningStats)
        {
            running_mean = torch.zeros([features], dtype, device);
            running_var = torch.ones([features], dtype, device);
            num_batches_tracked = torch.zeros([], torch.int64, device);
            register_buffer(nameof(running_mean), running_mean);
            register_buffer(nameof(running_var), running_var);
            register_buffer(nameof(num_batches_tracked), num_batches_tracked);
        }
    }

    /// <summary>BatchNorm.num_features: channels.</summary>
    public long num_features { get; }

    /// <summary>BatchNorm.eps: added to the variance.</summary>
    public double eps { get; set; }

    /// <summary>BatchNorm.momentum: the weight of the newest batch in the running statistics.</summary>
    public double? momentum { get; set; }

    /// <summary>BatchNorm.affine: whether scale and shift are learnt.</summary>
    public bool affine { get; }

    /// <summary>BatchNorm.track_running_stats.</summary>
    public bool track_running_stats { get; }

    /// <summary>BatchNorm.weight: scale.</summary>
    public Parameter? weight { get; }

    /// <summary>BatchNorm.bias: shift.</summary>
    public Parameter? bias { get; }

    /// <summary>BatchNorm.running_mean.</summary>
    public torch.Tensor? running_mean { get; }

    /// <summary>BatchNorm.running_var.</summary>
    public torch.Tensor? running_var { get; }

    /// <summary>BatchNorm.num_batches_tracked.</summary>
    public torch.Tensor? num_batches_tracked { get; }

    /// <summary>BatchNorm.reset_running_stats.</summary>
    public void reset_running_stats()
    {
        running_mean?.zero_();
        running_var?.fill_(1);
        num_batches_tracked?.zero_();
    }

    /// <summary>BatchNorm.forward.</summary>
    public override torch.Tensor forward(torch.Tensor input)
    {
        ValidateInputDimensions(input);
        double factor = momentum ?? 0;
        if (training && num_batches_tracked is not null)
        {
            num_batches_tracked.add_(1);
            factor = momentum ?? (1.0 / num_batches_tracked.item<long>());
        }

        return torch.nn.functional.batch_norm(
            input, running_mean, running_var, weight, bias, training || running_mean is null, factor, eps);
    }

    /// <summary>BatchNorm.ValidateInputDimensions: throws when the input has another number of dimensions.</summary>
    protected abstract void ValidateInputDimensions(torch.Tensor input);

    private protected static ArgumentException WrongRank(string expected, torch.Tensor input, string module)
        => new($"{module} takes {expected} dimensions, not the {input.ndim} of {torch.Tensor.Describe(input.shape)}.");
}
