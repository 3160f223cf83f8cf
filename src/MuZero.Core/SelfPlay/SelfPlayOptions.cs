using System.ComponentModel.DataAnnotations;
using MuZero.Numerics;

namespace MuZero.SelfPlay;

/// <summary>The number of parallel games, and the drawing of moves from visits.</summary>
public sealed record SelfPlayOptions
{
    /// <summary>The default of <see cref="Games"/>.</summary>
    public const int DefaultGames = 64;

    /// <summary>Actor threads. Each plays <see cref="Games"/> games in lock-step with a network of its own. 0 takes one for every core but
    /// the trainer's, one more while the trainer waits for samples, and one in a deterministic run and in a farm's worker, of which there
    /// are many.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int Actors { get; init; }

    /// <summary>Games at once per actor: the batch of every network call. More use the machine better, fewer end sooner and play with
    /// fresher weights, so the number also changes what is learned. 0 takes the number that <c>muzero bench games</c> has stored for this
    /// machine, network, algorithm and number of simulations, and the default if there is none or the run is deterministic; a run's
    /// params.json holds the resulting number.</summary>
    /// <value>Default 64.</value>
    [Range(0, 65536)]
    [TuningRange(8, 256, Log = true)]
    public int Games { get; init; } = DefaultGames;

    /// <summary>The temperature T of N^(1/T) in the first <see cref="TemperatureMoves"/> decisions. 1 draws in proportion to the visits, 0
    /// takes the largest.</summary>
    /// <remarks>MuZero 1.</remarks>
    /// <value>Default 1.</value>
    [Range(0.0, 100.0)]
    [TuningRange(0.25, 1)]
    public double Temperature { get; init; } = 1.0;

    /// <summary>Decisions at <see cref="Temperature"/>; later ones use <see cref="FinalTemperature"/>. 0 means all of them.</summary>
    /// <remarks>MuZero 30 (board games), all (Atari).</remarks>
    /// <value>Default 0.</value>
    [Range(0, 1_000_000)]
    [TuningRange(1, 60, Log = true)]
    public int TemperatureMoves { get; init; }

    /// <summary>The temperature after <see cref="TemperatureMoves"/>.</summary>
    /// <remarks>MuZero 0 (board games).</remarks>
    /// <value>Default 0.</value>
    [Range(0.0, 100.0)]
    [TuningRange(0, 0.5)]
    public double FinalTemperature { get; init; }

    /// <summary>Both temperatures fall by this factor every <see cref="TemperatureDecaySteps"/> training steps, smoothly, so that late
    /// targets are those of a player who hardly explores. 1 keeps them.</summary>
    /// <remarks>MuZero halves it twice in a run (Atari, appendix D).</remarks>
    /// <value>Default 1.</value>
    [Range(1e-6, 1.0)]
    [TuningRange(0.1, 1, Log = true)]
    public double TemperatureDecay { get; init; } = 1.0;

    /// <summary>Steps in which the temperatures fall once by <see cref="TemperatureDecay"/>.</summary>
    /// <value>Default 100,000.</value>
    [Range(1, 1_000_000_000)]
    public int TemperatureDecaySteps { get; init; } = 100_000;

    /// <summary>Both temperatures fall at once at the end of every <see cref="TemperatureDecaySteps"/> training steps, and not
    /// smoothly.</summary>
    /// <remarks>MuZero true (Atari, 0.5 after 500,000 and 750,000 of a million steps).</remarks>
    /// <value>Default false.</value>
    public bool TemperatureStairs { get; init; }

    /// <summary>The share of moves played uniformly at random instead of by the search, whose policy is still the target. Widens what
    /// the model sees; value targets end at such a move, so they stay those of the agent's own play.</summary>
    /// <value>Default 0.</value>
    [Range(0.0, 1.0)]
    [TuningRange(0, 0.3)]
    public double RandomMoves { get; init; }

    /// <summary>A random move is repeated on n turns of its player with P(n) ~ n^-mu, while it is legal: this is mu. Repeated moves reach
    /// goals that single random steps do not. 0 plays each once.</summary>
    /// <remarks>Temporally extended epsilon-greedy (Dabney et al., 2021) 2.</remarks>
    /// <value>Default 0.</value>
    [Range(0.0, 10.0)]
    public double RandomMoveExponent { get; init; }

