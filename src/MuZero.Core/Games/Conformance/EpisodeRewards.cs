using System.Runtime.InteropServices;

namespace MuZero.Games.Conformance;

/// <summary>The rewards of a random game by decision, as self-play records them: what chance pays after a decision belongs to it.</summary>
internal sealed class EpisodeRewards
{
    private readonly List<double> _rewards = []; // [decisions, players]
    private int _players;

    /// <summary>Decisions so far.</summary>
    public int Decisions => _rewards.Count / _players;

    /// <summary>Adds a position of the game: the first one, or that after an action.</summary>
    public void Add(Position position)
    {
        if (position.IsFirst)
        {
            _players = position.Spec.Players;
            _rewards.Clear();
        }

        while (_rewards.Count < position.Decisions * _players)
        {
            _rewards.Add(0.0);
        }

        for (int player = 0; player < _players && Decisions > 0; player++)
        {
            _rewards[_rewards.Count - _players + player] += position.Now.Rewards[player];
        }
    }

    /// <summary>[players] of the last decision, until the next <see cref="Add"/>.</summary>
    public ReadOnlySpan<double> Last() => CollectionsMarshal.AsSpan(_rewards)[^_players..];

    /// <summary>Calls with each decision's [players] discounted returns to the end, the last decision first.</summary>
    public void ForEachReturn(double discount, Action<double[], int> visit)
    {
        double[] returns = new double[_players];
        for (int decision = Decisions - 1; decision >= 0; decision--)
        {
            for (int player = 0; player < _players; player++)
            {
                returns[player] = _rewards[(decision * _players) + player] + (discount * returns[player]);
            }

            visit(returns, decision);
        }
    }
}
