namespace MuZero.Games.MinAtar;

/// <summary>MinAtar's Space Invaders: a cannon shoots at a block of aliens that comes down and shoots back, 1 for each alien. Few aliens
/// are fast, and each wave is faster than the last; a bullet or an alien at the cannon, or an alien at the bottom, ends the
/// episode.</summary>
/// <remarks>Actions are the minimal set of the published SpaceInvaders-v1. Channels: cannon, alien, alien going left, alien going right,
/// own bullet, aliens' bullet. Nothing but the sticky action is random.</remarks>
public sealed class SpaceInvadersGame : IGame
{
    // A shot in 5 frames: 1 / (1 - 0.99^5), and those in flight.
    public GameSpec Spec { get; } = MinAtarSpec.Of(
        "minatar-spaceinvaders", SpaceInvadersState.Actions, channels: 6, outcomes: 2, maxReturn: 23.0f);

    public IGameState NewGame(ulong seed) => new SpaceInvadersState();
}

internal sealed class SpaceInvadersState() : MinAtarState(Actions)
{
    public static readonly Move[] Actions = [Move.None, Move.Left, Move.Right, Move.Fire];

    private const int Bottom = Screen.Size - 1;
    private const int Reload = 5; // frames between two shots
    private const int AlienReload = 10;
    private const int SlowestMove = 12;
    private const int FastestWave = 6;

    private static readonly UInt128 _wave = FirstWave();
    private static readonly UInt128 _screen = (UInt128.One << Screen.Cells) - UInt128.One;

    private UInt128 _aliens = _wave;
    private UInt128 _bullets;
    private UInt128 _alienBullets;
    private int _cannon = 5;
    private bool _right; // the aliens' direction
    private int _moveInterval = SlowestMove;
    private int _moveTimer = SlowestMove;
    private int _alienShotTimer = AlienReload;
    private int _shotTimer;

    protected override string Symbols => "A <>|*";

    private UInt128 Cannon => Screen.Cell(Bottom, _cannon);

    protected override MinAtarState New() => new SpaceInvadersState();

    protected override void Play(Move move)
    {
        Act(move);
        _bullets >>= Screen.Size;
        _alienBullets = (_alienBullets << Screen.Size) & _screen;
        if (((_alienBullets | _aliens) & Cannon) != UInt128.Zero)
        {
            Lose();
        }

        if (_moveTimer == 0)
        {
            _moveTimer = Math.Min((int)UInt128.PopCount(_aliens), _moveInterval);
            March();
        }

        if (_alienShotTimer == 0)
        {
            _alienShotTimer = AlienReload;
            _alienBullets |= Shooter();
        }

        UInt128 shot = _aliens & _bullets;
        Gain((int)UInt128.PopCount(shot));
        _aliens &= ~shot;
        _bullets &= ~shot;
        _shotTimer = Math.Max(_shotTimer - 1, 0);
        _moveTimer--;
        _alienShotTimer--;
        if (_aliens == UInt128.Zero)
        {
            _moveInterval = Math.Max(_moveInterval - 1, FastestWave);
            _aliens = _wave;
        }
    }

    protected override void Paint(Span<float> observation)
    {
        Screen.Paint(observation, 0, Bottom, _cannon);
        Screen.Paint(observation, 1, _aliens);
        Screen.Paint(observation, _right ? 3 : 2, _aliens);
        Screen.Paint(observation, 4, _bullets);
        Screen.Paint(observation, 5, _alienBullets);
    }

    protected override void CopyScreen(MinAtarState target)
    {
        SpaceInvadersState other = (SpaceInvadersState)target;
        other._aliens = _aliens;
        other._bullets = _bullets;
        other._alienBullets = _alienBullets;
        other._cannon = _cannon;
        other._right = _right;
        other._moveInterval = _moveInterval;
        other._moveTimer = _moveTimer;
        other._alienShotTimer = _alienShotTimer;
        other._shotTimer = _shotTimer;
    }

    private static UInt128 FirstWave()
    {
        UInt128 wave = UInt128.Zero;
        for (int row = 0; row < 4; row++)
        {
            for (int column = 2; column < 8; column++)
            {
                wave |= Screen.Cell(row, column);
            }
        }

        return wave;
    }

    private void Act(Move move)
    {
        switch (move)
        {
            case Move.Left:
                _cannon = Math.Max(_cannon - 1, 0);
                break;
            case Move.Right:
                _cannon = Math.Min(_cannon + 1, Screen.Size - 1);
                break;
            case Move.Fire when _shotTimer == 0:
                _bullets |= Cannon;
                _shotTimer = Reload;
                break;
        }
    }

    // A step to the side, or at the edge a step down and about.
    private void March()
    {
        UInt128 edge = Screen.Column(_right ? Screen.Size - 1 : 0);
        if ((_aliens & edge) == UInt128.Zero)
        {
            _aliens = _right ? _aliens << 1 : _aliens >> 1;
        }
        else
        {
            _right = !_right;
            UInt128 landed = _aliens & Screen.Row(Bottom);
            if (landed != UInt128.Zero)
            {
                Lose();
            }

            // Landed aliens come out at the top, in the frame that ends the episode.
            _aliens = ((_aliens << Screen.Size) & _screen) | (landed >> (Bottom * Screen.Size));
        }

        if ((_aliens & Cannon) != UInt128.Zero)
        {
            Lose();
        }
    }

    // The lowest alien of the column nearest to the cannon shoots, the left one of two as near.
    private UInt128 Shooter()
    {
        for (int distance = 0; distance < Screen.Size; distance++)
        {
            foreach (int column in (ReadOnlySpan<int>)[_cannon - distance, _cannon + distance])
            {
                UInt128 aliens = Screen.Contains(column) ? _aliens & Screen.Column(column) : UInt128.Zero;
                if (aliens != UInt128.Zero)
                {
                    return Screen.Cell(Screen.LowestRow(aliens), column);
                }
            }
        }

        return UInt128.Zero;
    }
}
