using System.Collections.Concurrent;
using System.Reflection;
using MuZero.Agents;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Options;
using MuZero.Records;
using MuZero.Runs;
using MuZero.Search;
using MuZero.Search.Positions;

namespace MuZero;

/// <summary>A trained agent inside a program: chooses and analyses moves.</summary>
/// <remarks>Safe for any number of threads. Each thread that plans at the same moment uses a network of its own; networks are kept for the
/// next call, so memory grows with the largest number of simultaneous calls. The positions passed in are read, never changed.</remarks>
/// <example><code>
/// using Agent agent = Agent.Load("runs/tictactoe", new TicTacToeGame());
/// IGameState state = agent.Game.NewGame(seed: 0);
/// state.Apply(agent.BestMove(state));
/// </code></example>
public sealed class Agent : IDisposable
{
    // Positions that a thread searches at once: enough rows for the network, few enough for memory.
    private const int MostPositions = 128;
    private const long MostNodes = 1L << 17;
    private const long MostNodeBytes = 1L << 28;
    private const long NodeBytes = 272; // without its row of priors

    private readonly SavedAgent _saved;
    private readonly AgentParts _parts;
    private readonly IBackend _backend;
    private readonly Type _states;
    private readonly ConcurrentBag<AgentPlanner> _idle = [];
    private volatile bool _disposed;

    /// <summary>An agent that was read already.</summary>
    internal Agent(SavedAgent saved, IBackend backend)
    {
        (_saved, _backend) = (saved, backend);
        _parts = AgentParts.Of(saved.Game, saved.Options);
        _states = saved.Game.NewGame(0).GetType();
        Simulations = saved.Simulations;
        _idle.Add(new AgentPlanner(_parts, _backend, _saved.Weights)); // weights that do not fit are found now
    }

    /// <summary>The game that the agent plays.</summary>
    public IGame Game => _saved.Game;

    /// <summary>The checkpoint that the weights were read from.</summary>
    public string Source => _saved.Source;

    /// <summary>Simulations per move if a call names no number: those of the run's own evaluations.</summary>
    public int Simulations { get; }

    /// <summary>Loads an agent for a game of yours.</summary>
    /// <param name="path">A run directory, which means its newest complete checkpoint, or the directory of one checkpoint.</param>
    /// <param name="game">The game that it was trained on.</param>
    /// <param name="backend">Computes the network; null takes this library's kernels on the processor, which need no libtorch.</param>
    /// <exception cref="UserException">The path does not exist, or holds no checkpoint.</exception>
    /// <exception cref="CorruptDataException">No checkpoint is whole.</exception>
    /// <exception cref="IncompatibleException">The agent was trained on another game, or on another version of it.</exception>
    public static Agent Load(string path, IGame game, IBackend? backend = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(game);
        return new Agent(SavedAgent.Open(path, game), backend ?? new CpuBackend());
    }

    /// <summary>Loads an agent for a built-in game, of the package MuZero.Games.</summary>
    /// <inheritdoc cref="Load(string, IGame, IBackend?)"/>
    public static Agent Load(string path, IBackend? backend = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new Agent(SavedAgent.OpenBuiltIn(path, FindBuiltInGames()), backend ?? new CpuBackend());
    }

    /// <summary>Trains an agent in this process until a stop criterion is met or the token is cancelled, and loads its last
    /// checkpoint.</summary>
    /// <param name="game">The game. Its preset counts as it does for <c>muzero train</c>.</param>
    /// <param name="directory">The run's directory, as <c>muzero train</c> writes it; it must not hold a run yet.</param>
    /// <param name="options">Options as JSON, as <c>--config</c> takes them: {"algorithm": "alphazero", "stop": {"time_total_s":
    /// 60}}.</param>
    /// <param name="observer">Receives the run's progress, and may end it.</param>
    /// <param name="backends">The backends to choose from; null takes this library's kernels on the processor, which need no
    /// libtorch.</param>
    /// <param name="cancellation">Ends the run after the current step, with a checkpoint.</param>
    /// <exception cref="UserException">An option is unknown or wrong, the directory holds a run, or the run failed.</exception>
    public static Agent Train(
        IGame game, string directory, string options = "{}", IRunObserver? observer = null, IReadOnlyList<IBackend>? backends = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        RunOptions resolved = AgentFamilies.Resolve([.. ConfigSource.OfGame(game),
            new ConfigLayer("options", OptionDocument.Parse(options, "options"))]).Options;
        RequireEnd(resolved, observer, cancellation);
        IBackend backend = Backends.Choose(backends ?? [new CpuBackend()], AgentParts.Of(game, resolved).Plan).Backend;
        GameSource source = GameSource.Of(game);
        TrainingSetup setup = new()
        {
            Game = game,
            GameReference = source.Reference,
            GameSha256 = source.Sha256,
            Options = resolved,
            Directory = RunDirectory.Create(Path.GetDirectoryName(path)!, Path.GetFileName(path)),
        };
        if (setup.Directory.HasRun)
        {
            throw UserException.Usage(
                $"{setup.Directory.FullPath} holds a run already. Choose another directory, or load its agent with Agent.Load.");
        }

        using IDisposable held = setup.Directory.Hold(TimeSpan.Zero, cancellation);
        using TrainingRun run = EmbeddedRun.Create(setup, backend, observer ?? new Observers());
        string checkpoint = run.Run(cancellation).Checkpoint
            ?? throw new UserException(ExitCode.RunFailed,
                "The run ended before its first checkpoint. Let it train longer, or set checkpoint.at_end to true.");
        return Load(checkpoint, game, backend);
    }

