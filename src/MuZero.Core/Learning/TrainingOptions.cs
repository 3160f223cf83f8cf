using System.ComponentModel.DataAnnotations;
using MuZero.Numerics;

namespace MuZero.Learning;

/// <summary>The optimiser.</summary>
public enum OptimizerKind
{
    /// <summary>Adam with decoupled weight decay.</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with momentum (MuZero).</summary>
    Sgd,
}

/// <summary>The implementation of networks and gradients.</summary>
public enum BackendKind
{
    /// <summary>TorchSharp if there is a GPU for it, else this project's kernels if they can run the training, else TorchSharp.</summary>
    Auto,

    /// <summary>This project's kernels, on the processor.</summary>
    Cpu,

    /// <summary>TorchSharp, on the processor or a GPU.</summary>
    Torch,
}

/// <summary>The loss and the optimiser.</summary>
public sealed record TrainingOptions
{
    /// <summary>The implementation of networks and gradients.</summary>
    /// <value>Default <see cref="BackendKind.Auto"/>.</value>
    public BackendKind Backend { get; init; } = BackendKind.Auto;

    /// <summary>The device that computes: auto, cpu, cuda:N with the GPU's number, or mps. All but the first two need
    /// <see cref="BackendKind.Torch"/>.</summary>
    /// <value>Default auto: a GPU if there is one.</value>
    public string Device { get; init; } = "auto";

    /// <summary>Positions per step.</summary>
    /// <remarks>MuZero 2048 (board games), 1024 (Atari); muzero-general 128 (CartPole).</remarks>
    /// <value>Default 128.</value>
    [Range(1, 1_000_000)]
    [TuningRange(32, 512, Log = true)]
    public int BatchSize { get; init; } = 128;

    /// <summary>K, the number of steps that the model is unrolled. AlphaZero ignores it.</summary>
    /// <remarks>MuZero 5.</remarks>
    /// <value>Default 5.</value>
    [Range(0, 1000)]
    [TuningRange(1, 10)]
    public int UnrollSteps { get; init; } = 5;

    /// <summary>n of the n-step return. 0 derives it: to the end if rewards are terminal, else 10. AlphaZero goes to the end,
    /// except in games with chance whose rewards come at any step.</summary>
    /// <remarks>MuZero 10 (Atari), to the end (board games).</remarks>
    /// <value>Default 0.</value>
    [Range(0, 1_000_000)]
    [TuningRange(1, 100, Log = true)]
    public int TdSteps { get; init; }

    /// <summary>The value loss's coefficient.</summary>
    /// <remarks>MuZero 1, 0.25 with Reanalyze.</remarks>
    /// <value>Default 1.</value>
    [Range(0.0, 1000.0)]
    [TuningRange(0.1, 2, Log = true)]
    public double ValueLossWeight { get; init; } = 1.0;

    /// <summary>MuZero: the reward loss's coefficient.</summary>
    /// <remarks>MuZero 1. Rewards at the end alone are rare, so that policies outweigh them by far; docs/ALGORITHM.md 3.3.</remarks>
    /// <value>Default 1.</value>
    [Range(0.0, 1000.0)]
    [TuningRange(0.5, 50, Log = true)]
    public double RewardLossWeight { get; init; } = 1.0;

    /// <summary>MuZero: the coefficient of the reconstruction loss, the squared error of the observations after the unrolled steps as a
    /// linear decoder reads them from the latents; docs/ALGORITHM.md 3.6. 0 learns no decoder.</summary>
    /// <remarks>MuZero 0.</remarks>
    /// <value>Default 0.</value>
    [Range(0.0, 10_000.0)]
    [TuningRange(0.1, 100, Log = true)]
    public double ReconstructionLossWeight { get; init; }

    /// <summary>MuZero: the coefficient of the consistency loss, the distance between the unrolled latents and those of the observations
    /// there; docs/ALGORITHM.md 3.10. 0 compares none. Training takes libtorch.</summary>
    /// <remarks>EfficientZero 2.</remarks>
    /// <value>Default 0.</value>
    [Range(0.0, 1000.0)]
    [TuningRange(0.1, 10, Log = true)]
    public double ConsistencyLossWeight { get; init; }

