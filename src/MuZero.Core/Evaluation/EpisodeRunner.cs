using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Undiscounted returns over some episodes.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Std">Their standard deviation, of the population.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The largest.</param>
/// <param name="MeanLength">Decisions per episode.</param>
/// <param name="Episodes">How many.</param>
public readonly record struct ReturnSummary(double Mean, double Std, double Min, double Max, double MeanLength, int Episodes);

/// <summary>Plays whole episodes, many side by side, with a player for each seat.</summary>
public sealed class EpisodeRunner(IGame game)
{
    // Enough rows for the agent's batch, few enough to stay in cache.
    private const int SideBySide = 128;

    private readonly GameSpec _spec = game.Spec;

    /// <summary>Episodes of a game for one player.</summary>
    /// <exception cref="UserException">The game has two players.</exception>
    public ReturnSummary Returns(IPlayer player, int episodes, ulong seed)
    {
        if (_spec.Players != 1)
        {
            throw UserException.Usage($"{_spec.Id} has two players, and a single return is only defined for one-player games. Use a match or --exhaustive.");
        }

        List<Played> all = Play([player], episodes, seed, firstSeat: _ => 0);
        double mean = all.Average(played => (double)played.Returns[0]);
        return new ReturnSummary(
            mean,
            Math.Sqrt(all.Average(played => Math.Pow(played.Returns[0] - mean, 2))),
            all.Min(played => played.Returns[0]),
            all.Max(played => played.Returns[0]),
            all.Average(played => played.Length),
            episodes);
    }

    /// <summary>A match: games in pairs, the same start with seats changed.</summary>
    /// <param name="first">The player whose view the result is.</param>
    /// <param name="second">The opponent.</param>
    /// <param name="games">How many; an odd number leaves the last pair half played.</param>
    /// <param name="seed">Decides the starts and chance.</param>
    /// <exception cref="UserException">The game has one player.</exception>
    public MatchResult Match(IPlayer first, IPlayer second, int games, ulong seed)
    {
        if (_spec.Players != 2)
        {
            throw UserException.Usage($"{_spec.Id} has one player, so the agent has no opponent. Leave out the opponent.");
        }

        List<Played> all = Play([first, second], games, seed, firstSeat: index => index % 2);
        return all.Aggregate(default(MatchResult), (sum, played) => sum + MatchResult.Of(played.Returns[played.FirstSeat]));
    }

    private List<Played> Play(IPlayer[] players, int episodes, ulong seed, Func<int, int> firstSeat)
    {
        List<Played> all = [];
        for (int start = 0; start < episodes; start += SideBySide)
        {
            List<Played> group = [];
            for (int index = start; index < Math.Min(episodes, start + SideBySide); index++)
            {
                ulong pairSeed = RandomStream.Derive(seed, (ulong)(index / players.Length));
                group.Add(new Played(game, pairSeed, firstSeat(index)));
            }

            PlayGroup(players, group);
            all.AddRange(group);
        }

        return all;
    }

    private static void PlayGroup(IPlayer[] players, List<Played> group)
    {
        while (true)
        {
            int moved = 0;
            for (int who = 0; who < players.Length; who++)
            {
                Played[] turn = [.. group.Where(played => played.IsTurnOf(who))];
                if (turn.Length > 0)
                {
                    IGameState[] states = Array.ConvertAll(turn, played => played.State);
                    int[] actions = new int[turn.Length];
                    players[who].Choose(states, actions);
                    for (int i = 0; i < turn.Length; i++)
                    {
                        turn[i].Apply(actions[i]);
                    }
                }

                moved += turn.Length;
            }

            if (moved == 0)
            {
                return;
            }
        }
    }

    // One episode in progress; players[0] sits on FirstSeat.
    private sealed class Played
    {
        private readonly ChancePlay _chance;
        private readonly RandomStream _random;

        public Played(IGame game, ulong seed, int firstSeat)
        {
            State = game.NewGame(seed);
            FirstSeat = firstSeat;
            Returns = new float[game.Spec.Players];
            _chance = new ChancePlay(game.Spec);
            _random = new RandomStream(seed);
            _chance.Resolve(State, _random, Returns);
        }

        public IGameState State { get; }

        public int FirstSeat { get; }

        public float[] Returns { get; }

        public int Length { get; private set; }

        public bool IsTurnOf(int who) => State.ToPlay >= 0 && State.ToPlay == (who == 0 ? FirstSeat : Seats.Other(FirstSeat));

        public void Apply(int action)
        {
            Length++;
            State.Apply(action);
            Seats.AddRewards(State, Returns);
            _chance.Resolve(State, _random, Returns);
        }
    }
}
