using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Records;
using MuZero.SelfPlay;

namespace MuZero.Agents;

/// <summary>An agent as a run left it: the game, the options it was trained with and its weights.</summary>
/// <param name="Game">The game.</param>
/// <param name="Options">The run's options.</param>
/// <param name="Weights">The weights.</param>
/// <param name="Source">The checkpoint it was read from.</param>
public sealed record SavedAgent(IGame Game, RunOptions Options, WeightSnapshot Weights, string Source)
{
    internal const string WeightsFile = "weights.safetensors";

    private const int Attempts = 5;
    private const int EpisodesPerGame = 8;

    private static readonly string[] _playSections = ["search.", "position."];

    /// <summary>Reads the newest complete checkpoint of a run directory, or one checkpoint, of a game that the caller has.</summary>
    /// <param name="path">A run directory or a checkpoint directory.</param>
    /// <param name="game">The game that the run was trained on; nothing that the run recorded is loaded.</param>
    /// <param name="report">Receives a line per checkpoint that was passed over; null drops them.</param>
    /// <exception cref="UserException">The path does not exist or holds no checkpoint (exit code 2).</exception>
    /// <exception cref="CorruptDataException">No checkpoint is whole.</exception>
    /// <exception cref="IncompatibleException">The run was trained on another game or version.</exception>
    public static SavedAgent Open(string path, IGame game, Action<string>? report = null)
        => Open(path, report ?? (_ => { }), (parameters, run) =>
        {
            parameters.Require(game.Spec, run);
            return game;
        });

    /// <summary>As <see cref="Open(string, IGame, Action{string})"/>, of the game that is named or that the run recorded; see
    /// <see cref="GameSource"/>.</summary>
    /// <param name="path">A run directory or a checkpoint directory.</param>
    /// <param name="catalog">The built-in games.</param>
    /// <param name="report">Receives a line per checkpoint that was passed over, and one if a recorded assembly is loaded.</param>
    /// <param name="named">The game's name or the path of its assembly; null takes what the run recorded.</param>
    /// <exception cref="UserException">The path holds no checkpoint, or the game is not found (exit code 2).</exception>
    /// <exception cref="CorruptDataException">No checkpoint is whole.</exception>
    /// <exception cref="IncompatibleException">The run was trained on another game or version.</exception>
    public static SavedAgent Open(string path, GameCatalog catalog, Action<string> report, string? named = null)
        => Open(path, report, (parameters, run) => GameSource.Of(parameters, run, named, catalog, report).Game);

    /// <summary>As <see cref="Open(string, GameCatalog, Action{string}, string)"/>, of built-in games only: no assembly that
    /// the run recorded is loaded.</summary>
    /// <exception cref="UserException">The path holds no checkpoint, or the game is not a built-in one (exit code 2).</exception>
    internal static SavedAgent OpenBuiltIn(string path, GameCatalog catalog)
        => Open(path, _ => { }, (parameters, run) => GamePath.TryParse(parameters.Environment, out _)
            ? throw UserException.Usage($"{parameters.Game} is not a built-in game. Pass it: Agent.Load(path, game).")
            : GameSource.Of(parameters, run, named: null, catalog, _ => { }).Game);

    /// <summary>Simulations per move of the run's own evaluations.</summary>
    internal int Simulations
        => Options.Evaluation.Simulations > 0 ? Options.Evaluation.Simulations : Options.Search.For(Game.Spec).Simulations;

    /// <summary>The agent with other options of its search.</summary>
    /// <param name="settings">Options of the sections search and position.</param>
    /// <exception cref="UserException">An option is unknown or wrong, belongs to another section, or does not fit the agent.</exception>
    public SavedAgent With(IEnumerable<OptionEntry> settings)
    {
        OptionEntry[] entries = [.. settings];
        foreach (OptionEntry entry in entries)
        {
            string name = OptionKey.Named(entry).Name;
            if (!_playSections.Any(section => name.StartsWith(section, StringComparison.Ordinal)))
            {
                throw UserException.Usage(
                    $"{name} ({entry.Place}) cannot change once the agent is trained; a saved agent takes the options "
                    + "of search and position.");
            }
        }

        SavedAgent changed = this with { Options = RunOptionsJson.Apply(Options, entries) };
        _ = AgentParts.Of(Game, changed.Options);
        return changed;
    }

