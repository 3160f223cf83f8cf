namespace MuZero.Games.Conformance;

internal sealed class SymmetryGroupLaw() : Law(
    "symmetry-group",
    "Symmetry 0 is the identity; each one permutes the actions, writes every number of the observation and is undone by some other.",
    "Begin with the identity, and include the inverse of each symmetry.")
{
    public override bool AppliesTo(IGame game, IGameState first) => game is ISymmetries;

    public override void Conclude(IGame game, ulong seed)
    {
        var symmetries = (ISymmetries)game;
        int count = symmetries.Symmetries;
        Require(count >= 1, $"Symmetries is {count}; the identity is one");
        int[][] actions = [.. Enumerable.Range(0, count)
            .Select(symmetry => Enumerable.Range(0, game.Spec.Actions).Select(action => symmetries.TransformAction(symmetry, action))
            .ToArray())];

        // Numbers that all differ, so that no two of them can change places unseen.
        float[] source = [.. Enumerable.Range(1, game.Spec.Observation.Length).Select(index => (float)index)];
        float[][] targets = [.. Enumerable.Range(0, count).Select(symmetry => Transform(symmetries, symmetry, source))];
        for (int symmetry = 0; symmetry < count; symmetry++)
        {
            Require(actions[symmetry].Order().SequenceEqual(Enumerable.Range(0, game.Spec.Actions)),
                $"symmetry {symmetry} does not permute the actions: [{string.Join(' ', actions[symmetry])}]");
            Require(targets[symmetry].All(float.IsFinite), $"symmetry {symmetry} leaves numbers of the observation unwritten");
        }

        Require(actions[0].SequenceEqual(Enumerable.Range(0, game.Spec.Actions)) && targets[0].SequenceEqual(source),
            "symmetry 0 is not the identity");
        for (int symmetry = 1; symmetry < count; symmetry++)
        {
            bool undone = Enumerable.Range(0, count).Any(other =>
                actions[symmetry].Select((to, from) => actions[other][to] == from).All(back => back)
                && Transform(symmetries, other, targets[symmetry]).AsSpan().SequenceEqual(source));
            Require(undone, $"no symmetry undoes symmetry {symmetry} for actions and observations together");
        }
    }

    public static float[] Transform(ISymmetries symmetries, int symmetry, float[] source)
    {
        float[] target = new float[source.Length];
        Array.Fill(target, float.NaN);
        symmetries.TransformObservation(symmetry, source, target);
        return target;
    }
}

/// <summary>Plays the transformed actions in step with the game, and the transformed outcomes of chance if the game has them. A first
/// position that chance made unsymmetrical is left out.</summary>
internal sealed class SymmetryPlayLaw() : Law(
    "symmetry-play",
    "The transformed actions and outcomes lead to the transformed observations, legal actions, rewards and end.",
    "Transform actions, outcomes and observations alike; except this law if the first position itself is not symmetrical.")
{
    public override bool IsCostly => true;

    private IGameState?[] _transformed = [];

    public override bool AppliesTo(IGame game, IGameState first)
        => game is IChanceSymmetries || (game is ISymmetries && game.Spec.ChanceOutcomes == 0);

    public override void Visit(Position position)
    {
        var symmetries = (ISymmetries)position.Game;
        if (position.IsFirst)
        {
            _transformed = [.. Enumerable.Range(0, symmetries.Symmetries).Select(symmetry => Begin(position, symmetries, symmetry))];
        }

        for (int symmetry = 0; symmetry < _transformed.Length; symmetry++)
        {
            if (_transformed[symmetry] is { } state)
            {
                if (!position.IsFirst)
                {
                    int played = position.Actions[^1];
                    state.Apply(position.Before.ToPlay == Player.Chance
                        ? ((IChanceSymmetries)symmetries).TransformOutcome(symmetry, played)
                        : symmetries.TransformAction(symmetry, played));
                }

                Compare(position.Now, Snapshot.Of(state, position.Spec), symmetries, symmetry);
            }
        }
    }

    private static IGameState? Begin(Position position, ISymmetries symmetries, int symmetry)
    {
        bool symmetrical = position.Now.Observations.All(observation => SymmetryGroupLaw.Transform(symmetries, symmetry, observation)
            .AsSpan().SequenceEqual(observation));
        bool chosenByChance = position.Now.DifferenceAhead(Snapshot.Of(position.Game.NewGame(position.Seed + 1),
            position.Spec)) is not null;
        return symmetrical || !chosenByChance ? position.Game.NewGame(position.Seed) : null;
    }

    private static void Compare(Snapshot original, Snapshot transformed, ISymmetries symmetries, int symmetry)
    {
        string under = $"under symmetry {symmetry}";
        Require(original.ToPlay == transformed.ToPlay, $"{under} ToPlay is {transformed.ToPlay}, not {original.ToPlay}");
        Require(original.Rewards.AsSpan().SequenceEqual(transformed.Rewards),
            $"{under} the rewards are [{string.Join(' ', transformed.Rewards)}], not [{string.Join(' ', original.Rewards)}]");
        int[] expected = [.. original.Legal.Select(action => symmetries.TransformAction(symmetry, action)).Order()];
        Require(expected.AsSpan().SequenceEqual(transformed.Legal),
            $"{under} the legal actions are [{string.Join(' ', transformed.Legal)}], not [{string.Join(' ', expected)}]");
        for (int player = 0; player < original.Observations.Length; player++)
        {
            float[] observation = SymmetryGroupLaw.Transform(symmetries, symmetry, original.Observations[player]);
            Require(observation.AsSpan().SequenceEqual(transformed.Observations[player]),
                $"{under} player {player}'s transformed observation is not what the transformed actions lead to");
        }
    }
}
