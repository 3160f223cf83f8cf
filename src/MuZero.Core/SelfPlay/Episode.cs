using System.Diagnostics.CodeAnalysis;
using MuZero.Games;

namespace MuZero.SelfPlay;

/// <summary>One finished game as self-play records it: what was played, what was received, and what the search found. Immutable once
/// built.</summary>
/// <remarks>L = decisions of players, P = players, A = actions. Entry t belongs to the t-th decision. Arrays belong to the episode; readers
/// do not write to them.</remarks>
public sealed class Episode
{
    /// <summary>An episode whose members the initialiser sets.</summary>
    public Episode()
    {
    }

    /// <summary>A copy that shares the arrays, to be changed by an initialiser.</summary>
    [SetsRequiredMembers]
    internal Episode(Episode other)
    {
        Game = other.Game;
        GameVersion = other.GameVersion;
        Seed = other.Seed;
        Producer = other.Producer;
        Sequence = other.Sequence;
        FirstWeightVersion = other.FirstWeightVersion;
        LastWeightVersion = other.LastWeightVersion;
        ReanalysedWeightVersion = other.ReanalysedWeightVersion;
        Actions = other.Actions;
        ToPlay = other.ToPlay;
        Rewards = other.Rewards;
        RootValues = other.RootValues;
        PlayerValues = other.PlayerValues;
        PolicyOffsets = other.PolicyOffsets;
        PolicyActions = other.PolicyActions;
        PolicyWeights = other.PolicyWeights;
        ActionVectors = other.ActionVectors;
        PolicyVectors = other.PolicyVectors;
        ChanceCounts = other.ChanceCounts;
        ChanceOutcomes = other.ChanceOutcomes;
        Truncated = other.Truncated;
        FinalValue = other.FinalValue;
        FinalToPlay = other.FinalToPlay;
        FinalPlayerValues = other.FinalPlayerValues;
        Priorities = other.Priorities;
        Exploratory = other.Exploratory;
        Resignation = other.Resignation;
        Surprises = other.Surprises;
        Observations = other.Observations;
        FinalObservation = other.FinalObservation;
    }

    /// <summary>The game's <see cref="GameSpec.Id"/>.</summary>
    public required string Game { get; init; }

    /// <summary>The game's <see cref="GameSpec.Version"/>.</summary>
    public required int GameVersion { get; init; }

    /// <summary>The seed given to <see cref="IGame.NewGame"/>.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The name of the actor that played it, unique within a run.</summary>
    public string Producer { get; init; } = "";

    /// <summary>The producer's running number, from 0.</summary>
    public long Sequence { get; init; }

    /// <summary>Version of the weights that chose the first move.</summary>
    public long FirstWeightVersion { get; init; }

    /// <summary>Version of the weights that chose the last move.</summary>
    public long LastWeightVersion { get; init; }

    /// <summary>Version of the weights whose search gave <see cref="RootValues"/> and the policies after the episode was played; 0 if they
    /// are those of the play itself.</summary>
    public long ReanalysedWeightVersion { get; init; }

    /// <summary>Version of the oldest weights behind the targets.</summary>
    public long TargetWeightVersion => Math.Max(FirstWeightVersion, ReanalysedWeightVersion);

    /// <summary>[L] the actions played; in a game with continuous actions the grid's points next to <see cref="ActionVectors"/>.</summary>
    public required int[] Actions { get; init; }

    /// <summary>[L] the player who moved.</summary>
    public required int[] ToPlay { get; init; }

    /// <summary>[L, P] what each player received for the action, chance outcomes that followed it included.</summary>
    public required float[] Rewards { get; init; }

    /// <summary>[L] the search's value of the root, seen by the player to move.</summary>
    public required float[] RootValues { get; init; }

    /// <summary>[L, P] the search's value of the root for each player, if there are more than two; empty otherwise, because
    /// <see cref="RootValues"/> say it all.</summary>
    public float[] PlayerValues { get; init; } = [];

    /// <summary>[L + 1] start of decision t's entries in <see cref="PolicyActions"/> and <see cref="PolicyWeights"/>.</summary>
    public required int[] PolicyOffsets { get; init; }

    /// <summary>The actions with a visit, decision after decision; none for a decision whose search was only to play, and whose policy is
    /// not learned (<see cref="SelfPlayOptions.FullSearchShare"/>).</summary>
    public required int[] PolicyActions { get; init; }

    /// <summary>Their shares of the visits; the sum is 1 for each decision with a policy.</summary>
    public required float[] PolicyWeights { get; init; }

    /// <summary>[L, D] the continuous actions played; empty in games without (<see cref="GameSpec.ActionBox"/>).</summary>
    public float[] ActionVectors { get; init; } = [];

    /// <summary>[entries, D] the sampled continuous actions with a visit, of which <see cref="PolicyActions"/> has the grid's points; empty
    /// in games without.</summary>
    public float[] PolicyVectors { get; init; } = [];

    /// <summary>[L + 1] number of chance outcomes between decisions t - 1 and t (entry L: after the last). Empty if the game has no
    /// chance.</summary>
    public int[] ChanceCounts { get; init; } = [];

