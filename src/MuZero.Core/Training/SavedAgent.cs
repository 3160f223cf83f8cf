using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Training;

/// <summary>An agent as a run left it: the game, the options it was trained with and its weights.</summary>
/// <param name="Game">The game.</param>
/// <param name="Options">The run's options.</param>
/// <param name="Weights">The weights.</param>
/// <param name="Source">The checkpoint it was read from.</param>
public sealed record SavedAgent(IGame Game, RunOptions Options, WeightSnapshot Weights, string Source)
{
    /// <summary>Reads the newest complete checkpoint of a run directory, or one checkpoint.</summary>
    /// <param name="path">A run directory or a checkpoint directory.</param>
    /// <param name="catalog">Finds the game by the name or path that the run recorded.</param>
    /// <param name="report">Receives a line per checkpoint that was passed over.</param>
    public static SavedAgent Open(string path, GameCatalog catalog, Action<string> report) => throw new NotSupportedException(path + catalog + report);

    /// <summary>The agent as a player.</summary>
    /// <param name="backend">Makes the network.</param>
    /// <param name="simulations">Simulations per move; 0 takes the run's.</param>
    /// <param name="batch">Positions searched at once.</param>
    public AgentPlayer CreatePlayer(ITrainingBackend backend, int simulations, int batch) => throw new NotSupportedException($"{backend} {simulations} {batch}");
}