    /// <summary>MuZero with continuous actions: the coefficient of the policy's entropy, which the training raises. 0 leaves it
    /// alone.</summary>
    /// <remarks>LightZero 0.005.</remarks>
    /// <value>Default 0.005.</value>
    [Range(0.0, 10.0)]
    [TuningRange(1e-4, 0.1, Log = true)]
    public double PolicyEntropyWeight { get; init; } = 0.005;

    /// <summary>The optimiser.</summary>
    /// <value>Default <see cref="OptimizerKind.AdamW"/>.</value>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.AdamW;

    /// <summary>The learning rate at the first step.</summary>
    /// <remarks>MuZero 0.01 (Go), 0.1 (chess), 0.05 (Atari), all with SGD.</remarks>
    /// <value>Default 0.003.</value>
    [Range(1e-9, 10.0)]
    [TuningRange(1e-4, 0.03, Log = true)]
    public double LearningRate { get; init; } = 0.003;

    /// <summary>The learning rate falls by this factor every <see cref="LearningRateDecaySteps"/> steps, smoothly. 1 keeps it.</summary>
    /// <remarks>MuZero 0.1.</remarks>
    /// <value>Default 1.</value>
    [Range(1e-6, 1.0)]
    public double LearningRateDecay { get; init; } = 1.0;

    /// <summary>Steps in which the learning rate falls once by <see cref="LearningRateDecay"/>.</summary>
    /// <remarks>MuZero 400,000 (board games), 350,000 (Atari).</remarks>
    /// <value>Default 100,000.</value>
    [Range(1, 1_000_000_000)]
    public int LearningRateDecaySteps { get; init; } = 100_000;

    /// <summary>The learning rate falls at once at the end of every <see cref="LearningRateDecaySteps"/> steps, and not smoothly.</summary>
    /// <remarks>EfficientZero true (0.1 every 100,000 steps), MuZero false.</remarks>
    /// <value>Default false.</value>
    public bool LearningRateStairs { get; init; }

    /// <summary>The momentum of SGD.</summary>
    /// <remarks>MuZero 0.9.</remarks>
    /// <value>Default 0.9.</value>
    [Range(0.0, 1.0)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>c of the regularisation: SGD adds c theta to the gradient, that of c / 2 |theta|^2, and AdamW takes the rate times c theta
    /// from the weights (decoupled decay).</summary>
    /// <remarks>MuZero 0.0001, of c |theta|^2.</remarks>
    /// <value>Default 0.0001.</value>
    [Range(0.0, 1.0)]
    [TuningRange(1e-6, 1e-2, Log = true)]
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Gradients are scaled down to this norm; 0 leaves them.</summary>
    /// <remarks>EfficientZero 5, LightZero 10.</remarks>
    /// <value>Default 10.</value>
    [Range(0.0, 1e9)]
    [TuningRange(0.5, 50, Log = true)]
    public double GradientClip { get; init; } = 10.0;

    /// <summary>Each sample is transformed by a random symmetry of the game, if it has any.</summary>
    /// <value>Default true.</value>
    public bool Symmetries { get; init; } = true;

    /// <summary>Threads that share an optimiser step on the CPU; the results are the same for any number. 0 divides the cores between
    /// self-play and training by what is measured while they run.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>Steps between publications of weights to the actors.</summary>
    /// <remarks>MuZero 1000.</remarks>
    /// <value>Default 50.</value>
    [Range(1, 1_000_000)]
    [TuningRange(10, 500, Log = true)]
    public int PublishSteps { get; init; } = 50;

    /// <summary>Steps per training iteration: one line of results, one point of each curve.</summary>
    /// <value>Default 200.</value>
    [Range(1, 1_000_000)]
    public int IterationSteps { get; init; } = 200;
}
