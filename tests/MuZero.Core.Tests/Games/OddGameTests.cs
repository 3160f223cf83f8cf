using MuZero.Errors;
using MuZero.Games;
using MuZero.Games.Conformance;
using MuZero.Numerics;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Games;

public class OddGameTests
{
    private static readonly ConformanceOptions _short = new() { Games = 40, TimeLimit = TimeSpan.FromSeconds(2) };

    [Theory]
    [MemberData(nameof(Games))]
    public void Check_OddGame_ItsLawSpeaks(string game, string law, LawOutcome outcome, string message)
    {
        ConformanceReport report = GameConformance.Check(Named(game), _short);

        LawResult result = report.Laws.Single(result => result.Name == law);
        Assert.True(result.Outcome == outcome,
            string.Join(" | ", report.Laws.Where(other => other.Message.Length > 0).Select(other => $"{other.Name}: {other.Message}")));
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Message);
        Assert.Equal(outcome != LawOutcome.Failed, report.Passed);
    }

    public static TheoryData<string, string, LawOutcome, string> Games => new()
    {
        { nameof(OddGames.Loan), "return-range", LawOutcome.Failed, "the spec says [-1, 1]" },
        { nameof(OddGames.Instalments), "return-range", LawOutcome.Failed, "from decision 2 on the episode returned -1.8" },
        { nameof(OddGames.PaidAtTheLimit), "cut-reward", LawOutcome.Warned, "a time limit cut the episode and paid [" },
        { nameof(OddGames.Avoidable), "maximal-length", LawOutcome.Failed, "the episode goes on after 10 decisions" },
        { nameof(OddGames.Endless), "maximal-length", LawOutcome.Failed, "the episode goes on after 10 decisions" },
        { nameof(OddGames.CoinFirst), "first-decision", LawOutcome.Warned, "the episode is over before a player has moved" },
        { nameof(OddGames.PaidFirst), "first-decision", LawOutcome.Warned, "chance pays [1]" },
        { nameof(OddGames.EndlessChance), "chance", LawOutcome.Failed, "1,000 chance outcomes followed one another" },
        { nameof(OddGames.HiddenBit), "hidden-chance", LawOutcome.Warned, "which begins alike, lead to another position" },
        { nameof(OddGames.Stuck), "legal-actions", LawOutcome.Failed, "player 0 is to move and has no legal action" },
        { nameof(OddGames.Throws), "play", LawOutcome.Failed, "the game threw FormatException: no third move" },
        { nameof(OddGames.NoDice), "to-play", LawOutcome.Failed, "0 chance outcomes" },
    };

    [Fact]
    public void Check_GameLongerThanTheTime_SaysThatNoneEnded()
    {
        LittleGame endless = OddGames.Endless;
        LittleGame game = new("endless", (_, _) => new(0)) { Spec = endless.Spec with { MaxLength = int.MaxValue } };

        ConformanceReport report = GameConformance.Check(game, _short with { TimeLimit = TimeSpan.FromSeconds(0.3) });

        LawResult law = report.Laws.Single(law => law.Name == "ends");
        Assert.Equal(LawOutcome.Failed, law.Outcome);
        Assert.Contains("no random game ended; MaxLength is 2,147,483,647", law.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_GameThatNewGameThrows_PlayIsBroken()
    {
        LittleGame game = new("stillborn", (_, _) => throw new FormatException("no game"));

        ConformanceReport report = GameConformance.Check(game, _short);

        Assert.Contains("the game threw FormatException: no game", report.Laws.Single(law => law.Name == "play").Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SoundGame_MeasuresItsEpisodes()
    {
        LittleGame game = new("sound", (_, h) => h.Count < 3 ? new(0, 0.25f) : Turn.Over(0.5f));

        PlayStatistics play = GameConformance.Check(game, _short).Play;

        Assert.Equal(new Spread(3, 3, 3), play.Length);
        Assert.Equal(new Spread(1, 1, 1), play.Return);
        Assert.Equal((0.25, 0.5), (play.Reward.Min, play.Reward.Max));
        Assert.Equal((0.5, 1.0), (play.ReturnToGo.Min, play.ReturnToGo.Max));
        Assert.Equal((2.0, 0), (play.Legal.Mean, play.Cut));
    }

    [Fact]
    public void Resolve_EndlessChance_IsRefusedByItsLaw()
    {
        LittleGame game = OddGames.EndlessChance;
        IGameState state = game.NewGame(1);
        state.Apply(0);

        var fault = Assert.Throws<UserException>(() => new ChancePlay(game.Spec).Resolve(state, new RandomStream(1), []));

        Assert.Contains("coins had 1,000 chance outcomes in a row (law 'chance' of 'muzero games check')", fault.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_ChanceWithoutOutcomes_IsRefusedByItsLaw()
    {
        LittleGame game = OddGames.NoDice;
        IGameState state = game.NewGame(1);
        state.Apply(0);

        var fault = Assert.Throws<UserException>(() => new ChancePlay(game.Spec).Resolve(state, new RandomStream(1), []));

        Assert.Contains("nodice is at a chance node and its GameSpec has ChanceOutcomes 0 (law 'chance'", fault.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "Actions is 0; it must be 1 to 1,000,000")]
    [InlineData(int.MaxValue, "Actions is 2147483647; it must be 1 to 1,000,000")]
    public void Validate_AbsurdActions_AreRefused(int actions, string expected)
    {
        var fault = Assert.Throws<UserException>((OddGames.Endless.Spec with { Actions = actions }).Validate);

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_AbsurdObservation_IsRefused()
    {
        var fault = Assert.Throws<UserException>(
            (OddGames.Endless.Spec with { Observation = new ObservationShape(int.MaxValue, int.MaxValue, int.MaxValue) }).Validate);

        Assert.Contains("it may have 16,777,216 numbers", fault.Message, StringComparison.Ordinal);
    }

    private static LittleGame Named(string name) => (LittleGame)typeof(OddGames).GetProperty(name)!.GetValue(null)!;
}
