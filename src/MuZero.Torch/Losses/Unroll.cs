using MuZero.Learning;
using MuZero.Networks;
using MuZero.Torch.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>The network unrolled along a batch; B = batch, K = unroll steps.</summary>
internal sealed class Unroll
{
    private static readonly Scalar _gradientScale = LearningPlan.LatentGradientScale, _rest = 1.0f - LearningPlan.LatentGradientScale;
    private static readonly Scalar _smallestVariance = 1e-5f;

    private readonly Dictionary<string, Tensor> _outputs = new(StringComparer.Ordinal);
    private readonly Tensor? _codes;

    /// <summary>Dynamics step by step, then each head once over the whole unroll: K + 1 times fewer operations, and its batch norm sees all
    /// steps alike.</summary>
    /// <param name="module">The network.</param>
    /// <param name="observations">[B, ...observation].</param>
    /// <param name="actions">[K, B, ...encoded action]; null if nothing is unrolled.</param>
    /// <param name="next">[K * B, ...observation] of the steps 1 to K, if a loss needs them.</param>
    /// <param name="prefix">See <see cref="NetworkOptions.ValuePrefix"/>.</param>
    /// <param name="labels">[B, K, M] chance codes, one-hot; null if the network has an encoder of codes, or none.</param>
    public Unroll(
        LayoutModule module, Tensor observations, Tensor? actions, Tensor? next = null, int prefix = 0, Tensor? labels = null)
    {
        long size = observations.shape[0];
        Steps = actions is null ? 0 : (int)actions.shape[0];
        Tensor latent = module.Represent(observations);
        List<Tensor> latents = [latent], afterstates = [];
        Tensor? codes = next is null || module.Layout.Trunk(NetworkLayout.Encoder) is null ? labels : Encode(module, next, size);
        for (int k = 0; k < Steps; k++)
        {
            Tensor entering = latent.mul(_gradientScale).add(latent.detach().mul(_rest), TorchTensors.One);
            Tensor action = actions!.select(0, k);
            if (codes is not null)
            {
                entering = module.Afterstate(entering, action);
                afterstates.Add(entering);
                action = module.CodePlanes(codes.select(1, k));
            }

            latent = module.Advance(entering, action);
            latents.Add(latent);
        }

        Tensor all = cat(latents, 0), features = module.Features(all);
        foreach (HeadLayout head in module.Layout.Heads)
        {
            // A head on the latent says what the step that led there gave; the root was reached by none.
            Tensor? input = head.Reads switch
            {
                HeadInput.Features => features,
                HeadInput.Latent => Steps == 0 ? null : all.narrow(0, size, Steps * size),
                HeadInput.Afterstate => codes is null ? null : cat(afterstates, 0),
                _ => null, // the encoder's was run before
            };
            if (input is not null)
            {
                bool isPrefix = prefix > 0 && head.Name == NetworkLayout.Reward;
                _outputs[head.Name] = BySample(isPrefix ? Prefixes(module, head, latents, prefix) : module.Run(head, input), size);
            }
        }

        (Module, Latents, Next, _codes) = (module, all, next, codes);
    }

    /// <summary>The network, for losses with parts of their own.</summary>
    public LayoutModule Module { get; }

    /// <summary>K.</summary>
    public int Steps { get; }

    /// <summary>[(K + 1) * B, ...latent], step by step.</summary>
    public Tensor Latents { get; }

    /// <summary>[K * B, ...observation] of the steps 1 to K, step by step; null if no loss needs them.</summary>
    public Tensor? Next { get; }

    /// <summary>[B, K, M] the chance codes of the steps 1 to K, one-hot. Their gradient is that of the encoder's numbers, as if the
    /// choice of the largest were not there (straight-through estimator).</summary>
    /// <exception cref="InvalidOperationException">The network has no chance codes.</exception>
    public Tensor Codes => _codes ?? throw new InvalidOperationException("The network has no chance codes.");

    /// <summary>[B, K + 1, outputs] of a head on the features; [B, K, outputs], from step 1 on, of a head on the latent or
    /// the encoder, and from step 0 on of one on the afterstates.</summary>
    public Tensor Head(string name) => _outputs[name];

    // [K * B, bins] of the reward head's memory, which begins again after every prefix.
    private static Tensor Prefixes(LayoutModule module, HeadLayout head, List<Tensor> latents, int prefix)
    {
        int length = head.Layers.OfType<LstmLayout>().Single().StateLength;
        Tensor first = zeros([latents[0].shape[0], length], latents[0].dtype, latents[0].device), state = first;
        List<Tensor> outputs = [];
        for (int k = 1; k < latents.Count; k++)
        {
            state = (k - 1) % prefix == 0 ? first : state;
            outputs.Add(module.Run(head, latents[k], ref state));
        }

        return cat(outputs, 0);
    }

    /// <summary>[K * B, n] or planes of the steps 1 to K to [B, K, n].</summary>
    public Tensor BySample(Tensor output) => BySample(output, Latents.shape[0] / (Steps + 1));

    // The codes, and the encoder's numbers as a head's output. The numbers are standardised over the batch: otherwise the code that is
    // the largest at first takes every observation, and the commitment keeps it there.
    private Tensor Encode(LayoutModule module, Tensor next, long size)
    {
        Tensor numbers = module.Run(
            module.Layout.Head(NetworkLayout.ChanceCode)!, module.Run(module.Layout.Trunk(NetworkLayout.Encoder)!, next));
        Tensor centred = numbers.sub(numbers.mean([0]));
        Tensor encoded = BySample(centred.div(centred.square().mean([0]).add(_smallestVariance, TorchTensors.One).sqrt()), size);
        _outputs[NetworkLayout.ChanceCode] = encoded;
        Tensor chosen = nn.functional.one_hot(encoded.argmax(-1), encoded.shape[^1]).to(encoded.dtype);
        return chosen.add(encoded.sub(encoded.detach()), TorchTensors.One);
    }

    // [steps * B, n] or planes to [B, steps, n].
    private static Tensor BySample(Tensor output, long size)
        => output.view([output.shape[0] / size, size, -1]).transpose(0, 1);
}

/// <summary>A batch's targets as tensors; B = batch, K = unroll steps, A = actions.</summary>
/// <param name="Policies">[B, K + 1, A].</param>
/// <param name="PolicyMask">[B, K + 1].</param>
/// <param name="Values">[B, K + 1, bins], or [B, K + 1, seats, bins] of more than two players, as rewards.</param>
/// <param name="ValueMask">[B, K + 1].</param>
/// <param name="Rewards">[B, K + 1, bins], entry 0 unused; null without dynamics.</param>
/// <param name="RewardMask">[B, K + 1].</param>
/// <param name="Weights">[B] importance weights.</param>
/// <param name="StepScale">[K + 1] 1 at the root, 1/K at each unrolled step.</param>
/// <param name="Columns">[B, width] each, see <see cref="Learning.TrainingBatch.Columns"/>.</param>
internal sealed record Targets(
    Tensor Policies, Tensor PolicyMask, Tensor Values, Tensor ValueMask, Tensor? Rewards, Tensor RewardMask, Tensor Weights,
    Tensor StepScale, IReadOnlyDictionary<string, Tensor> Columns)
{
    /// <summary>[B, K + 1, A, D] the sampled continuous actions behind <see cref="Policies"/>; null in games without.</summary>
    public Tensor? PolicyVectors { get; init; }
}
