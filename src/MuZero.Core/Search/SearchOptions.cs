using System.ComponentModel.DataAnnotations;
using MuZero.Numerics;

namespace MuZero.Search;

/// <summary>The normalisation of Q and the value of unvisited edges (docs/ALGORITHM.md 1.3).</summary>
public enum ValueNormalization
{
    /// <summary>Per tree: Q rescaled by the least and the largest of the whole tree; unvisited edges count 0 (MuZero, appendix
    /// B).</summary>
    Tree,

    /// <summary>Per node: rescaled by the node's own value and its visited edges; unvisited edges count as the least of them
    /// (mctx).</summary>
    Siblings,

    /// <summary>By the game's known range of returns; unvisited edges count as the parent's value less a reduction that grows with the
    /// visited prior (KataGo's first-play urgency).</summary>
    Bounds,
}

/// <summary>The value of an edge that has not been visited (docs/ALGORITHM.md 1.3).</summary>
public enum UnvisitedRule
{
    /// <summary>The rule of the normalisation's source: <see cref="Zero"/> for <see cref="ValueNormalization.Tree"/> and
    /// <see cref="ValueNormalization.Siblings"/>, <see cref="Parent"/> for <see cref="ValueNormalization.Bounds"/>. In a run with
    /// reanalysis <see cref="MeanQ"/> takes the place of <see cref="Zero"/>.</summary>
    Auto,

    /// <summary>The least value of the range (MuZero; with <see cref="ValueNormalization.Bounds"/> its known bounds of board
    /// games).</summary>
    Zero,

    /// <summary>The node's value less a reduction that grows with the visited prior (KataGo's first-play urgency,
    /// <see cref="SearchOptions.FirstPlayReduction"/>).</summary>
    Parent,

    /// <summary>The mean Q of the visited edges, and of the node above's mean below the root (EfficientZero).</summary>
    MeanQ,
}

/// <summary>The value of a new afterstate (docs/ALGORITHM.md 1.11).</summary>
public enum AfterstateRule
{
    /// <summary>The network's value of the afterstate (Stochastic MuZero).</summary>
    Value,

    /// <summary>Reward and value behind an outcome that is drawn for it, as for a new chance node of the game's rules (1.10). A call of the
    /// network more; the values of all actions then have one source, which few simulations need.</summary>
    Outcome,
}

/// <summary>The rules that choose what a simulation visits, what is played and what a policy learns.</summary>
public enum SearchVariant
{
    /// <summary>pUCT with Dirichlet noise at the root; the policy learns the shares of the visits (AlphaZero, MuZero;
    /// docs/ALGORITHM.md 1.2 and 1.4).</summary>
    Puct,

    /// <summary>Sequential halving among actions drawn without replacement; the policy learns the improved policy (Gumbel AlphaZero, Gumbel
    /// MuZero; docs/ALGORITHM.md 1.9). Learns from few simulations, from 2 on.</summary>
    Gumbel,

    /// <summary>pUCT over a sample of the actions, drawn from the policy at every node; the policy learns the shares of the visits within
    /// the sample (Sampled MuZero; docs/ALGORITHM.md 1.15). For continuous actions, and for more discrete ones than a search can
    /// visit.</summary>
    Sampled,
}

/// <summary>The search's constants.</summary>
public sealed record SearchOptions
{
    /// <summary><see cref="SampledActions"/> of a game with continuous actions, if the option is 0.</summary>
    internal const int UsualVectorSamples = 20;

    private const int UsualSamples = 50;

    /// <summary>The rules of the search. With <see cref="SearchVariant.Gumbel"/> the options <see cref="C1"/>, <see cref="C2"/>,
    /// <see cref="Unvisited"/>, <see cref="DirichletAlpha"/> and <see cref="RootNoise"/> have no effect, nor has the temperature of
    /// self-play, because the search's own draws explore.</summary>
    /// <value>Default <see cref="SearchVariant.Puct"/>.</value>
    public SearchVariant Variant { get; init; } = SearchVariant.Puct;

