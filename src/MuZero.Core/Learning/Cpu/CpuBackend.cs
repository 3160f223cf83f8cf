using MuZero.Networks;
using MuZero.Networks.Cpu;

namespace MuZero.Learning.Cpu;

/// <summary>Networks and learners on this project's kernels, on the processor; no native library is needed.</summary>
public sealed class CpuBackend : IBackend
{
    // Each with the loss of its name.
    private static readonly string[] _heads =
    [
        NetworkLayout.Policy, NetworkLayout.Value, NetworkLayout.Reward, NetworkLayout.ToPlay, NetworkLayout.Decoder,
        NetworkLayout.AfterstateValue, NetworkLayout.Chance,
    ];

    // Of no head, or of several.
    private static readonly string[] _otherLosses = [LossSpec.PolicyEntropy, LossSpec.Commitment];

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public string Description => "the processor with this program's kernels";

    /// <inheritdoc/>
    public int Priority => 10;

    /// <inheritdoc/>
    public string? Refuses(LearningPlan plan)
        => plan.Options.Device is not ("auto" or "cpu") ? $"its kernels run on the processor, not on {plan.Options.Device}"
            : RefusesLosses(plan) ?? CpuLayout.Refuses(plan.Layout) ?? RefusesParts(plan.Layout);

    /// <inheritdoc/>
    public INetwork CreateNetwork(NetworkShape shape, ActionTable actions) => new CpuNetwork(shape, actions);

    /// <inheritdoc/>
    public ILearner CreateLearner(LearningPlan plan, ActionTable actions, ulong seed) => new CpuLearner(plan, actions, seed);

    private static string? RefusesLosses(LearningPlan plan)
    {
        IEnumerable<string> heads = plan.Layout.Heads.Select(head => head.Name).Where(_heads.Contains);
        return plan.Losses.FirstOrDefault(loss => !_heads.Contains(loss.Name) && !_otherLosses.Contains(loss.Name)) is { } unknown
            ? $"it has no kernel for the loss '{unknown.Name}'"
            : plan.Layout.Head(NetworkLayout.Policy) is null ? "it trains only networks with a policy"
            : heads.Except(plan.Losses.Select(loss => loss.Name)).FirstOrDefault() is { } idle
                ? $"it trains every head, and the head '{idle}' has no loss"
            : null;
    }

    private static string? RefusesParts(NetworkLayout layout)
        => layout.Trunks.FirstOrDefault(trunk => !CpuLayout.IsPlayed(trunk) && trunk.Name != NetworkLayout.Encoder) is { } trunk
            ? $"it has no kernel for the trunk '{trunk.Name}'"
            : layout.Heads.FirstOrDefault(head => !_heads.Contains(head.Name) && head.Name != NetworkLayout.ChanceCode) is { } head
                ? $"it has no kernel for the head '{head.Name}'"
            : layout.Parts.Where(part => part.Name is NetworkLayout.Encoder or NetworkLayout.ChanceCode).Select(CpuLayout.RefusesPart)
                .FirstOrDefault(refusal => refusal is not null) is { } refusal ? refusal
            : layout.Heads.FirstOrDefault(head => head.Layers.Any(layer => layer is LstmLayout)) is { } recurrent
                ? $"it has no kernel that trains the memory of the head '{recurrent.Name}'"
            : null;
}
