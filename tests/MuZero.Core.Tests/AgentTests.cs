using MuZero.Errors;
using MuZero.Games;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests;

/// <summary>A trained agent inside a program.</summary>
public sealed class AgentTests(AgentTests.Trained trained) : IClassFixture<AgentTests.Trained>
{
    private const string Options = """
        {
          "algorithm": "alphazero", "stop": {"training_iteration": 1}, "search.simulations": 12, "self_play.games": 4,
          "network.channels": 4,
          "network.blocks": 1, "replay.min_positions": 20, "replay.samples_per_insert": 100,
          "training": {"batch_size": 8, "iteration_steps": 4}
        }
        """;

    [Fact]
    public void BestMove_LegalPosition_IsTheMostVisitedLegalMove()
    {
        using Agent agent = trained.Load();
        IGameState state = Noughts.After(4, 0);

        int move = agent.BestMove(state);

        Analysis analysis = agent.Analyse(state);
        Assert.Equal(move, analysis.BestMove);
        Assert.Equal(move, analysis.Moves[0].Action);
        Assert.Equal([1, 2, 3, 5, 6, 7, 8], analysis.Moves.Select(rated => rated.Action).Order());
    }

    [Fact]
    public void Analyse_WinInOne_FindsItsValueAndLine()
    {
        using Agent agent = trained.Load();
        IGameState state = Noughts.After(0, 3, 1, 4);

        Analysis analysis = agent.Analyse(state, simulations: 400);

        Assert.Equal(2, analysis.BestMove);
        Assert.Equal(400, analysis.Simulations);
        Assert.Equal(400, analysis.Moves.Sum(move => move.Visits));
        Assert.Equal(1.0f, analysis.Moves[0].Q);
        Assert.Equal([2], analysis.PrincipalVariation);
        Assert.InRange(analysis.Moves.Sum(move => move.Prior), 0.999f, 1.001f);
    }

    [Fact]
    public void PrincipalVariation_OfAnyPosition_IsALineOfLegalMoves()
    {
        using Agent agent = trained.Load();
        IGameState state = Noughts.After();

        Analysis analysis = agent.Analyse(state, simulations: 300);

        Assert.Equal(analysis.BestMove, analysis.PrincipalVariation[0]);
        Assert.InRange(analysis.PrincipalVariation.Count, 3, 9);
        Assert.All(analysis.PrincipalVariation, action => state.Apply(action)); // throws if one is not legal
    }

    [Fact]
    public void Analyse_ManyPositions_AnswersAsForEachAlone()
    {
        using Agent agent = trained.Load();
        IGameState[] states = [.. Enumerable.Range(0, 300).Select(i => Noughts.After(i % 9, (i + 1 + (i / 9 % 8)) % 9))];

        IReadOnlyList<Analysis> together = agent.Analyse(states, simulations: 30);

        Assert.Equal(300, together.Count);
        foreach (int i in (int[])[0, 1, 127, 128, 129, 299])
        {
            Analysis alone = agent.Analyse(states[i], simulations: 30);
            Assert.Equal((alone.BestMove, alone.Value), (together[i].BestMove, together[i].Value));
            Assert.Equal(alone.Moves.Select(move => (move.Action, move.Visits, move.Q)),
                together[i].Moves.Select(move => (move.Action, move.Visits, move.Q)));
            Assert.Equal(alone.PrincipalVariation, together[i].PrincipalVariation);
        }
    }

    [Fact]
    public void Analyse_Variations_BeginWithTheirMoveAndAreLegal()
    {
        using Agent agent = trained.Load();

        Analysis analysis = agent.Analyse(Noughts.After(4), simulations: 200);

        Assert.Equal(analysis.PrincipalVariation, analysis.Moves[0].Variation);
        Assert.All(analysis.Moves, move =>
        {
            Assert.Equal(move.Visits > 0, move.Variation.Count > 0);
            Assert.True(move.Visits == 0 || move.Variation[0] == move.Action);
            IGameState state = Noughts.After(4);
            Assert.All(move.Variation, action => state.Apply(action)); // throws if one is not legal
        });
    }

