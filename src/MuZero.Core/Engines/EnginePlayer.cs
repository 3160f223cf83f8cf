using System.Runtime.CompilerServices;
using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Engines;

/// <summary>An engine of another program as a player: GNU Go, Stockfish.</summary>
/// <remarks>Can be used by several threads at once; each call has a process of its own, which is kept for later calls. A process that ends,
/// is too slow or breaks its protocol is replaced and asked again, once in a game. An engine that draws its moves may play differently
/// every time.</remarks>
public sealed class EnginePlayer : IHistoryPlayer, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<IEngine> _free = [];
    private readonly ConditionalWeakTable<IReadOnlyList<int>, object> _restarted = []; // games in which a process was replaced
    private readonly IGame _game;
    private readonly EngineSettings _settings;
    private readonly CancellationToken _cancellation;
    private bool _isDisposed;

    /// <summary>Starts the first process.</summary>
    /// <param name="game">A game for two players without dice.</param>
    /// <param name="settings">The engine.</param>
    /// <param name="cancellation">Ends a wait for an answer.</param>
    /// <exception cref="UserException">The program is missing or does not speak the protocol, or the game is of another kind.</exception>
    public EnginePlayer(IGame game, EngineSettings settings, CancellationToken cancellation = default)
    {
        if (game.Spec.Players != 2 || game.Spec.ChanceOutcomes > 0)
        {
            string kind = game.Spec.Players == 1 ? "has one player"
                : game.Spec.Players > 2 ? $"has {game.Spec.Players} players"
                : "has dice";
            throw UserException.Usage($"{game.Spec.Id} {kind}, and engines play games for two without dice. Choose another opponent.");
        }

        (_game, _settings, _cancellation) = (game, settings, cancellation);
        _free.Push(Start());
    }

    /// <inheritdoc/>
    public string Name => _settings.Text;

    /// <inheritdoc/>
    /// <exception cref="UserException">The engine failed twice, needs the moves, or chose an illegal one.</exception>
    /// <exception cref="OperationCanceledException">The player was cancelled.</exception>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
        => Choose(states, [], random, actions);

    /// <inheritdoc/>
    /// <exception cref="UserException">The engine failed twice in a game, or chose an illegal move.</exception>
    /// <exception cref="OperationCanceledException">The player was cancelled.</exception>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<IReadOnlyList<int>> moves, ReadOnlySpan<RandomStream> random,
        Span<int> actions)
    {
        int[] legal = new int[_game.Spec.Actions];
        IEngine? engine = null;
        try
        {
            for (int i = 0; i < states.Length; i++)
            {
                int count = states[i].LegalActions(legal);
                actions[i] = count == 1 ? legal[0] : Choose(ref engine, states[i], moves.IsEmpty ? null : moves[i], legal);
            }

            Return(engine);
        }
        catch
        {
            engine?.Dispose();
            throw;
        }
    }

    /// <summary>Ends the processes that wait; one that is thinking ends with its call.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            while (_free.TryPop(out IEngine? engine))
            {
                engine.Dispose();
            }
        }
    }

    private int Choose(ref IEngine? engine, IGameState state, IReadOnlyList<int>? moves, int[] legal)
    {
        for (bool isSecond = false; ; isSecond = true)
        {
            engine ??= Take();
            try
            {
                string text = engine.Choose(state, moves);
                return MoveText.FindText(state, text, legal) ?? throw Illegal(engine.Name, text, state, moves);
            }
            catch (EngineFault fault)
            {
                engine.Dispose();
                engine = null;
                if (isSecond || (moves is not null && !_restarted.TryAdd(moves, _settings)))
                {
                    throw new UserException(fault.ExitCode, $"{fault.Message} It had been started again in this game before.", fault);
                }

                engine = Start();
            }
        }
    }

    private UserException Illegal(string name, string text, IGameState state, IReadOnlyList<int>? moves)
    {
        string position = moves is not null ? $"after '{MoveText.Line(_game.NewGame(0), moves)}'"
            : _game is IPositionText positions ? $"in '{positions.WritePosition(state)}'"
            : $"in '{state.Render().ReplaceLineEndings("/")}'";
        return new UserException(ExitCode.RunFailed,
            $"{name} chose '{PlainText.Of(text)}', which is not a legal move of {_game.Spec.Id}, {position}. Its rules differ; set "
            + "them with its arguments.");
    }

    private IEngine Take()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_free.TryPop(out IEngine? engine))
            {
                return engine;
            }
        }

        return Start();
    }

    private void Return(IEngine? engine)
    {
        lock (_gate)
        {
            if (engine is not null && !_isDisposed)
            {
                _free.Push(engine);
                return;
            }
        }

        engine?.Dispose();
    }

    private IEngine Start() => _settings.Protocol == EngineProtocol.Gtp
        ? new GtpEngine(_settings, _game, _cancellation)
        : new UciEngine(_settings, _game, _cancellation);
}
