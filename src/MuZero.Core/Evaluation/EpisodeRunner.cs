using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Plays whole episodes, many side by side, with a player for each seat. The result depends on the seed alone, not on the
/// threads.</summary>
/// <param name="game">The game.</param>
/// <param name="threads">Threads that share the episodes.</param>
/// <param name="cancellation">Looked at between moves.</param>
public sealed class EpisodeRunner(IGame game, int threads = 1, CancellationToken cancellation = default)
{
    /// <summary>Episodes that a thread plays at most at once: enough rows for the agent's batch, few enough to stay in cache.</summary>
    public const int SideBySide = 128;

    private readonly GameSpec _spec = game.Spec;

    /// <summary>The plies of random openings that a game's matches have by default: the fewest after which it has a thousand lines, at most
    /// a quarter of its longest game.</summary>
    public static int OpeningPlies(IGame game) => GameFault.Guard(game.Spec, () => Openings.DerivePlies(game));

    /// <summary>Episodes of a game for one player.</summary>
    /// <exception cref="UserException">The game has several players.</exception>
    public ReturnReport Returns(IPlayer player, int episodes, ulong seed)
    {
        if (_spec.Players != 1)
        {
            throw UserException.Usage(
                $"{_spec.Id} has {(_spec.Players == 2 ? "two" : $"{_spec.Players}")} players, and a single return is only defined for "
                    + "one-player games. Use a match or --exhaustive.");
        }

        return new ReturnReport(
            [.. Play([player], episodes, openingPlies: 0, seed)
                .Select(played => new PlayedReturn(played.Line.Returns[0], played.Line.Length, played.Line.Moves))]);
    }

    /// <summary>A match: games in pairs, the same random opening from both seats.</summary>
    /// <param name="first">The player whose view the result is.</param>
    /// <param name="second">The opponent.</param>
    /// <param name="games">Their number; an odd one is rounded up, so that every pair is whole.</param>
    /// <param name="openingPlies">Plies of the openings; 0 starts from the first position.</param>
    /// <param name="seed">Decides the openings, the dice and what players draw.</param>
    /// <exception cref="UserException">The game is not one of two players.</exception>
    public MatchReport Match(IPlayer first, IPlayer second, int games, int openingPlies, ulong seed)
    {
        if (_spec.Players != 2)
        {
            throw UserException.Usage(_spec.Players == 1
                ? $"{_spec.Id} has one player, so the agent has no opponent. Leave out the opponent."
                : $"{_spec.Id} has {_spec.Players} players, and a match is between two.");
        }

        return new MatchReport(Pairs(Play([first, second], (games + 1) / 2 * 2, openingPlies, seed)));
    }

    /// <summary>Games of more than two players, in rounds: from the same random opening a game with the first player in each seat and the
    /// opponent in all others.</summary>
    /// <param name="first">The player whose view the result is.</param>
    /// <param name="others">The opponent; he has a random stream of his own in each game, not in each seat.</param>
    /// <param name="games">Their number, rounded up to whole rounds.</param>
    /// <param name="openingPlies">Plies of the openings; 0 starts from the first position.</param>
    /// <param name="seed">Decides the openings, the dice and what players draw.</param>
    /// <exception cref="UserException">The game has one or two players.</exception>
    public SeatReport FromEverySeat(IPlayer first, IPlayer others, int games, int openingPlies, ulong seed)
    {
        if (_spec.Players <= 2)
        {
            throw UserException.Usage(
                $"{_spec.Id} has {_spec.Players} players; games from every seat are for more than two. Play a match instead.");
        }

        int whole = (games + _spec.Players - 1) / _spec.Players * _spec.Players;
        return new SeatReport([.. Play([first, others], whole, openingPlies, seed).Chunk(_spec.Players)
            .Select(round => Array.ConvertAll(round, played => played.SeatGame))]);
    }

    /// <summary>The pairs of a match from one on, in rounds; the same pairs as those of <see cref="Match"/>, however they are
    /// divided.</summary>
    /// <param name="first">The player whose view the results are.</param>
    /// <param name="second">The opponent.</param>
    /// <param name="start">The first pair; those before are not played again.</param>
    /// <param name="end">The pair after the last one.</param>
    /// <param name="round">Pairs of a round.</param>
    /// <param name="openingPlies">Plies of the openings.</param>
    /// <param name="seed">Decides the openings, the dice and what players draw.</param>
    /// <returns>The rounds, played as they are asked for.</returns>
    internal IEnumerable<PlayedPair[]> Rounds(IPlayer first, IPlayer second, int start, int end, int round, int openingPlies, ulong seed)
    {
        Openings openings = new(game, openingPlies);
        GameFault.Guard(_spec, () => Begin(openings, 0, 2 * start, seed));
        for (int pair = start; pair < end; pair += round)
        {
            int begun = 2 * pair, count = 2 * Math.Min(round, end - pair);
            yield return Pairs(GameFault.Guard(_spec, () => PlayRound(openings, [first, second], begun, count, seed)));
        }
    }

