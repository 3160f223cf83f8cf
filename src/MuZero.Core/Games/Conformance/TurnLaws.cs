namespace MuZero.Games.Conformance;

internal sealed class ToPlayLaw() : Law(
    "to-play",
    "ToPlay is a player, Chance in games with dice, or Terminal; in an alternating game players take turns.",
    "Correct ToPlay, or the spec's Turns and ChanceOutcomes.")
{
    public override void Visit(Position position)
    {
        int toPlay = position.Now.ToPlay;
        bool known = toPlay == Player.Terminal || (toPlay == Player.Chance && position.Spec.ChanceOutcomes > 0) || (toPlay >= 0 && toPlay < position.Spec.Players);
        Require(known, $"ToPlay is {toPlay} in a game of {position.Spec.Players} players and {position.Spec.ChanceOutcomes} chance outcomes");
        Require(!position.IsFirst || toPlay != Player.Terminal, "the game is over before the first move");
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
    "maximal-length", "No episode has more decisions than MaxLength.", "Raise MaxLength, or end or truncate the episode.")
{
    public override void Visit(Position position) => Require(
        position.Decisions < position.Spec.MaxLength || position.Now.ToPlay < 0,
        $"the episode goes on after {position.Decisions} decisions; MaxLength is {position.Spec.MaxLength}");
}

internal sealed class ChanceLaw() : Law(
    "chance",
    "At a chance node the state gives a probability for each outcome, none negative, together 1, and refuses other outcomes.",
    "Implement IChance on the state and let the probabilities sum to 1.")
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
        string written = $"the probabilities are [{string.Join(' ', probabilities)}]";
        Require(probabilities.All(probability => probability is >= 0.0f and <= 1.0f), $"{written}; each must be in [0, 1]");
        Require(Math.Abs(probabilities.Sum(probability => (double)probability) - 1.0) < 1e-4, $"{written}; they do not sum to 1");
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
