using System.Text;
using System.Text.Json.Nodes;

namespace MuZero.Cli.Tests.Protocols;

public sealed class AnalysisTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    [Fact]
    public void Analyse_APosition_AnswersWithMovesAndRoot()
    {
        JsonNode answer = Assert.Single(Answers("""{"id": "one", "moves": ["b2", 0], "simulations": 40, "includePolicy": true}"""));

        Assert.Equal("one", (string?)answer["id"]);
        JsonArray moves = answer["moveInfos"]!.AsArray();
        Assert.Equal(Enumerable.Range(0, moves.Count), moves.Select(move => (int)move!["order"]!));
        Assert.Equal(40, moves.Sum(move => (int)move!["visits"]!));
        Assert.All(moves, move => Assert.Equal((string?)move!["move"], (string?)move["pv"]![0]));
        Assert.All(moves, move => Assert.InRange((float)move!["value"]!, -1.0f, 1.0f));
        Assert.Equal(("c1", 2), ((string?)moves.Single(move => (int)move!["action"]! == 2)!["move"], 2));
        JsonNode root = answer["rootInfo"]!;
        Assert.Equal((40, 0), ((int)root["visits"]!, (int)root["player"]!));
        float[] policy = [.. answer["policy"]!.AsArray().Select(prior => (float)prior!)];
        Assert.Equal((9, -1.0f, -1.0f), (policy.Length, policy[0], policy[4]));
        Assert.Equal(1.0f, policy.Where(prior => prior >= 0.0f).Sum(), 1e-4f);
    }

    [Fact]
    public void Analyse_Seconds_EndBeforeTheSimulationsDo()
    {
        JsonNode answer = Assert.Single(Answers("{\"id\": 1, \"seconds\": 0.01}"));

        int visits = (int)answer["rootInfo"]!["visits"]!;
        Assert.InRange(visits, 1, 131_070);
        Assert.Equal(visits, answer["moveInfos"]!.AsArray().Sum(move => (int)move!["visits"]!));
        Assert.Equal(9, (int)Assert.Single(Answers("{\"id\": 1, \"seconds\": 600, \"simulations\": 9}"))["rootInfo"]!["visits"]!);
    }

    [Fact]
    public void Analyse_NumbersAndNames_AreTheSameMoves()
    {
        JsonNode[] answers = Answers("""
            {"id": 1, "moves": ["a1", "B2"]}
            {"id": 2, "moves": [0, 4]}
            {"id": 3, "moves": ["0", "4"]}
            """);

        Assert.Equal(3, answers.Length);
        Assert.All(answers, answer => Assert.Equal(answers[0]["moveInfos"]!.ToJsonString(), answer["moveInfos"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("nonsense", null, "is not valid JSON")]
    [InlineData("[]", null, "is not a JSON object")]
    [InlineData("{}", null, "has no id")]
    [InlineData("{\"id\": 1, \"seconds\": 0}", "1", "seconds is 0; it must be a number from 0.001 to 3600")]
    [InlineData("{\"id\": 1, \"seconds\": \"1\"}", "1", "seconds is \"1\"; it must be a number")]
    [InlineData("""{"id": {}}""", null, "has no id")]
    [InlineData("""{"id": 1, "move": []}""", "1", "'move' is not a key of a query. Did you mean 'moves'?")]
    [InlineData("""{"id": 1, "moves": 5}""", "1", "moves is 5; it must be a list")]
    [InlineData("""{"id": 1, "moves": ["b2", "b2"]}""", "1", "Move 2, 'b2', is not legal there")]
    [InlineData("""{"id": 1, "moves": [9]}""", "1", "Move 1, '9', is not legal there")]
    [InlineData("""{"id": 1, "moves": [1e99]}""", "1", "Move 1, '1e99', is not legal there")]
    [InlineData("""{"id": 1, "moves": [-1]}""", "1", "is not legal there")]
    [InlineData("""{"id": 1, "moves": [null]}""", "1", "Move 1 is null; it must be a string or a number")]
    [InlineData("""{"id": 1, "moves": [0, 3, 1, 4, 2]}""", "1", "The game is over in this position")]
    [InlineData("""{"id": 1, "moves": [0, 3, 1, 4, 2, 5]}""", "1", "Move 6, '5', follows the end of the game")]
    [InlineData("""{"id": 1, "simulations": 0}""", "1", "simulations is 0; it must be a whole number from 1 to 1,000,000")]
    [InlineData("""{"id": 1, "simulations": 1e99}""", "1", "simulations is 1e99")]
    [InlineData("""{"id": 1, "simulations": "9"}""", "1", "simulations is \"9\"")]
    [InlineData("""{"id": 1, "seed": -1}""", "1", "seed is -1")]
    [InlineData("""{"id": 1, "includePolicy": 1}""", "1", "includePolicy is 1")]
    [InlineData("""{"id": 1, "position": "x"}""", "1", "tictactoe cannot read positions")]
    public void Analyse_NotAQuery_GetsAnErrorAndTheNextAnAnswer(string line, string? id, string expected)
    {
        JsonNode[] answers = Answers($"{line}\r\n\n{{\"id\": \"next\"}}");

        Assert.Equal(2, answers.Length);
        JsonNode fault = answers.Single(answer => answer["error"] is not null);
        Assert.Equal(id, fault["id"]?.ToJsonString());
        Assert.Contains(expected, (string?)fault["error"], StringComparison.Ordinal);
        Assert.Equal("next", (string?)answers.Single(answer => answer["error"] is null)["id"]);
    }

    [Fact]
    public void Analyse_BadBytesAndEndlessLines_GetErrors()
    {
        byte[] endless = Encoding.ASCII.GetBytes(new string('x', 3_000_000));
        byte[] input = [.. "{\"id\": \""u8, 0xFF, .. "\"}\n"u8, .. endless, .. "\n{\"id\": 3}\n"u8];

        Ending ending = Sessions.Run(input, "analyse", runs.TicTacToe);

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal(3, ending.Lines().Length);
        Assert.Contains("is not valid UTF-8", ending.Output, StringComparison.Ordinal);
        Assert.Contains("has more than 1,048,576 bytes", ending.Output, StringComparison.Ordinal);
        Assert.Contains("""{"id":3,"moveInfos":""", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyse_ManyQueries_AreAllAnsweredOnceAsAlone()
    {
        string[] queries =
        [
            .. Enumerable.Range(0, 1000).Select(i => $$"""{"id": {{i}}, "moves": [{{i % 9}}], "simulations": {{5 + (i % 3)}}}"""),
        ];

        JsonNode[] answers = Answers(string.Join('\n', queries));

        Assert.Equal(Enumerable.Range(0, 1000), answers.Select(answer => (int)answer["id"]!).Order());
        foreach (int i in (int[])[0, 500, 999])
        {
            JsonNode alone = Assert.Single(Answers(queries[i]));
            Assert.Equal(alone.ToJsonString(), answers.Single(answer => (int)answer["id"]! == i).ToJsonString());
        }
    }

    [Fact]
    public void Analyse_OnePlayer_Works()
    {
        Ending ending = Sessions.Run("{\"id\":1,\"moves\":[\"left\"],\"seed\":7}", "analyze", runs.CartPole);

        Assert.Contains("\"moveInfos\"", ending.Output, StringComparison.Ordinal);
    }

    private JsonNode[] Answers(string input)
    {
        Ending ending = Sessions.Run(input, "analyse", runs.TicTacToe);

        Assert.True(ending.ExitCode == 0, ending.Error);
        return [.. ending.Lines().Select(line => JsonNode.Parse(line)!)];
    }
}
