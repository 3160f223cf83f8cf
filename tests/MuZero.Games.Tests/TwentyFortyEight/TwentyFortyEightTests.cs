using MuZero.Games.TwentyFortyEight;
using MuZero.Numerics;

namespace MuZero.Games.Tests.TwentyFortyEight;

public sealed class TwentyFortyEightTests
{
    private static readonly TwentyFortyEightGame _game = new();

    // A row slid to the left: each tile merges once, beginning at the left.
    [Theory]
    [InlineData("2 2 . .", "4 . . .", 4)]
    [InlineData("2 . . 2", "4 . . .", 4)]
    [InlineData("2 2 2 .", "4 2 . .", 4)]
    [InlineData("2 2 2 2", "4 4 . .", 8)]
    [InlineData("4 2 2 .", "4 4 . .", 4)]
    [InlineData("2 2 4 8", "4 4 8 .", 4)]
    [InlineData(". 8 . 8", "16 . . .", 16)]
    [InlineData("2 4 2 4", "2 4 2 4", -1)]
    [InlineData(". . . 2", "2 . . .", 0)]
    [InlineData("1024 1024 . 2", "2048 2 . .", 2048)]
    public void Slide_Row_MergesAndPays(string before, string after, int sum)
    {
        TileGrid grid = Row(before);

        Assert.Equal(sum, grid.Slide(TileGrid.Left));
        Assert.Equal(Row(after), grid);
    }

    // A line of cells slid a second time by lists of numbers.
    [Fact]
    public void Slide_RandomGrids_AgreesWithListsInEveryDirection()
    {
        RandomStream random = new(1);
        for (int i = 0; i < 2_000; i++)
        {
            int[,] cells = new int[4, 4];
            TileGrid grid = default;
            for (int cell = 0; cell < 16; cell++)
            {
                int power = random.Next(2) * (1 + random.Next(3));
                cells[cell / 4, cell % 4] = power;
                grid.Place(cell, power);
            }

            for (int direction = 0; direction < 4; direction++)
            {
                TileGrid slid = grid;
                int paid = slid.Slide(direction);

                (int[,] expected, int sum) = Slide(cells, direction);
                Assert.Equal(expected.Cast<int>(), Enumerable.Range(0, 16).Select(cell => slid[cell]));
                Assert.Equal(slid == grid ? -1 : sum, paid);
            }
        }
    }