    /// <summary>Simulations per move, one network evaluation each. 0 derives it from the number of actions.</summary>
    /// <remarks>MuZero 800 (board games), 50 (Atari).</remarks>
    /// <value>Default 0.</value>
    [Range(0, 1_000_000)]
    [TuningRange(8, 100, Log = true)]
    public int Simulations { get; init; }

    /// <summary>c1 of pUCT: the weight of the prior.</summary>
    /// <remarks>MuZero 1.25 (appendix B).</remarks>
    /// <value>Default 1.25.</value>
    [Range(0.0, 100.0)]
    [TuningRange(0.5, 4, Log = true)]
    public double C1 { get; init; } = 1.25;

    /// <summary>c2 of pUCT: the number of visits at which the weight of the prior begins to grow.</summary>
    /// <remarks>MuZero 19652 (appendix B).</remarks>
    /// <value>Default 19652.</value>
    [Range(1.0, 1e9)]
    public double C2 { get; init; } = 19652.0;

    /// <summary>The normalisation of Q to [0, 1].</summary>
    /// <remarks>MuZero tree, mctx siblings, KataGo bounds.</remarks>
    /// <value>Default <see cref="ValueNormalization.Tree"/>.</value>
    public ValueNormalization Normalization { get; init; } = ValueNormalization.Tree;

    /// <summary>The value of unvisited edges.</summary>
    /// <remarks>MuZero zero, KataGo parent, EfficientZero mean_q.</remarks>
    /// <value>Default <see cref="UnvisitedRule.Auto"/>.</value>
    public UnvisitedRule Unvisited { get; init; } = UnvisitedRule.Auto;

    /// <summary>With <see cref="Networks.NetworkOptions.ChanceCodes"/>: the value of a new afterstate.</summary>
    /// <remarks>Stochastic MuZero value.</remarks>
    /// <value>Default <see cref="AfterstateRule.Value"/>.</value>
    public AfterstateRule Afterstates { get; init; } = AfterstateRule.Value;

    /// <summary>With <see cref="ValueNormalization.Tree"/> and <see cref="ValueNormalization.Siblings"/>: a range of Q smaller than this
    /// counts as this large, so that differences which are noise are not stretched to [0, 1]. 0 stretches every range that is more than
    /// rounding.</summary>
    /// <remarks>MuZero 0, EfficientZero 0.01.</remarks>
    /// <value>Default 0.</value>
    [Range(0.0, 1e6)]
    public double SmallestSpread { get; init; }

    /// <summary>The first-play urgency's reduction with <see cref="UnvisitedRule.Parent"/>; 0 at a noisy root.</summary>
    /// <remarks>KataGo 0.2.</remarks>
    /// <value>Default 0.2.</value>
    [Range(0.0, 10.0)]
    [TuningRange(0, 0.5)]
    public double FirstPlayReduction { get; init; } = 0.2;

    /// <summary>alpha of the Dirichlet noise on root priors. 0 derives it: 10.83 over the number of legal actions (KataGo).</summary>
    /// <remarks>MuZero 0.03 (Go), 0.3 (chess), 0.15 (shogi), 0.25 (Atari).</remarks>
    /// <value>Default 0.</value>
    [Range(0.0, 1000.0)]
    [TuningRange(0.03, 3, Log = true)]
    public double DirichletAlpha { get; init; }

    /// <summary>The noise's share of the root priors in self-play; evaluation has none.</summary>
    /// <remarks>MuZero 0.25.</remarks>
    /// <value>Default 0.25.</value>
    [Range(0.0, 1.0)]
    [TuningRange(0.05, 0.5)]
    public double RootNoise { get; init; } = 0.25;

    /// <summary>k of forced playouts: a visited action of a noisy root is visited until it has sqrt(k P(a) sum N) visits, and visits that
    /// pUCT would not have made are taken away before the policy learns and the move is drawn. 0 forces and prunes none.</summary>
    /// <remarks>KataGo 2.</remarks>
    /// <value>Default 0.</value>
    [Range(0.0, 100.0)]
    [TuningRange(0, 4)]
    public double ForcedPlayouts { get; init; }

