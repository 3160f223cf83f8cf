using MuZero.Engines;
using MuZero.Evaluation;
using MuZero.Games;

namespace MuZero.Cli.Tests.Protocols;

/// <summary>Our agent as a process over a protocol, against an engine of another program: whole games without a fault.</summary>
public sealed class ReferenceGamesTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    // As twogtp has it: both are engines, and the rules are ours.
    [Fact]
    public void Gtp_AgainstGnuGo_PlaysWholeGames()
        => Play(
            "go5",
            run => $"gtp:{MuZeroProgram.Executable} gtp {run}",
            "gtp:gnugo --mode gtp --level 1 --chinese-rules --seed 1",
            games: 2);

    [Fact]
    public void Uci_AgainstStockfish_Plays20Games()
        => Play("chess", run => $"uci:{MuZeroProgram.Executable} uci {run};nodes=4", "uci:stockfish;nodes=100", games: 20);

    [Fact]
    public void Evaluate_AgainstALevelAndAnEngine_PlaysTheMatch()
    {
        Ending level = Sessions.Run("", "evaluate", runs.TicTacToe, "--opponent", $"{runs.TicTacToe}@level1", "--episodes", "10");
        Ending engine = Sessions.Run(
            "", "evaluate", runs.TicTacToe, "--opponent", $"gtp:{MuZeroProgram.Executable} gtp {runs.TicTacToe}", "--episodes", "4");

        Assert.True(level.ExitCode == 0, level.Error);
        Assert.Contains("@level1", level.Output, StringComparison.Ordinal);
        Assert.True(engine.ExitCode == 0, engine.Error);
    }

    private void Play(string game, Func<string, string> ours, string theirs, int games)
    {
        IGame rules = Composition.Games().Load(game);
        using EnginePlayer agent = new(rules, EngineSettings.Parse(ours(runs.Train(game, 1))));
        using EnginePlayer opponent = new(rules, EngineSettings.Parse(theirs));

        MatchReport report = new EpisodeRunner(rules).Match(agent, opponent, games, openingPlies: 2, seed: 1);

        Assert.Equal(games, report.Total.Games);
    }
}
