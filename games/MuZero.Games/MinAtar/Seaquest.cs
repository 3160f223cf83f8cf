using System.Globalization;

namespace MuZero.Games.MinAtar;

/// <summary>MinAtar's Seaquest: a submarine shoots fish and submarines, 1 for each, and takes divers on board, while its oxygen falls. At
/// the surface it takes oxygen for a diver; with six divers it also gets 1 for each tenth of oxygen left. An enemy, a bullet, no oxygen,
/// or a surfacing without a diver ends the episode.</summary>
/// <remarks>Actions are the published set of six. Channels: front, back, own bullet, trail, enemies' bullet, fish, enemy submarine,
/// oxygen, divers on board, diver.</remarks>
public sealed class SeaquestGame : IGame
{
    // A shot in 5 frames that hits, 1 / (1 - 0.99^5), those in flight, and 9 for every 180 frames' six divers.
    public GameSpec Spec { get; } = MinAtarSpec.Of(
        "minatar-seaquest", SeaquestState.Actions, channels: 10, SeaquestState.SpawnOutcomes, maxReturn: 35.0f);

    public IGameState NewGame(ulong seed) => new SeaquestState();
}

internal sealed class SeaquestState() : MinAtarState(Actions)
{
    public const int SpawnOutcomes = Rows * 4; // an enemy: row * 4 + direction * 2 + kind; a diver: row * 2 + direction

    public static readonly Move[] Actions = [Move.None, Move.Left, Move.Up, Move.Right, Move.Down, Move.Fire];

    private const int Rows = 8; // under water: rows 1 to 8
    private const int Reload = 5; // frames between two shots
    private const int EnemyReload = 10;
    private const int DiverInterval = 30; // frames between two divers
    private const int DiverMove = 5;
    private const int FastestMove = 2;
    private const int MaxOxygen = 200;
    private const int MaxDivers = 6;
    private const int Trail = 3; // the channel of the cells behind fish, submarines and divers

    // An enemy crosses in at most 60 frames and one appears a frame at most; each shoots once in 11 frames.
    private readonly Shoal _fish = new(64);
    private readonly Shoal _submarines = new(64);
    private readonly Shoal _enemyBullets = new(128);
    private readonly Shoal _bullets = new(8);
    private readonly Shoal _divers = new(8);
    private int _row;
    private int _column = 5;
    private bool _right;
    private int _shotTimer;
    private int _enemyInterval = 20;
    private int _enemyTimer = 20;
    private int _diverTimer = DiverInterval;
    private int _moveInterval = 5;
    private int _ramps;
    private int _oxygen = MaxOxygen;
    private int _onBoard;
    private bool _atSurface = true;

    protected override string Symbols => "@%|-*fsODd";

    protected override string Status
        => string.Create(CultureInfo.InvariantCulture, $"  oxygen {_oxygen}  divers on board {Math.Max(_onBoard, 0)}");

    private bool IsEnemyDue => _enemyTimer == 0;

    private bool IsDiverDue => _diverTimer == 0;

    /// <summary>True if an enemy that appears is taken away at once, because another one comes the opposite way in its row.</summary>
    internal bool IsBlocked(int outcome)
    {
        Swimmer enemy = Enemy(outcome);
        return _fish.Opposes(enemy) || _submarines.Opposes(enemy);
    }

    protected override MinAtarState New() => new SeaquestState();

    protected override int Rolls(Move move) => (IsEnemyDue ? 1 : 0) + (IsDiverDue ? 1 : 0);

    protected override float Probability(int roll, int outcome)
    {
        if (RollsEnemy(roll))
        {
            float kind = IsSubmarine(outcome) ? 1.0f / 3.0f : 2.0f / 3.0f;
            return outcome < SpawnOutcomes ? kind / (2 * Rows) : 0.0f;
        }

        return outcome < 2 * Rows ? 1.0f / (2 * Rows) : 0.0f;
    }

    protected override void Roll(int roll, int outcome)
    {
        if (!RollsEnemy(roll))
        {
            _divers.Add(Appear(outcome / 2, outcome % 2 == 1, DiverMove));
        }
        else if (!IsBlocked(outcome))
        {
            (IsSubmarine(outcome) ? _submarines : _fish).Add(Enemy(outcome));
        }
    }

