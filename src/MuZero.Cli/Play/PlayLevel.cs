namespace MuZero.Cli.Play;

/// <summary>A strength of the agent in the console: fewer simulations, and moves drawn from the visits instead of the most visited
/// one.</summary>
/// <param name="Share">Its share of the run's simulations.</param>
/// <param name="Temperature">The temperature of the draw; 0 plays the most visited move.</param>
internal readonly record struct PlayLevel(double Share, double Temperature)
{
    /// <summary>The strongest level, which is the run's own play.</summary>
    public const int Strongest = 5;

    private const int FewestSimulations = 2;

    private static readonly PlayLevel[] _levels = [new(0.0625, 1.0), new(0.125, 0.5), new(0.25, 0.25), new(0.5, 0.0), new(1.0, 0.0)];

    /// <summary>The level of a number from 1 to <see cref="Strongest"/>.</summary>
    public static PlayLevel Of(int number) => _levels[number - 1];

    /// <summary>Simulations per move.</summary>
    /// <param name="simulations">The run's.</param>
    public int Simulations(int simulations) => Share >= 1.0 ? simulations : Math.Max(FewestSimulations, (int)(simulations * Share));
}
