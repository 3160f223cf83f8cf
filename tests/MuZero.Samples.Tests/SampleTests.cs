using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MuZero.Tests.Shared;

namespace MuZero.Samples.Tests;

/// <summary>Every sample runs for a moment.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public void Advisor_TrainsAdvisesAndPlaysToTheEnd()
    {
        // Every cell is tried in turn, so the game ends whatever the agent plays.
        string cells = string.Concat(from turn in Enumerable.Range(0, 5) from column in "abc" from row in "123" select $"{column}{row}\n");

        string output = Run("Advisor", cells, "2", _scratch["run"]);

        Assert.Contains("advice: ", output, StringComparison.Ordinal);
        Assert.EndsWith("The game is over.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void DiceGame_TrainsAndPlaysBothSides()
    {
        string output = Run("DiceGame", "", "2", _scratch["run"]);

        // What a beginner of two seconds chooses is a matter of chance.
        Assert.Contains("player 1: 0 + 0, player 2: 0 + 0: ", output, StringComparison.Ordinal);
        Assert.StartsWith("player 1: ", output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Puzzle_TrainsAndSlides()
    {
        string output = Run("Puzzle", "", "2", _scratch["run"]);

        Assert.Contains("The game ended after", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DiceGame")]
    [InlineData("Puzzle")]
    public void Games_KeepEveryLaw(string sample)
        => Shell.Succeed($"'{Path.Combine(Shell.Built("MuZero.Cli"), "muzero")}' games check "
            + $"'{Path.Combine(Shell.Built(sample), $"{sample}.dll")}'", _scratch.FullPath);

    [Fact]
    public void LearnerLoop_BeatsRandomMoves()
    {
        string[] last = Run("LearnerLoop", "", "400").TrimEnd().Split('\n')[^1].Split(' ', ',');

        Assert.True(int.Parse(last[3], null) > int.Parse(last[9], null), string.Join(' ', last));
    }

    [Fact]
    public async Task WebApi_AnswersWithTheBestMove()
    {
        Shell.Succeed(
            $"'{Path.Combine(Shell.Built("MuZero.Cli"), "muzero")}' train tictactoe --run alphazero --local-dir . --experiment-name ttt "
                + $"--stop '{{\"training_iteration\": 1}}'",
            _scratch.FullPath, "", ("MUZERO_TRAINING__ITERATION_STEPS", "10"));
        using Process server = Shell.Start("dotnet",
            [Path.Combine(Shell.Built("WebApi"), "WebApi.dll"), _scratch["ttt"], "--urls", "http://127.0.0.1:0"], _scratch.FullPath);
        try
        {
            string address = await AddressOf(server);
            using HttpClient client = new() { BaseAddress = new Uri(address) };

            JsonElement analysis = await client.GetFromJsonAsync<JsonElement>("/best-move?moves=0,3,1,4&simulations=200");
            HttpResponseMessage refused = await client.GetAsync("/best-move?moves=0,0");

            Assert.Equal(2, analysis.GetProperty("bestMove").GetInt32()); // the line is completed
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
        finally
        {
            server.Kill();
        }
    }

    public void Dispose() => _scratch.Dispose();

    private string Run(string sample, string input, params string[] arguments)
        => Shell.Succeed($"dotnet '{Path.Combine(Shell.Built(sample), $"{sample}.dll")}' {string.Join(' ', arguments)}", _scratch.FullPath,
            input);

    private static async Task<string> AddressOf(Process server)
    {
        const string Listening = "Now listening on: ";
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(Listening, StringComparison.Ordinal))
            {
                return line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim();
            }
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }
}
