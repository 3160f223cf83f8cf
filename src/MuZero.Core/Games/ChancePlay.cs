using MuZero.Numerics;

namespace MuZero.Games;

/// <summary>The dice of a game: draws outcomes at chance nodes, or repeats recorded ones.</summary>
/// <remarks>Used by one thread, for any number of states of the game.</remarks>
public sealed class ChancePlay(GameSpec spec)
{
    /// <summary>Outcomes in a row after which chance counts as endless.</summary>
    public const int MostInARow = 1_000;

    private readonly float[] _probabilities = new float[spec.ChanceOutcomes];

    /// <summary>False if the game's specification has no chance outcomes.</summary>
    internal bool HasOutcomes => _probabilities.Length > 0;

    /// <summary>Plays outcomes until a player is to move or the episode is over.</summary>
    /// <param name="state">The state, at a chance node or not.</param>
    /// <param name="random">Draws the outcomes.</param>
    /// <param name="rewards">[players] to which rewards are added; empty to leave them out.</param>
    /// <param name="outcomes">Receives the outcomes in order; null if they are not recorded.</param>
    /// <returns>The last outcome's transition; <see cref="Transition.Continues"/> if there was none.</returns>
    /// <exception cref="Errors.UserException">The state has no probabilities, or <see cref="MostInARow"/> outcomes led to no
    /// player.</exception>
    public Transition Resolve(IGameState state, RandomStream random, Span<float> rewards, List<int>? outcomes = null)
    {
        Transition transition = Transition.Continues;
        for (int played = 0; state.ToPlay == Player.Chance; played++)
        {
            if (played == MostInARow)
            {
                throw GameFault.EndlessChance(spec, played);
            }

            int outcome = Draw(state, random);
            outcomes?.Add(outcome);
            transition = Apply(state, outcome, rewards);
        }

        return transition;
    }

    /// <summary>An outcome drawn at a chance node; it is not played.</summary>
    public int Draw(IGameState state, RandomStream random)
    {
        if (_probabilities.Length == 0 || state is not IChance chance)
        {
            throw GameFault.NoChance(spec);
        }

        chance.ChanceProbabilities(_probabilities);
        return random.NextIndex(_probabilities);
    }

    /// <summary>True if the state is a chance node and the outcome has a probability above 0.</summary>
    public bool Allows(IGameState state, int outcome)
    {
        if (state.ToPlay != Player.Chance || state is not IChance chance || (uint)outcome >= (uint)_probabilities.Length)
        {
            return false;
        }

        chance.ChanceProbabilities(_probabilities);
        return _probabilities[outcome] > 0.0f;
    }

    /// <summary>Plays a given outcome.</summary>
    /// <param name="state">A chance node.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="rewards">[players] to which rewards are added; empty to leave them out.</param>
    public static Transition Apply(IGameState state, int outcome, Span<float> rewards)
    {
        Transition transition = state.Apply(outcome);
        if (!rewards.IsEmpty)
        {
            Seats.AddRewards(state, rewards);
        }

        return transition;
    }
}
