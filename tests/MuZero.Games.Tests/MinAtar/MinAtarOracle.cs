using System.Globalization;
using System.Text.Json;
using MuZero.Games.MinAtar;

namespace MuZero.Games.Tests.MinAtar;

/// <summary>Episodes and figures of MinAtar's own package; tests/oracle/minatar_play.py records them and explains their form.</summary>
internal sealed record MinAtarOracle(MinAtarOracle.Episode[] Episodes, Dictionary<string, Dictionary<string, double[]>> Random)
{
    public static MinAtarOracle Read() => JsonSerializer.Deserialize<MinAtarOracle>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "oracle", "minatar.json")), JsonSerializerOptions.Web)!;

    /// <summary>Our game by the package's name.</summary>
    public static IGame Game(string name) => name switch
    {
        "asterix" => new AsterixGame(),
        "breakout" => new BreakoutGame(),
        "freeway" => new FreewayGame(),
        "seaquest" => new SeaquestGame(),
        "space_invaders" => new SpaceInvadersGame(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    /// <summary>The checksum of an observation, as the oracle computes it.</summary>
    public static string Check(ReadOnlySpan<float> observation)
    {
        uint number = 2166136261;
        for (int i = 0; i < observation.Length; i++)
        {
            if (observation[i] != 0.0f)
            {
                number = unchecked((number ^ (uint)i) * 16777619);
            }
        }

        return (number >> 16).ToString("x4", CultureInfo.InvariantCulture);
    }

    internal sealed record Episode(
        string Game, int[] Start, string Actions, string Played, int[][] Dice, string Rewards, string Checks, bool Over)
    {
        public int Frames => Actions.Length;

        public int Action(int frame) => Actions[frame] - '0';

        public int Move(int frame) => Played[frame] - '0';

        public int Reward(int frame) => Convert.ToInt32(Rewards.Substring(frame, 1), 16);

        /// <summary>The screen's checksum after a number of frames.</summary>
        public string Screen(int frames) => Checks.Substring(4 * frames, 4);

        public Dictionary<int, int[]> DiceByFrame() => Dice.ToDictionary(dice => dice[0], dice => dice[1..]);
    }
}