    private static SavedAgent Open(string path, Action<string> report, Func<RunParameters, string, IGame> find)
    {
        if (!Directory.Exists(path))
        {
            throw UserException.Usage(
                $"There is no run directory or checkpoint at {path}. Name one, such as runs/NAME or runs/NAME/checkpoint_000100.");
        }

        bool isCheckpoint = Checkpoint.IsAt(path);
        bool isReplaced = !isCheckpoint || CheckpointStore.IsBest(path); // by the run, while it goes on
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return Read(isCheckpoint ? Checkpoint.Open(path) : OpenNewest(path, report), find);
            }
            catch (Exception fault) when (isReplaced && attempt < Attempts && (fault is IOException or CorruptDataException))
            {
                // The run goes on and removed what was being read; by now it has written a newer one.
            }
        }
    }

    private static SavedAgent Read(Checkpoint checkpoint, Func<RunParameters, string, IGame> find)
    {
        RunParameters parameters = RunParameters.Read(checkpoint.Read(RunParameters.FileName),
            $"{checkpoint.Name}/{RunParameters.FileName}");
        IGame game = find(parameters, Path.GetDirectoryName(checkpoint.FullPath)!);
        return new SavedAgent(game, parameters.Options, ReadWeights(checkpoint), checkpoint.FullPath);
    }

    // Of no publication, so of no version.
    internal static WeightSnapshot ReadWeights(Checkpoint checkpoint)
        => new(0, checkpoint.Read(WeightsFile)) { Step = checkpoint.Manifest.Step, Source = $"{checkpoint.Name}/{WeightsFile}" };

    /// <summary>The agent as a player, over networks of its own, which it disposes.</summary>
    /// <param name="backend">Builds the networks.</param>
    /// <param name="simulations">Simulations per move; 0 takes those of the run's own evaluations.</param>
    /// <param name="batch">Positions searched at once by one thread.</param>
    /// <param name="threads">Calls answered at once, each with a network and a planner.</param>
    /// <exception cref="CorruptDataException">The weights are not a safetensors file.</exception>
    /// <exception cref="IncompatibleException">The weights belong to another network.</exception>
    public AgentPlayer CreatePlayer(IBackend backend, int simulations, int batch, int threads)
        => AgentParts.Of(Game, Options)
            .CreatePlayer(backend, Weights, simulations > 0 ? simulations : Options.Evaluation.Simulations, batch, threads);

    /// <summary>As <see cref="CreatePlayer"/>, with trees that are kept between the moves of a game.</summary>
    internal GamePlayer CreateGamePlayer(IBackend backend, int simulations)
        => AgentParts.Of(Game, Options).CreateGamePlayer(backend, Weights, simulations > 0 ? simulations : Options.Evaluation.Simulations);

    /// <summary>As <see cref="CreatePlayer"/>, but planning with the game's own rules in place of what the network learned of them: the
    /// difference in strength is what the learned model costs.</summary>
    public AgentPlayer CreatePlayerWithRules(IBackend backend, int simulations, int batch, int threads)
        => (AgentParts.Of(Game, Options) with { Family = new AlphaZeroFamily() })
            .CreatePlayer(backend, Weights, simulations > 0 ? simulations : Options.Evaluation.Simulations, batch, threads);

    /// <summary>Episodes of self-play with the saved weights and the run's exploration.</summary>
    /// <param name="backend">Builds the network.</param>
    /// <param name="episodes">How many.</param>
    /// <param name="seed">Decides all that is drawn.</param>
    public IReadOnlyList<Episode> Play(IBackend backend, int episodes, ulong seed)
    {
        // A game of several episodes in turn: of many games side by side the short ones would end first.
        int games = Math.Max(1, episodes / EpisodesPerGame);
        RunOptions options = Options with { Seed = seed, SelfPlay = Options.SelfPlay with { Games = games } };
        using Actor actor = AgentParts.Of(Game, options).CreateActor(backend, "play", 0);
        actor.Load(Weights);
        List<Episode> played = [];
        while (played.Count < episodes)
        {
            actor.PlayMove(played);
        }

        return played[..episodes];
    }

    private static Checkpoint OpenNewest(string path, Action<string> report)
    {
        RunDirectory directory = RunDirectory.Open(path);
        if (!File.Exists(directory.ParamsPath))
        {
            throw UserException.Usage(
                $"{path} is not the directory of a run: it has no {RunParameters.FileName}. Name one, such as runs/NAME.");
        }

        return CheckpointStore.OpenNewestComplete(directory.FullPath, report);
    }
}