    [Fact]
    public void Analyse_LeavesThePositionUnchanged()
    {
        using Agent agent = trained.Load();
        IGameState state = Noughts.After(4);

        agent.Analyse(state);

        Assert.Equal(Noughts.After(4).Render(), state.Render());
    }

    [Fact]
    public void Calls_FromManyThreads_AgreeWithOne()
    {
        using Agent agent = trained.Load();
        int[][] positions = [[], [4], [0, 4], [8, 4, 0], [4, 0, 8], [1, 4, 7, 0]];
        int[] expected = [.. positions.Select(moves => agent.BestMove(Noughts.After(moves)))];

        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(expected[i % positions.Length],
                agent.BestMove(Noughts.After(positions[i % positions.Length]), simulations: i % 2 == 0 ? 0 : agent.Simulations)));
    }

    [Fact]
    public void BestMove_GameIsOver_SaysSo()
    {
        using Agent agent = trained.Load();

        ArgumentException fault = Assert.Throws<ArgumentException>(() => agent.BestMove(Noughts.After(0, 3, 1, 4, 2)));

        Assert.Contains("The game is over", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BestMove_ChanceIsToMove_SaysSo()
    {
        using Agent agent = trained.Load();

        Assert.Throws<ArgumentException>(() => agent.BestMove(new PayingDice().NewGame(1)));
    }

    [Fact]
    public void BestMove_NegativeSimulations_IsRefused()
    {
        using Agent agent = trained.Load();

        Assert.Throws<ArgumentOutOfRangeException>(() => agent.BestMove(Noughts.After(), -1));
    }

    [Fact]
    public void BestMove_AfterDispose_IsRefused()
    {
        Agent agent = trained.Load();
        agent.Dispose();
        agent.Dispose();

        Assert.Throws<ObjectDisposedException>(() => agent.BestMove(Noughts.After()));
    }

    [Fact]
    public void Load_OtherGame_NamesBoth()
    {
        IncompatibleException fault = Assert.Throws<IncompatibleException>(()
            => Agent.Load(trained.Path, new SpecGame(ObservationShape.Vector(3), 3)));

        Assert.Contains("noughts", fault.Message, StringComparison.Ordinal);
        Assert.Contains("spec", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingDirectory_IsAUsageFault()
    {
        UserException fault = Assert.Throws<UserException>(() => Agent.Load("nowhere", new Noughts()));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
    }

    [Fact]
    public void Load_WithoutGameAndWithoutPackage_NamesThePackage()
    {
        UserException fault = Assert.Throws<UserException>(() => Agent.Load(trained.Path));

        Assert.Contains("Add the package MuZero.Games", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_DirectoryHoldsARun_IsRefused()
    {
        UserException fault = Assert.Throws<UserException>(() => Agent.Train(new Noughts(), trained.Path, Options));

        Assert.Contains("holds a run already", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NothingEndsIt_IsRefusedBeforeTheDirectoryIsMade()
    {
        using ScratchDirectory scratch = new();

        UserException fault = Assert.Throws<UserException>(() => Agent.Train(new Noughts(), scratch["run"]));

        Assert.Contains("would never end", fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scratch["run"]));
    }

    /// <summary>A run of one iteration.</summary>
    public sealed class Trained : IDisposable
    {
        private readonly ScratchDirectory _scratch = new();

        public Trained()
        {
            Path = _scratch["run"];
            using Agent agent = Agent.Train(new Noughts(), Path, Options);
            Source = agent.Source;
        }

        public string Path { get; }

        public string Source { get; }

        public Agent Load() => Agent.Load(Path, new Noughts());

        public void Dispose() => _scratch.Dispose();
    }
}
