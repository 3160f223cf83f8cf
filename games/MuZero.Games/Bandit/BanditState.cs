using System.Globalization;

namespace MuZero.Games.Bandit;

internal sealed class BanditState : IGameState, IActionText, ICopyTo, IChance
{
    public const int Arms = 10;
    public const int Pulls = 100;
    public const float LargestReward = 8.0f; // more than four standard deviations above the best arm of most episodes
    public const int Outcomes = (int)(2 * LargestReward / Step) + 1;

    private const float Step = 0.5f; // between rewards; below it a normal distribution on a grid keeps its moments to 1e-9
    private const float MeanScale = 4.0f; // observed means are mostly within [-1, 1]
    private const int NoArm = -1;

    private readonly int[] _counts = new int[Arms];
    private readonly float[] _sums = new float[Arms]; // of rewards; multiples of a half, so exact
    private int _arm = NoArm; // the arm whose reward is due
    private float _reward;

    /// <summary>Rewards received so far, of all arms.</summary>
    public int Pulled { get; private set; }

    public int ToPlay => _arm != NoArm ? Player.Chance : Pulled == Pulls ? Player.Terminal : 0;

    /// <summary>Rewards received from an arm.</summary>
    public int Count(int arm) => _counts[arm];

    /// <summary>The mean of an arm's rewards; 0 before the first.</summary>
    public double Mean(int arm) => _counts[arm] == 0 ? 0.0 : _sums[arm] / _counts[arm];

    public int LegalActions(Span<int> actions)
    {
        if (ToPlay < 0)
        {
            return 0;
        }

        for (int arm = 0; arm < Arms; arm++)
        {
            actions[arm] = arm;
        }

        return Arms;
    }

    public Transition Apply(int action)
    {
        int toPlay = ToPlay;
        int choices = toPlay == Player.Chance ? Outcomes : toPlay == 0 ? Arms : 0;
        if ((uint)action >= (uint)choices)
        {
            throw IllegalActionException.For(this, action, Arms);
        }

        if (toPlay == 0)
        {
            (_arm, _reward) = (action, 0.0f);
            return Transition.Continues;
        }

        _reward = Reward(action);
        _sums[_arm] += _reward;
        _counts[_arm]++;
        _arm = NoArm;
        Pulled++;
        return Pulled == Pulls ? Transition.Terminated : Transition.Continues;
    }

    public void ChanceProbabilities(Span<float> probabilities)
    {
        double weight = 1.0 / (_counts[_arm] + 1);
        double mean = _sums[_arm] * weight;
        double variance = 1.0 + weight;
        double sum = 0.0;
        for (int outcome = 0; outcome < Outcomes; outcome++)
        {
            double distance = Reward(outcome) - mean;
            double density = Math.Exp(-distance * distance / (2.0 * variance));
            probabilities[outcome] = (float)density;
            sum += density;
        }

        for (int outcome = 0; outcome < Outcomes; outcome++)
        {
            probabilities[outcome] = (float)(probabilities[outcome] / sum);
        }
    }

    public void Rewards(Span<float> rewards) => rewards[0] = _reward;

    // Each arm's mean reward, each arm's pulls on a logarithmic scale from 0 to 1, and the share of pulls that are left.
    public void Observe(int player, Span<float> observation)
    {
        for (int arm = 0; arm < Arms; arm++)
        {
            observation[arm] = (float)Mean(arm) / MeanScale;
            observation[Arms + arm] = MathF.Log(_counts[arm] + 1) / MathF.Log(Pulls + 1);
        }

        observation[2 * Arms] = (float)(Pulls - Pulled) / Pulls;
    }

    public IGameState Clone()
    {
        BanditState copy = new();
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        BanditState other = (BanditState)target;
        _counts.CopyTo(other._counts, 0);
        _sums.CopyTo(other._sums, 0);
        other._arm = _arm;
        other._reward = _reward;
        other.Pulled = Pulled;
    }

    public string ActionText(int action) => (action + 1).ToString(CultureInfo.InvariantCulture);

    public string Render()
    {
        IEnumerable<string> arms = Enumerable.Range(0, Arms).Select(arm => string.Create(
            CultureInfo.InvariantCulture, $"{arm + 1,2}  pulls {_counts[arm],3}  mean {Mean(arm):F3}"));
        return string.Join('\n', arms) + (_arm == NoArm ? "" : $"\npulling {_arm + 1}");
    }

    private static float Reward(int outcome) => (outcome * Step) - LargestReward;
}
