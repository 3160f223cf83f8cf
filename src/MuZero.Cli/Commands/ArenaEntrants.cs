using MuZero.Agents;
using MuZero.Agents.Players;
using MuZero.Arena;
using MuZero.Cli.Input;
using MuZero.Learning;
using MuZero.Records;

namespace MuZero.Cli.Commands;

/// <summary>The entrants of an arena: texts become players, all with the same simulations or with the same time per move.</summary>
/// <param name="terminal">Receives progress.</param>
/// <param name="game">The game.</param>
/// <param name="openingPlies">Plies of the openings.</param>
internal sealed class ArenaEntrants(Terminal terminal, IGame game, int openingPlies)
{
    private readonly IBackend _networks = Composition.Networks();
    private readonly int _threads = Environment.ProcessorCount;

    /// <summary>The checkpoints of a run, oldest first.</summary>
    /// <exception cref="UserException">The run has fewer than two.</exception>
    public static IReadOnlyList<string> Ladder(string run)
    {
        string[] checkpoints = [.. CheckpointStore.List(run).Where(Checkpoint.IsAt).Reverse()];
        return checkpoints.Length >= 2
            ? checkpoints
            : throw UserException.Usage(
                $"{run} has {Quantity.Of(checkpoints.Length, "checkpoint")}; a ladder needs two. "
                + "Train with checkpoint.keep=0, which keeps all.");
    }

    /// <summary>The game that is named, or that of the first saved agent.</summary>
    /// <exception cref="UserException">No game is named, and no entrant is a saved agent.</exception>
    public static IGame FindGame(string? named, IEnumerable<string> texts, Terminal terminal)
    {
        if (named is not null)
        {
            return Composition.Games().Load(named);
        }

        string saved = texts.Select(PlayerKinds.SavedPath).FirstOrDefault(path => path is not null)
            ?? throw UserException.Usage(
                "No entrant is a saved agent, so the game is not known. Name it with --game, such as --game connectfour.");
        return SavedAgent.Open(saved, Composition.Games(), terminal.Report).Game;
    }

    /// <summary>The players of texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="simulations">Simulations per move of each player whose text names none; 0 leaves a saved agent its own.</param>
    /// <exception cref="UserException">A text is not valid, or is there twice.</exception>
    public List<NamedPlayer> Create(IReadOnlyList<string> texts, IReadOnlyList<int> simulations)
    {
        List<NamedPlayer> players = [];
        try
        {
            for (int i = 0; i < texts.Count; i++)
            {
                NamedPlayer player = PlayerKinds.Create(texts[i], Setting(simulations[i]));
                players.Add(player);
                if (players.Count(other => other.Name == player.Name) > 1)
                {
                    throw UserException.Usage($"{player.Name} is there twice. Name each entrant once.");
                }
            }

            return players;
        }
        catch
        {
            players.ForEach(player => player.Dispose());
            throw;
        }
    }

    /// <summary>The simulations with which each entrant takes the same time per move.</summary>
    /// <exception cref="UserException">The text of an entrant fixes its simulations, or the entrant has none.</exception>
    public int[] MeasureSimulations(IReadOnlyList<string> texts, double secondsPerMove)
    {
        TimeCalibration calibration = new(game, openingPlies);
        return [.. texts.Select(text => Measure(calibration, text, secondsPerMove))];
    }

    private int Measure(TimeCalibration calibration, string text, double secondsPerMove)
    {
        using (NamedPlayer player = PlayerKinds.Create(text, Setting(1)))
        {
            if (!player.IsScaled)
            {
                throw UserException.Usage(
                    $"--time-per-move cannot time '{text}': its cost is fixed. "
                    + "Name runs without @SIMULATIONS and mcts without a number, or leave it out.");
            }
        }

        int simulations = calibration.Simulations(
            number => PlayerKinds.Create(text, Setting(number) with { Threads = 1 }).Player, secondsPerMove);
        terminal.Report(string.Create(
            CultureInfo.InvariantCulture, $"{text}: {Quantity.Of(simulations, "simulation")} take {secondsPerMove} s"));
        return simulations;
    }

    private PlayerSetting Setting(int simulations) => new()
    {
        Game = game,
        Networks = _networks,
        Simulations = simulations,
        Threads = _threads,
        Report = terminal.Report,
    };
}