    /// <summary>The action that the agent plays in a position.</summary>
    /// <param name="state">A position of <see cref="Game"/> in which a player is to move.</param>
    /// <param name="simulations">Simulations; 0 takes <see cref="Simulations"/>.</param>
    /// <exception cref="ArgumentException">The position is of another game, or no player is to move in it.</exception>
    /// <exception cref="ObjectDisposedException">The agent was disposed.</exception>
    /// <returns>The action; in a game with continuous actions the point of the grid next to <see cref="BestAction"/>.</returns>
    public int BestMove(IGameState state, int simulations = 0)
    {
        ArgumentNullException.ThrowIfNull(state);
        using Lease lease = Plan([state], simulations);
        Decisions decisions = lease.Planner.Decisions;
        return Game.Spec.ActionBox?.Nearest(decisions.Vector(0, decisions.Action(0))) ?? decisions.Action(0);
    }

    /// <summary>The continuous action that the agent plays in a position.</summary>
    /// <inheritdoc cref="BestMove"/>
    /// <returns>[dimensions] the action, for <see cref="IContinuousActions.Apply"/>.</returns>
    /// <exception cref="InvalidOperationException">The game has no continuous actions.</exception>
    public float[] BestAction(IGameState state, int simulations = 0)
    {
        RequireActions(continuous: true, "Use BestMove.");
        using Lease lease = Plan([state], simulations);
        return lease.Planner.Decisions.Vector(0, lease.Planner.Decisions.Action(0)).ToArray();
    }

    /// <summary>The value of a position and of each legal move.</summary>
    /// <inheritdoc cref="BestMove"/>
    public Analysis Analyse(IGameState state, int simulations = 0)
    {
        ArgumentNullException.ThrowIfNull(state);
        using Lease lease = Plan([state], simulations);
        return Describe(lease.Planner, 0, state);
    }

    /// <summary>The same with a time in place of a number of simulations: as many as it allows and memory holds.</summary>
    /// <param name="state">A position of <see cref="Game"/> in which a player is to move.</param>
    /// <param name="time">The time of the search; at least one simulation is run.</param>
    /// <param name="simulations">Simulations at most; 0 for no other limit.</param>
    /// <exception cref="ArgumentException">The position is of another game, or no player is to move in it.</exception>
    /// <exception cref="ObjectDisposedException">The agent was disposed.</exception>
    public Analysis Analyse(IGameState state, TimeSpan time, int simulations = 0)
    {
        ArgumentNullException.ThrowIfNull(state);
        using Lease lease = Plan([state], simulations > 0 ? simulations : SimulationsAtMost, new TimeLimit(time));
        return Describe(lease.Planner, 0, state);
    }

    /// <summary>The same for many positions, which are searched side by side: several times as many simulations a second as one by one. A
    /// call runs on its own thread; several threads that share the positions use several cores.</summary>
    /// <param name="states">Positions of <see cref="Game"/> in which a player is to move.</param>
    /// <param name="simulations">Simulations of each; 0 takes <see cref="Simulations"/>.</param>
    /// <returns>An analysis for each position, the same as of a call for it alone.</returns>
    /// <exception cref="ArgumentException">A position is of another game, or no player is to move in it.</exception>
    /// <exception cref="ObjectDisposedException">The agent was disposed.</exception>
    public IReadOnlyList<Analysis> Analyse(IReadOnlyList<IGameState> states, int simulations = 0)
    {
        ArgumentNullException.ThrowIfNull(states);
        IGameState[] all = [.. states];
        List<Analysis> analyses = new(all.Length);
        int most = PositionsAtOnce(simulations > 0 ? simulations : Simulations);
        for (int start = 0; start < all.Length; start += most)
        {
            ReadOnlySpan<IGameState> batch = all.AsSpan(start, Math.Min(most, all.Length - start));
            using Lease lease = Plan(batch, simulations);
            for (int i = 0; i < batch.Length; i++)
            {
                analyses.Add(Describe(lease.Planner, i, batch[i]));
            }
        }

        return analyses;
    }