    /// <summary>The chance outcomes in the order in which they fell.</summary>
    public int[] ChanceOutcomes { get; init; } = [];

    /// <summary>True if a time limit cut the episode, or a player resigned.</summary>
    public bool Truncated { get; init; }

    /// <summary>The network's value of the state at the cut, seen by <see cref="FinalToPlay"/>; 0 if the episode terminated. It is not
    /// searched: the rules allow no action there.</summary>
    public float FinalValue { get; init; }

    /// <summary>The player who would have moved at the cut; 0 if the episode terminated.</summary>
    public int FinalToPlay { get; init; }

    /// <summary>[P] the network's value of the state at the cut for each of more than two players; empty if there are fewer, or if the
    /// episode terminated.</summary>
    public float[] FinalPlayerValues { get; init; } = [];

    /// <summary>[L] initial priorities: |root value - n-step return|, unused for <see cref="Exploratory"/> decisions. Empty if the actor
    /// computes none.</summary>
    public float[] Priorities { get; init; } = [];

    /// <summary>Decisions, ascending, whose action was drawn at random instead of from the search
    /// (<see cref="SelfPlayOptions.RandomMoves"/>).</summary>
    public int[] Exploratory { get; init; } = [];

    /// <summary>The decision at which the player to move had no hope left (<see cref="SelfPlayOptions.ResignThreshold"/>): L if the player
    /// resigned there, less in an episode that went on to show whether that would have been right, -1 if there is none.</summary>
    public int Resignation { get; init; } = NoResignation;

    /// <summary>[L] KL(policy || prior) of each search in nats, 0 for a decision without a policy. Empty if the run does not weight by it
    /// (<c>replay.surprise_weight</c>).</summary>
    public float[] Surprises { get; init; } = [];

    /// <summary>[L, observation] what the player to move saw. Kept in memory, never encoded: a decoded episode is played again.</summary>
    public required float[] Observations { get; init; }

    /// <summary>[observation] what <see cref="Seats.Observer"/> sees of the state after the last decision. Kept and restored as
    /// <see cref="Observations"/>; empty if it is not known.</summary>
    public float[] FinalObservation { get; init; } = [];

    /// <summary>The value of <see cref="Resignation"/> in an episode in which no player lost all hope.</summary>
    public const int NoResignation = -1;

    /// <summary>True if a player resigned instead of the decision after the last: <see cref="FinalToPlay"/>, whose loss is
    /// <see cref="FinalValue"/>.</summary>
    public bool Resigned => Resignation == Length && Length > 0;

    /// <summary>L, the number of decisions.</summary>
    public int Length => Actions.Length;

    /// <summary>True for an episode of the same moves and outcomes; values and policies may differ.</summary>
    internal bool HasMovesOf(Episode other)
        => Actions.AsSpan().SequenceEqual(other.Actions) && ActionVectors.AsSpan().SequenceEqual(other.ActionVectors)
            && ChanceOutcomes.AsSpan().SequenceEqual(other.ChanceOutcomes);

    /// <summary>P, the number of players.</summary>
    public int Players => Actions.Length == 0 ? 0 : Rewards.Length / Actions.Length;

    /// <summary>True if the policy of decision <paramref name="t"/> is a target.</summary>
    public bool HasPolicy(int t) => PolicyOffsets[t + 1] > PolicyOffsets[t];

    /// <summary>The reward of <paramref name="player"/> for decision <paramref name="t"/>.</summary>
    public float Reward(int t, int player) => Rewards[(t * Players) + player];

    /// <summary>True if the value beyond the last decision is unknown and <see cref="FinalValue"/> stands for it; false if it is 0, because
    /// the episode terminated, or because a time limit cut it, paid a reward, and rewards come only at the end.</summary>
    /// <param name="timing">The timing of the game's rewards.</param>
    public bool IsOpen(RewardTiming timing) => Truncated && Cut.IsOpen(timing, Rewards.AsSpan()[^Players..]);

    /// <summary>The undiscounted sum of the rewards of <paramref name="player"/>.</summary>
    public float Return(int player)
    {
        double sum = 0.0;
        for (int t = 0; t < Length; t++)
        {
            sum += Reward(t, player);
        }

        return (float)sum;
    }

    /// <summary>The undiscounted sum of the rewards of <paramref name="player"/>, or what a resignation decided.</summary>
    public float Outcome(int player) => Resigned ? FinalToPlay == player ? FinalValue : -FinalValue : Return(player);

    /// <summary>Managed bytes that the episode holds, for the replay buffer's byte bound; without the final observation, because frames
    /// name this number and older ones know none.</summary>
    public long SizeBytes => 256 + (4L * ((long)Actions.Length + ToPlay.Length + Rewards.Length + RootValues.Length
        + PlayerValues.Length + FinalPlayerValues.Length + PolicyOffsets.Length
        + PolicyActions.Length + PolicyWeights.Length + ChanceCounts.Length + ChanceOutcomes.Length + Priorities.Length + Exploratory.Length
            + Surprises.Length + Observations.Length + ActionVectors.Length + PolicyVectors.Length));
}