    [Fact]
    public void NewGame_TwoTiles_BeforeTheFirstMove()
    {
        IGameState state = _game.NewGame(0);
        state.Apply(0);
        Assert.Equal(Player.Chance, state.ToPlay);

        state.Apply((2 * 5) + 1);

        Assert.Equal(
            [["2", ".", ".", "."], [".", "4", ".", "."], [".", ".", ".", "."], [".", ".", ".", "."]],
            state.Render().Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(0, state.ToPlay);
    }

    [Fact]
    public void ChanceProbabilities_FreeCells_AreAlikeAndNineOfTenAreTwos()
    {
        IGameState state = _game.After(0, 2, TileGrid.Left); // two 2s of the first row become a 4

        float[] probabilities = new float[32];
        ((IChance)state).ChanceProbabilities(probabilities);

        Assert.Equal([4.0f], state.Rewards(1));
        Assert.Equal([0.0f, 0.0f, 0.9f / 15, 0.1f / 15], probabilities[..4], (expected, actual) => MathF.Abs(expected - actual) < 1e-6f);
    }

    [Fact]
    public void Apply_NoMoveLeft_Terminates()
    {
        IGameState state = FullExceptTheLastCell();

        Transition transition = state.Apply((2 * 15) + 1);

        Assert.Equal((Transition.Terminated, Player.Terminal), (transition, state.ToPlay));
        Assert.Empty(state.Legal());
    }

    [Fact]
    public void TransformAction_EverySymmetry_SlidesTheTransformedGridAlike()
    {
        RandomStream random = new(2);
        for (int symmetry = 0; symmetry < 8; symmetry++)
        {
            TileGrid grid = default, transformed = default;
            for (int cell = 0; cell < 16; cell++)
            {
                int power = random.Next(3);
                grid.Place(cell, power);
                transformed.Place(GridSymmetry.Point(symmetry, cell, 4, 4), power);
            }

            for (int action = 0; action < 4; action++)
            {
                TileGrid slid = grid, other = transformed;
                Assert.Equal(slid.Slide(action), other.Slide(_game.TransformAction(symmetry, action)));
                Assert.All(Enumerable.Range(0, 16), cell => Assert.Equal(slid[cell], other[GridSymmetry.Point(symmetry, cell, 4, 4)]));
            }
        }
    }

    [Fact]
    public void TransformOutcome_EveryTileAndSymmetry_IsSeenAsTheTransformedTile()
    {
        int length = _game.Spec.Observation.Length;
        float[] Seen(int outcome)
        {
            IGameState state = _game.NewGame(0);
            state.Apply(outcome);
            float[] observation = new float[length];
            state.Observe(0, observation);
            return observation;
        }

        for (int symmetry = 0; symmetry < _game.Symmetries; symmetry++)
        {
            for (int outcome = 0; outcome < _game.Spec.ChanceOutcomes; outcome++)
            {
                float[] transformed = new float[length];
                _game.TransformObservation(symmetry, Seen(outcome), transformed);
                Assert.Equal(Seen(_game.TransformOutcome(symmetry, outcome)), transformed);
            }
        }
    }

    // Random play scores about 1,100 and greedy play about 3,000; the intervals are three standard errors wide.
    [Fact]
    public void Play_RandomAndGreedy_ScoresAreThoseOf2048()
    {
        RandomStream random = new(3);

        double drawn = Enumerable.Range(0, 300).Average(_ => Score(state => state.Legal()[random.Next(state.Legal().Length)], random));
        double greedy = Enumerable.Range(0, 300).Average(_ => Score(_game.BaselineAction, random));

        Assert.InRange(drawn, 1_000.0, 1_200.0);
        Assert.InRange(greedy, 2_600.0, 3_600.0);
    }

    private static double Score(Func<IGameState, int> choose, RandomStream random)
    {
        ChancePlay chance = new(_game.Spec);
        IGameState state = _game.NewGame(0);
        float[] score = new float[1];
        chance.Resolve(state, random, score);
        while (state.ToPlay == 0)
        {
            state.Apply(choose(state));
            Seats.AddRewards(state, score);
            chance.Resolve(state, random, score);
        }

        return score[0];
    }

    private static TileGrid Row(string row)
    {
        TileGrid grid = default;
        string[] tiles = row.Split(' ');
        for (int cell = 0; cell < 4; cell++)
        {
            grid.Place(cell, tiles[cell] == "." ? 0 : int.Log2(int.Parse(tiles[cell])));
        }

        return grid;
    }

    private static (int[,] Cells, int Sum) Slide(int[,] cells, int direction)
    {
        int[,] slid = new int[4, 4];
        int sum = 0;
        for (int line = 0; line < 4; line++)
        {
            List<int> tiles = [.. Enumerable.Range(0, 4).Select(i => cells[Place(i).Row, Place(i).Column]).Where(power => power > 0)];
            for (int i = 0; i + 1 < tiles.Count; i++)
            {
                if (tiles[i] == tiles[i + 1])
                {
                    tiles[i]++;
                    tiles.RemoveAt(i + 1);
                    sum += 1 << tiles[i];
                }
            }

            for (int i = 0; i < tiles.Count; i++)
            {
                slid[Place(i).Row, Place(i).Column] = tiles[i];
            }

            (int Row, int Column) Place(int i) => direction switch
            {
                TileGrid.Up => (i, line),
                TileGrid.Right => (line, 3 - i),
                TileGrid.Down => (3 - i, line),
                _ => (line, i),
            };
        }

        return (slid, sum);
    }

    // Tiles without two equal neighbours are laid by moves and outcomes that a search finds.
    private static IGameState FullExceptTheLastCell()
    {
        RandomStream random = new(4);
        ChancePlay chance = new(_game.Spec);
        while (true)
        {
            IGameState state = _game.NewGame(0);
            chance.Resolve(state, random, []);
            while (state.ToPlay == 0)
            {
                state.Apply(state.Legal()[0]);
                IGameState end = state.Clone();
                if (((TwentyFortyEightState)state).Grid[15] == 0 && ((TwentyFortyEightState)state).Grid.Free == 1
                    && end.Apply((2 * 15) + 1) == Transition.Terminated)
                {
                    return state;
                }

                chance.Resolve(state, random, []);
            }
        }
    }
}