    /// <summary>The most random moves at the start of an episode; each episode draws their number uniformly from 0 to this. They are moves
    /// like those of <see cref="RandomMoves"/>: searched, and value targets end there. After them the outcome is that of the agent's own
    /// play from a position that it would not have reached.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1_000_000)]
    [TuningRange(0, 40)]
    public int RandomOpening { get; init; }

    /// <summary>The share of moves with a full search: all simulations, noise at the root, and a policy that is learned. The others have
    /// <see cref="QuickSimulations"/>, no noise, and teach the value alone; replay.quick_weight should then be small, because a drawn
    /// position without a policy teaches little. 1 searches every move in full.</summary>
    /// <remarks>KataGo 0.25 (playout-cap randomisation).</remarks>
    /// <value>Default 1.</value>
    [Range(0.01, 1.0)]
    [TuningRange(0.1, 1)]
    public double FullSearchShare { get; init; } = 1.0;

    /// <summary>Simulations of a move without a full search; at most search.simulations. Needed if <see cref="FullSearchShare"/> is below
    /// 1.</summary>
    /// <remarks>KataGo a sixth of a full search.</remarks>
    /// <value>Default 0.</value>
    [Range(0, 1_000_000)]
    public int QuickSimulations { get; init; }

    /// <summary>Simulations of a full search at the beginning of the run; they grow evenly to search.simulations in the first
    /// <see cref="ProgressiveSteps"/> training steps. 0 takes search.simulations from the beginning.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1_000_000)]
    public int ProgressiveSimulations { get; init; }

    /// <summary>Training steps after which a full search has all simulations, if <see cref="ProgressiveSimulations"/> is set.</summary>
    /// <value>Default 10,000.</value>
    [Range(1, 1_000_000_000)]
    public int ProgressiveSteps { get; init; } = 10_000;

    /// <summary>The value, on a scale from -1 for a loss to 1 for a win, at and below which a player resigns: that of the root and of its
    /// best child, in <see cref="ResignMoves"/> of the player's moves in a row. A lower threshold is taken if
    /// <see cref="ResignFalsePositives"/> asks for it. Two players, no dice, rewards at the end alone. 0 plays every game to its
    /// end.</summary>
    /// <remarks>MiniGo -0.9.</remarks>
    /// <value>Default 0.</value>
    [Range(-1.0, 0.0)]
    public double ResignThreshold { get; init; }

    /// <summary>The player's moves in a row that must be without hope.</summary>
    /// <value>Default 3.</value>
    [Range(1, 1_000)]
    public int ResignMoves { get; init; } = 3;

    /// <summary>The share of episodes in which nobody resigns, so that wrong resignations are seen.</summary>
    /// <remarks>AlphaGo Zero 0.1.</remarks>
    /// <value>Default 0.1.</value>
    [Range(0.01, 1.0)]
    public double ResignControlShare { get; init; } = 0.1;

    /// <summary>The largest share of resignations by players who would not have lost, as the actor's control episodes show it; the
    /// threshold falls until it holds. Until enough of them have been played nobody resigns.</summary>
    /// <remarks>AlphaGo Zero 0.05.</remarks>
    /// <value>Default 0.05.</value>
    [Range(0.001, 1.0)]
    public double ResignFalsePositives { get; init; } = 0.05;

    /// <summary>The simulations of a full search.</summary>
    /// <param name="step">The training step whose weights play.</param>
    /// <param name="simulations">Those at the end of the growth.</param>
    public int FullSimulationsAt(long step, int simulations)
    {
        double grown = Math.Min(1.0, (double)step / ProgressiveSteps);
        return ProgressiveSimulations == 0 || ProgressiveSimulations >= simulations
            ? simulations
            : ProgressiveSimulations + (int)((simulations - ProgressiveSimulations) * grown);
    }

    /// <summary>These options with the default number of games if that was left open: the engine stores nothing about machines.</summary>
    public SelfPlayOptions WithGames() => Games > 0 ? this : this with { Games = DefaultGames };

    /// <summary>The temperature of an episode's decision.</summary>
    /// <param name="decision">Decisions before it in its episode.</param>
    /// <param name="step">The training step whose weights play.</param>
    public double TemperatureAt(int decision, long step)
    {
        double temperature = TemperatureMoves == 0 || decision < TemperatureMoves ? Temperature : FinalTemperature;
        double falls = (double)step / TemperatureDecaySteps;
        return temperature * Math.Pow(TemperatureDecay, TemperatureStairs ? Math.Floor(falls) : falls);
    }
}
