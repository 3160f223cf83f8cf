using System.Text.RegularExpressions;
using MuZero.Errors;

namespace MuZero.Games;

/// <summary>The order of moves.</summary>
public enum TurnModel
{
    /// <summary>One player.</summary>
    Single,

    /// <summary>Players in turn, one move each. Two players are zero-sum: the search's discount changes sign at every move.</summary>
    Alternating,

    /// <summary>Players in any order (extra turns). Two players are zero-sum. MuZero learns who moves next.</summary>
    Arbitrary,
}

/// <summary>The timing of rewards.</summary>
public enum RewardTiming
{
    /// <summary>Only at the end. Value targets are the outcome.</summary>
    Terminal,

    /// <summary>At any step. Value targets are n-step returns.</summary>
    Stepwise,
}

/// <summary>The shape of an observation: <see cref="Planes"/> images of <see cref="Height"/> by <see cref="Width"/>, row by row.
/// A vector of n numbers is n planes of 1 by 1.</summary>
public readonly record struct ObservationShape(int Planes, int Height, int Width)
{
    /// <summary>Numbers in one observation.</summary>
    public int Length => Planes * Height * Width;

    /// <summary>True if the observation is a vector and not an image.</summary>
    public bool IsVector => Height == 1 && Width == 1;

    /// <summary>A vector of <paramref name="length"/> numbers.</summary>
    public static ObservationShape Vector(int length) => new(length, 1, 1);

    /// <inheritdoc/>
    public override string ToString() => $"{Planes}x{Height}x{Width}";
}

/// <summary>The static facts of a game. They contain no hyper-parameters: the engine derives those.</summary>
public sealed partial record GameSpec
{
    /// <summary>The most actions, and the most chance outcomes, of a game.</summary>
    public const int MostActions = 1_000_000;

    /// <summary>The most players of a game.</summary>
    public const int MostPlayers = 8;

    private const int MostNumbers = 1 << 24; // of an observation

    /// <summary>The name users type: letters, digits, '.', '_' and '-', at most 64.</summary>
    public required string Id { get; init; }

    /// <summary>Grows with each change of the rules or of the observation; episodes and weights of another version are refused.</summary>
    public int Version { get; init; } = 1;

    /// <summary>1 to <see cref="MostPlayers"/>. Rewards of two players add up to 0; those of more may be any.</summary>
    public required int Players { get; init; }

    /// <summary>Actions are the numbers 0 to <see cref="Actions"/> - 1, the same in every state.</summary>
    public required int Actions { get; init; }

    /// <summary>The box of real-valued actions of a game with continuous actions; null in other games. <see cref="Actions"/> is then the
    /// number of points of its grid, all of them legal, and states implement <see cref="IContinuousActions"/>.</summary>
    public ActionBox? ActionBox { get; init; }

    /// <summary>The shape of what <see cref="IGameState.Observe"/> writes.</summary>
    public required ObservationShape Observation { get; init; }

    /// <summary>Discount per step, in (0, 1]. 1 for games that are won or lost.</summary>
    public float Discount { get; init; } = 1.0f;

    /// <summary>A lower bound, for every player, of the reward of any one decision and of the discounted return from any decision to the
    /// end of the episode. The outcomes of chance after a decision belong to it. Value and reward heads are sized by the range; targets
    /// beyond it are clipped.</summary>
    public required float MinReturn { get; init; }

    /// <summary>The upper bound of the same rewards and returns.</summary>
    public required float MaxReturn { get; init; }

    /// <summary>The timing of rewards.</summary>
    public RewardTiming Rewards { get; init; } = RewardTiming.Terminal;

    /// <summary>The order of moves.</summary>
    public required TurnModel Turns { get; init; }

    /// <summary>No episode has more decisions than this: the engine cuts one that goes on, as <see cref="Transition.Truncated"/>
    /// does.</summary>
    public required int MaxLength { get; init; }

    /// <summary>The number of chance outcomes, 0 if the game has no dice. See <see cref="IChance"/>.</summary>
    public int ChanceOutcomes { get; init; }

    /// <summary>Throws if the members contradict one another.</summary>
    /// <exception cref="UserException">The message names the member and what it may be.</exception>
    public void Validate()
    {
        Require(NamePattern().IsMatch(Id), $"Id '{Id}' must be 1 to 64 letters, digits, '.', '_' or '-', and begin with a letter or digit");
        Require(Players is >= 1 and <= MostPlayers, $"Players is {Players}; it must be 1 to {MostPlayers}");
        Require((Players == 1) == (Turns == TurnModel.Single),
            $"Players is {Players} and Turns is {Turns}; one player goes with Single, more with Alternating or Arbitrary");
        Require(Actions is >= 1 and <= MostActions, $"Actions is {Actions}; it must be 1 to {MostActions:N0}");
        Require(ActionBox is null || ActionBox.Actions == Actions,
            $"Actions is {Actions} and the grid of its ActionBox has {ActionBox?.Actions} points; both must be the same");
        Require(Observation is { Planes: >= 1, Height: >= 1, Width: >= 1 }, $"Observation is {Observation}; every side must be at least 1");
        Require(
            (decimal)Observation.Planes * Observation.Height * Observation.Width <= MostNumbers,
            $"Observation is {Observation}; it may have {MostNumbers:N0} numbers");
        Require(Discount is > 0 and <= 1, $"Discount is {Discount}; it must be above 0 and at most 1");
        Require(float.IsFinite(MinReturn) && float.IsFinite(MaxReturn) && MinReturn < MaxReturn,
            $"returns range over [{MinReturn}, {MaxReturn}]; the first must be below the second and both finite");
        Require(MaxLength >= 1, $"MaxLength is {MaxLength}; it must be at least 1");
        Require(ChanceOutcomes is >= 0 and <= MostActions, $"ChanceOutcomes is {ChanceOutcomes}; it must be 0 to {MostActions:N0}");
    }

    /// <summary>Throws unless something was made for this game and version.</summary>
    /// <param name="game">The <see cref="Id"/> that it was made for.</param>
    /// <param name="version">The <see cref="Version"/> that it was made for.</param>
    /// <param name="source">What it is, as the message's subject: "checkpoint runs/ttt/checkpoint_000400".</param>
    /// <param name="remedy">What to do about it, as a sentence.</param>
    /// <exception cref="IncompatibleException">It was made for another game or version; the message names both.</exception>
    public void Require(string game, int version, string source, string remedy)
    {
        if (game != Id || version != Version)
        {
            throw new IncompatibleException($"{source} was made for {game} (v{version}), not {Id} (v{Version}). {remedy}");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex NamePattern();

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw UserException.Usage($"The specification of game '{Id}' is wrong: {otherwise}. Correct it in the game's GameSpec.");
        }
    }
}