    /// <summary>With <see cref="SearchVariant.Gumbel"/>: actions that sequential halving begins with, at most.</summary>
    /// <remarks>Gumbel MuZero 16.</remarks>
    /// <value>Default 16.</value>
    [Range(1, 1_024)]
    [TuningRange(2, 32, Log = true)]
    public int ConsideredActions { get; init; } = 16;

    /// <summary>With <see cref="SearchVariant.Gumbel"/>: c_visit of (c_visit + max N) c_scale Qn, what values add to the logits.</summary>
    /// <remarks>Gumbel MuZero 50.</remarks>
    /// <value>Default 50.</value>
    [Range(0.0, 1e6)]
    public double VisitOffset { get; init; } = 50.0;

    /// <summary>With <see cref="SearchVariant.Gumbel"/>: c_scale of (c_visit + max N) c_scale Qn.</summary>
    /// <remarks>mctx 0.1; MiniZero's board games 1, of values in [-1, 1], which is 2 here.</remarks>
    /// <value>Default 0.1.</value>
    [Range(0.0, 1e3)]
    [TuningRange(0.02, 2, Log = true)]
    public double ValueScale { get; init; } = 0.1;

    /// <summary>With <see cref="SearchVariant.Sampled"/>: K, the actions drawn at every node. 0 takes 20 in games with continuous actions,
    /// else 50.</summary>
    /// <remarks>Sampled MuZero 20 (continuous control), 50 (Go).</remarks>
    /// <value>Default 0.</value>
    [Range(0, 1_024)]
    [TuningRange(5, 100, Log = true)]
    public int SampledActions { get; init; }

    /// <summary>Outcomes are carried up the tree: a position with a move that surely wins is won, one whose moves all are decided has the
    /// best of their outcomes. The search does not look below such positions, and neither plays nor teaches a move that another one surely
    /// beats. Has an effect with the game's own rules (AlphaZero), for two players without dice and with rewards at the end
    /// alone.</summary>
    /// <remarks>MCTS-Solver (Winands, Björnsson and Saito, 2008).</remarks>
    /// <value>Default false.</value>
    public bool ProvenValues { get; init; }

    /// <summary>The deepest leaf; a walk that reaches it evaluates that leaf again. 0 means no bound but the number of
    /// simulations.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1_000_000)]
    public int MaxDepth { get; init; }

    /// <summary>The simulations of a game that names none: two per action, 25 to 50. More play better per move, fewer fill the replay
    /// buffer sooner.</summary>
    public static int SimulationsFor(Games.GameSpec spec) => spec.ActionBox is null ? (int)Math.Clamp(2L * spec.Actions, 25, 50) : 50;

    /// <summary>These options with what they leave open derived from a game.</summary>
    /// <param name="spec">The game.</param>
    /// <param name="reanalyses">True for a run with reanalysis. Its searches are repeated on the same positions: edges that are worth
    /// nothing until they are visited would make each prior sharper than the one before until one action is left
    /// (docs/ALGORITHM.md 3.7).</param>
    public SearchOptions For(Games.GameSpec spec, bool reanalyses = false) => this with
    {
        Unvisited = reanalyses && Unvisited == UnvisitedRule.Auto && Normalization != ValueNormalization.Bounds
            && Games.Seats.Values(spec) == 1 ? UnvisitedRule.MeanQ : Unvisited,
        Simulations = Simulations > 0 ? Simulations : SimulationsFor(spec),
        SampledActions = SampledActions > 0 ? SampledActions : spec.ActionBox is null ? UsualSamples : UsualVectorSamples,
    };

    /// <summary>The edges of a node: the game's actions, or those of a sample.</summary>
    /// <param name="spec">The game; the options are those of <see cref="For"/> it.</param>
    internal int Edges(Games.GameSpec spec) => Variant != SearchVariant.Sampled ? spec.Actions
        : spec.ActionBox is null ? Math.Min(SampledActions, spec.Actions)
        : SampledActions;
}
