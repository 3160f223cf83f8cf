namespace MuZero.Games.MinAtar;

/// <summary>MinAtar's Breakout: a paddle at the bottom keeps a ball in play that breaks three rows of bricks, 1 for each brick. The bricks
/// return when all are broken; the episode ends when the ball passes the paddle.</summary>
/// <remarks>Actions are the minimal set of the published Breakout-v1. Channels: paddle, ball, trail, brick.</remarks>
public sealed class BreakoutGame : IGame
{
    // A brick at every other frame, which no wall allows for long: 1 / (1 - 0.99^2).
    public GameSpec Spec { get; } = MinAtarSpec.Of("minatar-breakout", BreakoutState.Actions, channels: 4, outcomes: 2, maxReturn: 50.3f);

    public IGameState NewGame(ulong seed) => new BreakoutState();
}

internal sealed class BreakoutState() : MinAtarState(Actions, startRolls: 1)
{
    public static readonly Move[] Actions = [Move.None, Move.Left, Move.Right];

    private const int Bottom = Screen.Size - 1;

    private static readonly UInt128 _wall = Screen.Row(1) | Screen.Row(2) | Screen.Row(3);

    private UInt128 _bricks = _wall;
    private int _paddle = 4;
    private int _row = 3; // of the ball
    private int _column;
    private int _down = 1; // the ball's direction: 1 down, -1 up
    private int _right = 1; // 1 right, -1 left
    private int _lastRow = 3;
    private int _lastColumn;
    private bool _struck; // the ball broke a brick and has not been off the bricks since

    protected override string Symbols => "=o-#";

    protected override MinAtarState New() => new BreakoutState();

    // The ball starts at the left wall and flies to the right, or the other way round.
    protected override float Probability(int roll, int outcome) => outcome is 0 or 1 ? 0.5f : 0.0f;

    protected override void Roll(int roll, int outcome)
    {
        _column = _lastColumn = outcome == 0 ? 0 : Screen.Size - 1;
        _right = outcome == 0 ? 1 : -1;
    }

    protected override void Play(Move move)
    {
        _paddle = move switch
        {
            Move.Left => Math.Max(_paddle - 1, 0),
            Move.Right => Math.Min(_paddle + 1, Screen.Size - 1),
            _ => _paddle,
        };
        _lastRow = _row;
        _lastColumn = _column;
        _row += _down;
        _column += _right;
        if (!Screen.Contains(_column))
        {
            _column = _lastColumn;
            _right = -_right;
        }

        bool onBrick = false;
        if (_row < 0)
        {
            _row = 0;
            _down = -_down;
        }
        else if ((_bricks & Screen.Cell(_row, _column)) != UInt128.Zero)
        {
            onBrick = true;
            Strike();
        }
        else if (_row == Bottom)
        {
            Return();
        }

        _struck &= onBrick;
    }

    protected override void Paint(Span<float> observation)
    {
        Screen.Paint(observation, 0, Bottom, _paddle);
        Screen.Paint(observation, 1, _row, _column);
        Screen.Paint(observation, 2, _lastRow, _lastColumn);
        Screen.Paint(observation, 3, _bricks);
    }

    protected override void CopyScreen(MinAtarState target)
    {
        BreakoutState other = (BreakoutState)target;
        other._bricks = _bricks;
        other._paddle = _paddle;
        other._row = _row;
        other._column = _column;
        other._down = _down;
        other._right = _right;
        other._lastRow = _lastRow;
        other._lastColumn = _lastColumn;
        other._struck = _struck;
    }

    // After a brick the ball flies through others until it has left them.
    private void Strike()
    {
        if (_struck)
        {
            return;
        }

        Gain(1);
        _bricks &= ~Screen.Cell(_row, _column);
        _struck = true;
        Bounce();
    }

    // The ball is at the paddle's row: struck from above it bounces on, struck at the edge it bounces back.
    private void Return()
    {
        if (_bricks == UInt128.Zero)
        {
            _bricks = _wall;
        }

        if (_lastColumn == _paddle)
        {
            Bounce();
        }
        else if (_column == _paddle)
        {
            _right = -_right;
            Bounce();
        }
        else
        {
            Lose();
        }
    }

    private void Bounce()
    {
        _down = -_down;
        _row = _lastRow;
    }
}
