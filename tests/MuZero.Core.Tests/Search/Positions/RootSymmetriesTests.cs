using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;
using MuZero.Search.Positions;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search.Positions;

public class RootSymmetriesTests
{
    private readonly MirroredNoughts _game = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Plan_SymmetricPosition_HasSymmetricPriorsAndTheMeanValue(bool usesRules)
    {
        PositionSearch search = Search(usesRules, reuse: false);

        search.Plan([Noughts.After(4)], [], new Decisions(1, _game.Spec));

        float[] priors = Priors(search);
        for (int row = 0; row < 3; row++)
        {
            Assert.Equal(priors[3 * row], priors[(3 * row) + 2], 1e-6f);
        }

        Assert.Equal(1.0f, priors.Where(prior => prior >= 0.0f).Sum(), 1e-5f);
        (float[] plain, float value) = Evaluate(Noughts.After(4));
        (float[] mirrored, float other) = Evaluate(Noughts.After(4)); // the position is its own mirror image
        Assert.Equal((value + other) / 2.0f, search.Trees.Trees.Node(0, 0).RawValue, 1e-6f);
        Assert.Equal((plain[0] + mirrored[2]) / 2.0f, priors[0], 1e-5f);
    }

    [Fact]
    public void Plan_OtherPosition_AveragesThePriorsOfItsMirrorImage()
    {
        PositionSearch search = Search(usesRules: true, reuse: false);

        search.Plan([Noughts.After(0, 3)], [], new Decisions(1, _game.Spec));

        (float[] own, float value) = Evaluate(Noughts.After(0, 3));
        (float[] mirrored, float other) = Evaluate(Noughts.After(2, 5));
        float[] priors = Priors(search);
        Assert.Equal((value + other) / 2.0f, search.Trees.Trees.Node(0, 0).RawValue, 1e-6f);
        foreach (int action in new[] { 1, 2, 4, 5, 6, 7, 8 })
        {
            Assert.Equal((own[action] + mirrored[MirroredNoughts.Mirror(action)]) / 2.0f, priors[action], 1e-5f);
        }

        Assert.Equal((-1.0f, -1.0f), (priors[0], priors[3]));
    }

    [Fact]
    public void Plan_KeptTree_TakesThePriorsOverAndKeepsItsVisits()
    {
        PositionSearch search = Search(usesRules: true, reuse: true);
        Decisions decisions = new(1, _game.Spec);
        search.Plan([Noughts.After()], [], decisions);
        int answer = decisions.Action(0);

        search.Plan([Noughts.After(answer)], [], decisions);

        PositionSearch fresh = Search(usesRules: true, reuse: false);
        fresh.Plan([Noughts.After(answer)], [], new Decisions(1, _game.Spec));
        Assert.True(decisions.Visits(0).ToArray().Sum() > 100);
        Assert.Equal(Priors(fresh), decisions.Prior(0).ToArray(), (left, right) => MathF.Abs(left - right) < 1e-5f);
        PositionTreeChecks.AssertSums(search.Trees.Trees, 0);
    }

    private static float[] Priors(PositionSearch search)
    {
        float[] priors = new float[9];
        search.Trees.Trees.ReadEdges(0, 0, new int[9], new float[9], priors);
        return priors;
    }

    // The network's own answers, softmax over the legal actions.
    private (float[] Priors, float Value) Evaluate(IGameState state)
    {
        StubNetwork network = new(_game, dynamics: false);
        InferenceBatch batch = new(1, network.Shape) { Count = 1 };
        state.Observe(state.ToPlay, batch.Observations);
        network.Reserve(1);
        network.Initial(batch);
        int[] legal = new int[9];
        float[] priors = new float[9];
        foreach (int action in legal.AsSpan(0, state.LegalActions(legal)))
        {
            priors[action] = MathF.Exp(batch.PolicyLogits[action]);
        }

        float sum = priors.Sum();
        return ([.. priors.Select(prior => prior / sum)], batch.Values[0]);
    }

    private PositionSearch Search(bool usesRules, bool reuse) => new(
        _game, [new StubNetwork(_game, dynamics: !usesRules)], usesRules, new SearchOptions { Simulations = 100 },
        new PositionOptions { RootSymmetries = true, ReuseTree = reuse }, positions: 1);

    // Noughts and crosses with one symmetry: left and right change places.
    private sealed class MirroredNoughts : IGame, ISymmetries
    {
        private readonly Noughts _noughts = new();

        public GameSpec Spec => _noughts.Spec;

        public int Symmetries => 2;

        public static int Mirror(int action) => (action / 3 * 3) + 2 - (action % 3);

        public IGameState NewGame(ulong seed) => _noughts.NewGame(seed);

        public int TransformAction(int symmetry, int action) => symmetry == 0 ? action : Mirror(action);

        public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
        {
            for (int cell = 0; cell < source.Length; cell++)
            {
                target[symmetry == 0 ? cell : (cell / 9 * 9) + Mirror(cell % 9)] = source[cell];
            }
        }
    }
}
