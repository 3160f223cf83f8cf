namespace MuZero.Games.MinAtar;

/// <summary>MinAtar's Freeway: a chicken crosses eight lanes of cars, a step in three frames. 1 for each crossing, after which the cars
/// get other speeds; a car puts the chicken back to the bottom. An episode has 2,501 frames.</summary>
/// <remarks>Actions are the minimal set of the published Freeway-v1. Channels: chicken, car, and the cell behind a car in the channel of
/// its speed, from a step in 2 frames to a step in 6. The limit counts as a cut (<see cref="Transition.Truncated"/>): no observation
/// shows the time.</remarks>
public sealed class FreewayGame : IGame
{
    // A crossing takes 9 steps of 3 frames: 1 / (1 - 0.99^27).
    public GameSpec Spec { get; } = MinAtarSpec.Of(
        "minatar-freeway", FreewayState.Actions, channels: 7, FreewayState.CarOutcomes, maxReturn: 4.3f, FreewayState.Frames);

    public IGameState NewGame(ulong seed) => new FreewayState();
}

internal sealed class FreewayState() : MinAtarState(Actions, startRolls: Cars, Frames)
{
    public const int Frames = 2_501; // the published timer ends the frame in which it falls below 0
    public const int CarOutcomes = Speeds * 2; // (speed - 1) * 2 + direction

    public static readonly Move[] Actions = [Move.None, Move.Up, Move.Down];

    private const int Cars = 8; // in the rows but the first and the last
    private const int Speeds = 5;
    private const int StepFrames = 3;
    private const int Column = 4; // of the chicken
    private const int Bottom = Screen.Size - 1;

    private readonly Car[] _cars = new Car[Cars];
    private int _row = Bottom;
    private int _stepTimer = StepFrames;

    protected override string Symbols => "@#12345";

    protected override string Trails => "12345";

    protected override MinAtarState New() => new FreewayState();

    protected override int Rolls(Move move) => move == Move.Up && _stepTimer == 0 && _row == 1 ? Cars : 0;

    protected override float Probability(int roll, int outcome) => outcome < CarOutcomes ? 1.0f / CarOutcomes : 0.0f;

    protected override void Roll(int roll, int outcome)
    {
        ref Car car = ref _cars[roll];
        car.Wait = 1 + (outcome / 2);
        car.Timer = car.Wait;
        car.Step = outcome % 2 == 0 ? 1 : -1;
    }

    protected override void Play(Move move)
    {
        if (_stepTimer == 0 && move != Move.None)
        {
            _stepTimer = StepFrames;
            _row = move == Move.Up ? _row - 1 : Math.Min(_row + 1, Bottom);
        }

        if (_row == 0)
        {
            Gain(1);
            _row = Bottom;
        }

        for (int lane = 0; lane < Cars; lane++)
        {
            Drive(ref _cars[lane], lane + 1);
        }

        _stepTimer = Math.Max(_stepTimer - 1, 0);
    }

    protected override void Paint(Span<float> observation)
    {
        Screen.Paint(observation, 0, _row, Column);
        for (int lane = 0; lane < Cars; lane++)
        {
            Car car = _cars[lane];
            Screen.Paint(observation, 1, lane + 1, car.Column);
            if (car.Wait > 0)
            {
                Screen.Paint(observation, 1 + car.Wait, lane + 1, Wrap(car.Column - car.Step));
            }
        }
    }

    protected override void CopyScreen(MinAtarState target)
    {
        FreewayState other = (FreewayState)target;
        _cars.CopyTo(other._cars, 0);
        other._row = _row;
        other._stepTimer = _stepTimer;
    }

    private static int Wrap(int column) => column < 0 ? Screen.Size - 1 : column == Screen.Size ? 0 : column;

    // The chicken may run into the car or the car into the chicken.
    private void Drive(ref Car car, int row)
    {
        Hit(in car, row);
        if (car.Timer > 0)
        {
            car.Timer--;
            return;
        }

        car.Timer = car.Wait;
        car.Column = Wrap(car.Column + car.Step);
        Hit(in car, row);
    }

    private void Hit(in Car car, int row)
    {
        if (row == _row && car.Column == Column)
        {
            _row = Bottom;
        }
    }

    private struct Car
    {
        public int Column;
        public int Step; // 1 right, -1 left
        public int Wait; // frames between two steps; 0 before the first roll
        public int Timer;
    }
}
