using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>An agent at one of its levels (<see cref="PlayLevel"/>).</summary>
/// <param name="spec">The game.</param>
/// <param name="agent">The agent, with the level's simulations; it is disposed with this player.</param>
/// <param name="number">The level, 1 to <see cref="PlayLevel.Strongest"/>.</param>
internal sealed class LevelPlayer(GameSpec spec, AgentPlayer agent, int number) : IPlayer, IDisposable
{
    private readonly PlayLevel _level = PlayLevel.Of(number);

    public string Name => $"{agent.Name}@level{number}";

    /// <exception cref="ArgumentException">There is not a stream per position.</exception>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
    {
        if (random.Length != states.Length)
        {
            throw new ArgumentException($"A level needs a stream per position: {random.Length} for {states.Length}.", nameof(random));
        }

        RandomStream[] streams = random.ToArray();
        agent.Choose(states, (decisions, row, position) => _level.Choose(decisions, row, spec, streams[position]), actions);
    }

    public void Dispose() => agent.Dispose();
}
