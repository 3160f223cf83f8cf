using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search.Rules;

public class ForcedRootTests
{
    private const double K = 2.0;
    private const double NoNoise = 1e-9; // rules of a noisy root, priors of one without

    [Theory]
    [InlineData(ValueNormalization.Tree)]
    [InlineData(ValueNormalization.Bounds)]
    public void Plan_RandomModels_AgreesWithTheNaiveSearch(ValueNormalization normalization)
    {
        int pruned = 0;
        for (ulong seed = 0; seed < 80; seed++)
        {
            var random = new RandomStream(seed);
            int actions = 1 + random.Next(40);
            SearchOptions options = new()
            {
                Simulations = 1 + random.Next(90),
                Normalization = normalization,
                Unvisited = UnvisitedRule.Zero,
                ForcedPlayouts = K,
                RootNoise = NoNoise,
            };
            Func<string, Answer> script = ScriptedModel.Random(seed, actions, -1.0f);
            IPlanner planner = Planner.Create(new ScriptedModel(actions, script) { ValueBounds = (-2.0f, 2.0f) }, options, 1);
            Decisions decisions = new(1, actions, observation: 0);

            planner.Plan([new NamedRoot("r")], [new RandomStream(seed)], decisions);

            ForcedNaive naive = new(script, options);
            int[] expected = naive.Pruned(naive.Run("r"), actions);
            Assert.True(expected.SequenceEqual(decisions.Visits(0)), $"seed {seed}: {string.Join(' ', decisions.Visits(0).ToArray())}");
            Assert.Equal(1.0f, decisions.Policy(0).ToArray().Sum(), 1e-5f);
            Assert.Equal((float)expected[decisions.Action(0)] / expected.Sum(), decisions.Policy(0)[decisions.Action(0)], 1e-6f);
            pruned += expected.Sum() < options.Simulations ? 1 : 0;
        }

        Assert.InRange(pruned, 40, 80);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Plan_WithoutNoise_IsPlainPuct(bool isQuick)
    {
        Func<string, Answer> script = ScriptedModel.Random(3, 12, -1.0f);
        SearchOptions options = new() { Simulations = 50, RootNoise = isQuick ? 0.25 : 0.0 };
        Decisions forced = new(1, 12, observation: 0), plain = new(1, 12, observation: 0);
        RandomStream[] random = isQuick ? [new RandomStream(1)] : [];
        SearchBudget budget = new([50], quick: 1);

        IGameState[] root = [new NamedRoot("r")];

        Planner.Create(new ScriptedModel(12, script), options with { ForcedPlayouts = K }, 1).Plan(root, random, budget, forced);
        Planner.Create(new ScriptedModel(12, script), options, 1).Plan(root, random, budget, plain);

        Assert.Equal(plain.Visits(0).ToArray(), forced.Visits(0).ToArray());
        Assert.Equal(plain.Policy(0).ToArray(), forced.Policy(0).ToArray());
    }

    [Fact]
    public void Plan_ProvenValues_LeavesAMove()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var game = new Noughts();
            StubNetwork network = new(game, dynamics: false);
            SearchOptions options = new() { Simulations = 40, ForcedPlayouts = K, ProvenValues = true };
            IPlanner planner = Planner.Create(new PerfectModel(network, game.Spec), options, 1);
            Decisions decisions = new(1, game.Spec);

            planner.Plan([Noughts.After(0, 3, 1, 4)], [new RandomStream(seed)], decisions);

            Assert.Equal(1.0f, decisions.Policy(0).ToArray().Sum(), 1e-5f);
            Assert.Equal(2, decisions.Action(0)); // the third in the row wins
        }
    }

    // KataGo, section 3.2, written for reading.
    private sealed class ForcedNaive(Func<string, Answer> script, SearchOptions options) : NaiveSearch(script, options, -2.0f, 2.0f)
    {
        private readonly SearchOptions _options = options;

        public int[] Pruned(Node root, int actions)
        {
            int[] visits = new int[actions];
            foreach ((int action, Node child) in root.Children)
            {
                visits[action] = child.Visits;
            }

            int best = Array.IndexOf(visits, visits.Max());
            double bound = Score(root, best, visits[best]);
            for (int action = 0; action < actions; action++)
            {
                if (action != best && visits[action] > 0)
                {
                    int forced = (int)Forced(root, action);
                    while (forced-- > 0 && visits[action] > 1 && Score(root, action, visits[action] - 1) < bound)
                    {
                        visits[action]--;
                    }

                    visits[action] = visits[action] == 1 ? 0 : visits[action];
                }
            }

            return visits;
        }

        protected override int Select(Node node, int depth, double mean)
        {
            int forced = depth > 0 ? -1 : node.Children.Where(child => child.Value.Visits < Forced(node, child.Key))
                .Select(child => child.Key).DefaultIfEmpty(-1).Min();
            return forced >= 0 ? forced : base.Select(node, depth, mean);
        }

        private static double Forced(Node root, int action)
            => Math.Sqrt(K * root.Prior(action) * root.Children.Values.Sum(child => child.Visits));

        private double Score(Node root, int action, int visits)
        {
            (double low, double spread) = Range(root);
            double rate = _options.C1 + Math.Log((root.Visits + _options.C2 + 1) / _options.C2);
            return ((root.Children[action].Q - low) / spread) + (root.Prior(action) * Math.Sqrt(root.Visits) / (1 + visits) * rate);
        }
    }
}
