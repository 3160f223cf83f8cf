using System.Diagnostics;
using MuZero.Errors;
using MuZero.Numerics;

namespace MuZero.Games.Conformance;

/// <summary>Plays random games and verifies every law of the contract on the way; a new game is right when this finds nothing.</summary>
/// <remarks>Most laws are exact. The perspective laws are evidence, gathered without knowing the rules: see <see cref="ViewsDifferLaw"/>,
/// <see cref="ViewsSteadyLaw"/>, <see cref="OwnFirstLaw"/> and <see cref="MoverCreditLaw"/>. A game that breaks one of them by intention
/// names it in <see cref="ConformanceOptions.Except"/>.</remarks>
public static class GameConformance
{
    // Every fourth game avoids its end, so that a game that never ends is found.
    private const int LastingEvery = 4;
    private const int MostActions = 1_000_000;

    /// <summary>Checks a game.</summary>
    /// <exception cref="UserException"><see cref="ConformanceOptions.Except"/> names a law that does not exist.</exception>
    public static ConformanceReport Check(IGame game, ConformanceOptions? options = null)
    {
        options ??= new ConformanceOptions();
        Law[] laws = AllLaws();
        RequireKnown(options.Except, laws);
        var findings = new Findings(laws, options.Except);
        long moves = 0;
        int games = 0;
        (double movesPerSecond, double bytesPerMove) = (0.0, 0.0);
        PlayMeter meter = new();
        if (findings.Try(laws[0], null, () => laws[0].Conclude(game, options.Seed)))
        {
            IGameState? first = null;
            findings.Try(laws[1], $"seed {options.Seed}", () => first = game.NewGame(options.Seed));
            findings.KeepApplicable(law => first is null || law.AppliesTo(game, first));
            var clock = Stopwatch.StartNew();
            for (; first is not null && games < options.Games && clock.Elapsed < options.TimeLimit; games++)
            {
                ulong seed = RandomStream.Derive(options.Seed, (ulong)games);
                bool lasting = games % LastingEvery == LastingEvery - 1;
                bool quick = games % options.CostlyEvery != 0;
                Law[] watching = [.. findings.Open.Where(law => !(lasting && law.IsStatistical) && !(quick && law.IsCostly))];
                Position? position = Begin(game, seed, quick, findings);
                Play(position, lasting, findings, watching, lasting || quick ? null : meter, () => clock.Elapsed < options.TimeLimit);
                moves += position?.Decisions ?? 0;
            }

            // If a method throws, no other law has seen whole games.
            foreach (Law law in findings.Open.Contains(laws[1]) ? findings.Open : [])
            {
                findings.Try(law, $"{games} games from seed {options.Seed}", () => law.Conclude(game, options.Seed));
            }

            if (findings.AllPassed)
            {
                (movesPerSecond, bytesPerMove) = Speed.Measure(game, options.Seed, TimeSpan.FromMilliseconds(300));
            }
        }

        return new ConformanceReport
        {
            Laws = findings.Results(),
            Games = games,
            Moves = moves,
            Play = meter.Statistics,
            MovesPerSecond = movesPerSecond,
            BytesPerMove = bytesPerMove,
        };
    }

    private static Law[] AllLaws() =>
    [
        new SpecLaw(), new PlayLaw(), new LegalActionsLaw(), new IllegalActionLaw(), new ActionTextLaw(), new ActionPlanesLaw(),
        new ContinuousActionsLaw(), new ObservationLaw(),
        new ToPlayLaw(), new TransitionLaw(), new LengthLaw(), new EndLaw(), new FirstDecisionLaw(),
        new ChanceLaw(), new DeterminismLaw(), new HiddenChanceLaw(),
        new RewardLaw(), new RewardTimingLaw(), new CutRewardLaw(), new ZeroSumLaw(), new ReturnRangeLaw(),
        new ViewsDifferLaw(), new ViewsSteadyLaw(), new OwnFirstLaw(), new MoverCreditLaw(),
        new CloneLaw(), new CopyLaw(), new UndoLaw(), new HashLaw(),
        new SymmetryGroupLaw(), new SymmetryPlayLaw(), new BaselineLaw(), new SolverLaw(),
    ];

    private static void RequireKnown(IReadOnlyList<string> names, Law[] laws)
    {
        string[] known = [.. laws.Select(law => law.Name)];
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw UserException.Usage(
                $"Unknown law '{unknown}' in the exceptions.{NearestName.Suggest(unknown, known)} Laws: {string.Join(", ", known)}.");
        }
    }

    private static Position? Begin(IGame game, ulong seed, bool quick, Findings findings)
    {
        Position? position = null;
        findings.Try(findings.Laws[1], $"seed {seed}",
            () => position = new Position(game, seed, new RandomStream(RandomStream.Derive(seed, 1)), quick));
        return position;
    }

    // One random game; every law that watches it and that nothing has broken yet looks at every position.
    private static void Play(
        Position? position, bool lasting, Findings findings, Law[] watching, PlayMeter? meter, Func<bool> hasTime)
    {
        Law play = findings.Laws[1];
        while (position is not null && hasTime() && findings.Try(play, position, position.Look))
        {
            foreach (Law law in watching)
            {
                if (findings.IsOpen(law))
                {
                    findings.Visit(law, position);
                }
            }

            meter?.Add(position);
            bool playable = !position.IsOver && position.ChanceInARow <= ChancePlay.MostInARow && position.Actions.Count < MostActions;
            if (!playable || !Move(position, lasting, findings))
            {
                break;
            }
        }
    }

    // False if there is no move, or the game failed.
    private static bool Move(Position position, bool lasting, Findings findings)
    {
        Law play = findings.Laws[1];
        int? action = null;
        return findings.Try(play, position, () => action = lasting ? position.DrawLasting() : position.Draw())
            && action is not null
            && findings.Try(play, position, () => position.Play(action.Value));
    }
}
