namespace MuZero.Networks;

/// <summary>Representation, dynamics and prediction as one engine sees them: hidden states stay inside, addressed by slot.</summary>
/// <remarks>Used by one thread at a time.</remarks>
public interface INetwork : IDisposable
{
    /// <summary>Shapes of everything that goes in and out.</summary>
    NetworkShape Shape { get; }

    /// <summary>Version of the weights in use; 0 before the first <see cref="Load"/>.</summary>
    long Version { get; }

    /// <summary>Makes room for hidden states in slots 0 to <paramref name="slots"/> - 1; those held are lost when it grows.</summary>
    void Reserve(int slots);

    /// <summary>Takes weights over. Hidden states of other weights are meaningless afterwards.</summary>
    /// <exception cref="Errors.CorruptDataException">The bytes are not a safetensors file.</exception>
    /// <exception cref="Errors.IncompatibleException">They belong to another network; the old weights stay in use.</exception>
    void Load(WeightSnapshot weights);

    /// <summary>s0 = h(observation); p, v = f(s0), for the batch's first <see cref="InferenceBatch.Count"/> rows.</summary>
    void Initial(InferenceBatch batch);

    /// <summary>r, s' = g(s, a); p, v = f(s'), with chance codes r, s' = g(as, c), for the batch's first <see cref="InferenceBatch.Count"/>
    /// rows.</summary>
    /// <exception cref="InvalidOperationException">The network was built without dynamics (AlphaZero).</exception>
    void Recurrent(InferenceBatch batch);

    /// <summary>Copies the hidden state of a slot out, for a look at the model.</summary>
    /// <param name="slot">A slot that the last calls wrote.</param>
    /// <param name="latent">[<see cref="NetworkShape.LatentLength"/>] receives it, planes one after another.</param>
    /// <exception cref="InvalidOperationException">The network keeps no hidden states.</exception>
    void ReadLatent(int slot, Span<float> latent) => throw new InvalidOperationException("This network keeps no hidden states.");

    /// <summary>as = phi(s, a); Q, sigma = psi(as), for the batch's first <see cref="InferenceBatch.Count"/> rows: values, chance logits
    /// and hidden states of afterstates. <see cref="Recurrent"/> then goes on from there with chance codes in place of actions (Stochastic
    /// MuZero).</summary>
    /// <exception cref="InvalidOperationException">The network has no chance codes.</exception>
    void Afterstate(InferenceBatch batch)
        => throw new InvalidOperationException("This network has no chance codes, so its model has no afterstates.");
}