    private static PlayedPair[] Pairs(IEnumerable<PlayedGame> games) =>
    [
        .. games.Chunk(2).Select(pair => new PlayedPair(
            pair[0].Result, pair[1].Result, pair[0].Line.Moves, pair[1].Line.Moves, pair[0].Line.Length + pair[1].Line.Length)),
    ];

    private List<PlayedGame> Play(IPlayer[] players, int games, int openingPlies, ulong seed)
        => GameFault.Guard(_spec, () => PlayAll(players, games, openingPlies, seed));

    private List<PlayedGame> PlayAll(IPlayer[] players, int games, int openingPlies, ulong seed)
    {
        Openings openings = new(game, openingPlies);
        List<PlayedGame> all = [];
        while (all.Count < games)
        {
            // Whole openings, each of which is played from every seat.
            int most = SideBySide * threads / _spec.Players * _spec.Players;
            all.AddRange(PlayRound(openings, players, all.Count, Math.Min(games - all.Count, most), seed));
        }

        return all;
    }

    private PlayedGame[] PlayRound(Openings openings, IPlayer[] players, int start, int count, ulong seed)
    {
        PlayedGame[] round = Begin(openings, start, count, seed);
        int share = Math.Max(1, (round.Length + threads - 1) / threads);
        Batches.InParallel(round.Length, share, threads, (start, end) => PlayGroup(players, round[start..end]), cancellation);
        return round;
    }

    // A game in each seat from every opening.
    private PlayedGame[] Begin(Openings openings, int start, int count, ulong seed)
    {
        int players = _spec.Players;
        PlayedGame[] round = new PlayedGame[count];
        for (int i = 0; i < count; i += players)
        {
            ulong pairSeed = RandomStream.Derive(seed, (ulong)((start + i) / players));
            EpisodeLine opening = openings.Next(pairSeed);
            for (int seat = 0; seat < players; seat++)
            {
                round[i + seat] = new PlayedGame(opening.Copy(), pairSeed, seat, players);
            }
        }

        return round;
    }

    private void PlayGroup(IPlayer[] players, PlayedGame[] group)
    {
        int moved;
        do
        {
            moved = 0;
            for (int who = 0; who < players.Length; who++)
            {
                cancellation.ThrowIfCancellationRequested();
                PlayedGame[] turn = Array.FindAll(group, played => played.IsTurnOf(who));
                if (turn.Length > 0)
                {
                    Move(players[who], who, turn);
                }

                moved += turn.Length;
            }
        }
        while (moved > 0);
    }

    private void Move(IPlayer player, int who, PlayedGame[] turn)
    {
        IGameState[] states = Array.ConvertAll(turn, played => played.Line.State);
        RandomStream[] random = Array.ConvertAll(turn, played => played.Random(who));
        if (_spec.ActionBox is { } box && player is IContinuousPlayer chooser)
        {
            float[] vectors = new float[turn.Length * box.Dimensions];
            chooser.Choose(states, random, vectors);
            for (int i = 0; i < turn.Length; i++)
            {
                turn[i].Play(VectorPlay.Entry(vectors, i, box.Dimensions));
            }

            return;
        }

        int[] actions = new int[turn.Length];
        if (player is IHistoryPlayer reader)
        {
            reader.Choose(states, Array.ConvertAll(turn, played => played.Line.Actions), random, actions);
        }
        else
        {
            player.Choose(states, random, actions);
        }

        for (int i = 0; i < turn.Length; i++)
        {
            turn[i].Play(actions[i]);
        }
    }

    // One game; players[0] has a seat, players[1] all others. Dice and players draw from streams of their own.
    private sealed class PlayedGame(EpisodeLine line, ulong pairSeed, int seat, int seats)
    {
        // A third seat's streams begin behind those of two.
        private const int BeyondTwo = 100;

        private readonly RandomStream _dice = new(RandomStream.Derive(pairSeed, (ulong)(seat < 2 ? 2 + seat : BeyondTwo + (3 * seat))));
        private readonly RandomStream[] _random =
        [
            .. Enumerable.Range(0, Math.Min(seats, 2)).Select(who => new RandomStream(RandomStream.Derive(
                pairSeed, (ulong)(seat < 2 ? 4 + (2 * seat) + who : BeyondTwo + (3 * seat) + 1 + who)))),
        ];

        public EpisodeLine Line { get; } = line;

        /// <summary>The result of players[0].</summary>
        public MatchResult Result => MatchResult.Of(Line.Returns[seat]);

        /// <summary>The game at a table, seen by players[0].</summary>
        public SeatGame SeatGame => new(SeatResult.Of(Line.Returns, seat), Line.Moves, Line.Length);

        public RandomStream Random(int who) => _random[who];

        public bool IsTurnOf(int who) => !Line.IsOver && (Line.State.ToPlay == seat) == (who == 0);

        public void Play(int action) => Line.Play(action, _dice);

        public void Play(ReadOnlySpan<float> vector) => Line.Play(vector, _dice);
    }
}