    protected override void Play(Move move)
    {
        _enemyTimer = IsEnemyDue ? _enemyInterval : _enemyTimer;
        _diverTimer = IsDiverDue ? DiverInterval : _diverTimer;
        Act(move);
        MoveBullets();
        MoveDivers();
        MoveSubmarines();
        MoveEnemyBullets();
        MoveFish();
        _enemyTimer = Math.Max(_enemyTimer - 1, 0);
        _diverTimer = Math.Max(_diverTimer - 1, 0);
        _shotTimer = Math.Max(_shotTimer - 1, 0);
        Breathe();
    }

    protected override void Paint(Span<float> observation)
    {
        Screen.Paint(observation, 0, _row, _column);
        Screen.Paint(observation, 1, _row, _right ? _column - 1 : _column + 1);
        _bullets.Paint(observation, 2);
        _enemyBullets.Paint(observation, 4);
        _fish.Paint(observation, 5, Trail);
        _submarines.Paint(observation, 6, Trail);
        _divers.Paint(observation, 9, Trail);
        int tenths = Math.Max(_oxygen, 0) * 10 / MaxOxygen;
        for (int column = 0; column < tenths; column++)
        {
            Screen.Paint(observation, 7, Screen.Size - 1, column);
        }

        for (int diver = 1; diver <= _onBoard; diver++)
        {
            Screen.Paint(observation, 8, Screen.Size - 1, Screen.Size - 1 - diver);
        }
    }

    protected override void CopyScreen(MinAtarState target)
    {
        SeaquestState other = (SeaquestState)target;
        _fish.CopyTo(other._fish);
        _submarines.CopyTo(other._submarines);
        _enemyBullets.CopyTo(other._enemyBullets);
        _bullets.CopyTo(other._bullets);
        _divers.CopyTo(other._divers);
        other._row = _row;
        other._column = _column;
        other._right = _right;
        other._shotTimer = _shotTimer;
        other._enemyInterval = _enemyInterval;
        other._enemyTimer = _enemyTimer;
        other._diverTimer = _diverTimer;
        other._moveInterval = _moveInterval;
        other._ramps = _ramps;
        other._oxygen = _oxygen;
        other._onBoard = _onBoard;
        other._atSurface = _atSurface;
    }

    private static bool IsSubmarine(int outcome) => (outcome & 1) != 0;

    private static Swimmer Appear(int lane, bool right, int moveTimer)
        => new() { Row = lane + 1, Column = right ? 0 : Screen.Size - 1, Right = right, MoveTimer = moveTimer, ShotTimer = EnemyReload };

    private bool RollsEnemy(int roll) => IsEnemyDue && roll == 0;

    private Swimmer Enemy(int outcome) => Appear(outcome / 4, (outcome & 2) != 0, _moveInterval);

    private bool IsHit(in Swimmer swimmer) => swimmer.IsAt(_row, _column);

    private void Act(Move move)
    {
        switch (move)
        {
            case Move.Fire when _shotTimer == 0:
                _bullets.Add(new Swimmer { Row = _row, Column = _column, Right = _right });
                _shotTimer = Reload;
                break;
            case Move.Left:
                _column = Math.Max(_column - 1, 0);
                _right = false;
                break;
            case Move.Right:
                _column = Math.Min(_column + 1, Screen.Size - 1);
                _right = true;
                break;
            case Move.Up:
                _row = Math.Max(_row - 1, 0);
                break;
            case Move.Down:
                _row = Math.Min(_row + 1, Rows);
                break;
        }
    }

    private void MoveBullets()
    {
        for (int i = _bullets.Count - 1; i >= 0; i--)
        {
            ref Swimmer bullet = ref _bullets[i];
            bullet.Column += bullet.Step;
            if (!bullet.IsOnScreen)
            {
                _bullets.RemoveAt(i);
            }
            else if (_fish.RemoveAt(bullet.Row, bullet.Column) || _submarines.RemoveAt(bullet.Row, bullet.Column))
            {
                _bullets.RemoveAt(i);
                Gain(1);
            }
        }
    }

