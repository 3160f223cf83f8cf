using MuZero.Numerics;

namespace MuZero.Games.Conformance;

internal sealed class ToPlayLaw() : Law(
    "to-play",
    "ToPlay is a player, Chance in games with dice, or Terminal; in an alternating game players take turns.",
    "Correct ToPlay. A game with extra turns has Turns = TurnModel.Arbitrary, a game with dice sets ChanceOutcomes.")
{
    public override void Visit(Position position)
    {
        int toPlay = position.Now.ToPlay;
        bool known = toPlay == Player.Terminal || (toPlay == Player.Chance && position.Spec.ChanceOutcomes > 0)
            || (toPlay >= 0 && toPlay < position.Spec.Players);
        Require(known,
            $"ToPlay is {toPlay} in a game of {position.Spec.Players} players and {position.Spec.ChanceOutcomes} chance outcomes");
        bool again = position.Spec.Turns == TurnModel.Alternating && toPlay >= 0 && toPlay == position.LastMover;
        Require(!again, $"player {toPlay} moves twice in a row in a game whose Turns is Alternating");
    }
}

internal sealed class TransitionLaw() : Law(
    "transition",
    "Apply returns Continues exactly when a player or chance is to move after it.",
    "Let ToPlay be Terminal when Apply returns Terminated or Truncated, and only then.")
{
    public override void Visit(Position position) => Require(
        position.IsFirst || (position.Transition == Transition.Continues) != position.IsTerminal,
        $"Apply returned {position.Transition} and ToPlay is {position.Now.ToPlay}");
}

internal sealed class LengthLaw() : Law(
    "maximal-length",
    "No episode has more decisions than MaxLength, nor one in which every move avoids the end.",
    "End or truncate the episode at MaxLength, or raise MaxLength; training cuts the episode there.")
{
    public override void Visit(Position position) => Require(
        position.Decisions < position.Spec.MaxLength || position.Now.ToPlay < 0,
        $"the episode goes on after {position.Decisions} decisions; MaxLength is {position.Spec.MaxLength}");
}

internal sealed class EndLaw() : Law(
    "ends", "Random games end.", "End the game, or lower MaxLength: training learns from whole episodes.")
{
    private long _ended;

    public override void Visit(Position position) => _ended += position.IsOver ? 1 : 0;

    public override void Conclude(IGame game, ulong seed)
        => Require(_ended > 0, $"no random game ended; MaxLength is {game.Spec.MaxLength:N0}");
}

internal sealed class FirstDecisionLaw() : Law(
    "first-decision",
    "Every episode has a decision, and nothing is paid before it.",
    "Training skips episodes without a decision, and a reward before the first decision belongs to none.")
{
    public override bool IsAdvice => true;

    public override void Visit(Position position)
    {
        Require(position.Decisions > 0 || !position.IsTerminal, "the episode is over before a player has moved");
        Require(position.Decisions > 0 || position.Now.Rewards.All(reward => reward == 0.0f),
            $"chance pays [{string.Join(' ', position.Now.Rewards)}] before a player has moved");
    }
}

internal sealed class ChanceLaw() : Law(
    "chance",
    "At a chance node the state gives a probability for each outcome, none negative, together 1, and refuses other outcomes; chance ends.",
    "Implement IChance on the state, let the probabilities sum to 1, and let a player move after finitely many outcomes.")
{
    public override bool AppliesTo(IGame game, IGameState first) => game.Spec.ChanceOutcomes > 0;

    public override void Visit(Position position)
    {
        if (position.Now.ToPlay != Player.Chance)
        {
            return;
        }

        Require(position.State is IChance, "the state is at a chance node and does not implement IChance");
        float[] probabilities = new float[position.Spec.ChanceOutcomes];
        Array.Fill(probabilities, float.NaN);
        ((IChance)position.State).ChanceProbabilities(probabilities);
        string Written() => $"the probabilities are [{string.Join(' ', probabilities)}]";
        Require(probabilities.All(probability => probability is >= 0.0f and <= 1.0f), $"{Written()}; each must be in [0, 1]");
        Require(position.ChanceInARow < ChancePlay.MostInARow, $"{position.ChanceInARow:N0} chance outcomes followed one another");
        Require(Math.Abs(probabilities.Sum(probability => (double)probability) - 1.0) < 1e-4, $"{Written()}; they do not sum to 1");
        if (position.IsQuick)
        {
            return; // an exception costs many moves
        }

        try
        {
            position.State.Clone().Apply(position.Spec.ChanceOutcomes);
        }
        catch (ArgumentException)
        {
            return;
        }

        Require(false, $"outcome {position.Spec.ChanceOutcomes} was accepted");
    }
}

internal sealed class DeterminismLaw() : Law(
    "determinism",
    "The same seed and the same actions give the same states, rewards and texts.",
    "Draw only from a RandomStream of the seed, in NewGame; leave all later chance to chance nodes (IChance).")
{
    public override bool IsCostly => true;

    public override void Visit(Position position)
    {
        if (position.IsTerminal)
        {
            IGameState again = position.Game.NewGame(position.Seed);
            RequireEqual(position.Snapshots[0], again, position, "a second game from the same seed begins differently");
            for (int i = 0; i < position.Actions.Count; i++)
            {
                again.Apply(position.Actions[i]);
                RequireEqual(position.Snapshots[i + 1], again, position, $"played a second time, the game differs after {i + 1} actions");
            }
        }
    }
}

internal sealed class HiddenChanceLaw() : Law(
    "hidden-chance",
    "Episodes that begin alike and in which the same happens go on alike, whatever the seed of NewGame.",
    "Leave chance to chance nodes (IChance), which planners handle: AlphaZero plans with states that hold the hidden outcome.")
{
    private const int Checks = 200;

    private int _checks;

    public override bool IsAdvice => true;

    public override bool IsCostly => true;

    public override void Visit(Position position)
    {
        if (!position.IsOver || _checks++ >= Checks)
        {
            return;
        }

        ulong other = RandomStream.Derive(position.Seed, 2);
        IGameState state = position.Game.NewGame(other);
        for (int i = 0; i < position.Snapshots.Count; i++)
        {
            if (Difference(position, state, i) is { } difference)
            {
                // A start that every player sees is not hidden.
                Require(i == 0, $"the same {i} actions from seed {other}, which begins alike, lead to another position: {difference}");
                return;
            }

            if (i < position.Actions.Count)
            {
                state.Apply(position.Actions[i]);
            }
        }
    }

    private static string? Difference(Position position, IGameState state, int i)
    {
        Snapshot now = Snapshot.Of(state, position.Spec), then = position.Snapshots[i];
        return then.Rewards.AsSpan().SequenceEqual(now.Rewards)
            ? then.DifferenceAhead(now)
            : $"the rewards are [{string.Join(' ', now.Rewards)}], not [{string.Join(' ', then.Rewards)}]";
    }
}