    /// <summary>Frees the networks. Calls that are under way end normally.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out AgentPlanner? planner))
        {
            planner.Dispose();
        }
    }

    private static void RequireEnd(RunOptions options, IRunObserver? observer, CancellationToken cancellation)
    {
        if (options.Stop.Count == 0 && observer is null && !cancellation.CanBeCanceled)
        {
            throw UserException.Usage("The run would never end. Give a stop criterion, such as {\"stop\": {\"time_total_s\": 60}}, an "
                + "observer or a cancellation token.");
        }
    }

    private static GameCatalog FindBuiltInGames()
    {
        try
        {
            return new GameCatalog([Assembly.Load(GameSource.BuiltInAssembly)]);
        }
        catch (FileNotFoundException)
        {
            throw UserException.Usage($"The built-in games are not part of this program. Add the package {GameSource.BuiltInAssembly}, or "
                + "pass the game: Agent.Load(path, game).");
        }
    }

    private Lease Plan(ReadOnlySpan<IGameState> states, int simulations, ISearchLimit? limit = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(simulations);
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (IGameState state in states)
        {
            Require(state);
        }

        Lease lease = new(this, _idle.TryTake(out AgentPlanner? idle) ? idle : new AgentPlanner(_parts, _backend, _saved.Weights));
        try
        {
            int wanted = simulations > 0 ? simulations : Simulations;
            lease.Planner.Plan(states, wanted, states.Length > 1 ? PositionsAtOnce(wanted) : 1, limit);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private long NodesAtMost => Math.Min(MostNodes, MostNodeBytes / (NodeBytes + (sizeof(float) * (long)Game.Spec.Actions)));

    private int SimulationsAtMost => (int)(NodesAtMost / (_parts.Options.Position.ReuseTree ? PositionSearch.KeptTree : 1)) - 1;

    // Several threads share one tree.
    private int PositionsAtOnce(int simulations)
    {
        return _parts.Options.Position.Threads > 1 ? 1 : (int)Math.Clamp(NodesAtMost / (simulations + 1L), 1, MostPositions);
    }

    private Analysis Describe(AgentPlanner planner, int position, IGameState state)
    {
        RequireActions(continuous: false, "Use BestAction.");
        Decisions decisions = planner.Decisions;
        int[] legal = new int[Game.Spec.Actions];
        List<MoveAnalysis> moves = [];
        foreach (int action in legal.AsSpan(0, state.LegalActions(legal)))
        {
            int visits = decisions.Visits(position)[action];
            moves.Add(new MoveAnalysis(action, MoveText.Of(state, action), visits, decisions.Prior(position)[action],
                decisions.Q(position)[action])
            {
                Variation = visits > 0 ? planner.Variation(position, action, state) : [],
            });
        }

        int best = decisions.Action(position);
        return new Analysis(
            best, decisions.Value(position), planner.Simulations(position), [.. moves.OrderByDescending(move => move.Visits)],
            planner.Variation(position, best, state));
    }

    private void RequireActions(bool continuous, string remedy)
    {
        if (Game.Spec.ActionBox is not null != continuous)
        {
            throw new InvalidOperationException($"The actions of {Game.Spec.Id} are {(continuous ? "numbered" : "continuous")}. {remedy}");
        }
    }

    // The states of a game are of its own assembly and namespace, if not of one type.
    private void Require(IGameState state)
    {
        Type type = state.GetType();
        if (type != _states && (type.Assembly != _states.Assembly || type.Namespace != _states.Namespace))
        {
            throw new ArgumentException($"The position is a {type.FullName}, which is not a position of {Game.Spec.Id}. Pass one that "
                + "comes from agent.Game.NewGame.", nameof(state));
        }

        if (state.ToPlay < 0)
        {
            throw new ArgumentException(
                state.ToPlay == Player.Chance
                    ? "The position waits for a chance outcome. Draw one and Apply it (IChance.ChanceProbabilities) before asking for a "
                        + "move."
                    : "The game is over: there is no move to choose. Test state.ToPlay against Player.Terminal first.",
                nameof(state));
        }
    }

    private void Return(AgentPlanner planner)
    {
        _idle.Add(planner);

        // A Dispose that ran in between did not see it.
        if (_disposed)
        {
            Dispose();
        }
    }

    private readonly struct Lease(Agent agent, AgentPlanner planner) : IDisposable
    {
        public AgentPlanner Planner => planner;

        public void Dispose() => agent.Return(planner);
    }
}