    private void MoveDivers()
    {
        for (int i = _divers.Count - 1; i >= 0; i--)
        {
            ref Swimmer diver = ref _divers[i];
            if (TakesOnBoard(diver))
            {
                _divers.RemoveAt(i);
            }
            else if (diver.MoveTimer > 0)
            {
                diver.MoveTimer--;
            }
            else
            {
                diver.MoveTimer = DiverMove;
                diver.Column += diver.Step;
                if (!diver.IsOnScreen || TakesOnBoard(diver))
                {
                    _divers.RemoveAt(i);
                }
            }
        }
    }

    private bool TakesOnBoard(in Swimmer diver)
    {
        bool takes = IsHit(diver) && _onBoard < MaxDivers;
        _onBoard += takes ? 1 : 0;
        return takes;
    }

    private void MoveSubmarines()
    {
        for (int i = _submarines.Count - 1; i >= 0; i--)
        {
            ref Swimmer submarine = ref _submarines[i];
            bool isGone = MoveEnemy(ref submarine);

            // One that was shot in this frame still shoots.
            if (submarine.ShotTimer == 0)
            {
                submarine.ShotTimer = EnemyReload;
                _enemyBullets.Add(new Swimmer { Row = submarine.Row, Column = submarine.Column, Right = submarine.Right });
            }
            else
            {
                submarine.ShotTimer--;
            }

            if (isGone)
            {
                _submarines.RemoveAt(i);
            }
        }
    }

    private void MoveFish()
    {
        for (int i = _fish.Count - 1; i >= 0; i--)
        {
            if (MoveEnemy(ref _fish[i]))
            {
                _fish.RemoveAt(i);
            }
        }
    }

    // True if the enemy has left the screen or swum into a bullet.
    private bool MoveEnemy(ref Swimmer enemy)
    {
        LoseIfHit(enemy);
        if (enemy.MoveTimer > 0)
        {
            enemy.MoveTimer--;
            return false;
        }

        enemy.MoveTimer = _moveInterval;
        enemy.Column += enemy.Step;
        if (!enemy.IsOnScreen)
        {
            return true;
        }

        if (IsHit(enemy))
        {
            Lose();
            return false;
        }

        bool isShot = _bullets.RemoveAt(enemy.Row, enemy.Column);
        Gain(isShot ? 1 : 0);
        return isShot;
    }

    private void MoveEnemyBullets()
    {
        for (int i = _enemyBullets.Count - 1; i >= 0; i--)
        {
            ref Swimmer bullet = ref _enemyBullets[i];
            LoseIfHit(bullet);
            bullet.Column += bullet.Step;
            LoseIfHit(bullet);
            if (!bullet.IsOnScreen)
            {
                _enemyBullets.RemoveAt(i);
            }
        }
    }

    private void LoseIfHit(in Swimmer swimmer)
    {
        if (IsHit(swimmer))
        {
            Lose();
        }
    }

    private void Breathe()
    {
        if (_oxygen <= 0)
        {
            Lose();
        }

        if (_row > 0)
        {
            _oxygen--;
            _atSurface = false;
        }
        else if (!_atSurface)
        {
            Surface();
        }
    }

    // With six divers the count falls to -1, as published: the next diver on board makes it 0, and a surfacing at -1 costs no life.
    private void Surface()
    {
        if (_onBoard == 0)
        {
            Lose();
            return;
        }

        _atSurface = true;
        if (_onBoard == MaxDivers)
        {
            Gain(_oxygen * 10 / MaxOxygen);
            _onBoard = 0;
        }

        _onBoard--;
        _oxygen = MaxOxygen;
        Ramp();
    }

    // Each surfacing shortens the enemies' interval, every second one their moves too.
    private void Ramp()
    {
        if (_enemyInterval == 1 && _moveInterval == FastestMove)
        {
            return;
        }

        if (_ramps % 2 == 1)
        {
            _moveInterval = Math.Max(_moveInterval - 1, FastestMove);
        }

        _enemyInterval = Math.Max(_enemyInterval - 1, 1);
        _ramps++;
    }
}
