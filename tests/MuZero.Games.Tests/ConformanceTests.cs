using MuZero.Errors;
using MuZero.Games.Conformance;
using MuZero.Games.Tests.Faulty;
using MuZero.Games.TicTacToe;
using MuZero.Games.TwentyFortyEight;
using MuZero.Numerics;

namespace MuZero.Games.Tests;

public sealed class ConformanceTests
{
    private static readonly ConformanceOptions _short = new() { Games = 60 };

    public static TheoryData<string> BuiltIn =>
    [
        "tictactoe", "connectfour", "cartpole", "cliffwalking",
        "othello6", "othello8", "hex5", "hex11", "hex-noswap5", "breakthrough6", "breakthrough8", "gomoku9", "gomoku15", "gomoku-exact9",
        "go5", "go9", "deepsea10", "mountaincar", "bandit", "pig", "pig20", "2048", "einstein", "pendulum", "amazons5", "amazons6", "kalah",
        "kalah3", "tictactoe-three",
        "minatar-asterix", "minatar-breakout", "minatar-freeway", "minatar-seaquest", "minatar-spaceinvaders",
    ];

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.None)];

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void Check_BuiltInGame_NoLawIsBroken(string name)
    {
        ConformanceReport report = GameConformance.Check(new GameCatalog([typeof(TicTacToeGame).Assembly]).Load(name));

        Assert.Equal([], Broken(report));
        Assert.True(report.Games > 0);
        Assert.True(report.BytesPerMove < 1.0, $"{report.BytesPerMove:F1} bytes a move");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Check_EveryOptionalPartSound_NoLawIsBroken(ulong seed)
    {
        ConformanceReport report = GameConformance.Check(new FaultyGame(Fault.None), new ConformanceOptions { Seed = seed });

        Assert.Equal([], Broken(report));
        Assert.Equal(
            ["continuous-actions", "chance"],
            report.Laws.Where(law => law.Outcome == LawOutcome.NotApplicable).Select(law => law.Name));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Check_PlantedFault_ItsLawIsBroken(Fault fault)
    {
        string expected = LawOf(fault);

        ConformanceReport report = GameConformance.Check(new FaultyGame(fault), _short);

        LawResult law = report.Laws.Single(law => law.Name == expected);
        Assert.True(law.Outcome == LawOutcome.Failed, $"'{expected}' holds; broken: {string.Join(" | ", Broken(report))}");
        Assert.DoesNotContain('\n', law.Message);
        Assert.EndsWith(".", law.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OutcomesThatSymmetriesDoNotTransform_TheLawIsBroken()
    {
        ConformanceReport report = GameConformance.Check(new FixedOutcomes(), _short);

        LawResult law = report.Laws.Single(law => law.Name == "symmetry-play");
        Assert.Equal(LawOutcome.Failed, law.Outcome);
    }

    [Theory]
    [InlineData(Fault.LegalDescending)]
    [InlineData(Fault.ObservationNotFinite)]
    [InlineData(Fault.RewardsNotZeroSum)]
    [InlineData(Fault.RewardBeforeTheEnd)]
    [InlineData(Fault.SamePlayerTwice)]
    [InlineData(Fault.ContinuesAtTheEnd)]
    public void Check_FaultInGamesThatCostlyLawsLeaveOut_ItsLawIsBroken(Fault fault)
    {
        ConformanceReport report = GameConformance.Check(new LateFault(fault), _short with { CostlyEvery = 1_000 });

        Assert.Contains(LawOf(fault), report.Laws.Where(law => law.Outcome == LawOutcome.Failed).Select(law => law.Name));
    }

    [Fact]
    public void Check_SoundGamesThatCostlyLawsLeaveOut_NoLawIsBroken()
    {
        ConformanceReport report = GameConformance.Check(new LateFault(Fault.None), _short with { CostlyEvery = 1_000 });

        Assert.Equal([], Broken(report));
        Assert.Equal(60, report.Games);
    }

    [Fact]
    public void Check_FaultFound_MessageHasSeedAndActions()
    {
        ConformanceReport report = GameConformance.Check(new FaultyGame(Fault.RewardBeforeTheEnd), _short);

        Assert.Matches(
            @"the rewards are \[0\.5 -0\.5\] before the end \(seed \d+, after actions \d\)\. Set Rewards",
            report.Laws.Single(law => law.Name == "reward-timing").Message);
    }

    [Theory]
    [InlineData(1.0f, true)]
    [InlineData(1.1f, false)]
    public void Check_DiceGame_HoldsWhereProbabilitiesSumToOne(float total, bool passes)
    {
        ConformanceReport report = GameConformance.Check(new DiceGame(total), _short);

        Assert.Equal(passes ? [] : ["chance"], report.Laws.Where(law => !law.Passed).Select(law => law.Name));
    }

    [Fact]
    public void Check_ExceptedLaw_IsNotBroken()
    {
        ConformanceReport report = GameConformance.Check(new FaultyGame(Fault.RewardsOfNextPlayer),
            _short with { Except = ["mover-credit"] });

        Assert.DoesNotContain(report.Laws, law => law.Name == "mover-credit" && law.Outcome != LawOutcome.Excepted);
    }

    [Fact]
    public void Check_UnknownException_SuggestsTheNearestLaw()
    {
        var error = Assert.Throws<UserException>(()
            => GameConformance.Check(new TicTacToeGame(), _short with { Except = ["mover-credits"] }));

        Assert.Contains("Did you mean 'mover-credit'?", error.Message);
    }

    [Fact]
    public void Check_SameSeed_SameFindings()
    {
        var game = new FaultyGame(Fault.HashWithoutMover);

        Assert.Equal(Broken(GameConformance.Check(game, _short)), Broken(GameConformance.Check(game, _short)));
    }

    private static IEnumerable<string> Broken(ConformanceReport report)
        => report.Laws.Where(law => !law.Passed).Select(law => $"{law.Name}: {law.Message}");

    private static string LawOf(Fault fault) => fault switch
    {
        Fault.InvalidSpec => "spec",
        Fault.RenderThrows => "play",
        Fault.LegalDescending or Fault.LegalOutOfRange => "legal-actions",
        Fault.IllegalAccepted or Fault.IllegalChangesState or Fault.IllegalThrowsOther => "illegal-action",
        Fault.SameActionTexts => "action-text",
        Fault.ObservationNotFinite or Fault.ObservationUnwritten or Fault.ObservationChangesOnRead => "observation",
        Fault.SamePlayerTwice => "to-play",
        Fault.ContinuesAtTheEnd => "transition",
        Fault.MaxLengthTooSmall => "maximal-length",
        Fault.ChanceOutsideSeed => "determinism",
        Fault.RewardsBeforeFirstMove => "rewards",
        Fault.RewardBeforeTheEnd => "reward-timing",
        Fault.RewardsNotZeroSum => "zero-sum",
        Fault.ReturnOutOfRange => "return-range",
        Fault.RewardsOfMover or Fault.RewardsOfNextPlayer => "mover-credit",
        Fault.ViewOfPlayerZero or Fault.ViewOfPlayerZeroOwnColour or Fault.ViewOfOpponentForOneSeat => "views-differ",
        Fault.ViewOfPlayerToMove => "views-steady",
        Fault.ViewOfOpponent => "own-first",
        Fault.CloneShared => "clone",
        Fault.CopyDoesNothing or Fault.CopyShared => "copy-to",
        Fault.UndoKeepsRewards or Fault.UndoMissing => "undo",
        Fault.HashConstant or Fault.HashWithoutMover => "hash",
        Fault.FirstSymmetryNotIdentity or Fault.SymmetryWithoutInverse => "symmetry-group",
        Fault.ObservationMirroredOtherwise or Fault.ActionsMirroredOtherwise => "symmetry-play",
        Fault.BaselineIllegal or Fault.BaselineLoses => "baseline",
        Fault.SolverShifted => "solver",
        Fault.ActionPlanesAlike => "action-planes",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    // Sound in the first game, the only one that every law watches.
    private sealed class LateFault(Fault fault) : IGame
    {
        private readonly FaultyGame _sound = new(Fault.None);
        private readonly FaultyGame _faulty = new(fault);

        public GameSpec Spec => _faulty.Spec;

        public IGameState NewGame(ulong seed)
            => seed == 1 || seed == RandomStream.Derive(1, 0) ? _sound.NewGame(seed) : _faulty.NewGame(seed);
    }

    // 2048 whose new tiles stay where they are while the grid is turned.
    private sealed class FixedOutcomes : IGame, IChanceSymmetries
    {
        private readonly TwentyFortyEightGame _game = new();

        public GameSpec Spec => _game.Spec;

        public int Symmetries => _game.Symmetries;

        public IGameState NewGame(ulong seed) => _game.NewGame(seed);

        public int TransformAction(int symmetry, int action) => _game.TransformAction(symmetry, action);

        public int TransformOutcome(int symmetry, int outcome) => outcome;

        public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
            => _game.TransformObservation(symmetry, source, target);
    }
}
