using MuZero.Games;
using MuZero.Numerics;
using MuZero.SelfPlay;

namespace MuZero.Tests.Shared;

/// <summary>Episodes for tests: randomly played ones that the rules allow, and hand-made ones.</summary>
internal static class EpisodeMaker
{
    /// <summary>A random game with random policies, values and priorities, all from <paramref name="seed"/>.</summary>
    public static Episode Play(IGame game, ulong seed, long? sequence = null, bool withPriorities = true, string producer = "test")
    {
        GameSpec spec = game.Spec;
        var random = new RandomStream(seed);
        IGameState state = game.NewGame(seed);
        var (actions, toPlay, rewards, values, observations) = (new List<int>(), new List<int>(), new List<float>(), new List<float>(),
            new List<float>());
        var (offsets, policyActions, policyWeights) = (new List<int> { 0 }, new List<int>(), new List<float>());
        var (counts, outcomes) = (new List<int> { 0 }, new List<int>());
        var transition = Transition.Continues;
        while (transition == Transition.Continues)
        {
            float[] step = new float[spec.Players];
            if (state.ToPlay == Player.Chance)
            {
                float[] chances = new float[spec.ChanceOutcomes];
                ((IChance)state).ChanceProbabilities(chances);
                outcomes.Add(random.NextIndex(chances));
                counts[^1]++;
                transition = state.Apply(outcomes[^1]);
                state.Rewards(step);
                for (int p = 0; p < spec.Players && rewards.Count > 0; p++)
                {
                    rewards[rewards.Count - spec.Players + p] += step[p];
                }

                continue;
            }

            int[] legal = new int[spec.Actions];
            int count = state.LegalActions(legal);
            double[] weights = new double[count];
            random.NextDirichlet(1.0, weights);
            policyActions.AddRange(legal.AsSpan(0, count));
            policyWeights.AddRange(weights.Select(weight => (float)weight));
            offsets.Add(policyActions.Count);
            float[] observation = new float[spec.Observation.Length];
            state.Observe(state.ToPlay, observation);
            observations.AddRange(observation);
            toPlay.Add(state.ToPlay);
            actions.Add(legal[random.Next(count)]);
            values.Add((float)((2.0 * random.NextDouble()) - 1.0));
            transition = state.Apply(actions[^1]);
            state.Rewards(step);
            rewards.AddRange(step);
            counts.Add(0);
        }

        float[] final = new float[spec.Observation.Length];
        state.Observe(Seats.Observer(spec, state, toPlay[^1]), final);
        return new Episode
        {
            Game = spec.Id,
            GameVersion = spec.Version,
            Seed = seed,
            Producer = producer,
            Sequence = sequence ?? (long)seed,
            FirstWeightVersion = (long)(seed % 7),
            LastWeightVersion = (long)(seed % 7) + 1,
            Actions = [.. actions],
            ToPlay = [.. toPlay],
            Rewards = [.. rewards],
            RootValues = [.. values],
            PlayerValues = spec.Players <= 2 ? []
                : [.. Enumerable.Range(0, actions.Count * spec.Players).Select(_ => (float)((2.0 * random.NextDouble()) - 1.0))],
            FinalPlayerValues = spec.Players <= 2 || transition != Transition.Truncated ? []
                : [.. Enumerable.Repeat(0.25f, spec.Players)],
            PolicyOffsets = [.. offsets],
            PolicyActions = [.. policyActions],
            PolicyWeights = [.. policyWeights],
            ChanceCounts = spec.ChanceOutcomes > 0 ? [.. counts] : [],
            ChanceOutcomes = [.. outcomes],
            Truncated = transition == Transition.Truncated,
            FinalValue = transition == Transition.Truncated ? 0.25f : 0.0f,
            FinalToPlay = transition == Transition.Truncated ? Seats.Observer(spec, state, toPlay[^1]) : 0,
            Priorities = withPriorities ? [.. values.Select(Math.Abs)] : [],
            Observations = [.. observations],
            FinalObservation = final,
        };
    }

    /// <summary>An episode of given rewards and values, that no rules need to allow: action and policy of decision t are t mod actions,
    /// observation t is filled with t + 1.</summary>
    /// <param name="spec">The game.</param>
    /// <param name="rewards">[L] what the mover received; the other of a pair received the opposite.</param>
    /// <param name="values">[L] root values.</param>
    /// <param name="toPlay">[L] movers; null for alternation, or all 0 for one player.</param>
    /// <param name="cutValue">The value at the cut, or null for a terminated episode.</param>
    /// <param name="finalToPlay">Who would have moved at the cut.</param>
    /// <param name="priorities">[L] or empty.</param>
    /// <param name="sequence">The producer's running number.</param>
    /// <param name="exploratory">The decisions, ascending, that were random moves.</param>
    /// <param name="final">Fills the final observation; null for none.</param>
    public static Episode Make(
        GameSpec spec, float[] rewards, float[] values, int[]? toPlay = null, float? cutValue = null, int finalToPlay = 0,
        float[]? priorities = null, long sequence = 0, int[]? exploratory = null, float? final = null)
    {
        int length = rewards.Length;
        int[] movers = toPlay ?? [.. Enumerable.Range(0, length).Select(t => t % spec.Players)];
        return new Episode
        {
            Game = spec.Id,
            GameVersion = spec.Version,
            Seed = MadeGame.FirstSeed + (ulong)length,
            Producer = "made",
            Sequence = sequence,
            Actions = [.. Enumerable.Range(0, length).Select(t => t % spec.Actions)],
            ToPlay = movers,
            Rewards = [.. Enumerable.Range(0, length * spec.Players)
                .Select(i => i % spec.Players == movers[i / spec.Players] ? rewards[i / spec.Players] : -rewards[i / spec.Players])],
            RootValues = values,
            PolicyOffsets = [.. Enumerable.Range(0, length + 1)],
            PolicyActions = [.. Enumerable.Range(0, length).Select(t => t % spec.Actions)],
            PolicyWeights = [.. Enumerable.Repeat(1.0f, length)],
            Truncated = cutValue is not null,
            FinalValue = cutValue ?? 0.0f,
            FinalToPlay = finalToPlay,
            Priorities = priorities ?? [],
            Exploratory = exploratory ?? [],
            Observations = [.. Enumerable.Range(0, length * spec.Observation.Length).Select(i => (i / spec.Observation.Length) + 1.0f)],
            FinalObservation = final is { } number ? [.. Enumerable.Repeat(number, spec.Observation.Length)] : [],
        };
    }
}
