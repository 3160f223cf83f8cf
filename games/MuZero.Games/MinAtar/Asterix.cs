namespace MuZero.Games.MinAtar;

/// <summary>MinAtar's Asterix: enemies and gold cross the screen in eight rows, ever faster. 1 for each gold; an enemy ends the
/// episode.</summary>
/// <remarks>Actions are the minimal set of the published Asterix-v1. Channels: player, enemy, trail, gold.</remarks>
public sealed class AsterixGame : IGame
{
    // At most one gold a frame, which no spawn rate allows for long: 1 / (1 - 0.99).
    public GameSpec Spec { get; } = MinAtarSpec.Of(
        "minatar-asterix", AsterixState.Actions, channels: 4, AsterixState.SpawnOutcomes, maxReturn: 100.0f);

    public IGameState NewGame(ulong seed) => new AsterixState();
}

internal sealed class AsterixState() : MinAtarState(Actions)
{
    public const int SpawnOutcomes = Lanes * 4; // lane * 4 + direction * 2 + kind

    public static readonly Move[] Actions = [Move.None, Move.Left, Move.Up, Move.Right, Move.Down];

    private const int Lanes = 8; // the rows but the first and the last, at most one traveller each
    private const int RampInterval = 100;

    private readonly Traveller[] _lanes = new Traveller[Lanes];
    private int _row = 5;
    private int _column = 5;
    private int _spawnInterval = 10;
    private int _spawnTimer = 10;
    private int _moveInterval = 5;
    private int _moveTimer = 5;
    private int _rampTimer = RampInterval;
    private int _ramps;

    protected override string Symbols => "@x-$";

    protected override MinAtarState New() => new AsterixState();

    protected override int Rolls(Move move) => _spawnTimer == 0 && FreeLanes() > 0 ? 1 : 0;

    protected override float Probability(int roll, int outcome)
    {
        if (outcome >= SpawnOutcomes || _lanes[outcome / 4].Exists)
        {
            return 0.0f;
        }

        float kind = IsGold(outcome) ? 1.0f / 3.0f : 2.0f / 3.0f;
        return kind / (2 * FreeLanes());
    }

    protected override void Roll(int roll, int outcome)
    {
        bool moves = GoesRight(outcome);
        _lanes[outcome / 4] = new Traveller { Exists = true, Right = moves, Gold = IsGold(outcome), Column = moves ? 0 : Screen.Size - 1 };
    }

    protected override void Play(Move move)
    {
        if (_spawnTimer == 0)
        {
            _spawnTimer = _spawnInterval;
        }

        Walk(move);
        Meet();
        if (_moveTimer == 0)
        {
            _moveTimer = _moveInterval;
            MoveTravellers();
            Meet();
        }

        _spawnTimer--;
        _moveTimer--;
        Ramp();
    }

    protected override void Paint(Span<float> observation)
    {
        Screen.Paint(observation, 0, _row, _column);
        for (int lane = 0; lane < Lanes; lane++)
        {
            Traveller traveller = _lanes[lane];
            if (!traveller.Exists)
            {
                continue;
            }

            Screen.Paint(observation, traveller.Gold ? 3 : 1, lane + 1, traveller.Column);
            int behind = traveller.Column - traveller.Step;
            if (Screen.Contains(behind))
            {
                Screen.Paint(observation, 2, lane + 1, behind);
            }
        }
    }

    protected override void CopyScreen(MinAtarState target)
    {
        AsterixState other = (AsterixState)target;
        _lanes.CopyTo(other._lanes, 0);
        other._row = _row;
        other._column = _column;
        other._spawnInterval = _spawnInterval;
        other._spawnTimer = _spawnTimer;
        other._moveInterval = _moveInterval;
        other._moveTimer = _moveTimer;
        other._rampTimer = _rampTimer;
        other._ramps = _ramps;
    }

    private static bool GoesRight(int outcome) => (outcome & 2) != 0;

    private static bool IsGold(int outcome) => (outcome & 1) != 0;

    private int FreeLanes()
    {
        int free = 0;
        foreach (Traveller traveller in _lanes)
        {
            free += traveller.Exists ? 0 : 1;
        }

        return free;
    }

    private void Walk(Move move)
    {
        switch (move)
        {
            case Move.Left:
                _column = Math.Max(_column - 1, 0);
                break;
            case Move.Right:
                _column = Math.Min(_column + 1, Screen.Size - 1);
                break;
            case Move.Up:
                _row = Math.Max(_row - 1, 1);
                break;
            case Move.Down:
                _row = Math.Min(_row + 1, Lanes);
                break;
        }
    }

    // Only the traveller of the player's row can be at the player.
    private void Meet()
    {
        ref Traveller traveller = ref _lanes[_row - 1];
        if (!traveller.Exists || traveller.Column != _column)
        {
            return;
        }

        if (traveller.Gold)
        {
            Gain(1);
            traveller.Exists = false;
        }
        else
        {
            Lose();
        }
    }

    private void MoveTravellers()
    {
        foreach (ref Traveller traveller in _lanes.AsSpan())
        {
            traveller.Column += traveller.Step;
            traveller.Exists &= Screen.Contains(traveller.Column);
        }
    }

    // Each ramp shortens the spawn interval, every second one the move interval too.
    private void Ramp()
    {
        if (_spawnInterval == 1 && _moveInterval == 1)
        {
            return;
        }

        if (_rampTimer >= 0)
        {
            _rampTimer--;
            return;
        }

        if (_ramps % 2 == 1)
        {
            _moveInterval = Math.Max(_moveInterval - 1, 1);
        }

        _spawnInterval = Math.Max(_spawnInterval - 1, 1);
        _ramps++;
        _rampTimer = RampInterval;
    }

    private struct Traveller
    {
        public bool Exists;
        public bool Right;
        public bool Gold;
        public int Column;

        public readonly int Step => Right ? 1 : -1;
    }
}
