using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Looks one move ahead: it takes the largest immediate reward, which is a win if there is one; of equal ones those that leave the
/// opponent the smallest immediate reward; of equal ones a random one.</summary>
public sealed class GreedyPlayer(GameSpec spec) : IPlayer
{
    /// <inheritdoc/>
    public string Name => "greedy";

    /// <inheritdoc/>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
    {
        Look look = new(spec);
        for (int i = 0; i < states.Length; i++)
        {
            actions[i] = look.Best(states[i]).Draw(random, i);
        }
    }

    private sealed class Look(GameSpec spec)
    {
        private readonly ScratchState _next = new();
        private readonly ScratchState _afterReply = new();
        private readonly int[] _legal = new int[spec.Actions];
        private readonly int[] _replies = new int[spec.Actions];
        private readonly float[] _rewards = new float[spec.Players];
        private readonly EqualChoices _best = new(spec.Actions);

        public EqualChoices Best(IGameState state)
        {
            (float Gain, float Threat) best = (float.NegativeInfinity, 0.0f);
            _best.Clear();
            foreach (int action in _legal.AsSpan(0, state.LegalActions(_legal)))
            {
                IGameState next = _next.Copy(state);
                float gain = Play(next, action, state.ToPlay);
                float threat = gain >= best.Gain && next.ToPlay >= 0 && next.ToPlay != state.ToPlay ? BestReply(next) : 0.0f;
                if (gain > best.Gain || (gain == best.Gain && threat < best.Threat))
                {
                    best = (gain, threat);
                    _best.Clear();
                }

                if ((gain, threat) == best)
                {
                    _best.Add(action);
                }
            }

            return _best.Best.IsEmpty ? throw GameFault.NoLegalAction(state) : _best;
        }

        private float BestReply(IGameState state)
        {
            float best = float.NegativeInfinity;
            foreach (int reply in _replies.AsSpan(0, state.LegalActions(_replies)))
            {
                best = Math.Max(best, Play(_afterReply.Copy(state), reply, state.ToPlay));
            }

            return best;
        }

        private float Play(IGameState state, int action, int mover)
        {
            state.Apply(action);
            state.Rewards(_rewards);
            return _rewards[mover];
        }
    }
}
